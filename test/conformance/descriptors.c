// SPDX-License-Identifier: MIT
/*
 * Topic fd: the descriptor under a socket. Its number and the next one, its
 * flags, its copies, what it looks like to fstat(), and what happens when
 * no descriptor is left.
 */
#include "cells.h"

#include <dirent.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>

static int base;

/* Numbers as distances from the first free one, whatever we inherited. */
static void put_fd(const char *label, int fd)
{
	put(label, fd < 0 ? fd : fd - base);
}

static int open_count(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int count = 0;

	if (!dir)
		return -1;
	while (readdir(dir))
		count++;
	closedir(dir);
	return count;
}

static int set_int(int fd, int level, int option, int val)
{
	return setsockopt(fd, level, option, &val, sizeof(val));
}

static void numbers(void)
{
	struct sockaddr_storage addr;
	socklen_t len = loopback(&addr, 0);
	struct link l;
	int fd, count;

	base = lowest_free();
	at(NEW, NO_ROLE, NO_PEER);
	begin("number/socket");
	fd = fresh();
	put_fd("fd", fd);
	put_fd("next", lowest_free());
	end();
	at(LISTENING, LISTENER, NO_PEER);
	begin("number/listen");
	count = open_count();
	put("bind", bind(fd, (void *)&addr, len));
	put_fd("next", lowest_free());
	put("listen", listen(fd, 5));
	put_fd("next", lowest_free());
	put("new-fds", open_count() - count);
	end();
	at(LISTENING, LISTENER, NO_PEER);
	begin("number/listen-twice");
	put("listen", listen(fd, 7));
	put_fd("next", lowest_free());
	end();
	at(NEW, NO_ROLE, NO_PEER);
	begin("number/setsockopt");
	fd = fresh();
	put("user-timeout", set_int(fd, IPPROTO_TCP, 18, 1000));
	put_fd("next", lowest_free());
	put("nodelay", set_int(fd, IPPROTO_TCP, 1, 1));
	put_fd("next", lowest_free());
	put("bad", set_int(fd, IPPROTO_TCP, 9999, 1));
	put_fd("next", lowest_free());
	put("new-fds", open_count() - count);
	end();
	at(CONNECTED, DIALER, with_peer);
	begin("number/connect");
	l = dial(fd);
	put_fd("fd", l.fd);
	put_fd("next", lowest_free());
	end_linked(&l);
	at(ACCEPTED, LISTENER, with_peer);
	begin("number/accept");
	l = serve(listening());
	put_fd("listener", l.lfd);
	put_fd("fd", l.fd);
	put_fd("next", lowest_free());
	end_linked(&l);
	begin("number/all-closed");
	put_fd("next", lowest_free());
	end();
}

static void high_number(void)
{
	int fd = bound(), high;
	struct link l;

	at(LISTENING, LISTENER, with_peer);
	begin("number/dup2-high");
	high = dup2(fd, 700);
	close(fd);
	put("high", high);
	put("listen", listen(high, 5));
	put("closed", fcntl(fd, F_GETFD));
	l = serve(high);
	put_ok("accept", l.fd);
	end_linked(&l);
	begin("number/fd-0");
	fd = bound();
	put("dup2", dup2(fd, 0));
	close(fd);
	put("listen", listen(0, 5));
	l = serve(0);
	put_ok("accept", l.fd);
	end_linked(&l);
}

static void put_flags(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	put("cloexec", !!(fcntl(fd, F_GETFD) & FD_CLOEXEC));
	put("nonblock", !!(flags & O_NONBLOCK));
	put("async", !!(flags & O_ASYNC));
	put("rdwr", (flags & O_ACCMODE) == O_RDWR);
	put("others", flags & ~(O_NONBLOCK | O_ASYNC | O_ACCMODE));
}

static void flags(void)
{
	struct link l;

	for (int i = 0; i < 8; i++) {
		int fd = bound(),
		    status = (i & 2 ? O_NONBLOCK : 0) | (i & 4 ? O_ASYNC : 0);

		fcntl(fd, F_SETFD, i & 1 ? FD_CLOEXEC : 0);
		fcntl(fd, F_SETFL, status);
		at(BOUND, NO_ROLE, NO_PEER);
		begin("flags%d", i);
		put_flags(fd);
		end();
		at(LISTENING, LISTENER, NO_PEER);
		begin("flags%d", i);
		put("listen", listen(fd, 5));
		put_flags(fd);
		end();
		close(fd);
		fd = fresh();
		fcntl(fd, F_SETFD, i & 1 ? FD_CLOEXEC : 0);
		fcntl(fd, F_SETFL, i & 4 ? O_ASYNC : 0);
		at(CONNECTED, DIALER, with_peer);
		begin("flags%d", i);
		l = dial(fd);
		put_flags(fd);
		end_linked(&l);
	}
	at(NEW, NO_ROLE, NO_PEER);
	begin("flags-after-option");
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	put("set", set_int(fd, IPPROTO_TCP, 18, 1000));
	put_flags(fd);
	end();
	begin("flags-odd");
	put("direct", fcntl(fd, F_SETFL, O_NONBLOCK | O_APPEND | O_NOATIME));
	put_flags(fd);
	end();
	at(LISTENING, LISTENER, NO_PEER);
	begin("flags-odd");
	put("listen", listen(fd, 5));
	put_flags(fd);
	end();
}

static void put_stat(int fd)
{
	struct stat st;
	char link[64], path[64];
	ssize_t n;

	put("fstat", fstat(fd, &st));
	put("socket", S_ISSOCK(st.st_mode));
	put("mode", st.st_mode & 07777);
	put("size", st.st_size);
	put("links", st.st_nlink);
	put("mine", st.st_uid == geteuid());
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = readlink(path, link, sizeof(link) - 1);
	put("link", n > 8 && strncmp(link, "socket:[", 8) == 0);
}

static ino_t inode(int fd)
{
	struct stat st = {0};

	fstat(fd, &st);
	return st.st_ino;
}

static uint64_t cookie(int fd)
{
	uint64_t val = 0;
	socklen_t len = sizeof(val);

	getsockopt(fd, SOL_SOCKET, SO_COOKIE, &val, &len);
	return val;
}

static void put_proto_name(int fd)
{
	char name[64] = {0};
	ssize_t n = fgetxattr(fd, "system.sockprotoname", name, 63);

	if (n < 0)
		put_errno("name", errno);
	else
		put_str("name", name);
}

static void looks_at(const char *phase, const char *role, const char *peer,
		     int fd)
{
	at(phase, role, peer);
	begin("stat");
	put_stat(fd);
	end();
	begin("sockprotoname");
	put_proto_name(fd);
	end();
}

static void looks(void)
{
	int fd = fresh();

	looks_at(NEW, NO_ROLE, NO_PEER, fd);
	looks_at(BOUND, NO_ROLE, NO_PEER, bound());
	looks_at(LISTENING, LISTENER, NO_PEER, listening());
	for (const char *const *role = both_roles; *role; role++) {
		struct link l;

		phase_of(*role);
		l = begin_linked("setup", *role);
		looks_at(strcmp(*role, DIALER) ? ACCEPTED : CONNECTED, *role,
			 with_peer, l.fd);
		link_down(&l);
	}
}

/* Whether the socket is still the same one: who looks, sees a swap. */
static void sameness(void)
{
	int fd = bound();
	ino_t ino = inode(fd);
	uint64_t before;
	struct link l;

	at(LISTENING, LISTENER, NO_PEER);
	begin("same-inode/listen");
	put("listen", listen(fd, 5));
	put("same", inode(fd) == ino);
	end();
	/* Another socket: to ask is to be known by it. */
	fd = bound();
	before = cookie(fd);
	begin("same-cookie/listen");
	put("listen", listen(fd, 5));
	put("same", cookie(fd) == before);
	end();
	fd = fresh();
	ino = inode(fd);
	before = cookie(fd);
	at(NEW, NO_ROLE, NO_PEER);
	begin("same-inode/option");
	put("set", set_int(fd, IPPROTO_TCP, 18, 1000));
	put("same", inode(fd) == ino);
	end();
	begin("same-cookie/option");
	put("same", cookie(fd) == before);
	end();
	at(CONNECTED, DIALER, with_peer);
	begin("same-inode/connect");
	l = dial(fd);
	ino_t after = inode(fd);

	put("same", after == ino);
	end();
	begin("same-cookie/connect");
	put("same", cookie(fd) == before);
	end_linked(&l);
}

/* Whether our listener's line in /proc/net/tcp is there, under its inode. */
static void proc_net(void)
{
	char line[512], want_port[16], want_ino[32];
	int fd = listening(), port_lines = 0, ino_lines = 0;
	FILE *f = fopen(family == AF_INET6 ? "/proc/net/tcp6" : "/proc/net/tcp",
			"r");

	at(LISTENING, LISTENER, NO_PEER);
	begin("proc-net");
	snprintf(want_port, sizeof(want_port), ":%04X ", port_of(fd));
	snprintf(want_ino, sizeof(want_ino), " %lu ", (long)inode(fd));
	while (f && fgets(line, sizeof(line), f)) {
		if (!strstr(line, want_port) || !strstr(line, " 0A "))
			continue;
		port_lines++;
		ino_lines += strstr(line, want_ino) != NULL;
	}
	if (f)
		fclose(f);
	put("by-port", port_lines);
	put("by-inode", ino_lines);
	end();
}

static int kcmp_file(int a, int b)
{
	return syscall(SYS_kcmp, getpid(), getpid(), 0, a, b);
}

static void copies(void)
{
	static const char *const names[] = {"dup", "dup2", "dup3", "F_DUPFD",
					    "F_DUPFD_CLOEXEC"};

	for (int i = 0; i < 5; i++) {
		int fd = bound(), copy = -1;
		struct link l;

		at(LISTENING, LISTENER, with_peer);
		begin("copy/%s", names[i]);
		switch (i) {
		case 0:
			copy = dup(fd);
			break;
		case 1:
			copy = dup2(fd, fd + 20);
			break;
		case 2:
			copy = dup3(fd, fd + 20, O_CLOEXEC);
			break;
		case 3:
			copy = fcntl(fd, F_DUPFD, fd + 5);
			break;
		case 4:
			copy = fcntl(fd, F_DUPFD_CLOEXEC, fd + 5);
			break;
		}
		put("listen", listen(fd, 5));
		put("same-file", kcmp_file(fd, copy));
		put("same-inode", inode(fd) == inode(copy));
		put("cloexec", fcntl(fd, F_GETFD));
		put("copy-cloexec", fcntl(copy, F_GETFD));
		fcntl(copy, F_SETFL, O_NONBLOCK);
		put("shared-nonblock", !!(fcntl(fd, F_GETFL) & O_NONBLOCK));
		fcntl(copy, F_SETFL, 0);
		l = serve(copy);
		put_ok("accept-copy", l.fd);
		close(l.fd);
		peer_reset(l.peer);
		l = serve(fd);
		put_ok("accept", l.fd);
		close(fd);
		put("copy-lives", port_of(copy) > 0);
		l.lfd = copy;
		end_linked(&l);
	}
	at(LISTENING, LISTENER, NO_PEER);
	begin("copy/many");
	int fd = bound(), copy[10], same = 0;

	for (int i = 0; i < 10; i++)
		copy[i] = dup(fd);
	put("listen", listen(copy[3], 5));
	for (int i = 0; i < 10; i++)
		same += kcmp_file(fd, copy[i]) == 0;
	put("same", same);
	put("port", port_of(fd) == port_of(copy[7]));
	end();
	at(NEW, NO_ROLE, NO_PEER);
	begin("copy/option");
	fd = fresh();
	copy[0] = dup(fd);
	put("set", set_int(fd, IPPROTO_TCP, 18, 1000));
	put("same-file", kcmp_file(fd, copy[0]));
	int val = 0;
	socklen_t len = sizeof(val);

	put("get", getsockopt(copy[0], IPPROTO_TCP, 18, &val, &len));
	put("val", val);
	end();
	at(CONNECTED, DIALER, with_peer);
	begin("copy/connect");
	struct link l = dial(copy[0]);

	put("same-file", kcmp_file(fd, copy[0]));
	put("send", send(fd, "abc", 3, MSG_NOSIGNAL));
	put_got("peer", peer_recv(l.peer, 3));
	end_linked(&l);
}

/* No descriptor left but those counted in `spare`; -1: all again. */
static void limit(int spare)
{
	struct rlimit rl;

	getrlimit(RLIMIT_NOFILE, &rl);
	rl.rlim_cur = spare < 0 ? rl.rlim_max : (rlim_t)(lowest_free() + spare);
	setrlimit(RLIMIT_NOFILE, &rl);
}

static void exhausted(void)
{
	struct sockaddr_storage addr;
	socklen_t len = loopback(&addr, 0);
	int fd = bound(), second = fresh(), port, id;

	id = peer_listen(PEER_CHOSEN, &port);
	limit(0);
	at(NEW, NO_ROLE, NO_PEER);
	begin("no-fd-left/socket");
	put_ok("socket", fresh());
	put_ok("dup", dup(fd));
	end();
	begin("no-fd-left/setsockopt");
	put("user-timeout", set_int(second, IPPROTO_TCP, 18, 1000));
	put("nodelay", set_int(second, IPPROTO_TCP, 1, 1));
	int val = 0;
	socklen_t val_len = sizeof(val);

	put("get", getsockopt(second, IPPROTO_TCP, 18, &val, &val_len));
	put("val", val);
	end();
	at(LISTENING, LISTENER, with_peer);
	begin("no-fd-left/listen");
	put("listen", listen(fd, 5));
	put_mask("mask", look(fd));
	put_ok("connect", peer_connect(port_of(fd)));
	put_mask("mask", settle(fd, POLLIN));
	end();
	begin("no-fd-left/accept");
	put_ok("accept", accept(fd, NULL, NULL));
	put_mask("mask", look(fd));
	put_ok("again", accept(fd, NULL, NULL));
	end();
	at(CONNECTED, DIALER, with_peer);
	begin("no-fd-left/connect");
	len = loopback(&addr, port);
	put("connect", connect(second, (void *)&addr, len));
	put_ok("peer", peer_accept(id));
	end();
	at(ACCEPTED, LISTENER, with_peer);
	begin("no-fd-left/accept-then-room");
	close(second);
	put_ok("accept", accept(fd, NULL, NULL));
	end();
	limit(-1);
}

static void one_left(void)
{
	struct sockaddr_storage addr;
	socklen_t len = loopback(&addr, 0);
	int fd;

	limit(1);
	at(NEW, NO_ROLE, NO_PEER);
	begin("one-fd-left/socket");
	fd = fresh();
	put_ok("first", fd);
	put_ok("second", fresh());
	end();
	begin("one-fd-left/option");
	put("set", set_int(fd, IPPROTO_TCP, 18, 1000));
	end();
	at(LISTENING, LISTENER, NO_PEER);
	begin("one-fd-left/listen");
	put("bind", bind(fd, (void *)&addr, len));
	put("listen", listen(fd, 5));
	put_mask("mask", look(fd));
	end();
	close(fd);
	limit(2);
	begin("two-fds-left/listen");
	fd = bound();
	put("listen", listen(fd, 5));
	put_fd("lowest", lowest_free() - fd + base);
	put_ok("socket", fresh());
	put_ok("socket", fresh());
	end();
	limit(-1);
}

static const struct test_case cases[] = {
	{"numbers", numbers},   {"high-number", high_number},
	{"flags", flags},       {"looks", looks},
	{"sameness", sameness}, {"proc-net", proc_net},
	{"copies", copies},     {"exhausted", exhausted},
	{"one-left", one_left},
};

TOPIC(descriptors, "fd", cases);
