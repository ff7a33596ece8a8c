/* SPDX-License-Identifier: MIT */
/*
 * Files that others made: read without a hang, whatever they turn out to be.
 */
#ifndef LAUNCHER_FILE_H
#define LAUNCHER_FILE_H

#include "text.h"

/*
 * Without waiting, and only a regular file: the descriptor, or -1 with errno;
 * EISDIR for a directory, EINVAL for a FIFO, a device, a socket.
 */
int file_open(const char *path);

/*
 * Adds a file's content, of at most max bytes; a file of /proc and /sys too.
 * False, with errno: it can't be read.
 */
bool file_read(const char *path, size_t max, struct text *to);

/* The first line of a small file, without its end; NULL: none. To be freed. */
char *file_line(const char *path);

/* Where a symbolic link leads; NULL: it is none. To be freed. */
char *file_link(const char *path);

/* The file that exec would find by PATH, or a path that is there; or NULL. */
char *file_command(const char *name, const char *path);

#endif
