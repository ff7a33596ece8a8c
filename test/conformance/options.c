// SPDX-License-Identifier: MIT
/*
 * Topic opt: every option in options.def, in every phase and role. What it
 * reads by default; what a set reads back; what is left of it once the
 * socket takes its role and what an accepted socket inherits; and what
 * misuse (short, NULL, too long, all ones) is told.
 */
#include "cells.h"

#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/tcp.h>
#include <net/if.h>
#include <sys/syscall.h>

#ifndef SOL_MPTCP
#define SOL_MPTCP 284
#endif
#ifndef SOL_TLS
#define SOL_TLS 282
#endif

enum shown { ALL, LEN, NONZERO, ADDR, INFO };
enum flags { IN_GROUP = 1, WITH_DATA = 2, ALONE = 4 };

static struct sock_filter pass_code[] = {BPF_STMT(BPF_RET | BPF_K, ~0u)};
static struct sock_filter first_code[] = {BPF_STMT(BPF_RET | BPF_K, 0)};
static struct sock_fprog accept_all = {1, pass_code};
static struct sock_fprog first_of_group = {1, first_code};
static int bpf_fd = -1;
static struct sockaddr_in6 nexthop = {.sin6_family = AF_INET6,
				      .sin6_addr = IN6ADDR_LOOPBACK_INIT};
static struct ipv6_mreq mreq6 = {
	.ipv6mr_multiaddr = {{{0xff, 1, [15] = 9}}},
	.ipv6mr_interface = 1,
};
static struct group_req group_req = {.gr_interface = 1};
static struct tcp_md5sig md5sig;

/* struct tcp_ao_add, younger than many a header */
static struct {
	struct sockaddr_storage addr;
	char alg_name[64];
	int32_t ifindex;
	uint32_t flags;
	uint16_t reserved2;
	uint8_t prefix, sndid, rcvid, maclen, keyflags, keylen, key[80];
} __attribute__((aligned(8))) ao_add;

#define INT(x)    (const int[]){x}, sizeof(int)
#define INTS(...) (const int[]){__VA_ARGS__}, sizeof((const int[]){__VA_ARGS__})
#define LONGS(...) \
	(const int64_t[]){__VA_ARGS__}, sizeof((const int64_t[]){__VA_ARGS__})
#define BYTES(...)                            \
	(const unsigned char[]){__VA_ARGS__}, \
		sizeof((const unsigned char[]){__VA_ARGS__})
#define STR(s)      s, sizeof(s) - 1
#define PTR(object) &object, sizeof(object)

static const struct option {
	int level;
	const char *name;
	int number;
	const void *value;
	socklen_t len;
	enum shown shown;
	unsigned int flags;
} table[] = {
#define OPT(level, name, number, ...) {level, #name, number, __VA_ARGS__},
#include "options.def"
#undef OPT
};

#define EACH(o)                                   \
	(const struct option *volatile o = table; \
	 o < table + sizeof(table) / sizeof(*table); o++)

/* A hang costs one cell: the loop goes on with the next option. */
#define GUARDED if (!sigsetjmp(after_hang, 1))

/* Keys for an address nobody here uses, so that handshakes go through. */
static void fill_keys(void)
{
	struct sockaddr_storage addr;

	loopback(&addr, 0);
	if (family == AF_INET)
		((struct sockaddr_in *)&addr)->sin_addr.s_addr =
			htonl(0x7f000042);
	else
		((struct sockaddr_in6 *)&addr)->sin6_addr.s6_addr[15] = 0x42;
	memcpy(&md5sig.tcpm_addr, &addr, sizeof(addr));
	md5sig.tcpm_keylen = 4;
	memcpy(md5sig.tcpm_key, "key!", 4);
	memcpy(&ao_add.addr, &addr, sizeof(addr));
	strcpy(ao_add.alg_name, "hmac(sha1)");
	ao_add.prefix = family == AF_INET ? 32 : 128;
	ao_add.sndid = ao_add.rcvid = 100;
	ao_add.keylen = 4;
	memcpy(ao_add.key, "key!", 4);
	memcpy(&group_req.gr_group, &addr, sizeof(addr));
}

static void load_bpf(void)
{
	static const struct bpf_insn code[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = 0xffff},
		{.code = BPF_JMP | BPF_EXIT},
	};
	union bpf_attr attr = {.prog_type = BPF_PROG_TYPE_SOCKET_FILTER};

	attr.insns = (uintptr_t)code;
	attr.insn_cnt = 2;
	attr.license = (uintptr_t) "MIT";
	bpf_fd = syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
}

static void prepare(void)
{
	go_on_after_hang = true;
	fill_keys();
	load_bpf();
}

static void put_value(const struct option *o, const void *buf, socklen_t len)
{
	const unsigned char *p = buf;
	struct sockaddr_storage addr = {0};
	bool zero = true;
	char text[32];

	for (socklen_t i = 0; i < len; i++)
		zero = zero && !p[i];
	snprintf(text, sizeof(text), "%u", len);
	put_str("len", text);
	switch (o->shown) {
	case ALL:
		put_bytes("val", buf, len);
		break;
	case LEN:
		break;
	case NONZERO:
		put_str("val", zero ? "zero" : "nonzero");
		break;
	case ADDR:
		memcpy(&addr, buf, len < sizeof(addr) ? len : sizeof(addr));
		put_addr("addr", &addr);
		break;
	case INFO:
		put("state", len ? p[0] : 0);
		break;
	}
}

static void put_get(const char *label, int fd, const struct option *o,
		    socklen_t room)
{
	unsigned char buf[4096] = {0};
	socklen_t len = room;
	int ret = getsockopt(fd, o->level, o->number, buf, &len);

	put(label, ret);
	if (ret == 0)
		put_value(o, buf, len);
}

static void put_set(int fd, const struct option *o)
{
	int one = 1;

	if (o->flags & IN_GROUP)
		setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one));
	put("set", setsockopt(fd, o->level, o->number, o->value, o->len));
}

/* Reading, in five ways, from one socket: reading changes nothing. */
static void read_all(int fd)
{
	for
		EACH(o)
		{
			GUARDED
			{
				begin("%s/get", o->name);
				put_get("get", fd, o, 512);
				end();
				begin("%s/get-len1", o->name);
				put_get("get", fd, o, 1);
				end();
				begin("%s/get-len0", o->name);
				put_get("get", fd, o, 0);
				end();
				begin("%s/get-null", o->name);
				socklen_t len = o->len;

				put("get", getsockopt(fd, o->level, o->number,
						      NULL, &len));
				end();
				begin("%s/get-nulllen", o->name);
				char buf[512] = {0};

				put("get", getsockopt(fd, o->level, o->number,
						      buf, NULL));
				end();
			}
		}
}

static void misuse_one(int fd, const struct option *o, int way)
{
	static const char *const ways[] = {"set-len0", "set-len1", "set-null",
					   "set-len4096", "set-ones"};
	static char big[4096], ones[512];
	int ret = 0;

	memset(ones, 0xff, sizeof(ones));
	memset(big, 0, sizeof(big));
	memcpy(big, o->value, o->len);
	begin("%s/%s", o->name, ways[way]);
	switch (way) {
	case 0:
		ret = setsockopt(fd, o->level, o->number, o->value, 0);
		break;
	case 1:
		ret = setsockopt(fd, o->level, o->number, o->value, 1);
		break;
	case 2:
		ret = setsockopt(fd, o->level, o->number, NULL, o->len);
		break;
	case 3:
		ret = setsockopt(fd, o->level, o->number, big, sizeof(big));
		break;
	case 4:
		ret = setsockopt(fd, o->level, o->number, ones, o->len);
		break;
	}
	put("set", ret);
	put_get("get", fd, o, 512);
	end();
}

static void misuse_alone(int (*make)(void))
{
	prepare();
	for
		EACH(o)
		{
			for (volatile int way = 0; way < 5; way++) {
				int fd = make();

				GUARDED misuse_one(fd, o, way);
				close(fd);
			}
		}
}

static void misuse_linked(const char *role)
{
	volatile int lfd = -1;

	prepare();
	phase_of(role);
	begin("misuse-setup");
	if (strcmp(role, LISTENER) == 0)
		lfd = listening();
	for
		EACH(o)
		{
			struct link l = lfd < 0 ? dial(fresh()) : serve(lfd);

			l.lfd = -1;
			for (volatile int way = 0; way < 5; way++)
				GUARDED misuse_one(l.fd, o, way);
			link_down(&l);
		}
	close(lfd);
}

/* The socket set in an earlier phase takes its role: what is left? */

static void then_dial(int fd, const struct option *o, const char *since)
{
	struct link l;

	at(CONNECTED, DIALER, with_peer);
	begin("%s/kept-from-%s", o->name, since);
	l = dial(fd);
	put_get("get", fd, o, 512);
	end_linked(&l);
}

static void then_accept(int lfd, const struct option *o, const char *since)
{
	struct link l = {.fd = -1, .lfd = -1};

	at(ACCEPTED, LISTENER, with_peer);
	begin("%s/inherit-from-%s", o->name, since);
	l.peer = peer_connect(port_of(lfd));
	put_ok("connect", l.peer);
	if (l.peer >= 0 && (o->flags & WITH_DATA))
		peer_send(l.peer, 1, 0);
	if (l.peer >= 0)
		l.fd = accept(lfd, NULL, NULL);
	put_ok("accept", l.fd);
	if (l.fd >= 0)
		put_get("get", l.fd, o, 512);
	end_linked(&l);
}

static void then_listen(int fd, const struct option *o, const char *since)
{
	at(LISTENING, LISTENER, NO_PEER);
	begin("%s/kept-from-%s", o->name, since);
	put("listen", listen(fd, 16));
	put_get("get", fd, o, 512);
	end();
	then_accept(fd, o, since);
}

static void set_one(int fd, const struct option *o)
{
	begin("%s/set", o->name);
	put_set(fd, o);
	put_get("get", fd, o, 512);
	end();
}

static void bind_here(int fd, const struct option *o, const char *since)
{
	struct sockaddr_storage addr;
	socklen_t len = loopback(&addr, 0);

	begin("%s/kept-from-%s", o->name, since);
	put("bind", bind(fd, (void *)&addr, len));
	put_get("get", fd, o, 512);
	end();
}

static void chain(int fd, const struct option *o, const char *phase,
		  const char *role)
{
	at(phase, role, NO_PEER);
	set_one(fd, o);
	if (o->flags & ALONE) {
		close(fd);
		return;
	}
	if (strcmp(role, DIALER) == 0) {
		then_dial(fd, o, phase);
		return;
	}
	if (strcmp(phase, NEW) == 0) {
		at(BOUND, role, NO_PEER);
		bind_here(fd, o, phase);
	}
	if (strcmp(phase, LISTENING) == 0)
		then_accept(fd, o, phase);
	else
		then_listen(fd, o, phase);
	close(fd);
}

static void chains(int (*make)(void), const char *phase, const char *role)
{
	prepare();
	for
		EACH(o)
	GUARDED chain(make(), o, phase, role);
}

static void set_linked(const char *role)
{
	volatile int lfd = -1;

	prepare();
	phase_of(role);
	begin("set-setup");
	if (strcmp(role, LISTENER) == 0)
		lfd = listening();
	for
		EACH(o)
		{
			struct link l = lfd < 0 ? dial(fresh()) : serve(lfd);

			l.lfd = -1;
			GUARDED set_one(l.fd, o);
			link_down(&l);
		}
	close(lfd);
}

static void read_alone(int (*make)(void), const char *phase, const char *role)
{
	int fd = make();

	prepare();
	at(phase, role, NO_PEER);
	read_all(fd);
}

static void read_linked(const char *role)
{
	struct link l;

	prepare();
	phase_of(role);
	l = begin_linked("read-setup", role);
	read_all(l.fd);
	link_down(&l);
}

static void read_new(void)
{
	read_alone(fresh, NEW, NO_ROLE);
}
static void read_bound(void)
{
	read_alone(bound, BOUND, NO_ROLE);
}
static void read_listening(void)
{
	read_alone(listening, LISTENING, LISTENER);
}
static void read_dialer(void)
{
	read_linked(DIALER);
}
static void read_accepted(void)
{
	read_linked(LISTENER);
}

static void misuse_new(void)
{
	at(NEW, NO_ROLE, NO_PEER);
	misuse_alone(fresh);
}

static void misuse_bound(void)
{
	at(BOUND, NO_ROLE, NO_PEER);
	misuse_alone(bound);
}

static void misuse_listening(void)
{
	at(LISTENING, LISTENER, NO_PEER);
	misuse_alone(listening);
}

static void misuse_dialer(void)
{
	misuse_linked(DIALER);
}
static void misuse_accepted(void)
{
	misuse_linked(LISTENER);
}

static void set_new_dialer(void)
{
	chains(fresh, NEW, DIALER);
}
static void set_new_listener(void)
{
	chains(fresh, NEW, LISTENER);
}
static void set_bound_dialer(void)
{
	chains(bound, BOUND, DIALER);
}
static void set_bound_listener(void)
{
	chains(bound, BOUND, LISTENER);
}
static void set_listening(void)
{
	chains(listening, LISTENING, LISTENER);
}
static void set_dialer(void)
{
	set_linked(DIALER);
}
static void set_accepted(void)
{
	set_linked(LISTENER);
}

static const struct test_case cases[] = {
	{"get-new", read_new},
	{"get-bound", read_bound},
	{"get-listening", read_listening},
	{"get-connected", read_dialer},
	{"get-accepted", read_accepted},
	{"set-new-dialer", set_new_dialer},
	{"set-new-listener", set_new_listener},
	{"set-bound-dialer", set_bound_dialer},
	{"set-bound-listener", set_bound_listener},
	{"set-listening", set_listening},
	{"set-connected", set_dialer},
	{"set-accepted", set_accepted},
	{"misuse-new", misuse_new},
	{"misuse-bound", misuse_bound},
	{"misuse-listening", misuse_listening},
	{"misuse-connected", misuse_dialer},
	{"misuse-accepted", misuse_accepted},
};

TOPIC(options, "opt", cases);
