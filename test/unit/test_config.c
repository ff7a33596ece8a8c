// SPDX-License-Identifier: MIT
/*
 * MPTCPDEFAULT and GODEBUG in, one struct config out: which element of which
 * variable counts, what a bad one leaves behind, and the whole truth table
 * from text to want. Expectations are literal. Run by ctest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/config.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define STATUSES "default, enabled, disabled"
#define SINKS    "none, stderr, file:PATH"
#define KEYS     "multipathtcp, dial, listen, report, format, log, so_protocol"

#define GUARD 0xa5

/*
 * The struct is handed over full of garbage, for config_parse() promises to
 * fill it, and with a guard behind it that is as long as one note too many.
 */
static struct {
	struct config config;
	unsigned char guard[sizeof(struct note)];
} box;

static const struct config *parse(const char *mptcpdefault, const char *godebug)
{
	size_t i;

	memset(&box, GUARD, sizeof(box));
	config_parse(mptcpdefault, godebug, &box.config);
	for (i = 0; i < sizeof(box.guard); i++)
		assert_int_equal(box.guard[i], GUARD);
	return &box.config;
}

static void assert_note(const struct config *c, unsigned int i,
			const char *variable, const char *element,
			const char *problem, const char *allowed,
			const char *used)
{
	const struct note *n = &c->notes[i];

	assert_true(i < c->notes_count && i < CONFIG_NOTES);
	assert_string_equal(n->element, element);
	assert_string_equal(n->variable, variable);
	assert_string_equal(n->problem, problem);
	assert_string_equal(n->allowed, allowed);
	assert_string_equal(config_used(c, n), used);
}

static void assert_sink(const struct sink *sink, enum sink_kind kind,
			const char *path)
{
	assert_int_equal(sink->kind, kind);
	if (kind == SINK_FILE)
		assert_string_equal(sink->path, path);
}

static void assert_all_default(const struct config *c)
{
	assert_int_equal(c->multipathtcp, SETTING_LISTENERS);
	assert_int_equal(c->source, SOURCE_DEFAULT);
	assert_int_equal(c->status[ROLE_DIALER], STATUS_DEFAULT);
	assert_int_equal(c->status[ROLE_LISTENER], STATUS_DEFAULT);
	assert_sink(&c->report, SINK_STDERR, NULL);
	assert_sink(&c->log, SINK_NONE, NULL);
	assert_int_equal(c->format, FORMAT_TEXT);
	assert_false(c->protocol_shown);
}

/* Values that are none in either variable. */
static const char *const bad_values[] = {
	"",    "9",     "4",   "01",   "00",      " 1",      "1 ",  " ",
	"\t1", "1\n",   "-1",  "+1",   "-0",      "x",       "0x1", "11",
	"=1",  "1=",    "1=1", "1.0",  "one",     "two",     "on",  "1;",
	"1:",  "\"1\"", "'3'", "true", "enabled", "default",
};

/*
 * What a role gets: T is TCP, M is MPTCP, with ! it is a non-default event.
 * A bad value stands for each of bad_values: for Go it is as good as none.
 */
static const char bad[] = "bad";

/* clang-format off */
static const struct row {
	const char *value; /* NULL: absent */
	struct {
		const char *dialer;
		const char *listener;
	} want[STATUS_COUNT];
} table[] = {
	/*       default         enabled      disabled */
	{"0",  {{"T",  "T!"},  {"M", "M"},  {"T", "T"}}},
	{"1",  {{"M!", "M"},   {"M", "M"},  {"T", "T"}}},
	{"2",  {{"T",  "M"},   {"M", "M"},  {"T", "T"}}},
	{"3",  {{"M!", "T!"},  {"M", "M"},  {"T", "T"}}},
	{NULL, {{"T",  "M"},   {"M", "M"},  {"T", "T"}}},
	{bad,  {{"T",  "M"},   {"M", "M"},  {"T", "T"}}},
};
/* clang-format on */

static const char *const status_texts[STATUS_COUNT] = {
	[STATUS_DEFAULT] = "default",
	[STATUS_ENABLED] = "enabled",
	[STATUS_DISABLED] = "disabled",
};

static void assert_want(const struct config *c, enum role role,
			const char *wanted)
{
	struct want w = status_want(c->multipathtcp, c->status[role], role);

	assert_int_equal(w.mptcp, wanted[0] == 'M');
	assert_int_equal(w.nondefault, wanted[1] == '!');
}

/* One row of the table with one value, through one of the variables. */
static void check_row(const struct row *row, const char *value, bool godebug)
{
	char setting[64] = "", list[128];
	int dial, listen;

	if (value)
		snprintf(setting, sizeof(setting), "multipathtcp=%s", value);
	for (dial = 0; dial < STATUS_COUNT; dial++) {
		for (listen = 0; listen < STATUS_COUNT; listen++) {
			const struct config *c;

			snprintf(list, sizeof(list), "%s,dial=%s,listen=%s",
				 godebug ? "" : setting, status_texts[dial],
				 status_texts[listen]);
			c = parse(list, godebug ? setting : NULL);
			assert_want(c, ROLE_DIALER, row->want[dial].dialer);
			assert_want(c, ROLE_LISTENER,
				    row->want[listen].listener);
			assert_int_equal(c->notes_count,
					 value && row->value == bad);
		}
	}
}

static void table_from(bool godebug)
{
	size_t i, j;

	assert_int_equal(COUNT(table), 6);
	for (i = 0; i < COUNT(table); i++) {
		if (table[i].value != bad) {
			check_row(&table[i], table[i].value, godebug);
			continue;
		}
		for (j = 0; j < COUNT(bad_values); j++)
			check_row(&table[i], bad_values[j], godebug);
	}
}

static void truth_table_from_mptcpdefault(void **state)
{
	(void)state;
	table_from(false);
}

static void truth_table_from_godebug(void **state)
{
	(void)state;
	table_from(true);
}

static void nothing_set(void **state)
{
	static const char *const nothing[] = {NULL, "", ",", ",,,,,,,,"};
	size_t i, j;

	(void)state;
	for (i = 0; i < COUNT(nothing); i++) {
		for (j = 0; j < COUNT(nothing); j++) {
			const struct config *c = parse(nothing[i], nothing[j]);

			assert_all_default(c);
			assert_int_equal(c->notes_count, 0);
		}
	}
}

/* Which of the two texts the setting comes from, and what bad ones leave. */
static void setting_and_source(void **state)
{
	static const struct {
		const char *mptcpdefault;
		const char *godebug;
		enum setting setting;
		enum source source;
		unsigned int notes;
	} rows[] = {
		/* One variable. */
		{"multipathtcp=0", NULL, 0, SOURCE_MPTCPDEFAULT, 0},
		{"multipathtcp=1", NULL, 1, SOURCE_MPTCPDEFAULT, 0},
		{"multipathtcp=2", NULL, 2, SOURCE_MPTCPDEFAULT, 0},
		{"multipathtcp=3", NULL, 3, SOURCE_MPTCPDEFAULT, 0},
		{NULL, "multipathtcp=0", 0, SOURCE_GODEBUG, 0},
		{NULL, "multipathtcp=1", 1, SOURCE_GODEBUG, 0},
		{NULL, "multipathtcp=2", 2, SOURCE_GODEBUG, 0},
		{NULL, "multipathtcp=3", 3, SOURCE_GODEBUG, 0},
		/* Both: MPTCPDEFAULT's wins, 2 being no exception. */
		{"multipathtcp=0", "multipathtcp=1", 0, SOURCE_MPTCPDEFAULT, 0},
		{"multipathtcp=1", "multipathtcp=0", 1, SOURCE_MPTCPDEFAULT, 0},
		{"multipathtcp=2", "multipathtcp=3", 2, SOURCE_MPTCPDEFAULT, 0},
		{"multipathtcp=3", "multipathtcp=2", 3, SOURCE_MPTCPDEFAULT, 0},
		{"multipathtcp=1", "multipathtcp=1", 1, SOURCE_MPTCPDEFAULT, 0},
		/* GODEBUG was not asked, so a bad one there is no problem. */
		{"multipathtcp=1", "multipathtcp=9", 1, SOURCE_MPTCPDEFAULT, 0},
		{"multipathtcp=9,multipathtcp=1", "multipathtcp=x", 1,
		 SOURCE_MPTCPDEFAULT, 1},
		/* No multipathtcp in MPTCPDEFAULT, or only bad ones. */
		{"", "multipathtcp=3", 3, SOURCE_GODEBUG, 0},
		{"dial=enabled", "multipathtcp=3", 3, SOURCE_GODEBUG, 0},
		{"multipathtcp=9", "multipathtcp=3", 3, SOURCE_GODEBUG, 1},
		{"multipathtcp=", "multipathtcp=3", 3, SOURCE_GODEBUG, 1},
		{"multipathtcp", "multipathtcp=3", 3, SOURCE_GODEBUG, 1},
		{"multipathtcp=4,multipathtcp=01", "multipathtcp=0", 0,
		 SOURCE_GODEBUG, 2},
		{"Multipathtcp=1", "multipathtcp=0", 0, SOURCE_GODEBUG, 1},
		{" multipathtcp=1", "multipathtcp=0", 0, SOURCE_GODEBUG, 1},
		/* Neither. */
		{"multipathtcp=9", NULL, 2, SOURCE_DEFAULT, 1},
		{"multipathtcp=9", "multipathtcp=9", 2, SOURCE_DEFAULT, 2},
		{"multipathtcp=9", "", 2, SOURCE_DEFAULT, 1},
		{"multipathtcp=9", "http2debug=1", 2, SOURCE_DEFAULT, 1},
		/* MPTCPDEFAULT: the last good one wins. */
		{"multipathtcp=0,multipathtcp=1", NULL, 1, SOURCE_MPTCPDEFAULT,
		 0},
		{"multipathtcp=1,multipathtcp=0", NULL, 0, SOURCE_MPTCPDEFAULT,
		 0},
		{"multipathtcp=3,multipathtcp=1,multipathtcp=0", NULL, 0,
		 SOURCE_MPTCPDEFAULT, 0},
		{"multipathtcp=3,dial=enabled,multipathtcp=2", NULL, 2,
		 SOURCE_MPTCPDEFAULT, 0},
		{"multipathtcp=1,multipathtcp=9", NULL, 1, SOURCE_MPTCPDEFAULT,
		 1},
		{"multipathtcp=9,multipathtcp=1", NULL, 1, SOURCE_MPTCPDEFAULT,
		 1},
		{"multipathtcp=0,multipathtcp=9,multipathtcp=3,multipathtcp=",
		 NULL, 3, SOURCE_MPTCPDEFAULT, 2},
		{"multipathtcp=0,multipathtcp", NULL, 0, SOURCE_MPTCPDEFAULT,
		 1},
		{",multipathtcp=0", NULL, 0, SOURCE_MPTCPDEFAULT, 0},
		{"multipathtcp=0,", NULL, 0, SOURCE_MPTCPDEFAULT, 0},
		{",,multipathtcp=0,,multipathtcp=3,,", NULL, 3,
		 SOURCE_MPTCPDEFAULT, 0},
		/* GODEBUG: only the last one with a '=' is looked at. */
		{NULL, "multipathtcp=0,multipathtcp=1", 1, SOURCE_GODEBUG, 0},
		{NULL, "multipathtcp=1,multipathtcp=0", 0, SOURCE_GODEBUG, 0},
		{NULL, "multipathtcp=1,multipathtcp=2", 2, SOURCE_GODEBUG, 0},
		{NULL, "multipathtcp=9,multipathtcp=1", 1, SOURCE_GODEBUG, 0},
		{NULL, "multipathtcp=1,multipathtcp=9", 2, SOURCE_DEFAULT, 1},
		{NULL, "multipathtcp=1,multipathtcp=", 2, SOURCE_DEFAULT, 1},
		{NULL, "multipathtcp=1,multipathtcp=1 ", 2, SOURCE_DEFAULT, 1},
		{NULL, "multipathtcp=1,multipathtcp==1", 2, SOURCE_DEFAULT, 1},
		{NULL, "multipathtcp=8,multipathtcp=9", 2, SOURCE_DEFAULT, 1},
		{NULL, "multipathtcp=1,multipathtcp", 1, SOURCE_GODEBUG, 0},
		{NULL, "multipathtcp,multipathtcp=1", 1, SOURCE_GODEBUG, 0},
		{NULL, "multipathtcp", 2, SOURCE_DEFAULT, 0},
		{NULL, "multipathtcp,multipathtcp,x", 2, SOURCE_DEFAULT, 0},
		{NULL, "multipathtcp=1,http2debug=2", 1, SOURCE_GODEBUG, 0},
		{NULL, "http2debug=2,multipathtcp=1", 1, SOURCE_GODEBUG, 0},
		{NULL, ",,multipathtcp=1,,", 1, SOURCE_GODEBUG, 0},
		{NULL, "gctrace=1,,multipathtcp=0,x,=,=3", 0, SOURCE_GODEBUG,
		 0},
		/* "#" and a pattern: which calls it is for, all where empty. */
		{NULL, "multipathtcp=1#", 1, SOURCE_GODEBUG, 0},
		{NULL, "multipathtcp=0#,http2debug=1", 0, SOURCE_GODEBUG, 0},
		{NULL, "multipathtcp=1,multipathtcp=3#", 3, SOURCE_GODEBUG, 0},
		{NULL, "multipathtcp=9#", 2, SOURCE_DEFAULT, 1},
		{NULL, "multipathtcp=#", 2, SOURCE_DEFAULT, 1},
		{NULL, "multipathtcp=1##", 2, SOURCE_DEFAULT, 1},
		{NULL, "multipathtcp=1#y", 2, SOURCE_DEFAULT, 1},
		{NULL, "multipathtcp=#1", 2, SOURCE_DEFAULT, 1},
		{"multipathtcp=1#", NULL, 2, SOURCE_DEFAULT, 1},
		/* GODEBUG's other keys are Go's business: never a note. */
		{NULL, "http2debug=1,gctrace,foo=bar,=,x==y", 2, SOURCE_DEFAULT,
		 0},
		{NULL, "multipathtcp =1", 2, SOURCE_DEFAULT, 0},
		{NULL, " multipathtcp=1", 2, SOURCE_DEFAULT, 0},
		{NULL, "http2debug=1, multipathtcp=1", 2, SOURCE_DEFAULT, 0},
		{NULL, "\tmultipathtcp=1", 2, SOURCE_DEFAULT, 0},
		{NULL, "MULTIPATHTCP=1", 2, SOURCE_DEFAULT, 0},
		{NULL, "MultipathTCP=1", 2, SOURCE_DEFAULT, 0},
		{NULL, "multipathtc=1", 2, SOURCE_DEFAULT, 0},
		{NULL, "multipathtcpx=1", 2, SOURCE_DEFAULT, 0},
		{NULL, "xmultipathtcp=1", 2, SOURCE_DEFAULT, 0},
		{NULL, "a=multipathtcp=1", 2, SOURCE_DEFAULT, 0},
		{NULL, "=multipathtcp=1", 2, SOURCE_DEFAULT, 0},
		{NULL, "multipathtcp=1,Multipathtcp=9", 1, SOURCE_GODEBUG, 0},
		{NULL, "multipathtcp=1 ,x=y", 2, SOURCE_DEFAULT, 1},
		{NULL, "multipathtcp=1;x=y", 2, SOURCE_DEFAULT, 1},
		{NULL, "multipathtcp:1", 2, SOURCE_DEFAULT, 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		const struct config *c =
			parse(rows[i].mptcpdefault, rows[i].godebug);

		if (c->multipathtcp != rows[i].setting ||
		    c->source != rows[i].source ||
		    c->notes_count != rows[i].notes)
			fail_msg("(%s) (%s): setting %d, source %d, notes %u",
				 rows[i].mptcpdefault ? rows[i].mptcpdefault
						      : "NULL",
				 rows[i].godebug ? rows[i].godebug : "NULL",
				 c->multipathtcp, c->source, c->notes_count);
	}
}

/* GODEBUG says multipathtcp and nothing else. */
static void godebug_sets_nothing_else(void **state)
{
	const struct config *c;

	(void)state;
	c = parse(NULL, "dial=enabled,listen=disabled,report=none,"
			"format=json,log=stderr,so_protocol=kernel,"
			"report=file:/x,log=file:/y,dial=bad");
	assert_all_default(c);
	assert_int_equal(c->notes_count, 0);
	c = parse("multipathtcp=2", "dial=enabled,report=none");
	assert_int_equal(c->status[ROLE_DIALER], STATUS_DEFAULT);
	assert_int_equal(c->report.kind, SINK_STDERR);
}

/*
 * Every list of up to three elements, through both variables, against the
 * rules said another way: a good element is one of four texts, and GODEBUG's
 * last element that begins with "multipathtcp=" is the one.
 */
static void every_short_list(void **state)
{
	static const char prefix[] = "multipathtcp=";
	static const char *const pool[] = {
		"multipathtcp=0",
		"multipathtcp=1",
		"multipathtcp=3",
		"multipathtcp=9",
		"multipathtcp=",
		"multipathtcp",
		"Multipathtcp=1",
		"x=1",
		"",
	};
	enum { POOL = COUNT(pool), GOOD = 3 };
	int code, digits, i;

	(void)state;
	for (code = 0; code < POOL * POOL * POOL; code++) {
		char list[64] = "";
		int good = -1, last = -1, bad_count = 0;
		const struct config *c;

		for (i = 0, digits = code; i < 3; i++, digits /= POOL) {
			int pick = digits % POOL;

			strcat(list, i ? "," : "");
			strcat(list, pool[pick]);
			if (pick < GOOD)
				good = pick;
			else if (pool[pick][0])
				bad_count++;
			if (!strncmp(pool[pick], prefix, sizeof(prefix) - 1))
				last = pick;
		}

		c = parse(list, NULL);
		assert_int_equal(c->source, good < 0 ? SOURCE_DEFAULT
						     : SOURCE_MPTCPDEFAULT);
		assert_int_equal(c->multipathtcp,
				 good < 0 ? 2 : pool[good][13] - '0');
		assert_int_equal(c->notes_count, bad_count);

		c = parse(NULL, list);
		if (last >= 0 && last < GOOD) {
			assert_int_equal(c->source, SOURCE_GODEBUG);
			assert_int_equal(c->multipathtcp, pool[last][13] - '0');
			assert_int_equal(c->notes_count, 0);
		} else {
			assert_int_equal(c->source, SOURCE_DEFAULT);
			assert_int_equal(c->multipathtcp, 2);
			assert_int_equal(c->notes_count, last >= 0);
		}
	}
}

static void statuses(void **state)
{
	static const struct {
		const char *list;
		enum status dial;
		enum status listen;
		unsigned int notes;
	} rows[] = {
		{"dial=default", STATUS_DEFAULT, STATUS_DEFAULT, 0},
		{"dial=enabled", STATUS_ENABLED, STATUS_DEFAULT, 0},
		{"dial=disabled", STATUS_DISABLED, STATUS_DEFAULT, 0},
		{"listen=default", STATUS_DEFAULT, STATUS_DEFAULT, 0},
		{"listen=enabled", STATUS_DEFAULT, STATUS_ENABLED, 0},
		{"listen=disabled", STATUS_DEFAULT, STATUS_DISABLED, 0},
		{"dial=enabled,listen=disabled", STATUS_ENABLED,
		 STATUS_DISABLED, 0},
		{"listen=enabled,dial=disabled", STATUS_DISABLED,
		 STATUS_ENABLED, 0},
		/* The last good one wins. */
		{"dial=enabled,dial=disabled", STATUS_DISABLED, STATUS_DEFAULT,
		 0},
		{"dial=disabled,dial=enabled", STATUS_ENABLED, STATUS_DEFAULT,
		 0},
		{"dial=disabled,dial=default", STATUS_DEFAULT, STATUS_DEFAULT,
		 0},
		{"listen=enabled,listen=default", STATUS_DEFAULT,
		 STATUS_DEFAULT, 0},
		{"listen=disabled,dial=default,listen=enabled", STATUS_DEFAULT,
		 STATUS_ENABLED, 0},
		{"dial=enabled,dial=x,dial=,dial", STATUS_ENABLED,
		 STATUS_DEFAULT, 3},
		{"listen=x,listen=disabled,listen=1", STATUS_DEFAULT,
		 STATUS_DISABLED, 2},
		/* No value. */
		{"dial=Enabled", STATUS_DEFAULT, STATUS_DEFAULT, 1},
		{"dial=ENABLED", STATUS_DEFAULT, STATUS_DEFAULT, 1},
		{"dial= enabled", STATUS_DEFAULT, STATUS_DEFAULT, 1},
		{"dial=enabled ", STATUS_DEFAULT, STATUS_DEFAULT, 1},
		{"dial==enabled", STATUS_DEFAULT, STATUS_DEFAULT, 1},
		{"dial=enabled=", STATUS_DEFAULT, STATUS_DEFAULT, 1},
		{"dial=enable", STATUS_DEFAULT, STATUS_DEFAULT, 1},
		{"dial=1", STATUS_DEFAULT, STATUS_DEFAULT, 1},
		{"listen=Disabled", STATUS_DEFAULT, STATUS_DEFAULT, 1},
		{"listen=disabled\n", STATUS_DEFAULT, STATUS_DEFAULT, 1},
		{"listen=0", STATUS_DEFAULT, STATUS_DEFAULT, 1},
		/* No key. */
		{"dialer=enabled", STATUS_DEFAULT, STATUS_DEFAULT, 1},
		{"listener=enabled", STATUS_DEFAULT, STATUS_DEFAULT, 1},
		{"enabled", STATUS_DEFAULT, STATUS_DEFAULT, 1},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		const struct config *c = parse(rows[i].list, NULL);

		if (c->status[ROLE_DIALER] != rows[i].dial ||
		    c->status[ROLE_LISTENER] != rows[i].listen ||
		    c->notes_count != rows[i].notes)
			fail_msg("%s: dial %d, listen %d, notes %u",
				 rows[i].list, c->status[ROLE_DIALER],
				 c->status[ROLE_LISTENER], c->notes_count);
		assert_int_equal(c->multipathtcp, SETTING_LISTENERS);
		assert_int_equal(c->source, SOURCE_DEFAULT);
	}
}

static void sinks(void **state)
{
	static const struct {
		const char *value;
		bool good;
		enum sink_kind kind;
		const char *path;
	} rows[] = {
		{"none", true, SINK_NONE, NULL},
		{"stderr", true, SINK_STDERR, NULL},
		{"file:/tmp/report", true, SINK_FILE, "/tmp/report"},
		{"file:report", true, SINK_FILE, "report"},
		{"file:./a/../b", true, SINK_FILE, "./a/../b"},
		{"file:/", true, SINK_FILE, "/"},
		{"file:x", true, SINK_FILE, "x"},
		{"file: ", true, SINK_FILE, " "},
		{"file: /x ", true, SINK_FILE, " /x "},
		{"file:a=b", true, SINK_FILE, "a=b"},
		{"file:=", true, SINK_FILE, "="},
		{"file:/a=/b==", true, SINK_FILE, "/a=/b=="},
		{"file:a:b", true, SINK_FILE, "a:b"},
		{"file::", true, SINK_FILE, ":"},
		{"file:file:x", true, SINK_FILE, "file:x"},
		{"file:none", true, SINK_FILE, "none"},
		{"file:stderr", true, SINK_FILE, "stderr"},
		{"file:%p.%n", true, SINK_FILE, "%p.%n"},
		{"file:/\xc3\xa9\xff", true, SINK_FILE, "/\xc3\xa9\xff"},
		{"file:", false, 0, NULL},
		{"file", false, 0, NULL},
		{"file/x", false, 0, NULL},
		{"file=/x", false, 0, NULL},
		{"filex:/x", false, 0, NULL},
		{"fil:/x", false, 0, NULL},
		{"File:/x", false, 0, NULL},
		{"FILE:/x", false, 0, NULL},
		{" file:/x", false, 0, NULL},
		{"=file:/x", false, 0, NULL},
		{":/x", false, 0, NULL},
		{"/x", false, 0, NULL},
		{"x", false, 0, NULL},
		{"", false, 0, NULL},
		{" none", false, 0, NULL},
		{"none ", false, 0, NULL},
		{"None", false, 0, NULL},
		{"nonee", false, 0, NULL},
		{"non", false, 0, NULL},
		{"none:", false, 0, NULL},
		{"Stderr", false, 0, NULL},
		{"STDERR", false, 0, NULL},
		{"stderr ", false, 0, NULL},
		{"stderr:", false, 0, NULL},
		{"stderrr", false, 0, NULL},
		{"stdout", false, 0, NULL},
		{"stdout:/x", false, 0, NULL},
		{"0", false, 0, NULL},
		{"2", false, 0, NULL},
	};
	char list[64];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		const struct config *c;

		snprintf(list, sizeof(list), "report=%s", rows[i].value);
		c = parse(list, NULL);
		assert_int_equal(c->notes_count, !rows[i].good);
		assert_sink(&c->report,
			    rows[i].good ? rows[i].kind : SINK_STDERR,
			    rows[i].path);
		assert_sink(&c->log, SINK_NONE, NULL);
		if (!rows[i].good)
			assert_note(c, 0, "MPTCPDEFAULT", list, "bad value",
				    SINKS, "stderr");

		snprintf(list, sizeof(list), "log=%s", rows[i].value);
		c = parse(list, NULL);
		assert_int_equal(c->notes_count, !rows[i].good);
		assert_sink(&c->log, rows[i].good ? rows[i].kind : SINK_NONE,
			    rows[i].path);
		assert_sink(&c->report, SINK_STDERR, NULL);
		if (!rows[i].good)
			assert_note(c, 0, "MPTCPDEFAULT", list, "bad value",
				    SINKS, "none");
	}
}

static void last_good_sink_wins(void **state)
{
	const struct config *c;

	(void)state;
	c = parse("report=file:/a,report=file:/b", NULL);
	assert_sink(&c->report, SINK_FILE, "/b");
	/* A longer path leaves nothing behind in a shorter one. */
	c = parse("report=file:/longer/path,report=file:/b", NULL);
	assert_sink(&c->report, SINK_FILE, "/b");
	c = parse("report=file:/a,report=none", NULL);
	assert_sink(&c->report, SINK_NONE, NULL);
	c = parse("report=none,report=stderr", NULL);
	assert_sink(&c->report, SINK_STDERR, NULL);
	c = parse("report=stderr,report=file:/a", NULL);
	assert_sink(&c->report, SINK_FILE, "/a");
	c = parse("report=file:/a,report=file:,report=x,report", NULL);
	assert_sink(&c->report, SINK_FILE, "/a");
	assert_int_equal(c->notes_count, 3);
	c = parse("log=file:/l,report=file:/r", NULL);
	assert_sink(&c->report, SINK_FILE, "/r");
	assert_sink(&c->log, SINK_FILE, "/l");
	/* A ',' ends a path: what follows is the next element. */
	c = parse("report=file:/a,b", NULL);
	assert_sink(&c->report, SINK_FILE, "/a");
	assert_note(c, 0, "MPTCPDEFAULT", "b", "unknown key", KEYS, "nothing");
}

/* "key=file:" and length path bytes, none like its neighbour. */
static char *long_sink(const char *key, size_t length)
{
	static char list[2 * CONFIG_PATH_MAX + 64];
	size_t head = (size_t)sprintf(list, "%s=file:", key);
	size_t i;

	assert_true(head + length < sizeof(list));
	for (i = 0; i < length; i++)
		list[head + i] = (char)('a' + i % 26);
	list[head + length] = '\0';
	return list;
}

static void path_lengths(void **state)
{
	static const struct {
		size_t length;
		bool good;
	} rows[] = {
		{0, false},    {1, true},     {2, true},     {127, true},
		{128, true},   {1022, true},  {1023, true},  {1024, false},
		{1025, false}, {1026, false}, {1100, false}, {2048, false},
	};
	size_t i;

	(void)state;
	assert_int_equal(CONFIG_PATH_MAX, 1024);
	for (i = 0; i < COUNT(rows); i++) {
		const char *list = long_sink("report", rows[i].length);
		const struct config *c = parse(list, NULL);

		assert_int_equal(c->notes_count, !rows[i].good);
		assert_sink(&c->report, rows[i].good ? SINK_FILE : SINK_STDERR,
			    strchr(list, ':') + 1);
		assert_sink(&c->log, SINK_NONE, NULL);

		list = long_sink("log", rows[i].length);
		c = parse(list, NULL);
		assert_int_equal(c->notes_count, !rows[i].good);
		assert_sink(&c->log, rows[i].good ? SINK_FILE : SINK_NONE,
			    strchr(list, ':') + 1);
		assert_sink(&c->report, SINK_STDERR, NULL);
	}
}

/* A path that does not fit changes nothing, not even some of the bytes. */
static void long_path_leaves_the_old_one(void **state)
{
	char list[3 * CONFIG_PATH_MAX];
	const struct config *c;

	(void)state;
	snprintf(list, sizeof(list), "report=file:/old,%s",
		 long_sink("report", CONFIG_PATH_MAX));
	c = parse(list, NULL);
	assert_sink(&c->report, SINK_FILE, "/old");
	assert_int_equal(c->notes_count, 1);
}

static void format_and_so_protocol(void **state)
{
	static const struct {
		const char *list;
		enum format format;
		bool kernel;
		unsigned int notes;
	} rows[] = {
		{"format=text", FORMAT_TEXT, false, 0},
		{"format=json", FORMAT_JSON, false, 0},
		{"so_protocol=tcp", FORMAT_TEXT, false, 0},
		{"so_protocol=kernel", FORMAT_TEXT, true, 0},
		{"format=json,so_protocol=kernel", FORMAT_JSON, true, 0},
		{"format=json,format=text", FORMAT_TEXT, false, 0},
		{"format=text,format=json", FORMAT_JSON, false, 0},
		{"so_protocol=kernel,so_protocol=tcp", FORMAT_TEXT, false, 0},
		{"so_protocol=tcp,so_protocol=kernel", FORMAT_TEXT, true, 0},
		{"format=json,format=x", FORMAT_JSON, false, 1},
		{"format=json,format=", FORMAT_JSON, false, 1},
		{"format=json,format", FORMAT_JSON, false, 1},
		{"so_protocol=kernel,so_protocol=x", FORMAT_TEXT, true, 1},
		{"so_protocol=kernel,so_protocol=", FORMAT_TEXT, true, 1},
		{"so_protocol=kernel,so_protocol", FORMAT_TEXT, true, 1},
		{"format=JSON", FORMAT_TEXT, false, 1},
		{"format=Json", FORMAT_TEXT, false, 1},
		{"format= json", FORMAT_TEXT, false, 1},
		{"format=json ", FORMAT_TEXT, false, 1},
		{"format==json", FORMAT_TEXT, false, 1},
		{"format=jsonl", FORMAT_TEXT, false, 1},
		{"format=jso", FORMAT_TEXT, false, 1},
		{"format=1", FORMAT_TEXT, false, 1},
		{"format=kernel", FORMAT_TEXT, false, 1},
		{"format=json,format=tcp", FORMAT_JSON, false, 1},
		{"so_protocol=Kernel", FORMAT_TEXT, false, 1},
		{"so_protocol= kernel", FORMAT_TEXT, false, 1},
		{"so_protocol=kernel ", FORMAT_TEXT, false, 1},
		{"so_protocol=262", FORMAT_TEXT, false, 1},
		{"so_protocol=mptcp", FORMAT_TEXT, false, 1},
		{"so_protocol=json", FORMAT_TEXT, false, 1},
		{"so_protocol=kernel,so_protocol=TCP", FORMAT_TEXT, true, 1},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		const struct config *c = parse(rows[i].list, NULL);

		if (c->format != rows[i].format ||
		    c->protocol_shown != rows[i].kernel ||
		    c->notes_count != rows[i].notes)
			fail_msg("%s: format %d, kernel %d, notes %u",
				 rows[i].list, c->format, c->protocol_shown,
				 c->notes_count);
	}
}

/* Each key, what it allows, good values, and what is then in force. */
static const struct knob_row {
	const char *key;
	const char *allowed;
	const char *untouched; /* in force when nothing good was said */
	struct {
		const char *value;
		const char *used;
	} good[4];
} knob_rows[] = {
	{"multipathtcp",
	 "0, 1, 2, 3",
	 "2",
	 {{"0", "0"}, {"1", "1"}, {"2", "2"}, {"3", "3"}}},
	{"dial",
	 STATUSES,
	 "default",
	 {{"default", "default"},
	  {"enabled", "enabled"},
	  {"disabled", "disabled"}}},
	{"listen",
	 STATUSES,
	 "default",
	 {{"default", "default"},
	  {"enabled", "enabled"},
	  {"disabled", "disabled"}}},
	{"report", SINKS, "stderr", {{"none", "none"}, {"stderr", "stderr"}}},
	{"format", "text, json", "text", {{"text", "text"}, {"json", "json"}}},
	{"log", SINKS, "none", {{"none", "none"}, {"stderr", "stderr"}}},
	{"so_protocol",
	 "tcp, kernel",
	 "tcp",
	 {{"tcp", "tcp"}, {"kernel", "kernel"}}},
};

static void notes_of_bad_values(void **state)
{
	static const char *const bads[] = {"=",  "=bad", "",
					   "= ", "==",   "=\xff"};
	char element[64], list[128];
	size_t i, j, k;

	(void)state;
	assert_int_equal(COUNT(knob_rows), 7);
	for (i = 0; i < COUNT(knob_rows); i++) {
		const struct knob_row *row = &knob_rows[i];

		for (j = 0; j < COUNT(bads); j++) {
			const struct config *c;

			snprintf(element, sizeof(element), "%s%s", row->key,
				 bads[j]);
			c = parse(element, NULL);
			assert_all_default(c);
			assert_int_equal(c->notes_count, 1);
			assert_note(c, 0, "MPTCPDEFAULT", element, "bad value",
				    row->allowed, row->untouched);

			/* What is in force is known only at the end. */
			for (k = 0; k < 4 && row->good[k].value; k++) {
				snprintf(list, sizeof(list), "%s,%s=%s",
					 element, row->key, row->good[k].value);
				c = parse(list, NULL);
				assert_int_equal(c->notes_count, 1);
				assert_note(c, 0, "MPTCPDEFAULT", element,
					    "bad value", row->allowed,
					    row->good[k].used);
				snprintf(list, sizeof(list), "%s=%s,%s",
					 row->key, row->good[k].value, element);
				c = parse(list, NULL);
				assert_int_equal(c->notes_count, 1);
				assert_note(c, 0, "MPTCPDEFAULT", element,
					    "bad value", row->allowed,
					    row->good[k].used);
			}
		}
	}
}

/* Another key's value in force is not mistaken for this one's. */
static void used_is_of_the_same_key(void **state)
{
	const struct config *c;
	unsigned int i;
	static const char *const used[] = {"disabled", "enabled", "none",
					   "stderr"};

	(void)state;
	c = parse("dial=disabled,listen=enabled,report=none,log=stderr,"
		  "dial=x,listen=x,report=x,log=x",
		  NULL);
	assert_int_equal(c->notes_count, 4);
	for (i = 0; i < 4; i++)
		assert_string_equal(config_used(c, &c->notes[i]), used[i]);
	c = parse("multipathtcp=3,format=json,so_protocol=kernel,"
		  "multipathtcp=x,format=x,so_protocol=x",
		  NULL);
	assert_int_equal(c->notes_count, 3);
	assert_string_equal(config_used(c, &c->notes[0]), "3");
	assert_string_equal(config_used(c, &c->notes[1]), "json");
	assert_string_equal(config_used(c, &c->notes[2]), "kernel");
}

/* What is in force is told as it is set. */
static void used_names_the_file(void **state)
{
	const struct config *c;

	(void)state;
	c = parse("report=file:/r,log=file:/l,report=x,log=", NULL);
	assert_int_equal(c->notes_count, 2);
	assert_string_equal(config_used(c, &c->notes[0]), "file:/r");
	assert_string_equal(config_used(c, &c->notes[1]), "file:/l");
	c = parse("report=x,report=file:/r,report=file:", NULL);
	assert_int_equal(c->notes_count, 2);
	assert_string_equal(config_used(c, &c->notes[0]), "file:/r");
	assert_string_equal(config_used(c, &c->notes[1]), "file:/r");
}

static void used_is_never_null(void **state)
{
	const struct config *c = parse(NULL, NULL);
	struct note n = {.knob = -1};

	(void)state;
	for (n.knob = -3; n.knob < 20; n.knob++)
		assert_non_null(config_used(c, &n));
	n.knob = -1;
	assert_string_equal(config_used(c, &n), "nothing");
	n.knob = 1000;
	assert_string_equal(config_used(c, &n), "nothing");
}

static void assert_unknown(const char *element)
{
	const struct config *c = parse(element, NULL);

	assert_all_default(c);
	assert_int_equal(c->notes_count, 1);
	assert_note(c, 0, "MPTCPDEFAULT", element, "unknown key", KEYS,
		    "nothing");
}

static void unknown_keys(void **state)
{
	static const char *const elements[] = {
		"x",
		"x=",
		"x=1",
		"=",
		"=1",
		"==",
		"=dial=enabled",
		" ",
		" =1",
		"1",
		"enabled",
		"none",
		"http2debug=1",
		"multipath-tcp=1",
		"multipath_tcp=1",
		"mptcp=1",
		"multipathtcp:1",
		"dial:enabled",
		"\xff=1",
		"dial;listen=enabled",
		"so-protocol=kernel",
		"protocol=kernel",
		"soprotocol=kernel",
		"LD_PRELOAD=x",
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(elements); i++)
		assert_unknown(elements[i]);
}

/* Each key, made wrong in each of these ways, is another key: unknown. */
static void almost_keys(void **state)
{
	char key[32], element[64];
	size_t i, j;

	(void)state;
	for (i = 0; i < COUNT(knob_rows); i++) {
		const char *good = knob_rows[i].key;
		const char *value = knob_rows[i].good[1].value;
		static const char *const forms[] = {
			" %s=%s",  "%s =%s",  "\t%s=%s", "%s\t=%s",   "\n%s=%s",
			"%s\n=%s", "\r%s=%s", "x%s=%s",  "%sx=%s",    "%s%s",
			"\"%s=%s", "-%s=%s",  "--%s=%s", "%s:=%s",    "%s+=%s",
			"%s_=%s",  "%ss=%s",  "%s:%s",   "\xa0%s=%s",
		};

		for (j = 0; j < COUNT(forms); j++) {
			snprintf(element, sizeof(element), forms[j], good,
				 value);
			assert_unknown(element);
		}
		/* Any one letter in upper case, missing, or doubled. */
		for (j = 0; good[j]; j++) {
			int at = (int)j;

			strcpy(key, good);
			if (key[j] != '_') {
				key[j] = (char)(key[j] - 'a' + 'A');
				snprintf(element, sizeof(element), "%s=%s", key,
					 value);
				assert_unknown(element);
			}
			snprintf(element, sizeof(element), "%.*s%s=%s", at,
				 good, good + j + 1, value);
			assert_unknown(element);
			snprintf(element, sizeof(element), "%.*s%s=%s", at + 1,
				 good, good + j, value);
			assert_unknown(element);
		}
	}
}

/* A space behind a comma belongs to the key: the habit must be reported. */
static void space_after_comma(void **state)
{
	const struct config *c;

	(void)state;
	c = parse("multipathtcp=1, dial=enabled ,listen=disabled", NULL);
	assert_int_equal(c->multipathtcp, SETTING_BOTH);
	assert_int_equal(c->status[ROLE_DIALER], STATUS_DEFAULT);
	assert_int_equal(c->status[ROLE_LISTENER], STATUS_DISABLED);
	assert_int_equal(c->notes_count, 1);
	assert_note(c, 0, "MPTCPDEFAULT", " dial=enabled ", "unknown key", KEYS,
		    "nothing");
}

static void note_of_godebug(void **state)
{
	const struct config *c;

	(void)state;
	c = parse(NULL, "x=1,multipathtcp=8,multipathtcp=9,y");
	assert_int_equal(c->notes_count, 1);
	assert_note(c, 0, "GODEBUG", "multipathtcp=9", "bad value",
		    "0, 1, 2, 3", "2");
	c = parse(NULL, "multipathtcp=1=1");
	assert_note(c, 0, "GODEBUG", "multipathtcp=1=1", "bad value",
		    "0, 1, 2, 3", "2");
	c = parse(NULL, "multipathtcp=9#");
	assert_note(c, 0, "GODEBUG", "multipathtcp=9#", "bad value",
		    "0, 1, 2, 3", "2");
	c = parse("multipathtcp=7", "multipathtcp=");
	assert_int_equal(c->notes_count, 2);
	assert_note(c, 0, "MPTCPDEFAULT", "multipathtcp=7", "bad value",
		    "0, 1, 2, 3", "2");
	assert_note(c, 1, "GODEBUG", "multipathtcp=", "bad value", "0, 1, 2, 3",
		    "2");
	/* MPTCPDEFAULT's bad one, with GODEBUG's in force. */
	c = parse("multipathtcp=7", "multipathtcp=0");
	assert_int_equal(c->notes_count, 1);
	assert_note(c, 0, "MPTCPDEFAULT", "multipathtcp=7", "bad value",
		    "0, 1, 2, 3", "0");
}

static void notes_keep_their_order(void **state)
{
	const struct config *c;

	(void)state;
	c = parse("a,dial=b,,multipathtcp=c,listen=enabled,d=", NULL);
	assert_int_equal(c->notes_count, 4);
	assert_note(c, 0, "MPTCPDEFAULT", "a", "unknown key", KEYS, "nothing");
	assert_note(c, 1, "MPTCPDEFAULT", "dial=b", "bad value", STATUSES,
		    "default");
	assert_note(c, 2, "MPTCPDEFAULT", "multipathtcp=c", "bad value",
		    "0, 1, 2, 3", "2");
	assert_note(c, 3, "MPTCPDEFAULT", "d=", "unknown key", KEYS, "nothing");
}

/* The first ones are described, all are counted, none is written behind. */
static void more_notes_than_room(void **state)
{
	char list[512];
	unsigned int n, i;

	(void)state;
	assert_int_equal(CONFIG_NOTES, 4);
	for (n = 0; n <= 40; n++) {
		static const char *const first[] = {"bad0", "bad1", "bad2",
						    "bad3"};
		const struct config *c;
		size_t at = 0;

		list[0] = '\0';
		for (i = 0; i < n; i++)
			at += (size_t)sprintf(list + at, "bad%u,", i);
		c = parse(list, NULL);
		assert_int_equal(c->notes_count, n);
		for (i = 0; i < n && i < 4; i++)
			assert_note(c, i, "MPTCPDEFAULT", first[i],
				    "unknown key", KEYS, "nothing");

		/* GODEBUG's comes last, described where there is room. */
		c = parse(list, "multipathtcp=9");
		assert_int_equal(c->notes_count, n + 1);
		if (n < 4)
			assert_note(c, n, "GODEBUG", "multipathtcp=9",
				    "bad value", "0, 1, 2, 3", "2");
		else
			assert_note(c, 3, "MPTCPDEFAULT", "bad3", "unknown key",
				    KEYS, "nothing");
	}
}

/* Good elements count behind any number of bad ones. */
static void good_behind_many_bad(void **state)
{
	const struct config *c;

	(void)state;
	c = parse(
		"a,b,c,d,e,f,multipathtcp=3,g,report=file:/x,h,i,dial=enabled",
		"multipathtcp=9");
	assert_int_equal(c->multipathtcp, SETTING_DIALERS);
	assert_int_equal(c->source, SOURCE_MPTCPDEFAULT);
	assert_sink(&c->report, SINK_FILE, "/x");
	assert_int_equal(c->status[ROLE_DIALER], STATUS_ENABLED);
	assert_int_equal(c->notes_count, 9);
}

static void long_elements_are_cut(void **state)
{
	static const struct {
		size_t length;
		size_t kept;
	} rows[] = {
		{1, 1},     {2, 2},     {126, 126},  {127, 127},
		{128, 127}, {129, 127}, {1000, 127}, {5000, 127},
	};
	char list[5100];
	size_t i, j;

	(void)state;
	assert_int_equal(CONFIG_NOTE_MAX, 128);
	for (i = 0; i < COUNT(rows); i++) {
		const struct config *c;
		const struct note *n;

		for (j = 0; j < rows[i].length; j++)
			list[j] = (char)('a' + j % 26);
		list[rows[i].length] = '\0';
		c = parse(list, NULL);
		assert_int_equal(c->notes_count, 1);
		n = &c->notes[0];
		assert_int_equal(strlen(n->element), rows[i].kept);
		assert_memory_equal(n->element, list, rows[i].kept);
		assert_string_equal(n->variable, "MPTCPDEFAULT");
		assert_string_equal(n->problem, "unknown key");
	}

	/* A note takes its own element, however long the list goes on. */
	strcpy(list, "short,");
	for (j = 6; j < 1000; j++)
		list[j] = 'z';
	list[j] = '\0';
	assert_string_equal(parse(list, NULL)->notes[0].element, "short");

	/* The same through GODEBUG. */
	strcpy(list, "multipathtcp=");
	for (j = strlen(list); j < 300; j++)
		list[j] = '1';
	list[j] = '\0';
	assert_int_equal(strlen(parse(NULL, list)->notes[0].element), 127);
	assert_string_equal(box.config.notes[0].variable, "GODEBUG");
}

/* A note outlives the text it is about: the shim's environment may change. */
static void keeps_no_pointer_into_the_text(void **state)
{
	char mptcpdefault[] = "report=file:/a,dial=bad,log=file:/b";
	char godebug[] = "multipathtcp=9";
	const struct config *c = parse(mptcpdefault, godebug);

	(void)state;
	memset(mptcpdefault, '#', sizeof(mptcpdefault));
	memset(godebug, '#', sizeof(godebug));
	assert_sink(&c->report, SINK_FILE, "/a");
	assert_sink(&c->log, SINK_FILE, "/b");
	assert_int_equal(c->notes_count, 2);
	assert_note(c, 0, "MPTCPDEFAULT", "dial=bad", "bad value", STATUSES,
		    "default");
	assert_note(c, 1, "GODEBUG", "multipathtcp=9", "bad value",
		    "0, 1, 2, 3", "2");
}

/* A second parse into the same struct starts anew. */
static void parse_again(void **state)
{
	static struct config c;

	(void)state;
	config_parse("multipathtcp=1,dial=enabled,listen=disabled,"
		     "report=file:/x,log=file:/y,format=json,"
		     "so_protocol=kernel,bad",
		     NULL, &c);
	assert_int_equal(c.multipathtcp, SETTING_BOTH);
	assert_int_equal(c.status[ROLE_DIALER], STATUS_ENABLED);
	assert_int_equal(c.status[ROLE_LISTENER], STATUS_DISABLED);
	assert_sink(&c.report, SINK_FILE, "/x");
	assert_sink(&c.log, SINK_FILE, "/y");
	assert_int_equal(c.format, FORMAT_JSON);
	assert_true(c.protocol_shown);
	assert_int_equal(c.notes_count, 1);
	config_parse(NULL, NULL, &c);
	assert_all_default(&c);
	assert_int_equal(c.notes_count, 0);
}

static void all_keys_together(void **state)
{
	const struct config *c;

	(void)state;
	c = parse("so_protocol=kernel,log=stderr,format=json,"
		  "report=file:out=1,listen=enabled,dial=disabled,"
		  "multipathtcp=0",
		  "multipathtcp=3");
	assert_int_equal(c->multipathtcp, SETTING_OFF);
	assert_int_equal(c->source, SOURCE_MPTCPDEFAULT);
	assert_int_equal(c->status[ROLE_DIALER], STATUS_DISABLED);
	assert_int_equal(c->status[ROLE_LISTENER], STATUS_ENABLED);
	assert_sink(&c->report, SINK_FILE, "out=1");
	assert_sink(&c->log, SINK_STDERR, NULL);
	assert_int_equal(c->format, FORMAT_JSON);
	assert_true(c->protocol_shown);
	assert_int_equal(c->notes_count, 0);
}

static void source_names(void **state)
{
	(void)state;
	assert_string_equal(source_name(SOURCE_DEFAULT), "default");
	assert_string_equal(source_name(SOURCE_GODEBUG), "GODEBUG");
	assert_string_equal(source_name(SOURCE_MPTCPDEFAULT), "MPTCPDEFAULT");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(truth_table_from_mptcpdefault),
		cmocka_unit_test(truth_table_from_godebug),
		cmocka_unit_test(nothing_set),
		cmocka_unit_test(setting_and_source),
		cmocka_unit_test(godebug_sets_nothing_else),
		cmocka_unit_test(every_short_list),
		cmocka_unit_test(statuses),
		cmocka_unit_test(sinks),
		cmocka_unit_test(last_good_sink_wins),
		cmocka_unit_test(path_lengths),
		cmocka_unit_test(long_path_leaves_the_old_one),
		cmocka_unit_test(format_and_so_protocol),
		cmocka_unit_test(notes_of_bad_values),
		cmocka_unit_test(used_is_of_the_same_key),
		cmocka_unit_test(used_names_the_file),
		cmocka_unit_test(used_is_never_null),
		cmocka_unit_test(unknown_keys),
		cmocka_unit_test(almost_keys),
		cmocka_unit_test(space_after_comma),
		cmocka_unit_test(note_of_godebug),
		cmocka_unit_test(notes_keep_their_order),
		cmocka_unit_test(more_notes_than_room),
		cmocka_unit_test(good_behind_many_bad),
		cmocka_unit_test(long_elements_are_cut),
		cmocka_unit_test(keeps_no_pointer_into_the_text),
		cmocka_unit_test(parse_again),
		cmocka_unit_test(all_keys_together),
		cmocka_unit_test(source_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
