/* SPDX-License-Identifier: MIT */
/*
 * Of drop-ins of one name systemd reads only the nearest: a unit's own takes
 * the place of that of its template or of all services, with all it sets.
 */
#ifndef LAUNCHER_MASK_H
#define LAUNCHER_MASK_H

#include "dropin.h"
#include "service.h"

/* Does systemd read one of that name for the unit? NULL: none; to be freed. */
char *mask_read(const struct service *s);

/* What the ones of ours that d masks set MPTCPDEFAULT to, the nearest first; to
 * be freed. NULL: nothing. */
char *mask_settings(const struct service *s, const char *folder);

#endif
