#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# report=file:PATH: append-only, private, shared by many processes in whole
# lines; where it can't be written one line on stderr says why, and the
# process's exit status is its own.

load lib

setup() {
	needs_mptcp
	G=$GUESTS/report_exit
	ERR=$T/err
	REPORT=$T/run.report
}

# to PATH [COMMAND...]: the guest reports to it; ends with 7 whatever happens.
to() {
	local path=$1
	shift
	gives 7 timeout -s KILL 60 "$@" env LD_PRELOAD="$SHIM" \
		MPTCPDEFAULT="report=file:$path,format=json" \
		"$G" return >"$T/out" 2>"$ERR"
	[ ! -s "$T/out" ]
}

# complains PATH ERRNO
complains() {
	[[ $(cat "$ERR") =~ ^mptcpdefault\[[0-9]+\]\ report_exit:\ can\'t\ write\ the\ report\ to\ \'"$1"\':\ "$2"\;\ it\ is\ dropped$ ]] || {
		cat "$ERR" >&2
		return 1
	}
}

@test "made with mode 0600, whatever the umask; appended to as it is" {
	umask 000
	to "$REPORT"
	[ ! -s "$ERR" ]
	[ "$(stat -c %a "$REPORT")" = 600 ]
	to "$REPORT"
	reported any any
	chmod 644 "$REPORT"
	to "$REPORT"
	[ "$(stat -c %a "$REPORT")" = 644 ]
	reported any any any
	umask 077
	rm "$REPORT"
	to "$REPORT"
	[ "$(stat -c %a "$REPORT")" = 600 ]
}

@test "200 processes at once share it in whole lines" {
	local i gate=$T/gate pids=() bad=0
	mkfifo "$gate"
	exec 4<>"$gate"
	exec 5<"$gate"
	for i in {1..200}; do
		env LD_PRELOAD="$SHIM" \
			MPTCPDEFAULT="report=file:$REPORT,format=json" \
			"$G" eof <&5 3>&- 4>&- 5<&- &
		pids+=($!)
	done
	# They go on when the last copy of the other end is closed.
	exec 4>&- 5<&-
	for i in "${pids[@]}"; do
		gives 7 wait "$i" || bad=1
	done
	[ "$bad" = 0 ]
	reported "$(figures 2 1 1)*200"
}

@test "a link is not followed, dangling or not" {
	local victim=$T/victim link=$T/link
	echo victim >"$victim"
	ln -s "$victim" "$link"
	to "$link"
	complains "$link" ELOOP
	[ "$(cat "$victim")" = victim ]
	ln -sf "$T/new" "$link"
	to "$link"
	complains "$link" ELOOP
	[ ! -e "$T/new" ]
}

@test "nor is one on the way to the file" {
	mkdir "$T/folder"
	ln -s folder "$T/way"
	to "$T/way/report"
	complains "$T/way/report" ELOOP
	[ ! -e "$T/folder/report" ]
}

@test "nor is a file written to that has another name" {
	local file=$T/file
	echo victim >"$file"
	ln "$file" "$file.link"
	to "$file.link"
	complains "$file.link" EMLINK
	[ "$(cat "$file")" = victim ]
}

@test "where it can't be written: one line says why" {
	local long
	to "$T"
	complains "$T" EISDIR
	to /nonexistent/report
	complains /nonexistent/report ENOENT
	to /dev/full
	complains /dev/full ENOSPC
	to /dev/null/report
	complains /dev/null/report ENOTDIR
	mkfifo "$T/fifo"
	to "$T/fifo"
	complains "$T/fifo" ENXIO
	long=/$(printf 'x%.0s' {1..900})
	to "$long"
	complains "$long" ENAMETOOLONG
}

@test "a folder and a file of somebody else" {
	needs_root
	needs setpriv
	local own=$T/own
	mkdir -m 755 "$own"
	install -m 600 /dev/null "$own/file"
	cp "$G" "$SHIM" "$own"
	chmod -R a+rx "$own/report_exit" "$own/${SHIM##*/}"
	chmod a+x "$BATS_RUN_TMPDIR" "${BATS_TEST_TMPDIR%/*}" "$T" \
		"${BATS_RUN_TMPDIR%/*}"
	G=$own/report_exit SHIM=$own/${SHIM##*/}
	setpriv --reuid=65534 --regid=65534 --clear-groups "$G" none ||
		[ $? = 7 ] || skip "others can't run what is in $own"
	to "$own/file" setpriv --reuid=65534 --regid=65534 --clear-groups
	complains "$own/file" EACCES
	[ ! -s "$own/file" ]
	to "$own/new" setpriv --reuid=65534 --regid=65534 --clear-groups
	complains "$own/new" EACCES
	[ ! -e "$own/new" ]
}

@test "a file that may grow by half a line gets none" {
	to "$REPORT" prlimit --fsize=100
	[ ! -s "$REPORT" ] || {
		echo "half a line: $(cat "$REPORT")" >&2
		false
	}
}

@test "a relative path is taken where the process is at its end" {
	cd "$T"
	to run.report
	reported any
}
