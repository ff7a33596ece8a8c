/* SPDX-License-Identifier: MIT */
/*
 * One setsockopt() on a socket that may be MPTCP because of us: what MPTCP
 * refuses, drops, ignores, or takes though TCP would not, is done as TCP does
 * it, on TCP where it must be and can be.
 */
#ifndef SHIM_SET_H
#define SHIM_SET_H

#include <string.h>
#include "know/look.h"
#include "know/options.h"
#include "standin.h"

struct set {
	struct option_call call;
	struct look look;
	struct option_facts facts;
	struct standin tcp;
	int saved; /* the program's errno */
	int ret;   /* what it is told in the end */
	bool missed;
};

/* Is MPTCP's yes as good as TCP's, but for numbers that TCP refuses? */
static inline bool set_plain(uint64_t traits, int level)
{
	return option_plain(traits, options_level(level)) &&
	       !(traits & TRAIT_TRIED);
}

/* And so it is: the kernel has read the value, so can we. */
static inline bool set_within(uint64_t traits, const void *value, socklen_t len)
{
	int number;

	if (!TRAIT_MOST(traits) || len < sizeof(number))
		return true;
	memcpy(&number, value, sizeof(number));
	return option_within(traits, number);
}

/* call and saved are there. */
void set_begin(struct set *s);

/*
 * True: it is time for the program's call, and then for set_called(). False:
 * it is over, and ret and errno say what it came to.
 */
bool set_calls(struct set *s);
void set_called(struct set *s, int ret);

/* Has the program ever set TCP_NOTSENT_LOWAT to MPTCP's default, -1? */
bool set_minus_ever(void);

#endif
