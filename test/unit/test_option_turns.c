// SPDX-License-Identifier: MIT
/*
 * Where the way of a setsockopt() or getsockopt() turns on one fact, the step
 * that is next on either side of the turn. The walks of test_option.c and
 * test_option_get.c hold with some of these turned round: what they come to is
 * well then, too, but not what TCP would do. Run by ctest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "option_steps.h"

#define OURS .mptcp = FACT_yes, .native = FACT_no

struct turn {
	struct option_facts f;
	bool born, upgraded, dialed, listened, port, v4;
	enum fact mptcp, native;
	enum state state;
	enum option_step next;
};

static struct facts socket_of(const struct turn *t)
{
	struct facts s = {.native = t->native, .state = t->state};

	s.word = (t->born ? ORIGIN_OURS : 0) |
		 (t->upgraded ? ORIGIN_MPTCP : 0) |
		 (t->dialed ? HISTORY_dialed : 0) |
		 (t->listened ? HISTORY_listened : 0) |
		 (t->port ? HISTORY_port : 0) | (t->v4 ? REMEMBERED_v4 : 0);
	if (t->mptcp)
		s.protocol =
			t->mptcp == FACT_yes ? PROTOCOL_mptcp : PROTOCOL_other;
	return s;
}

static void turn(const struct turn *t, size_t i, bool get)
{
	const struct facts socket = socket_of(t);
	struct option_facts f = t->f;
	enum option_step step;

	f.socket = &socket;
	step = get ? option_get(&f) : option_set(&f).step;
	if (step != t->next)
		fail_msg("%zu: step %d, not %d", i, step, t->next);
}

static void set_turns(const struct turn *turns, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		turn(&turns[i], i, false);
}

static void get_turns(const struct turn *turns, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		turn(&turns[i], i, true);
}

/* Whose yes is worth a look before the call, of what MPTCP can't carry. */
static void hollow(void **state)
{
	static const struct turn turns[] = {
		{.upgraded = true,
		 .f.level = LEVEL_SOCKET,
		 .next = STEP_LOOK_MPTCP},
		{.f.level = LEVEL_SOCKET, .next = STEP_CALL},
		{.dialed = true, .f.level = LEVEL_SOCKET, .next = STEP_CALL},
		{.upgraded = true,
		 .dialed = true,
		 .f.level = LEVEL_SOCKET,
		 .next = STEP_CALL},
		{.upgraded = true, .f.level = LEVEL_OTHER, .next = STEP_CALL},
	};

	(void)state;
	set_turns(turns, COUNT(turns));
}

#define STAYS                                            \
	OURS, .upgraded = true, .f.level = LEVEL_SOCKET, \
	      .f.traits = TRAIT_CARRIED | TRAIT_NOT_PASSED, .f.back = FACT_no

/* It can't go back: who is a listener, or named its port, is not told a yes. */
static void stays(void **state)
{
	static const struct turn turns[] = {
		{STAYS, .listened = true, .state = STATE_listening,
		 .f.said = SAID_YES, .next = STEP_IGNORE},
		{STAYS, .port = true, .state = STATE_closed, .f.said = SAID_YES,
		 .next = STEP_IGNORE},
		{STAYS, .listened = true, .state = STATE_closed,
		 .f.said = SAID_YES, .next = STEP_CALL},
		{STAYS, .port = true, .state = STATE_other, .f.said = SAID_YES,
		 .next = STEP_CALL},
		{STAYS, .port = true, .state = STATE_closed,
		 .f.said = SAID_NOTHING, .next = STEP_TRY},
		{STAYS, .port = true, .state = STATE_closed,
		 .f.said = SAID_NOTHING, .f.heeds = FACT_yes,
		 .next = STEP_CALL},
		{STAYS, .port = true, .state = STATE_closed,
		 .f.said = SAID_NOTHING, .f.heeds = FACT_no,
		 .next = STEP_IGNORE},
	};

	(void)state;
	set_turns(turns, COUNT(turns));
}

#define LOWAT                                                            \
	.f.level = LEVEL_TCP, .f.result = RESULT_TAKEN, .f.minus = true, \
	.upgraded = true, .listened = true,                              \
	.f.traits = TRAIT_CARRIED | TRAIT_NOT_PASSED | TRAIT_REMEMBERED(LOWAT)

/* The word of a program whose socket is ours is remembered, of no other. */
static void remembered(void **state)
{
	static const struct turn turns[] = {
		{LOWAT, .next = STEP_LOOK_MPTCP},
		{LOWAT, .mptcp = FACT_yes, .next = STEP_LOOK_NATIVE},
		{LOWAT, OURS, .next = STEP_REMEMBER},
		{LOWAT, OURS, .f.remembered = true, .next = STEP_PASS},
		{LOWAT, .mptcp = FACT_no, .next = STEP_PASS},
	};

	(void)state;
	set_turns(turns, COUNT(turns));
}

#define INVALID .f.result = RESULT_INVALID

/* EINVAL is MPTCP's own only where it looks at nothing but the level. */
static void invalid(void **state)
{
	static const struct turn turns[] = {
		{INVALID, .f.level = LEVEL_TCP, .next = STEP_PASS},
		{INVALID, .f.level = LEVEL_OTHER, .next = STEP_PASS},
		{INVALID, .f.level = LEVEL_IP, .next = STEP_LOOK_MPTCP},
		{INVALID, OURS, .f.level = LEVEL_IP, .next = STEP_LOOK_STATE},
		{INVALID, OURS, .f.level = LEVEL_SOCKET, .state = STATE_closed,
		 .next = STEP_ASK},
		{INVALID, OURS, .f.level = LEVEL_IP, .state = STATE_closed,
		 .next = STEP_PASS},
		{INVALID, OURS, .f.level = LEVEL_IP, .state = STATE_other,
		 .next = STEP_ASK},
		{INVALID, OURS, .f.level = LEVEL_IP, .state = STATE_other,
		 .f.traits = TRAIT_UNBOUND, .next = STEP_PASS},
	};

	(void)state;
	set_turns(turns, COUNT(turns));
}

#define BACK .f.back = FACT_yes, .f.level = LEVEL_SOCKET

/* What went back is called again, and pinned where no replace can carry it. */
static void gone_back(void **state)
{
	static const struct turn turns[] = {
		{BACK, .next = STEP_CALL},
		{BACK, .f.before = RESULT_TAKEN, .f.result = RESULT_TAKEN,
		 .next = STEP_REPEAT},
		{BACK, .f.before = RESULT_TAKEN, .f.result = RESULT_TAKEN,
		 .f.repeated = true, .next = STEP_PIN},
		{BACK, .f.before = RESULT_TAKEN, .f.result = RESULT_TAKEN,
		 .f.repeated = true, .f.traits = TRAIT_CARRIED,
		 .next = STEP_PASS},
		{BACK, .f.result = RESULT_TAKEN, .next = STEP_PIN},
		{BACK, .f.result = RESULT_FAILED, .next = STEP_PASS},
		{BACK, .f.before = RESULT_REFUSED, .f.result = RESULT_TAKEN,
		 .next = STEP_PASS},
	};

	(void)state;
	set_turns(turns, COUNT(turns));
}

#define REFUSED .f.result = RESULT_REFUSED, .f.level = LEVEL_IP

/* TCP is asked of what MPTCP refuses; of a connection where any can tell. */
static void tells(void **state)
{
	static const struct turn turns[] = {
		{REFUSED, .next = STEP_LOOK_MPTCP},
		{REFUSED, OURS, .next = STEP_LOOK_STATE},
		{REFUSED, OURS, .state = STATE_closed, .next = STEP_ASK},
		{REFUSED, OURS, .state = STATE_other, .next = STEP_ASK},
		{REFUSED, OURS, .state = STATE_closed, .f.traits = TRAIT_OWN,
		 .next = STEP_ASK},
		{REFUSED, OURS, .state = STATE_other, .f.traits = TRAIT_OWN,
		 .next = STEP_PASS},
		{REFUSED, OURS, .state = STATE_closed, .f.said = SAID_NOTHING,
		 .next = STEP_PASS},
		{REFUSED, OURS, .state = STATE_closed, .f.said = SAID_YES,
		 .next = STEP_TELL},
		{REFUSED, OURS, .state = STATE_closed,
		 .f.said = SAID_UNCONNECTED, .next = STEP_TELL},
		{REFUSED, OURS, .state = STATE_other, .f.said = SAID_YES,
		 .next = STEP_TELL},
		{REFUSED, OURS, .state = STATE_other,
		 .f.said = SAID_UNCONNECTED, .next = STEP_PASS},
	};

	(void)state;
	get_turns(turns, COUNT(turns));
}

#define IPV4_AS_IPV6 .f.level = LEVEL_IPV6, .upgraded = true, .v4 = true

/* Before the call, where MPTCP would say otherwise than TCP. */
static void instead(void **state)
{
	static const struct turn turns[] = {
		{IPV4_AS_IPV6, .next = STEP_LOOK_FAMILY},
		{IPV4_AS_IPV6, .f.family4 = FACT_no, .next = STEP_CALL},
		{IPV4_AS_IPV6, .f.family4 = FACT_yes, .next = STEP_LOOK_MPTCP},
		{IPV4_AS_IPV6, .f.family4 = FACT_yes, .mptcp = FACT_no,
		 .next = STEP_CALL},
		{IPV4_AS_IPV6, OURS, .f.family4 = FACT_yes,
		 .next = STEP_LOOK_STATE},
		{IPV4_AS_IPV6, OURS, .f.family4 = FACT_yes,
		 .state = STATE_other, .next = STEP_CALL},
		{.f.traits = TRAIT_INSTEAD_LISTENING,
		 .upgraded = true,
		 .next = STEP_CALL},
		{.f.traits = TRAIT_INSTEAD_LISTENING,
		 .listened = true,
		 .next = STEP_CALL},
		{.f.traits = TRAIT_INSTEAD_LISTENING,
		 .upgraded = true,
		 .listened = true,
		 .next = STEP_LOOK_MPTCP},
	};

	(void)state;
	get_turns(turns, COUNT(turns));
}

#define COOKIE .f.result = RESULT_TAKEN, .f.traits = TRAIT_AMEND(COOKIE)

/* Who knows a socket's cookie keeps it, if it could be replaced yet. */
static void cookie(void **state)
{
	static const struct turn turns[] = {
		{COOKIE, .born = true, .next = STEP_REMEMBER},
		{COOKIE, .next = STEP_PASS},
		{COOKIE, .born = true, .f.remembered = true, .next = STEP_PASS},
		{COOKIE, .born = true, .upgraded = true, .next = STEP_PASS},
		{COOKIE, .born = true, .dialed = true, .next = STEP_PASS},
		{COOKIE, .born = true, .listened = true, .next = STEP_PASS},
	};

	(void)state;
	get_turns(turns, COUNT(turns));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hollow),     cmocka_unit_test(stays),
		cmocka_unit_test(remembered), cmocka_unit_test(invalid),
		cmocka_unit_test(gone_back),  cmocka_unit_test(tells),
		cmocka_unit_test(instead),    cmocka_unit_test(cookie),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
