// SPDX-License-Identifier: MIT
/*
 * The truth table of want(setting, status, role), each cell written out by
 * hand from Go 1.24's net package: dialers look for 1 and 3, listeners for 0
 * and 3, and an explicit status asks the setting nothing. Run by ctest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/status.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* No status, so an untouched one is told from a parsed one. */
#define UNTOUCHED ((enum status)77)

/* clang-format off */
static const struct cell {
	enum setting setting;
	enum status status;
	enum role role;
	bool mptcp;
	bool event;
} cells[] = {
	{SETTING_OFF,       STATUS_DEFAULT,  ROLE_DIALER,   false, false},
	{SETTING_OFF,       STATUS_DEFAULT,  ROLE_LISTENER, false, true},
	{SETTING_OFF,       STATUS_ENABLED,  ROLE_DIALER,   true,  false},
	{SETTING_OFF,       STATUS_ENABLED,  ROLE_LISTENER, true,  false},
	{SETTING_OFF,       STATUS_DISABLED, ROLE_DIALER,   false, false},
	{SETTING_OFF,       STATUS_DISABLED, ROLE_LISTENER, false, false},
	{SETTING_BOTH,      STATUS_DEFAULT,  ROLE_DIALER,   true,  true},
	{SETTING_BOTH,      STATUS_DEFAULT,  ROLE_LISTENER, true,  false},
	{SETTING_BOTH,      STATUS_ENABLED,  ROLE_DIALER,   true,  false},
	{SETTING_BOTH,      STATUS_ENABLED,  ROLE_LISTENER, true,  false},
	{SETTING_BOTH,      STATUS_DISABLED, ROLE_DIALER,   false, false},
	{SETTING_BOTH,      STATUS_DISABLED, ROLE_LISTENER, false, false},
	{SETTING_LISTENERS, STATUS_DEFAULT,  ROLE_DIALER,   false, false},
	{SETTING_LISTENERS, STATUS_DEFAULT,  ROLE_LISTENER, true,  false},
	{SETTING_LISTENERS, STATUS_ENABLED,  ROLE_DIALER,   true,  false},
	{SETTING_LISTENERS, STATUS_ENABLED,  ROLE_LISTENER, true,  false},
	{SETTING_LISTENERS, STATUS_DISABLED, ROLE_DIALER,   false, false},
	{SETTING_LISTENERS, STATUS_DISABLED, ROLE_LISTENER, false, false},
	{SETTING_DIALERS,   STATUS_DEFAULT,  ROLE_DIALER,   true,  true},
	{SETTING_DIALERS,   STATUS_DEFAULT,  ROLE_LISTENER, false, true},
	{SETTING_DIALERS,   STATUS_ENABLED,  ROLE_DIALER,   true,  false},
	{SETTING_DIALERS,   STATUS_ENABLED,  ROLE_LISTENER, true,  false},
	{SETTING_DIALERS,   STATUS_DISABLED, ROLE_DIALER,   false, false},
	{SETTING_DIALERS,   STATUS_DISABLED, ROLE_LISTENER, false, false},
};
/* clang-format on */

static void truth_table(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cells); i++) {
		const struct cell *c = &cells[i];
		struct want w = status_want(c->setting, c->status, c->role);

		if (w.mptcp != c->mptcp || w.nondefault != c->event)
			fail_msg("setting %d, status %d, role %d: "
				 "mptcp %d, event %d",
				 c->setting, c->status, c->role, w.mptcp,
				 w.nondefault);
	}
}

/* A cell missing from the table above, or there twice, would hide a gap. */
static void truth_table_is_complete(void **state)
{
	int seen[4][3][2] = {0};
	size_t i;

	(void)state;
	assert_int_equal(COUNT(cells), 4 * 3 * 2);
	for (i = 0; i < COUNT(cells); i++) {
		const struct cell *c = &cells[i];

		assert_int_equal(seen[c->setting][c->status][c->role]++, 0);
	}
}

/* Asking is free of side effects: the same question, the same answer. */
static void asking_twice(void **state)
{
	size_t i, pass;

	(void)state;
	for (pass = 0; pass < 2; pass++) {
		for (i = COUNT(cells); i-- > 0;) {
			const struct cell *c = &cells[i];
			struct want w =
				status_want(c->setting, c->status, c->role);

			assert_int_equal(w.mptcp, c->mptcp);
			assert_int_equal(w.nondefault, c->event);
		}
	}
}

static void good_names(void **state)
{
	static const struct {
		const char *text;
		enum status status;
	} rows[] = {
		{"default", STATUS_DEFAULT},
		{"enabled", STATUS_ENABLED},
		{"disabled", STATUS_DISABLED},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		enum status got = UNTOUCHED;

		assert_true(status_parse(span_of(rows[i].text), &got));
		assert_int_equal(got, rows[i].status);
		assert_string_equal(status_name(rows[i].status), rows[i].text);
	}
}

static void bad_names(void **state)
{
	static const char *const texts[] = {
		"",
		"d",
		"e",
		"defaul",
		"enable",
		"disable",
		"defaults",
		"enabledd",
		"disabled1",
		"Default",
		"Enabled",
		"Disabled",
		"DEFAULT",
		"ENABLED",
		"DISABLED",
		"enableD",
		" default",
		" enabled",
		" disabled",
		"default ",
		"enabled ",
		"disabled ",
		"\tenabled",
		"enabled\n",
		"0",
		"1",
		"2",
		"on",
		"off",
		"yes",
		"no",
		"true",
		"false",
		"none",
		"=enabled",
		"enabled=1",
		"en abled",
		"dialer",
		"listener",
		"\xff",
		"default, enabled, disabled",
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++) {
		enum status got = UNTOUCHED;

		if (status_parse(span_of(texts[i]), &got))
			fail_msg("\"%s\" passed for a status", texts[i]);
		assert_int_equal(got, UNTOUCHED);
	}
	assert_false(status_parse((struct span){NULL, 0},
				  &(enum status){STATUS_DEFAULT}));
}

/* Prefixes of a longer text count only as far as the span reaches. */
static void length_decides(void **state)
{
	static const char text[] = "disabledefault";
	enum status got = UNTOUCHED;

	(void)state;
	assert_false(status_parse((struct span){text, 7}, &got));
	assert_false(status_parse((struct span){text, 9}, &got));
	assert_false(status_parse((struct span){"enabled", 8}, &got));
	assert_int_equal(got, UNTOUCHED);
	assert_true(status_parse((struct span){text, 8}, &got));
	assert_int_equal(got, STATUS_DISABLED);
	assert_true(status_parse((struct span){text + 7, 7}, &got));
	assert_int_equal(got, STATUS_DEFAULT);
}

static void names_and_numbers_are_fixed(void **state)
{
	(void)state;
	assert_int_equal(STATUS_COUNT, 3);
	assert_int_equal(ROLE_COUNT, 2);
	/* A zeroed status must be the harmless one. */
	assert_int_equal(STATUS_DEFAULT, 0);
	assert_string_equal(role_name(ROLE_DIALER), "dialer");
	assert_string_equal(role_name(ROLE_LISTENER), "listener");
	assert_string_equal(STATUS_ALLOWED, "default, enabled, disabled");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(truth_table),
		cmocka_unit_test(truth_table_is_complete),
		cmocka_unit_test(asking_twice),
		cmocka_unit_test(good_names),
		cmocka_unit_test(bad_names),
		cmocka_unit_test(length_decides),
		cmocka_unit_test(names_and_numbers_are_fixed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
