/* SPDX-License-Identifier: MIT */
/*
 * Who User= is. Of this machine's own file: a static program has no NSS.
 */
#ifndef LAUNCHER_USER_H
#define LAUNCHER_USER_H

#include <stdbool.h>
#include <sys/types.h>

/* By name or number. False, and nothing changed: not known. */
bool user_find(const char *name, uid_t *uid, gid_t *gid);

/* The same in a text as /etc/passwd's. */
bool user_find_in(const char *passwd, const char *name, uid_t *uid, gid_t *gid);

#endif
