#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# mptcpdefault run: what the program finds in its environment, and that
# nothing but the program is left. Called by ctest or bats.

# Words are wanted; bats sets status and output; other shells expand.
# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2086,SC2154

load common

setup()
{
	scratch
	dummy "$T/lib/libmptcpdefault.so"
	export MPTCPDEFAULT_LIB=$T/lib/libmptcpdefault.so
}

teardown()
{
	rm -rf "$T"
}

# What a program sees of three variables.
three='for v in LD_PRELOAD MPTCPDEFAULT GODEBUG; do
	eval "echo \"$v=\${$v-unset}\""
done'

@test "run: nothing set, nothing but LD_PRELOAD appears" {
	run -0 launcher run sh -c "$three"
	[ "$output" = "LD_PRELOAD=$MPTCPDEFAULT_LIB
MPTCPDEFAULT=unset
GODEBUG=unset" ]
}

@test "run: appends to all three, overwrites none" {
	dummy "$T/a.so"
	dummy "$T/b.so"
	LD_PRELOAD="$T/a.so $T/b.so" MPTCPDEFAULT=log=none \
		GODEBUG=http2client=0 \
		run -0 launcher run --multipathtcp=1 sh -c "$three"
	[ "$output" = "LD_PRELOAD=$T/a.so $T/b.so:$MPTCPDEFAULT_LIB
MPTCPDEFAULT=log=none,multipathtcp=1
GODEBUG=http2client=0,multipathtcp=1" ]
}

@test "run: every option reaches MPTCPDEFAULT, in order" {
	run -0 launcher run --multipathtcp=3 --dial=disabled \
		--listen=enabled --report=file:/r --format=json \
		--log=stderr --so-protocol=kernel --dial=default \
		sh -c "$three"
	says "MPTCPDEFAULT=multipathtcp=3,dial=disabled,\
listen=enabled,report=file:/r,format=json,log=stderr,so_protocol=kernel,\
dial=default"
	says GODEBUG=multipathtcp=3
}

@test "run: a relative file is the caller's, wherever the program goes" {
	cd "$T"
	run -0 launcher run --report=file:r --log=file:d/l \
		sh -c "$three"
	says "MPTCPDEFAULT=report=file:$T/r,log=file:$T/d/l"
}

@test "run: the library is not named twice" {
	dummy "$T/a.so"
	dummy "$T/other/libmptcpdefault.so"
	for p in "$MPTCPDEFAULT_LIB" "$T/a.so:$MPTCPDEFAULT_LIB" \
		 "$MPTCPDEFAULT_LIB $T/a.so" \
		 "$T/a.so $MPTCPDEFAULT_LIB:$T/a.so" \
		 "$T/other/libmptcpdefault.so"; do
		LD_PRELOAD=$p run -0 launcher run sh -c "$three"
		[ "${lines[0]}" = "LD_PRELOAD=$p" ]
	done
	# a name that only resembles it
	dummy "$T/xlibmptcpdefault.so"
	LD_PRELOAD=$T/xlibmptcpdefault.so \
		run -0 launcher run sh -c "$three"
	[ "${lines[0]}" = \
		"LD_PRELOAD=$T/xlibmptcpdefault.so:$MPTCPDEFAULT_LIB" ]
}

@test "run: run inside run adds nothing" {
	run -0 launcher run --multipathtcp=1 "$LAUNCHER" run \
		sh -c "$three"
	[ "$output" = "LD_PRELOAD=$MPTCPDEFAULT_LIB
MPTCPDEFAULT=multipathtcp=1
GODEBUG=multipathtcp=1" ]
}

@test "run: Go follows what MPTCPDEFAULT says, if it says something valid" {
	go() {
		MPTCPDEFAULT=$1 GODEBUG=$2 \
			run -0 launcher run sh -c "$three"
		[ "${lines[2]}" = "GODEBUG=$3" ] || {
			echo "$1, $2: ${lines[2]}, not $3"
			return 1
		}
	}
	go multipathtcp=3 '' multipathtcp=3
	go multipathtcp=3,multipathtcp=1 '' multipathtcp=1
	go multipathtcp=3,multipathtcp=7 '' multipathtcp=3
	go multipathtcp=3,multipathtcp= '' multipathtcp=3
	go dial=enabled x=1 x=1
	go multipathtcp=9 multipathtcp=1 multipathtcp=1
	go xmultipathtcp=1 '' ''
	go multipathtcp=1 multipathtcp=1 multipathtcp=1
	go multipathtcp=1 multipathtcp=0,x=1 \
		multipathtcp=0,x=1,multipathtcp=1
	go multipathtcp=1 multipathtcp=1,multipathtcp=0 \
		multipathtcp=1,multipathtcp=0,multipathtcp=1
}

@test "run: no --multipathtcp leaves GODEBUG alone" {
	GODEBUG=multipathtcp=0 run -0 launcher run --dial=enabled \
		sh -c "$three"
	says GODEBUG=multipathtcp=0
}

@test "run: a bad option: usage on stderr, exit 2, command not started" {
	for o in --multipathtcp=4 --multipathtcp= --multipathtcp \
		 --multipathtcp=01 --dial=on --dial --listen=1 \
		 --report=file: --report=x --format=xml --log=syslog \
		 --nonsense -x --json --now \
		 --report=file:/a,b --log=file:/a,multipathtcp=0 \
		 --report=file:/"$(printf %01024d 0)"; do
		run -2 --separate-stderr launcher run "$o" \
			touch "$T/started"
		[ -z "$output" ]
		output=$stderr
		says "usage: mptcpdefault run"
		says "$o"
		[ ! -e "$T/started" ]
	done
}

# From the library's own table, so that a new key needs no second place.
@test "run: every key of the library is an option" {
	run -0 launcher help run
	while read -r k; do
		says "--${k//_/-}="
	done < <(sed -n 's/^KEY(\([a-z_]*\),.*/\1/p' \
		"$TOP/policy/keys.def")
	run -2 launcher run --so_protocol=tcp true
	says "is it --so-protocol?"
}

@test "run, help: what is wrong and what would be right" {
	run -2 launcher run --dail=enabled true
	says "bad option: --dail=enabled (is it --dial?)"
	run -2 launcher run --dial=on true
	says "bad option: --dial=on (it takes default, enabled, disabled)"
	run -2 launcher run --xyzzyxyzzy true
	says "bad option: --xyzzyxyzzy"
	says_not "is it"
	run -2 launcher rnu
	says "no such command: rnu (is it run?)"
	run -2 launcher help chekc
	says "no such command: chekc (is it check?)"
	run -2 launcher help run check
	says "not also check"
	run -2 launcher check --jsno
	says "bad option: --jsno (is it --json?)"
}

@test "help COMMAND: that command alone" {
	run -0 --separate-stderr launcher help check
	says "usage: mptcpdefault check [--json] [CMD|PID]"
	says_not "mptcpdefault run"
	run -0 --separate-stderr launcher help run
	says "--multipathtcp=0|1|2|3"
}

@test "run: a path's bytes count, not its characters" {
	local most

	most=/$(printf '\303\251%.0s' {1..511})
	LC_ALL=C.UTF-8 run -0 launcher run --log="file:$most" true
	LC_ALL=C.UTF-8 run -2 launcher run --log="file:${most}x" true
	says "the path is too long"
}

@test "run: no command, no subcommand, an unknown one: usage, exit 2" {
	for a in run 'run --' 'run --dial=enabled' '' bogus -x; do
		run -2 --separate-stderr launcher $a
		[ -z "$output" ]
		output=$stderr
		says "usage: mptcpdefault run"
	done
}

@test "run: a relative library where the working directory is gone" {
	for lib in lib/libmptcpdefault.so ../lib/libmptcpdefault.so; do
		run -2 sh -c 'mkdir "$1/gone" && cd "$1/gone" &&
			rmdir "$1/gone" && MPTCPDEFAULT_LIB=$2 exec "$3" \
			run true' sh "$T" $lib "$LAUNCHER"
		says "the working directory is gone"
		says "must be absolute: $lib"
	done
}

@test "help: to a full disk" {
	[ -c /dev/full ] || skip "no /dev/full"
	for a in help 'help run' --help 'run --help'; do
		run -1 sh -c 'exec "$@" >/dev/full' sh "$LAUNCHER" $a
		[ "$output" = \
			"mptcpdefault: can't write: No space left on device" ]
	done
}

@test "help: usage on stdout, exit 0" {
	for a in --help -h help 'run --help' 'check -h'; do
		run -0 --separate-stderr launcher $a
		says "usage: mptcpdefault run"
		[ -z "$stderr" ]
	done
}

@test "run: -- ends the options; the command's own are not ours" {
	run -0 launcher run -- echo --multipathtcp=9 --
	[ "$output" = "--multipathtcp=9 --" ]
	run -0 launcher run echo --dial=enabled 'a  b' '' '*' "c
d"
	[ "$output" = "--dial=enabled a  b  * c
d" ]
}

# A directory of PATH that may not be searched makes it 126 for every shell.
@test "run: exit codes are the program's; 127 not found, 126 not executable" {
	PATH=/usr/bin:/bin
	: >"$T/plain"
	run launcher run sh -c 'exit 37'
	is 37
	run -127 launcher run no-such-command-anywhere
	run -127 launcher run "$T/nowhere"
	run -126 launcher run "$T/plain"
	run -126 launcher run "$T"
	# a builtin of the shell that is no program
	run -127 launcher run cd /
}

@test "run: ends as env does where there is nothing to run" {
	PATH=/usr/bin:/bin
	: >"$T/plain"
	printf 'exit 3\n' >"$T/no-magic"
	printf '#!/no/such/interpreter\n' >"$T/lost"
	printf '\177ELF' >"$T/cut"
	chmod 755 "$T"/{no-magic,lost,cut}
	ln -s loop "$T/loop"
	for c in "$T/plain" "$T/plain/below" "$T/loop" "$T/lost" "$T/cut" \
		 "$T/no-magic" "$T" '' "$(printf %0300d 0)" /dev/null; do
		expected=0
		env -- "$c" >"$T/env" 2>&1 || expected=$?
		got=0
		launcher run -- "$c" >"$T/run" 2>&1 || got=$?
		[ $got -eq $expected ] || { echo "$c: $got, not $expected"; false; }
		[ "$(wc -l <"$T/run")" -le 1 ]
	done
}

# A file of a host's libc, its locale or its users' names would be another
# version's in an image.
@test "run: a static one opens no file before the program" {
	need strace
	! readelf -d "$LAUNCHER" | grep -q NEEDED || skip "not linked statically"
	strace -o "$T/trace" "$LAUNCHER" run --dial=enabled /bin/true
	sed '/^execve("\/bin\/true"/,$d' "$T/trace" >"$T/before"
	[ -s "$T/before" ]
	[ "$(wc -l <"$T/before")" -lt "$(wc -l <"$T/trace")" ]
	run ! grep -E '^(open|openat|socket)\(' "$T/before"
}

@test "run: not found stays not found with odd variable names" {
	PATH=/usr/bin:/bin
	: >"$T/plain"
	run -127 env a.b=1 "$LAUNCHER" run no-such-command-anywhere
	run -126 env a.b=1 "$LAUNCHER" run "$T/plain"
	run env a.b=1 "$LAUNCHER" run sh -c 'exit 3'
	is 3
}

@test "run: the program keeps the process id and gets the signals" {
	becomes "$LAUNCHER" run
	# and one it does not handle
	"$LAUNCHER" run sleep 60 3>&- &
	pid=$!
	until_true grep -q sleep "/proc/$pid/comm"
	kill -KILL $pid
	rc=0
	wait $pid || rc=$?
	[ $rc -eq 137 ]
}

@test "run: stdin, stdout, stderr and other descriptors pass" {
	echo in >"$T/in"
	"$LAUNCHER" run sh -c 'cat; echo err >&2; echo seven >&7' \
		<"$T/in" >"$T/out" 2>"$T/err" 7>"$T/seven"
	[ "$(cat "$T/out") $(cat "$T/err") $(cat "$T/seven")" = \
		"in err seven" ]
}

# A shell would drop some. Containers have such: discovery.type=single-node.
# As the kernel hands them over: with no "=", twice, empty, not UTF-8.
@test "run: no variable is lost, renamed or moved" {
	cat >"$T/give.c" <<-'C'
	#include <unistd.h>
	int main(int c, char **v)
	{
		char *env[] = {"Z=1", "no equals sign", "a.b=c=d", "", "=",
			"TWICE=1", "\377\376=\200", "TWICE=2",
			"LD_PRELOAD=/x.so", "GODEBUG=a=1", "A=", v[1],
			"MPTCPDEFAULT=multipathtcp=3", "GODEBUG=b=2",
			"LD_PRELOAD=", NULL};
		return c < 2 || execve(v[2], v + 2, env);
	}
	C
	cat >"$T/tell.c" <<-'C'
	#include <stdio.h>
	int main(int c, char **v, char **e)
	{
		while (c && v && *e)
			puts(*e++);
		return 0;
	}
	C
	gcc -o "$T/give" "$T/give.c"
	gcc -static -o "$T/tell" "$T/tell.c"
	run -0 "$T/give" "MPTCPDEFAULT_LIB=$MPTCPDEFAULT_LIB" "$LAUNCHER" \
		run --dial=enabled "$T/tell"
	expected=('Z=1' 'no equals sign' 'a.b=c=d' '' '=' 'TWICE=1'
		$'\377\376=\200' 'TWICE=2' "LD_PRELOAD=/x.so:$MPTCPDEFAULT_LIB"
		'GODEBUG=a=1,multipathtcp=3' 'A='
		"MPTCPDEFAULT_LIB=$MPTCPDEFAULT_LIB"
		'MPTCPDEFAULT=multipathtcp=3,dial=enabled'
		'GODEBUG=b=2,multipathtcp=3' "LD_PRELOAD=$MPTCPDEFAULT_LIB")
	[ "$output" = "$(printf '%s\n' "${expected[@]}")" ]
}

@test "run: an empty environment gets the library alone" {
	cp "$LAUNCHER" "$T/lib/mptcpdefault"
	run -0 env -i "$T/lib/mptcpdefault" run "$(command -v env)"
	[ "$output" = "LD_PRELOAD=$MPTCPDEFAULT_LIB" ]
}

@test "run: variables with odd names and any value arrive" {
	for odd in '' 'a.b=1'; do
		env -i PATH="$PATH" X='one two' $odd 'x-y=new
line and  blanks' '1st= ' 'é=ü' "MPTCPDEFAULT_LIB=$MPTCPDEFAULT_LIB" \
			"BASH_FUNC_f%%=() { :
}" "$LAUNCHER" run env -0 |
			tr '\0\n' '\n~' | sort >"$T/got"
		grep -Fx 'X=one two' "$T/got"
		grep -Fx 'x-y=new~line and  blanks' "$T/got"
		grep -Fx '1st= ' "$T/got"
		grep -Fx 'é=ü' "$T/got"
		grep -Fx 'BASH_FUNC_f%%=() { :~}' "$T/got"
		[ -z "$odd" ] || grep -Fx "$odd" "$T/got"
		grep -Fx "LD_PRELOAD=$MPTCPDEFAULT_LIB" "$T/got"
	done
}

# Names a script is likely to use for itself.
@test "run: no exported variable of the caller's changes" {
	cd "$T"
	env -i PATH="$PATH" PWD="$PWD" SHLVL=0 \
		MPTCPDEFAULT_LIB="$MPTCPDEFAULT_LIB" \
		n=1 v=1 f=1 l=1 s=1 i=1 lib=1 dir=1 unit=1 user=1 \
		json=1 quiet=1 set=1 key=1 value=1 rest=1 line=1 \
		self=1 name=1 what=1 prefix=1 alias=1 roles=1 tab=1 \
		LC_ALL=C \
		"$LAUNCHER" run --dial=enabled env |
		grep -v -e ^LD_PRELOAD= -e ^MPTCPDEFAULT= -e ^SHLVL= \
			-e ^_= -e ^PATH= | sort \
		>"$T/got"
	for w in n v f l s i lib dir unit user json quiet set key \
		 value rest line self name what prefix alias roles \
		 tab; do
		grep -qx "$w=1" "$T/got"
	done
	grep -qx LC_ALL=C "$T/got"
	grep -qx "PWD=$T" "$T/got"
	[ "$(grep -c '' "$T/got")" -eq $((24 + 2 + 1)) ] ||
		{ cat "$T/got"; grep MPTCP "$T/got"; false; }
}

@test "library: MPTCPDEFAULT_LIB made absolute; unusable ones refused" {
	cd "$T"
	MPTCPDEFAULT_LIB=lib/libmptcpdefault.so \
		run -0 launcher run sh -c "$three"
	[ "${lines[0]}" = "LD_PRELOAD=$T/lib/libmptcpdefault.so" ]
	MPTCPDEFAULT_LIB=/no/such.so run -2 launcher run \
		touch "$T/started"
	says "can't read /no/such.so"
	# a dynamic linker would wait for somebody to write into it
	mkfifo "$T/fifo.so"
	MPTCPDEFAULT_LIB=$T/fifo.so run -2 launcher run \
		touch "$T/started"
	says "can't read $T/fifo.so"
	MPTCPDEFAULT_LIB=$T/lib/ run -2 launcher run \
		touch "$T/started"
	mkdir -p "$T/with space"
	cp "$T/lib/libmptcpdefault.so" "$T/with space/"
	MPTCPDEFAULT_LIB="$T/with space/libmptcpdefault.so" \
		run -2 launcher run touch "$T/started"
	says "space or colon"
	[ ! -e "$T/started" ]
}

# where SCRIPT: what LD_PRELOAD it comes to.
where()
{
	LD_BIND_NOW='' "$1" run sh -c 'echo "$LD_PRELOAD"' 2>/dev/null
}

@test "library: found beside, in a prefix, else by name" {
	unset MPTCPDEFAULT_LIB
	l=libmptcpdefault.so
	rm -rf "$T/p"
	mkdir -p "$T/p/bin" "$T/p/lib"
	cp "$LAUNCHER" "$T/p/bin/"

	# nowhere
	[ "$(where "$T/p/bin/mptcpdefault")" = $l ]

	# installed
	dummy "$T/p/lib/$l"
	[ "$(where "$T/p/bin/mptcpdefault")" = "$T/p/lib/$l" ]
	rm "$T/p/lib/$l"
	dummy "$T/p/lib64/$l"
	[ "$(where "$T/p/bin/mptcpdefault")" = "$T/p/lib64/$l" ]
	# one and the same by two names
	rmdir "$T/p/lib"
	ln -s lib64 "$T/p/lib"
	[ "$(where "$T/p/bin/mptcpdefault")" = "$T/p/lib64/$l" ]
	rm "$T/p/lib64/$l" "$T/p/lib"
	mkdir "$T/p/lib"
	dummy "$T/p/lib/x86_64-linux-gnu/$l"
	[ "$(where "$T/p/bin/mptcpdefault")" = \
		"$T/p/lib/x86_64-linux-gnu/$l" ]
	dummy "$T/p/lib32/$l"
	[ "$(where "$T/p/bin/mptcpdefault")" = \
		"$T/p/"'$LIB'"/$l" ]
	rm -r "$T/p/lib32"

	# a link to it, and a call through PATH
	ln -sf p/bin/mptcpdefault "$T/link"
	[ "$(where "$T/link")" = "$T/p/lib/x86_64-linux-gnu/$l" ]

	# beside wins
	dummy "$T/p/bin/$l"
	[ "$(where "$T/p/bin/mptcpdefault")" = "$T/p/bin/$l" ]
	cd "$T/p/bin"
	[ "$(PATH=.:$PATH where mptcpdefault)" = "$T/p/bin/$l" ]
	[ "$(where ./mptcpdefault)" = "$T/p/bin/$l" ]
	[ "$(PATH=$T/p/bin:$PATH; mptcpdefault run \
		sh -c 'echo $LD_PRELOAD')" = "$T/p/bin/$l" ]
}

@test "run: the program has the library in it" {
	run -0 launcher run grep -c libmptcpdefault.so /proc/self/maps
	[ "$output" -gt 0 ]
}

# The library itself: the listener is MPTCP, the report is there.
@test "run: with the real library a listener is upgraded, and reported" {
	[ -e "$SHIM" ] || skip "no library at $SHIM"
	[ "$(cat /proc/sys/net/mptcp/enabled 2>/dev/null)" = 1 ] ||
		skip "this host has no MPTCP"
	export MPTCPDEFAULT_LIB=$SHIM
	rm -f "$T/report"
	run -0 launcher run --multipathtcp=2 \
		--report=file:"$T/report" --format=json $PYTHON -c '
import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen()'
	$PYTHON - "$T/report" <<-'PY'
	import json, sys
	r = json.loads(open(sys.argv[1]).readline())
	assert r["multipathtcp"] == 2, r
	assert r["source"] == "MPTCPDEFAULT", r
	l = [x for x in r["roles"] if x["role"] == "listener"][0]
	assert l["seen"] == 1 and l["upgraded"] == 1, r
	for x in r["roles"]:
	    assert x["seen"] == sum(x[k] for k in ("upgraded",
	        "kept", "declined", "refused", "native")), r
	PY
}
