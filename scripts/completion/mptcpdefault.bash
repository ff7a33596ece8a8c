# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# bash completion of mptcpdefault. Sourced by bash-completion, or by hand; it
# needs nothing of bash-completion, but uses it for the command of `run`. What
# commands and options there are, the program's help says.

_mptcpdefault_units()
{
	local user=''

	[[ " ${COMP_WORDS[*]} " != *' --user '* ]] || user=--user
	{
		systemctl $user list-unit-files --type=service --no-legend \
			--no-pager --plain
		systemctl $user list-units --type=service --all --no-legend \
			--no-pager --plain
	} 2>/dev/null | while read -r unit _; do
		printf '%s\n' "$unit"
	done | sort -u
}

_mptcpdefault_commands()
{
	"${COMP_WORDS[0]}" help 2>/dev/null |
		sed -n 's/^.* mptcpdefault \([a-z]*\) .*/\1/p'
}

# What the command takes: --now, --dial=default|enabled|disabled.
_mptcpdefault_options()
{
	"${COMP_WORDS[0]}" help "$1" 2>/dev/null |
		grep -o -e '--[a-z][a-z-]*=*[^] ]*'
}

_mptcpdefault()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev='' opt='' verb='' i

	((COMP_CWORD < 1)) || prev=${COMP_WORDS[COMP_CWORD - 1]}
	COMPREPLY=()

	if ((COMP_CWORD == 1)); then
		mapfile -t COMPREPLY < <(compgen -W \
			"$(_mptcpdefault_commands) --help" -- "$cur")
		return
	fi
	verb=${COMP_WORDS[1]}

	# "=" breaks words: --dial=enabled arrives as three.
	if [[ $cur == = ]]; then
		opt=$prev
		cur=
	elif [[ $prev == = ]] && ((COMP_CWORD > 2)); then
		opt=${COMP_WORDS[COMP_CWORD - 2]}
	fi

	# The command of run and what follows it is for that command.
	if [[ $verb == run ]]; then
		for ((i = 2; i < COMP_CWORD; i++)); do
			case ${COMP_WORDS[i]} in
			--)
				((i++))
				break ;;
			-*)
				[[ ${COMP_WORDS[i + 1]-} != = ]] ||
					((i += 2)) ;;
			*) break ;;
			esac
		done
		if ((i < COMP_CWORD)) || [[ $i -eq $COMP_CWORD &&
		     ($cur != -* || ${COMP_WORDS[i - 1]} == --) ]]; then
			if declare -F _command_offset >/dev/null; then
				_command_offset "$i"
			elif ((i == COMP_CWORD)); then
				mapfile -t COMPREPLY < <(compgen -c -- "$cur")
			else
				compopt -o default
			fi
			return
		fi
	fi

	# Of a path nothing but what it begins with is known here.
	if [[ -n $opt ]]; then
		i=$(_mptcpdefault_options "$verb" | sed -n "s/^$opt=//p")
		mapfile -t COMPREPLY < <(compgen -W \
			"$(tr '|' ' ' <<<"${i//PATH/}")" -- "$cur")
		[[ ${COMPREPLY[*]} != file: ]] || compopt -o nospace
		return
	fi

	case $verb:$cur in
	*:-*)
		i=$(_mptcpdefault_options "$verb" | sed 's/=.*/=/')
		[[ $verb != run ]] || i+=' --'
		mapfile -t COMPREPLY < <(compgen -W "$i" -- "$cur") ;;
	check:[0-9]*)
		mapfile -t COMPREPLY < <(cd /proc &&
			compgen -W "$(echo [0-9]*)" -- "$cur") ;;
	check:*)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -c -- "$cur") ;;
	help:*)
		mapfile -t COMPREPLY < <(compgen -W \
			"$(_mptcpdefault_commands)" -- "$cur") ;;
	enable:* | disable:* | show:*)
		mapfile -t COMPREPLY < <(compgen -W \
			"$(_mptcpdefault_units)" -- "$cur") ;;
	esac
	if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == --*= ]]; then
		compopt -o nospace
	fi
}

complete -F _mptcpdefault mptcpdefault
