/* SPDX-License-Identifier: MIT */
/*
 * What `check` finds out: what it was asked, what it knows by now, and what it
 * says: a line at a time, or one JSON object at the end, or (for `enable`)
 * nothing but the reasons.
 */
#ifndef LAUNCHER_FINDING_H
#define LAUNCHER_FINDING_H

#include <sys/types.h>

#include "policy/config.h"
#include "text.h"

enum form {
	FORM_TEXT,
	FORM_JSON,
	FORM_QUIET,
};

/* Members of the JSON object. */
enum section {
	SECTION_HOST,
	SECTION_SETTING,
	SECTION_LIBRARY,
	SECTION_BINARY,
	SECTION_PROCESS,
};

#define SECTION_COUNT 5

struct findings {
	/* Asked. */
	enum form form;
	const char *library; /* as LD_PRELOAD names it */
	const char *path;    /* where programs are looked for */
	uid_t uid;           /* who would start the program */
	gid_t gid;
	bool running; /* it runs without the library: no linker is asked */

	/* Known: the setting and what follows for the roles. */
	struct config config;
	bool wants[ROLE_COUNT];

	/* Said. */
	struct text section[SECTION_COUNT];
	struct list reasons; /* why it is not upgraded; none: it is */
	struct list notes;
	struct list chain; /* the interpreters between script and binary */
};

/* As the caller would start it. */
void finding_begin(struct findings *f, enum form form, const char *library);
void finding_free(struct findings *f);

void finding_line(struct findings *f, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void finding_why(struct findings *f, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void finding_note(struct findings *f, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* What holds of these two variables, NULL where not set; the setting's lines
 * and facts. */
void finding_setting(struct findings *f, const char *mptcpdefault,
		     const char *godebug);
/* "dialers and listeners", of those that are to be MPTCP; "" if none is. */
const char *finding_roles(const struct findings *f);
/* All of it: the last lines, or the object. True: upgraded. */
bool finding_verdict(struct findings *f, const char *what);

#endif
