/* SPDX-License-Identifier: MIT */
/*
 * The keys of MPTCPDEFAULT as options: --key=value, "_" written "-". Which
 * keys there are and which values, the library's own parser says.
 */
#ifndef LAUNCHER_OPTION_H
#define LAUNCHER_OPTION_H

#include "text.h"

/*
 * Add a SETTING option to *settings, as MPTCPDEFAULT has it. A relative path
 * begins at the current directory if `relative`, or is an error, since whoever
 * opens it may be elsewhere. Anything but a good option is a usage error.
 */
void option_add(struct text *settings, const char *word, bool relative);

/* Is it one of these, whatever its value? */
bool option_is(const char *word);

/* A line for each key, each behind `indent`. */
void option_usage(struct text *to, const char *indent);

/* word is no option at all: a usage error that names the nearest of words,
 * which ends with a NULL, and of the keys if `settings`. */
_Noreturn void option_unknown(const char *word, const char *const *words,
			      bool settings);

#endif
