// SPDX-License-Identifier: MIT
/*
 * options.def made into arrays.
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include "base/numbers.h"
#include "options.h"

/* The names, one behind the other. */
static const struct {
#define OPTION(level, name, kind, accepted, standard, traits) \
	char text_##name[sizeof(#name)];
#define NAMED(level, name, number, traits) char text_##name[sizeof(#name)];
#include "options.def"
	char text_other[sizeof("other")];
} texts = {
#define OPTION(level, name, kind, accepted, standard, traits) #name,
#define NAMED(level, name, number, traits)                    #name,
#include "options.def"
	"other",
};

#define TEXT(name) ((unsigned short)offsetof(__typeof__(texts), name))

#define ASK (-99) /* no option's default */

const struct option options[] = {
#define OPTION(level, name, kind, accepted, standard, traits)    \
	{TRAIT_CARRIED | TRAIT_##accepted |                      \
		 ((standard) == ASK ? TRAIT_ASK : 0) | (traits), \
	 TEXT(text_##name),                                      \
	 standard,                                               \
	 level,                                                  \
	 name,                                                   \
	 OPTION_##kind},
#include "options.def"
#define NAMED(level, name, number, traits) \
	{traits, TEXT(text_##name), 0, level, number, 0},
#include "options.def"
};

enum {
#define OPTION(level, name, kind, accepted, standard, traits) ROW_##name,
#include "options.def"
	CARRIED,
	LAST_CARRIED = CARRIED - 1, /* the next one counts on */
#define NAMED(level, name, number, traits) ROW_##name,
#include "options.def"
	COUNT
};

const int options_count = CARRIED;
const int options_missable = COUNT + 1;

_Static_assert(COUNT < OPTIONS_MISSABLE_MAX, "a counter each, one for others");

/* Which options_have() is asked for stand in 64 bits. */
#define SEEN_AT_ONCE (TRAIT_ALIKE | TRAIT_TOLD_ALIKE | TRAIT_KEEPALIVE)
#define AT_ONCE(level, number, traits)                                        \
	_Static_assert(!((traits)&SEEN_AT_ONCE) || (((level) == SOL_SOCKET || \
						     (level) == SOL_TCP) &&   \
						    (number) < 64),           \
		       "options_have()");
#define OPTION(level, name, kind, accepted, standard, traits) \
	AT_ONCE(level, name, traits)
#define NAMED(level, name, number, traits) AT_ONCE(level, number, traits)
#include "options.def"

int options_missed(int level, int name)
{
	const int row = options_find(level, name);

	return row < 0 ? COUNT : row;
}

const char *options_text(int missed)
{
	return (const char *)&texts +
	       (missed < COUNT ? options[missed].text : TEXT(text_other));
}

bool options_readable(int level, int name)
{
	switch (level) {
#define LEVEL(at, last)               \
	case at:                      \
		if (name > (last))    \
			return false; \
		break;
#include "options.def"
	default:
		return false;
	}
	return name >= 0 &&
	       !(options_traits(options_find(level, name)) & TRAIT_UNREADABLE);
}

#define AT(level)                                 \
	((level) == SOL_SOCKET ? LEVEL_SOCKET - 1 \
	 : (level) == SOL_TCP  ? LEVEL_TCP - 1    \
	 : (level) == SOL_IP   ? LEVEL_IP - 1     \
			       : LEVEL_IPV6 - 1)

const unsigned char options_rows[LEVEL_TCP][OPTIONS_NAMES] = {
#define OPTION(level, name, kind, accepted, standard, traits) \
	[AT(level)][name] = ROW_##name + 1,
#define NAMED(level, name, number, traits) [AT(level)][number] = ROW_##name + 1,
#define ALIAS(level, name, number, of)     [AT(level)][number] = ROW_##of + 1,
#include "options.def"
};

int options_forced(const struct option *o)
{
	switch (o - options) {
#define ALIAS(level, name, number, of) \
	case ROW_##of:                 \
		return number;
#include "options.def"
	default:
		return o->name;
	}
}
