// SPDX-License-Identifier: MIT
/*
 * The truth table of want(setting, status, role). Called by the hooks through
 * shim/settings.h; a status other than default never counts as an event, for
 * the setting had no say.
 */
#include "status.h"

#define TCP                                         \
	{                                           \
		.mptcp = false, .nondefault = false \
	}
#define MPTCP                                      \
	{                                          \
		.mptcp = true, .nondefault = false \
	}
#define TCP_EVENT                                  \
	{                                          \
		.mptcp = false, .nondefault = true \
	}
#define MPTCP_EVENT                               \
	{                                         \
		.mptcp = true, .nondefault = true \
	}

static const struct want by_setting[SETTING_COUNT][ROLE_COUNT] = {
	[SETTING_OFF] = {TCP, TCP_EVENT},
	[SETTING_BOTH] = {MPTCP_EVENT, MPTCP},
	[SETTING_LISTENERS] = {TCP, MPTCP},
	[SETTING_DIALERS] = {MPTCP_EVENT, TCP_EVENT},
};

static const char *const status_names[STATUS_COUNT] = {
	[STATUS_DEFAULT] = "default",
	[STATUS_ENABLED] = "enabled",
	[STATUS_DISABLED] = "disabled",
};

static const char *const role_names[ROLE_COUNT] = {
	[ROLE_DIALER] = "dialer",
	[ROLE_LISTENER] = "listener",
};

struct want status_want(enum setting setting, enum status status,
			enum role role)
{
	if (status == STATUS_DEFAULT)
		return by_setting[setting][role];
	return (struct want){.mptcp = status == STATUS_ENABLED};
}

bool status_parse(struct span text, enum status *out)
{
	int i;

	for (i = 0; i < STATUS_COUNT; i++) {
		if (span_is(text, status_names[i])) {
			*out = (enum status)i;
			return true;
		}
	}
	return false;
}

const char *status_name(enum status status)
{
	return status_names[status];
}

const char *role_name(enum role role)
{
	return role_names[role];
}
