/* SPDX-License-Identifier: MIT */
/*
 * What the launcher says on standard error: one line, that begins with its
 * name. Control characters in it become "?".
 */
#ifndef LAUNCHER_SAY_H
#define LAUNCHER_SAY_H

/* What every command ends with, but `run`, which ends as its program does. */
enum {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
};

/* A usage error: the line, then the usage. Exit code 2. */
_Noreturn void say_bad(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
/* A failure: the line alone. Exit code 1. */
_Noreturn void say_fail(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
void say_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Ends standard output: the exit code, if all of it could be written. */
int say_finish(int code);

/* A reader that is gone ends nothing from here on. */
void say_through_pipes(void);

/* The one of words (its end is a NULL) that may be meant; NULL if none is. */
const char *say_nearest(const char *word, const char *const *words);

#endif
