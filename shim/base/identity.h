/* SPDX-License-Identifier: MIT */
/*
 * Which file it is, whatever its number or name.
 */
#ifndef SHIM_IDENTITY_H
#define SHIM_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

/* Device and inode of whatever fd names. */
struct identity {
	uint64_t device;
	uint64_t inode;
	unsigned int mode;  /* stat(2)'s st_mode */
	unsigned int links; /* and st_nlink */
	unsigned int owner; /* and st_uid: of a socket, who made it */
};

/* 0 or -errno. */
long identity_of(int fd, struct identity *out);
long identity_root(struct identity *out); /* of "/", as this process has it */
bool identity_same(const struct identity *a, const struct identity *b);

#endif
