// SPDX-License-Identifier: MIT
/*
 * random_calls SEED N [connect]: N calls at random on a few sockets, with
 * values at the edge of what can be read, and what each says; connect() only
 * if wanted. The same seed makes the same calls, so two runs can be compared.
 * Run by random_calls.bats.
 */
#include "guest.h"

#define SOCKETS 12
#define EDGE    64 /* bytes that can be read and written, up to the edge */

static uint64_t state;
static int sockets[SOCKETS];
static int families[SOCKETS];
static unsigned char *edge;
static int refused_port; /* 0: connect() is not called */

static unsigned int below(unsigned int n)
{
	state = state * 6364136223846793005U + 1442695040888963407U;
	return (unsigned int)(state >> 33) % n;
}

#define ONE_OF(list) ((list)[below(LEN(list))])

struct name {
	int level;
	int name;
};

/* Their answers differ from run to run, or they reach beyond the socket. */
static bool left_out(struct name o)
{
	static const struct name list[] = {
		{SOL_SOCKET, 17}, /* SO_PEERCRED */
		{SOL_SOCKET, 28}, /* SO_PEERNAME */
		{SOL_SOCKET, 49}, /* SO_INCOMING_CPU */
		{SOL_SOCKET, 51}, /* SO_ATTACH_REUSEPORT_CBPF */
		{SOL_SOCKET, 52}, /* SO_ATTACH_REUSEPORT_EBPF */
		{SOL_SOCKET, 55}, /* SO_MEMINFO */
		{SOL_SOCKET, 57}, /* SO_COOKIE */
		{SOL_SOCKET, 62}, /* SO_BINDTOIFINDEX: nor can a program bind */
		{SOL_SOCKET, 68}, /* SO_DETACH_REUSEPORT_BPF */
		{SOL_SOCKET, 77}, /* SO_PEERPIDFD */
		{IPPROTO_TCP, 11}, /* TCP_INFO */
		{IPPROTO_TCP, 19}, /* TCP_REPAIR */
		{IPPROTO_TCP, 24}, /* TCP_TIMESTAMP */
		{IPPROTO_TCP, 26}, /* TCP_CC_INFO */
		{IPPROTO_TCP, 33}, /* TCP_FASTOPEN_KEY: everybody's */
		{SOL_IP, 52},      /* IP_PROTOCOL: what comes next, of TCP */
		{SOL_IPV6, 1},     /* IPV6_ADDRFORM */
	};
	size_t i;

	for (i = 0; i < LEN(list); i++)
		if (list[i].level == o.level && list[i].name == o.name)
			return true;
	return false;
}

static struct name any_option(void)
{
	/* Somewhat more names than there are; 285 is no level. */
	static const struct name levels[] = {
		{SOL_SOCKET, 84}, {IPPROTO_TCP, 46}, {SOL_IP, 60},
		{SOL_IPV6, 80},   {IPPROTO_UDP, 6},  {285, 6},
	};
	struct name o = ONE_OF(levels);

	o.name = (int)below((unsigned int)o.name);
	return o;
}

static struct name some_option(void)
{
	static const struct name common[] = {
		{IPPROTO_TCP, TCP_NODELAY},
		{IPPROTO_TCP, TCP_MAXSEG},
		{IPPROTO_TCP, TCP_KEEPIDLE},
		{IPPROTO_TCP, TCP_KEEPINTVL},
		{IPPROTO_TCP, TCP_KEEPCNT},
		{IPPROTO_TCP, TCP_CONGESTION},
		{IPPROTO_TCP, TCP_DEFER_ACCEPT},
		{IPPROTO_TCP, TCP_USER_TIMEOUT},
		{SOL_SOCKET, SO_REUSEADDR},
		{SOL_SOCKET, SO_LINGER},
		{SOL_SOCKET, SO_RCVTIMEO},
		{SOL_SOCKET, SO_SNDBUF},
	};
	struct name o;

	do {
		o = below(2) ? ONE_OF(common) : any_option();
	} while (left_out(o));
	return o;
}

/* What can't be read whole, and lengths that nobody would give. */
static unsigned char *somewhere(socklen_t len)
{
	unsigned int room = len < EDGE ? len : EDGE;

	switch (below(12)) {
	case 0:
		return NULL;
	case 1:
		return edge - below(room + 1);
	default:
		return edge - room;
	}
}

/* Refused, a value leaves the default on MPTCP, not what was set before. */
static bool resets(struct name o)
{
	return o.level == IPPROTO_TCP &&
	       (o.name == TCP_MAXSEG || o.name == TCP_KEEPIDLE ||
		o.name == TCP_KEEPINTVL || o.name == TCP_KEEPCNT);
}

static void set_one(int fd)
{
	static const int values[] = {0,     1,     2,   10,   88, 127,
				     32767, 32768, 256, 1400, -1, 1 << 20};
	static const socklen_t lens[] = {4, 4, 4,  4,  4,   4,
					 0, 1, 16, 64, -1U, 1U << 31};
	struct name o = some_option();
	socklen_t len = ONE_OF(lens);
	unsigned char *at = somewhere(len);
	int value = ONE_OF(values);

	if (resets(o))
		value = 100 + abs(value) % 20; /* all of them take that */
	memset(edge - EDGE, 0, EDGE);
	if (at && at + sizeof(value) <= edge)
		memcpy(at, &value, sizeof(value));
	errno = 7777;
	say(" set %d %d, %d bytes: ", o.level, o.name, (int)len);
	say("%s", result(setsockopt(fd, o.level, o.name, at, len)));
}

/*
 * Not 2 or 3 bytes: MPTCP writes one of them (mptcp_put_int_option()). What an
 * answer that failed has left in the buffer is nobody's.
 */
static void get_one(int fd)
{
	static const socklen_t lens[] = {4, 4, 4, 0, 1, 8, 16, 64, 1U << 30};
	struct name o = some_option();
	socklen_t len = ONE_OF(lens);
	unsigned char *at = somewhere(len);
	unsigned int hash = 0, i;
	int ret;

	memset(edge - EDGE, 0x5a, EDGE);
	errno = 7777;
	say(" get %d %d, %d bytes: ", o.level, o.name, (int)len);
	ret = getsockopt(fd, o.level, o.name, at, &len);
	say("%s", result(ret));
	for (i = 0; !ret && i < EDGE; i++)
		hash = hash * 31 + edge[(int)i - EDGE];
	say(" %d %x", (int)len, hash);
}

static void make(unsigned int i)
{
	static const struct {
		int domain;
		int type;
	} kinds[] = {
		{AF_INET, SOCK_STREAM}, {AF_INET6, SOCK_STREAM},
		{AF_INET, SOCK_STREAM}, {AF_INET6, SOCK_STREAM},
		{AF_INET, SOCK_DGRAM},  {AF_UNIX, SOCK_STREAM},
	};
	unsigned int kind = below(LEN(kinds));

	if (sockets[i] >= 0)
		close(sockets[i]);
	families[i] = kinds[kind].domain;
	sockets[i] = must(socket(kinds[kind].domain,
				 kinds[kind].type | SOCK_NONBLOCK, 0));
	say(" socket %u", kind);
}

static void bind_one(unsigned int i)
{
	struct sockaddr_storage at;
	socklen_t len;

	if (families[i] == AF_UNIX)
		return;
	len = loopback(&at, families[i], 0);
	say(" bind %s", result(bind(sockets[i], (struct sockaddr *)&at, len)));
}

/* Refused; and asked how that went, so that the end is known. */
static void connect_one(unsigned int i)
{
	struct sockaddr_storage at;
	socklen_t len;

	if (families[i] != AF_INET || !refused_port)
		return;
	len = loopback(&at, AF_INET, refused_port);
	say(" connect %s",
	    result(connect(sockets[i], (struct sockaddr *)&at, len)));
}

static void one(int n)
{
	unsigned int i = below(SOCKETS), what = below(32);

	say("%d:", n);
	if (sockets[i] < 0 || what == 0)
		make(i);
	else if (what == 1)
		bind_one(i);
	else if (what == 2)
		say(" listen %s", result(listen(sockets[i], 5)));
	else if (what == 3)
		connect_one(i);
	else if (what < 18)
		set_one(sockets[i]);
	else
		get_one(sockets[i]);
	say("%s\n", errno == 7777 ? ", errno kept" : "");
}

int main(int argc, char **argv)
{
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, AF_INET, 0);
	int i, fd;

	check(argc == 3 || (argc == 4 && !strcmp(argv[3], "connect")));
	alarm(PATIENCE);
	state = strtoull(argv[1], NULL, 10);
	edge = edge_of_memory();
	fd = must(syscall(SYS_socket, AF_INET, SOCK_STREAM, 0));
	must(syscall(SYS_bind, fd, &at, len));
	refused_port = argc == 4 ? port_of(fd) : 0;
	for (i = 0; i < SOCKETS; i++)
		sockets[i] = -1;
	for (i = 0; i < atoi(argv[2]); i++)
		one(i);
	return 0;
}
