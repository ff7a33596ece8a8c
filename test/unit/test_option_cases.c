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
	{STEP_LOOK_MPTCP, FACT_yes},      \
	{                                 \
		STEP_LOOK_NATIVE, FACT_no \
	}
#define NOT_MPTCP                        \
	{                                \
		STEP_LOOK_MPTCP, FACT_no \
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

static void done(struct facts *socket, struct option_facts *f,
		 const struct step *s)
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
		found(socket, f, s->step, s->to);
	}
}

struct option_case {
	const char *what;
	uint32_t word;
	struct option_facts f;
	bool missed;
	struct step steps[10];
};

static void walk_set(const struct option_case *c)
{
	struct facts socket = {.word = c->word};
	struct option_facts f = c->f;
	struct option_plan plan;
	bool missed;
	size_t i;

	f.socket = &socket;
	plan = option_set(&f);
	missed = plan.missed;
	for (i = 0; c->steps[i].step < STEP_PASS; i++) {
		if (plan.step != c->steps[i].step)
			break;
		done(&socket, &f, &c->steps[i]);
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
#define UNHEARD  0
#define NEW      ORIGIN_upgraded
#define LISTENER (ORIGIN_upgraded | HISTORY_listened)

static const struct option_case sets[] = {
	{"SO_RCVTIMEO of a new socket: for bind() to look at",
	 NEW,
	 {.traits = IGNORED, .level = LEVEL_SOCKET},
	 false,
	 {CALL(TAKEN), OURS, IS(closed), END(PASS)}},
	{"of a listener: TCP before it is called",
	 LISTENER,
	 {.traits = IGNORED, .level = LEVEL_SOCKET},
	 false,
	 {OURS, IS(listening), ASK(YES), BACK(yes), CALL(TAKEN), END(PASS)}},
	{"of a listener that is shared: no, and missed",
	 LISTENER,
	 {.traits = IGNORED, .level = LEVEL_SOCKET},
	 true,
	 {OURS, IS(listening), ASK(YES), BACK(no), END(IGNORE)}},
	{"of one, without a descriptor for a stand-in: tried",
	 LISTENER,
	 {.traits = IGNORED, .level = LEVEL_SOCKET},
	 true,
	 {OURS, IS(listening), ASK(NOTHING), {STEP_TRY, FACT_no}, END(IGNORE)}},
	{"of one, as it is already",
	 LISTENER,
	 {.traits = IGNORED, .level = LEVEL_SOCKET},
	 true,
	 {OURS,
	  IS(listening),
	  ASK(NOTHING),
	  {STEP_TRY, FACT_yes},
	  CALL(TAKEN),
	  END(PASS)}},
	{"of a listener's duplicate: TCP, and set there",
	 UNHEARD,
	 {.traits = IGNORED, .level = LEVEL_SOCKET},
	 false,
	 {CALL(TAKEN),
	  OURS,
	  IS(listening),
	  ASK(YES),
	  BACK(yes),
	  {STEP_REPEAT, 0},
	  END(PASS)}},
	{"of an inherited one: put back",
	 UNHEARD,
	 {.traits = IGNORED, .level = LEVEL_SOCKET},
	 true,
	 {CALL(TAKEN),
	  OURS,
	  IS(listening),
	  ASK(YES),
	  BACK(no),
	  {STEP_UNDO, 0},
	  END(IGNORE)}},
	{"of what was bound elsewhere, to be handed over",
	 UNHEARD,
	 {.traits = IGNORED, .level = LEVEL_SOCKET},
	 true,
	 {CALL(TAKEN),
	  OURS,
	  IS(closed),
	  {STEP_LOOK_HANDED, FACT_yes},
	  ASK(YES),
	  BACK(no),
	  {STEP_UNDO, 0},
	  END(IGNORE)}},
	{"of a connection: as with TCP",
	 UNHEARD,
	 {.traits = IGNORED, .level = LEVEL_SOCKET},
	 false,
	 {CALL(TAKEN), OURS, IS(other), END(PASS)}},
	{"of a UDP socket under a listener's number",
	 LISTENER,
	 {.traits = IGNORED, .level = LEVEL_SOCKET},
	 false,
	 {NOT_MPTCP, CALL(TAKEN), END(PASS)}},
	{"SO_BROADCAST of a new socket, which MPTCP drops: TCP before it is called",
	 NEW,
	 {.traits = TRAIT_CARRIED | TRAIT_DROPPED, .level = LEVEL_SOCKET},
	 false,
	 {OURS, IS(closed), ASK(YES), BACK(yes), CALL(TAKEN), END(PASS)}},
	{"IP_TTL: refused, and done on TCP",
	 NEW,
	 {.traits = TRAIT_CARRIED, .level = LEVEL_IP},
	 false,
	 {CALL(REFUSED), OURS, IS(closed), ASK(YES), BACK(yes), CALL(TAKEN),
	  END(PASS)}},
	{"a value that TCP refuses as well",
	 NEW,
	 {.traits = TRAIT_CARRIED, .level = LEVEL_IP},
	 false,
	 {CALL(REFUSED), OURS, IS(closed), ASK(NO), END(NO)}},
	{"IP_TTL of a connection: missed",
	 UNHEARD,
	 {.traits = TRAIT_CARRIED, .level = LEVEL_IP},
	 true,
	 {CALL(REFUSED), OURS, IS(other), ASK(YES), END(PASS)}},
	{"as the connection has it",
	 UNHEARD,
	 {.traits = TRAIT_CARRIED, .level = LEVEL_IP},
	 false,
	 {CALL(REFUSED), OURS, IS(other), ASK(SO), END(YES)}},
	{"refused to the program's own MPTCP",
	 UNHEARD,
	 {.traits = TRAIT_CARRIED, .level = LEVEL_IP},
	 false,
	 {CALL(REFUSED),
	  {STEP_LOOK_MPTCP, FACT_yes},
	  {STEP_LOOK_NATIVE, FACT_yes},
	  END(PASS)}},
	{"SO_OOBINLINE of a connection",
	 UNHEARD,
	 {.traits = TRAIT_CARRIED | TRAIT_GRANTED, .level = LEVEL_SOCKET},
	 false,
	 {CALL(REFUSED), OURS, IS(other), ASK(YES), END(YES)}},
	{"TCP_QUICKACK of a listener",
	 LISTENER,
	 {.traits = TRAIT_CARRIED | TRAIT_HINT, .level = LEVEL_TCP},
	 false,
	 {CALL(REFUSED), OURS, IS(listening), ASK(YES), END(YES)}},
	{"SO_REUSEADDR of a connection: the kernel is not asked",
	 UNHEARD,
	 {.traits = TRAIT_CARRIED | TRAIT_REUSE,
	  .level = LEVEL_SOCKET,
	  .whole = true},
	 false,
	 {CALL(INVALID), {STEP_LOOK_NATIVE, FACT_no}, END(YES)}},
	{"IPV6_V6ONLY once bound: TCP refuses it, too",
	 UNHEARD,
	 {.traits = TRAIT_CARRIED | TRAIT_UNBOUND, .level = LEVEL_IPV6},
	 false,
	 {CALL(INVALID), OURS, IS(other), END(PASS)}},
	{"IPV6_TCLASS of an IPv4 socket, which MPTCP takes",
	 NEW | REMEMBERED_v4,
	 {.traits = TRAIT_CARRIED, .level = LEVEL_IPV6},
	 false,
	 {OURS, {STEP_LOOK_FAMILY, FACT_yes}, IS(closed), ASK(NO), END(NO)}},
	{"TCP_CONGESTION: no such name",
	 NEW,
	 {.traits = TRAIT_CARRIED | TRAIT_TRIED, .level = LEVEL_TCP},
	 false,
	 {CALL(TAKEN), OURS, ASK(NO), END(NO)}},
	{"TCP_KEEPCNT of 999, which MPTCP takes",
	 NEW,
	 {.traits = TRAIT_CARRIED, .level = LEVEL_TCP, .outside = true},
	 false,
	 {CALL(TAKEN), OURS, ASK(NO), {STEP_UNDO, 0}, END(NO)}},
	{"what nobody knows, on a socket of another process",
	 UNHEARD,
	 {.level = LEVEL_SOCKET},
	 false,
	 {CALL(TAKEN),
	  {STEP_LOOK_TCP, FACT_yes},
	  IS(closed),
	  NOT_MPTCP,
	  END(PIN)}},
	{"on a UNIX socket",
	 UNHEARD,
	 {.level = LEVEL_SOCKET},
	 false,
	 {CALL(TAKEN), {STEP_LOOK_TCP, FACT_no}, END(PASS)}},
	{"on an upgraded one: TCP, and pinned",
	 NEW,
	 {.level = LEVEL_SOCKET},
	 false,
	 {OURS, IS(closed), ASK(YES), BACK(yes), CALL(TAKEN), END(PIN)}},
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
