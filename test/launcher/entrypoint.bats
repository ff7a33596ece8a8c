#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The launcher as a container image's ENTRYPOINT, which it is by that name: the
# promises of mptcpdefault run, and root directories with little in them.

# Words are wanted; bats sets status and output; other shells expand.
# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2086,SC2154

load common

setup()
{
	scratch
	dummy "$T/lib/libmptcpdefault.so"
	export MPTCPDEFAULT_LIB=$T/lib/libmptcpdefault.so
	ENTRYPOINT=$T/entrypoint
	cp "$LAUNCHER" "$ENTRYPOINT"
}

teardown()
{
	rm -rf "$T"
}

entry()
{
	"$ENTRYPOINT" "$@"
}

three='for v in LD_PRELOAD MPTCPDEFAULT GODEBUG; do
	eval "echo \"$v=\${$v-unset}\""
done'

@test "entrypoint: appends, never overwrites, never twice" {
	dummy "$T/a.so"
	run -0 entry sh -c "$three"
	[ "$output" = "LD_PRELOAD=$MPTCPDEFAULT_LIB
MPTCPDEFAULT=unset
GODEBUG=unset" ]
	LD_PRELOAD=$T/a.so run -0 entry sh -c "$three"
	says "LD_PRELOAD=$T/a.so:$MPTCPDEFAULT_LIB"
	for p in "$MPTCPDEFAULT_LIB $T/a.so" \
		 "$T/a.so:$MPTCPDEFAULT_LIB"; do
		LD_PRELOAD=$p run -0 entry sh -c "$three"
		[ "${lines[0]}" = "LD_PRELOAD=$p" ]
	done
}

@test "entrypoint: Go follows MPTCPDEFAULT" {
	MPTCPDEFAULT=multipathtcp=3,multipathtcp=x GODEBUG=a=1 \
		run -0 entry sh -c "$three"
	says GODEBUG=a=1,multipathtcp=3
	MPTCPDEFAULT=log=none run -0 entry sh -c "$three"
	says GODEBUG=unset
	MPTCPDEFAULT=multipathtcp=1 run -0 entry \
		"$ENTRYPOINT" sh -c "$three"
	[ "${lines[2]}" = GODEBUG=multipathtcp=1 ]
}

@test "entrypoint: finds the library beside itself, else by name" {
	unset MPTCPDEFAULT_LIB
	rm -rf "$T/e"
	mkdir "$T/e"
	cp "$LAUNCHER" "$T/e/entrypoint"
	ENTRYPOINT=$T/e/entrypoint
	run -0 --separate-stderr entry sh -c "$three"
	[ "${lines[0]}" = LD_PRELOAD=libmptcpdefault.so ]
	dummy "$T/e/libmptcpdefault.so"
	run -0 entry sh -c "$three"
	[ "${lines[0]}" = "LD_PRELOAD=$T/e/libmptcpdefault.so" ]
}

@test "entrypoint: no command: exit 2, says so" {
	run -2 --separate-stderr entry
	[ -z "$output" ]
	[ -n "$stderr" ]
}

@test "entrypoint: arguments, exit codes, process id and signals" {
	PATH=/usr/bin:/bin
	: >"$T/plain"
	run -0 entry echo -- 'a  b' '' '*'
	[ "$output" = "-- a  b  *" ]
	run entry sh -c 'exit 42'
	is 42
	run -127 entry no-such-command-anywhere
	run -126 entry "$T/plain"

	becomes "$ENTRYPOINT"
}

@test "entrypoint: variables with odd names arrive" {
	env 'discovery.type=single node' 'x-y=a
b' "$ENTRYPOINT" env -0 | tr '\0\n' '\n~' >"$T/got"
	grep -Fx 'discovery.type=single node' "$T/got"
	grep -Fx 'x-y=a~b' "$T/got"
}

# A container: own root and PID namespace, the program is process 1.
@test "entrypoint: in a root of busybox alone, as process 1" {
	need_root
	need busybox unshare
	bb=$(command -v busybox)
	mkdir -p "$T/r/bin" "$T/r/proc" "$T/r/usr/lib"
	cp "$bb" "$T/r/bin/busybox"
	for a in sh tr grep env cat readlink; do
		ln -s busybox "$T/r/bin/$a"
	done
	libraries "$bb" "$T/r"
	libraries "$LAUNCHER" "$T/r"
	cp "$ENTRYPOINT" "$T/r/entrypoint"
	dummy "$T/r/usr/lib/libmptcpdefault.so"
	run -0 --separate-stderr env -i PATH=/bin:/usr/sbin a.b=c \
		MPTCPDEFAULT=multipathtcp=1 \
		unshare --pid --fork --mount-proc="$T/r/proc" \
		chroot "$T/r" /entrypoint sh -c 'echo "pid $$"
			cat /proc/self/maps; tr "\000" "\n" </proc/1/environ; :'
	says "pid 1"
	says a.b=c
	says GODEBUG=multipathtcp=1
	says LD_PRELOAD=libmptcpdefault.so
	if ldd "$bb" 2>/dev/null | grep -q '=>'; then
		says /usr/lib/libmptcpdefault.so
	fi
	[ -z "$stderr" ]
	run unshare --pid --fork --mount-proc="$T/r/proc" \
		chroot "$T/r" /entrypoint sh -c 'exit 5'
	is 5
	run -127 unshare --pid --fork --mount-proc="$T/r/proc" \
		chroot "$T/r" /entrypoint no-such-program
	says "no-such-program: No such file or directory"
}

# No shell, no other program; without a dynamic linker LD_PRELOAD is idle.
@test "entrypoint: in a root with the program and nothing else" {
	need_root
	mkdir -p "$T/r" "$T/l"
	cp "$ENTRYPOINT" "$T/r/entrypoint"
	libraries "$LAUNCHER" "$T/r"
	cp "$T/lib/libmptcpdefault.so" "$T/r/"
	gcc -static -o "$T/r/program" -x c - <<-'C'
	#include <stdio.h>
	#include <unistd.h>
	int main(int c, char **v, char **e)
	{
		printf("pid %d, %d words: %s\n", getpid(), c, v[c - 1]);
		while (*e)
			puts(*e++);
		return 5;
	}
	C
	run env -i discovery.type=x "$(command -v unshare)" --pid --fork \
		"$(command -v chroot)" "$T/r" /entrypoint /program --json -- 'a b'
	is 5
	says "pid 1, 4 words: a b
discovery.type=x
LD_PRELOAD=/libmptcpdefault.so"
}

@test "entrypoint: run -- is the same" {
	run -0 "$LAUNCHER" run -- "$(command -v env)"
	without=$output
	run -0 "$ENTRYPOINT" "$(command -v env)"
	[ "$(grep -v ^_= <<<"$output")" = "$(grep -v ^_= <<<"$without")" ]
}
