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

#define OURS .mptcp = FACT_YES, .native = FACT_NO

struct turn {
	struct option_facts f;
	enum option_step next;
};

static void set_turns(const struct turn *turns, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (option_set(&turns[i].f).step != turns[i].next)
			fail_msg("%zu: step %d, not %d", i,
				 option_set(&turns[i].f).step, turns[i].next);
}

static void get_turns(const struct turn *turns, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (option_get(&turns[i].f) != turns[i].next)
			fail_msg("%zu: step %d, not %d", i,
				 option_get(&turns[i].f), turns[i].next);
}

/* Whose yes is worth a look before the call, of what MPTCP can't carry. */
static void hollow(void **state)
{
	static const struct turn turns[] = {
		{{.upgraded = true, .level = LEVEL_SOCKET}, STEP_LOOK_MPTCP},
		{{.level = LEVEL_SOCKET}, STEP_CALL},
		{{.dialed = true, .level = LEVEL_SOCKET}, STEP_CALL},
		{{.upgraded = true, .dialed = true, .level = LEVEL_SOCKET},
		 STEP_CALL},
		{{.upgraded = true, .level = LEVEL_OTHER}, STEP_CALL},
	};

	(void)state;
	set_turns(turns, COUNT(turns));
}

#define STAYS                                          \
	OURS, .upgraded = true, .level = LEVEL_SOCKET, \
	      .traits = TRAIT_CARRIED | TRAIT_NOT_PASSED, .back = FACT_NO

/* It can't go back: who is a listener, or named its port, is not told a yes. */
static void stays(void **state)
{
	static const struct turn turns[] = {
		{{STAYS, .listened = true, .state = STATE_LISTENS,
		  .said = SAID_YES},
		 STEP_IGNORE},
		{{STAYS, .port = true, .state = STATE_CLOSED, .said = SAID_YES},
		 STEP_IGNORE},
		{{STAYS, .listened = true, .state = STATE_CLOSED,
		  .said = SAID_YES},
		 STEP_CALL},
		{{STAYS, .port = true, .state = STATE_CONNECTED,
		  .said = SAID_YES},
		 STEP_CALL},
		{{STAYS, .port = true, .state = STATE_CLOSED,
		  .said = SAID_NOTHING},
		 STEP_TRY},
		{{STAYS, .port = true, .state = STATE_CLOSED,
		  .said = SAID_NOTHING, .heeds = FACT_YES},
		 STEP_CALL},
		{{STAYS, .port = true, .state = STATE_CLOSED,
		  .said = SAID_NOTHING, .heeds = FACT_NO},
		 STEP_IGNORE},
	};

	(void)state;
	set_turns(turns, COUNT(turns));
}

#define LOWAT                                                      \
	.level = LEVEL_TCP, .result = RESULT_TAKEN, .minus = true, \
	.upgraded = true, .listened = true,                        \
	.traits = TRAIT_CARRIED | TRAIT_NOT_PASSED | TRAIT_REMEMBERED(LOWAT)

/* The word of a program whose socket is ours is remembered, of no other. */
static void remembered(void **state)
{
	static const struct turn turns[] = {
		{{LOWAT}, STEP_LOOK_MPTCP},
		{{LOWAT, .mptcp = FACT_YES}, STEP_LOOK_NATIVE},
		{{LOWAT, OURS}, STEP_REMEMBER},
		{{LOWAT, OURS, .remembered = true}, STEP_PASS},
		{{LOWAT, .mptcp = FACT_NO}, STEP_PASS},
	};

	(void)state;
	set_turns(turns, COUNT(turns));
}

#define INVALID .result = RESULT_INVALID

/* EINVAL is MPTCP's own only where it looks at nothing but the level. */
static void invalid(void **state)
{
	static const struct turn turns[] = {
		{{INVALID, .level = LEVEL_TCP}, STEP_PASS},
		{{INVALID, .level = LEVEL_OTHER}, STEP_PASS},
		{{INVALID, .level = LEVEL_IP}, STEP_LOOK_MPTCP},
		{{INVALID, OURS, .level = LEVEL_IP}, STEP_LOOK_STATE},
		{{INVALID, OURS, .level = LEVEL_SOCKET, .state = STATE_CLOSED},
		 STEP_ASK},
		{{INVALID, OURS, .level = LEVEL_IP, .state = STATE_CLOSED},
		 STEP_PASS},
		{{INVALID, OURS, .level = LEVEL_IP, .state = STATE_CONNECTED},
		 STEP_ASK},
		{{INVALID, OURS, .level = LEVEL_IP, .state = STATE_CONNECTED,
		  .traits = TRAIT_UNBOUND},
		 STEP_PASS},
	};

	(void)state;
	set_turns(turns, COUNT(turns));
}

#define BACK .back = FACT_YES, .level = LEVEL_SOCKET

/* What went back is called again, and pinned where no replace can carry it. */
static void gone_back(void **state)
{
	static const struct turn turns[] = {
		{{BACK}, STEP_CALL},
		{{BACK, .before = RESULT_TAKEN, .result = RESULT_TAKEN},
		 STEP_REPEAT},
		{{BACK, .before = RESULT_TAKEN, .result = RESULT_TAKEN,
		  .repeated = true},
		 STEP_PIN},
		{{BACK, .before = RESULT_TAKEN, .result = RESULT_TAKEN,
		  .repeated = true, .traits = TRAIT_CARRIED},
		 STEP_PASS},
		{{BACK, .result = RESULT_TAKEN}, STEP_PIN},
		{{BACK, .result = RESULT_FAILED}, STEP_PASS},
		{{BACK, .before = RESULT_REFUSED, .result = RESULT_TAKEN},
		 STEP_PASS},
	};

	(void)state;
	set_turns(turns, COUNT(turns));
}

#define REFUSED .result = RESULT_REFUSED, .level = LEVEL_IP

/* TCP is asked of what MPTCP refuses; of a connection where any can tell. */
static void tells(void **state)
{
	static const struct turn turns[] = {
		{{REFUSED}, STEP_LOOK_MPTCP},
		{{REFUSED, OURS}, STEP_LOOK_STATE},
		{{REFUSED, OURS, .state = STATE_CLOSED}, STEP_ASK},
		{{REFUSED, OURS, .state = STATE_CONNECTED}, STEP_ASK},
		{{REFUSED, OURS, .state = STATE_CLOSED, .traits = TRAIT_OWN},
		 STEP_ASK},
		{{REFUSED, OURS, .state = STATE_CONNECTED, .traits = TRAIT_OWN},
		 STEP_PASS},
		{{REFUSED, OURS, .state = STATE_CLOSED, .said = SAID_NOTHING},
		 STEP_PASS},
		{{REFUSED, OURS, .state = STATE_CLOSED, .said = SAID_YES},
		 STEP_TELL},
		{{REFUSED, OURS, .state = STATE_CLOSED,
		  .said = SAID_UNCONNECTED},
		 STEP_TELL},
		{{REFUSED, OURS, .state = STATE_CONNECTED, .said = SAID_YES},
		 STEP_TELL},
		{{REFUSED, OURS, .state = STATE_CONNECTED,
		  .said = SAID_UNCONNECTED},
		 STEP_PASS},
	};

	(void)state;
	get_turns(turns, COUNT(turns));
}

#define IPV4_AS_IPV6 .level = LEVEL_IPV6, .upgraded = true, .v4 = true

/* Before the call, where MPTCP would say otherwise than TCP. */
static void instead(void **state)
{
	static const struct turn turns[] = {
		{{IPV4_AS_IPV6}, STEP_LOOK_FAMILY},
		{{IPV4_AS_IPV6, .family4 = FACT_NO}, STEP_CALL},
		{{IPV4_AS_IPV6, .family4 = FACT_YES}, STEP_LOOK_MPTCP},
		{{IPV4_AS_IPV6, .family4 = FACT_YES, .mptcp = FACT_NO},
		 STEP_CALL},
		{{IPV4_AS_IPV6, OURS, .family4 = FACT_YES}, STEP_LOOK_STATE},
		{{IPV4_AS_IPV6, OURS, .family4 = FACT_YES,
		  .state = STATE_CONNECTED},
		 STEP_CALL},
		{{.traits = TRAIT_INSTEAD_LISTENING, .upgraded = true},
		 STEP_CALL},
		{{.traits = TRAIT_INSTEAD_LISTENING, .listened = true},
		 STEP_CALL},
		{{.traits = TRAIT_INSTEAD_LISTENING,
		  .upgraded = true,
		  .listened = true},
		 STEP_LOOK_MPTCP},
	};

	(void)state;
	get_turns(turns, COUNT(turns));
}

#define COOKIE .result = RESULT_TAKEN, .traits = TRAIT_AMEND(COOKIE)

/* Who knows a socket's cookie keeps it, if it could be replaced yet. */
static void cookie(void **state)
{
	static const struct turn turns[] = {
		{{COOKIE, .born = true}, STEP_REMEMBER},
		{{COOKIE}, STEP_PASS},
		{{COOKIE, .born = true, .remembered = true}, STEP_PASS},
		{{COOKIE, .born = true, .upgraded = true}, STEP_PASS},
		{{COOKIE, .born = true, .dialed = true}, STEP_PASS},
		{{COOKIE, .born = true, .listened = true}, STEP_PASS},
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
