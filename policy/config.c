// SPDX-License-Identifier: MIT
/*
 * How the keys of keys.def become a struct config. Called once per process by
 * shim/settings.c. The last good element of a key wins in MPTCPDEFAULT; of
 * GODEBUG only the last multipathtcp is looked at, good or bad, because that is
 * what Go programs do with it.
 */
#include "config.h"
#include "grammar.h"

static void copy(char *to, size_t size, struct span from)
{
	size_t i;

	for (i = 0; i < from.len && i + 1 < size; i++)
		to[i] = from.at[i];
	to[i] = '\0';
}

static bool sink_parse(struct span text, struct sink *out)
{
	const size_t skip = sizeof(SINK_PREFIX) - 1;

	if (span_is(text, "none")) {
		out->kind = SINK_NONE;
		return true;
	}
	if (span_is(text, "stderr")) {
		out->kind = SINK_STDERR;
		return true;
	}
	if (text.len <= skip || text.len >= sizeof(out->text) ||
	    !span_is((struct span){text.at, skip}, SINK_PREFIX))
		return false;
	copy(out->text, sizeof(out->text), text);
	out->kind = SINK_FILE;
	return true;
}

static const char *sink_show(const struct sink *sink)
{
	static const char *const names[] = {
		[SINK_NONE] = "none",
		[SINK_STDERR] = "stderr",
	};

	return sink->kind == SINK_FILE ? sink->text : names[sink->kind];
}

#define sink_ALLOWED "none, stderr, file:PATH"

static const char *setting_show(const enum setting *setting)
{
	static const char *const names[SETTING_COUNT] = {"0", "1", "2", "3"};

	return names[*setting];
}

#define setting_ALLOWED SETTING_ALLOWED

static const char *status_show(const enum status *status)
{
	return status_name(*status);
}

#define status_ALLOWED STATUS_ALLOWED

/* Of a key with two values: which one? */
static bool choice(struct span text, const char *first, const char *second,
		   bool *is_second)
{
	*is_second = span_is(text, second);
	return *is_second || span_is(text, first);
}

static bool format_parse(struct span text, enum format *out)
{
	bool json;

	if (!choice(text, "text", "json", &json))
		return false;
	*out = json ? FORMAT_JSON : FORMAT_TEXT;
	return true;
}

static const char *format_show(const enum format *format)
{
	return *format == FORMAT_JSON ? "json" : "text";
}

#define format_ALLOWED "text, json"

static bool shown_parse(struct span text, bool *out)
{
	bool kernel;

	if (!choice(text, "tcp", "kernel", &kernel))
		return false;
	*out = kernel;
	return true;
}

static const char *shown_show(const bool *shown)
{
	return *shown ? "kernel" : "tcp";
}

#define shown_ALLOWED "tcp, kernel"

#define KEY(key, kind, field, standard)                              \
	static bool parse_##key(struct span value, struct config *c) \
	{                                                            \
		return kind##_parse(value, &c->field);               \
	}                                                            \
                                                                     \
	static const char *show_##key(const struct config *c)        \
	{                                                            \
		return kind##_show(&c->field);                       \
	}
#include "keys.def"
#undef KEY

static const struct {
	const char *key;
	const char *allowed;
	const char *standard;
	bool (*parse)(struct span value, struct config *c);
	const char *(*show)(const struct config *c);
} knobs[] = {
#define KEY(key, kind, field, standard) \
	{#key, kind##_ALLOWED, standard, parse_##key, show_##key},
#include "keys.def"
#undef KEY
};

enum {
	KNOB_none = -1,
#define KEY(key, kind, field, standard) KNOB_##key,
#include "keys.def"
#undef KEY
	KNOB_COUNT
};

/* Each behind a comma and a blank. */
static const char all_keys[] =
#define KEY(key, kind, field, standard) ", " #key
#include "keys.def"
#undef KEY
	;

static int knob_find(struct span key)
{
	int i;

	for (i = 0; i < KNOB_COUNT; i++)
		if (span_is(key, knobs[i].key))
			return i;
	return KNOB_none;
}

static void note(struct config *c, const char *variable, int knob,
		 const struct element *e)
{
	struct note *n;

	if (c->notes_count++ >= CONFIG_NOTES)
		return;
	n = &c->notes[c->notes_count - 1];
	copy(n->element, sizeof(n->element), e->text);
	n->variable = variable;
	n->knob = knob;
	n->problem = knob == KNOB_none ? "unknown key" : "bad value";
	n->allowed = knob == KNOB_none ? all_keys + 2 : knobs[knob].allowed;
}

static void parse_mptcpdefault(struct config *c, const char *text)
{
	struct span rest = span_of(text);
	struct element e;

	while (grammar_next(&rest, &e)) {
		int knob = knob_find(e.key);

		if (e.text.len == 0)
			continue;
		if (knob == KNOB_none || !e.has_value ||
		    !knobs[knob].parse(e.value, c))
			note(c, "MPTCPDEFAULT", knob, &e);
		else if (knob == KNOB_multipathtcp)
			c->source = SOURCE_MPTCPDEFAULT;
	}
}

static void parse_godebug(struct config *c, const char *text)
{
	struct span rest = span_of(text);
	struct element e, last = {.has_value = false};

	while (grammar_next(&rest, &e))
		if (e.has_value && knob_find(e.key) == KNOB_multipathtcp)
			last = e;
	if (!last.has_value || c->source == SOURCE_MPTCPDEFAULT)
		return;
	/* "1#": a bisect pattern that is empty, so the value holds for all. */
	if (last.value.len && last.value.at[last.value.len - 1] == '#')
		last.value.len--;
	if (setting_parse(last.value, &c->multipathtcp))
		c->source = SOURCE_GODEBUG;
	else
		note(c, "GODEBUG", KNOB_multipathtcp, &last);
}

void config_parse(const char *mptcpdefault, const char *godebug,
		  struct config *out)
{
	int i;

	for (i = 0; i < KNOB_COUNT; i++)
		knobs[i].parse(span_of(knobs[i].standard), out);
	out->source = SOURCE_DEFAULT;
	out->notes_count = 0;
	parse_mptcpdefault(out, mptcpdefault);
	parse_godebug(out, godebug);
}

const char *config_used(const struct config *c, const struct note *n)
{
	if (n->knob < 0 || n->knob >= KNOB_COUNT)
		return "nothing";
	return knobs[n->knob].show(c);
}

const char *source_name(enum source source)
{
	static const char *const names[] = {
		[SOURCE_DEFAULT] = "default",
		[SOURCE_GODEBUG] = "GODEBUG",
		[SOURCE_MPTCPDEFAULT] = "MPTCPDEFAULT",
	};

	return names[source];
}
