/* SPDX-License-Identifier: MIT */
/*
 * One getsockopt() on a socket that may be MPTCP because of us, or was
 * accepted from one that is: what TCP answers.
 */
#ifndef SHIM_GET_H
#define SHIM_GET_H

#include "know/look.h"
#include "standin.h"

/* The arguments of a getsockopt(). */
struct get_call {
	int fd;
	int level;
	int name;
	void *value;
	socklen_t *len;
};

struct get {
	struct get_call call;
	int row; /* options_find() */
	struct look look;
	struct option_facts facts;
	struct standin tcp;
	int saved; /* the program's errno */
	int ret;   /* what it is told in the end */
};

/*
 * Is there nothing to look at, should MPTCP answer? To all but a few names it
 * says what TCP says, or that it does not know them.
 */
bool get_plain(int level, int name);

/* As set_begin(), set_calls() and set_called(). */
void get_begin(struct get *g);
bool get_calls(struct get *g);
void get_called(struct get *g, int ret);

#endif
