// SPDX-License-Identifier: MIT
/*
 * Topic data: what arrives and what is told about it. The flags of send()
 * and recv(), urgent data, ancillary data, sendfile() and splice(), and
 * whole transfers both ways on a connection of each role.
 */
#include "cells.h"

#include <linux/errqueue.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/uio.h>

#define BIG (1 << 20)

#ifndef MSG_ZEROCOPY
#define MSG_ZEROCOPY 0x4000000
#endif

typedef void linked(struct link *l, const char *role);

/* Runs one look at a connection of each role, each on a new connection. */
static void both(linked *look_at)
{
	for (const char *const *role = both_roles; *role; role++) {
		struct link l;

		phase_of(*role);
		l = begin_linked("setup", *role);
		look_at(&l, *role);
		link_down(&l);
	}
}

static void put_recv(const char *label, int fd, int len, int flags)
{
	char buf[256] = {0};

	put(label, recv(fd, buf, len, flags));
}

static void arrive(struct link *l, int count)
{
	int have = 0;

	peer_send(l->peer, count, 0);
	for (int ms = 0; ms < WAIT_MS; ms++) {
		if (ioctl(l->fd, FIONREAD, &have) < 0 || have >= count)
			return;
		nap(1);
	}
}

static void peek(struct link *l, const char *role)
{
	(void)role;
	arrive(l, 5);
	begin("MSG_PEEK");
	put_recv("two", l->fd, 2, MSG_PEEK);
	put_recv("all", l->fd, 99, MSG_PEEK);
	put_recv("read", l->fd, 2, 0);
	put_recv("rest", l->fd, 99, MSG_PEEK);
	put_recv("read", l->fd, 99, 0);
	put_recv("none", l->fd, 99, MSG_PEEK | MSG_DONTWAIT);
	end();
	arrive(l, 5);
	begin("MSG_PEEK-waitall");
	put_recv("all", l->fd, 5, MSG_PEEK | MSG_WAITALL);
	put_recv("more", l->fd, 9, MSG_PEEK | MSG_WAITALL | MSG_DONTWAIT);
	put_recv("read", l->fd, 9, 0);
	end();
	int zero = 0;

	begin("SO_PEEK_OFF");
	put("set",
	    setsockopt(l->fd, SOL_SOCKET, SO_PEEK_OFF, &zero, sizeof(zero)));
	arrive(l, 6);
	put_recv("first", l->fd, 2, MSG_PEEK | MSG_DONTWAIT);
	put_recv("second", l->fd, 2, MSG_PEEK | MSG_DONTWAIT);
	put_recv("third", l->fd, 9, MSG_PEEK | MSG_DONTWAIT);
	put_recv("read", l->fd, 9, MSG_DONTWAIT);
	end();
}

static void waits(struct link *l, const char *role)
{
	struct timeval tv = {.tv_usec = 30000};

	(void)role;
	begin("MSG_DONTWAIT");
	put_recv("none", l->fd, 9, MSG_DONTWAIT);
	put_recv("zero", l->fd, 0, MSG_DONTWAIT);
	end();
	begin("MSG_WAITALL");
	arrive(l, 6);
	put_recv("six", l->fd, 6, MSG_WAITALL);
	setsockopt(l->fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	arrive(l, 3);
	put_recv("three-of-six", l->fd, 6, MSG_WAITALL);
	put_recv("timeout", l->fd, 6, MSG_WAITALL);
	put_recv("timeout", l->fd, 6, 0);
	end();
	begin("MSG_TRUNC");
	arrive(l, 10);
	put_recv("four", l->fd, 4, MSG_TRUNC);
	put("null", recv(l->fd, NULL, 3, MSG_TRUNC));
	put_recv("peek", l->fd, 2, MSG_PEEK | MSG_TRUNC);
	put_recv("rest", l->fd, 99, MSG_DONTWAIT);
	end();
	begin("bad-flags");
	arrive(l, 4);
	put_recv("recv", l->fd, 2, 0x40000 | MSG_DONTWAIT);
	put_recv("recv", l->fd, 2, MSG_CTRUNC | MSG_DONTWAIT);
	put("send", send(l->fd, "x", 1, 0x800 | MSG_NOSIGNAL));
	put("send", send(l->fd, "x", 1, MSG_EOR | MSG_NOSIGNAL));
	put("send", send(l->fd, "x", 1, MSG_CONFIRM | MSG_NOSIGNAL));
	put("send", send(l->fd, "x", 1, MSG_DONTROUTE | MSG_NOSIGNAL));
	end();
	begin("MSG_ERRQUEUE");
	put_recv("recv", l->fd, 9, MSG_ERRQUEUE);
	end();
	begin("SO_RCVLOWAT");
	int low = 4;

	put_recv("drain", l->fd, 99, MSG_DONTWAIT);
	put("set",
	    setsockopt(l->fd, SOL_SOCKET, SO_RCVLOWAT, &low, sizeof(low)));
	arrive(l, 2);
	put_mask("two", look(l->fd));
	arrive(l, 2);
	put_mask("four", settle(l->fd, POLLIN));
	put_recv("read", l->fd, 99, MSG_DONTWAIT);
	end();
}

static void sends(struct link *l, const char *role)
{
	char buf[64];

	(void)role;
	begin("MSG_MORE");
	pattern(buf, sizeof(buf), 0);
	put("more", send(l->fd, buf, 2, MSG_MORE | MSG_NOSIGNAL));
	put("more", send(l->fd, buf + 2, 3, MSG_MORE | MSG_NOSIGNAL));
	put("last", send(l->fd, buf + 5, 4, MSG_NOSIGNAL));
	put_got("peer", peer_recv(l->peer, 9));
	end();
	begin("TCP_CORK");
	int on = 1, off = 0;

	put("cork", setsockopt(l->fd, IPPROTO_TCP, TCP_CORK, &on, sizeof(on)));
	put("send", send(l->fd, buf, 5, MSG_NOSIGNAL));
	put("send", send(l->fd, buf + 5, 5, MSG_NOSIGNAL));
	put("open",
	    setsockopt(l->fd, IPPROTO_TCP, TCP_CORK, &off, sizeof(off)));
	put_got("peer", peer_recv(l->peer, 10));
	end();
	begin("send-zero");
	put("send", send(l->fd, buf, 0, MSG_NOSIGNAL));
	put("write", write(l->fd, buf, 0));
	put("null", send(l->fd, NULL, 0, MSG_NOSIGNAL));
	end();
	begin("send-fault");
	put("send", send(l->fd, (void *)8, 4, MSG_NOSIGNAL));
	put("recv", recv(l->fd, (void *)8, 4, MSG_DONTWAIT));
	end();
	begin("sendto-address");
	struct sockaddr_storage addr;
	socklen_t len = loopback(&addr, 9);

	put("sendto", sendto(l->fd, buf, 3, MSG_NOSIGNAL, (void *)&addr, len));
	put_got("peer", peer_recv(l->peer, 3));
	end();
	begin("recvfrom-address");
	arrive(l, 3);
	memset(&addr, 0, sizeof(addr));
	len = sizeof(addr);
	put("recvfrom", recvfrom(l->fd, buf, 3, 0, (void *)&addr, &len));
	put("len", len);
	put("family", addr.ss_family);
	end();
	begin("vectors");
	struct iovec iov[3] = {{buf, 2}, {buf + 2, 0}, {buf + 2, 5}};

	pattern(buf, sizeof(buf), 0);
	put("writev", writev(l->fd, iov, 3));
	put_got("peer", peer_recv(l->peer, 7));
	arrive(l, 6);
	put("readv", readv(l->fd, iov, 3));
	end();
	begin("seek");
	put("lseek", lseek(l->fd, 0, SEEK_SET));
	put("pread", pread(l->fd, buf, 1, 0));
	put("pwrite", pwrite(l->fd, buf, 1, 0));
	put("fsync", fsync(l->fd));
	put("ftruncate", ftruncate(l->fd, 0));
	put("fallocate", posix_fallocate(l->fd, 0, 1));
	end();
	begin("mmap");
	put_ok("mmap", (long)mmap(NULL, 4096, PROT_READ, MAP_SHARED, l->fd, 0));
	end();
}

static void urgent(struct link *l, const char *role)
{
	int mark = -1;
	char c;

	(void)role;
	begin("MSG_OOB/receive");
	put("peer", peer_send(l->peer, 1, MSG_OOB));
	put_mask("mask", settle(l->fd, POLLPRI));
	put("mark", ioctl(l->fd, 0x8905, &mark) < 0 ? -1 : mark);
	put("peek", recv(l->fd, &c, 1, MSG_OOB | MSG_PEEK | MSG_DONTWAIT));
	put("oob", recv(l->fd, &c, 1, MSG_OOB | MSG_DONTWAIT));
	put("again", recv(l->fd, &c, 1, MSG_OOB | MSG_DONTWAIT));
	put("in-line", recv(l->fd, &c, 1, MSG_DONTWAIT));
	put_mask("mask", look(l->fd));
	end();
	begin("MSG_OOB/with-data");
	arrive(l, 4);
	put("peer", peer_send(l->peer, 1, MSG_OOB));
	put_mask("mask", settle(l->fd, POLLPRI));
	put_recv("read", l->fd, 99, MSG_DONTWAIT);
	put("mark", ioctl(l->fd, 0x8905, &mark) < 0 ? -1 : mark);
	put_recv("oob", l->fd, 1, MSG_OOB | MSG_DONTWAIT);
	put_recv("read", l->fd, 99, MSG_DONTWAIT);
	end();
	begin("MSG_OOB/send");
	put("send", send(l->fd, "a", 1, MSG_OOB | MSG_NOSIGNAL));
	put("send", send(l->fd, "b", 1, MSG_NOSIGNAL));
	put_got("peer", peer_recv(l->peer, 1));
	end();
	begin("MSG_OOB/inline");
	int on = 1;

	put("set",
	    setsockopt(l->fd, SOL_SOCKET, SO_OOBINLINE, &on, sizeof(on)));
	put("peer", peer_send(l->peer, 1, MSG_OOB));
	put_mask("mask", settle(l->fd, POLLIN));
	put("oob", recv(l->fd, &c, 1, MSG_OOB | MSG_DONTWAIT));
	put("mark", ioctl(l->fd, 0x8905, &mark) < 0 ? -1 : mark);
	put("in-line", recv(l->fd, &c, 1, MSG_DONTWAIT));
	end();
}

/* What came beside the data: level and type of each, or none. */
static void put_control(struct link *l, int flags)
{
	char buf[64], control[512];
	struct iovec iov = {buf, sizeof(buf)};
	struct msghdr msg = {.msg_iov = &iov,
			     .msg_iovlen = 1,
			     .msg_control = control,
			     .msg_controllen = sizeof(control)};
	bool any = false;

	put("recvmsg", recvmsg(l->fd, &msg, flags | MSG_DONTWAIT));
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&msg); c;
	     c = CMSG_NXTHDR(&msg, c)) {
		char text[64];

		snprintf(text, sizeof(text), "%d.%d.%zu", c->cmsg_level,
			 c->cmsg_type, c->cmsg_len);
		put_str("cmsg", text);
		if (c->cmsg_level == IPPROTO_TCP && c->cmsg_type == 36)
			put("inq", *(int *)CMSG_DATA(c));
		any = true;
	}
	if (!any)
		put_str("cmsg", "none");
	put("flags", msg.msg_flags & ~MSG_CMSG_CLOEXEC);
}

/* The kernel switches receive timestamps on a while after it is asked. */
static void wait_stamps(struct link *l)
{
	for (int ms = 0; ms < WAIT_MS; ms += 2, nap(2)) {
		char byte, room[256];
		struct iovec iov = {&byte, 1};
		struct msghdr msg = {.msg_iov = &iov,
				     .msg_iovlen = 1,
				     .msg_control = room,
				     .msg_controllen = sizeof(room)};

		arrive(l, 1);
		if (recvmsg(l->fd, &msg, MSG_DONTWAIT) == 1 &&
		    msg.msg_controllen)
			return;
	}
}

static void control(const char *role)
{
	static const struct {
		const char *name;
		int level, option, value;
	} asked[] = {
		{"none", SOL_SOCKET, SO_KEEPALIVE, 1},
		{"SO_TIMESTAMP", SOL_SOCKET, SO_TIMESTAMP, 1},
		{"SO_TIMESTAMPNS", SOL_SOCKET, SO_TIMESTAMPNS, 1},
		{"SO_TIMESTAMPING", SOL_SOCKET, SO_TIMESTAMPING, 0x18},
		{"TCP_INQ", IPPROTO_TCP, 36, 1},
		{"SO_RXQ_OVFL", SOL_SOCKET, SO_RXQ_OVFL, 1},
		{"SO_RCVMARK", SOL_SOCKET, 75, 1},
		{"IP_RECVTTL", IPPROTO_IP, IP_RECVTTL, 1},
		{"IP_RECVTOS", IPPROTO_IP, IP_RECVTOS, 1},
		{"IP_PKTINFO", IPPROTO_IP, IP_PKTINFO, 1},
	};

	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++) {
		struct link one;

		begin("cmsg/%s", asked[i].name);
		one = link_up(role);
		put("set", setsockopt(one.fd, asked[i].level, asked[i].option,
				      &asked[i].value, sizeof(int)));
		if (strstr(asked[i].name, "TIMESTAMP"))
			wait_stamps(&one);
		arrive(&one, 5);
		put_control(&one, 0);
		end();
		link_down(&one);
	}
}

static void send_control(struct link *l, const char *role)
{
	static const struct {
		const char *name;
		int level, type, size, value;
	} sent[] = {
		{"unknown", SOL_SOCKET, 9999, 4, 1},
		{"other-level", 9999, 1, 4, 1},
		{"SO_MARK", SOL_SOCKET, SO_MARK, 4, 5},
		{"SO_TIMESTAMPING", SOL_SOCKET, SO_TIMESTAMPING, 4, 0x12},
		{"SCM_RIGHTS", SOL_SOCKET, SCM_RIGHTS, 4, 1},
		{"IP_TTL", IPPROTO_IP, IP_TTL, 4, 5},
		{"IPV6_HOPLIMIT", IPPROTO_IPV6, IPV6_HOPLIMIT, 4, 5},
		{"SCM_DEVMEM", SOL_SOCKET, 79, 4, 1},
	};

	(void)role;
	for (size_t i = 0; i < sizeof(sent) / sizeof(*sent); i++) {
		char buf[8], room[64] = {0};
		struct iovec iov = {buf, 3};
		struct msghdr msg = {.msg_iov = &iov,
				     .msg_iovlen = 1,
				     .msg_control = room,
				     .msg_controllen = CMSG_SPACE(sizeof(int))};
		struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
		int ret;

		c->cmsg_level = sent[i].level;
		c->cmsg_type = sent[i].type;
		c->cmsg_len = CMSG_LEN(sent[i].size);
		memcpy(CMSG_DATA(c), &sent[i].value, sizeof(int));
		pattern(buf, 3, 0);
		begin("send-cmsg/%s", sent[i].name);
		ret = sendmsg(l->fd, &msg, MSG_NOSIGNAL);
		put("sendmsg", ret);
		if (ret > 0)
			put_got("peer", peer_recv(l->peer, ret));
		end();
	}
}

static void many(struct link *l, const char *role)
{
	char buf[64];
	struct iovec iov[2] = {{buf, 4}, {buf + 4, 5}};
	struct mmsghdr msgs[2] = {
		{.msg_hdr = {.msg_iov = &iov[0], .msg_iovlen = 1}},
		{.msg_hdr = {.msg_iov = &iov[1], .msg_iovlen = 1}},
	};

	(void)role;
	begin("sendmmsg");
	pattern(buf, sizeof(buf), 0);
	put("sendmmsg", sendmmsg(l->fd, msgs, 2, MSG_NOSIGNAL));
	put("first", msgs[0].msg_len);
	put("second", msgs[1].msg_len);
	put_got("peer", peer_recv(l->peer, 9));
	end();
	begin("recvmmsg");
	arrive(l, 7);
	put("recvmmsg", recvmmsg(l->fd, msgs, 2, MSG_DONTWAIT, NULL));
	put("first", msgs[0].msg_len);
	put("second", msgs[1].msg_len);
	end();
}

static void zerocopy(struct link *l, const char *role)
{
	static char buf[32768];
	char control[256];
	struct msghdr msg = {.msg_control = control,
			     .msg_controllen = sizeof(control)};
	int on = 1;

	(void)role;
	begin("MSG_ZEROCOPY");
	pattern(buf, sizeof(buf), 0);
	put("set", setsockopt(l->fd, SOL_SOCKET, SO_ZEROCOPY, &on, sizeof(on)));
	put("send", send(l->fd, buf, sizeof(buf), MSG_ZEROCOPY | MSG_NOSIGNAL));
	put_got("peer", peer_recv(l->peer, sizeof(buf)));
	put_mask("mask", settle(l->fd, POLLERR));
	put("notice", recvmsg(l->fd, &msg, MSG_ERRQUEUE | MSG_DONTWAIT));
	end();
	begin("TCP_ZEROCOPY_RECEIVE");
	char room[64] = {0};
	socklen_t len = sizeof(room);

	arrive(l, 8);
	put("get", getsockopt(l->fd, IPPROTO_TCP, 35, room, &len));
	put_recv("read", l->fd, 99, MSG_DONTWAIT);
	end();
}

static int pattern_file(size_t len)
{
	int fd = memfd_create("pattern", MFD_CLOEXEC);
	char *buf = malloc(len);

	pattern(buf, len, 0);
	if (write(fd, buf, len) != (ssize_t)len)
		put_errno("setup-file", errno);
	free(buf);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static void files(struct link *l, const char *role)
{
	int fd = pattern_file(20000), pipes[2], null;
	off_t at_byte = 0;
	char buf[64];

	(void)role;
	begin("sendfile");
	put("sendfile", sendfile(l->fd, fd, NULL, 10000));
	put_got("peer", peer_recv(l->peer, 10000));
	end();
	begin("sendfile-offset");
	put("sendfile", sendfile(l->fd, fd, &at_byte, 5000));
	put("offset", at_byte);
	put_got("peer", peer_recv(l->peer, 5000));
	end();
	begin("sendfile-from-socket");
	null = open("/dev/null", O_WRONLY);
	arrive(l, 5);
	put("sendfile", sendfile(null, l->fd, NULL, 5));
	put_recv("left", l->fd, 99, MSG_DONTWAIT);
	end();
	begin("copy_file_range");
	at_byte = 0;
	put("to", copy_file_range(fd, &at_byte, l->fd, NULL, 10, 0));
	end();
	begin("splice-out");
	put("pipe", pipe(pipes));
	pattern(buf, sizeof(buf), 0);
	put("write", write(pipes[1], buf, 40));
	put("splice", splice(pipes[0], NULL, l->fd, NULL, 40, SPLICE_F_MORE));
	put("uncork", send(l->fd, "", 0, MSG_NOSIGNAL));
	put_got("peer", peer_recv(l->peer, 40));
	end();
	begin("splice-in");
	arrive(l, 30);
	put("splice",
	    splice(l->fd, NULL, pipes[1], NULL, 30, SPLICE_F_NONBLOCK));
	put("read", read(pipes[0], buf, 64));
	fcntl(l->fd, F_SETFL, O_NONBLOCK);
	put("empty",
	    splice(l->fd, NULL, pipes[1], NULL, 30, SPLICE_F_NONBLOCK));
	end();
	begin("splice-eof");
	peer_shutdown(l->peer, SHUT_WR);
	settle(l->fd, POLLIN | POLLRDHUP);
	put("splice",
	    splice(l->fd, NULL, pipes[1], NULL, 30, SPLICE_F_NONBLOCK));
	end();
}

/* A megabyte each way, in order and whole, with calls that may block. */
static void bulk(struct link *l, const char *role)
{
	static char buf[BIG], want[BIG];
	size_t done;

	(void)role;
	begin("bulk-out");
	pattern(buf, BIG, 0);
	peer_recv_later(l->peer, BIG);
	for (done = 0; done < BIG;) {
		ssize_t n = send(l->fd, buf + done, BIG - done, MSG_NOSIGNAL);

		if (n <= 0)
			break;
		done += n;
	}
	put("sent", done);
	put_got("peer", peer_collect_got());
	end();
	begin("bulk-in");
	peer_send_later(l->peer, BIG);
	for (done = 0; done < BIG;) {
		ssize_t n = recv(l->fd, buf + done, BIG - done, 0);

		if (n <= 0)
			break;
		done += n;
	}
	put("peer", peer_collect());
	pattern(want, BIG, 0);
	put("count", done);
	put("intact", memcmp(buf, want, done) == 0);
	end();
}

/* MSG_FASTOPEN: connect() and send() in one. */
static void fast_open(void)
{
	int port, id, fd = fresh(), on = 1, peer;
	struct sockaddr_storage addr;
	socklen_t len;
	char buf[8];

	at(CONNECTED, DIALER, with_peer);
	begin("MSG_FASTOPEN");
	id = peer_listen(PEER_CHOSEN, &port);
	len = loopback(&addr, port);
	pattern(buf, sizeof(buf), 0);
	put("sendto", sendto(fd, buf, 5, MSG_FASTOPEN | MSG_NOSIGNAL,
			     (void *)&addr, len));
	peer = peer_accept(id);
	put_got("peer", peer_recv(peer, 5));
	put_mask("mask", settle(fd, POLLOUT));
	end();
	begin("TCP_FASTOPEN_CONNECT");
	fd = fresh();
	put("set", setsockopt(fd, IPPROTO_TCP, 30, &on, sizeof(on)));
	put("connect", connect(fd, (void *)&addr, len));
	put("send", send(fd, buf, 5, MSG_NOSIGNAL));
	peer = peer_accept(id);
	put_got("peer", peer_recv(peer, 5));
	end();
	at(CONNECTING, DIALER, NO_PEER);
	begin("MSG_FASTOPEN-refused");
	len = loopback(&addr, port_of(bound()));
	put("sendto", sendto(fresh(), buf, 5, MSG_FASTOPEN | MSG_NOSIGNAL,
			     (void *)&addr, len));
	put("no-address", send(fresh(), buf, 5, MSG_FASTOPEN | MSG_NOSIGNAL));
	end();
	begin("sendto-unconnected");
	put("sendto",
	    sendto(fresh(), buf, 5, MSG_NOSIGNAL, (void *)&addr, len));
	end();
}

/* Server side options whose effect shows only on a connection. */
static void deferred(void)
{
	int lfd = bound(), seconds = 7, id, fd;

	at(LISTENING, LISTENER, with_peer);
	begin("TCP_DEFER_ACCEPT");
	put("set", setsockopt(lfd, IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds,
			      sizeof(seconds)));
	put("listen", listen(lfd, 5));
	fcntl(lfd, F_SETFL, O_NONBLOCK);
	id = peer_connect(port_of(lfd));
	nap(20);
	put_mask("no-data", look(lfd));
	put_ok("accept", accept(lfd, NULL, NULL));
	peer_send(id, 3, 0);
	put_mask("data", settle(lfd, POLLIN));
	fd = accept(lfd, NULL, NULL);
	put_ok("accept", fd);
	put_mask("mask", settle(fd, POLLIN));
	end();
}

static void saved_syn(void)
{
	int lfd = bound(), on = 1;
	unsigned char syn[512];
	socklen_t len = sizeof(syn);
	struct link l;

	at(ACCEPTED, LISTENER, with_peer);
	begin("TCP_SAVED_SYN");
	put("set", setsockopt(lfd, IPPROTO_TCP, 27, &on, sizeof(on)));
	put("listen", listen(lfd, 5));
	l = serve(lfd);
	put("get", getsockopt(l.fd, IPPROTO_TCP, 28, syn, &len));
	put("some", len > 40);
	len = sizeof(syn);
	put("again", getsockopt(l.fd, IPPROTO_TCP, 28, syn, &len));
	put("len", len);
	end_linked(&l);
}

static void peeks(void)
{
	both(peek);
}
static void waiting_flags(void)
{
	both(waits);
}
static void sending(void)
{
	both(sends);
}
static void oob(void)
{
	both(urgent);
}

static void controls(void)
{
	for (const char *const *role = both_roles; *role; role++) {
		phase_of(*role);
		control(*role);
	}
}

static void send_controls(void)
{
	both(send_control);
}
static void messages(void)
{
	both(many);
}
static void zero_copies(void)
{
	both(zerocopy);
}
static void all_files(void)
{
	both(files);
}
static void all_bulk(void)
{
	both(bulk);
}

static const struct test_case cases[] = {
	{"peek", peeks},          {"flags", waiting_flags},
	{"send", sending},        {"oob", oob},
	{"cmsg", controls},       {"send-cmsg", send_controls},
	{"mmsg", messages},       {"zerocopy", zero_copies},
	{"files", all_files},     {"bulk", all_bulk},
	{"fastopen", fast_open},  {"defer-accept", deferred},
	{"saved-syn", saved_syn},
};

TOPIC(data, "data", cases);
