#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# mptcpdefault enable, disable and show against a fake systemctl: the files
# they write and remove, and what they say. systemd.bats has the real one.

# bats sets status and output, and each test runs in a shell of its own.
# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2154

load common

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
}

@test "enable: a caller that ignores its children" {
	run -0 env --ignore-signal=CHLD "$LAUNCHER" enable web
	holds "Environment=\"LD_PRELOAD=$MPTCPDEFAULT_LIB\""
	run -0 env --ignore-signal=CHLD "$LAUNCHER" disable web
}

@test "enable: settings; Go follows" {
	fresh
	run -0 launcher enable --multipathtcp=1 --dial=disabled \
		web --listen=enabled --report=file:/var/log/r \
		--format=json
	holds 'Environment="MPTCPDEFAULT=multipathtcp=1,dial=disabled,listen=enabled,report=file:/var/log/r,format=json"'
	holds 'Environment="GODEBUG=multipathtcp=1"'
}

@test "enable: usage errors: exit 2, nothing written, nothing asked" {
	fresh
	for a in '' '--multipathtcp=7 web' 'web --bogus' \
		 '../evil' 'a/b' '/etc/x.service' '.x' '-- web' \
		 'x.socket' 'x.target' 'x.timer' 'web;ls' 'x*' \
		 'web --report=file:relative' '--json web'; do
		# shellcheck disable=SC2086 # words
		run -2 --separate-stderr launcher enable $a
		[ -z "$output" ]
		[ -n "$stderr" ]
	done
	run -2 launcher enable 'a b'
	run -2 launcher enable "$(printf '%0250d' 0)"
	run -2 launcher enable ''
	run -2 launcher enable --global web
	run -2 launcher enable --global --now
	run -2 launcher disable
	run -2 launcher disable --global web
	run -2 launcher show --global web
	run -2 launcher enable @
	run -2 launcher enable @x.service
	run -2 launcher enable web --report=file:/tmp/$'\xff'
	says "not UTF-8"
	unit tpl@.service
	run -2 launcher enable web tpl@ --now
	says "--now restarts no template; name an instance, not tpl@.service"
	run -2 launcher disable tpl@.service --now
	run -2 launcher disable web --multipathtcp=1
	run -2 launcher show web --now
	run -2 launcher show
	[ -z "$(ls -A "$T/units")" ]
	run ! grep -q -e reload -e restart "$FAKE/log"
}

@test "enable: a wrong word is named, and the nearest right one" {
	run -2 launcher enable web --nwo
	says "bad option: --nwo (is it --now?)"
	run -2 launcher enable web --golbal
	says "is it --global?"
	run -2 launcher enable web --multipathcp=1
	says "is it --multipathtcp?"
	run -2 launcher enable web --dial=enable
	says "bad option: --dial=enable (it takes default, enabled, disabled)"
	run -2 launcher enable web --m=1
	says "bad option: --m=1 (is it --multipathtcp?)"
	run -2 launcher enable web --hlep
	says "is it --help?"
	run -2 launcher show web --now
	says "bad option: --now (not of show)"
	run -2 launcher disable web --usr
	says "is it --user?"
	run -2 launcher enable web.socket
	says "web.socket: systemd itself makes"
	run -2 launcher enbale web
	says "no such command: enbale (is it enable?)"
}

@test "enable: what unit can't be enabled is left alone" {
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
}

@test "enable: the unit's own Environment= is appended to" {
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
}

@test "enable: values with quotes, backslashes, percent signs" {
	fresh
	unit web.service 'Environment="MPTCPDEFAULT=report=file:/a\"b\\c\$d`e 100%"'
	run -0 launcher enable web --dial=enabled
	holds 'Environment="MPTCPDEFAULT=report=file:/a\"b\\c$d`e 100%%,dial=enabled"'
}

# An empty value is one: what came before it is gone.
@test "enable: variables that are set to nothing" {
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
}

# Files win over Environment=; only a later file wins over them.
@test "enable: EnvironmentFile= that sets one of ours" {
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
}

@test "enable: the manager's own environment is appended to" {
	fresh
	printf '%s\n' PATH=/bin LD_PRELOAD=/m.so "GODEBUG=\$'a=1'" \
		>"$FAKE/manager"
	run -0 launcher enable web --multipathtcp=1
	holds "Environment=\"LD_PRELOAD=/m.so:$MPTCPDEFAULT_LIB\""
	holds 'Environment="GODEBUG=a=1,multipathtcp=1"'
}

@test "enable: again, with other settings, replaces its own" {
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
}

@test "enable: others' files in the directory stay; not ours, not touched" {
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
}

@test "enable, disable: an environment file that is not ours" {
	d=$T/units/web.service.d
	mkdir -p "$d"
	echo A=b >"$d/50-mptcpdefault.env"
	run -1 launcher enable web
	says "$d/50-mptcpdefault.env is there and not ours"
	[ "$(ls -A "$d")" = 50-mptcpdefault.env ]
	# it came later
	rm "$d/50-mptcpdefault.env"
	run -0 launcher enable web
	echo A=b >"$d/50-mptcpdefault.env"
	run -0 launcher disable web
	[ "$(ls -A "$d")" = 50-mptcpdefault.env ]
	[ "$(cat "$d/50-mptcpdefault.env")" = A=b ]
}

# What one of them may not, none does; what could not be done, systemd is told.
@test "disable: several units, one of them with a file that is not ours" {
	unit db.service
	run -0 launcher enable web
	mkdir -p "$T/units/db.service.d"
	echo '[Service]' >"$T/units/db.service.d/50-mptcpdefault.conf"
	run -1 --separate-stderr launcher disable web db
	[[ $stderr == *"db.service.d/50-mptcpdefault.conf is there and not ours"* ]]
	[ -z "$output" ]
	conf >/dev/null

	mkdir "$T/units/web.service.d/.50-mptcpdefault.env.was"
	: >"$FAKE/log"
	run -1 launcher disable web
	says "can't remove $T/units/web.service.d/.50-mptcpdefault.env.was"
	says "disabled: removed"
	grep -qx daemon-reload "$FAKE/log"
}

# Its own drop-in takes the place of the others of that name, with all that
# those set; what the unit has by itself it keeps.
@test "enable: a unit of those that are enabled already" {
	unit web.service 'Environment=LD_PRELOAD=/own.so'
	run -0 launcher enable --global --multipathtcp=1 --log=file:/a%b
	own="Environment=\"LD_PRELOAD=/own.so:$MPTCPDEFAULT_LIB\""
	for more in --report=none '' --report=none; do
		run -0 launcher enable web $more
		holds "$own"
		holds "Environment=\"MPTCPDEFAULT=multipathtcp=1,log=file:/a%%b${more:+,report=none}\""
		holds 'Environment="GODEBUG=multipathtcp=1"'
		[ "$(ls -A "$T/units/web.service.d")" = 50-mptcpdefault.conf ]
	done
	run -0 launcher disable web
	run -0 launcher disable --global
	run -0 launcher enable web
	holds_not multipathtcp
	run -0 launcher disable web

	# a template, and one instance; by an environment file as well
	echo MPTCPDEFAULT=dial=enabled >"$T/file"
	for by in 'Environment=LD_PRELOAD=/own.so' \
		  "EnvironmentFiles=$T/file (ignore_errors=no)"; do
		unit tpl@.service "$by"
		run -0 launcher enable tpl@ --multipathtcp=1
		run -0 launcher enable tpl@1
		run -0 launcher enable tpl@1
		cat "$T"/units/tpl@1.service.d/* >"$T/got"
		grep -q '[=,]multipathtcp=1"' "$T/got"
		grep -q 'GODEBUG=.*multipathtcp=1"' "$T/got"
		[[ $by != *own.so* ]] || grep -qF "${own#*=}" "$T/got"
		run -0 launcher disable tpl@1
		run -0 launcher disable tpl@
	done
	[ -z "$(ls -A "$T/units")" ]

	# others' are not taken the place of
	mkdir "$T/units/service.d"
	echo '[Service]' >"$T/units/service.d/50-mptcpdefault.conf"
	"$SYSTEMCTL" daemon-reload
	run -1 launcher enable web
	says "service.d/50-mptcpdefault.conf is there and not ours"
	[ "$(ls -A "$T/units")" = service.d ]
}

@test "enable: a failing daemon-reload leaves what was there" {
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
}

@test "enable: no right to write: exit 1, says so" {
	need_root
	need setpriv
	cp "$LAUNCHER" "$T/launcher"
	cp "$SYSTEMCTL" "$T/systemctl"
	export SYSTEMCTL=$T/systemctl
	fresh
	chmod 755 "$FAKE" "$T/units"
	chmod 666 "$FAKE/log"
	run -1 setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$T/launcher" enable web
	says "can't make"
	[ -z "$(ls -A "$T/units")" ]
}

@test "enable, disable: --now restarts; disable starts nothing" {
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
}

@test "disable: not enabled: says so, exit 0, twice is no error" {
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
}

@test "enable: an alias enables the unit itself; disable by either name" {
	for n in sshd ssh; do
		fresh
		unit ssh.service Id=ssh.service
		unit sshd.service Id=ssh.service
		run -0 launcher enable sshd
		conf ssh.service >/dev/null
		run -0 launcher disable $n
		[ -z "$(ls -A "$T/units")" ]
	done
}

@test "enable: a template and its instance" {
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
}

@test "enable --user: the user's manager, the user's directory" {
	unset MPTCPDEFAULT_UNIT_DIR
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
}

@test "enable: a socket unit hands over the sockets: the lines to add" {
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
}

@test "enable: tells what keeps the unit from it" {
	gcc -static -o "$T/static" -x c - <<<'int main(void) { return 0; }'
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
}

@test "show: the drop-in, the environment, the main process" {
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
}

@test "show: what is enabled with others" {
	run -1 launcher show --global
	says "not enabled: all services"
	run -0 launcher enable --global --dial=enabled
	run -0 launcher show --global
	says "# $T/units/service.d/50-mptcpdefault.conf"
	says 'Environment="MPTCPDEFAULT=dial=enabled"'
	run -0 launcher show web
	says "# $T/units/service.d/50-mptcpdefault.conf"
	says $'\n'MPTCPDEFAULT=dial=enabled$'\n'
	says_not "not enabled"
	unit tpl@.service
	run -0 launcher enable tpl@
	run -0 launcher show tpl@1
	says "# $T/units/tpl@.service.d/50-mptcpdefault.conf"
}

# The first line that is said would end it.
@test "enable, disable: nobody reads what they say" {
	for verb in enable disable; do
		: >"$FAKE/log"
		"$PYTHON" -c 'if True:
			import os, signal, sys
			signal.signal(signal.SIGPIPE, signal.SIG_DFL)
			r, w = os.pipe()
			os.close(r)
			os.dup2(w, 1)
			os.execv(sys.argv[1], sys.argv[1:])' \
			"$LAUNCHER" $verb web --now || :
		grep -q 'restart web.service' "$FAKE/log"
	done
}

@test "enable: several units, all or none" {
	unit db.service 'Environment=LD_PRELOAD=/d.so'
	unit alias.service Id=web.service
	run -0 launcher enable web db alias --dial=enabled
	[ "$(grep -c ^enabled: <<<"$output")" = 2 ]
	holds "Environment=\"LD_PRELOAD=$MPTCPDEFAULT_LIB\""
	holds "Environment=\"LD_PRELOAD=/d.so:$MPTCPDEFAULT_LIB\"" db.service
	run -0 launcher show web db
	says "environment of web.service"
	says "environment of db.service"
	run -0 launcher disable db web gone
	says "not enabled: gone.service"
	[ -z "$(ls -A "$T/units")" ]

	for bad in nosuch masked foreign; do
		unit masked.service
		sed -i 's/loaded/masked/' "$FAKE/masked.service.props"
		unit foreign.service
		mkdir -p "$T/units/foreign.service.d"
		: >"$T/units/foreign.service.d/50-mptcpdefault.conf"
		run -1 launcher enable web $bad db
		[ "$(ls "$T/units")" = foreign.service.d ]
	done
	run -1 launcher show web foreign
}

@test "enable: a setting of each key, a path with specifiers" {
	run -0 launcher enable web --so-protocol=kernel --log=file:/var/%i
	holds 'Environment="MPTCPDEFAULT=so_protocol=kernel,log=file:/var/%%i"'
}

# Each file and directory, but not when it was written: a file that was set
# aside and put back is the same one, its directory's time another.
files()
{
	find "$T/units" -printf '%i %M %U %G %n %s %p\n'
	cat "$T"/units/*/* 2>/dev/null || :
}

# unchanged COMMAND...: it fails with one line, and everything is as it was,
# in the files and for systemd.
unchanged()
{
	local before

	before=$(files)
	run -1 --separate-stderr "$@"
	[ -z "$output" ]
	[ "$(wc -l <<<"$stderr")" = 1 ]
	[ "$before" = "$(files)" ] || {
		files
		echo "before: $before"
		return 1
	}
	diff -r "$T/units" "$FAKE/loaded"
}

# of_an_old COMMAND...: where nothing was enabled before, and where much was.
of_an_old()
{
	"$FAKE/systemctl" daemon-reload
	unchanged "$@"
	launcher enable web --multipathtcp=1
	unchanged "$@"
}

@test "enable: a failing systemctl leaves what was there" {
	ln -s "$SYSTEMCTL" "$FAKE/systemctl"
	reload_fails()
	{
		echo daemon-reload >"$FAKE/fail"
		launcher "$@"
		local rc=$?
		rm "$FAKE/fail"
		"$FAKE/systemctl" daemon-reload
		return $rc
	}
	of_an_old reload_fails enable web --multipathtcp=3
	[[ $stderr == *"daemon-reload failed: Failed to daemon-reload"* ]]
}

@test "enable: a unit that vanishes meanwhile" {
	ln -s "$SYSTEMCTL" "$FAKE/systemctl"
	vanishes()
	{
		unit web.service 'Environment='
		echo web.service >"$FAKE/vanish"
		launcher "$@"
		local rc=$?
		unit web.service 'Environment='
		return $rc
	}
	of_an_old vanishes enable web
	[[ $stderr == *"no such unit: web.service"* ]]
}

# Killed where it calls systemctl: before and behind each of its steps.
@test "enable: killed at any step: all is as it was" {
	ln -s "$SYSTEMCTL" "$FAKE/systemctl"
	killed()
	{
		: >"$FAKE/log"
		echo "$step" >"$FAKE/kill"
		launcher "${@}"
	}
	for step in 'daemon-reload 1' 'show 2'; do
		fresh
		ln -s "$SYSTEMCTL" "$FAKE/systemctl"
		of_an_old killed enable web --multipathtcp=3
		[[ $stderr == *"ended by signal 9"* ]]
	done
	for step in 'daemon-reload 2' 'show 3'; do
		unchanged killed enable web --multipathtcp=3
		[[ $stderr == *"ended by signal 9"* ]]
	done
	# once more, and it goes through
	run -0 launcher enable web --multipathtcp=3
	holds 'Environment="MPTCPDEFAULT=multipathtcp=3"'
	[ "$(ls -A "$T/units/web.service.d")" = 50-mptcpdefault.conf ]
}

# Who would undo is another process than who works.
@test "enable: killed is who would undo: it is done to its end" {
	need ps
	echo 'daemon-reload 1 parent' >"$FAKE/kill"
	run -137 launcher enable web --multipathtcp=1
	until_true diff -r "$T/units" "$FAKE/loaded"
	holds 'Environment="MPTCPDEFAULT=multipathtcp=1"'
	echo 'daemon-reload 3 parent' >"$FAKE/kill"
	run -137 launcher enable web --multipathtcp=3
	until_true holds 'Environment="MPTCPDEFAULT=multipathtcp=3"'
	only_conf()
	{
		[ "$(ls -A "$T/units/web.service.d")" = 50-mptcpdefault.conf ]
	}
	until_true only_conf
}

@test "enable: told to end while it works: all is as it was" {
	need ps
	ln -s "$SYSTEMCTL" "$FAKE/systemctl"
	told_to_end()
	{
		: >"$FAKE/log"
		echo 'daemon-reload 1 term' >"$FAKE/kill"
		launcher "$@"
	}
	of_an_old told_to_end enable web --multipathtcp=3
	[[ $stderr == *"ended by signal 15, so all is as it was"* ]]
}

# Then nobody is left to undo. A unit that had a drop-in has one at each step,
# and by it what it had or what it was to get.
@test "enable: killed with all its processes: no unit lacks what it had" {
	need ps
	for step in 'daemon-reload 1:1' 'show 3:1' 'daemon-reload 2:3'; do
		fresh
		unit db.service 'Environment=LD_PRELOAD=/own.so'
		run -0 launcher enable web db --multipathtcp=1
		: >"$FAKE/log"
		echo "${step%:*} both" >"$FAKE/kill"
		run -137 launcher enable web db --multipathtcp=3
		"$SYSTEMCTL" daemon-reload
		for u in web db; do
			run -0 launcher show $u
			says $'\n'"MPTCPDEFAULT=multipathtcp=${step#*:}"$'\n'
			says "$MPTCPDEFAULT_LIB"
		done
		says "LD_PRELOAD=/own.so:$MPTCPDEFAULT_LIB"

		# the next one goes on from what it had, also when it fails
		echo daemon-reload >"$FAKE/fail"
		run -1 launcher enable web db --multipathtcp=2
		rm "$FAKE/fail"
		holds 'Environment="MPTCPDEFAULT=multipathtcp=1"'
		holds 'Environment="MPTCPDEFAULT=multipathtcp=1"' db.service
		[ "$(ls -A "$T/units/web.service.d")" = 50-mptcpdefault.conf ]
		run -0 launcher enable web db --multipathtcp=2
		holds 'Environment="MPTCPDEFAULT=multipathtcp=2"' db.service
		run -0 launcher disable web db
		[ -z "$(ls -A "$T/units")" ]
	done

	# one that had none, in the place of another's
	fresh
	run -0 launcher enable --global --multipathtcp=1
	: >"$FAKE/log"
	echo "daemon-reload 1 both" >"$FAKE/kill"
	run -137 launcher enable web --multipathtcp=3
	"$SYSTEMCTL" daemon-reload
	run -0 launcher show web
	says $'\nMPTCPDEFAULT=multipathtcp=1\n'
	run -0 launcher enable web --report=none
	holds 'Environment="MPTCPDEFAULT=multipathtcp=1,report=none"'
	[ "$(ls -A "$T/units/web.service.d")" = 50-mptcpdefault.conf ]
}

# The file is gone, and systemd does not know.
@test "disable: killed before systemd is told: the next one tells" {
	run -0 launcher enable web
	: >"$FAKE/log"
	echo 'daemon-reload 1' >"$FAKE/kill"
	run -137 launcher disable web
	run ! diff -r "$T/units" "$FAKE/loaded"
	run -0 launcher disable web
	says "not enabled"
	diff -r "$T/units" "$FAKE/loaded"
	: >"$FAKE/log"
	run -0 launcher disable web
	run ! grep daemon-reload "$FAKE/log"
}

# Then nobody is left to undo; the next one finds what there is.
@test "enable, disable: what was left by a machine that went down" {
	run -0 launcher enable web --multipathtcp=1
	d=$T/units/web.service.d
	mv "$d/50-mptcpdefault.conf" "$d/.50-mptcpdefault.conf.was"
	: >"$d/.mptcpdefault.AbCdEf"
	run -0 launcher enable web --multipathtcp=3
	[ "$(ls -A "$d")" = 50-mptcpdefault.conf ]
	mv "$d/50-mptcpdefault.conf" "$d/.50-mptcpdefault.conf.was"
	: >"$d/.mptcpdefault.AbCdEf"
	run -0 launcher disable web
	[ -z "$(ls -A "$T/units")" ]
}

@test "enable: a disk that is full, one that is read-only" {
	need_root
	need unshare
	ln -s "$SYSTEMCTL" "$FAKE/systemctl"
	# shellcheck disable=SC2317 # what inside() is given calls it
	cat >"$T/inside" <<-'S'
	set -e
	mount -t tmpfs -o "$1" units "$2"
	[ "$3" = empty ] || {
		"$LAUNCHER" enable web --multipathtcp=1 >/dev/null
		cat "$2"/web.service.d/* >"$2.conf"
	}
	case $1 in
	size=*) cat /dev/zero >"$2/full" 2>/dev/null || : ;;
	*) mount -o remount,ro "$2" ;;
	esac
	"$LAUNCHER" enable web --multipathtcp=3 && exit 9
	case $3 in
	empty) [ -z "$(ls -A "$2" | grep -v full)" ] ;;
	*)
		cmp "$2"/web.service.d/* "$2.conf"
		[ "$(ls -A "$2"/web.service.d)" = 50-mptcpdefault.conf ] ;;
	esac
	S
	for had in empty enabled; do
		for options in size=32k,nr_inodes=12 mode=755; do
			LAUNCHER=$LAUNCHER run -0 --separate-stderr unshare -m \
				bash "$T/inside" $options "$T/units" $had
			[ "$(wc -l <<<"$stderr")" = 1 ]
			[[ $stderr == *"No space left"* ||
			   $stderr == *"Read-only file system"* ]]
		done
	done
}

@test "enable --global: all services, and what that is not" {
	unit own.service 'Environment=LD_PRELOAD=/own.so'
	echo LD_PRELOAD=/file.so >"$T/file"
	unit file.service 'Environment=' \
		"EnvironmentFiles=$T/file (ignore_errors=no)"
	echo LD_PRELOAD=/manager.so >"$FAKE/manager"
	run -0 --separate-stderr launcher enable --global --multipathtcp=1
	holds "Environment=\"LD_PRELOAD=/manager.so:$MPTCPDEFAULT_LIB\"" service
	holds 'Environment="MPTCPDEFAULT=multipathtcp=1"' service
	holds 'Environment="GODEBUG=multipathtcp=1"' service
	says "enabled: $T/units/service.d/50-mptcpdefault.conf"
	says "sockets that it opens for socket units"
	says "ln -s /dev/null $T/units/UNIT.d/50-mptcpdefault.conf"
	output=$stderr
	says "own.service loses its own LD_PRELOAD=/own.so"
	says "file.service is not reached"
	says_not web.service
	grep -qx daemon-reload "$FAKE/log"
	run ! grep -q restart "$FAKE/log"

	# again replaces, disable removes
	run -0 launcher enable --global
	holds_not MPTCPDEFAULT= service
	run -0 launcher disable web
	says "enabled still, as all services are: $T/units/service.d/"
	run -0 launcher disable --global
	says "disabled: removed"
	[ -z "$(ls -A "$T/units")" ]
	run -0 launcher disable --global
	says "not enabled"

	echo daemon-reload >"$FAKE/fail"
	run -1 launcher enable --global
	[ -z "$(ls -A "$T/units")" ]
	rm "$FAKE/fail"
	echo 243 >"$FAKE/version"
	run -1 launcher enable --global
	says "needs systemd 244, this is 243"
	SYSTEMCTL=/no/such/systemctl run -1 launcher enable --global
	says "does not answer"
}

@test "enable --global: tells what keeps services from it" {
	run -0 --separate-stderr launcher enable --global
	output=$stderr
	says "note: services with PrivateTmp= do not see $T/lib/"
	says_not "does not load"
	mkdir "$T/empty"
	echo text >"$T/empty/libmptcpdefault.so"
	MPTCPDEFAULT_LIB=$T/empty/libmptcpdefault.so \
		run -0 --separate-stderr launcher enable --global
	output=$stderr
	says "note: the dynamic linker does not load $T/empty/"
	need_root
	need unshare
	[ -e /proc/sys/net/mptcp/enabled ] || skip "this host has no MPTCP"
	run -0 --separate-stderr unshare -n sh -c \
		'sysctl -qw net.mptcp.enabled=0; exec "$1" enable --global' \
		sh "$LAUNCHER"
	output=$stderr
	says "note: net.mptcp.enabled is 0"
}
