#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The man pages: well formed, and complete against the lists they describe.

# bats sets status and output.
# shellcheck disable=SC2013,SC2154

load common

DOC=$TOP/scripts/doc

@test "man pages: mandoc has nothing to warn of" {
	need mandoc
	for f in "$DOC"/*.[17]; do
		run -0 mandoc -Tlint -Wwarning "$f"
	done
}

@test "mptcpdefault(1): every command and option of the table" {
	run -0 "$LAUNCHER" help
	for c in $(sed -n 's/^.*mptcpdefault \([a-z]*\) .*/\1/p' \
			<<<"$output"); do
		grep -qx ".Ss $c" "$DOC/mptcpdefault.1"
		[ "$(sed -n '/^.Sh SYN/,/^.Sh DESC/p' "$DOC/mptcpdefault.1" |
			grep -cx ".Cm $c")" = 1 ]
		# What the synopsis says of it is what its help says.
		for o in $("$LAUNCHER" help "$c" |
				sed -n '1s/\[SETTING.*\]//; 1p' |
				grep -o -e '--[a-z][a-z-]*'); do
			sed -n "/^.Cm $c\$/,/^.\(Nm\|Sh .*\)\$/p" \
				"$DOC/mptcpdefault.1" |
				grep -q "Fl .&-${o#--}"
		done
	done
	for o in $(grep -o -e '--[a-z][a-z-]*=' <<<"$output"); do
		o=${o#--}
		grep -q "^.It Fl .&-${o%=} Ns = Ns " "$DOC/mptcpdefault.1"
	done
}

@test "mptcpdefault(1): no command or option that is not in the table" {
	run -0 "$LAUNCHER" help
	for o in $(grep -o 'Fl .&-[a-z][a-z-]*' "$DOC/mptcpdefault.1" |
			sed 's/.*&-//' | sort -u); do
		# what it says of the dynamic linker's
		[ "$o" != list ] || continue
		says "--$o"
	done
	for c in $(sed -n '/^.Sh DESC/,/^.Sh ENV/s/^.Ss //p' \
			"$DOC/mptcpdefault.1"); do
		"$LAUNCHER" help "$c"
	done
}

@test "libmptcpdefault(7): every key, outcome and reason of the library" {
	for k in $(sed -n 's/^KEY(\([a-z_]*\),.*/\1/p' \
			"$TOP/policy/keys.def"); do
		grep -q "^.It Cm $k Ns = " "$DOC/libmptcpdefault.7"
	done
	for r in $(sed -n 's/^\(OUTCOME\|REASON\)(\([a-z]*\)).*/\2/p' \
			"$TOP/policy/verdict.def"); do
		grep -qx ".It Cm $r" "$DOC/libmptcpdefault.7"
	done
}

# A list that the patterns above no longer find would pass unseen.
@test "libmptcpdefault(7): the lists are there to be compared" {
	[ "$(grep -c '^KEY(multipathtcp, ' "$TOP/policy/keys.def")" = 1 ]
	[ "$(grep -c '^REASON(' "$TOP/policy/verdict.def")" -gt 3 ]
	[ "$(grep -c '^OUTCOME(' "$TOP/policy/verdict.def")" = 5 ]
}
