// SPDX-License-Identifier: MIT
/*
 * libFuzzer target of the parser of /proc/PID/fdinfo lines. What it accepts
 * must have been there: every field's name with a colon.
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "check.h"
#include "replace/fdinfo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const fields[] = {
		"tfd:", "events:", "data:", "ino:", "sdev:"};
	/* A copy of the exact size, so that reading past the end is seen. */
	char *line = malloc(size ? size : 1);
	struct watch first, second;
	size_t i;
	bool is;

	memcpy(line, data, size);
	is = fdinfo_watch(line, size, &first);
	CHECK(is == fdinfo_watch(line, size, &second));
	for (i = 0; is && i < sizeof(fields) / sizeof(fields[0]); i++)
		CHECK(memmem(line, size, fields[i], strlen(fields[i])));
	if (is)
		CHECK(first.fd == second.fd && first.data == second.data &&
		      first.events == second.events &&
		      first.inode == second.inode);
	free(line);
	return 0;
}
