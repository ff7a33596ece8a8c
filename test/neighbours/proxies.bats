# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# proxychains4, torsocks and tsocks take a program's connections to a SOCKS
# proxy: here curl's, to an address of which only the proxy knows what to make.
# What goes to the proxy is MPTCP where the shim's mode says so. In a network
# namespace with nothing in it but loopback: a connection that misses the proxy
# leads nowhere. ctest calls it.

# shellcheck disable=SC2034,SC2154 # for lib.bash and from it
load lib

setup() {
	needs_root
	prepare curl ip nsenter
	net=mptcpdefault-proxies-$$
	ip netns add "$net" 2>/dev/null || skip "no network namespaces here"
	inside=(nsenter "--net=/run/netns/$net")
	"${inside[@]}" ip link set lo up
	export TORSOCKS_TOR_PORT=1080 TSOCKS_CONF_FILE=$T/tsocks.conf
	export PROXYCHAINS_CONF_FILE=$T/proxychains.conf PROXYCHAINS_QUIET_MODE=1
	printf '%s\n' strict_chain "[ProxyList]" "socks5 127.0.0.1 1080" \
		>"$PROXYCHAINS_CONF_FILE"
	printf '%s\n' "server = 127.0.0.1" "server_type = 5" >"$TSOCKS_CONF_FILE"
	start socks none "${inside[@]}" "$PYTHON" -I -S \
		"$BATS_TEST_DIRNAME/socks.py" 1080
	start server none "${inside[@]}" "$PYTHON" -I -S \
		"$PROGRAMS/peer.py" serve tcp 127.0.0.1 8080 "$PAYLOAD"
	wait_listening socks 1080
	wait_listening server 8080
}

teardown() {
	reap
	[ -z "${net-}" ] || ip netns del "$net" 2>/dev/null || :
}

# What looks at sockets looks at those in there.
ss() {
	"${inside[@]}" "$(type -P ss)" "$@"
}

# fetches WIRE PRELOAD MODE [WRAPPER...]: curl gets all, by way of the proxy.
fetches() {
	local wire=$1 mode=$3 preload=$2
	shift 3
	: >"$T/socks.out"
	SHIM=$preload start curl "$mode" "${inside[@]}" "$@" curl -sSf \
		--max-time "$PATIENCE" http://192.0.2.7:8080/
	finish curl 0
	is "$(sum_of "$T/curl.out")" "$PAYLOAD_SUM" "what came"
	is "$(tr -d '\0' <"$T/socks.out")" "$wire 192.0.2.7 8080" \
		"what the proxy saw"
}

# through PRELOAD [WRAPPER...]
through() {
	local mode
	for mode in 1 2; do
		fetches "$(want_dialer "$mode")" "$1" "$mode" "${@:2}"
		expect_report curl "$mode" curl dialer=1
		rm "$T/curl.report"
	done
}

@test "proxychains4" {
	library libproxychains.so.4
	through "$SHIM:$library"
	through "$library:$SHIM"
	through "$SHIM" proxychains4
}

@test "tsocks" {
	library libtsocks.so
	through "$SHIM:$library"
	through "$library:$SHIM"
	through "$SHIM" tsocks
}

# It asks libc by name, past all other libraries: in front it hides the shim.
@test "torsocks" {
	library torsocks/libtorsocks.so
	through "$SHIM:$library"
	fetches tcp "$library:$SHIM" 1
	fetches tcp "$SHIM" 1 torsocks
	[ ! -e "$T/curl.report" ]
}

@test "what torsocks forbids does not happen" {
	local order
	library torsocks/libtorsocks.so
	for order in "$SHIM:$library" "$library:$SHIM"; do
		SHIM=$order start listener 2 "${inside[@]}" \
			"$GUESTS/neighbour" echo 0.0.0.0 4321
		finish listener 99
		is "$(tail -n 2 "$T/listener.err")" \
			$'listen: Operation not permitted\nlistens: 0' \
			"what the guest was told, and what is"
	done
}
