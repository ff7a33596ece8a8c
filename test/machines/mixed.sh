#!/bin/bash
# SPDX-License-Identifier: MIT
# A tree of programs of three kinds under one LD_PRELOAD with $LIB in it.
# Called by scripts/machines in a user and mount namespace: puts the folder
# BUILD/usr over /usr, and has this namespace's own binfmt_misc (Linux 6.7)
# start foreign programs.
set -eu
build=$1

ours() {
	mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc &&
		mount -t overlay -o "lowerdir=$build/usr:/usr" overlay /usr
}
ours 2>/dev/null || {
	echo "no binfmt_misc or overlay of our own here"
	exit 1
}

# ELF header of an executable: class, byte order, type, machine.
handler() {
	local name=$1 class=$2 machine=$3 interpreter=$4
	printf '%s' ":$name:M::\x7fELF$class\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00$machine\x00:\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:$interpreter:F" \
		>/proc/sys/fs/binfmt_misc/register
}
handler i386 '\x01' '\x03' /usr/bin/qemu-i386-static
handler aarch64 '\x02' '\xb7' /usr/bin/qemu-aarch64-static

export QEMU_LD_PREFIX=/usr/aarch64-linux-gnu
export MPTCPDEFAULT=multipathtcp=3,report=none
# shellcheck disable=SC2016 # the loader expands $LIB
export LD_PRELOAD='/usr/$LIB/libmptcpdefault.so'
# One foreign program inside of another's tree: bash, too, has the library.
for arch in native i386 aarch64; do
	printf '%s: %s\n' $arch "$("$build/roles-$arch" dial 4 mptcp 2>&1)"
done
