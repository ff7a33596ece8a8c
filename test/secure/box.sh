#!/bin/bash
# SPDX-License-Identifier: MIT
# One case of secure.bats: box.sh CASE, in a mount namespace of its own, so
# that /etc/ld.so.preload and the system's libraries are only in there others
# than before. Needs root, SHIM and GUESTS. Programs run as an ordinary user
# whose environment asks for all that an attacker could want.
set -eu

# own_root: a scratch folder where setuid counts, /etc and the libraries' folder
# to write to.
own_root() {
	local libraries=$1 folder n=0
	mount -t tmpfs -o mode=755,suid,exec secured /mnt
	for folder in /etc "$libraries"; do
		n=$((n + 1))
		mkdir -p "/mnt/over$n/upper" "/mnt/over$n/work"
		mount -t overlay over "$folder" -o \
			"lowerdir=$folder,upperdir=/mnt/over$n/upper,workdir=/mnt/over$n/work"
	done
	mkdir -m 1777 /mnt/all
}

programs() {
	cp "$SHIM" /mnt/shim.so
	cp "$GUESTS/secured" /mnt/plain
	install -m 4755 /mnt/plain /mnt/setuid
	install -m 2755 -g 65532 /mnt/plain /mnt/setgid
	cp /mnt/plain /mnt/capable
	setcap cap_net_bind_service+ep /mnt/capable
}

# as_user COMMAND...: its output in $out, what the shim said in $said.
user=(setpriv --reuid=65534 --regid=65533 --clear-groups)
files=report=file:/mnt/all/report,log=file:/mnt/all/log
asking=("MPTCPDEFAULT=multipathtcp=1,so_protocol=kernel,$files"
	"GODEBUG=multipathtcp=1")
as_user() {
	rm -f /mnt/all/*
	out=$("${user[@]}" env "${asking[@]}" "$@" 2>/mnt/said)
	said=$(cat /mnt/said)
}

wrong() {
	echo "$* (out: $out; said: $said; files: $(ls /mnt/all))" >&2
	exit 1
}

# The listener as the default has it, the dialer TCP, and no file.
default_policy() {
	[ "$out" = "secure=1 listener=262,6 dialer=6,6" ] ||
		wrong "not the default policy"
	[[ $said == "mptcpdefault["*"multipathtcp=2 (default); "* ]] ||
		wrong "not the default's report"
	[ -z "$(ls /mnt/all)" ] || wrong "a file"
}

not_hooked() {
	[ "$out" = "secure=$1 listener=6,6 dialer=6,6" ] || wrong "hooked"
	[ -z "$said$(ls /mnt/all)" ] || wrong "the shim speaks"
}

# The same environment is obeyed where there is nothing to be gained by it.
obeyed() {
	[ "$out" = "secure=0 listener=262,262 dialer=262,262" ] ||
		wrong "not as the environment says"
	[ -s /mnt/all/report ] || wrong "no report"
	[ -s /mnt/all/log ] || wrong "no log"
}

secured=(/mnt/setuid /mnt/setgid /mnt/capable)

by_path() {
	local program
	as_user LD_PRELOAD=/mnt/shim.so /mnt/plain
	obeyed
	for program in "${secured[@]}"; do
		as_user LD_PRELOAD=/mnt/shim.so "$program"
		# The loader may say that it ignores it.
		said=$(grep -v '^ERROR: ld.so' /mnt/said || :)
		not_hooked 1
	done
}

# The one library that a setuid program takes from LD_PRELOAD: in the system's
# folder, without a path, and setuid itself.
by_name() {
	local program
	install -m 4755 "$SHIM" "$libraries/libsecured.so"
	for program in "${secured[@]}"; do
		as_user LD_PRELOAD=libsecured.so "$program"
		default_policy
	done
}

everywhere() {
	local program
	echo /mnt/shim.so >/etc/ld.so.preload
	as_user /mnt/plain
	obeyed
	for program in "${secured[@]}"; do
		as_user "$program"
		default_policy
	done
}

# No file of the environment's choice is as much as looked for.
untouched() {
	local program
	echo /mnt/shim.so >/etc/ld.so.preload
	trace() {
		strace -f -u nobody -E "${asking[0]}" -E "${asking[1]}" \
			-e trace=%file,read,write -o /mnt/trace "$1" >/mnt/out 2>&1
	}
	trace /mnt/plain
	grep -q '"/mnt/all/report"' /mnt/trace || wrong "no trace of anything"
	grep -q '"/mnt/all/log"' /mnt/trace || wrong "no trace of anything"
	for program in "${secured[@]}"; do
		rm -f /mnt/all/*
		trace "$program"
		grep -q 'secure=1' /mnt/out || wrong "strace made it insecure"
		! grep '/mnt/all' /mnt/trace >&2 || wrong "touched"
	done
}

# What a secured program starts is secured or not by its own right.
children() {
	local secure
	echo /mnt/shim.so >/etc/ld.so.preload
	as_user /mnt/setuid /mnt/plain
	secure=$(sed -n '2s/ .*//p' <<<"$out")
	out=$(sed -n 2p <<<"$out")
	if [ "$secure" = secure=1 ]; then
		default_policy
	else
		obeyed
	fi
}

# Nothing is gained by these: not AT_SECURE, so the environment counts.
nothing_gained() {
	echo /mnt/shim.so >/etc/ld.so.preload
	as_user setpriv --no-new-privs /mnt/setuid
	obeyed
	user=()
	as_user /mnt/setuid
	obeyed
}

# as_root KEY FILE: what root's program does to a file that it was told of.
as_root() {
	out=$(env LD_PRELOAD=/mnt/shim.so "MPTCPDEFAULT=report=none,$1=file:$2" \
		/mnt/plain 2>/mnt/said)
	said=$(cat /mnt/said)
	[ "$out" = "secure=0 listener=262,6 dialer=6,6" ] || wrong "the program"
}

# All may write to /mnt/all, and it is not sticky, so that no sysctl helps.
links() {
	local key at
	chmod 777 /mnt/all
	mkdir -m 700 /mnt/private
	echo precious >/mnt/private/file
	"${user[@]}" ln -s /mnt/private/file /mnt/all/file
	"${user[@]}" ln -s /mnt/private/new /mnt/all/dangling
	"${user[@]}" ln -s /mnt/private /mnt/all/folder
	ln /mnt/private/file /mnt/all/second
	for key in report log; do
		for at in file dangling folder/file folder/new second; do
			as_root "$key" "/mnt/all/$at"
			[ "$(cat /mnt/private/*)" = precious ] ||
				wrong "$key went through the link in $at"
		done
	done
}

# Made for its owner alone; what is there stays, and stays in front.
modes() {
	local key
	umask 000
	for key in report log; do
		as_root "$key" "/mnt/all/$key"
		[ "$(stat -c %a,%u "/mnt/all/$key")" = 600,0 ] || wrong "mode"
		[ -s "/mnt/all/$key" ] || wrong "no $key"
		echo precious >"/mnt/all/$key"
		chmod 640 "/mnt/all/$key"
		as_root "$key" "/mnt/all/$key"
		[ "$(stat -c %a "/mnt/all/$key")" = 640 ] || wrong "mode"
		[ "$(head -n 1 "/mnt/all/$key")" = precious ] || wrong "cut"
		[ "$(wc -l <"/mnt/all/$key")" -gt 1 ] || wrong "not appended"
	done
}

out='' said=''
libraries=$(dirname "$(ldd /bin/true | sed -n 's/.*=> \(.*\/libc\.so[^ ]*\).*/\1/p')")
libraries=$(realpath "$libraries")
own_root "$libraries"
programs
"$1"
