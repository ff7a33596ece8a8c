// SPDX-License-Identifier: MIT
/*
 * What a setsockopt() and a getsockopt() come to, step by step, in the cases
 * for which options.def's traits were made. Each case says what looks, acts and
 * calls come to, in the order in which they are asked for. Run by ctest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "option_steps.h"

struct step {
	enum option_step step;
	int to;
};

#define OURS                              \
	{STEP_LOOK_MPTCP, FACT_YES},      \
	{                                 \
		STEP_LOOK_NATIVE, FACT_NO \
	}
#define NOT_MPTCP                        \
	{                                \
		STEP_LOOK_MPTCP, FACT_NO \
	}
#define IS(state)                              \
	{                                      \
		STEP_LOOK_STATE, STATE_##state \
	}
#define ASK(said)                     \
	{                             \
		STEP_ASK, SAID_##said \
	}
#define CALL(how)                       \
	{                               \
		STEP_CALL, RESULT_##how \
	}
#define BACK(how)                     \
	{                             \
		STEP_BACK, FACT_##how \
	}
#define END(step)              \
	{                      \
		STEP_##step, 0 \
	}

static void done(struct option_facts *f, const struct step *s)
{
	switch (s->step) {
	case STEP_CALL:
		f->result = (unsigned char)s->to;
		break;
	case STEP_BACK:
		f->before = f->result;
		f->back = (unsigned char)s->to;
		f->result = after_back(f);
		break;
	case STEP_UNDO:
		f->undone = true;
		break;
	case STEP_REPEAT:
		f->repeated = true;
		break;
	case STEP_REMEMBER:
		f->remembered = true;
		break;
	default:
		found(f, s->step, s->to);
	}
}

struct option_case {
	const char *what;
	struct option_facts f;
	bool missed;
	struct step steps[10];
};

static void walk_set(const struct option_case *c)
{
	struct option_facts f = c->f;
	struct option_plan plan = option_set(&f);
	bool missed = plan.missed;
	size_t i;

	for (i = 0; c->steps[i].step < STEP_PASS; i++) {
		if (plan.step != c->steps[i].step)
			break;
		done(&f, &c->steps[i]);
		plan = option_set(&f);
		missed |= plan.missed;
	}
	if (plan.step != c->steps[i].step)
		fail_msg("%s: step %zu is %d, not %d", c->what, i, plan.step,
			 c->steps[i].step);
	if (missed != c->missed)
		fail_msg("%s: missed is %d", c->what, missed);
}

#define IGNORED  (TRAIT_CARRIED | TRAIT_NOT_PASSED)
#define NEW      .born = true, .upgraded = true
#define LISTENER NEW, .listened = true

static const struct option_case sets[] = {
	{"SO_RCVTIMEO of a new socket: for bind() to look at",
	 {.traits = IGNORED, .level = LEVEL_SOCKET, NEW},
	 false,
	 {CALL(TAKEN), OURS, IS(CLOSED), END(PASS)}},
	{"of a listener: TCP before it is called",
	 {.traits = IGNORED, .level = LEVEL_SOCKET, LISTENER},
	 false,
	 {OURS, IS(LISTENS), ASK(YES), BACK(YES), CALL(TAKEN), END(PASS)}},
	{"of a listener that is shared: no, and missed",
	 {.traits = IGNORED, .level = LEVEL_SOCKET, LISTENER},
	 true,
	 {OURS, IS(LISTENS), ASK(YES), BACK(NO), END(IGNORE)}},
	{"of one, without a descriptor for a stand-in: tried",
	 {.traits = IGNORED, .level = LEVEL_SOCKET, LISTENER},
	 true,
	 {OURS, IS(LISTENS), ASK(NOTHING), {STEP_TRY, FACT_NO}, END(IGNORE)}},
	{"of one, as it is already",
	 {.traits = IGNORED, .level = LEVEL_SOCKET, LISTENER},
	 true,
	 {OURS,
	  IS(LISTENS),
	  ASK(NOTHING),
	  {STEP_TRY, FACT_YES},
	  CALL(TAKEN),
	  END(PASS)}},
	{"of a listener's duplicate: TCP, and set there",
	 {.traits = IGNORED, .level = LEVEL_SOCKET},
	 false,
	 {CALL(TAKEN),
	  OURS,
	  IS(LISTENS),
	  ASK(YES),
	  BACK(YES),
	  {STEP_REPEAT, 0},
	  END(PASS)}},
	{"of an inherited one: put back",
	 {.traits = IGNORED, .level = LEVEL_SOCKET},
	 true,
	 {CALL(TAKEN),
	  OURS,
	  IS(LISTENS),
	  ASK(YES),
	  BACK(NO),
	  {STEP_UNDO, 0},
	  END(IGNORE)}},
	{"of what was bound elsewhere, to be handed over",
	 {.traits = IGNORED, .level = LEVEL_SOCKET},
	 true,
	 {CALL(TAKEN),
	  OURS,
	  IS(CLOSED),
	  {STEP_LOOK_HANDED, FACT_YES},
	  ASK(YES),
	  BACK(NO),
	  {STEP_UNDO, 0},
	  END(IGNORE)}},
	{"of a connection: as with TCP",
	 {.traits = IGNORED, .level = LEVEL_SOCKET},
	 false,
	 {CALL(TAKEN), OURS, IS(CONNECTED), END(PASS)}},
	{"of a UDP socket under a listener's number",
	 {.traits = IGNORED, .level = LEVEL_SOCKET, LISTENER},
	 false,
	 {NOT_MPTCP, CALL(TAKEN), END(PASS)}},
	{"SO_BROADCAST of a new socket, which MPTCP drops: TCP before it is called",
	 {.traits = TRAIT_CARRIED | TRAIT_DROPPED, .level = LEVEL_SOCKET, NEW},
	 false,
	 {OURS, IS(CLOSED), ASK(YES), BACK(YES), CALL(TAKEN), END(PASS)}},
	{"IP_TTL: refused, and done on TCP",
	 {.traits = TRAIT_CARRIED, .level = LEVEL_IP, NEW},
	 false,
	 {CALL(REFUSED), OURS, IS(CLOSED), ASK(YES), BACK(YES), CALL(TAKEN),
	  END(PASS)}},
	{"a value that TCP refuses as well",
	 {.traits = TRAIT_CARRIED, .level = LEVEL_IP, NEW},
	 false,
	 {CALL(REFUSED), OURS, IS(CLOSED), ASK(NO), END(NO)}},
	{"IP_TTL of a connection: missed",
	 {.traits = TRAIT_CARRIED, .level = LEVEL_IP},
	 true,
	 {CALL(REFUSED), OURS, IS(CONNECTED), ASK(YES), END(PASS)}},
	{"as the connection has it",
	 {.traits = TRAIT_CARRIED, .level = LEVEL_IP},
	 false,
	 {CALL(REFUSED), OURS, IS(CONNECTED), ASK(SO), END(YES)}},
	{"refused to the program's own MPTCP",
	 {.traits = TRAIT_CARRIED, .level = LEVEL_IP},
	 false,
	 {CALL(REFUSED),
	  {STEP_LOOK_MPTCP, FACT_YES},
	  {STEP_LOOK_NATIVE, FACT_YES},
	  END(PASS)}},
	{"SO_OOBINLINE of a connection",
	 {.traits = TRAIT_CARRIED | TRAIT_GRANTED, .level = LEVEL_SOCKET},
	 false,
	 {CALL(REFUSED), OURS, IS(CONNECTED), ASK(YES), END(YES)}},
	{"TCP_QUICKACK of a listener",
	 {.traits = TRAIT_CARRIED | TRAIT_HINT, .level = LEVEL_TCP, LISTENER},
	 false,
	 {CALL(REFUSED), OURS, IS(LISTENS), ASK(YES), END(YES)}},
	{"SO_REUSEADDR of a connection: the kernel is not asked",
	 {.traits = TRAIT_CARRIED | TRAIT_REUSE,
	  .level = LEVEL_SOCKET,
	  .whole = true},
	 false,
	 {CALL(INVALID), {STEP_LOOK_NATIVE, FACT_NO}, END(YES)}},
	{"IPV6_V6ONLY once bound: TCP refuses it, too",
	 {.traits = TRAIT_CARRIED | TRAIT_UNBOUND, .level = LEVEL_IPV6},
	 false,
	 {CALL(INVALID), OURS, IS(CONNECTED), END(PASS)}},
	{"IPV6_TCLASS of an IPv4 socket, which MPTCP takes",
	 {.traits = TRAIT_CARRIED, .level = LEVEL_IPV6, NEW, .v4 = true},
	 false,
	 {OURS, {STEP_LOOK_FAMILY, FACT_YES}, IS(CLOSED), ASK(NO), END(NO)}},
	{"TCP_CONGESTION: no such name",
	 {.traits = TRAIT_CARRIED | TRAIT_TRIED, .level = LEVEL_TCP, NEW},
	 false,
	 {CALL(TAKEN), OURS, ASK(NO), END(NO)}},
	{"TCP_KEEPCNT of 999, which MPTCP takes",
	 {.traits = TRAIT_CARRIED, .level = LEVEL_TCP, NEW, .outside = true},
	 false,
	 {CALL(TAKEN), OURS, ASK(NO), {STEP_UNDO, 0}, END(NO)}},
	{"what nobody knows, on a socket of another process",
	 {.level = LEVEL_SOCKET},
	 false,
	 {CALL(TAKEN),
	  {STEP_LOOK_TCP, FACT_YES},
	  IS(CLOSED),
	  NOT_MPTCP,
	  END(PIN)}},
	{"on a UNIX socket",
	 {.level = LEVEL_SOCKET},
	 false,
	 {CALL(TAKEN), {STEP_LOOK_TCP, FACT_NO}, END(PASS)}},
	{"on an upgraded one: TCP, and pinned",
	 {.level = LEVEL_SOCKET, NEW},
	 false,
	 {OURS, IS(CLOSED), ASK(YES), BACK(YES), CALL(TAKEN), END(PIN)}},
};

static void every_set(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(sets); i++)
		walk_set(&sets[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
