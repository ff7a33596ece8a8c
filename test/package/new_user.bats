#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# As a new user: a fresh Debian with systemd and nginx, the .deb, and from
# there on nothing but the commands that the README gives.

load common

# The user's system before: nothing of this project in it. From where this
# machine has its packages.
fresh()
{
	local list

	list=$(grep -v '^#' /etc/apt/sources.list.d/debian.sources ||
		grep -v '^#' /etc/apt/sources.list)
	mmdebstrap --quiet --variant=minbase --format=directory \
		--dpkgopt=force-unsafe-io \
		--include=systemd,iproute2,nginx-light,curl \
		"$(. /etc/os-release && echo "$VERSION_CODENAME")" \
		"$1" - <<<"$list"
}

# No skip here: bats before 1.9 takes that for a failure.
setup_file()
{
	export BOX=$SOURCE/test/launcher/systemd-box WHY='' D='' R='' c
	local rc=0

	for c in mmdebstrap dpkg-deb; do
		command -v $c >/dev/null || WHY="$c is missing"
	done
	[ "$(id -u)" = 0 ] || WHY="needs root"
	[ "$(cat /proc/sys/net/mptcp/enabled 2>/dev/null)" = 1 ] ||
		WHY="this host has no MPTCP"
	[ -z "$WHY" ] || return 0
	R=$(mktemp -d)
	D=$(mktemp -d)
	if ! fresh "$R/root" >"$R/log" 2>&1; then
		WHY="no fresh Debian to be had: $(tail -n 1 "$R/log")"
		return 0
	fi
	"$BUILD" deb "$R/root/root/out"
	BOX_ROOT=$R/root "$BOX" start "$D" || rc=$?
	[ $rc -ne 77 ] || WHY="no systemd in a box here"
	[ $rc -eq 0 ] || D=''
	[ $rc -eq 0 ] || [ $rc -eq 77 ]
}

teardown_file()
{
	[ -z "${D:-}" ] || "$BOX" stop "$D"
	[ -z "${R:-}" ] || rm -rf --one-file-system "$R"
}

setup()
{
	[ -z "$WHY" ] || skip "$WHY"
}

# user COMMAND: what the README says, typed into a shell of the box; "y" to what
# it may ask. Where the README writes "...", the test says what that is: user
# COMMAND... REST.
user()
{
	grep -qF "$1" "$SOURCE/README.md" || {
		echo "not in the README: $1"
		return 1
	}
	"$BOX" exec "$D" sh -c "cd; ${1%...}${2-}" <<<y
}

box()
{
	"$BOX" exec "$D" "$@"
}

@test "new user: install, enable nginx, see MPTCP, disable, purge" {
	box systemctl start nginx
	run -0 user "ss -Mltn"
	[[ $output != *mptcp* ]]

	# A fresh Debian has no compiler; the package is built already.
	user "apt install ./out/*.deb"
	run -0 user "ss -Mltn"
	[[ $output != *mptcp* ]]

	user "mptcpdefault enable nginx --now"
	run -0 user "ss -Mltn"
	[[ $output == *mptcp*LISTEN*0.0.0.0:80* ]]
	run -0 user "mptcpdefault run --multipathtcp=3 curl http://..." localhost
	[[ $output == *"Welcome to nginx"* ]]
	[[ $output =~ "dialer default: seen="[0-9]+" upgraded="[1-9] ]]
	run -0 box nstat -az MPTcpExtMPCapableSYNRX
	[[ $output =~ MPTcpExtMPCapableSYNRX\ +[1-9] ]]

	user "mptcpdefault disable nginx --now"
	run -0 user "ss -Mltn"
	[[ $output != *mptcp* ]]
	[ "$(box curl -s -o /dev/null -w '%{http_code}' http://localhost/)" = 200 ]
	box apt-get purge -y libmptcpdefault
	run box find /usr /etc -name '*mptcpdefault*'
	[ -z "$output" ]
}
