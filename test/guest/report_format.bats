#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What a report says and where: text and JSON to the letter, notes about bad
# settings, the decision log, the default place.

load lib

setup() {
	needs_mptcp
	G=$GUESTS/report_exit
	OUT=$T/out
	ERR=$T/err
}

# shimmed SETTINGS: run the guest, must end with 7 and print nothing else.
shimmed() {
	gives 7 timeout 60 env ${1+MPTCPDEFAULT="$1"} LD_PRELOAD="$SHIM" \
		"$G" return >"$OUT" 2>"$ERR"
	[ ! -s "$OUT" ]
}

# says FILE REGEX...: exactly these lines, each matched whole.
says() {
	local file=$1 lines line
	shift
	mapfile -t lines <"$file"
	[ "${#lines[@]}" = "$#" ] || {
		printf 'not %s lines:\n' "$#" >&2
		cat "$file" >&2
		return 1
	}
	for line in "${lines[@]}"; do
		[[ $line =~ ^$1$ ]] || {
			printf 'got  %s\nwant %s\n' "$line" "$1" >&2
			return 1
		}
		shift
	done
}

role() {
	local upgraded=0 kept=0
	[ "$4" = upgraded ] && upgraded=$3 || kept=$3
	echo "$1 $2: seen=$3 upgraded=$upgraded kept=$kept declined=0 refused=0 native=0 nondefault=$5"
}

ME='mptcpdefault\[[1-9][0-9]*\] report_exit: '

@test "by default: one line of text on stderr" {
	shimmed
	says "$ERR" "${ME}multipathtcp=2 \(default\); $(role dialer default 1 kept 0); $(role listener default 1 upgraded 0)"
}

@test "text in each mode and status" {
	shimmed multipathtcp=0
	says "$ERR" "${ME}multipathtcp=0 \(MPTCPDEFAULT\); $(role dialer default 1 kept 0); $(role listener default 1 kept 1)"
	shimmed multipathtcp=1
	says "$ERR" "${ME}multipathtcp=1 \(MPTCPDEFAULT\); $(role dialer default 1 upgraded 1); $(role listener default 1 upgraded 0)"
	shimmed multipathtcp=3
	says "$ERR" "${ME}multipathtcp=3 \(MPTCPDEFAULT\); $(role dialer default 1 upgraded 1); $(role listener default 1 kept 1)"
	shimmed multipathtcp=0,dial=enabled,listen=enabled
	says "$ERR" "${ME}multipathtcp=0 \(MPTCPDEFAULT\); $(role dialer enabled 1 upgraded 0); $(role listener enabled 1 upgraded 0)"
	shimmed multipathtcp=1,dial=disabled,listen=disabled
	says "$ERR" "${ME}multipathtcp=1 \(MPTCPDEFAULT\); $(role dialer disabled 1 kept 0); $(role listener disabled 1 kept 0)"
	GODEBUG=multipathtcp=3 shimmed
	says "$ERR" "${ME}multipathtcp=3 \(GODEBUG\); $(role dialer default 1 upgraded 1); $(role listener default 1 kept 1)"
}

@test "JSON to the letter" {
	shimmed multipathtcp=3,format=json
	says "$ERR" '\{"schema":1,"pid":[1-9][0-9]*,"comm":"report_exit","multipathtcp":3,"source":"MPTCPDEFAULT","roles":\[\{"role":"dialer","status":"default","seen":1,"upgraded":1,"kept":0,"declined":0,"refused":0,"native":0,"nondefault":1\},\{"role":"listener","status":"default","seen":1,"upgraded":0,"kept":1,"declined":0,"refused":0,"native":0,"nondefault":1\}\],"declined":\{\},"refused":\{\},"missed":\{\},"warnings":\[\]\}'
	reported_in "$ERR" "multipathtcp=3,source=MPTCPDEFAULT,comm=report_exit"
}

@test "a process's name can't break a line or JSON" {
	local odd
	# shellcheck disable=SC1003 # a backslash it is
	odd=$T/'a"\'$'\n\x1b\xff''];'
	cp "$G" "$odd"
	G=$odd
	shimmed format=json
	reported_in "$ERR" 'comm=a"\????];' || reported_in "$ERR" 'comm=a"\???];'
	shimmed
	[ "$(wc -l <"$ERR")" = 1 ]
	[[ $(LC_ALL=C cat "$ERR") == *'] a"\??'* ]]
}

@test "bad settings: what, where, what would do, what is in force" {
	shimmed multipathtcp=9,bogus=1,format=xml,listen=
	says "$ERR" "${ME}multipathtcp=2 \(default\);.*" \
		"${ME}bad value in MPTCPDEFAULT: 'multipathtcp=9'; allowed: 0, 1, 2, 3; used instead: 2" \
		"${ME}unknown key in MPTCPDEFAULT: 'bogus=1'; allowed: .*multipathtcp.*; used instead: nothing" \
		"${ME}bad value in MPTCPDEFAULT: 'format=xml'; allowed: text, json; used instead: text" \
		"${ME}bad value in MPTCPDEFAULT: 'listen='; allowed: default, enabled, disabled; used instead: default"
	shimmed multipathtcp=1,multipathtcp=4
	says "$ERR" "${ME}multipathtcp=1 \(MPTCPDEFAULT\);.*" \
		"${ME}bad value in MPTCPDEFAULT: 'multipathtcp=4'; allowed: 0, 1, 2, 3; used instead: 1"
	shimmed log=file:/a/log,log=x
	says "$ERR" "${ME}multipathtcp=2 \(default\);.*" \
		"${ME}bad value in MPTCPDEFAULT: 'log=x'; allowed: none, stderr, file:PATH; used instead: file:/a/log"
	shimmed a,b,c,d,e,f
	[ "$(wc -l <"$ERR")" = 5 ]
	[[ $(tail -n 1 "$ERR") == *"'d'"*"; and more of the kind: 2" ]]
	GODEBUG=multipathtcp=x shimmed
	says "$ERR" "${ME}multipathtcp=2 \(default\);.*" \
		"${ME}bad value in GODEBUG: 'multipathtcp=x'; allowed: 0, 1, 2, 3; used instead: 2"
}

@test "bad settings in JSON are warnings in the same line" {
	local long
	long=$(printf 'x%.0s' {1..2000})
	shimmed 'format=json,multipathtcp=9,quo"te\=1'
	reported_in "$ERR" any
	[ "$("$PYTHON" -c 'import json,sys
for w in json.load(sys.stdin)["warnings"]: print(w)' <"$ERR" | cut -d ';' -f 1)" = \
		"bad value in MPTCPDEFAULT: 'multipathtcp=9'
unknown key in MPTCPDEFAULT: 'quo\"te\\=1'" ]
	# Longest of everything: still one whole line that a pipe takes at once.
	shimmed "format=json,$long,$long,$long,$long,$long,multipathtcp=$long"
	reported_in "$ERR" any
	[ "$(wc -c <"$ERR")" -le 4096 ]
	shimmed $'format=json,\n\t\x01"=1,\xff\xfe'
	reported_in "$ERR" any
}

@test "report=none is silent, bad settings and all" {
	shimmed report=none,bogus,multipathtcp=9
	[ ! -s "$ERR" ]
}

LINE='mptcpdefault\[[1-9][0-9]*\]: '
ADDR='addr=127\.0\.0\.1:[1-9][0-9]*'

@test "the decision log: a line for each, at once, with its reason" {
	shimmed report=none,log=stderr
	says "$ERR" "${LINE}listen fd=[0-9]+ $ADDR role=listener status=default want=mptcp outcome=upgraded reason=-" \
		"${LINE}connect fd=[0-9]+ $ADDR role=dialer status=default want=tcp outcome=kept reason=-"
	shimmed "report=none,dial=enabled,listen=disabled,log=file:$T/log"
	[ ! -s "$ERR" ]
	says "$T/log" \
		"${LINE}listen fd=[0-9]+ $ADDR role=listener status=disabled want=tcp outcome=kept reason=-" \
		"${LINE}connect fd=[0-9]+ $ADDR role=dialer status=enabled want=mptcp outcome=upgraded reason=-"
	[ "$(stat -c %a "$T/log")" = 600 ]
}

@test "a log that can't be written harms nobody" {
	shimmed "report=none,log=file:/nonexistent/log"
	[ ! -s "$ERR" ]
	shimmed "report=none,log=file:$T"
	[ ! -s "$ERR" ]
	shimmed "report=none,log=file:/dev/full"
}

@test "the decision log: IPv6 in full, the reason, an address that is none" {
	local log=$T/log
	needs_ipv6
	LD_PRELOAD=$SHIM MPTCPDEFAULT="multipathtcp=2,report=none,log=file:$log" \
		/usr/bin/python3 - <<-'END'
		import ctypes, socket
		l = socket.socket(socket.AF_INET6)
		l.setsockopt(socket.IPPROTO_TCP, socket.TCP_SYNCNT, 3)
		l.bind(("::1", 0))
		l.listen()
		d = socket.create_connection(l.getsockname()[:2])
		odd = socket.socket()
		assert ctypes.CDLL(None).connect(odd.fileno(), b"\xff" * 16, 16)
	END
	says "$log" \
		"${LINE}listen fd=[0-9]+ addr=\[0:0:0:0:0:0:0:1\]:[1-9][0-9]* role=listener status=default want=mptcp outcome=declined reason=option" \
		"${LINE}connect fd=[0-9]+ addr=\[0:0:0:0:0:0:0:1\]:[1-9][0-9]* role=dialer status=default want=tcp outcome=kept reason=-" \
		"${LINE}connect fd=[0-9]+ addr=\? role=dialer status=default want=tcp outcome=kept reason=-"
}
