/* SPDX-License-Identifier: MIT */
/*
 * Where the library is, as LD_PRELOAD is to name it.
 */
#ifndef LAUNCHER_LIBRARY_H
#define LAUNCHER_LIBRARY_H

/* The caller frees it. A library that can't be named is a usage error. */
char *library_name(void);
/* The same for a container's entrypoint, which had better start the program
 * without the library than not at all. */
char *library_name_unchecked(void);

/* The last part of a path. */
const char *library_base(const char *path);

#endif
