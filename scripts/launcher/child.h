/* SPDX-License-Identifier: MIT */
/*
 * Other programs, asked by fork and exec, never by a shell; and what may kill
 * who tries it, tried in a child.
 */
#ifndef LAUNCHER_CHILD_H
#define LAUNCHER_CHILD_H

#include "text.h"

/* {.argv = ...} is a program with our environment, its errors thrown away. */
struct child {
	char *const *argv;    /* argv[0] is looked for in PATH */
	char *const *env;     /* NULL: ours */
	bool errors;          /* its standard error is taken as well */
	bool errors_are_ours; /* its standard error is ours */
	unsigned int seconds; /* then it is killed; 0: never */
};

#define CHILD_LOST (-1) /* killed */
#define CHILD_NONE (-2) /* no process or descriptor to be had; see errno */

/*
 * Runs it with no input, and adds its output to *out (NULL: thrown away).
 * Its exit code; 127: not found; or one of the above.
 */
int child_run(const struct child *child, struct text *out);

/* Calls try() in a child. 0: it lived to tell; or one of the above. */
int child_try(void (*try)(void *with), void *with);

#endif
