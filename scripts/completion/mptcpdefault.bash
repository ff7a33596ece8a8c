# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# bash completion of mptcpdefault. Sourced by bash-completion, or by hand; it
# needs nothing of bash-completion, but uses it for the command of `run`.

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

_mptcpdefault()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev='' opt='' verb='' i
	local settings='--multipathtcp= --dial= --listen= --report= --format= --log='

	((COMP_CWORD < 1)) || prev=${COMP_WORDS[COMP_CWORD - 1]}
	COMPREPLY=()

	if ((COMP_CWORD == 1)); then
		mapfile -t COMPREPLY < <(compgen -W \
			'run check enable disable show --help' -- "$cur")
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

	case $verb:$opt in
	run:--multipathtcp | enable:--multipathtcp)
		mapfile -t COMPREPLY < <(compgen -W '0 1 2 3' -- "$cur")
		return ;;
	run:--dial | run:--listen | enable:--dial | enable:--listen)
		mapfile -t COMPREPLY < <(compgen -W \
			'default enabled disabled' -- "$cur")
		return ;;
	run:--report | run:--log | enable:--report | enable:--log)
		mapfile -t COMPREPLY < <(compgen -W \
			'none stderr file:' -- "$cur")
		[[ ${COMPREPLY[*]} != file: ]] || compopt -o nospace
		return ;;
	run:--format | enable:--format)
		mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$cur")
		return ;;
	esac

	case $verb:$cur in
	run:-*)
		mapfile -t COMPREPLY < <(compgen -W "$settings --" -- "$cur") ;;
	enable:-*)
		mapfile -t COMPREPLY < <(compgen -W \
			"$settings --now --user" -- "$cur") ;;
	disable:-*)
		mapfile -t COMPREPLY < <(compgen -W '--now --user' -- "$cur") ;;
	show:-*)
		mapfile -t COMPREPLY < <(compgen -W '--user' -- "$cur") ;;
	check:-*)
		mapfile -t COMPREPLY < <(compgen -W '--json' -- "$cur") ;;
	check:[0-9]*)
		mapfile -t COMPREPLY < <(cd /proc &&
			compgen -W "$(echo [0-9]*)" -- "$cur") ;;
	check:*)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -c -- "$cur") ;;
	enable:* | disable:* | show:*)
		mapfile -t COMPREPLY < <(compgen -W \
			"$(_mptcpdefault_units)" -- "$cur") ;;
	esac
	if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == --*= ]]; then
		compopt -o nospace
	fi
}

complete -F _mptcpdefault mptcpdefault
