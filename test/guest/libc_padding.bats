#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# musl's msghdr and cmsghdr have padding where glibc's have the upper half of
# a length, and only its own sendmsg() clears it. A shim that reads 64 bits
# there follows a length that the program never gave.

load lib

@test "sendmsg() from musl with dirty padding" {
	needs musl-gcc
	cat >"$T/guest.c" <<-'END'
		#include <string.h>
		#include <sys/socket.h>
		int main(void)
		{
			char c = 'x';
			struct iovec v = {&c, 1};
			struct msghdr m;
			int s[2];

			memset(&m, 0xaa, sizeof(m));
			m.msg_name = m.msg_control = 0;
			m.msg_namelen = m.msg_controllen = m.msg_flags = 0;
			m.msg_iov = &v;
			m.msg_iovlen = 1;
			socketpair(AF_UNIX, SOCK_STREAM, 0, s);
			return sendmsg(s[0], &m, 0) != 1;
		}
	END
	musl-gcc -o "$T/guest" "$T/guest.c"
	"$T/guest"
	LD_PRELOAD=$SHIM "$T/guest"
}
