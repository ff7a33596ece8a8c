/* SPDX-License-Identifier: MIT */
/*
 * Everything an operator can say, parsed: MPTCPDEFAULT and GODEBUG in, one
 * struct out. Pure; shim/settings.c reads the environment and keeps the
 * result. Bad elements change nothing and leave a note for the report.
 */
#ifndef POLICY_CONFIG_H
#define POLICY_CONFIG_H

#include "status.h"

/* Where the multipathtcp setting in force came from. */
enum source {
	SOURCE_DEFAULT,
	SOURCE_GODEBUG,
	SOURCE_MPTCPDEFAULT,
};

/* Where lines go. */
enum sink_kind {
	SINK_NONE,
	SINK_STDERR,
	SINK_FILE,
};

enum format {
	FORMAT_TEXT,
	FORMAT_JSON,
};

#define CONFIG_PATH_MAX 1024 /* bytes, the terminating NUL included */
#define CONFIG_NOTES    4    /* bad elements described one by one */
#define CONFIG_NOTE_MAX 128  /* bytes kept of a bad element, with NUL */

#define SINK_PREFIX "file:"

struct sink {
	enum sink_kind kind;
	/* For SINK_FILE; with its prefix it is what was set. */
	union {
		char text[sizeof(SINK_PREFIX) - 1 + CONFIG_PATH_MAX];
		struct {
			char prefix[sizeof(SINK_PREFIX) - 1];
			char path[CONFIG_PATH_MAX];
		};
	};
};

/* A bad element: what it was and, for a known key, what would be allowed. */
struct note {
	char element[CONFIG_NOTE_MAX];
	const char *variable; /* "MPTCPDEFAULT" or "GODEBUG" */
	const char *problem;  /* "unknown key", "bad value", ... */
	const char *allowed;
	int knob; /* what the element tried to set; for config_used() */
};

struct config {
	enum setting multipathtcp;
	enum source source;
	enum status status[ROLE_COUNT];
	struct sink report;
	struct sink log;
	enum format format;
	bool protocol_shown;      /* so_protocol=kernel */
	unsigned int notes_count; /* may exceed CONFIG_NOTES */
	struct note notes[CONFIG_NOTES];
};

/* Either text may be NULL: not set. No field of *out need be set before. */
void config_parse(const char *mptcpdefault, const char *godebug,
		  struct config *out);

/* What is in force instead of a note's bad element, as a setting's text. */
const char *config_used(const struct config *config, const struct note *note);

const char *source_name(enum source source);

#endif
