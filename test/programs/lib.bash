# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What the .bats files here share: run a program under the shim, look at its
# sockets from outside with ss, read its report, and stop it such that it can
# write one. Each .bats file loads it. Nothing here waits by sleeping for a
# while: it polls for a condition, with a deadline far beyond need.

load ../lib

PATIENCE=30
PROGRAMS=$TOP/test/programs

declare -gA PID_OF=()

# needs_programs PROGRAM...: and, without which there is nothing to be seen,
# MPTCP; and IPv6, which each file uses.
needs_programs() {
	needs "$PYTHON" ss env timeout "$@"
	needs_mptcp
	needs_ipv6
}

# payload: $PAYLOAD is a file of some hundred kilobytes, $PAYLOAD_SUM its sum.
payload() {
	PAYLOAD=$BATS_FILE_TMPDIR/payload
	[ -s "$PAYLOAD" ] || head -c 300000 /dev/urandom >"$PAYLOAD"
	PAYLOAD_SUM=$(sum_of "$PAYLOAD")
}

sum_of() {
	local sum
	sum=$(sha256sum <"$1")
	echo "${sum%% *}"
}

# poll WHAT COMMAND...: until COMMAND succeeds.
poll() {
	local what=$1 deadline=$((SECONDS + PATIENCE))
	shift
	until "$@"; do
		[ "$SECONDS" -lt "$deadline" ] || {
			echo "waited in vain for $what" >&2
			return 1
		}
		sleep 0.02
	done
}

# ---- run ------------------------------------------------------------------

# shim_env MODE REPORT: set $shim_env to the words that start a program in
# this mode; MODE "none" runs it without the shim. The shell ignores SIGINT
# and SIGQUIT in background jobs, and programs that inherit this can't be
# told to end, hence --default-signal.
shim_env() {
	shim_env=(env "--default-signal=INT,QUIT")
	[ "$1" != none ] || return 0
	shim_env+=("LD_PRELOAD=$SHIM"
		"MPTCPDEFAULT=multipathtcp=$1,report=file:$2,format=json")
}

# report_of NAME: where the processes started under this name report.
report_of() {
	echo "$BATS_TEST_TMPDIR/$1.report"
}

# start NAME MODE COMMAND...: in the background; output in NAME.out, NAME.err.
# Its standard input is NAME.in if there is one.
start() {
	local name=$1 mode=$2 input=/dev/null
	shift 2
	[ ! -e "$BATS_TEST_TMPDIR/$name.in" ] ||
		input=$BATS_TEST_TMPDIR/$name.in
	shim_env "$mode" "$(report_of "$name")"
	# Descriptor 3 belongs to bats: whoever keeps it open stalls the run.
	# 8 and 9 are ends of fifos that a test holds, to close them itself.
	"${shim_env[@]}" "$@" <"$input" >"$BATS_TEST_TMPDIR/$name.out" \
		2>"$BATS_TEST_TMPDIR/$name.err" 3>&- 8>&- 9>&- &
	PID_OF[$name]=$!
}

# under NAME MODE COMMAND...: in the foreground, with our own descriptors.
under() {
	local name=$1 mode=$2
	shift 2
	shim_env "$mode" "$(report_of "$name")"
	timeout "$PATIENCE" "${shim_env[@]}" "$@" 3>&- 8>&- 9>&-
}

gone() {
	! kill -0 "$1" 2>/dev/null
}

# finish NAME STATUS: wait for a started program, which must end like that.
finish() {
	local pid=${PID_OF[$1]} status=0
	poll "the end of $1" gone "$pid" || return 1
	wait "$pid" || status=$?
	unset "PID_OF[$1]"
	is "$status" "$2" "exit status of $1" || {
		tail -n 20 "$BATS_TEST_TMPDIR/$1.err" >&2
		return 1
	}
}

# stop NAME SIGNAL STATUS: only an orderly exit leaves a report.
stop() {
	kill -s "$2" "${PID_OF[$1]}"
	finish "$1" "$3"
}

# family_of PID: it and its descendants.
family_of() {
	local children child
	echo "$1"
	read -r -d '' -a children \
		< <(cat "/proc/$1/task/"*/children 2>/dev/null) || :
	for child in "${children[@]}"; do
		family_of "$child"
	done
}

# has_family NAME COUNT: it and its descendants are so many.
has_family() {
	[ "$(family_of "${PID_OF[$1]}" | wc -l)" = "$2" ]
}

# freeze NAME, thaw NAME: while a server is frozen, the kernel still answers
# the handshake, and whoever dials waits: time to look at both ends. Some
# child may end at this very moment; that is none of our business.
freeze() {
	signal_family STOP "$1"
}

thaw() {
	signal_family CONT "$1"
}

signal_family() {
	local member
	for member in $(family_of "${PID_OF[$2]}"); do
		kill -s "$1" "$member" 2>/dev/null || :
	done
}

# reap: for teardown; leaves nothing behind, whatever failed.
reap() {
	local name families=()
	for name in "${!PID_OF[@]}"; do
		mapfile -t -O "${#families[@]}" families \
			< <(family_of "${PID_OF[$name]}")
	done
	[ "${#families[@]}" = 0 ] || kill -s KILL "${families[@]}" 2>/dev/null ||
		:
	for name in "${!PID_OF[@]}"; do
		wait "${PID_OF[$name]}" 2>/dev/null || :
	done
}

# ---- look -----------------------------------------------------------------

# free_port: below the ports that the kernel gives to dialers, so that none
# of them takes it before our listener does.
free_port() {
	local port lowest
	read -r lowest _ </proc/sys/net/ipv4/ip_local_port_range
	[ "$lowest" -gt 12000 ] || lowest=32768
	while :; do
		port=$((10000 + SRANDOM % (lowest - 10000)))
		[ -n "$(ss -Htan "sport = :$port")" ] || break
	done
	echo "$port"
}

listening() {
	[ "$(ss -Hltn "sport = :$1" | wc -l)" -ge "$2" ]
}

listening_or_dead() {
	listening "$2" "$3" || gone "$1"
}

# wait_listening NAME PORT [COUNT]: COUNT listeners share the port.
wait_listening() {
	local count=${3:-1}
	poll "$1 to listen on $2" listening_or_dead "${PID_OF[$1]}" "$2" \
		"$count"
	listening "$2" "$count" || {
		echo "$1 does not listen on $2" >&2
		tail -n 20 "$BATS_TEST_TMPDIR/$1.err" >&2
		return 1
	}
}

# listener_proto PORT: tcp or mptcp, or "mixed" where not all are the same. By
# their subflows, of which an MPTCP listener has one that listens: the kernel
# does not list all of the MPTCP listeners of one port (test/kernels/bugs/
# listed.c).
listener_proto() {
	ss -HOltni "sport = :$1" | awk '
		/ tcp-ulp-mptcp/ { mptcp++ }
		END {
			if (mptcp)
				print mptcp == NR ? "mptcp" : "mixed"
			else
				print NR ? "tcp" : "none"
		}'
}

# look PORT: set $ends to "DIALER LISTENER", what the connections dialed to
# PORT and those accepted on it are: mptcp, fallback (an MPTCP socket, but TCP
# on the wire), tcp, or none; several with commas where they differ.
look() {
	ends=$(ss -HOtnMi state established \
		"( sport = :$1 or dport = :$1 )" | awk -v port=":$1$" '
		{ end = $5 ~ port ? "dialer" : "listener" }
		$1 == "mptcp" { seen[end, / fallback /] = 1 }
		$1 == "tcp" && !/ tcp-ulp-mptcp / { seen[end, 2] = 1 }
		function protos(end, out) {
			if ((end, 0) in seen) out = out ",mptcp"
			if ((end, 1) in seen) out = out ",fallback"
			if ((end, 2) in seen) out = out ",tcp"
			return out ? substr(out, 2) : "none"
		}
		END { print protos("dialer"), protos("listener") }')
}

# conn_proto END PORT: one of the two.
conn_proto() {
	local ends
	look "$2"
	[ "$1" = dialer ] && echo "${ends% *}" || echo "${ends#* }"
}

connected() {
	look "$1"
	[[ $ends != *none* ]]
}

unconnected() {
	look "$1"
	[ "$ends" = "none none" ]
}

# expect_ends PORT DIALER LISTENER: what the two sockets were made as, tcp or
# mptcp, shows on both ends of the connections now held open on PORT.
expect_ends() {
	local ends want="tcp tcp"
	case $2,$3 in
	mptcp,mptcp) want="mptcp mptcp" ;;
	mptcp,tcp) want="fallback tcp" ;;
	esac
	poll "a connection to $1" connected "$1"
	is "$ends" "$want" "dialer's and listener's end of $1"
}

# want_listener MODE, want_dialer MODE: the truth table.
want_listener() {
	case $1 in 1 | 2) echo mptcp ;; *) echo tcp ;; esac
}

want_dialer() {
	case $1 in 1 | 3) echo mptcp ;; *) echo tcp ;; esac
}

# ---- report ---------------------------------------------------------------

# report_get FILE COMM ROLE FIELD: the sum over all processes; COMM may be *.
report_get() {
	report "$1" get "$2" "$3" "$4"
}

# assert_law FILE MODE: each line of each process keeps the law.
assert_law() {
	report "$1" law "$2"
}

# expect_report NAME MODE COMM ROLE=COUNT[:OUTCOME]... [processes=COUNT]:
# what the processes under that name saw, as told by report.py; a role that is
# not named was not seen, and none but COMM reported.
expect_report() {
	local name=$1
	shift
	report "$(report_of "$name")" expect "$@"
}

# ---- clients --------------------------------------------------------------

peer() {
	"$PYTHON" -I -S "$PROGRAMS/peer.py" "$@"
}

start_peer() {
	local name=$1
	shift
	start "$name" none "$PYTHON" -I -S "$PROGRAMS/peer.py" "$@"
}

# fetch_native SERVER HOST PORT PATH LISTENER, fetch_plain the same: fetch the
# payload over HTTP from a server whose listener must be LISTENER (tcp or
# mptcp), by a client that asks for MPTCP itself, or by curl, and look at both
# ends meanwhile.
fetch_native() {
	local server=$1 host=$2 port=$3 path=$4 listener=$5 spoken=mptcp
	[ "$listener" = mptcp ] || spoken=fallback
	is "$(listener_proto "$port")" "$listener" "listener of $server"
	freeze "$server"
	start_peer native get mptcp "$host" "$port" "$path"
	expect_ends "$port" mptcp "$listener"
	thaw "$server"
	finish native 0
	is "$(<"$BATS_TEST_TMPDIR/native.out")" "$spoken 200 $PAYLOAD_SUM" \
		"MPTCP client of $server"
	poll "the end of that connection" unconnected "$port"
}

fetch_plain() {
	local server=$1 host=$2 port=$3 path=$4 listener=$5
	[[ $host != *:* ]] || host=[$host]
	is "$(listener_proto "$port")" "$listener" "listener of $server"
	freeze "$server"
	start plain none curl -gsSf --max-time "$PATIENCE" \
		"http://$host:$port$path"
	expect_ends "$port" tcp "$listener"
	thaw "$server"
	finish plain 0
	is "$(sum_of "$BATS_TEST_TMPDIR/plain.out")" "$PAYLOAD_SUM" \
		"plain client of $server"
	poll "the end of that connection" unconnected "$port"
}
