// SPDX-License-Identifier: MIT
/*
 * Writes cells: one line each, "name<TAB>observation". A case that hangs
 * is woken by SIGALRM, and the hang becomes the cell's observation; so
 * everything here works on plain buffers that a signal handler may write.
 */
#include "cells.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/epoll.h>

#define HANG_SECONDS 3

int family;
const char *topic = "";
sigjmp_buf after_hang;
bool go_on_after_hang;

static const char *where_phase, *where_role, *where_peer;
static char out[1 << 20];
static size_t out_len;
static char name[256], seen[4096];
static size_t seen_len;
static bool open_cell;

void say_flush(void)
{
	size_t done = 0;

	while (done < out_len) {
		ssize_t n = write(STDOUT_FILENO, out + done, out_len - done);

		if (n <= 0)
			break;
		done += n;
	}
	out_len = 0;
}

static void emit(const char *text)
{
	size_t len = strlen(text);

	if (out_len + len > sizeof(out))
		say_flush();
	memcpy(out + out_len, text, len);
	out_len += len;
}

static void hung(int sig)
{
	(void)sig;
	put_str(NULL, "HANG");
	end();
	if (go_on_after_hang)
		siglongjmp(after_hang, 1);
	say_flush();
	_exit(0);
}

void say_start(void)
{
	struct sigaction sa = {.sa_handler = hung};

	sigaction(SIGALRM, &sa, NULL);
	begin("setup");
	at("-", NO_ROLE, NO_PEER);
	open_cell = false;
}

void at(const char *phase, const char *role, const char *peer)
{
	where_phase = phase;
	where_role = role;
	where_peer = peer;
}

void begin(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(name, sizeof(name), fmt, ap);
	va_end(ap);
	seen_len = 0;
	seen[0] = '\0';
	open_cell = true;
	alarm(HANG_SECONDS);
}

void end(void)
{
	emit(topic);
	emit("/");
	emit(name);
	emit("/");
	emit(where_phase);
	emit("/");
	emit(where_role);
	emit(family == AF_INET6 ? "/v6/" : "/v4/");
	emit(where_peer);
	emit("\t");
	emit(seen_len ? seen : "-");
	emit("\n");
	open_cell = false;
	alarm(HANG_SECONDS);
}

static void append(const char *text)
{
	size_t len = strlen(text);

	if (seen_len + len >= sizeof(seen))
		return;
	memcpy(seen + seen_len, text, len + 1);
	seen_len += len;
}

void put_str(const char *label, const char *text)
{
	if (seen_len)
		append(" ");
	if (label) {
		append(label);
		append("=");
	}
	append(text);
}

void put_errno(const char *label, int err)
{
	char buf[32];
	const char *text = strerrorname_np(err);

	if (!text) {
		snprintf(buf, sizeof(buf), "E%d", err);
		text = buf;
	}
	put_str(label, err ? text : "0");
}

void put(const char *label, long ret)
{
	int saved = errno;
	char buf[32];

	if (ret == -1) {
		put_errno(label, saved);
	} else {
		snprintf(buf, sizeof(buf), "%ld", ret);
		put_str(label, buf);
	}
	errno = saved;
}

void put_ok(const char *label, long ret)
{
	if (ret == -1)
		put_errno(label, errno);
	else
		put_str(label, "ok");
}

void put_mask(const char *label, int revents)
{
	static const struct {
		int bit;
		char letter;
	} letters[] = {
		{POLLIN, 'I'},     {POLLPRI, 'P'},    {POLLOUT, 'O'},
		{POLLERR, 'E'},    {POLLHUP, 'H'},    {POLLRDHUP, 'R'},
		{POLLNVAL, 'N'},   {POLLRDNORM, 'r'}, {POLLWRNORM, 'w'},
		{POLLRDBAND, 'b'},
	};
	char buf[16], *p = buf;

	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++)
		if (revents & letters[i].bit)
			*p++ = letters[i].letter;
	if (p == buf)
		*p++ = '0';
	*p = '\0';
	put_str(label, revents < 0 ? "error" : buf);
}

void put_addr(const char *label, const struct sockaddr_storage *addr)
{
	char text[64] = "?", buf[96];
	int port = 0;

	if (addr->ss_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)addr;

		inet_ntop(AF_INET, &in->sin_addr, text, sizeof(text));
		port = in->sin_port;
	} else if (addr->ss_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = (const void *)addr;

		inet_ntop(AF_INET6, &in6->sin6_addr, text, sizeof(text));
		port = in6->sin6_port;
	} else {
		snprintf(text, sizeof(text), "family%d", addr->ss_family);
	}
	snprintf(buf, sizeof(buf), "%s:%s", text, port ? "port" : "0");
	put_str(label, buf);
}

void put_bytes(const char *label, const void *data, size_t len)
{
	const unsigned char *p = data;
	char buf[160];
	size_t n = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < len && i < 64; i++)
		n += snprintf(buf + n, sizeof(buf) - n, "%02x", p[i]);
	if (len > 64)
		snprintf(buf + n, sizeof(buf) - n, "..");
	put_str(label, len ? buf : "empty");
}
