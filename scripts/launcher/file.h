/* SPDX-License-Identifier: MIT */
/*
 * Files that others made: read without a hang, whatever they turn out to be.
 */
#ifndef LAUNCHER_FILE_H
#define LAUNCHER_FILE_H

#include "text.h"

/*
 * Adds a file's content, of at most max bytes; a file of /proc and /sys too.
 * False, with errno: it can't be read. A FIFO or device is EINVAL.
 */
bool file_read(const char *path, size_t max, struct text *to);

/* The first line of a small file, without its end; NULL: none. To be freed. */
char *file_line(const char *path);

/* Where a symbolic link leads; NULL: it is none. To be freed. */
char *file_link(const char *path);

/* The file that exec would find by PATH, or a path that is there; or NULL. */
char *file_command(const char *name, const char *path);

#endif
