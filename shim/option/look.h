/* SPDX-License-Identifier: MIT */
/*
 * The looks that setsockopt() and getsockopt() have in common: what
 * policy/option.c asks for, asked of births and of the kernel.
 */
#ifndef SHIM_OPTION_LOOK_H
#define SHIM_OPTION_LOOK_H

#include "policy/option.h"

/* Without a system call: what births say of the number. */
void look_births(struct option_facts *f, int fd);

/* STEP_LOOK_STATE, STEP_LOOK_NATIVE. */
void look_common(struct option_facts *f, int fd, enum option_step step);

/* What the program's call came to, by its errno. */
enum option_result look_result(int ret);

/* The family, if it is not known yet (0). */
int look_family(int fd, int known);

static inline enum option_fact look_fact(bool yes)
{
	return yes ? FACT_YES : FACT_NO;
}

#endif
