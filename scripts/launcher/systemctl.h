/* SPDX-License-Identifier: MIT */
/*
 * systemctl(1), or what SYSTEMCTL names, by fork and exec: no shell sees a
 * unit's name.
 */
#ifndef LAUNCHER_SYSTEMCTL_H
#define LAUNCHER_SYSTEMCTL_H

#include "text.h"

/*
 * Ask: its standard output, added to *answer. Returns its exit code, or as
 * child_run(). words ends with a NULL.
 */
int systemctl_ask(bool user, struct text *answer, const char *const *words);

/*
 * Tell: to do something with a unit, or with none (NULL). Returns its exit
 * code, or as child_run(); *problem is the first line of what it said, and the
 * caller's to free.
 */
int systemctl_tell(bool user, const char *verb, const char *unit,
		   char **problem);

/* "systemctl daemon-reload"; ends the program if it fails. */
void systemctl_reload(bool user);

/* systemd's version; 0: not known. */
int systemctl_version(bool user);

#endif
