// SPDX-License-Identifier: MIT
/*
 * Holds the shim's table of options against the running kernel: "claims", by
 * raw system calls, needs no shim; the others run under it and
 * compare a listener of the program's with a raw TCP listener. The table is
 * the shim's own, so that the list is never written twice.
 * Run by option_table.bats.
 */
#include "guest.h"
/* clang-format off */
#undef _GNU_SOURCE /* which it defines */
#include "know/options.c"
/* clang-format on */
#include <sys/time.h>

#define BYTES 16

struct reading {
	int err; /* or 0 */
	socklen_t len;
	unsigned char bytes[BYTES];
};

/* A listener with one option changed, and what it and its connections have. */
struct seen {
	int set; /* errno of setsockopt(), or 0 */
	int protocol;
	struct reading listener;
	struct reading accepted[2]; /* from a TCP and from an MPTCP client */
};

static const int clients[] = {IPPROTO_TCP, IPPROTO_MPTCP};
static int faults;

static const char *text_of(const struct option *o)
{
	return o >= options && o < options + options_count
		       ? options_text((int)(o - options))
		       : "unknown";
}

__attribute__((format(printf, 1, 2))) static void fault(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vdprintf(STDOUT_FILENO, format, args);
	va_end(args);
	say("\n");
	faults++;
}

static socklen_t size_of(enum option_kind kind)
{
	switch (kind) {
	case OPTION_NUMBER64:
		return sizeof(uint64_t);
	case OPTION_LINGER:
		return sizeof(struct linger);
	case OPTION_TIMEVAL:
		return sizeof(struct timeval);
	case OPTION_NAME:
		return BYTES;
	default:
		return sizeof(int);
	}
}

static struct reading read_raw(int fd, const struct option *o)
{
	struct reading r = {.len = size_of(o->kind)};

	if (syscall(SYS_getsockopt, fd, o->level, o->name, r.bytes, &r.len))
		r.err = errno;
	if (o->kind == OPTION_NAME && !r.err)
		r.len = (socklen_t)strnlen((char *)r.bytes, BYTES);
	return r;
}

static bool same(const struct reading *a, const struct reading *b)
{
	return a->err == b->err && a->len == b->len &&
	       !memcmp(a->bytes, b->bytes, a->len);
}

static int number_in(const struct reading *r)
{
	int n;

	memcpy(&n, r->bytes, sizeof(n));
	return n;
}

/* A value that is valid and not what a new socket has. */
static int other_number(const struct option *o, int now)
{
	static const struct {
		int level, name, value;
	} valid[] = {
		{SOL_SOCKET, SO_BINDTOIFINDEX, 1},
		{SOL_SOCKET, SO_INCOMING_CPU, 0},
		{SOL_SOCKET, SO_PRIORITY, 5},
		{SOL_SOCKET, SO_RCVLOWAT, 10},
		{SOL_SOCKET, SO_TIMESTAMPING, 24},
		{SOL_SOCKET, SO_SNDBUF, 50000},
		{SOL_SOCKET, SO_RCVBUF, 50000},
		{SOL_IP, IP_LOCAL_PORT_RANGE, 30000 << 16 | 20000},
		{SOL_IP, IP_TOS, 16},
		{SOL_IP, IP_TTL, 33},
		{SOL_IPV6, IPV6_TCLASS, 16},
		{SOL_IPV6, IPV6_UNICAST_HOPS, 33},
		{SOL_TCP, TCP_MAXSEG, 1000},
		{SOL_TCP, TCP_DEFER_ACCEPT, 1},
		{SOL_TCP, TCP_WINDOW_CLAMP, 20000},
		{SOL_TCP, TCP_SAVE_SYN, 1},
		{SOL_TCP, TCP_USER_TIMEOUT, 9000},
		{SOL_TCP, TCP_NOTSENT_LOWAT, 10000},
	};
	size_t i;

	for (i = 0; i < LEN(valid); i++)
		if (valid[i].level == o->level && valid[i].name == o->name)
			return valid[i].value;
	if (o->kind == OPTION_FLAG || now == 1)
		return !now;
	return now == 7 ? 8 : 7;
}

static struct reading other_value(const struct option *o)
{
	int domain = o->level == SOL_IPV6 ? AF_INET6 : AF_INET;
	int fd = must(syscall(SYS_socket, domain, SOCK_STREAM, IPPROTO_TCP));
	struct reading r = read_raw(fd, o);
	struct linger linger = {1, 5};
	struct timeval time = {3, 0};
	uint64_t rate = 1000000;
	int n = other_number(o, number_in(&r));

	close(fd);
	if (o->kind == OPTION_LINGER)
		memcpy(r.bytes, &linger, sizeof(linger));
	else if (o->kind == OPTION_TIMEVAL)
		memcpy(r.bytes, &time, sizeof(time));
	else if (o->kind == OPTION_NUMBER64)
		memcpy(r.bytes, &rate, sizeof(rate));
	else if (o->kind == OPTION_NAME)
		strcpy((char *)r.bytes,
		       strcmp((char *)r.bytes, "reno") ? "reno" : "cubic");
	else
		memcpy(r.bytes, &n, sizeof(n));
	r.len = o->kind == OPTION_NAME ? (socklen_t)strlen((char *)r.bytes)
				       : size_of(o->kind);
	return r;
}

/* The option's bits to and fro must survive a deferred accept(). */
static void look(int lfd, int domain, const struct option *o, struct seen *out)
{
	int port = port_of(lfd), client, accepted;
	size_t i;

	out->protocol = wire(lfd);
	out->listener = read_raw(lfd, o);
	for (i = 0; i < LEN(clients); i++) {
		client = dial(domain, port, clients[i]);
		check(send(client, "hello", 5, MSG_NOSIGNAL) == 5);
		readable(lfd);
		accepted = must(syscall(SYS_accept4, lfd, NULL, NULL, 0));
		out->accepted[i] = read_raw(accepted, o);
		syscall(SYS_close, client);
		syscall(SYS_close, accepted);
	}
}

/* When the option is set. */
enum when {
	FIRST,
	BOUND,
	LISTENING,
};

/* No shim: the protocol is what is asked for. */
static struct seen raw_listener(int protocol, int domain,
				const struct option *o,
				const struct reading *value, enum when when)
{
	struct sockaddr_storage at;
	socklen_t len = loopback(&at, domain, 0);
	struct seen s = {0};
	int fd = must(syscall(SYS_socket, domain, SOCK_STREAM, protocol));
	enum when step;

	for (step = FIRST; step <= LISTENING; step++) {
		if (step == BOUND)
			must(syscall(SYS_bind, fd, &at, len));
		else if (step == LISTENING)
			must(syscall(SYS_listen, fd, 16));
		if (step == when && syscall(SYS_setsockopt, fd, o->level,
					    o->name, value->bytes, value->len))
			s.set = errno;
	}
	look(fd, domain, o, &s);
	syscall(SYS_close, fd);
	return s;
}

static bool refusal(int err)
{
	return err == EOPNOTSUPP || err == ENOPROTOOPT;
}

/* Does the kernel itself change it as data flows? Then accepted ones differ. */
static bool restless(const struct option *o)
{
	/* SO_INCOMING_CPU tells where the last packet came in. */
	if (o->level == SOL_SOCKET)
		return o->name == SO_INCOMING_CPU;
	return o->level == SOL_TCP &&
	       (o->name == TCP_QUICKACK || o->name == TCP_MAXSEG);
}

/* A kernel is free to ignore these; the shim takes them and reads them back. */
static bool hint(const struct option *o)
{
	return o->traits & TRAIT_HINT;
}

static bool passed(const struct option *o, const struct seen *tcp,
		   const struct seen *other)
{
	return restless(o) || (same(&tcp->accepted[0], &other->accepted[0]) &&
			       same(&tcp->accepted[1], &other->accepted[1]));
}

enum accepted {
	PASSED,
	NOT_PASSED,
	DROPPED,
};

static const char *const words[] = {"PASSED", "NOT_PASSED", "DROPPED"};

static enum accepted accepted(const struct option *o)
{
	if (o->traits & TRAIT_DROPPED)
		return DROPPED;
	return o->traits & TRAIT_NOT_PASSED ? NOT_PASSED : PASSED;
}

static void check_default(const struct option *o, int domain)
{
	int fd = must(syscall(SYS_socket, domain, SOCK_STREAM, IPPROTO_TCP));
	struct reading r = read_raw(fd, o);
	const int standard = o->standard;
	unsigned char want[BYTES];

	syscall(SYS_close, fd);
	if (o->traits & TRAIT_ASK || r.err)
		return;
	memset(want, o->standard == -1 ? 0xff : 0, BYTES);
	if (o->standard > 0)
		memcpy(want, &standard, sizeof(standard));
	if (memcmp(want, r.bytes, r.len))
		fault("%s: the table's default is %d, the kernel's %d",
		      text_of(o), o->standard, number_in(&r));
}

static void check_claim(const struct option *o, int domain)
{
	struct reading value = other_value(o);
	struct seen tcp = raw_listener(IPPROTO_TCP, domain, o, &value, FIRST);
	struct seen mptcp;
	bool kept, pass;

	if (refusal(tcp.set))
		return; /* this kernel's TCP does not know it */
	if (tcp.set == EPERM && geteuid())
		return;
	if (tcp.set) {
		fault("%s: can't be set on TCP: %s", text_of(o),
		      strerrorname_np(tcp.set));
		return;
	}
	mptcp = raw_listener(IPPROTO_MPTCP, domain, o, &value, FIRST);
	if (refusal(mptcp.set))
		return; /* the kernel answers for itself */
	if (mptcp.set) {
		fault("%s: MPTCP says %s", text_of(o),
		      strerrorname_np(mptcp.set));
		return;
	}
	kept = restless(o) || same(&tcp.listener, &mptcp.listener);
	pass = kept && passed(o, &tcp, &mptcp);
	if ((accepted(o) == PASSED && !pass) ||
	    (accepted(o) == NOT_PASSED && (!kept || pass)) ||
	    (accepted(o) == DROPPED && kept))
		fault("%s (domain %d): the table says %s, the kernel %s",
		      text_of(o), domain, words[accepted(o)],
		      words[pass   ? PASSED
			    : kept ? NOT_PASSED
				   : DROPPED]);
}

static void each_row(void (*run)(const struct option *, int domain))
{
	int row;

	for (row = 0; row < options_count; row++) {
		if (options[row].level != SOL_IPV6)
			run(&options[row], AF_INET);
		run(&options[row], AF_INET6);
	}
	if (faults)
		fail("%d faults", faults);
}

static void claims(void)
{
	each_row(check_default);
	each_row(check_claim);
}

static int upgraded, declined;

/* The program's own calls, hooked. */
static int hooked_listener(int domain, const struct option *o,
			   const struct reading *value, enum when when,
			   int *err)
{
	int fd = new_socket(domain);
	enum when step;

	for (step = FIRST; step <= LISTENING; step++) {
		if (step == BOUND)
			bind_loopback(fd, domain);
		else if (step == LISTENING)
			do_listen(fd, 16);
		if (step == when)
			*err = setsockopt(fd, o->level, o->name, value->bytes,
					  value->len)
				       ? errno
				       : 0;
	}
	return fd;
}

static void check_answer(int fd, const struct option *o,
			 const struct reading *want)
{
	struct reading r = {.len = size_of(o->kind)};

	if (getsockopt(fd, o->level, o->name, r.bytes, &r.len))
		r.err = errno;
	if (o->kind == OPTION_NAME && !r.err)
		r.len = (socklen_t)strnlen((char *)r.bytes, BYTES);
	if (!restless(o) && !same(&r, want))
		fault("%s: the listener says %s %d, TCP %s %d", text_of(o),
		      strerrorname_np(r.err), number_in(&r),
		      strerrorname_np(want->err), number_in(want));
}

/* Set, and still what it was: the kernel knows it and does not care. */
static bool idle(const struct option *o, int domain, const struct seen *tcp)
{
	int fd = must(syscall(SYS_socket, domain, SOCK_STREAM, IPPROTO_TCP));
	struct reading r = read_raw(fd, o);

	syscall(SYS_close, fd);
	return same(&r, &tcp->listener);
}

static void check_passed(const struct option *o, int domain,
			 const struct seen *tcp, const struct seen *ours)
{
	if (!passed(o, tcp, ours))
		fault("%s (domain %d): accepted ones have %d and %d, TCP's %d "
		      "and %d",
		      text_of(o), domain, number_in(&ours->accepted[0]),
		      number_in(&ours->accepted[1]),
		      number_in(&tcp->accepted[0]),
		      number_in(&tcp->accepted[1]));
}

static void check_when(const struct option *o, int domain, enum when when)
{
	struct reading value = other_value(o);
	struct seen tcp = raw_listener(IPPROTO_TCP, domain, o, &value, when);
	struct seen mptcp =
		raw_listener(IPPROTO_MPTCP, domain, o, &value, when);
	struct seen ours = {0};
	int fd = hooked_listener(domain, o, &value, when, &ours.set);
	bool no_change = tcp.set || idle(o, domain, &tcp);
	bool could = no_change || (!mptcp.set && accepted(o) == PASSED &&
				   same(&tcp.listener, &mptcp.listener));

	if (ours.set != tcp.set)
		fault("%s (domain %d): set says %s, TCP %s", text_of(o), domain,
		      strerrorname_np(ours.set), strerrorname_np(tcp.set));
	look(fd, domain, o, &ours);
	check_answer(fd, o, &tcp.listener);
	if (!no_change && !hint(o))
		check_passed(o, domain, &tcp, &ours);
	if (wire_wanted() == IPPROTO_TCP)
		could = false;
	/* Where nothing changed, either will do. */
	if (could != (ours.protocol == IPPROTO_MPTCP) && !no_change && !hint(o))
		fault("%s (domain %d): the listener is protocol %d", text_of(o),
		      domain, ours.protocol);
	*(ours.protocol == IPPROTO_MPTCP ? &upgraded : &declined) += 1;
	close(fd);
}

static void check_first(const struct option *o, int domain)
{
	check_when(o, domain, FIRST);
}

static void check_bound(const struct option *o, int domain)
{
	check_when(o, domain, BOUND);
}

static void check_listening(const struct option *o, int domain)
{
	check_when(o, domain, LISTENING);
}

/* Counts for the test to hold the report against. */
static void say_counts(void)
{
	say("upgraded=%d declined=%d\n", upgraded, declined);
}

static void first(void)
{
	each_row(check_first);
	say_counts();
}

static void bound(void)
{
	each_row(check_bound);
	say_counts();
}

static void listening(void)
{
	each_row(check_listening);
	say_counts();
}

/* Changed and changed back is not changed. */
static void check_undone(const struct option *o, int domain)
{
	struct reading value = other_value(o), usual, now;
	int fd = new_socket(domain);

	usual = read_raw(fd, o);
	if (!usual.err &&
	    !setsockopt(fd, o->level, o->name, value.bytes, value.len))
		setsockopt(fd, o->level, o->name, usual.bytes, usual.len);
	now = read_raw(fd, o);
	bind_loopback(fd, domain);
	do_listen(fd, 16);
	/* Not every value can be set back: a buffer's size is doubled. */
	if (same(&usual, &now) && wire(fd) != IPPROTO_MPTCP)
		fault("%s (domain %d): undone, yet not upgraded", text_of(o),
		      domain);
	*(wire(fd) == IPPROTO_MPTCP ? &upgraded : &declined) += 1;
	close(fd);
}

static void undone(void)
{
	each_row(check_undone);
	say_counts();
}

/*
 * Options whose mere number would make another thing of the socket, and those
 * that TCP itself takes without effect.
 */
static bool no_toy(int level, int name)
{
	return (level == SOL_TCP && name == 19) ||    /* TCP_REPAIR */
	       (level == SOL_TCP && name == 17) ||    /* TCP_THIN_DUPACK */
	       (level == SOL_SOCKET && name == 14) || /* SO_BSDCOMPAT */
	       (level == SOL_IPV6 && name == IPV6_ADDRFORM);
}

static void check_unknown(int domain, int level, int name)
{
	struct option o = {.level = (unsigned char)level,
			   .name = (unsigned char)name,
			   .kind = OPTION_NUMBER};
	struct reading one = {.len = sizeof(int), .bytes = {1}};
	struct seen tcp, ours = {0};
	int fd;

	if (options_traits(options_find(level, name)) & TRAIT_CARRIED ||
	    no_toy(level, name))
		return;
	tcp = raw_listener(IPPROTO_TCP, domain, &o, &one, FIRST);
	if (tcp.set)
		return;
	fd = hooked_listener(domain, &o, &one, FIRST, &ours.set);
	if (ours.set)
		fault("level %d option %d: set says %s", level, name,
		      strerrorname_np(ours.set));
	look(fd, domain, &o, &ours);
	/* What changes nothing is no reason to leave it to TCP. */
	if (!idle(&o, domain, &tcp) && !passed(&o, &tcp, &ours))
		fault("level %d option %d: accepted ones have %d and %d, "
		      "TCP's %d and %d",
		      level, name, number_in(&ours.accepted[0]),
		      number_in(&ours.accepted[1]), number_in(&tcp.accepted[0]),
		      number_in(&tcp.accepted[1]));
	if (wire_wanted() && wire(fd) != wire_wanted())
		fault("level %d option %d: not known, yet protocol %d", level,
		      name, wire(fd));
	*(ours.protocol == IPPROTO_MPTCP ? &upgraded : &declined) += 1;
	close(fd);
}

static void unknown(void)
{
	int name;

	for (name = 1; name < 100; name++) {
		check_unknown(AF_INET, SOL_SOCKET, name);
		check_unknown(AF_INET, SOL_IP, name);
		check_unknown(AF_INET6, SOL_IPV6, name);
		check_unknown(AF_INET, SOL_TCP, name);
	}
	if (faults)
		fail("%d faults", faults);
	check(upgraded + declined > 5);
	say_counts();
}

GUEST_CASES({"claims", claims}, {"first", first}, {"bound", bound},
	    {"listening", listening}, {"undone", undone}, {"unknown", unknown})
