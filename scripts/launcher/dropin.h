/* SPDX-License-Identifier: MIT */
/*
 * A drop-in of ours: the files that enable makes for one unit and disable
 * removes. Nobody else's file is ever written to or removed.
 */
#ifndef LAUNCHER_DROPIN_H
#define LAUNCHER_DROPIN_H

#include "variables.h"

/* Another one of that name, for all services say, is masked by it. */
#define DROPIN_NAME "50-mptcpdefault"

struct dropin {
	char *folder; /* UNIT.d */
	char *conf;   /* what systemd reads */
	char *env;    /* the environment file it names, if it needs one */
	/* What was there before, set aside under names that systemd does not
	 * read. */
	char *conf_was;
	char *env_was;
	char *held; /* the environment file of one that holds the place */
	bool had_conf;
	bool had_env;
	bool had_folder;
	bool aside; /* what was there is */
};

/* unit: with its suffix, or "service" for all services. */
void dropin_name(struct dropin *d, const char *units, const char *unit);
void dropin_free(struct dropin *d);

/* What is there now: had_*. */
void dropin_look(struct dropin *d);
bool dropin_is_ours(const char *path);
/* A file of it is there and not ours: a failure that ends the program. */
void dropin_refuse_others(const struct dropin *d);
void dropin_refuse_other(const char *path);
/* What an enable left that was killed with all its processes: as it was. */
void dropin_recover(struct dropin *d);

/*
 * Set aside what is there, and put one in its place by which the unit starts
 * with v, as it would without it, though its Environment= is the unit's own.
 * This and dropin_write() end the program, with one line, if they can't.
 */
void dropin_hold(struct dropin *d, const struct variables *v);
void dropin_write(struct dropin *d, const struct variables *v, bool by_file);
/* False, after a line: something of it is left. */
bool dropin_remove(const struct dropin *d);
bool dropin_is_gone(const struct dropin *d); /* what systemd reads */

/* Forget what was set aside, or put it back. */
void dropin_keep(const struct dropin *d);
void dropin_restore(const struct dropin *d);

#endif
