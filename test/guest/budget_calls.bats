# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# What the shim costs, in system calls, counted exactly: those of each call
# plain and under the shim are compared. Called by ctest; guest:
# budget_calls.c; needs strace.

load lib

setup() {
	needs strace
	strace -o /dev/null true 2>/dev/null || skip "no right to trace"
}

setup_file() {
	command -v strace >/dev/null || return 0
	T=$BATS_FILE_TMPDIR
	calls plain || :
}

# calls NAME [ENVIRONMENT...]: $T/NAME has "calls of what", worst case each.
calls() {
	local name=$1 e
	local -a environment=()

	shift
	for e; do
		environment+=(-E "$e")
	done
	timeout 40 strace -f -o "$T/$name.trace" "${environment[@]}" \
		"$GUESTS/budget_calls" all >"$T/$name.out" 2>&1 3>&-
	awk -F'"' '
		/access\("mark\/|faccessat2?\([^"]*"mark\// {
			if (what != "" && what != "nothing" &&
			    (!(what in most) || n > most[what]))
				most[what] = n
			what = substr($2, 6)
			n = 0
			next
		}
		# One call in two pieces, and no call at all.
		/resumed>|^[0-9]+ +[-+]{3}/ { next }
		{ n++ }
		END { for (what in most) print most[what], what }' \
		"$T/$name.trace" | sort -k 2 >"$T/$name"
	[ -s "$T/$name" ]
}

# extra MODE: in $T/extra what a call under the shim costs more than plain.
extra() {
	cp "$BATS_FILE_TMPDIR/plain" "$T/plain"
	calls shim "LD_PRELOAD=$SHIM" "MPTCPDEFAULT=multipathtcp=$1,report=none"
	join -1 2 -2 2 -t , <(sed 's/ /,/' "$T/plain" | sort -t , -k 2) \
		<(sed 's/ /,/' "$T/shim" | sort -t , -k 2) |
		awk -F , '{ print $3 - $2, $1 }' >"$T/extra"
	is "$(wc -l <"$T/extra")" "$(wc -l <"$T/plain")" "calls in both"
}

# budget MOST WHAT...: at most that many system calls more.
budget() {
	local most=$1 what found

	shift
	for what; do
		found=$(sed -n "s/ $what\$//p" "$T/extra")
		[ -n "$found" ] || { echo "no $what"; return 1; }
		[ "$found" -le "$most" ] || {
			echo "$what: $found more calls, allowed $most"
			return 1
		}
	done
}

# What every mode is held to.
everywhere() {
	budget 0 socket "socket udp" "socket unix" \
		"setsockopt new" "getsockopt new" \
		"setsockopt dialer" "getsockopt dialer" \
		"setsockopt accepted" "getsockopt accepted" \
		"setsockopt listener" "getsockopt listener" \
		send recv sendmsg recvmsg write read accept epoll_wait close \
		"bind udp" "bind unix" "send unix" "close unix"
	budget 0 "connect again" "connect udp"
	budget 1 connect "listen unix"
	# Is it a listener of ours, under a number that was another's?
	budget 2 "setsockopt lowat"
	# Who and whose child it is, and the first asks for a page; no socket is
	# asked about.
	budget "${1:-3}" fork
	budget "${1:-4}" "fork first"
}

# One look each, and one socket that stands in.
refusals() {
	budget 12 "setsockopt refused"
	budget 11 "setsockopt missed"
	budget 8 "getsockopt refused"
}

listens() {
	grep '^[0-9]* listen' "$T/extra" | sed "s/^/# multipathtcp=$1: extra: /" >&3
}

@test "multipathtcp=2: a replace at listen()" {
	extra 2
	everywhere
	refusals
	budget 1 bind
	listens 2
	# The rest is a look at nine more descriptors, one of them an epoll set.
	budget 90 "listen bare"
	budget 100 "listen plain"
	budget 108 "listen v4"
	budget 120 "listen v6"
	budget 140 "listen all"
	budget 4 "listen again"
	budget 0 connect
}

@test "multipathtcp=1: MPTCP from the start" {
	extra 1
	everywhere
	refusals
	budget 2 bind
	listens 1
	budget 62 "listen bare" "listen plain" "listen v4"
	budget 70 "listen v6"
	budget 75 "listen all"
	budget 4 "listen again"
}

@test "multipathtcp=3: a replace at listen()" {
	extra 3
	everywhere
	budget 2 bind
	listens 3
	budget 86 "listen bare"
	budget 96 "listen plain"
	budget 104 "listen v4"
	budget 114 "listen v6"
	budget 134 "listen all"
	budget 4 "listen again"
}

@test "multipathtcp=0: nothing but counting" {
	extra 0
	everywhere 0
	listens 0
	budget 0 bind connect "listen unix" "listen v4" "listen v6" \
		"listen bare" "listen plain" "listen again" "listen all"
}
