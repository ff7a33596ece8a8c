// SPDX-License-Identifier: MIT
/*
 * Environment to struct config. Called by life.c once, before any other
 * thread can be inside a hook that asks for the settings. A setuid program's
 * environment is an attacker's: secure_getenv() makes it the default policy.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include "settings.h"

static struct config config;

void settings_read(void)
{
	config_parse(secure_getenv("MPTCPDEFAULT"), secure_getenv("GODEBUG"),
		     &config);
}

const struct config *settings(void)
{
	return &config;
}

struct want settings_want(enum role role)
{
	return status_want(config.multipathtcp, config.status[role], role);
}
