#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# report=file: in a process that has another root by the time it ends: the path
# leads nowhere there, and "can't write the report" went to the program's
# stderr, once for each session of an FTP server. Guest: report_root.c.

load lib

setup() {
	needs_root
	mkdir -p "$T/root"
}

# at_end CASE PATH: what it says on stderr is in $T/err.
at_end() {
	LD_PRELOAD=$SHIM MPTCPDEFAULT=report=file:$2 timeout 40 \
		"$GUESTS/report_root" "$1" "$T/root" 2>"$T/err" 3>&-
}

silent() {
	at_end "$@"
	[ ! -s "$T/err" ] || {
		cat "$T/err"
		return 1
	}
}

told() {
	at_end "$@"
	grep "can't write the report to '$2': $3" "$T/err"
	[ "$(wc -l <"$T/err")" = 1 ]
}

@test "another root, without the file's folder: silence" {
	silent chroot "$T/report"
	silent sessions "$T/report"
	# Its parent reports for itself, or has nothing to.
	[ ! -e "$T/report" ]
}

@test "another root, where the path leads to a folder: written there" {
	mkdir -p "$T/root$T"
	silent chroot "$T/report"
	[ "$(wc -l <"$T/root$T/report")" = 1 ]
	[ ! -e "$T/report" ]
}

@test "another root, where the file can't be written: silence" {
	mkdir -p "$T/root$T/report"
	silent chroot "$T/report"
}

@test "the same root: the file is written, and what is wrong is told" {
	silent stay "$T/report"
	silent same "$T/report"
	[ "$(wc -l <"$T/report")" = 2 ]
	for case in stay same; do
		told $case "$T/no/report" ENOENT
		told $case "$T/root" EISDIR
	done
}
