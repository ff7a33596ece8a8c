#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# mptcpdefault enable, disable and show against a fake systemctl: the files
# they write and remove, and what they say. systemd.bats has the real one.

# A shell and its argument are two words; bats sets status and output.
# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2086,SC2154

load common

# bash would show nothing that the other two do not, and this is slow.
SHELLS=("${SHELLS[@]:0:2}")

setup()
{
	scratch
	dummy "$T/lib/libmptcpdefault.so"
	export MPTCPDEFAULT_LIB=$T/lib/libmptcpdefault.so
	export SYSTEMCTL=$BATS_TEST_DIRNAME/systemctl.fake
	export FAKE=$T/fake
	export MPTCPDEFAULT_UNIT_DIR=$T/units
	fresh
}

teardown()
{
	rm -rf "$T"
}

fresh()
{
	rm -rf "$FAKE" "$MPTCPDEFAULT_UNIT_DIR"
	mkdir -p "$FAKE" "$MPTCPDEFAULT_UNIT_DIR"
	: >"$FAKE/manager"
	: >"$FAKE/log"
	echo 252 >"$FAKE/version"
	unit web.service 'Environment='
}

# unit NAME LINE...
unit()
{
	{
		echo LoadState=loaded
		echo PrivateTmp=no
		echo ProtectHome=no
		echo 'ExecStart={ path=/bin/ls ; argv[]=/bin/ls -l ; x }'
		printf '%s\n' "${@:2}"
	} >"$FAKE/$1.props"
}

conf()
{
	cat "$MPTCPDEFAULT_UNIT_DIR/${1:-web.service}.d/50-mptcpdefault.conf"
}

# holds LINE: the drop-in has exactly that line.
holds()
{
	conf "${2:-}" | grep -qFx -- "$1" || {
		printf 'missing: %s\nin:\n' "$1"
		conf "${2:-}"
		return 1
	}
}

holds_not()
{
	! conf "${2:-}" | grep -F -- "$1"
}

@test "enable: a drop-in of its own, read at once; disable leaves nothing" {
	for SH in "${SHELLS[@]}"; do
		fresh
		run -0 launcher enable web
		says "enabled: $T/units/web.service.d/50-mptcpdefault.conf"
		holds '[Service]'
		holds "Environment=\"LD_PRELOAD=$MPTCPDEFAULT_LIB\""
		holds_not MPTCPDEFAULT=
		holds_not GODEBUG
		[ "$(stat -c %a "$T"/units/web.service.d/*)" = 644 ]
		[ "$(ls -A "$T/units/web.service.d")" = 50-mptcpdefault.conf ]
		grep -qx daemon-reload "$FAKE/log"
		run ! grep -q restart "$FAKE/log"

		run -0 launcher disable web.service
		[ -z "$(ls -A "$T/units")" ]
		[ "$(tail -n 1 "$FAKE/log")" = daemon-reload ]
		run ! grep -q restart "$FAKE/log"
	done
}

@test "enable: settings; Go follows" {
	for SH in "${SHELLS[@]}"; do
		fresh
		run -0 launcher enable --multipathtcp=1 --dial=disabled \
			web --listen=enabled --report=file:/var/log/r \
			--format=json
		holds 'Environment="MPTCPDEFAULT=multipathtcp=1,dial=disabled,listen=enabled,report=file:/var/log/r,format=json"'
		holds 'Environment="GODEBUG=multipathtcp=1"'
	done
}

@test "enable: usage errors: exit 2, nothing written, nothing asked" {
	for SH in "${SHELLS[@]}"; do
		fresh
		for a in '' 'web other' '--multipathtcp=7 web' 'web --bogus' \
			 '../evil' 'a/b' '/etc/x.service' 'a b' '.x' '-- web' \
			 'x.socket' 'x.target' 'x.timer' 'web;ls' 'x*' \
			 'web --report=file:relative' '--json web'; do
			# shellcheck disable=SC2086 # words
			run -2 --separate-stderr launcher enable $a
			[ -z "$output" ]
			[ -n "$stderr" ]
		done
		run -2 launcher disable
		run -2 launcher disable web --multipathtcp=1
		run -2 launcher show web --now
		run -2 launcher show
		[ -z "$(ls -A "$T/units")" ]
		run ! grep -q -e reload -e restart "$FAKE/log"
	done
}

@test "enable: what unit can't be enabled is left alone" {
	for SH in "${SHELLS[@]}"; do
		fresh
		run -1 launcher enable nosuch
		says "no such unit: nosuch.service"
		unit gone.service
		sed -i 's/loaded/masked/' "$FAKE/gone.service.props"
		run -1 launcher enable gone
		says masked
		unit bad.service
		sed -i 's/loaded/bad-setting/' "$FAKE/bad.service.props"
		run -1 launcher enable bad
		[ -z "$(ls -A "$T/units")" ]
		SYSTEMCTL=/no/such/systemctl run -1 launcher enable web
		says "does not answer"
		[ -z "$(ls -A "$T/units")" ]
	done
}

@test "enable: the unit's own Environment= is appended to" {
	for SH in "${SHELLS[@]}"; do
		fresh
		unit web.service 'Environment=A=1 "LD_PRELOAD=/a.so /b.so" MPTCPDEFAULT=log=stderr GODEBUG=x=1 "C=LD_PRELOAD=/no.so"'
		run -0 launcher enable web --multipathtcp=3
		holds "Environment=\"LD_PRELOAD=/a.so /b.so:$MPTCPDEFAULT_LIB\""
		holds 'Environment="MPTCPDEFAULT=log=stderr,multipathtcp=3"'
		holds 'Environment="GODEBUG=x=1,multipathtcp=3"'
		holds_not A=1

		# what it has already is neither doubled nor repeated
		fresh
		unit web.service "Environment=LD_PRELOAD=$MPTCPDEFAULT_LIB:/b.so MPTCPDEFAULT=multipathtcp=1 GODEBUG=multipathtcp=1"
		run -0 launcher enable web
		holds "Environment=\"LD_PRELOAD=$MPTCPDEFAULT_LIB:/b.so\""
		holds_not MPTCPDEFAULT=
		holds_not GODEBUG

		# Go follows the unit's own MPTCPDEFAULT
		fresh
		unit web.service "Environment=MPTCPDEFAULT=multipathtcp=1"
		run -0 launcher enable web
		holds 'Environment="GODEBUG=multipathtcp=1"'
	done
}

@test "enable: values with quotes, backslashes, percent signs" {
	for SH in "${SHELLS[@]}"; do
		fresh
		unit web.service 'Environment="MPTCPDEFAULT=report=file:/a\"b\\c\$d`e 100%"'
		run -0 launcher enable web --dial=enabled
		holds 'Environment="MPTCPDEFAULT=report=file:/a\"b\\c$d`e 100%%,dial=enabled"'
	done
}

# An empty value is one: what came before it is gone.
@test "enable: variables that are set to nothing" {
	for SH in "${SHELLS[@]}"; do
		fresh
		echo LD_PRELOAD=/manager.so >"$FAKE/manager"
		echo MPTCPDEFAULT=dial=enabled >>"$FAKE/manager"
		unit web.service 'Environment=LD_PRELOAD= MPTCPDEFAULT='
		run -0 launcher enable web --multipathtcp=1
		holds "Environment=\"LD_PRELOAD=$MPTCPDEFAULT_LIB\""
		holds 'Environment="MPTCPDEFAULT=multipathtcp=1"'

		# of a file, too, which wins over Environment=
		fresh
		echo 'LD_PRELOAD=' >"$T/empty"
		unit web.service 'Environment=LD_PRELOAD=/lost.so' \
			"EnvironmentFiles=$T/empty (ignore_errors=no)"
		run -0 launcher enable web
		e=$T/units/web.service.d/50-mptcpdefault.env
		holds "EnvironmentFile=$e"
		grep -qFx "LD_PRELOAD=\"$MPTCPDEFAULT_LIB\"" "$e"
	done
}

# Files win over Environment=; only a later file wins over them.
@test "enable: EnvironmentFile= that sets one of ours" {
	for SH in "${SHELLS[@]}"; do
		fresh
		mkdir -p "$T/etc dir"
		cat >"$T/etc dir/web" <<-'F'
		# LD_PRELOAD=/comment.so
		; LD_PRELOAD=/comment.so
		A=b
		LD_PRELOAD="/from file.so" 
		  GODEBUG = 'y=1'
		LD_PRELOADX=/no.so
		F
		unit web.service 'Environment=LD_PRELOAD=/lost.so' \
			"EnvironmentFiles=/no/such (ignore_errors=yes)" \
			"EnvironmentFiles=$T/etc dir/w*b (ignore_errors=no)"
		run -0 launcher enable web --multipathtcp=1
		e=$T/units/web.service.d/50-mptcpdefault.env
		holds "EnvironmentFile=$e"
		holds_not Environment=
		grep -qFx "LD_PRELOAD=\"/from file.so:$MPTCPDEFAULT_LIB\"" "$e"
		grep -qFx 'MPTCPDEFAULT="multipathtcp=1"' "$e"
		grep -qFx 'GODEBUG="y=1,multipathtcp=1"' "$e"
		run -0 launcher show web
		says "LD_PRELOAD=/from file.so:$MPTCPDEFAULT_LIB"

		# again: not the file of last time taken for the unit's own
		run -0 launcher enable web --multipathtcp=3
		grep -qFx 'GODEBUG="y=1,multipathtcp=3"' "$e"
		run -0 launcher disable web
		[ -z "$(ls -A "$T/units")" ]

		# files that set none of ours change nothing
		fresh
		echo A=b >"$T/plain"
		unit web.service "EnvironmentFiles=$T/plain (ignore_errors=no)"
		run -0 launcher enable web
		holds "Environment=\"LD_PRELOAD=$MPTCPDEFAULT_LIB\""
	done
}

@test "enable: the manager's own environment is appended to" {
	for SH in "${SHELLS[@]}"; do
		fresh
		printf '%s\n' PATH=/bin LD_PRELOAD=/m.so "GODEBUG=\$'a=1'" \
			>"$FAKE/manager"
		run -0 launcher enable web --multipathtcp=1
		holds "Environment=\"LD_PRELOAD=/m.so:$MPTCPDEFAULT_LIB\""
		holds 'Environment="GODEBUG=a=1,multipathtcp=1"'
	done
}

@test "enable: again, with other settings, replaces its own" {
	for SH in "${SHELLS[@]}"; do
		fresh
		unit web.service 'Environment=MPTCPDEFAULT=log=none'
		run -0 launcher enable web --multipathtcp=1
		run -0 launcher enable web --multipathtcp=3
		holds 'Environment="MPTCPDEFAULT=log=none,multipathtcp=3"'
		holds 'Environment="GODEBUG=multipathtcp=3"'
		run -0 launcher enable web
		holds_not MPTCPDEFAULT=
		[ "$(conf | grep -c LD_PRELOAD)" -eq 1 ]
		run -0 launcher disable web
		[ -z "$(ls -A "$T/units")" ]
	done
}

@test "enable: others' files in the directory stay; not ours, not touched" {
	for SH in "${SHELLS[@]}"; do
		fresh
		d=$T/units/web.service.d
		mkdir -p "$d"
		echo '[Service]' >"$d/10-mine.conf"
		run -0 launcher enable web
		run -0 launcher disable web
		[ "$(ls -A "$d")" = 10-mine.conf ]

		echo '[Service]' >"$d/50-mptcpdefault.conf"
		run -1 launcher enable web
		says "not ours"
		run -1 launcher disable web
		says "not ours"
		[ "$(cat "$d/50-mptcpdefault.conf")" = '[Service]' ]
	done
}

@test "enable: a failing daemon-reload leaves what was there" {
	for SH in "${SHELLS[@]}"; do
		fresh
		echo daemon-reload >"$FAKE/fail"
		run -1 launcher enable web
		[ -z "$(ls -A "$T/units")" ]
		rm "$FAKE/fail"
		run -0 launcher enable web --multipathtcp=1
		conf >"$T/before"
		echo daemon-reload >"$FAKE/fail"
		run -1 launcher enable web --multipathtcp=3
		conf | cmp - "$T/before"
		[ "$(ls -A "$T/units/web.service.d")" = 50-mptcpdefault.conf ]
	done
}

@test "enable: no right to write: exit 1, says so" {
	need_root
	need setpriv
	cp "$LAUNCHER" "$T/launcher"
	LAUNCHER=$T/launcher
	cp "$SYSTEMCTL" "$T/systemctl"
	export SYSTEMCTL=$T/systemctl
	for SH in "${SHELLS[@]}"; do
		fresh
		chmod 755 "$FAKE" "$T/units"
		chmod 666 "$FAKE/log"
		run -1 setpriv --reuid=65534 --regid=65534 --clear-groups \
			$SH "$LAUNCHER" enable web
		says "can't make"
		[ -z "$(ls -A "$T/units")" ]
	done
}

@test "enable, disable: --now restarts; disable starts nothing" {
	for SH in "${SHELLS[@]}"; do
		fresh
		run -0 launcher enable web --now
		[ "$(grep restart "$FAKE/log")" = 'restart web.service' ]
		run -0 launcher disable --now web
		[ "$(tail -n 1 "$FAKE/log")" = 'try-restart web.service' ]
		echo restart >"$FAKE/fail"
		run -1 launcher enable web --now
		says "did not restart"

		fresh
		unit web.service ActiveState=active
		run -0 launcher enable web
		says "systemctl restart web.service"
	done
}

@test "disable: not enabled: says so, exit 0, twice is no error" {
	for SH in "${SHELLS[@]}"; do
		fresh
		run -0 launcher disable web
		says "not enabled"
		run -0 launcher enable web
		run -0 launcher disable web
		run -0 launcher disable web
		# a unit whose package is gone
		run -0 launcher enable web
		rm "$FAKE/web.service.props"
		run -0 launcher disable web
		[ -z "$(ls -A "$T/units")" ]
	done
}

@test "enable: an alias enables the unit itself; disable by either name" {
	for SH in "${SHELLS[@]}"; do
		for n in sshd ssh; do
			fresh
			unit ssh.service Id=ssh.service
			unit sshd.service Id=ssh.service
			run -0 launcher enable sshd
			conf ssh.service >/dev/null
			run -0 launcher disable $n
			[ -z "$(ls -A "$T/units")" ]
		done
	done
}

@test "enable: a template and its instance" {
	for SH in "${SHELLS[@]}"; do
		fresh
		unit tpl@.service 'Environment=LD_PRELOAD=/t.so'
		run -0 launcher enable tpl@.service
		holds "Environment=\"LD_PRELOAD=/t.so:$MPTCPDEFAULT_LIB\"" \
			tpl@.service
		run -0 launcher enable tpl@.service --dial=enabled
		holds "Environment=\"LD_PRELOAD=/t.so:$MPTCPDEFAULT_LIB\"" \
			tpl@.service
		run -0 launcher disable tpl@.service
		[ -z "$(ls -A "$T/units")" ]
		run -0 launcher enable 'tpl@a\x2db:0.service'
		[ -e "$T/units/tpl@a\\x2db:0.service.d/50-mptcpdefault.conf" ]
		run -0 launcher disable 'tpl@a\x2db:0.service'
		[ -z "$(ls -A "$T/units")" ]
	done
}

@test "enable --user: the user's manager, the user's directory" {
	unset MPTCPDEFAULT_UNIT_DIR
	for SH in "${SHELLS[@]}"; do
		rm -rf "$FAKE" "${T:?}/home" "$T/cfg"
		mkdir -p "$FAKE"
		: >"$FAKE/manager"
		unit web.service
		HOME=$T/home XDG_CONFIG_HOME='' run launcher enable --user web
		d=$T/home/.config/systemd/user/web.service.d
		[ -e "$d/50-mptcpdefault.conf" ]
		run ! grep -v '^user ' "$FAKE/log"
		XDG_CONFIG_HOME=$T/cfg run launcher enable --user web
		[ -e "$T/cfg/systemd/user/web.service.d/50-mptcpdefault.conf" ]
		HOME=$T/home XDG_CONFIG_HOME='' run launcher disable --user web
		[ ! -e "$d" ]
	done
}

@test "enable: a socket unit hands over the sockets: the lines to add" {
	for SH in "${SHELLS[@]}"; do
		fresh
		unit web.service 'TriggeredBy=web.socket web.path web-tls.socket'
		run -0 --separate-stderr launcher enable web
		output=$stderr
		says "$T/units/web.socket.d/50-mptcp.conf"
		says "$T/units/web-tls.socket.d/50-mptcp.conf"
		says $'\n[Socket]\nSocketProtocol=mptcp\n'
		says "needs systemd 257, this is 252"
		says_not web.path
		echo '257 (257.1)' >"$FAKE/version"
		run -0 --separate-stderr launcher enable web
		output=$stderr
		says $'\n[Socket]\nSocketProtocol=mptcp\n'
		says_not "needs systemd 257"
		unit web.service 'TriggeredBy='
		run -0 --separate-stderr launcher enable web
		output=$stderr
		says_not Socket
	done
}

@test "enable: tells what keeps the unit from it" {
	gcc -static -o "$T/static" -x c - <<<'int main(void) { return 0; }'
	for SH in "${SHELLS[@]}"; do
		fresh
		unit web.service UnsetEnvironment='A LD_PRELOAD' \
			RootDirectory=/srv/root
		sed -i "s,/bin/ls,$T/static,g" "$FAKE/web.service.props"
		sed -i "s/PrivateTmp=no/PrivateTmp=yes/" \
			"$FAKE/web.service.props"
		run -0 --separate-stderr launcher enable web
		output=$stderr
		says "note: statically linked"
		says "UnsetEnvironment=LD_PRELOAD"
		says "RootDirectory=/srv/root"
		says "PrivateTmp= hides"

		fresh
		run -0 --separate-stderr launcher enable web --multipathtcp=0
		output=$stderr
		says "note: the setting keeps everything TCP"

		fresh
		mkdir -p "$T/units/web.service.d"
		printf '[Service]\nEnvironment="LD_PRELOAD=/late.so"\n' \
			>"$T/units/web.service.d/90-late.conf"
		# not read yet when enable asks for the unit's own
		run -0 --separate-stderr launcher enable web
		output=$stderr
		says "something later sets LD_PRELOAD of web.service"

		fresh
		unit web.service
		sed -i "s,/bin/ls,/usr/bin/mptcpize,g" "$FAKE/web.service.props"
		run -0 --separate-stderr launcher enable web
		output=$stderr
		says "mptcpize disable"
	done
}

@test "show: the drop-in, the environment, the main process" {
	for SH in "${SHELLS[@]}"; do
		fresh
		unit web.service 'Environment=LD_PRELOAD=/a.so X=1' MainPID=0
		run -1 launcher show web
		says "not enabled: web.service"
		says LD_PRELOAD=/a.so
		run -0 launcher enable web --multipathtcp=1
		run -0 launcher show web
		says "# $T/units/web.service.d/50-mptcpdefault.conf"
		says "Environment=\"MPTCPDEFAULT=multipathtcp=1\""
		says $'\n'"LD_PRELOAD=/a.so:$MPTCPDEFAULT_LIB"$'\n'
		says $'\n'MPTCPDEFAULT=multipathtcp=1$'\n'
		says $'\n'GODEBUG=multipathtcp=1$'\n'
		says "main process: none"
		says_not X=1
		sed -i "s/^MainPID=.*/MainPID=$$/" "$FAKE/web.service.props"
		run -0 launcher show web
		says "main process: $$, library not loaded"
	done
}
