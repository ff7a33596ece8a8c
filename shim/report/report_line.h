/* SPDX-License-Identifier: MIT */
/*
 * A report on its way: what report.c collects and the forms make a line of.
 */
#ifndef SHIM_REPORT_LINE_H
#define SHIM_REPORT_LINE_H

#include "base/settings.h"
#include "base/text.h"
#include "counters.h"

/* A pipe takes this much in one piece (pipe(7), PIPE_BUF). */
#define LINE_MAX_ 4096
#define COMM_MAX  16 /* TASK_COMM_LEN, linux/sched.h */

struct report {
	struct text text;
	struct counters counters;
	unsigned long pid;
	char comm[COMM_MAX + 1];
	char buffer[LINE_MAX_];
	char note[512];
};

/* A counted name in a list: a name, or NULL and an errno. */
typedef void report_add(struct report *r, const char *name, int err,
			unsigned long n, bool first);
typedef void report_list(struct report *r, report_add *add);

report_list report_reasons, report_refusals, report_missed;

/*
 * A role's row is shown under the status in force, and under any other that
 * was used.
 */
bool report_shown(const struct report *r, int role, int status);

/* How many of the settings' notes there is room for. */
unsigned int report_notes(void);

/* "mptcpdefault[PID] COMM: ", with which each line begins. */
void report_start(struct report *r);

/* "bad value in MPTCPDEFAULT: 'x'; allowed: ...; used instead: ..." */
void report_note(struct text *t, const struct note *n);

#endif
