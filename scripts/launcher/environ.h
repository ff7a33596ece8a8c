/* SPDX-License-Identifier: MIT */
/*
 * What LD_PRELOAD, MPTCPDEFAULT and GODEBUG become: what is there, then ours.
 * The merge_* functions are for values from anywhere (a unit's, ours), the
 * others for a whole environment.
 */
#ifndef LAUNCHER_ENVIRON_H
#define LAUNCHER_ENVIRON_H

#include "text.h"

/* Value of the first variable of that name; NULL: not set. */
const char *environ_get(char *const *env, const char *name);

/*
 * env with ours merged in: no variable lost, renamed or moved; new ones come
 * last. A name that is there twice is merged twice, since of libcs some take
 * the first and some the last. The caller frees nothing: it execs.
 */
char **environ_merged(char *const *env, const char *library,
		      const char *settings);

/* Each gives a copy that the caller frees; old may be NULL: not set. */
char *environ_preload(const char *old, const char *library);
char *environ_settings(const char *old, const char *settings);
/* settings: MPTCPDEFAULT as merged; Go reads GODEBUG instead. */
char *environ_godebug(const char *old, const char *settings);

/* Does a list as LD_PRELOAD's name a file that is called as library's is? */
bool environ_names(const char *preload, const char *library);

#endif
