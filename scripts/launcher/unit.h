/* SPDX-License-Identifier: MIT */
/*
 * Names of units, and where their drop-ins are.
 */
#ifndef LAUNCHER_UNIT_H
#define LAUNCHER_UNIT_H

#include "text.h"

/*
 * A service's full name from what was typed: ".service" is added where there is
 * no suffix. What is no service's name is a usage error. The caller frees it.
 */
char *unit_name(const char *typed);

/*
 * A template can't be asked about, an instance of it can: such a name, or a
 * copy of the name. The caller frees it.
 */
char *unit_asked(const char *name);
bool unit_is_template(const char *name);

/* The folder of the administrator's, or the user's, units. */
char *unit_folder(bool user);

#endif
