// SPDX-License-Identifier: MIT
/*
 * Dialers that dial with their first bytes. Run by dial_fastopen.bats, plain
 * and under the shim.
 */
#include "guest.h"

static struct sockaddr_storage at;
static socklen_t len;

static int listening(void)
{
	int fd = (int)syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);

	must(syscall(SYS_bind, fd, &at, loopback(&at, AF_INET, 0)));
	must(syscall(SYS_listen, fd, 16));
	len = loopback(&at, AF_INET, port_of(fd));
	return fd;
}

static void by_sendto(int fd)
{
	check(sendto(fd, "hello", 5, MSG_FASTOPEN, (struct sockaddr *)&at,
		     len) == 5);
}

static void fill(struct msghdr *m, struct iovec *data)
{
	*data = (struct iovec){"hello", 5};
	*m = (struct msghdr){.msg_name = &at,
			     .msg_namelen = len,
			     .msg_iov = data,
			     .msg_iovlen = 1};
}

static void by_sendmsg(int fd)
{
	struct iovec data;
	struct msghdr m;

	fill(&m, &data);
	check(sendmsg(fd, &m, MSG_FASTOPEN) == 5);
}

static void by_sendmmsg(int fd)
{
	struct mmsghdr m = {{0}, 0};
	struct iovec data;

	fill(&m.msg_hdr, &data);
	check(sendmmsg(fd, &m, 1, MSG_FASTOPEN) == 1);
}

int main(void)
{
	void (*const ways[])(int) = {by_sendto, by_sendmsg, by_sendmmsg};
	int lfd = listening();
	size_t i;

	alarm(PATIENCE);
	for (i = 0; i < LEN(ways); i++) {
		int fd = new_socket(AF_INET), accepted;
		char in[8];

		ways[i](fd);
		accepted = take(lfd);
		readable(accepted);
		say("got %zd\n", recv(accepted, in, sizeof(in), 0));
		/* It is the same dialer, whatever is said to that. */
		sendto(fd, "x", 1, MSG_FASTOPEN, (struct sockaddr *)&at, len);
		close(accepted);
		close(fd);
	}
	say("bad %s\n",
	    result(sendmsg(new_socket(AF_INET), NULL, MSG_FASTOPEN)));
	return 0;
}
