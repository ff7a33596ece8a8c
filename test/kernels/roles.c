// SPDX-License-Identifier: MIT
/*
 * One connection, and what it was made of:
 *   roles listen|dial 4|6 tcp|mptcp [OPTION...]
 * takes a role, with its socket in an epoll set from the start, and exchanges
 * bytes with a peer: this program built statically (in $PEER), which no
 * preload library reaches. OPTION is set before bind(), "late:OPTION" after
 * listen(), and read back. "roles probe 4|6 tcp|mptcp" says if the kernel
 * has such sockets. Called by scripts/kernels and scripts/machines.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif
#ifndef SOL_MPTCP
#define SOL_MPTCP 284
#endif
#define MPTCP_INFO_NR 1
#ifndef SO_TXREHASH
#define SO_TXREHASH 74
#endif
#ifndef IP_BIND_ADDRESS_NO_PORT
#define IP_BIND_ADDRESS_NO_PORT 24
#endif
#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51
#endif
#ifndef SO_MAX_PACING_RATE
#define SO_MAX_PACING_RATE 47
#endif
#ifndef TCP_FASTOPEN_CONNECT
#define TCP_FASTOPEN_CONNECT 30
#endif
#ifndef TCP_ULP
#define TCP_ULP 31
#endif
#ifndef TCP_NOTSENT_LOWAT
#define TCP_NOTSENT_LOWAT 25
#endif

#define BYTES    100000
#define PATIENCE 30 /* seconds, emulated machines are slow */
#define MAGIC    0x1122334455667788u

static unsigned char out[BYTES], in[BYTES + 1];

struct option {
	const char *name;
	int level;
	int number;
	int value;
};

static const struct option options[] = {
	{"SO_REUSEADDR", SOL_SOCKET, SO_REUSEADDR, 1},
	{"SO_REUSEPORT", SOL_SOCKET, SO_REUSEPORT, 1},
	{"SO_KEEPALIVE", SOL_SOCKET, SO_KEEPALIVE, 1},
	{"SO_RCVBUF", SOL_SOCKET, SO_RCVBUF, 65536},
	{"SO_SNDBUF", SOL_SOCKET, SO_SNDBUF, 65536},
	{"SO_PRIORITY", SOL_SOCKET, SO_PRIORITY, 2},
	{"SO_MARK", SOL_SOCKET, SO_MARK, 7},
	{"SO_INCOMING_CPU", SOL_SOCKET, SO_INCOMING_CPU, 0},
	{"SO_BUSY_POLL", SOL_SOCKET, SO_BUSY_POLL, 50},
	{"SO_RCVLOWAT", SOL_SOCKET, SO_RCVLOWAT, 2},
	{"SO_OOBINLINE", SOL_SOCKET, SO_OOBINLINE, 1},
	{"SO_DONTROUTE", SOL_SOCKET, SO_DONTROUTE, 1},
	{"SO_MAX_PACING_RATE", SOL_SOCKET, SO_MAX_PACING_RATE, 100000000},
	{"SO_ZEROCOPY", SOL_SOCKET, SO_ZEROCOPY, 1},
	{"SO_TXREHASH", SOL_SOCKET, SO_TXREHASH, 0},
	{"IP_TOS", IPPROTO_IP, IP_TOS, 16},
	{"IP_TTL", IPPROTO_IP, IP_TTL, 3},
	{"IP_MTU_DISCOVER", IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT},
	{"IP_FREEBIND", IPPROTO_IP, IP_FREEBIND, 1},
	{"IP_TRANSPARENT", IPPROTO_IP, IP_TRANSPARENT, 1},
	{"IP_BIND_ADDRESS_NO_PORT", IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1},
	{"IP_LOCAL_PORT_RANGE", IPPROTO_IP, IP_LOCAL_PORT_RANGE,
	 (int)(60999u << 16 | 33000)},
	{"IPV6_V6ONLY", IPPROTO_IPV6, IPV6_V6ONLY, 1},
	{"IPV6_TCLASS", IPPROTO_IPV6, IPV6_TCLASS, 16},
	{"IPV6_UNICAST_HOPS", IPPROTO_IPV6, IPV6_UNICAST_HOPS, 3},
	{"IPV6_RECVPKTINFO", IPPROTO_IPV6, IPV6_RECVPKTINFO, 1},
	{"TCP_NODELAY", IPPROTO_TCP, TCP_NODELAY, 1},
	{"TCP_CORK", IPPROTO_TCP, TCP_CORK, 0},
	{"TCP_MAXSEG", IPPROTO_TCP, TCP_MAXSEG, 1000},
	{"TCP_KEEPIDLE", IPPROTO_TCP, TCP_KEEPIDLE, 60},
	{"TCP_KEEPINTVL", IPPROTO_TCP, TCP_KEEPINTVL, 10},
	{"TCP_KEEPCNT", IPPROTO_TCP, TCP_KEEPCNT, 4},
	{"TCP_DEFER_ACCEPT", IPPROTO_TCP, TCP_DEFER_ACCEPT, 3},
	{"TCP_FASTOPEN", IPPROTO_TCP, TCP_FASTOPEN, 16},
	{"TCP_FASTOPEN_CONNECT", IPPROTO_TCP, TCP_FASTOPEN_CONNECT, 1},
	{"TCP_NOTSENT_LOWAT", IPPROTO_TCP, TCP_NOTSENT_LOWAT, 16384},
	{"TCP_USER_TIMEOUT", IPPROTO_TCP, TCP_USER_TIMEOUT, 9000},
	{"TCP_QUICKACK", IPPROTO_TCP, TCP_QUICKACK, 0},
	{"TCP_SYNCNT", IPPROTO_TCP, TCP_SYNCNT, 3},
	{"TCP_LINGER2", IPPROTO_TCP, TCP_LINGER2, 5},
	{"TCP_WINDOW_CLAMP", IPPROTO_TCP, TCP_WINDOW_CLAMP, 50000},
	{"TCP_SAVE_SYN", IPPROTO_TCP, TCP_SAVE_SYN, 1},
};

static void fail(const char *what)
{
	printf("failed=%s:%s\n", what, strerror(errno));
	exit(1);
}

static void check(bool good, const char *what)
{
	if (!good)
		fail(what);
}

/* Around every preload library: what the kernel says. */
static int kernel_says(int fd, int level, int name, void *value, socklen_t len)
{
	return (int)syscall(SYS_getsockopt, fd, level, name, value, &len);
}

/* An MPTCP socket whose connection fell back answers as TCP would. */
static const char *wire(int fd)
{
	unsigned char info[64] = {0};
	int protocol = -1;
	uint32_t flags;

	kernel_says(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, sizeof(protocol));
	if (protocol != IPPROTO_MPTCP)
		return protocol == IPPROTO_TCP ? "tcp" : "other";
	if (kernel_says(fd, SOL_MPTCP, MPTCP_INFO_NR, info, sizeof(info)))
		return "fallback";
	memcpy(&flags, info + 8, sizeof(flags)); /* mptcpi_flags */
	return flags & 1 ? "fallback" : "mptcp";
}

static const char *seen(int fd)
{
	int protocol = -1;
	socklen_t len = sizeof(protocol);

	getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &len);
	return protocol == IPPROTO_TCP     ? "tcp"
	       : protocol == IPPROTO_MPTCP ? "mptcp"
					   : "other";
}

static socklen_t loopback(struct sockaddr_storage *at, int family, int port)
{
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)at;
	struct sockaddr_in *v4 = (struct sockaddr_in *)at;

	memset(at, 0, sizeof(*at));
	at->ss_family = (sa_family_t)family;
	if (family == AF_INET6) {
		v6->sin6_port = htons((uint16_t)port);
		v6->sin6_addr = in6addr_loopback;
		return sizeof(*v6);
	}
	v4->sin_port = htons((uint16_t)port);
	v4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return sizeof(*v4);
}

static int port_of(int fd)
{
	struct sockaddr_storage at;
	socklen_t len = sizeof(at);

	if (getsockname(fd, (struct sockaddr *)&at, &len))
		return 0;
	return ntohs(at.ss_family == AF_INET6
			     ? ((struct sockaddr_in6 *)&at)->sin6_port
			     : ((struct sockaddr_in *)&at)->sin_port);
}

static void must_bind(int fd, int family)
{
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, family, 0);

	check(bind(fd, (struct sockaddr *)&at, len) == 0, "bind");
}

static int must_socket(int family, int protocol)
{
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, protocol);

	check(fd >= 0, "socket");
	return fd;
}

/* Blocking or not; all of it, or as much as there is before the end. */
static size_t get_all(int fd, int epoll)
{
	struct epoll_event event;
	size_t have = 0;
	ssize_t n;

	for (;;) {
		n = read(fd, in + have, sizeof(in) - have);
		if (n > 0)
			have += (size_t)n;
		else if (n < 0 && errno == EAGAIN && epoll >= 0)
			epoll_wait(epoll, &event, 1, -1);
		else
			break;
	}
	check(n == 0, "read");
	return have;
}

static void put_all(int fd, const unsigned char *from, size_t len, int epoll)
{
	struct epoll_event event;
	ssize_t n;

	while (len) {
		n = write(fd, from, len);
		if (n < 0 && errno == EAGAIN && epoll >= 0) {
			epoll_wait(epoll, &event, 1, -1);
			continue;
		}
		check(n > 0, "write");
		from += n;
		len -= (size_t)n;
	}
}

static bool intact(size_t have)
{
	return have == BYTES && memcmp(in, out, BYTES) == 0;
}

/* Who dials sends, and gets it back after all of it has arrived. */
static size_t dialers_part(int fd, int epoll, const char **how)
{
	put_all(fd, out, BYTES, epoll);
	*how = wire(fd);
	check(shutdown(fd, SHUT_WR) == 0, "shutdown");
	return get_all(fd, epoll);
}

static size_t listeners_part(int fd, int epoll)
{
	size_t have = get_all(fd, epoll);

	put_all(fd, in, have, epoll);
	return have;
}

static void watch(int epoll, int op, int fd, uint32_t events)
{
	struct epoll_event event = {.events = events, .data.u64 = MAGIC};

	check(epoll_ctl(epoll, op, fd, &event) == 0, "epoll_ctl");
}

static void await(int epoll, uint32_t want, const char *what)
{
	struct epoll_event event = {0};

	check(epoll_wait(epoll, &event, 1, PATIENCE * 1000) == 1, what);
	check((event.events & want) && event.data.u64 == MAGIC, what);
}

/* The peer: blocking calls, no epoll, in a process without the library. */

static int peer_listen(int family, int protocol)
{
	int fd = must_socket(family, protocol), conn;
	size_t have;

	must_bind(fd, family);
	check(listen(fd, 5) == 0, "peer's listen");
	printf("%d\n", port_of(fd));
	fflush(stdout);
	conn = accept(fd, NULL, NULL);
	check(conn >= 0, "peer's accept");
	have = listeners_part(conn, -1);
	printf("there=%s there-bytes=%zu%s\n", wire(conn), have,
	       intact(have) ? "" : "(bad)");
	return 0;
}

static int peer_dial(int family, int protocol)
{
	int fd = must_socket(family, protocol), port;
	struct sockaddr_storage at;
	const char *how;
	socklen_t len;
	size_t have;

	check(scanf("%d", &port) == 1, "peer's port");
	len = loopback(&at, family, port);
	check(connect(fd, (struct sockaddr *)&at, len) == 0, "peer's connect");
	have = dialers_part(fd, -1, &how);
	printf("there=%s there-bytes=%zu%s\n", how, have,
	       intact(have) ? "" : "(bad)");
	return 0;
}

static FILE *from_peer, *to_peer;

static void peer_spawn(const char *role, const char *family, const char *kind)
{
	const char *peer = getenv("PEER");
	int ask[2], tell[2];
	pid_t pid;

	check(peer && !pipe2(ask, O_CLOEXEC) && !pipe2(tell, O_CLOEXEC),
	      "PEER");
	pid = fork();
	check(pid >= 0, "fork");
	if (pid == 0) {
		dup2(ask[0], 0);
		dup2(tell[1], 1);
		execl(peer, "peer", role, family, kind, (char *)NULL);
		_exit(127);
	}
	close(ask[0]);
	close(tell[1]);
	to_peer = fdopen(ask[1], "w");
	from_peer = fdopen(tell[0], "r");
}

static void peer_says(void)
{
	char line[200] = "";

	if (!fgets(line, sizeof(line), from_peer))
		strcpy(line, "there=silent\n");
	fputs(line, stdout);
}

/* "name=answer" of each option: what set, then get, said. */
static void set_option(int fd, const char *name)
{
	const size_t count = sizeof(options) / sizeof(options[0]);
	socklen_t len = sizeof(int);
	const struct option *o;
	int value = -1;

	for (o = options; o < options + count; o++)
		if (!strcmp(o->name, name))
			break;
	check(o < options + count, name);
	if (setsockopt(fd, o->level, o->number, &o->value, sizeof(int)))
		printf("%s=%s ", name, strerror(errno));
	else if (getsockopt(fd, o->level, o->number, &value, &len))
		printf("%s=set,%s ", name, strerror(errno));
	else
		printf("%s=set,%d ", name, value);
}

static void set_special(int fd, const char *name)
{
	const struct timeval second = {.tv_sec = 5};
	const struct linger linger = {1, 5};
	struct tcp_md5sig md5 = {.tcpm_keylen = 3, .tcpm_key = {1, 2, 3}};
	int ret = -1;

	if (!strcmp(name, "SO_RCVTIMEO"))
		ret = setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &second,
				 sizeof(second));
	else if (!strcmp(name, "SO_SNDTIMEO"))
		ret = setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &second,
				 sizeof(second));
	else if (!strcmp(name, "SO_LINGER"))
		ret = setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger,
				 sizeof(linger));
	else if (!strcmp(name, "SO_BINDTODEVICE"))
		ret = setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3);
	else if (!strcmp(name, "TCP_CONGESTION"))
		ret = setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, "reno", 4);
	else if (!strcmp(name, "TCP_MD5SIG")) {
		/* a neighbour that never calls */
		loopback((struct sockaddr_storage *)&md5.tcpm_addr, AF_INET, 0);
		((struct sockaddr_in *)&md5.tcpm_addr)->sin_addr.s_addr =
			htonl(0xc0000201);
		ret = setsockopt(fd, IPPROTO_TCP, TCP_MD5SIG, &md5,
				 sizeof(md5));
	} else {
		set_option(fd, name);
		return;
	}
	printf("%s=%s ", name, ret ? strerror(errno) : "set");
}

static void set_options(int fd, char **names, bool late)
{
	for (; *names; names++) {
		bool is_late = !strncmp(*names, "late:", 5);

		if (is_late == late)
			set_special(fd, *names + (is_late ? 5 : 0));
	}
}

static int run_listen(int family, char **names)
{
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	int fd = must_socket(family, 0), conn;
	size_t have;

	set_options(fd, names, false);
	check(fcntl(fd, F_SETFL, O_NONBLOCK) == 0, "O_NONBLOCK");
	must_bind(fd, family);
	watch(epoll, EPOLL_CTL_ADD, fd, EPOLLIN);
	check(listen(fd, 5) == 0, "listen");
	set_options(fd, names, true);
	check(fcntl(fd, F_GETFL) & O_NONBLOCK, "O_NONBLOCK is lost");
	check(fcntl(fd, F_GETFD) == FD_CLOEXEC, "FD_CLOEXEC is lost");
	printf("seen=%s ", seen(fd));
	fprintf(to_peer, "%d\n", port_of(fd));
	fflush(to_peer);
	await(epoll, EPOLLIN, "epoll: no connection");
	conn = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	check(conn >= 0, "accept");
	check(epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL) == 0, "EPOLL_CTL_DEL");
	watch(epoll, EPOLL_CTL_ADD, conn, EPOLLIN | EPOLLOUT | EPOLLET);
	have = listeners_part(conn, epoll);
	printf("here=%s bytes=%zu%s ", wire(conn), have,
	       intact(have) ? "" : "(bad)");
	close(conn); /* the peer waits for the end */
	return 0;
}

static int run_dial(int family, char **names)
{
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	int fd = must_socket(family, 0), port, err = -1;
	struct sockaddr_storage at;
	socklen_t len = sizeof(err);
	const char *how;
	size_t have;

	check(fscanf(from_peer, "%d%*c", &port) == 1, "the peer's port");
	watch(epoll, EPOLL_CTL_ADD, fd, EPOLLOUT | EPOLLET);
	set_options(fd, names, false);
	check(fcntl(fd, F_SETFL, O_NONBLOCK) == 0, "O_NONBLOCK");
	if (connect(fd, (struct sockaddr *)&at, loopback(&at, family, port)) &&
	    errno != EINPROGRESS)
		fail("connect");
	await(epoll, EPOLLOUT, "epoll: not connected");
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len);
	check(err == 0, "SO_ERROR");
	watch(epoll, EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLOUT | EPOLLET);
	printf("seen=%s ", seen(fd));
	have = dialers_part(fd, epoll, &how);
	printf("here=%s bytes=%zu%s ", how, have, intact(have) ? "" : "(bad)");
	return 0;
}

int main(int argc, char **argv)
{
	bool is_peer = !strcmp(argv[0], "peer");
	int family, protocol, i, ret;

	check(argc >= 4, "usage");
	family = argv[2][0] == '6' ? AF_INET6 : AF_INET;
	protocol = argv[3][0] == 'm' ? IPPROTO_MPTCP : 0;
	for (i = 0; i < BYTES; i++)
		out[i] = (unsigned char)(i * 7 + i / 251);
	alarm(PATIENCE);
	if (!strcmp(argv[1], "probe")) {
		close(must_socket(family, protocol));
		puts("ok");
		return 0;
	}
	if (is_peer)
		return argv[1][0] == 'l' ? peer_listen(family, protocol)
					 : peer_dial(family, protocol);
	peer_spawn(argv[1][0] == 'l' ? "dial" : "listen", argv[2], argv[3]);
	ret = argv[1][0] == 'l' ? run_listen(family, argv + 4)
				: run_dial(family, argv + 4);
	peer_says();
	return ret;
}
