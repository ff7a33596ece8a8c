#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The program as one file for every image: static, without what a static
# program can't do (NSS, locales, dlopen), and as well built with musl.

# bats sets status and output; other shells expand.
# shellcheck disable=SC2016,SC2154

load common

setup()
{
	need strace readelf
	scratch
}

teardown()
{
	rm -rf "$T"
}

is_static()
{
	! readelf -lW "$1" | grep -q INTERP || skip "linked dynamically"
}

# opened COMMAND...: the files that the program of ours looks for, until it
# becomes another one.
opened()
{
	strace -f -o "$T/trace" -e trace=open,openat,execve,socket "$@" \
		>/dev/null 2>&1 || :
	awk '/execve\(/ && n++ { exit } { print }' "$T/trace" |
		grep -v -e 'execve(' -e '+++' || :
}

@test "static: a position-independent executable that loads nothing" {
	is_static "$LAUNCHER"
	run -0 readelf -hldW "$LAUNCHER"
	says "DYN (Position-Independent Executable file)"
	says GNU_RELRO
	says_not INTERP
	says_not NEEDED
	[[ $output =~ GNU_STACK.*RW\  ]]
}

@test "static: run opens no file before the program's" {
	is_static "$LAUNCHER"
	run -0 opened "$LAUNCHER" run --multipathtcp=1 true
	[ -z "$output" ]
}

@test "static: nobody asks NSS, for locales or for libraries" {
	is_static "$LAUNCHER"
	dummy "$T/libmptcpdefault.so"
	printf '%s\n' Id=web.service LoadState=loaded User=nobody \
		'ExecStart={ path=/bin/ls ; x }' >"$T/props"
	printf '#!/bin/sh\n[ "$1" != show ] || cat "%s"\n' "$T/props" \
		>"$T/systemctl"
	chmod 755 "$T/systemctl"
	export LC_ALL=de_DE.UTF-8 SYSTEMCTL=$T/systemctl
	export MPTCPDEFAULT_UNIT_DIR=$T MPTCPDEFAULT_LIB=$T/libmptcpdefault.so
	for words in "check ls" "check $$" "enable web" "show web"; do
		# What becomes another program (ss, ip, ld.so) is not ours.
		# shellcheck disable=SC2086 # words
		strace -f -o "$T/trace" -e trace=open,openat,execve \
			"$LAUNCHER" $words >/dev/null 2>&1 || :
		grep -q execve "$T/trace"
		run awk '/execve\(/ && $1 in seen { other[$1] = 1 }
			{ seen[$1] = 1 }
			/execve\(/ && NR > 1 { other[$1] = 1 }
			!($1 in other)' "$T/trace"
		for never in nsswitch locale gconv libnss libc.so ld.so.cache \
				resolv.conf; do
			says_not "$never"
		done
	done
	[ -e "$T/web.service.d/50-mptcpdefault.conf" ]
}

@test "static: nothing of NSS is linked" {
	is_static "$LAUNCHER"
	nm "$LAUNCHER" >"$T/names" || skip "stripped"
	[ "$(wc -l <"$T/names")" -gt 500 ]
	run ! grep -E ' (getpw|getgr(nam|gid|ent)|gethost|getaddrinfo|__nss_)' \
		"$T/names"
	# What stdio of glibc brings for wide characters is never called.
	run ! grep -E ' [TtWw] (setlocale|newlocale|iconv_open)$' "$T/names"
}

# Alpine's libc has neither NSS nor gconv, and other headers.
@test "static: built with musl, alone in a root" {
	need_root
	need musl-gcc
	musl-gcc -std=c11 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -static \
		-I"$TOP" -iquote "$TOP/scripts/launcher" \
		-idirafter /usr/include \
		-idirafter "/usr/include/$(gcc -print-multiarch)" \
		-ffunction-sections -fdata-sections -Wl,--gc-sections \
		-o "$T/mptcpdefault" "$TOP"/scripts/launcher/*.c \
		"$TOP"/policy/*.c
	run ! bash -c "nm '$T/mptcpdefault' | grep -E ' (dlopen|iconv_open)'"
	mkdir "$T/root"
	cp "$T/mptcpdefault" "$T/root"
	ln -s mptcpdefault "$T/root/entrypoint"
	run -0 env -i A=b "$(command -v chroot)" "$T/root" /entrypoint \
		/mptcpdefault run --dial=enabled -- /mptcpdefault help check
	says "usage: mptcpdefault check [--json] [CMD|PID]"
	run -2 "$(command -v chroot)" "$T/root" /mptcpdefault run --dail=enabled
	says "is it --dial?"
	run "$(command -v chroot)" "$T/root" /mptcpdefault check --json \
		/mptcpdefault
	is 1
	says '"kind":"static"'
}
