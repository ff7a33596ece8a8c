// SPDX-License-Identifier: MIT
/*
 * "tfd:        5 events:       19 data:                5  pos:0 ino:1f sdev:8"
 * Called by scan.c for each line. The kernel may add fields, never take
 * one away: fields are found by name, blanks around values are skipped.
 */
#include "fdinfo.h"

static int digit(char c, int base)
{
	int value = 99;

	if (c >= '0' && c <= '9')
		value = c - '0';
	else if (c >= 'a' && c <= 'f')
		value = c - 'a' + 10;
	return value < base ? value : -1;
}

/* The number behind "name:" in the line; false if there is none. */
static bool field(const char *line, size_t len, const char *name, int base,
		  uint64_t *out)
{
	size_t at, i;

	for (at = 0; at < len; at++) {
		if (at && line[at - 1] != ' ' && line[at - 1] != '\t')
			continue;
		for (i = 0; name[i] && at + i < len; i++)
			if (line[at + i] != name[i])
				break;
		if (name[i] || at + i >= len || line[at + i] != ':')
			continue;
		at += i + 1;
		while (at < len && line[at] == ' ')
			at++;
		if (at == len || digit(line[at], base) < 0)
			return false;
		for (*out = 0; at < len && digit(line[at], base) >= 0; at++)
			*out = *out * (unsigned int)base +
			       (unsigned int)digit(line[at], base);
		return true;
	}
	return false;
}

bool fdinfo_watch(const char *line, size_t len, struct watch *out)
{
	uint64_t fd, events;

	if (!field(line, len, "tfd", 10, &fd) ||
	    !field(line, len, "events", 16, &events) ||
	    !field(line, len, "data", 16, &out->data) ||
	    !field(line, len, "ino", 16, &out->inode) ||
	    !field(line, len, "sdev", 16, &out->device))
		return false;
	out->fd = (int)fd;
	out->events = (uint32_t)events;
	return true;
}
