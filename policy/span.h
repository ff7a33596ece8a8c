/* SPDX-License-Identifier: MIT */
/*
 * A piece of someone else's text: not terminated, never written to.
 * Used by everything in policy/ that reads the settings.
 */
#ifndef POLICY_SPAN_H
#define POLICY_SPAN_H

#include <stdbool.h>
#include <stddef.h>

struct span {
	const char *at;
	size_t len;
};

struct span span_of(const char *text);
bool span_is(struct span s, const char *text);

#endif
