// SPDX-License-Identifier: MIT
/*
 * Which file a descriptor or a path names. Raw system calls only.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/stat.h>
#include "identity.h"
#include "sys.h"

static long identify(int fd, const char *path, struct identity *out)
{
	struct statx st;
	long err;

	err = sys(SYS_statx, fd, path, AT_EMPTY_PATH | AT_STATX_DONT_SYNC,
		  STATX_TYPE | STATX_INO | STATX_NLINK | STATX_UID, &st);
	if (err)
		return err;
	out->device = (uint64_t)st.stx_dev_major << 32 | st.stx_dev_minor;
	out->inode = st.stx_ino;
	out->mode = st.stx_mode;
	out->links = st.stx_nlink;
	out->owner = st.stx_uid;
	return 0;
}

long identity_of(int fd, struct identity *out)
{
	return identify(fd, "", out);
}

long identity_root(struct identity *out)
{
	return identify(AT_FDCWD, "/", out);
}

bool identity_same(const struct identity *a, const struct identity *b)
{
	return a->device == b->device && a->inode == b->inode;
}
