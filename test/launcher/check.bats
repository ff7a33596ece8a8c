#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# mptcpdefault check: what it says of hosts, binaries and processes, and its
# exit code. Binaries are made here: ELF headers of other machines are forged,
# Go's build information is put in a C program's section.

# Words are wanted; bats sets status and output; other shells expand.
# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2086,SC2154

load common

setup()
{
	scratch
	dummy "$T/lib/libmptcpdefault.so"
	export MPTCPDEFAULT_LIB=$T/lib/libmptcpdefault.so
	echo 'int main(void) { return 0; }' >"$T/main.c"
	pids=()
}

teardown()
{
	for p in "${pids[@]}"; do
		kill -KILL "$p" 2>/dev/null || :
		wait "$p" 2>/dev/null || :
	done
	rm -rf "$T"
}

need_mptcp()
{
	[ "$(cat /proc/sys/net/mptcp/enabled 2>/dev/null)" = 1 ] ||
		skip "this host has no MPTCP"
}

# background COMMAND...: sets pid; waits until it runs what it was told to.
background()
{
	"$@" 3>&- >/dev/null 2>&1 &
	pid=$!
	pids+=("$pid")
}

# json EXPRESSION: of the object in $output, d.
json()
{
	printf '%s' "$output" | $PYTHON -c '
import json, sys
d = json.loads(sys.stdin.read())
sys.exit(0 if eval(sys.argv[1]) else repr(d))' "$1"
}

# fake_go VERSION FILE
fake_go()
{
	cat >"$T/go.c" <<-C
	__asm__(".section .go.buildinfo,\"aw\"\n"
		".ascii \"\\\\377 Go buildinf:\\\\010\\\\002\"\n"
		".zero 16\n"
		".byte ${#1}\n.ascii \"$1\"\n.byte 3\n.ascii \"mod\"\n");
	int main(void) { return 0; }
	C
	gcc -static -o "$2" "$T/go.c"
}

# forge FILE BITS ENDIAN(<>) MACHINE INTERPRETER: headers alone.
forge()
{
	$PYTHON - "$@" <<-'PY'
	import struct, sys
	f, bits, e, mach, interp = sys.argv[1:]
	bits, mach = int(bits), int(mach)
	ident = b"\x7fELF" + bytes([bits // 32, 1 if e == "<" else 2, 1]) + bytes(9)
	i = interp.encode() + b"\0" if interp else b""
	if bits == 64:
	    h = struct.pack(e + "HHIQQQIHHHHHH", 2, mach, 1, 0, 64, 0, 0, 64, 56, 2, 0, 0, 0)
	    o = 64 + 2 * 56
	    p = struct.pack(e + "IIQQQQQQ", 6, 4, 64, 64, 64, 112, 112, 8)
	    p += struct.pack(e + "IIQQQQQQ", 3 if i else 4, 4, o, o, o, len(i), len(i), 1)
	else:
	    h = struct.pack(e + "HHIIIIIHHHHHH", 2, mach, 1, 0, 52, 0, 0, 52, 32, 2, 0, 0, 0)
	    o = 52 + 2 * 32
	    p = struct.pack(e + "IIIIIIII", 6, 52, 52, 52, 64, 64, 4, 4)
	    p += struct.pack(e + "IIIIIIII", 3 if i else 4, o, o, o, len(i), len(i), 4, 1)
	open(f, "wb").write(ident + h + p + i)
	PY
	chmod +x "$1"
}

@test "check: how late a dead peer is noticed" {
	need_mptcp
	need_root
	[ -w /proc/sys/net/mptcp/close_timeout ] ||
		skip "no net.mptcp.close_timeout in this kernel"
	for late in 60 2; do
		within() {
			unshare -n sh -c "echo $late \
			>/proc/sys/net/mptcp/close_timeout; exec \"\$@\"" \
				sh "$LAUNCHER" check "$@"
		}
		run within
		says "net.mptcp.close_timeout: $late s"
		if [ $late = 60 ]; then
			says "note: a program on an MPTCP connection \
learns 60 s late"
		else
			says_not "s late"
		fi
		run within --json
		json "d['host']['close_timeout'] == $late"
	done
}

@test "check: usage errors, and nothing to check: exit 2" {
	for a in --bogus -x 'ls ls' '--json ls 1'; do
		run -2 --separate-stderr launcher check $a
		[ -z "$output" ]
		output=$stderr
		says usage:
	done
	run -2 launcher check ''
	run -2 --separate-stderr launcher check no-such-command-here
	[ -z "$output" ]
	run -2 --separate-stderr launcher check "$T/nowhere"
	run -2 --separate-stderr launcher check 4194999
	[ -z "$output" ]
}

@test "check: the host" {
	need_mptcp
	run -0 launcher check
	says "kernel: $(uname -r)"
	says "net.mptcp.enabled: 1"
	says "library: $MPTCPDEFAULT_LIB"
	says "upgraded: yes, listeners"
	MPTCPDEFAULT=multipathtcp=1 run -0 launcher check
	says "upgraded: yes, dialers and listeners"
	GODEBUG=multipathtcp=3 run -0 launcher check
	says "setting: multipathtcp=3 (GODEBUG): dialers MPTCP"
	# of GODEBUG's the last counts, good or bad; of ours the last good
	GODEBUG=multipathtcp=1,multipathtcp=3# run -0 launcher check
	says "setting: multipathtcp=3 (GODEBUG)"
	GODEBUG=multipathtcp=1,multipathtcp=7 run -0 launcher check
	says "setting: multipathtcp=2 (default)"
	MPTCPDEFAULT=multipathtcp=1,multipathtcp=7 \
		run -0 launcher check
	says "setting: multipathtcp=1 (MPTCPDEFAULT)"
	MPTCPDEFAULT=multipathtcp=0 GODEBUG=multipathtcp=1 \
		run -1 launcher check
	says "why: the setting keeps everything TCP"
	MPTCPDEFAULT=multipathtcp=0,dial=enabled run -0 launcher check
	says "upgraded: yes, dialers"
	MPTCPDEFAULT=listen=disabled run -1 launcher check
}

@test "check: no library anywhere" {
	unset MPTCPDEFAULT_LIB
	mkdir -p "$T/x/bin"
	cp "$LAUNCHER" "$T/x/bin/"
	LAUNCHER=$T/x/bin/mptcpdefault
	if ldconfig -p 2>/dev/null | grep -q libmptcpdefault; then
		skip "the library is installed here"
	fi
	run -1 launcher check
	says "does not load libmptcpdefault.so"
}

@test "check: --json is one object that says the same" {
	need_mptcp
	run -0 --separate-stderr launcher check --json
	[ "${#lines[@]}" -eq 1 ]
	json 'd["schema"] == 1 and d["what"] == "host"'
	json 'd["upgraded"] is True and d["roles"] == ["listeners"]'
	json 'd["reasons"] == [] and d["host"]["mptcp_enabled"] is True'
	json 'd["setting"]["multipathtcp"] == 2'
	json 'd["library"]["file"].endswith("libmptcpdefault.so")'
	run -0 --separate-stderr launcher check --json ls
	json 'd["what"] == "command" and d["binary"]["kind"] == "dynamic"'
	json 'd["binary"]["go"] is None'
	run -1 --separate-stderr launcher check --json $$
	json 'd["what"] == "process" and d["process"]["pid"] == '$$
	MPTCPDEFAULT=multipathtcp=0 run -1 --separate-stderr \
		launcher check --json
	json 'd["upgraded"] is False and len(d["reasons"]) == 1'
}

@test "check: --json quotes what names may hold" {
	name=$T/$'a"b\\c\td\ne'
	mkdir "$name"
	gcc -o "$name/prog" "$T/main.c"
	cd "$name"
	run --separate-stderr launcher check --json "$name/prog"
	json 'd["binary"]["path"].endswith("a\"b\\c\td\ne/prog")'
}

@test "check: net.mptcp.enabled, limits, endpoints of a namespace" {
	need_root
	need_mptcp
	need unshare ip nsenter
	unshare -n true 2>/dev/null || skip "no network namespaces"
	run -1 unshare -n sh -c "sysctl -qw net.mptcp.enabled=0
		exec $LAUNCHER check"
	says "net.mptcp.enabled: 0"
	says "why: net.mptcp.enabled is 0"

	# a process in another namespace, looked at from here
	background unshare -n sh -c 'sysctl -qw net.mptcp.enabled=0
		exec sleep 60'
	until_true grep -q sleep /proc/$pid/comm
	run -1 launcher check $pid
	says "net.mptcp.enabled: 0"

	paths='ip link set lo up
	for a in 192.0.2.1 198.51.100.1 203.0.113.1; do
		ip addr add $a/32 dev lo scope global
	done'
	run unshare -n sh -c "$paths
		ip mptcp limits set subflows 1 add_addr_accepted 3
		ip mptcp endpoint add 198.51.100.1 dev lo subflow
		ip mptcp endpoint add 203.0.113.1 dev lo subflow
		ip mptcp endpoint add 192.0.2.1 dev lo signal
		exec $LAUNCHER check"
	says "limits: 1 more subflows, 3 addresses accepted"
	says "endpoint: 198.51.100.1"
	says "use: 2 as dialer, 2 as listener"
	# an endpoint that is the address itself brings none
	run unshare -n sh -c "$paths
		ip mptcp limits set subflows 8
		for a in 192.0.2.1 198.51.100.1 203.0.113.1; do
			ip mptcp endpoint add \$a subflow signal
		done
		exec $LAUNCHER check --json"
	json 'd["host"]["dialer_addresses"] == 3'
	json 'd["host"]["listener_addresses"] == 3'
	json 'len(d["host"]["endpoints"]) == 3'
	run unshare -n sh -c "$paths
		exec $LAUNCHER check"
	says "endpoints: none"
	says "use: 1 as dialer, 1 as listener"
	says "note: connections use one address"
	if [ -e /proc/sys/net/mptcp/pm_type ]; then
		run unshare -n sh -c "sysctl -qw net.mptcp.pm_type=1
			exec $LAUNCHER check"
		says "path manager: userspace"
	fi
	run unshare -n sh -c "
		sysctl -qw net.ipv6.conf.all.disable_ipv6=1
		exec $LAUNCHER check"
	says "ipv6: off"
}

# MPTCP can be refused where the sysctl says yes: a seccomp filter does it.
@test "check: a kernel that refuses the socket" {
	need_mptcp
	gcc -o "$T/refuse" -x c - <<-'C' || skip "no kernel headers"
	#include <errno.h>
	#include <linux/filter.h>
	#include <linux/seccomp.h>
	#include <stddef.h>
	#include <sys/prctl.h>
	#include <sys/syscall.h>
	#include <unistd.h>
	int main(int c, char **v)
	{
		struct sock_filter f[] = {
			BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
				 offsetof(struct seccomp_data, nr)),
			BPF_JUMP(BPF_JMP | BPF_JEQ, SYS_socket, 0, 3),
			BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
				 offsetof(struct seccomp_data, args[2])),
			BPF_JUMP(BPF_JMP | BPF_JEQ, 262, 0, 1),
			BPF_STMT(BPF_RET, *v[1] == 'k' ?
				 SECCOMP_RET_KILL_PROCESS :
				 SECCOMP_RET_ERRNO | EACCES),
			BPF_STMT(BPF_RET, SECCOMP_RET_ALLOW),
		};
		struct sock_fprog p = { sizeof(f) / sizeof(*f), f };
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
		    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &p))
			return 99;
		execvp(v[2], v + 2);
		return 98;
	}
	C
	run -1 "$T/refuse" errno "$LAUNCHER" check
	says "mptcp socket: Permission denied"
	says "why: the kernel does not let us have an MPTCP socket"
	# the trial alone is killed
	run -1 "$T/refuse" kill "$LAUNCHER" check
	says "mptcp socket: whoever tries is killed"
	says "upgraded: no"
	# and leaves no core file, where such go to the folder at hand
	[[ $(cat /proc/sys/kernel/core_pattern) != [/\|]* ]] || return 0
	mkdir "$T/cores"
	cd "$T/cores"
	ulimit -c unlimited || return 0
	run -1 "$T/refuse" kill "$LAUNCHER" check
	[ -z "$(ls -A)" ]
}

@test "check: a caller that ignores its children" {
	need_mptcp
	run -0 env --ignore-signal=CHLD "$LAUNCHER" check sh
	says "mptcp socket: ok"
	says "upgraded: yes"
}

@test "check: without a process or descriptor to be had nothing is judged" {
	need_root
	need_mptcp
	need setpriv prlimit
	cp "$LAUNCHER" "$T/launcher"
	run -0 setpriv --reuid=4711 --regid=4711 --clear-groups \
		prlimit --nproc=1 "$T/launcher" check sh
	says "mptcp socket: unknown"
	says "note: whether the kernel lets us have an MPTCP socket can't be \
tried: no child: Resource temporarily unavailable"
	says "note: its dynamic linker does not answer: /"
	run -0 setpriv --reuid=4711 --regid=4711 --clear-groups \
		prlimit --nproc=1 "$T/launcher" check --json
	json 'd["host"]["mptcp_socket"] == "unknown" and not d["reasons"]'
	run -0 sh -c 'exec 3>&-; exec prlimit --nofile=4 "$1" check' sh "$LAUNCHER"
	says "note: its dynamic linker does not answer"
	says "library: $MPTCPDEFAULT_LIB (not known)"
}

@test "check: without /proc the socket alone tells" {
	need_root
	need_mptcp
	need unshare
	blind='mount -t tmpfs none /proc && exec "$@"'
	run -0 unshare -m sh -c "$blind" sh "$LAUNCHER" check sh
	says "net.mptcp.enabled: unknown"
	says "mptcp socket: ok"
	says "upgraded: yes"
	run -1 unshare -mn sh -c "sysctl -qw net.mptcp.enabled=0; $blind" \
		sh "$LAUNCHER" check sh
	says "why: the kernel does not let us have an MPTCP socket"
	run -0 unshare -m sh -c "$blind" sh "$LAUNCHER" check --json
	json 'd["host"]["mptcp_enabled"] is None'
}

@test "check: dynamic, found on PATH or by path" {
	need_mptcp
	gcc -o "$T/prog" "$T/main.c"
	run -0 launcher check "$T/prog"
	says "kind: dynamic"
	says "glibc"
	says "library: $MPTCPDEFAULT_LIB ($MPTCPDEFAULT_LIB)"
	# a name that the shell itself would answer to
	PATH=$T:$PATH run -0 launcher check prog
	says "binary: $T/prog"
	run launcher check echo
	says "binary: /"
	cd "$T"
	run -0 launcher check ./prog
}

@test "check: static, static-pie" {
	gcc -static -o "$T/static" "$T/main.c"
	gcc -static-pie -o "$T/pie" "$T/main.c"
	for p in static pie; do
		run -1 launcher check "$T/$p"
		says "kind: static"
		says "why: statically linked"
	done
	run -1 --separate-stderr launcher check --json "$T/static"
	json 'd["binary"]["kind"] == "static"'
}

@test "check: AddressSanitizer's runtime wants to be first" {
	gcc -fsanitize=address -o "$T/asan" "$T/main.c" || skip "no libasan"
	run launcher check "$T/asan"
	says "note: built with -fsanitize=address"
}

@test "check: Go programs, by version and setting" {
	need_mptcp
	fake_go go1.24.3 "$T/new"
	fake_go go1.22 "$T/mid"
	fake_go go1.20.14 "$T/old"
	run -1 launcher check "$T/new"
	says "go: go1.24.3"
	says "GODEBUG=multipathtcp=2"
	says_not "statically linked"
	MPTCPDEFAULT=multipathtcp=2 run -0 launcher check "$T/new"
	says "note: a Go program: GODEBUG=multipathtcp=2 does it"
	GODEBUG=multipathtcp=1 run -0 launcher check "$T/mid"
	GODEBUG=multipathtcp=3 run -1 launcher check "$T/mid"
	says "built with go1.22; multipathtcp=3 needs Go 1.24"
	GODEBUG=multipathtcp=1 run -1 launcher check "$T/old"
	says "needs Go 1.21"
	GODEBUG=multipathtcp=0 run -1 launcher check "$T/new"
	says "keeps everything TCP"
}

@test "check: a real Go program" {
	need go
	mkdir "$T/g"
	echo 'package main
func main() {}' >"$T/g/main.go"
	(cd "$T/g" && HOME=$T GOCACHE=$T/cache GOFLAGS=-mod=mod GOTOOLCHAIN=local \
		go build -o "$T/g/prog" main.go)
	v=$(go env GOVERSION)
	run launcher check "$T/g/prog"
	says "go: $v"
}

@test "check: musl, with a library that fits and one that does not" {
	need_mptcp
	need musl-gcc
	musl-gcc -o "$T/musl" "$T/main.c"
	gcc -shared -fPIC -o "$T/bad.so" -x c - <<-'C'
	int __register_atfork(void *, void *, void *, void *);
	int f(void) { return __register_atfork(0, 0, 0, 0); }
	C
	run -0 launcher check "$T/musl"
	says "musl (/lib/ld-musl-"
	MPTCPDEFAULT_LIB=$T/bad.so run -1 launcher check "$T/musl"
	says "the program would not start"
}

@test "check: other machines, byte orders and classes" {
	forge "$T/s390" 64 '>' 22 /lib/nowhere/ld64.so.1
	forge "$T/arm" 32 '<' 40 /lib/nowhere/ld-linux-armhf.so.3
	forge "$T/ppc" 32 '>' 20 ''
	run -1 launcher check "$T/s390"
	says "kind: dynamic, s390, 64 bit, glibc (/lib/nowhere/ld64.so.1)"
	says "why: its dynamic linker is not there"
	run -1 launcher check "$T/arm"
	says "kind: dynamic, arm, glibc (/lib/nowhere/ld-linux-armhf"
	run -1 launcher check "$T/ppc"
	says "kind: static, powerpc, 32 bit"
}

@test "check: a library of another class" {
	forge "$T/other.so" 32 '<' 3 ''
	MPTCPDEFAULT_LIB=$T/other.so run -1 launcher check ls
	says "why: the dynamic linker does not load $T/other.so"
}

# The interpreter is a file the binary names: nothing to be run unasked.
@test "check: a dynamic linker that is not the system's is not run" {
	need_root
	need_mptcp
	printf '#!/bin/sh\ntouch %s/ran\n' "$T" >"$T/evil"
	chmod 755 "$T/evil"
	cp "$T/evil" "$T/ld-linux.so.2"
	chown 65534 "$T/evil"
	chmod 777 "$T"
	for l in "$T/evil" "$T/ld-linux.so.2" "/lib/../..$T/ld-linux.so.2"; do
		gcc -Wl,--dynamic-linker="$l" -o "$T/prog" "$T/main.c"
		run launcher check "$T/prog"
		says "not asked"
		says_not "why: "
		[ ! -e "$T/ran" ]
	done
	forge "$T/other.so" 32 '<' 3 ''
	MPTCPDEFAULT_LIB=$T/other.so run -1 launcher check "$T/prog"
	says "why: $T/other.so is not for "
	# among the system's, but another user's
	need unshare
	dir=$(find /usr/lib -mindepth 1 -maxdepth 1 -type d | sed -n 1p)
	cp "$T/evil" "$T/ld-evil.so"
	gcc -Wl,--dynamic-linker="$dir/ld-evil.so" -o "$T/prog" "$T/main.c"
	for owner in 65534 0; do
		chown $owner "$T/ld-evil.so"
		run unshare -m sh -c 'mount --bind "$1" "$2" && exec "$3" \
			check "$4"' sh "$T" "$dir" "$LAUNCHER" "$T/prog"
		if [ $owner = 0 ]; then
			says_not "not asked"
			[ -e "$T/ran" ]
		else
			says "not asked"
			[ ! -e "$T/ran" ]
		fi
	done
}

# ld.so --list loads whoever audits it, by the binary's own word.
@test "check: a binary that names auditors of its linker is not listed" {
	need_mptcp
	gcc -shared -fPIC -o "$T/audit.so" -x c - <<-C
	#include <fcntl.h>
	unsigned int la_version(unsigned int v)
	{
		creat("$T/ran", 0600);
		return v;
	}
	C
	for o in --audit --depaudit; do
		gcc -Wl,$o="$T/audit.so" -o "$T/prog" "$T/main.c"
		run -0 launcher check "$T/prog"
		says "note: it has a library audit its dynamic linker, so that \
is not asked: /"
		[ ! -e "$T/ran" ]
		says "(not known for this program)"
	done
	# the linker follows the address, not the offset
	$PYTHON - "$T/prog" <<-'PY'
	import struct, sys
	f = open(sys.argv[1], "r+b")
	b = bytearray(f.read())
	at, n = struct.unpack_from("<Q", b, 32)[0], b[56]
	for p in range(at, at + 56 * n, 56):
	    if struct.unpack_from("<I", b, p)[0] == 2:
	        struct.pack_into("<Q", b, p + 8, len(b))
	f.seek(0)
	f.write(b + bytes(512))
	PY
	run -0 launcher check "$T/prog"
	says "note: its dynamic section can't be read for sure"
	[ ! -e "$T/ran" ]
}

@test "check: files that are no programs" {
	echo text >"$T/text"
	: >"$T/empty"
	printf '\177ELF' >"$T/short"
	printf '\177ELF\002\001\001\000\000\000\000\000\000\000\000\000' >"$T/cut"
	printf '#!\n' >"$T/bare"
	printf '#!/no/such/interpreter\n' >"$T/lost"
	ln -s loop "$T/loop"
	for f in text empty short cut bare lost; do
		run -1 launcher check "$T/$f"
		says "upgraded: no"
	done
	run -1 launcher check "$T/text"
	says "kind: neither ELF nor a script"
	cp /bin/sh "$T/class"
	cp /bin/sh "$T/order"
	printf '\011' | dd of="$T/class" bs=1 seek=4 conv=notrunc status=none
	printf '\011' | dd of="$T/order" bs=1 seek=5 conv=notrunc status=none
	for f in short cut class order; do
		run -1 launcher check "$T/$f"
		says "why: $T/$f is a damaged ELF file"
	done
	run -1 launcher check "$T"
	says "is a directory"
	run -2 launcher check "$T/loop"
}

@test "check: what is no regular file is one line, and no hang" {
	need_root
	mkfifo "$T/fifo"
	chmod 755 "$T/fifo"
	mknod -m 755 "$T/zero" c 1 5 || skip "no device nodes"
	mkdir "$T/dir"
	printf '#!%s\n' "$T/fifo" >"$T/script"
	for f in "$T/fifo" "$T/zero" /dev/tty /proc/self/mem /proc/kmsg; do
		[ -e "$f" ] || continue
		run -1 timeout 60 "$LAUNCHER" check "$f"
		says "upgraded: no"
		[ "$(grep -c '^why: .*'"$f" <<<"$output")" = 1 ]
	done
	run -1 timeout 60 "$LAUNCHER" check "$T/script"
	says "why: $T/fifo is no regular file"
	run -1 timeout 60 "$LAUNCHER" check "$T/dir"
	says "why: $T/dir is a directory"
}

@test "check: truncated, damaged and huge files" {
	gcc -o "$T/prog" "$T/main.c"
	size=$(stat -c %s "$T/prog")
	for at in 1 4 15 16 52 63 64 65 119 120 400 $((size / 2)) \
		  $((size - 1)); do
		head -c $at "$T/prog" >"$T/cut"
		run timeout 60 "$LAUNCHER" check "$T/cut"
		[ "$status" -le 1 ]
		says "upgraded: "
	done
	# an interpreter behind the file's end, without an end, too long
	for size in 99999 4 5000; do
		forge "$T/bad" 64 '<' 62 "/$(printf %05000d 0)"
		$PYTHON - "$T/bad" $size <<-'PY'
		import struct, sys
		f = open(sys.argv[1], "r+b")
		f.seek(64 + 56 + 32)
		f.write(struct.pack("<Q", int(sys.argv[2])))
		PY
		run -1 timeout 60 "$LAUNCHER" check "$T/bad"
		says "why: $T/bad is damaged"
	done
	# sparse: most of it is not there to be read
	cp "$T/prog" "$T/huge"
	truncate -s 1T "$T/huge" || skip "no file of that size here"
	run timeout 60 "$LAUNCHER" check "$T/huge"
	[ "$status" -le 1 ]
	says "kind: dynamic"
}

# Nobody's name makes a second line, which could say the opposite.
@test "check: a name with a line's end in it stays one line" {
	name=$T/$'x\nupgraded: yes, dialers'
	echo text >"$name"
	run -1 "$LAUNCHER" check "$name"
	[ "$(grep -c '^upgraded' <<<"$output")" = 1 ]
	says "x?upgraded: yes, dialers is neither"
}

@test "check: a name that would control the terminal" {
	for c in $'\x9b' $'\xc2\x9b' $'\x1b['; do
		name=$T/$c'31mred'
		echo text >"$name"
		run -1 "$LAUNCHER" check "$name"
		says "31mred is neither"
		says_not "$c"
		run -1 "$LAUNCHER" check --json "$name"
		says_not "$c"
		json 'd["binary"]["path"].endswith("31mred")'
		run -2 "$LAUNCHER" run "--$c"
		says_not "$c"
	done
}

@test "check: without standard descriptors, and a full disk" {
	need_mptcp
	"$LAUNCHER" check <&- >&- 2>&-
	rc=0
	"$LAUNCHER" check /bin/sh <&- >&- 2>"$T/err" || rc=$?
	[ $rc -eq 0 ]
	[ ! -s "$T/err" ]
	[ -c /dev/full ] || skip "no /dev/full"
	run -1 sh -c '"$1" check >/dev/full' sh "$LAUNCHER"
	[ "$output" = "mptcpdefault: can't write: No space left on device" ]
}

@test "check: what the library would not take is told" {
	need_mptcp
	MPTCPDEFAULT=multipathtcp=7,lisen=enabled run -0 "$LAUNCHER" check
	says "note: MPTCPDEFAULT: bad value: multipathtcp=7 (it takes 0, 1, 2, 3)"
	says "note: MPTCPDEFAULT: unknown key: lisen=enabled (keys: multipathtcp"
	says_not "more bad elements"
	MPTCPDEFAULT=a=1,b=1,c=1,d=1,e=1,f=1 run -0 "$LAUNCHER" check
	says "note: MPTCPDEFAULT: unknown key: d=1"
	says_not "e=1 ("
	says "note: and 2 more bad elements"
	GODEBUG=multipathtcp=7 run -0 "$LAUNCHER" check
	says "note: GODEBUG: bad value: multipathtcp=7"
}

@test "check: scripts, by interpreter, by env, nested" {
	need_mptcp
	gcc -o "$T/prog" "$T/main.c"
	gcc -static -o "$T/static" "$T/main.c"
	s() {
		printf '%s\n' "$2" >"$T/$1"
		chmod +x "$T/$1"
	}
	s direct "#!$T/prog -x"
	s blank "#!  	$T/prog"
	s envy '#!/usr/bin/env prog'
	s split "#!/usr/bin/env -S A=b prog --flag"
	s ignore '#!/usr/bin/env -i prog'
	s unset '#!/usr/bin/env -S -u LD_PRELOAD prog'
	s nothing '#!/usr/bin/env -S A=b'
	s stat "#!$T/static"
	s nested "#!$T/direct"
	s self "#!$T/self"
	s shell '#!/bin/sh'
	for i in 1 2 3 4 5 6; do
		s deep$i "#!$T/deep$((i - 1))"
	done
	s deep1 "#!$T/prog"
	export PATH=$T:$PATH
	for f in direct blank envy split nested; do
		run -0 launcher check "$T/$f"
		says "kind: script of"
		says "binary: $T/prog"
	done
	run -1 launcher check "$T/ignore"
	says "takes LD_PRELOAD away"
	run -1 launcher check "$T/unset"
	says "takes LD_PRELOAD away"
	run -1 launcher check "$T/nothing"
	says "names no program"
	run -1 launcher check "$T/stat"
	says "statically linked"
	run -1 launcher check "$T/self"
	says "too many interpreters"
	# the same as the kernel
	run -0 launcher check "$T/deep5"
	run -0 "$T/deep5"
	run -1 launcher check "$T/deep6"
	says "too many interpreters"
	run -126 "$T/deep6"
	run -0 launcher check "$T/shell"
	says "note: a shell script"
	run -0 --separate-stderr launcher check --json "$T/nested"
	json 'd["binary"]["path"].endswith("/nested")'
	json '[i.split("/")[-1] for i in d["binary"]["interpreters"]] == ["direct", "prog"]'
}

@test "check: scripts of env that lose the library, or do not" {
	need_mptcp
	gcc -o "$T/prog" "$T/main.c"
	export PATH=$T:$PATH
	env_script() {
		printf '#!/usr/bin/env %s\n' "$1" >"$T/script"
		chmod +x "$T/script"
	}
	for w in '-S -uLD_PRELOAD' '-S --unset=LD_PRELOAD' '-S-u LD_PRELOAD' \
		 '-S --unset LD_PRELOAD' '-iS' '-S -i' '-vS -u LD_PRELOAD' \
		 '-S -- A=b LD_PRELOAD=' '-S LD_PRELOAD=' '-S -' \
		 '-S -C / LD_PRELOAD=/other.so' '-uLD_PRELOAD' \
		 '--split-string=-i' '-S -viu A' \
		 '-S --ignore-environment'; do
		env_script "$w prog"
		run -1 launcher check "$T/script"
		says "why: env "
		says "binary: $T/prog"
	done
	for w in '-S -C /' '-S -C/' '-S --chdir=/' '-S --chdir /' '-S -u A' \
		 '-S -uA' '-S --unset=A' '-S A=b' '-S -v -- A=b' '-SA=b' \
		 "-S LD_PRELOAD=/other.so:$MPTCPDEFAULT_LIB" '-S' '-vS' \
		 '-S -a name' '-S --default-signal=PIPE'; do
		env_script "$w prog"
		run -0 launcher check "$T/script"
		says "binary: $T/prog"
	done
}

@test "check: setuid, setgid, file capabilities, as another user" {
	need_root
	need_mptcp
	need setpriv setcap
	gcc -o "$T/plain" "$T/main.c"
	for p in suid sgid caps noexec; do
		cp "$T/plain" "$T/$p"
	done
	chmod 4755 "$T/suid"
	chown :7 "$T/sgid"
	chmod 2755 "$T/sgid"
	setcap cap_net_bind_service+ep "$T/caps" || skip "no file capabilities"
	cp "$LAUNCHER" "$T/launcher"
	LAUNCHER=$T/launcher
	other='setpriv --reuid=65534 --regid=65534 --clear-groups'
	run -0 $other "$LAUNCHER" check "$T/plain"
	run -1 $other "$LAUNCHER" check "$T/suid"
	says "why: setuid: the dynamic linker ignores LD_PRELOAD"
	run -1 $other "$LAUNCHER" check "$T/sgid"
	says "why: setgid"
	run -1 $other "$LAUNCHER" check "$T/caps"
	says "file capabilities: cap_net_bind_service"
	says "why: file capabilities"
	# root gains nothing by them
	run -0 launcher check "$T/suid"
	says "note: for other users"
	run -0 launcher check "$T/caps"
	says "note: for users other than root"
	run -1 setpriv --regid=8 --clear-groups \
		"$LAUNCHER" check "$T/sgid"
	run -0 setpriv --regid=7 --clear-groups \
		"$LAUNCHER" check "$T/sgid"
	says "note: for other users"
}

@test "check: a file that may not be executed" {
	need_mptcp
	gcc -o "$T/prog" "$T/main.c"
	printf '#!%s\n' "$T/prog" >"$T/script"
	chmod 755 "$T/script"
	run -0 launcher check "$T/script"
	chmod 644 "$T/prog"
	for f in prog script; do
		run -1 launcher check "$T/$f"
		says "why: $T/prog may not be executed"
	done
}

@test "check: a file that may not be read" {
	need_root
	need setpriv
	gcc -o "$T/prog" "$T/main.c"
	chmod 711 "$T/prog"
	cp "$LAUNCHER" "$T/launcher"
	LAUNCHER=$T/launcher
	run -1 setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$LAUNCHER" check "$T/prog"
	says "can't be read"
}

@test "check PID: with the library, without, and why" {
	need_mptcp
	gcc -static -o "$T/static" -x c - <<-'C'
	#include <unistd.h>
	int main(void) { return pause(); }
	C
	background "$LAUNCHER" run --multipathtcp=3 sleep 60
	until_true grep -q sleep /proc/$pid/comm
	until_true grep -q libmptcpdefault /proc/$pid/maps
	run -0 launcher check $pid
	says "process: $pid (sleep)"
	says "library loaded: $MPTCPDEFAULT_LIB"
	says "environment: MPTCPDEFAULT=multipathtcp=3"
	says "environment: GODEBUG=multipathtcp=3"
	says "upgraded: yes, dialers"
	run -0 --separate-stderr launcher check --json $pid
	json 'd["process"]["library"].endswith("libmptcpdefault.so")'
	json 'd["process"]["MPTCPDEFAULT"] == "multipathtcp=3"'
	json 'd["process"]["environment_overwritten"] is False'

	background "$LAUNCHER" run --multipathtcp=0 sleep 60
	until_true grep -q libmptcpdefault /proc/$pid/maps
	until_true grep -q sleep /proc/$pid/comm
	run -1 launcher check $pid
	says "why: the setting keeps everything TCP"

	background sleep 60
	until_true grep -q sleep /proc/$pid/comm
	run -1 launcher check $pid
	says "library loaded: no"
	says "environment: no LD_PRELOAD"
	says "why: not started with the library in LD_PRELOAD"

	background "$LAUNCHER" run "$T/static"
	until_true grep -q static /proc/$pid/comm
	run -1 launcher check $pid
	says "environment: LD_PRELOAD=$MPTCPDEFAULT_LIB"
	says "why: statically linked"

	background env LD_PRELOAD=/nowhere/libmptcpdefault.so sleep 60
	until_true grep -q sleep /proc/$pid/comm
	run -1 launcher check $pid
	says "the dynamic linker could not load it"
}

@test "check PID: started with gained rights" {
	need_root
	need_mptcp
	need setpriv
	gcc -o "$T/gains" -x c - <<-'C'
	#include <unistd.h>
	int main(void) { return pause(); }
	C
	chmod 4755 "$T/gains"
	background setpriv --reuid=65534 --regid=65534 --clear-groups \
		env LD_PRELOAD="$MPTCPDEFAULT_LIB" "$T/gains"
	until_true grep -q gains /proc/$pid/comm
	run -1 "$LAUNCHER" check $pid
	says "why: started with gained rights"
}

@test "check PID: a library replaced on disk since" {
	need_mptcp
	background "$LAUNCHER" run sleep 60
	until_true grep -q sleep /proc/$pid/comm
	until_true grep -q libmptcpdefault /proc/$pid/maps
	rm "$MPTCPDEFAULT_LIB"
	dummy "$MPTCPDEFAULT_LIB"
	run -0 launcher check $pid
	says "(deleted)"
	says "note: the library's file has changed since"
}

# nginx and others write their title over arguments and environment.
@test "check PID: an overwritten environment is called that" {
	need_mptcp
	gcc -o "$T/title" -x c - <<-'C'
	#include <string.h>
	#include <unistd.h>
	int main(int c, char **v, char **e)
	{
		char *end = v[0];
		for (; c--; v++)
			end = *v + strlen(*v);
		for (; *e; e++)
			end = *e + strlen(*e);
		char *s = v[-1];
		memset(s, ' ', end - s);
		return pause();
	}
	C
	background "$LAUNCHER" run "$T/title"
	until_true grep -q title /proc/$pid/comm
	until_true grep -q '^ *$' <(tr '\0' '\n' </proc/$pid/environ)
	until_true sh -c "! grep -q = /proc/$pid/environ"
	run -0 launcher check $pid
	says "environment: overwritten"
	says "library loaded: $MPTCPDEFAULT_LIB"
	says "note: the setting is a guess"
}

@test "check PID: its listeners" {
	need_mptcp
	need ss
	ss -HlntpM >/dev/null 2>&1 || skip "an ss without MPTCP"
	cat >"$T/listen.py" <<-'PY'
	import socket, sys, time
	kept = []
	for p in sys.argv[2:]:
	    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, int(p))
	    s.bind(("127.0.0.1", 0))
	    s.listen()
	    kept.append(s)
	with open(sys.argv[1], "w") as f:
	    f.write(" ".join(str(s.getsockname()[1]) for s in kept) + "\n")
	time.sleep(60)
	PY
	rm -f "$T/ports"
	background "$LAUNCHER" run $PYTHON "$T/listen.py" \
		"$T/ports" 262 6
	until_true grep -q . "$T/ports"
	read -r mp tcp <"$T/ports"
	run -0 launcher check $pid
	says "listener: 127.0.0.1:$mp mptcp"
	says "listener: 127.0.0.1:$tcp tcp"
	says_not "127.0.0.1:$mp tcp"
	run -0 --separate-stderr launcher check --json $pid
	json 'd["process"]["mptcp_listeners"] == ["127.0.0.1:'"$mp"'"]'
	json 'd["process"]["tcp_listeners"] == ["127.0.0.1:'"$tcp"'"]'

	rm -f "$T/ports"
	background "$LAUNCHER" run $PYTHON "$T/listen.py" \
		"$T/ports" 6 6
	until_true grep -q . "$T/ports"
	run launcher check $pid
	if [ "$MPTCPDEFAULT_LIB" != "$SHIM" ]; then
		is 1
		says "why: its listeners are all plain TCP"
	fi
	# a dialer's setting does not concern them
	rm -f "$T/ports"
	background "$LAUNCHER" run --multipathtcp=3 $PYTHON \
		"$T/listen.py" "$T/ports" 6
	until_true grep -q . "$T/ports"
	run -0 launcher check $pid

	# MPTCP of its own making
	rm -f "$T/ports"
	background $PYTHON "$T/listen.py" "$T/ports" 262
	until_true grep -q . "$T/ports"
	run -1 launcher check $pid
	says "note: its MPTCP listeners are not of our making"
}

# The kernel lists not all of those that share a bucket of its table.
@test "check PID: each of many listeners on one port" {
	need_mptcp
	need ss
	ss -HOlntpMi >/dev/null 2>&1 || skip "an ss without MPTCP"
	cat >"$T/listen.py" <<-'PY'
	import socket, sys, time
	kept, port = [], 0
	for p in [262] * 8 + [6] * 2:
	    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, p)
	    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
	    s.bind(("127.0.0.1", port))
	    port = s.getsockname()[1]
	    s.listen()
	    kept.append(s)
	with open(sys.argv[1], "w") as f:
	    f.write("%d\n" % port)
	time.sleep(60)
	PY
	background "$LAUNCHER" run $PYTHON "$T/listen.py" "$T/port"
	until_true grep -q . "$T/port"
	run -0 launcher check $pid
	at=127.0.0.1:$(cat "$T/port")
	[ "$(grep -cx "listener: $at mptcp" <<<"$output")" = 8 ]
	[ "$(grep -cx "listener: $at tcp" <<<"$output")" = 2 ]
}

@test "check PID: of the real library" {
	[ -e "$SHIM" ] || skip "no library at $SHIM"
	need_mptcp
	need ss
	export MPTCPDEFAULT_LIB=$SHIM
	rm -f "$T/port"
	background "$LAUNCHER" run $PYTHON -c '
import socket, sys, time
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen()
open(sys.argv[1], "w").write("%d\n" % s.getsockname()[1])
time.sleep(60)' "$T/port"
	until_true grep -q . "$T/port"
	run -0 launcher check $pid
	says "listener: 127.0.0.1:$(cat "$T/port") mptcp"
	says "upgraded: yes, listeners"
}

@test "check PID: someone else's process" {
	need_root
	need setpriv
	background sleep 60
	until_true grep -q sleep /proc/$pid/comm
	cp "$LAUNCHER" "$T/launcher"
	LAUNCHER=$T/launcher
	run -1 setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$LAUNCHER" check $pid
	says "can't be read"
}

# No ip, no ss: what remains is still told.
@test "check: in a root of busybox alone" {
	need_root
	need_mptcp
	need busybox unshare
	bb=$(command -v busybox)
	mkdir -p "$T/r/bin" "$T/r/proc" "$T/r/tmp" "$T/r/dev"
	mknod -m 666 "$T/r/dev/null" c 1 3 || skip "no device nodes"
	cp "$bb" "$T/r/bin/busybox"
	for a in sh tr grep sed awk od dd cat ls uname id readlink mkfifo; do
		ln -s busybox "$T/r/bin/$a"
	done
	gcc -o "$T/r/bin/prog" "$T/main.c"
	gcc -static -o "$T/r/bin/static" "$T/main.c"
	for f in $(ldd "$bb" "$T/r/bin/prog" 2>/dev/null |
		   grep -o '/[^ )]*[^:) ]' | grep '\.so'); do
		mkdir -p "$T/r${f%/*}"
		cp -n "$f" "$T/r$f"
	done
	cp "$LAUNCHER" "$T/r/launcher"
	libraries "$LAUNCHER" "$T/r"
	dummy "$T/r/lib/libmptcpdefault.so"
	unset MPTCPDEFAULT_LIB
	in_root() {
		run --separate-stderr env -i PATH=/bin:/usr/sbin unshare --pid \
			--fork --mount-proc="$T/r/proc" chroot "$T/r" "$@"
		[ -z "$stderr" ] || { echo "$stderr"; return 1; }
	}
	in_root /launcher check prog
	is 0
	says "mptcp socket: ok"
	says "limits, endpoints: unknown"
	says "library: libmptcpdefault.so (/lib/libmptcpdefault.so)"
	in_root /launcher check static
	is 1
	says "statically linked"
	# busybox itself may be static: a program of our own
	gcc -o "$T/r/bin/pause" -x c - <<-'C'
	#include <unistd.h>
	int main(void)
	{
		write(1, "here\n", 5);
		return pause();
	}
	C
	in_root sh -c 'mkfifo /tmp/f
		/launcher run pause >/tmp/f & p=$!
		read -r here </tmp/f
		/launcher check $p'
	is 0
	says "library loaded: /lib/libmptcpdefault.so"
	says "listeners: unknown"
	in_root /launcher check --json
	is 0
	json 'd["host"]["mptcp_socket"] == "ok"'
}
