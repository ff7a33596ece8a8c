#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Calls at odd moments of a process's life: before the shim has started, after
# it has ended, in the midst of itself, in children, in threads that go away.
# Each guest runs plainly, in modes 0 to 3, and with another preload library
# in front of the shim and behind it.

load lib

setup() {
	needs_mptcp
	OUT=$T/out shared=
}

# shared NAME: build life_libs/NAME.c as a shared library, once per file;
# its path is then in $shared.
shared() {
	shared=$BATS_FILE_TMPDIR/$1.so
	[ -e "$shared" ] || {
		needs "${CC:-cc}"
		"${CC:-cc}" -std=c11 -Wall -Wextra -Werror -O1 -shared -fPIC \
			-o "$shared.$$" "$BATS_TEST_DIRNAME/life_libs/$1.c"
		mv "$shared.$$" "$shared"
	}
}

# everywhere GUEST [STATUS]: as said above. If the guest prints figures, the
# report must have exactly these; else $SPEC_mode if set, else only the law.
everywhere() {
	local mode arrangement dialers listeners spec
	shared passthrough
	gives "${2:-0}" in_mode none "$GUESTS/$1" >"$OUT"
	for arrangement in "" "$shared:" ":$shared"; do
		case $arrangement in
		"") PRELOAD=$SHIM ;;
		*:) PRELOAD=$shared:$SHIM ;;
		*) PRELOAD=$SHIM:$shared ;;
		esac
		for mode in 0 1 2 3; do
			echo "$1 in mode $mode with LD_PRELOAD=$PRELOAD"
			gives "${2:-0}" in_mode "$mode" "$GUESTS/$1" >"$OUT"
			dialers='' listeners=''
			read -r dialers listeners <"$OUT" || :
			spec=SPEC_$mode
			spec=${!spec-any}
			[ -z "$listeners" ] ||
				spec=$(figures "$mode" "$dialers" "$listeners")
			# shellcheck disable=SC2086 # a list of SPECs
			reported $spec
		done
	done
}

@test "before the shim's constructor" {
	# One of its dialers and its only listener are from before: births do
	# not know them, so no dialer of these is counted.
	export SPEC_0=dialer.kept=2,listener.kept=0
	export SPEC_1=dialer.upgraded=2,dialer.declined=0,listener.declined=1
	export SPEC_2=dialer.kept=2,listener.declined=1
	export SPEC_3=dialer.upgraded=2,dialer.declined=0,listener.kept=1
	everywhere life_early
}

@test "after the shim's destructor" {
	everywhere life_late 3
}

@test "another library's constructor and destructor, on either side" {
	local mode
	shared ends
	PRELOAD=$shared gives 7 in_mode none "$GUESTS/report_exit" return
	for mode in 0 1 2 3; do
		# Constructors run from the last library to the first.
		PRELOAD=$shared:$SHIM
		gives 7 in_mode "$mode" "$GUESTS/report_exit" return
		reported "$(figures "$mode" 3 3)"
		PRELOAD=$SHIM:$shared
		gives 7 in_mode "$mode" "$GUESTS/report_exit" return
		reported "$(figures "$mode" 1 1)"
	done
}

@test "in a signal handler that interrupts a hook" {
	everywhere life_signal
}

@test "at the end of each system call, the shim's own too, a signal" {
	local mode children
	shared passthrough
	gives 0 in_mode none "$GUESTS/life_interrupted" >"$OUT"
	for PRELOAD in "$SHIM" "$shared:$SHIM" "$SHIM:$shared"; do
		for mode in 0 1 2 3; do
			echo "mode $mode with LD_PRELOAD=$PRELOAD"
			gives 0 in_mode "$mode" "$GUESTS/life_interrupted" \
				>"$OUT"
			children=$(<"$OUT")
			[ "$children" -ge 10 ]
			reported "$(figures "$mode" 2 2)*$children"
		done
	done
}

@test "in a child of vfork" {
	everywhere life_vfork
}

@test "threads listen while another forks" {
	local i
	for i in 0 1 2 3; do
		export SPEC_$i="any*61"
	done
	everywhere life_fork_threads
}

@test "cancelled in a blocking connect" {
	everywhere life_cancel
}

@test "a jump out of a blocking connect" {
	everywhere life_longjmp
}

@test "all descriptors closed by close_range" {
	everywhere life_close_range
}

@test "a library behind the shim sees the program's calls and no others" {
	local passthrough=$T/passthrough
	shared passthrough
	export PASSTHROUGH=$passthrough
	for PRELOAD in "$shared:$SHIM" "$SHIM:$shared"; do
		gives 7 in_mode 2 "$GUESTS/report_exit" return
		[ "$(cat "$passthrough")" = "socket=2 bind=1 listen=1 connect=1 setsockopt=0 getsockopt=0 sendmsg=0" ]
	done
}
