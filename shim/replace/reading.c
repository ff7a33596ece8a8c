// SPDX-License-Identifier: MIT
/*
 * Reading and setting options. Called by carry.c.
 */
#include <stdint.h>
#include <sys/socket.h>
#include "base/sys.h"
#include "reading.h"

static socklen_t size_of(unsigned int kind)
{
	switch (kind) {
	case OPTION_NUMBER64:
		return sizeof(uint64_t);
	case OPTION_LINGER:
		return sizeof(struct linger);
	case OPTION_TIMEVAL:
		return 2 * sizeof(long); /* whatever time_t is */
	case OPTION_NAME:
		return READING_MAX;
	default:
		return sizeof(int);
	}
}

static void fill(unsigned char *at, unsigned char byte, size_t n)
{
	while (n)
		at[--n] = byte;
}

/* A name's bytes behind its NUL are whatever they are. */
static void tidy_name(struct reading *r)
{
	size_t i;

	for (i = 0; i < r->len && r->value.bytes[i]; i++)
		;
	fill(r->value.bytes + i, 0, READING_MAX - i);
	r->len = (socklen_t)i;
}

long reading_ask(int fd, const struct option *o, struct reading *out)
{
	long err;

	out->value.words[0] = out->value.words[1] = 0;
	out->len = size_of(o->kind);
	err = sys(SYS_getsockopt, fd, o->level, o->name, out->value.bytes,
		  &out->len);
	if (!err && o->kind == OPTION_NAME)
		tidy_name(out);
	return err;
}

bool reading_same(const struct reading *a, const struct reading *b)
{
	return a->len == b->len && a->value.words[0] == b->value.words[0] &&
	       a->value.words[1] == b->value.words[1];
}

long reading_set(int fd, const struct option *o, struct reading r)
{
	if (options_buffer(o))
		r.value.number /= 2;
	return sys(SYS_setsockopt, fd, o->level, o->name, r.value.bytes, r.len);
}

void reading_standard(const struct option *o, struct reading *out)
{
	out->value.words[0] = out->value.words[1] = 0;
	out->len = size_of(o->kind);
	if (o->standard == -1)
		fill(out->value.bytes, 0xff, out->len);
	else
		out->value.number = o->standard;
}

bool reading_holds(int fd, const struct option *o, const struct reading *want)
{
	struct reading got;

	return !reading_ask(fd, o, &got) && reading_same(&got, want);
}
