// SPDX-License-Identifier: MIT
/*
 * What a program sees on its TCP sockets by the calls that have another name
 * where time_t has 64 bits on a 32-bit machine. "time64 replace": as well what
 * setsockopt() does beyond the call, which needs a real kernel (qemu's user
 * mode has no SO_COOKIE and knows few options). Built and run by
 * scripts/machines and scripts/kernels, with and without the library; both
 * must say the same.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

_Static_assert(sizeof(time_t) == 8 && sizeof(long) == 4, "the case at hand");

static void say(const char *what, int ret, int value)
{
	if (ret < 0)
		printf("%s: errno %d\n", what, errno);
	else
		printf("%s: %d\n", what, value);
}

static void get(const char *what, int fd, int level, int name)
{
	int value = -1, ret;
	socklen_t len = sizeof(value);

	ret = getsockopt(fd, level, name, &value, &len);
	say(what, ret, value);
}

static void set(const char *what, int fd, int level, int name, int value)
{
	say("set", setsockopt(fd, level, name, &value, sizeof(value)), value);
	get(what, fd, level, name);
}

static void ask(const char *what, int fd, unsigned long request)
{
	int value = -1, ret = ioctl(fd, request, &value);

	say(what, ret, value);
}

static void looked_at(int fd)
{
	get("SO_PROTOCOL", fd, SOL_SOCKET, SO_PROTOCOL);
	get("TCP_QUICKACK", fd, IPPROTO_TCP, TCP_QUICKACK);
	ask("FIONREAD", fd, FIONREAD);
	ask("SIOCATMARK", fd, 0x8905);
}

/* A tenth of a second; to wait for longer is to wait for ever. */
static void timeout(int listener)
{
	struct timeval tenth = {0, 100000}, got = {0, 0};
	socklen_t len = sizeof(got);
	int ret;

	ret = setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &tenth,
			 sizeof(tenth));
	say("set SO_RCVTIMEO", ret, 0);
	ret = getsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &got, &len);
	say("SO_RCVTIMEO", ret, (int)got.tv_usec);
}

static int listening(int timeout_first)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	say("bind", bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	if (timeout_first)
		timeout(fd);
	set("SO_TIMESTAMP", fd, SOL_SOCKET, SO_TIMESTAMP, timeout_first);
	say("listen", listen(fd, 5), 0);
	if (timeout_first)
		say("accept", accept(fd, NULL, NULL), 0);
	return fd;
}

int main(int argc, char **argv)
{
	int fd;

	(void)argv;
	setvbuf(stdout, NULL, _IOLBF, 0);
	alarm(20);
	looked_at(socket(AF_INET, SOCK_STREAM, 0));
	looked_at(listening(0));
	if (argc > 1) {
		set("IP_TTL", socket(AF_INET, SOCK_STREAM, 0), IPPROTO_IP,
		    IP_TTL, 5);
		set("TCP_QUICKACK", socket(AF_INET, SOCK_STREAM, 0),
		    IPPROTO_TCP, TCP_QUICKACK, 1);
		listening(1);
		fd = listening(0);
		timeout(fd);
		say("accept", accept(fd, NULL, NULL), 0);
	}
	return 0;
}
