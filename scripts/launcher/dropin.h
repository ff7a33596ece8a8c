/* SPDX-License-Identifier: MIT */
/*
 * A drop-in of ours: the files that enable makes for one unit and disable
 * removes. Nobody else's file is ever written to or removed.
 */
#ifndef LAUNCHER_DROPIN_H
#define LAUNCHER_DROPIN_H

#include "text.h"

struct dropin {
	char *folder; /* UNIT.d */
	char *conf;   /* what systemd reads */
	char *env;    /* the environment file it names, if it needs one */
	/* What was there before, set aside under names that systemd does not
	 * read. */
	char *conf_was;
	char *env_was;
	bool had_conf;
	bool had_env;
	bool had_folder;
};

/* What LD_PRELOAD, MPTCPDEFAULT and GODEBUG are to be; NULL: left alone. */
struct variables {
	char *preload;
	char *settings;
	char *godebug;
};

/* unit: with its suffix, or "service" for all services. */
void dropin_name(struct dropin *d, const char *units, const char *unit);
void dropin_free(struct dropin *d);

/* conf is there and not ours: a failure that ends the program. */
void dropin_refuse_others(const struct dropin *d);
bool dropin_is_there(const struct dropin *d);

/* Each ends the program, with one line, if it can't. */
void dropin_set_aside(const struct dropin *d);
void dropin_write(const struct dropin *d, const struct variables *v,
		  bool by_file);
/* True if there was one. What a killed enable left goes as well. */
bool dropin_remove(const struct dropin *d);

/* Forget what was set aside, or put it back. */
void dropin_keep(const struct dropin *d);
void dropin_restore(const struct dropin *d);

#endif
