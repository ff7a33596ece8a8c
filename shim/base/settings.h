/* SPDX-License-Identifier: MIT */
/*
 * The settings of this process: the environment, read once at load, because
 * programs overwrite theirs (nginx's process titles) and getenv() is nothing
 * to call behind a hook.
 */
#ifndef SHIM_SETTINGS_H
#define SHIM_SETTINGS_H

#include "policy/config.h"
#include "policy/stream.h"

void settings_read(void);

extern struct config settings_config __attribute__((visibility("hidden")));

static inline const struct config *settings(void)
{
	return &settings_config;
}

/* The journal's, if stderr may be it; NULL: systemd says nothing of it. */
const struct stream *settings_journal(void);

extern struct want settings_wants[ROLE_COUNT]
	__attribute__((visibility("hidden")));

/* Inline, as each socket() asks. */
static inline struct want settings_want(enum role role)
{
	return settings_wants[role];
}

/* Nothing is made MPTCP here; nor before the settings are read. */
static inline bool settings_off(void)
{
	return !settings_want(ROLE_DIALER).mptcp &&
	       !settings_want(ROLE_LISTENER).mptcp;
}

#endif
