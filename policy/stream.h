/* SPDX-License-Identifier: MIT */
/*
 * JOURNAL_STREAM, by which systemd tells a service whether its stderr is the
 * journal's (systemd.exec(5)): device and inode, "8:1234", both decimal. Pure.
 */
#ifndef POLICY_STREAM_H
#define POLICY_STREAM_H

#include <stdbool.h>
#include <stdint.h>

struct stream {
	uint64_t device; /* as stat(2) has it in st_dev */
	uint64_t inode;
};

/* text may be NULL: not set. False, and *out as it was, for anything else. */
bool stream_parse(const char *text, struct stream *out);

#endif
