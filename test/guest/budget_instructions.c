// SPDX-License-Identifier: MIT
/*
 * Makes one hooked call N times and nothing else that counts:
 * budget_instructions CASE N. What N more calls cost in instructions is then
 * the call's price. Run by budget_instructions.bats under callgrind.
 */
#include <linux/sockios.h>
#include "guest.h"

static int some_socket(void)
{
	return must(socket(AF_INET, SOCK_STREAM, 0));
}

static void made(int domain, int type, int protocol, long n)
{
	while (n--)
		syscall(SYS_close, must(socket(domain, type, protocol)));
}

static void run_socket(long n)
{
	made(AF_INET, SOCK_STREAM, 0, n);
}

static void run_other(long n)
{
	made(AF_INET, SOCK_DGRAM, 0, n);
}

static void run_bind(long n)
{
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, AF_INET, 0);
	int fd;

	while (n--) {
		fd = some_socket();
		must(bind(fd, (struct sockaddr *)&at, len));
		syscall(SYS_close, fd);
	}
}

/* A port that is bound and not listened on: refused at once. */
static void run_connect(long n)
{
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, AF_INET, 0);
	int nobody = (int)syscall(SYS_socket, AF_INET, SOCK_STREAM, 0), fd;

	check(!syscall(SYS_bind, nobody, &at, len));
	len = loopback(&at, AF_INET, port_of(nobody));
	while (n--) {
		fd = some_socket();
		check(connect(fd, (struct sockaddr *)&at, len) < 0 &&
		      errno == ECONNREFUSED);
		syscall(SYS_close, fd);
	}
}

static void run_set(long n)
{
	const int on = 1;
	int fd = some_socket();

	while (n--)
		must(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)));
}

/* Less usual; some kernels' MPTCP refuses it. */
static void run_keepidle(long n)
{
	const int idle = 600;
	int fd = some_socket();

	while (n--)
		must(setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle,
				sizeof(idle)));
}

static void run_tos(long n)
{
	const int tos = 16;
	int fd = some_socket();

	while (n--)
		must(setsockopt(fd, SOL_IP, IP_TOS, &tos, sizeof(tos)));
}

static void get(int level, int name, long n)
{
	int fd = some_socket(), value;
	socklen_t len;

	while (n--) {
		len = sizeof(value);
		must(getsockopt(fd, level, name, &value, &len));
	}
}

static void run_get(long n)
{
	get(SOL_SOCKET, SO_ERROR, n);
}

static void run_get_keepidle(long n)
{
	get(IPPROTO_TCP, TCP_KEEPIDLE, n);
}

static void run_sendmsg(long n)
{
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, AF_INET, 0);
	struct msghdr message = {.msg_name = &at, .msg_namelen = len};
	int fd = (int)syscall(SYS_socket, AF_INET, SOCK_DGRAM, 0);

	check(!syscall(SYS_bind, fd, &at, len));
	loopback(&at, AF_INET, port_of(fd));
	while (n--)
		check(sendmsg(fd, &message, MSG_DONTWAIT) == 0);
}

/* Of a socket, but not what is looked at. */
static void run_ioctl(long n)
{
	int fd = some_socket(), owner;

	while (n--)
		must(ioctl(fd, FIOGETOWN, &owner));
}

static int udp_to_itself(struct sockaddr_storage *at, socklen_t *len)
{
	int fd = (int)syscall(SYS_socket, AF_INET, SOCK_DGRAM, 0);

	*len = loopback(at, AF_INET, 0);
	check(!syscall(SYS_bind, fd, at, *len));
	loopback(at, AF_INET, port_of(fd));
	return fd;
}

static void run_sendto(long n)
{
	struct sockaddr_storage at;
	socklen_t len;
	int fd = udp_to_itself(&at, &len);

	while (n--)
		check(sendto(fd, "", 0, MSG_DONTWAIT, (struct sockaddr *)&at,
			     len) == 0);
}

static void run_recvmsg(long n)
{
	struct sockaddr_storage at;
	socklen_t len;
	int fd = udp_to_itself(&at, &len);
	struct msghdr message = {0};

	while (n--) {
		check(syscall(SYS_sendto, fd, "", 0, 0, &at, len) == 0);
		check(recvmsg(fd, &message, 0) == 0);
	}
}

static const struct {
	const char *name;
	void (*run)(long n);
} list[] = {
	{"socket", run_socket},
	{"other", run_other},
	{"bind", run_bind},
	{"connect", run_connect},
	{"setsockopt", run_set},
	{"setsockopt-keepidle", run_keepidle},
	{"setsockopt-tos", run_tos},
	{"getsockopt", run_get},
	{"getsockopt-keepidle", run_get_keepidle},
	{"sendmsg", run_sendmsg},
	{"ioctl", run_ioctl},
	{"sendto", run_sendto},
	{"recvmsg", run_recvmsg},
};

int main(int argc, char **argv)
{
	size_t i;

	alarm(PATIENCE);
	for (i = 0; argc == 3 && i < LEN(list); i++) {
		if (strcmp(list[i].name, argv[1]))
			continue;
		list[i].run(atol(argv[2]));
		return 0;
	}
	fail("no such case");
}
