/* SPDX-License-Identifier: MIT */
/*
 * The settings of this process: the environment, read once at load, because
 * programs overwrite theirs (nginx's process titles) and getenv() is nothing
 * to call behind a hook.
 */
#ifndef SHIM_SETTINGS_H
#define SHIM_SETTINGS_H

#include "../policy/config.h"

void settings_read(void);

const struct config *settings(void);

struct want settings_want(enum role role);

#endif
