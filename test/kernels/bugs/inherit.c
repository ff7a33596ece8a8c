// SPDX-License-Identifier: MIT
/*
 * A plain TCP client of an MPTCP listener: the accepted TCP connection lacks
 * options that the listener was given, and that a TCP listener passes on.
 */
#include "bug.h"

#ifndef TCP_INQ
#define TCP_INQ 36
#endif

static const struct {
	const char *name;
	int level, option;
} options[] = {
	{"SO_RCVTIMEO", SOL_SOCKET, SO_RCVTIMEO},
	{"SO_SNDTIMEO", SOL_SOCKET, SO_SNDTIMEO},
	{"SO_RCVLOWAT", SOL_SOCKET, SO_RCVLOWAT},
	{"SO_TIMESTAMP", SOL_SOCKET, SO_TIMESTAMP},
	{"SO_TIMESTAMPNS", SOL_SOCKET, SO_TIMESTAMPNS},
	{"SO_BUSY_POLL", SOL_SOCKET, SO_BUSY_POLL},
	{"TCP_NOTSENT_LOWAT", IPPROTO_TCP, TCP_NOTSENT_LOWAT},
	{"TCP_INQ", IPPROTO_TCP, TCP_INQ},
	{"SO_KEEPALIVE", SOL_SOCKET, SO_KEEPALIVE}, /* passed on by both */
};

struct value {
	socklen_t len;
	unsigned char bytes[sizeof(struct timeval)];
};

static bool is_time(int i)
{
	return options[i].option == SO_RCVTIMEO ||
	       options[i].option == SO_SNDTIMEO;
}

/* False: this kernel, or this user, can't set it. */
static bool set(int fd, int i)
{
	static const struct timeval time = {7, 0};
	static const int one = 1;

	return !setsockopt(fd, options[i].level, options[i].option,
			   is_time(i) ? (const void *)&time : &one,
			   is_time(i) ? sizeof(time) : sizeof(one));
}

/* What a connection accepted from a TCP client has; false: not to be had. */
static bool accepted(int protocol, int i, struct value *out)
{
	int listener = new_bound(protocol), fd;

	memset(out, 0, sizeof(*out));
	out->len = sizeof(out->bytes);
	if (!set(listener, i))
		return false;
	must(listen(listener, 1));
	new_dialer(IPPROTO_TCP, listener);
	fd = must(accept(listener, NULL, NULL));
	return !getsockopt(fd, options[i].level, options[i].option, out->bytes,
			   &out->len);
}

int main(void)
{
	const int count = sizeof(options) / sizeof(options[0]);
	struct value tcp, mptcp;
	char lost[256] = "";
	int i;

	patience(10);
	for (i = 0; i < count; i++) {
		if (!accepted(IPPROTO_TCP, i, &tcp) ||
		    !accepted(IPPROTO_MPTCP, i, &mptcp) ||
		    !memcmp(&tcp, &mptcp, sizeof(tcp)))
			continue;
		strcat(lost, *lost ? ", " : "");
		strcat(lost, options[i].name);
	}
	verdict(!*lost, "lost: %s", *lost ? lost : "none");
}
