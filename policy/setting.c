// SPDX-License-Identifier: MIT
/*
 * The multipathtcp setting's text form. Go compares strings, so "01", " 1"
 * and "1 " are no values; neither are they here.
 */
#include "setting.h"

bool setting_parse(struct span text, enum setting *out)
{
	if (text.len != 1 || text.at[0] < '0' ||
	    text.at[0] >= '0' + SETTING_COUNT)
		return false;
	*out = (enum setting)(text.at[0] - '0');
	return true;
}
