#!/bin/sh
# SPDX-License-Identifier: MIT
# What scripts/kernels runs inside of each machine, in busybox's sh: the roles
# in all modes, then option by option, then the conformance program. Prints
# records of tab-separated fields, which the host makes tables of:
#   MODE guest mode role family peer outcome said
#   OPTION role family option outcome as-plain? said
#   TIME64 mode as-plain? said
#   BUG what a program of bugs/ says
# "said" is roles' own line. What the conformance program says goes to the host
# over the second serial line. shellcheck: busybox's sh has local.
# shellcheck disable=SC3043
export PEER=/t/peer
report=/tmp/report
kept=/tmp/kept
tab=$(printf '\t')

# What the report says became of the role's socket, with the reason.
outcome() {
	local role="$1" line name
	[ -s $report ] || {
		echo none
		return
	}
	line=$(grep -o "\"role\":\"$role\"[^}]*" $report)
	for name in upgraded kept declined refused native; do
		case $line in *"\"$name\":1"*) break ;; esac
		name=nothing
	done
	case $name in
	declined | refused)
		echo "$name: $(sed -n "s/.*\"$name\":{\"\\([^\"]*\\)\".*/\\1/p" \
			$report)"
		;;
	*) echo "$name" ;;
	esac
}

# shimmed MODE GUEST LIBRARY ARGUMENTS: one connection; sets said.
shimmed() {
	local mode="$1" guest="$2" library="$3"
	shift 3
	rm -f $report
	said=$(MPTCPDEFAULT=multipathtcp=$mode,format=json,report=file:$report \
		LD_PRELOAD=$library timeout 60 "$guest" "$@" 2>&1 |
		tr '\n\t' '  ')
}

role_of() {
	case $1 in listen) echo listener ;; *) echo dialer ;; esac
}

# Does the kernel have such sockets? The static program asks it.
has() {
	[ "$($PEER probe "$@")" = ok ]
}

modes() {
	local guest="$1" library="$2" mode role family peer
	for mode in 0 1 2 3; do
		for role in listen dial; do
			for family in 4 6; do
				for peer in tcp mptcp; do
					one_mode
				done
			done
		done
	done
}

one_mode() {
	local as
	has $family $peer || [ $peer = tcp ] || return
	as=$(role_of $role)
	shimmed $mode /t/"$guest" "$library" $role $family $peer
	printf 'MODE\t%s\n' \
		"$guest$tab$mode$tab$as$tab$family$tab$peer$tab$(outcome "$as")$tab$said"
}

# The part of roles' line that a program sees: not what was on the wire.
visible() {
	echo "$1" | sed -E 's/(here|there)=[a-z]*//g'
}

# One option or more, joined by '+': first without the library.
one_option() {
	local mode="$1" role="$2" family="$3" options plain same=same
	options=$(echo "$4" | tr + ' ')
	# shellcheck disable=SC2086 # one argument each
	plain=$(timeout 60 /t/roles $role $family tcp $options 2>&1 |
		tr '\n\t' '  ')
	# shellcheck disable=SC2086
	shimmed "$mode" /t/roles /t/library.so $role $family tcp $options
	[ "$(visible "$plain")" = "$(visible "$said")" ] || same=differs
	printf 'OPTION\t%s\n' "$(role_of "$role")$tab$family$tab$4$tab$(
		outcome "$(role_of "$role")")$tab$same$tab$said| without: $plain"
}

options() {
	local option family
	while read -r option; do
		case $option in '#'* | '') continue ;; esac
		family=4
		case $option in IPV6_*) family=6 ;; esac
		has $family tcp || continue
		one_option 2 listen $family "$option"
		case $option in
		late:* | SO_REUSEPORT*) ;;
		*) one_option 1 dial $family "$option" ;;
		esac
	done </t/options
}

# record PEER NAME MODE ARGUMENT...: one run of the conformance program, kept
# for the host in a file; MODE "off" is without the library.
record() {
	local peer="$1" name="$2" mode="$3" file="$kept/$1-$2" ticker
	shift 3
	while sleep 2; do
		echo "PROGRESS $peer-$name: $(grep -c . "$file")"
	done &
	ticker=$!
	(
		if [ "$mode" != off ]; then
			export LD_PRELOAD=$library MPTCPDEFAULT="\
multipathtcp=$mode,format=json,report=file:$kept/report-$mode-$peer"
		fi
		exec $cells --jobs 1 --peer "$peer" "$@"
	) >>"$file" || echo "FAILED $peer-$name"
	kill $ticker
	echo "PROGRESS $peer-$name: $(grep -c . "$file"), at $(
		cut -d ' ' -f 1 /proc/uptime) s"
}

# The topics of cells that differ, apart from those that are known to.
differing() {
	awk -F '\t' -v mode="$3" '
		FILENAME ~ /known/ {
			gsub(/\*/, ".*", $1)
			gsub(/\?/, ".", $1)
			if (!/^#/ && index($2, mode))
				known[$1]
			next
		}
		FILENAME ~ /plain/ { plain[$1] = $2; next }
		plain[$1] == $2 { next }
		{
			for (pattern in known)
				if ($1 ~ "^" pattern "$")
					next
			sub("/.*", "")
			print
		}' /t/known.tsv "$1" "$2" | sort -u
}

# A 32-bit program with a 64-bit time_t: as without the library?
time64() {
	local mode plain same
	plain=$(timeout 60 /t/time64 replace 2>&1 | tr '\n\t' '  ')
	for mode in 0 1 2 3; do
		shimmed $mode /t/time64 /t/library32.so replace
		same=same
		[ "$plain" = "$said" ] || same=differs
		printf 'TIME64\t%s\n' "$mode$tab$same$tab$said| without: $plain"
	done
}

# The same by a 32-bit program with a 64-bit time_t.
time64_cells() {
	local mode cells=/t/cells-time64 library=/t/library32.so
	local kept=$kept/time64
	mkdir -p $kept
	record tcp plain off
	for mode in 1 2; do
		record tcp mode$mode $mode
	done
}

all_cells() {
	local mode topic cells=/t/cells library=/t/library.so
	mkdir -p $kept
	record tcp plain off
	for mode in 0 2; do
		record tcp mode$mode $mode
		# A difference has to come out twice.
		differing $kept/tcp-plain $kept/tcp-mode$mode $mode |
			while read -r topic; do
				record tcp mode$mode-again $mode \
					--group "$topic"
			done
	done
	! has 4 mptcp || {
		record mptcp plain off
		record mptcp mode1 1
	}
	[ ! -x /t/cells-time64 ] || time64_cells
	tar c -C $kept . | gzip | base64 >/dev/ttyS1
}

# roles= on the kernel's command line says how much is wanted.
grep -q roles=modes /proc/cmdline || sh /t/bugs/run /t/bugs
grep -q roles=bugs /proc/cmdline && exit 0
for guest in roles roles32 musl static; do
	case $guest in
	roles32) library=/t/library32.so ;;
	*) library=/t/library.so ;;
	esac
	[ ! -x /t/$guest ] || modes $guest $library
done
grep -q roles=modes /proc/cmdline && exit 0
[ ! -x /t/time64 ] || time64
options
[ ! -x /t/cells ] || all_cells
