// SPDX-License-Identifier: MIT
/*
 * The other end of each connection, in a process without the shim: this
 * program executes itself with LD_PRELOAD unset, and answers requests over
 * one local channel. Its sockets name their protocol to the kernel itself
 * (raw system call), so the peer is what --peer says whatever is preloaded.
 */
#include "cells.h"

#include <linux/filter.h>
#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>

#define CHANNEL     3
#define DEADLINE_MS 2000
#define CHUNK       65536

enum op {
	DO_LISTEN,
	DO_ACCEPT,
	DO_CONNECT,
	DO_SEND,
	DO_RECV,
	DO_SHUTDOWN,
	DO_CLOSE,
	DO_RESET,
};

struct request {
	enum op op;
	int id, family, port, count, flags, kind;
};

struct answer {
	int ret, err, port;
	struct peer_got got;
};

/* The helper's side */

static int protocol = IPPROTO_TCP;

void pattern(void *buf, size_t len, size_t from)
{
	char *p = buf;

	for (size_t i = 0; i < len; i++)
		p[i] = 'a' + (from + i) % 23;
}

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int raw_socket(int proto)
{
	return syscall(SYS_socket, family, SOCK_STREAM, proto);
}

/* A listener that drops each SYN unanswered: who connects, waits. */
static int make_deaf(int fd)
{
	struct sock_filter drop = BPF_STMT(BPF_RET | BPF_K, 0);
	struct sock_fprog prog = {1, &drop};

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &prog,
			  sizeof(prog));
}

static int do_listen(const struct request *req, struct answer *ans)
{
	int fd = raw_socket(req->kind == PEER_CHOSEN ? protocol : IPPROTO_TCP);
	struct sockaddr_storage addr;
	socklen_t len = loopback(&addr, 0);

	if (fd < 0 || bind(fd, (void *)&addr, len) < 0 ||
	    listen(fd, 1024) < 0 ||
	    (req->kind == PEER_DEAF && make_deaf(fd) < 0))
		return -1;
	ans->port = port_of(fd);
	return fd;
}

static int do_accept(int fd)
{
	struct pollfd pfd = {.fd = fd, .events = POLLIN};

	if (poll(&pfd, 1, DEADLINE_MS) != 1) {
		errno = ETIMEDOUT;
		return -1;
	}
	return accept(fd, NULL, NULL);
}

static int do_connect(const struct request *req)
{
	struct timeval tv = {.tv_sec = DEADLINE_MS / 1000};
	int fd = raw_socket(protocol);
	struct sockaddr_storage addr;
	socklen_t len = loopback(&addr, req->port);

	if (req->count)
		nap(req->count);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
	if (connect(fd, (void *)&addr, len) < 0) {
		int err = errno;

		close(fd);
		errno = err;
		return -1;
	}
	return fd;
}

/* Returns once the other end's kernel has it all, so that nothing races. */
static int do_send(const struct request *req)
{
	long deadline = now_ms() + DEADLINE_MS;
	static char buf[CHUNK];
	int done = 0, unacked = 1;

	while (done < req->count) {
		int len = req->count - done < CHUNK ? req->count - done : CHUNK;
		int n;

		pattern(buf, len, done);
		n = send(req->id, buf, len, req->flags | MSG_NOSIGNAL);
		if (n < 0)
			return -1;
		done += n;
	}
	/* A fallen-back MPTCP socket counts its SYN for ever: 1 is nearly 0. */
	for (int ms = 0; ioctl(req->id, SIOCOUTQ, &unacked) == 0 && unacked &&
			 (unacked > 1 || ms < 20) && now_ms() < deadline;
	     ms++)
		nap(1);
	return done;
}

static void do_recv(const struct request *req, struct peer_got *got)
{
	long deadline = now_ms() + DEADLINE_MS;
	static char buf[CHUNK], want[CHUNK];

	got->intact = true;
	while (got->count < req->count) {
		struct pollfd pfd = {.fd = req->id, .events = POLLIN};
		int left = req->count - got->count;
		int n;

		if (poll(&pfd, 1, deadline - now_ms()) != 1) {
			got->err = ETIMEDOUT;
			return;
		}
		n = recv(req->id, buf, left < CHUNK ? left : CHUNK, 0);
		if (n <= 0) {
			got->err = n < 0 ? errno : 0;
			got->eof = n == 0;
			return;
		}
		pattern(want, n, got->count);
		if (memcmp(buf, want, n) != 0)
			got->intact = false;
		got->count += n;
	}
}

static int do_reset(int fd)
{
	struct linger now = {.l_onoff = 1, .l_linger = 0};

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	return close(fd);
}

static int serve_request(const struct request *req, struct answer *ans)
{
	switch (req->op) {
	case DO_LISTEN:
		return do_listen(req, ans);
	case DO_ACCEPT:
		return do_accept(req->id);
	case DO_CONNECT:
		return do_connect(req);
	case DO_SEND:
		return do_send(req);
	case DO_RECV:
		do_recv(req, &ans->got);
		return 0;
	case DO_SHUTDOWN:
		return shutdown(req->id, req->flags);
	case DO_CLOSE:
		return close(req->id);
	case DO_RESET:
		return do_reset(req->id);
	}
	return -1;
}

int peer_helper(const char *kind)
{
	struct request req;

	if (strcmp(kind, "mptcp") == 0)
		protocol = IPPROTO_MPTCP;
	while (read(CHANNEL, &req, sizeof(req)) == sizeof(req)) {
		struct answer ans = {0};

		family = req.family;
		ans.ret = serve_request(&req, &ans);
		ans.err = ans.ret < 0 ? errno : 0;
		if (write(CHANNEL, &ans, sizeof(ans)) != sizeof(ans))
			break;
	}
	return 0;
}

/* The program's side */

static int channel = -1;

static bool preloads(const char *var)
{
	return strncmp(var, "LD_PRELOAD=", 11) == 0 ||
	       strncmp(var, "MPTCPDEFAULT=", 13) == 0 ||
	       strncmp(var, "GODEBUG=", 8) == 0;
}

int peer_spawn(const char *kind, int *ours)
{
	char self[] = "/proc/self/exe", flag[] = "--peer-helper";
	char *argv[] = {self, flag, (char *)kind, NULL};
	static char *env[1024];
	posix_spawn_file_actions_t actions;
	int pair[2], err;
	size_t n = 0;
	pid_t pid;

	for (char **e = environ; *e && n < 1023; e++)
		if (!preloads(*e))
			env[n++] = *e;
	env[n] = NULL;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return -1;
	posix_spawn_file_actions_init(&actions);
	if (pair[1] == CHANNEL)
		fcntl(CHANNEL, F_SETFD, 0);
	else
		posix_spawn_file_actions_adddup2(&actions, pair[1], CHANNEL);
	err = posix_spawn(&pid, self, &actions, NULL, argv, env);
	posix_spawn_file_actions_destroy(&actions);
	close(pair[1]);
	*ours = pair[0];
	errno = err;
	return err ? -1 : pid;
}

void peer_use(int fd)
{
	channel = fd;
}

static void ask_later(struct request *req)
{
	req->family = family;
	if (write(channel, req, sizeof(*req)) != sizeof(*req))
		perror("peer");
}

static struct answer collect(void)
{
	struct answer ans;
	int n;

	do {
		n = read(channel, &ans, sizeof(ans));
	} while (n < 0 && errno == EINTR);
	if (n != sizeof(ans)) {
		fprintf(stderr, "cells: the peer is gone\n");
		_exit(2);
	}
	errno = ans.err;
	return ans;
}

static int ask(struct request req)
{
	ask_later(&req);
	return collect().ret;
}

int peer_listen(enum peer_kind kind, int *port)
{
	struct request req = {.op = DO_LISTEN, .kind = kind};
	struct answer ans;

	ask_later(&req);
	ans = collect();
	*port = ans.port;
	return ans.ret;
}

int peer_accept(int listener)
{
	return ask((struct request){.op = DO_ACCEPT, .id = listener});
}

int peer_connect(int port)
{
	return ask((struct request){.op = DO_CONNECT, .port = port});
}

void peer_connect_later(int port, int ms)
{
	struct request req = {.op = DO_CONNECT, .port = port, .count = ms};

	ask_later(&req);
}

void peer_recv_later(int id, int count)
{
	struct request req = {.op = DO_RECV, .id = id, .count = count};

	ask_later(&req);
}

struct peer_got peer_collect_got(void)
{
	return collect().got;
}

void peer_send_later(int id, int count)
{
	struct request req = {.op = DO_SEND, .id = id, .count = count};

	ask_later(&req);
}

int peer_collect(void)
{
	return collect().ret;
}

int peer_send(int id, int count, int flags)
{
	return ask((struct request){
		.op = DO_SEND, .id = id, .count = count, .flags = flags});
}

struct peer_got peer_recv(int id, int count)
{
	peer_recv_later(id, count);
	return peer_collect_got();
}

int peer_shutdown(int id, int how)
{
	return ask((struct request){.op = DO_SHUTDOWN, .id = id, .flags = how});
}

int peer_close(int id)
{
	return ask((struct request){.op = DO_CLOSE, .id = id});
}

int peer_reset(int id)
{
	return ask((struct request){.op = DO_RESET, .id = id});
}

void put_got(const char *label, struct peer_got got)
{
	char buf[96];

	snprintf(buf, sizeof(buf), "%d%s%s%s%s", got.count,
		 got.count && !got.intact ? ",garbled" : "",
		 got.eof ? ",eof" : "", got.err ? "," : "",
		 got.err ? strerrorname_np(got.err) : "");
	put_str(label, buf);
}
