# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154
#
# What the package tests share: a package built from SOURCE, and a throwaway
# root to install it in. Loaded by each of them; no test here.

load ../launcher/common

SOURCE=${SOURCE:-$(cd "$BATS_TEST_DIRNAME/../.." && pwd)}
BUILD=$SOURCE/scripts/package/build

# It would lead the installation astray.
unset DESTDIR

# throwaway BIND <<SCRIPT: run a shell script as root of this machine's files,
# with a network of its own; BIND is there as /mnt. What it changes is seen in
# /tmp/changed, and gone afterwards.
throwaway()
{
	need_root
	cat >"$BATS_TEST_TMPDIR/script"
	cat >"$BATS_TEST_TMPDIR/outer" <<-'OUTER'
	set -eu
	mount --make-rprivate /
	mount -t tmpfs tmp "$1"
	mkdir "$1/up" "$1/work" "$1/root"
	mount -t overlay root -o \
		"lowerdir=/,upperdir=$1/up,workdir=$1/work" "$1/root" || exit 77
	mount -t proc proc "$1/root/proc"
	mount --rbind /dev "$1/root/dev"
	mount -t tmpfs tmp "$1/root/tmp"
	mount --bind "$2" "$1/root/mnt"
	cp "$3" "$1/root/tmp/script"
	mkdir "$1/root/tmp/changed"
	mount --bind "$1/up" "$1/root/tmp/changed"
	ip link set lo up
	exec chroot "$1/root" sh -eux /tmp/script
	OUTER
	mkdir -p "$BATS_TEST_TMPDIR/mnt"
	run unshare --mount --net --pid --fork --kill-child \
		bash "$BATS_TEST_TMPDIR/outer" "$BATS_TEST_TMPDIR/mnt" "$1" \
		"$BATS_TEST_TMPDIR/script"
	echo "$output"
	[ "$status" -ne 77 ] || skip "no overlay over this machine's root"
	[ "$status" -eq 0 ]
}
