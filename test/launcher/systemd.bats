#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# mptcpdefault enable, show, disable with a real systemd (see systemd-box) and
# real services: MPTCP listeners, reports in the journal, a clean undo.
# The launcher and the library are installed in the box, so the library goes
# by its bare name, as it does on a machine.

# Words are wanted; bats sets status and output; the box's shell expands.
# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2086,SC2154

load common

BOX=$BATS_TEST_DIRNAME/systemd-box

# No skip here: bats before 1.9 takes that for a failure.
setup_file()
{
	export WHY=''
	if [ ! -e "$SHIM" ]; then
		WHY="no library at $SHIM"
	elif [ "$(cat /proc/sys/net/mptcp/enabled 2>/dev/null)" != 1 ]; then
		WHY="this host has no MPTCP"
	elif ! command -v ss >/dev/null || ! command -v curl >/dev/null; then
		WHY="ss or curl is missing"
	fi
	[ -z "$WHY" ] || return 0
	SHIM=$(realpath "$SHIM")
	D=$(mktemp -d)
	export D
	rc=0
	"$BOX" start "$D" "$TOP" "${SHIM%/*}" || rc=$?
	if [ $rc -ne 0 ]; then
		rm -rf "$D"
		D=''
		WHY="no systemd in a box here"
		[ $rc -eq 77 ]
		return
	fi
	box install -m 755 "$LAUNCHER" /usr/bin/mptcpdefault
	box install -m 644 "$SHIM" /usr/lib/libmptcpdefault.so
	box install -d -m 755 /opt
	box tee /opt/serve >/dev/null <<-'PY'
	#!/usr/bin/python3 -u
	# Answers "hello" on a port until told to stop.
	import signal, socket, sys
	signal.signal(signal.SIGTERM, lambda *a: sys.exit(0))
	s = socket.socket()
	s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
	s.bind(("127.0.0.1", int(sys.argv[1])))
	s.listen()
	while True:
	    c, a = s.accept()
	    c.sendall(b"hello\n")
	    c.close()
	PY
	box chmod 755 /opt/serve
}

teardown_file()
{
	if [ -n "${D:-}" ]; then
		"$BOX" stop "$D"
	fi
}

setup()
{
	[ -z "$WHY" ] || skip "$WHY"
}

box()
{
	"$BOX" exec "$D" "$@"
}

# vendor UNIT: a unit file as a package brings it, from stdin.
vendor()
{
	box tee "/lib/systemd/system/$1" >/dev/null
	box systemctl daemon-reload
}

mptcp_listens()
{
	box ss -HltnM "sport = :$1" | grep -q '^mptcp'
}

tcp_listens()
{
	box ss -Hltn "sport = :$1" | grep -q .
}

answers()
{
	[ "$(box /usr/bin/python3 -c '
import socket, sys
print(socket.create_connection(("127.0.0.1", int(sys.argv[1]))).recv(9))' \
		"$1")" = "b'hello\\n'" ]
}

journal_has()
{
	box journalctl --sync
	box journalctl -o cat --no-pager -u "$1" | grep -q -- "$2"
}

# What a unit is made of: to be the same before and after.
state()
{
	box sh -c 'systemctl show -p \
		Environment,EnvironmentFiles,DropInPaths,FragmentPath \
		-p NeedDaemonReload "$1"
		find /etc/systemd /lib/systemd/system /run/systemd/system \
			-type f -o -type d -o -type l | sort | grep -v -e \
			/invocation: -e /units/
		find /etc/systemd /lib/systemd/system -type f -exec \
			sha256sum {} + | sort' - "$1"
}

@test "systemd: nginx: enable --now, MPTCP, check, report, disable" {
	box test -x /usr/sbin/nginx || skip "nginx is missing"
	# One server that any nginx can run, whatever the packaged one says.
	box sh -c 'printf "%s\n" "pid /run/nginx.pid;" "events {}" \
		"http { access_log off; server { listen 127.0.0.1:8080;" \
		"location / { return 200 hello; } } }" \
		>/etc/nginx/nginx.conf'
	before=$(state nginx)
	box systemctl start nginx
	until_true tcp_listens 8080
	run ! mptcp_listens 8080
	run box mptcpdefault show nginx
	is 1
	says "library not loaded"
	pid=$(box systemctl show -p MainPID --value nginx)
	run box mptcpdefault check $pid
	is 1
	says "why: the library is not loaded"

	# nginx makes its error log its standard error: a file, then.
	run -0 box mptcpdefault enable nginx --now \
		--report=file:/run/report --format=json
	until_true mptcp_listens 8080
	[ "$(box curl -s http://127.0.0.1:8080/)" = hello ]
	run -0 box mptcpdefault show nginx
	says LD_PRELOAD=libmptcpdefault.so
	says "library loaded"
	pid=$(box systemctl show -p MainPID --value nginx)
	run -0 box mptcpdefault check $pid
	says "listener: 127.0.0.1:8080 mptcp"
	says "upgraded: yes, listeners"
	# The process that listened is not the one that stays: nginx forks to
	# become a daemon, and who listened reports.
	until_true box test -s /run/report
	box systemctl stop nginx
	box cat /run/report | $PYTHON -c '
import json, sys
up = 0
for line in sys.stdin:
    for r in json.loads(line)["roles"]:
        assert r["seen"] == sum(r[k] for k in ("upgraded", "kept",
            "declined", "refused", "native")), line
        if r["role"] == "listener":
            up += r["upgraded"]
assert up >= 1'

	box systemctl start nginx
	run -0 box mptcpdefault disable nginx --now
	until_true tcp_listens 8080
	run ! mptcp_listens 8080
	box systemctl stop nginx
	[ "$before" = "$(state nginx)" ]
}

@test "systemd: sshd, by its alias" {
	box test -x /usr/sbin/sshd || skip "sshd is missing"
	box ssh-keygen -A
	before=$(state ssh)
	run -0 box mptcpdefault enable sshd --now
	box test -e /etc/systemd/system/ssh.service.d/50-mptcpdefault.conf
	until_true mptcp_listens 22
	[[ $(box ssh-keyscan 127.0.0.1 2>&1) == *SSH-2.0* ]]
	run -0 box mptcpdefault disable ssh --now
	until_true tcp_listens 22
	run ! mptcp_listens 22
	box systemctl stop ssh
	[ "$before" = "$(state ssh)" ]
}

@test "systemd: a hardened unit with DynamicUser; report in the journal" {
	vendor hard.service <<-'U'
	[Service]
	ExecStart=/opt/serve 8081
	DynamicUser=yes
	PrivateTmp=yes
	PrivateDevices=yes
	ProtectSystem=strict
	ProtectHome=yes
	ProtectKernelTunables=yes
	NoNewPrivileges=yes
	MemoryDenyWriteExecute=yes
	RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
	RestrictNamespaces=yes
	SystemCallFilter=@system-service
	LockPersonality=yes
	CapabilityBoundingSet=
	U
	before=$(state hard)
	run -0 box mptcpdefault enable --multipathtcp=2 hard --now
	until_true mptcp_listens 8081
	answers 8081
	pid=$(box systemctl show -p MainPID --value hard)
	run -0 box mptcpdefault check $pid
	says "environment: MPTCPDEFAULT=multipathtcp=2"
	run ! journal_has hard mptcpdefault
	box systemctl stop hard
	until_true journal_has hard 'listener default: seen=1 upgraded=1'
	run -0 box mptcpdefault disable hard
	[ "$before" = "$(state hard)" ]
}

@test "systemd: --multipathtcp=0 and 3 leave its listener TCP" {
	vendor off.service <<-'U'
	[Service]
	ExecStart=/opt/serve 8082
	U
	for n in 0 3; do
		run -0 box mptcpdefault enable off --multipathtcp=$n --now
		until_true tcp_listens 8082
		run ! mptcp_listens 8082
		box systemctl stop off
		until_true journal_has off "multipathtcp=$n (MPTCPDEFAULT)"
	done
	run -0 box mptcpdefault disable off
}

@test "systemd: the unit's own environment survives, byte for byte" {
	seen() {
		box systemctl start odd
		box cat /run/env | sort | grep -v -e ^INVOCATION_ID= \
			-e ^JOURNAL_STREAM= -e ^SYSTEMD_EXEC_PID=
	}
	box sh -c 'echo "FROM_FILE=yes" >/etc/default/odd
		echo "GODEBUG=\"x=1\"" >>/etc/default/odd'
	vendor odd.service <<-'U'
	[Service]
	Type=oneshot
	Environment=COLOUR=blue "TWO=a  b" 'QUOTED=x"y' "BACK=a\\b"
	Environment="DOLLAR=a$b`c" "PERCENT=100%%" EMPTY=
	Environment="LD_PRELOAD=libm.so.6 libresolv.so.2"
	Environment="MPTCPDEFAULT=log=file:/run/a\"b\\c$d`e 100%%"
	ExecStart=/usr/bin/env
	StandardOutput=truncate:/run/env
	U
	before=$(state odd)
	seen >"$BATS_TEST_TMPDIR/before"
	run -0 box mptcpdefault enable odd --dial=enabled
	seen >"$BATS_TEST_TMPDIR/after"
	sed -e 's/^LD_PRELOAD=.*/&:libmptcpdefault.so/' \
		-e 's/^MPTCPDEFAULT=.*/&,dial=enabled/' \
		"$BATS_TEST_TMPDIR/before" | cmp - "$BATS_TEST_TMPDIR/after"
	# Environment files win over Environment=, ours comes last.
	box sed -i 's/\[Service\]/&\nEnvironmentFile=-\/etc\/default\/odd/' \
		/lib/systemd/system/odd.service
	box systemctl daemon-reload
	run -0 box mptcpdefault enable odd --multipathtcp=1
	seen >"$BATS_TEST_TMPDIR/file"
	{
		sed -e 's/^LD_PRELOAD=.*/&:libmptcpdefault.so/' \
			-e 's/^MPTCPDEFAULT=.*/&,multipathtcp=1/' \
			"$BATS_TEST_TMPDIR/before"
		echo FROM_FILE=yes
		echo GODEBUG=x=1,multipathtcp=1
	} | sort | cmp - "$BATS_TEST_TMPDIR/file"
	run -0 box mptcpdefault disable odd
	box sed -i '/EnvironmentFile/d' /lib/systemd/system/odd.service
	box systemctl daemon-reload
	[ "$before" = "$(state odd)" ]
}

# Enabling adds to what the unit starts with and takes nothing away.
@test "systemd: what quotes and backslashes are in an environment file" {
	local n=0 line

	vendor quoted.service <<-'U'
	[Service]
	Type=oneshot
	EnvironmentFile=/etc/default/quoted
	ExecStart=/usr/bin/env -0
	StandardOutput=truncate:/run/quoted
	U
	found() {
		box systemctl start quoted
		box cat /run/quoted | tr '\0\n' '\n\001' | grep ^GODEBUG= || :
	}
	while IFS= read -r line; do
		n=$((n + 1))
		printf '# GODEBUG=comment\nA=b\n%b\nC=d\n' "$line" |
			box tee /etc/default/quoted >/dev/null
		before=$(found)
		run -0 box mptcpdefault enable quoted --multipathtcp=1
		after=$(found)
		run -0 box mptcpdefault disable quoted
		before=${before:-GODEBUG=}
		[ "$before" = GODEBUG= ] || before=$before,
		[ "$after" = "${before}multipathtcp=1" ] || {
			printf 'line %s\nbefore %s\nafter %s\n' \
				"$line" "$before" "$after"
			return 1
		}
	done <<-'LINES'
	GODEBUG=plain
	GODEBUG=
	GODEBUG=""
	GODEBUG=x\nGODEBUG=
	GODEBUG=  two  words  
	GODEBUG = spaced
	 GODEBUG=indented
	GODEBUG="double \\\" \\\\ \\$ \\` end"
	GODEBUG="back\\slash \\n \\t \\x41 end"
	GODEBUG='single \\ \\n " end'
	GODEBUG=bare\\ back\\slash\\\\end
	GODEBUG=bare\\n\\"end
	GODEBUG=quote"inside"it
	GODEBUG=quote'inside'it
	GODEBUG="one" 'two'three  "four" 
	GODEBUG="with # no comment; none"
	GODEBUG=with # no comment; none
	GODEBUG=trailing\\ 
	GODEBUG=over \\\ntwo \\\n lines
	GODEBUG="over \\\ntwo \nlines"
	GODEBUG='over\\\ntwo\nlines'
	GODEBUG="percent %% %i $HOME ${HOME}"
	GODEBUG=carriage\r
	# comment \\\nGODEBUG=after
	; comment\nGODEBUG=after
	export GODEBUG=no
	GODEBUGGER=no
	no equals sign\nGODEBUG=yes
	GODEBUG=first\nGODEBUG='last'
	GODEBUG=control\nGODEBUG='\0001\0033[0m\r\0177'
	GODEBUG="double \ before \a \' letters"
	LINES
	[ $n -eq 31 ]
}

@test "systemd: the manager's own variables, and empty ones" {
	vendor inherits.service <<-'U'
	[Service]
	Type=oneshot
	ExecStart=/usr/bin/env -0
	StandardOutput=truncate:/run/inherits
	U
	found() {
		box systemctl start inherits
		box cat /run/inherits | tr '\0\n' '\n\001' | grep ^GODEBUG=
	}
	for value in plain "a'b" 'a\b' "a\\'b c" 'a"b$c`d' $'a\nb\tc' \
		$'a\001\033\r\177b' ''; do
		box systemctl set-environment "GODEBUG=$value"
		before=$(found)
		run -0 box mptcpdefault enable inherits --multipathtcp=1
		after=$(found)
		run -0 box mptcpdefault disable inherits
		[ "$before" = GODEBUG= ] || before=$before,
		[ "$after" = "${before}multipathtcp=1" ]
	done
	printf '[Service]\nEnvironment=GODEBUG= "MPTCPDEFAULT="\n' |
		box sh -c 'cat >>/lib/systemd/system/inherits.service
			systemctl daemon-reload'
	run -0 box mptcpdefault enable inherits --multipathtcp=1
	[ "$(found)" = GODEBUG=multipathtcp=1 ]
	run -0 box mptcpdefault disable inherits
	box systemctl unset-environment GODEBUG
}

@test "systemd: a template and one instance of it" {
	vendor tpl@.service <<-'U'
	[Service]
	Environment=NAME=%i
	ExecStart=/opt/serve %i
	U
	before=$(state tpl@8083)
	run -0 box mptcpdefault enable tpl@.service
	box systemctl start tpl@8083 tpl@8084
	until_true mptcp_listens 8083
	until_true mptcp_listens 8084
	box systemctl stop tpl@8083 tpl@8084
	run -0 box mptcpdefault disable tpl@.service
	run -0 box mptcpdefault enable tpl@8083
	box systemctl start tpl@8083 tpl@8084
	until_true mptcp_listens 8083
	until_true tcp_listens 8084
	run ! mptcp_listens 8084
	box systemctl stop tpl@8083 tpl@8084
	run -0 box mptcpdefault disable tpl@8083
	[ "$before" = "$(state tpl@8083)" ]
}

@test "systemd: a socket unit's sockets: the lines told, nothing broken" {
	vendor sock.socket <<-'U'
	[Socket]
	ListenStream=127.0.0.1:8085
	U
	box tee /opt/accept >/dev/null <<-'PY'
	#!/usr/bin/python3 -u
	import socket
	s = socket.socket(fileno=3)
	c, a = s.accept()
	c.sendall(b"hello\n")
	c.close()
	PY
	box chmod 755 /opt/accept
	vendor sock.service <<-'U'
	[Service]
	ExecStart=/opt/accept
	U
	box systemctl start sock.socket
	run -0 --separate-stderr box mptcpdefault enable sock
	output=$stderr
	says "/etc/systemd/system/sock.socket.d/50-mptcp.conf"
	says $'[Socket]\nSocketProtocol=mptcp'
	answers 8085
	v=$(box systemctl --version | awk 'NR == 1 { print $2 + 0 }')
	if [ "$v" -lt 257 ]; then
		says "needs systemd 257, this is $v"
	else
		box sh -c 'd=/etc/systemd/system/sock.socket.d; mkdir $d
			printf "[Socket]\nSocketProtocol=mptcp\n" \
				>$d/50-mptcp.conf
			systemctl daemon-reload; systemctl stop sock
			systemctl restart sock.socket'
		until_true mptcp_listens 8085
		box rm -r /etc/systemd/system/sock.socket.d
	fi
	box systemctl stop sock.socket
	run -0 box mptcpdefault disable sock
}

@test "systemd: --user: the user's own manager and directory" {
	box systemctl start user@0 || skip "no user manager in the box"
	u='env XDG_RUNTIME_DIR=/run/user/0'
	box sh -c 'mkdir -p ~/.config/systemd/user
		printf "[Service]\nExecStart=/opt/serve 8086\n" \
			>~/.config/systemd/user/mine.service'
	box $u systemctl --user daemon-reload
	run -0 box $u mptcpdefault enable --user --now mine
	until_true mptcp_listens 8086
	box test -e /root/.config/systemd/user/mine.service.d/50-mptcpdefault.conf
	run -0 box $u mptcpdefault disable --user --now mine
	until_true tcp_listens 8086
	run ! mptcp_listens 8086
	[ "$(box ls /root/.config/systemd/user)" = mine.service ]
	box $u systemctl --user stop mine
}

@test "systemd: several units; one that can't be started says why" {
	for p in 8088 8089; do
		vendor many$p.service <<-U
		[Service]
		ExecStart=/opt/serve $p
		U
	done
	before=$(state many8088)
	run -0 box mptcpdefault enable many8088 many8089 --now
	until_true mptcp_listens 8088
	until_true mptcp_listens 8089
	run -1 box mptcpdefault enable many8088 nosuch
	says "no such unit: nosuch.service"
	box test -e /etc/systemd/system/many8088.service.d/50-mptcpdefault.conf
	run -0 box mptcpdefault disable many8088 many8089 --now
	until_true tcp_listens 8088
	run ! mptcp_listens 8088
	box systemctl stop many8088 many8089
	[ "$before" = "$(state many8088)" ]

	box sh -c 'echo ExecStartPre=/bin/false \
		>>/lib/systemd/system/many8088.service
		systemctl daemon-reload'
	run -1 --separate-stderr box mptcpdefault enable many8088 --now
	[ "$(grep -c "did not restart: Job for many8088" <<<"$stderr")" = 1 ]
	run -0 box mptcpdefault disable many8088
}

@test "systemd: --global: every service but the sockets of systemd's own" {
	vendor all.service <<-'U'
	[Service]
	ExecStart=/opt/serve 8093
	U
	vendor own.service <<-'U'
	[Service]
	Environment=LD_PRELOAD=libm.so.6
	ExecStart=/opt/serve 8094
	U
	vendor out.service <<-'U'
	[Service]
	ExecStart=/opt/serve 8095
	U
	vendor handed.socket <<-'U'
	[Socket]
	ListenStream=127.0.0.1:8096
	U
	vendor handed.service <<-'U'
	[Service]
	ExecStart=/opt/accept
	U
	before=$(state all)
	box systemctl start own
	run -0 --separate-stderr box mptcpdefault enable --global --report=none
	[[ $stderr == *"own.service loses its own LD_PRELOAD=libm.so.6"* ]]
	# what was enabled by itself keeps what it had
	run -0 box mptcpdefault enable own
	box sh -c 'mkdir /etc/systemd/system/out.service.d
		ln -s /dev/null \
			/etc/systemd/system/out.service.d/50-mptcpdefault.conf
		systemctl daemon-reload'
	box systemctl start all out handed.socket
	box systemctl restart own
	until_true mptcp_listens 8093
	until_true mptcp_listens 8094
	until_true tcp_listens 8095
	run ! mptcp_listens 8095
	until_true tcp_listens 8096
	run ! mptcp_listens 8096
	# its drop-in masks the other: both are kept, also the second time
	run -0 box mptcpdefault enable own --dial=enabled
	run -0 box systemctl show -p Environment own
	says "LD_PRELOAD=libm.so.6:libmptcpdefault.so MPTCPDEFAULT=report=none,dial=enabled"

	box rm -r /etc/systemd/system/out.service.d
	run -0 box mptcpdefault disable own
	run -0 box mptcpdefault disable --global
	box systemctl restart all
	until_true tcp_listens 8093
	run ! mptcp_listens 8093
	box systemctl stop all own out handed.socket
	[ "$before" = "$(state all)" ]
}

# A systemctl that kills who called it, and who started that.
@test "systemd: enable killed with all its processes: the unit has MPTCP" {
	vendor killed.service <<-'U'
	[Service]
	Environment=LD_PRELOAD=libm.so.6
	ExecStart=/opt/serve 8097
	U
	before=$(state killed)
	box tee /opt/killer >/dev/null <<-'S'
	#!/bin/bash
	[ "$1" != daemon-reload ] || {
		n=$(($(cat /run/reloads 2>/dev/null) + 1))
		echo $n >/run/reloads
		[ $n != "$(cat /run/deadly)" ] || {
			kill -KILL $(ps -o ppid= $PPID) $PPID
			exit
		}
	}
	exec systemctl "$@"
	S
	box chmod 755 /opt/killer
	run -0 box mptcpdefault enable killed --multipathtcp=1
	for n in 1 2; do
		box sh -c "rm -f /run/reloads; echo $n >/run/deadly"
		run -137 box env SYSTEMCTL=/opt/killer \
			mptcpdefault enable killed --multipathtcp=2
		box systemctl daemon-reload
		box systemctl restart killed
		until_true mptcp_listens 8097
		box systemctl stop killed
	done
	run -0 box mptcpdefault enable killed --multipathtcp=1
	run -0 box systemctl show -p Environment killed
	says "LD_PRELOAD=libm.so.6:libmptcpdefault.so MPTCPDEFAULT=multipathtcp=1"
	run -0 box mptcpdefault disable killed
	[ "$before" = "$(state killed)" ]
}

# mptcpize rewrites the vendor's file, and what the unit had in Environment=
# is gone, for good. Not so here.
@test "systemd: mptcpize edits the vendor's file and drops lines; we do not" {
	vendor ours.service <<-'U'
	[Service]
	Environment=COLOUR=blue
	Environment=LD_PRELOAD=libm.so.6
	ExecStart=/opt/serve 8087
	U
	box cp /lib/systemd/system/ours.service /lib/systemd/system/theirs.service
	box cp /lib/systemd/system/ours.service /run/original
	box systemctl daemon-reload

	run -0 box mptcpdefault enable ours
	box cmp /run/original /lib/systemd/system/ours.service
	run -0 box systemctl show -p Environment ours
	says COLOUR=blue
	says LD_PRELOAD=libm.so.6:libmptcpdefault.so
	run -0 box mptcpdefault disable ours
	run -0 box systemctl show -p Environment ours
	[ "$output" = "Environment=COLOUR=blue LD_PRELOAD=libm.so.6" ]

	box sh -c 'command -v mptcpize' || skip "mptcpize is missing"
	box mptcpize enable theirs
	run ! box cmp /run/original /lib/systemd/system/theirs.service
	box systemctl daemon-reload
	run -0 box systemctl show -p Environment theirs
	says_not COLOUR=blue
	says_not libm.so.6
	run -0 --separate-stderr box mptcpdefault enable theirs
	run -0 box mptcpdefault disable theirs
	box mptcpize disable theirs
	run ! box cmp /run/original /lib/systemd/system/theirs.service
}
