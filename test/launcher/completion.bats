#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Completion in bash, zsh and fish offers what the launcher takes, of all that its
# table of commands has; a systemctl of our own lists the units.

# bats sets status and output; other shells expand; functions call each other.
# shellcheck disable=SC2013,SC2016,SC2154,SC2317

load common

COMPLETION=$TOP/scripts/completion

setup()
{
	scratch
	mkdir "$T/bin"
	cat >"$T/bin/systemctl" <<-'S'
	#!/bin/sh
	case " $* " in
	*" --user "*) echo "mine.service enabled enabled" ;;
	*) echo "webserver.service enabled enabled" ;;
	esac
	S
	chmod 755 "$T/bin/systemctl"
	ln -s "$(realpath "$LAUNCHER")" "$T/bin/mptcpdefault"
	PATH=$T/bin:$PATH
}

teardown()
{
	rm -rf "$T"
}

# bash_at WORD...: what bash offers for the last of its words.
bash_at()
{
	run -0 bash --norc -c '. "$1"; shift
		compopt() { :; }
		COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1))
		_mptcpdefault
		printf "%s\n" "${COMPREPLY[@]}" | sort | tr "\n" " "' \
		bash "$COMPLETION/mptcpdefault.bash" mptcpdefault "$@"
}

@test "bash: subcommands, options, values, units, processes" {
	bash_at ''
	[ "$output" = "--help check disable enable help run show " ]
	bash_at ch
	[ "$output" = "check " ]
	bash_at run --mul
	[ "$output" = "--multipathtcp= " ]
	bash_at run --multipathtcp =
	[ "$output" = "0 1 2 3 " ]
	bash_at run --so-protocol = k
	[ "$output" = "kernel " ]
	bash_at help en
	[ "$output" = "enable " ]
	bash_at run --dial = en
	[ "$output" = "enabled " ]
	bash_at enable --report = ''
	[ "$output" = "file: none stderr " ]
	bash_at run --dial = enabled --fo
	[ "$output" = "--format= " ]
	bash_at enable --
	says --now
	says --user
	says --listen=
	bash_at disable --
	[ "$output" = "--global --now --user " ]
	bash_at show --
	[ "$output" = "--global --user " ]
	bash_at check --
	[ "$output" = "--json " ]
	bash_at check $$
	says "$$ "
	bash_at enable web
	[ "$output" = "webserver.service " ]
	bash_at enable --user m
	[ "$output" = "mine.service " ]
}

@test "bash: what follows run is another command's" {
	bash_at run tru
	says "true "
	bash_at run -- tru
	says "true "
	bash_at run --dial = enabled tru
	says "true "
	# our options are not offered to it
	bash_at run ls --mul
	[ "${output// /}" = "" ]
	bash_at run -- ls --mul
	[ "${output// /}" = "" ]
	# and bash-completion is asked where it is there
	run -0 bash --norc -c '. "$1"
		_command_offset() { echo "offset $1"; }
		COMP_WORDS=(mptcpdefault run --dial = enabled -- ls --c)
		COMP_CWORD=7
		_mptcpdefault' bash "$COMPLETION/mptcpdefault.bash"
	[ "$output" = "offset 6" ]
}

# each FUNCTION: calls it with each command of the table, and each of its options.
each()
{
	local verb option count=0

	for verb in $(mptcpdefault help |
			sed -n 's/^.*mptcpdefault \([a-z]*\) .*/\1/p'); do
		"$1" "$verb" ''
		for option in $(mptcpdefault help "$verb" |
				grep -o -e '--[a-z][a-z-]*=*' | sort -u); do
			"$1" "$verb" "$option"
			count=$((count + 1))
		done
	done
	[ $count -gt 20 ]
}

@test "bash: every command and option of the table" {
	offered() {
		if [ -z "$2" ]; then
			bash_at "${1%?}"
			says "$1 "
		else
			bash_at "$1" "${2%=}"
			says "$2 "
		fi
	}
	each offered
}

fish_at()
{
	run -0 env HOME="$T" fish -c 'source $argv[1]; complete -C $argv[2]' \
		"$COMPLETION/mptcpdefault.fish" "$1"
}

@test "fish: subcommands, options, values, units, run's command" {
	need fish
	fish -n "$COMPLETION/mptcpdefault.fish"
	fish_at 'mptcpdefault '
	says run
	says enable
	fish_at 'mptcpdefault run --mul'
	says --multipathtcp
	fish_at 'mptcpdefault run --dial=en'
	[ "$output" = --dial=enabled ]
	fish_at 'mptcpdefault enable web'
	[ "$output" = webserver.service ]
	fish_at 'mptcpdefault enable --user m'
	[ "$output" = mine.service ]
	fish_at 'mptcpdefault enable --n'
	says --now
	fish_at 'mptcpdefault check --j'
	says --json
	fish_at 'mptcpdefault run --multipathtcp='
	says $'--multipathtcp=3\tdialers'
	offered() {
		if [ -z "$2" ]; then
			fish_at "mptcpdefault ${1%?}"
			says "$1"$'\t'
		else
			fish_at "mptcpdefault $1 ${2%=}"
			says "${2%=}"
		fi
	}
	each offered
	fish_at 'mptcpdefault run --dial=enabled tru'
	says true
	fish_at 'mptcpdefault run -- mptcpdefault ena'
	says enable
	fish_at 'mptcpdefault run true --mul'
	says_not --multipathtcp
}

# zsh_at LINE PATTERN: type LINE and a tab; wait for PATTERN on the screen.
zsh_at()
{
	$PYTHON - "$COMPLETION" "$T" "$1" "$2" <<-'PY'
	import os, pty, re, select, sys, time
	where, home, line, want = sys.argv[1:]
	pid, fd = pty.fork()
	if pid == 0:
	    os.environ.update(TERM="dumb", HOME=home, ZDOTDIR=home)
	    os.execlp("zsh", "zsh", "-f", "-i")
	seen = b""
	def until(pattern):
	    global seen
	    end = time.monotonic() + 30
	    while not re.search(pattern, seen):
	        if time.monotonic() > end:
	            sys.exit("no %r in %r" % (pattern, seen))
	        if select.select([fd], [], [], 0.2)[0]:
	            seen += os.read(fd, 65536)
	os.write(fd, ("fpath=(%s $fpath); autoload -U compinit; "
	              "compinit -u -D; LISTMAX=0; PS1=''; "
	              "print rea''dy\n" % where).encode())
	until(rb"ready")
	seen = b""
	os.write(fd, line.encode() + b"\t\t")
	until(want.encode())
	os.close(fd)
	os.waitpid(pid, 0)
	PY
}

@test "zsh: subcommands, options, values, units, run's command" {
	need zsh
	zsh -n "$COMPLETION/_mptcpdefault"
	zsh_at 'mptcpdefault ' 'show +-- tell what services have'
	zsh_at 'mptcpdefault run --mul' '--multipathtcp='
	zsh_at 'mptcpdefault run --multipathtcp=' '3 +-- dialers'
	zsh_at 'mptcpdefault run --dial=' 'default +disabled +enabled'
	zsh_at 'mptcpdefault run --dial=enabled truncat' 'truncate'
	zsh_at 'mptcpdefault enable webs' 'webserver.service'
	zsh_at 'mptcpdefault enable --user min' 'mine.service'
	zsh_at 'mptcpdefault enable x --' '--now +-- restart'
	zsh_at 'mptcpdefault check --j' '--json'
	zsh_at 'mptcpdefault help en' 'enable'
	local verb
	for verb in run check enable disable show; do
		# each of them somewhere on the screen
		zsh_at "mptcpdefault $verb --" "(?s)$(mptcpdefault help $verb |
			grep -o -e '--[a-z][a-z-]*' |
			sed 's/.*/(?=.*&\\b)/' | tr -d '\n')"
	done
}
