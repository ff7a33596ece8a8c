// SPDX-License-Identifier: MIT
/*
 * The decision log. Called by role/act.c with all that a line holds; opens
 * and closes the file for each, because a descriptor kept would be one that
 * the program did not ask for.
 */
#include <netinet/in.h>
#include <stddef.h>
#include "base/settings.h"
#include "base/sys.h"
#include "know/observe.h"
#include "log.h"
#include "sink.h"

static unsigned int big_endian(const void *at)
{
	const unsigned char *byte = (const unsigned char *)at;

	return (unsigned int)byte[0] << 8 | byte[1];
}

static void hex(struct text *t, unsigned int n)
{
	int shift = 12;

	while (shift && !(n >> shift))
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		text_char(t, "0123456789abcdef"[n >> shift & 15]);
}

static void add_v4(struct text *t, const unsigned char *byte)
{
	int i;

	for (i = 0; i < 4; i++) {
		if (i)
			text_char(t, '.');
		text_number(t, byte[i]);
	}
}

/* All eight groups: RFC 5952's "::" is not worth its code here. */
static void add_v6(struct text *t, const unsigned char *byte)
{
	int i;

	text_char(t, '[');
	for (i = 0; i < 16; i += 2) {
		if (i)
			text_char(t, ':');
		hex(t, big_endian(byte + i));
	}
	text_char(t, ']');
}

static void add_address(struct text *t, const struct sockaddr *addr,
			socklen_t len)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)addr;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)addr;
	const void *port = &v4->sin_port;

	if (addr->sa_family == AF_INET && len >= sizeof(*v4)) {
		add_v4(t, (const unsigned char *)&v4->sin_addr);
	} else if (addr->sa_family == AF_INET6 && len >= sizeof(*v6)) {
		add_v6(t, v6->sin6_addr.s6_addr);
		port = &v6->sin6_port;
	} else {
		text_char(t, '?');
		return;
	}
	text_char(t, ':');
	text_number(t, big_endian(port));
}

static void add_why(struct text *t, const struct verdict *v)
{
	text_add(t, " reason=");
	if (v->outcome == OUTCOME_declined)
		text_add(t, reason_name(v->reason));
	else if (v->outcome == OUTCOME_refused)
		text_errno(t, v->refused);
	else
		text_char(t, '-');
}

void log_decision(const char *call, int fd, const struct sockaddr *addr,
		  socklen_t len, const struct verdict *v)
{
	char buffer[512];
	struct text t = {buffer, sizeof(buffer), 0};
	struct address own;

	text_add(&t, "mptcpdefault[");
	text_number(&t, (unsigned long)sys(SYS_getpid));
	text_add(&t, "]: ");
	text_add(&t, call);
	text_add(&t, " fd=");
	text_number(&t, (unsigned long)fd);
	text_add(&t, " addr=");
	if (addr)
		add_address(&t, addr, len);
	else if (observe_address(fd, &own))
		add_address(&t, (struct sockaddr *)&own.at, own.len);
	else
		text_char(&t, '?');
	text_add(&t, " role=");
	text_add(&t, role_name(v->role));
	text_add(&t, " status=");
	text_add(&t, status_name(v->status));
	text_add(&t, v->want.mptcp ? " want=mptcp" : " want=tcp");
	text_add(&t, " outcome=");
	text_add(&t, outcome_name(v->outcome));
	add_why(&t, v);
	text_end(&t);
	sink_write(&settings()->log, &t);
}
