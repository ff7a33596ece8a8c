// SPDX-License-Identifier: MIT
/*
 * Environment to struct config. Called by life.c once, before any other
 * thread can be inside a hook that asks for the settings. A setuid program's
 * environment is an attacker's: secure_getenv() makes it the default policy.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include "settings.h"

struct config settings_config;
static struct stream journal;
static bool journal_known;
struct want settings_wants[ROLE_COUNT];

void settings_read(void)
{
	int role;

	config_parse(secure_getenv("MPTCPDEFAULT"), secure_getenv("GODEBUG"),
		     &settings_config);
	journal_known = stream_parse(secure_getenv("JOURNAL_STREAM"), &journal);
	for (role = 0; role < ROLE_COUNT; role++)
		settings_wants[role] =
			status_want(settings_config.multipathtcp,
				    settings_config.status[role], role);
}

const struct stream *settings_journal(void)
{
	return journal_known ? &journal : NULL;
}
