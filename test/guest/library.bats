#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What the library file itself promises to every program it is loaded into:
# what it exports, what it needs, how large it is, that it installs where the
# loader finds it by its bare name, and that musl programs can load it.

load lib

hooks() {
	sed -nE 's/^HOOK(_GLIBC)?\([a-z_]*, *([A-Za-z0-9_]*),.*/\2/p' \
		"$TOP/shim/hook/hooks.def" | sort
}

@test "it exports the hooks and nothing else" {
	hooks >"$T/want"
	[ "$(wc -l <"$T/want")" -ge 10 ]
	nm -D --defined-only "$SHIM" | sed 's/.* //' | sort >"$T/have"
	diff "$T/want" "$T/have"
}

@test "it needs no library, and of libc only what every libc has" {
	local symbol
	readelf -dW "$SHIM" | tee "$T/dynamic" | grep -q SONAME
	[ "$(grep -cE 'NEEDED|RPATH|RUNPATH|TEXTREL' \
		"$T/dynamic")" = 0 ]
	# Strong ones: in glibc since 2.17 and in musl, none of them an IFUNC,
	# which could not be bound before libc is relocated.
	for symbol in $(nm -D "$SHIM" | sed -n 's/^ *U //p'); do
		case $symbol in
		__errno_location | secure_getenv) ;;
		*) echo "unexpected: $symbol" && return 1 ;;
		esac
	done
	for symbol in $(nm -D "$SHIM" | sed -n 's/^ *[wv] //p'); do
		case $symbol in
		__register_atfork | pthread_atfork | dlsym) ;;
		*) echo "unexpected: $symbol" && return 1 ;;
		esac
	done
}

@test "it is linked with now, relro and a stack that can't be executed" {
	readelf -dW "$SHIM" | grep -q 'FLAGS.*NOW'
	readelf -lW "$SHIM" | grep -q GNU_RELRO
	readelf -lW "$SHIM" | grep GNU_STACK | grep -q ' RW '
	[ "$(readelf -lW "$SHIM" | grep -c ' TLS ')" = 0 ]
}

@test "it is under 96 KiB stripped, and costs a process under 160 KiB" {
	strip -o "$T/stripped.so" "$SHIM"
	[ "$(stat -c %s "$T/stripped.so")" -lt 98304 ]
	cat >"$T/rss.py" <<-'END'
		import re, socket
		l = socket.socket(); l.bind(("127.0.0.1", 0)); l.listen()
		c = socket.socket(); c.connect(l.getsockname())
		sum, base, ours = 0, None, False
		for line in open("/proc/self/smaps"):
		    m = re.match(r"([0-9a-f]+)-([0-9a-f]+) \S+ \S+ \S+ (\d+) *(.*)", line)
		    if m:
		        start, end = (int(m[i], 16) for i in (1, 2))
		        if base is None and m[4] == LIB: base = start
		        ours = base is not None and base <= start < base + SIZE
		        # the kernel joins it with what somebody else has there
		        if ours: sum -= max(0, end - base - SIZE) // 1024
		    elif ours and line.startswith("Rss:"):
		        sum += int(line.split()[1])
		print(sum)
	END
	size=$((0x$(nm "$SHIM" | sort | sed -n '$s/ .*//p') / 4096 * 4096 + 4096))
	sed -i "1i LIB, SIZE = '$SHIM', $size" "$T/rss.py"
	run env LD_PRELOAD="$SHIM" MPTCPDEFAULT=report=none \
		/usr/bin/python3 "$T/rss.py"
	echo "resident: $output KiB"
	[ "$status" -eq 0 ] && [ "$output" -gt 8 ] && [ "$output" -lt 160 ]
}

@test "it is installed where the loader finds it by its bare name" {
	local build prefix=$T/usr library
	build=$(dirname "$SHIM")
	[ -e "$build/cmake_install.cmake" ] || skip "not in a build folder"
	cmake --install "$build" --prefix "$prefix" >/dev/null
	library=$(find "$prefix" -name libmptcpdefault.so)
	[ -n "$library" ]
	case ${library#"$prefix/"} in
	lib/libmptcpdefault.so | lib/*-linux-*/libmptcpdefault.so | \
		lib64/libmptcpdefault.so) ;;
	*) echo "in $library" && return 1 ;;
	esac
	[ -x "$prefix/bin/mptcpdefault" ]
	[ -r "$prefix/share/man/man7/libmptcpdefault.7" ]
	# A folder that ld.so searches serves as one of the system's.
	run env LD_LIBRARY_PATH="$(dirname "$library")" \
		LD_PRELOAD=libmptcpdefault.so MPTCPDEFAULT=so_protocol=kernel \
		/usr/bin/python3 -c 'import socket as s
l = s.socket(); l.listen(); print(l.getsockopt(s.SOL_SOCKET, s.SO_PROTOCOL))'
	[ "${lines[0]}" = 262 ]
}

@test "a musl program is upgraded by the same file" {
	local mode want
	needs musl-gcc
	cat >"$T/guest.c" <<-'END'
		#include <netinet/in.h>
		#include <stdio.h>
		#include <sys/socket.h>
		#include <sys/wait.h>
		#include <unistd.h>
		static int wire(int fd)
		{
			int p = -1;
			socklen_t n = sizeof(p);

			getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &p, &n);
			return p;
		}
		int main(void)
		{
			struct sockaddr_in a = {.sin_family = AF_INET};
			socklen_t n = sizeof(a);
			int l = socket(AF_INET, SOCK_STREAM, 0);
			int d = socket(AF_INET, SOCK_STREAM, 0), s;

			if (bind(l, (void *)&a, n) || listen(l, 5) ||
			    getsockname(l, (void *)&a, &n) ||
			    connect(d, (void *)&a, n) || accept(l, 0, 0) < 0)
				return 1;
			printf("%d %d\n", wire(l), wire(d));
			fflush(stdout);
			if (!fork())
				_exit(0);
			wait(&s);
			return 0;
		}
	END
	musl-gcc -o "$T/guest" "$T/guest.c"
	for mode in 0 1 2 3; do
		case $mode in
		0) want="6 6" ;;
		1) want="262 262" ;;
		2) want="262 6" ;;
		3) want="6 262" ;;
		esac
		LD_PRELOAD=$SHIM MPTCPDEFAULT="multipathtcp=$mode,so_protocol=kernel" \
			"$T/guest" >"$T/out" 2>"$T/report"
		[ "$(cat "$T/out")" = "$want" ] || {
			echo "mode $mode: $(cat "$T/out")" && return 1
		}
		# The child classified nothing and reports nothing.
		[ "$(wc -l <"$T/report")" = 1 ]
		grep -q 'dialer default: seen=1 .*listener default: seen=1 ' \
			"$T/report"
	done
}
