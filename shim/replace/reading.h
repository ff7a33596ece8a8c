/* SPDX-License-Identifier: MIT */
/*
 * The value of an option of the table, in the form in which the kernel tells
 * it.
 */
#ifndef SHIM_READING_H
#define SHIM_READING_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include "know/options.h"

#define READING_MAX 16 /* bytes, the largest: a congestion control's name */

struct reading {
	socklen_t len;
	union {
		int number;
		unsigned char bytes[READING_MAX];
		uint64_t words[READING_MAX / sizeof(uint64_t)];
	} value; /* zero behind its length */
};

/* 0 or -errno. */
long reading_ask(int fd, const struct option *o, struct reading *out);
long reading_set(int fd, const struct option *o, struct reading r);

/* Does fd have that value? */
bool reading_holds(int fd, const struct option *o, const struct reading *want);

bool reading_same(const struct reading *a, const struct reading *b);

/* The table's default. */
void reading_standard(const struct option *o, struct reading *out);

#endif
