/* SPDX-License-Identifier: MIT */
/*
 * What a role wants: the setting and the role's tri-state together, and
 * whether the setting, being non-default, made the difference. The whole
 * truth table is data in status.c. Source of the semantics: Go 1.24,
 * src/net/mptcpsock_linux.go and src/net/dial.go (mptcpStatusDial.get,
 * mptcpStatusListen.get).
 */
#ifndef POLICY_STATUS_H
#define POLICY_STATUS_H

#include "setting.h"

enum role {
	ROLE_DIALER,   /* connect() */
	ROLE_LISTENER, /* listen() */
};

#define ROLE_COUNT 2

/* A role's tri-state; enabled and disabled win over the setting. */
enum status {
	STATUS_DEFAULT,
	STATUS_ENABLED,
	STATUS_DISABLED,
};

#define STATUS_COUNT   3
#define STATUS_ALLOWED "default, enabled, disabled"

struct want {
	bool mptcp;      /* else TCP */
	bool nondefault; /* Go's /godebug/non-default-behavior event */
};

struct want status_want(enum setting setting, enum status status,
			enum role role);

/* False, and *out as it was, for anything but one of the three names. */
bool status_parse(struct span text, enum status *out);

const char *status_name(enum status status);
const char *role_name(enum role role);

#endif
