/* SPDX-License-Identifier: MIT */
/*
 * The four values of the multipathtcp setting, as Go 1.24's net package
 * defines them for GODEBUG=multipathtcp (go doc net.Dialer.SetMultipathTCP,
 * https://go.dev/doc/godebug). Pure: text in, value out.
 */
#ifndef POLICY_SETTING_H
#define POLICY_SETTING_H

#include "span.h"

enum setting {
	SETTING_OFF = 0,
	SETTING_BOTH = 1,
	SETTING_LISTENERS = 2,
	SETTING_DIALERS = 3,
};

#define SETTING_COUNT   4
#define SETTING_DEFAULT SETTING_LISTENERS
#define SETTING_ALLOWED "0, 1, 2, 3"

/* False, and *out as it was, for anything but one of the four digits. */
bool setting_parse(struct span text, enum setting *out);

#endif
