// SPDX-License-Identifier: MIT
/*
 * MPTCPDEFAULT's keys, one row each, and how a list of them becomes a struct
 * config. Called once per process by shim/settings.c. The last good element
 * of a key wins in MPTCPDEFAULT; of GODEBUG only the last multipathtcp is
 * looked at, good or bad, because that is what Go programs do with it.
 */
#include "config.h"
#include "grammar.h"

enum knob {
	KNOB_NONE = -1,
	KNOB_MULTIPATHTCP,
	KNOB_DIAL,
	KNOB_LISTEN,
	KNOB_REPORT,
	KNOB_FORMAT,
	KNOB_LOG,
	KNOB_SO_PROTOCOL,
};

#define SINK_ALLOWED "none, stderr, file:PATH"

static const struct {
	const char *key;
	const char *allowed;
} knobs[] = {
	[KNOB_MULTIPATHTCP] = {"multipathtcp", SETTING_ALLOWED},
	[KNOB_DIAL] = {"dial", STATUS_ALLOWED},
	[KNOB_LISTEN] = {"listen", STATUS_ALLOWED},
	[KNOB_REPORT] = {"report", SINK_ALLOWED},
	[KNOB_FORMAT] = {"format", "text, json"},
	[KNOB_LOG] = {"log", SINK_ALLOWED},
	[KNOB_SO_PROTOCOL] = {"so_protocol", "tcp, kernel"},
};

#define KNOB_COUNT ((int)(sizeof(knobs) / sizeof(knobs[0])))
#define KEYS_ALLOWED \
	"multipathtcp, dial, listen, report, format, log, so_protocol"

static enum knob knob_find(struct span key)
{
	int i;

	for (i = 0; i < KNOB_COUNT; i++)
		if (span_is(key, knobs[i].key))
			return (enum knob)i;
	return KNOB_NONE;
}

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

static bool choice(struct span text, const char *first, const char *second,
		   int *out)
{
	bool is_second = span_is(text, second);

	if (!is_second && !span_is(text, first))
		return false;
	*out = is_second;
	return true;
}

static bool set(struct config *c, enum knob knob, struct span value)
{
	int second;

	switch (knob) {
	case KNOB_MULTIPATHTCP:
		if (!setting_parse(value, &c->multipathtcp))
			return false;
		c->source = SOURCE_MPTCPDEFAULT;
		return true;
	case KNOB_DIAL:
		return status_parse(value, &c->status[ROLE_DIALER]);
	case KNOB_LISTEN:
		return status_parse(value, &c->status[ROLE_LISTENER]);
	case KNOB_REPORT:
		return sink_parse(value, &c->report);
	case KNOB_LOG:
		return sink_parse(value, &c->log);
	case KNOB_FORMAT:
		if (!choice(value, "text", "json", &second))
			return false;
		c->format = second ? FORMAT_JSON : FORMAT_TEXT;
		return true;
	case KNOB_SO_PROTOCOL:
		if (!choice(value, "tcp", "kernel", &second))
			return false;
		c->protocol_shown = second;
		return true;
	case KNOB_NONE:
		break;
	}
	return false;
}

static void note(struct config *c, const char *variable, enum knob knob,
		 const struct element *e)
{
	struct note *n;

	if (c->notes_count++ >= CONFIG_NOTES)
		return;
	n = &c->notes[c->notes_count - 1];
	copy(n->element, sizeof(n->element), e->text);
	n->variable = variable;
	n->knob = knob;
	n->problem = knob == KNOB_NONE ? "unknown key" : "bad value";
	n->allowed = knob == KNOB_NONE ? KEYS_ALLOWED : knobs[knob].allowed;
}

static void parse_mptcpdefault(struct config *c, const char *text)
{
	struct span rest = span_of(text);
	struct element e;

	while (grammar_next(&rest, &e)) {
		enum knob knob = knob_find(e.key);

		if (e.text.len == 0)
			continue;
		if (!e.has_value || !set(c, knob, e.value))
			note(c, "MPTCPDEFAULT", knob, &e);
	}
}

static void parse_godebug(struct config *c, const char *text)
{
	struct span rest = span_of(text);
	struct element e, last = {.has_value = false};

	while (grammar_next(&rest, &e))
		if (e.has_value && knob_find(e.key) == KNOB_MULTIPATHTCP)
			last = e;
	if (!last.has_value || c->source == SOURCE_MPTCPDEFAULT)
		return;
	/* "1#": a bisect pattern that is empty, so the value holds for all. */
	if (last.value.len && last.value.at[last.value.len - 1] == '#')
		last.value.len--;
	if (setting_parse(last.value, &c->multipathtcp))
		c->source = SOURCE_GODEBUG;
	else
		note(c, "GODEBUG", KNOB_MULTIPATHTCP, &last);
}

void config_parse(const char *mptcpdefault, const char *godebug,
		  struct config *out)
{
	out->multipathtcp = SETTING_DEFAULT;
	out->source = SOURCE_DEFAULT;
	out->status[ROLE_DIALER] = STATUS_DEFAULT;
	out->status[ROLE_LISTENER] = STATUS_DEFAULT;
	out->report.kind = SINK_STDERR;
	out->log.kind = SINK_NONE;
	out->format = FORMAT_TEXT;
	out->protocol_shown = false;
	out->notes_count = 0;
	parse_mptcpdefault(out, mptcpdefault);
	parse_godebug(out, godebug);
}

static const char *sink_text(const struct sink *sink)
{
	static const char *const names[] = {
		[SINK_NONE] = "none",
		[SINK_STDERR] = "stderr",
	};

	return sink->kind == SINK_FILE ? sink->text : names[sink->kind];
}

const char *config_used(const struct config *c, const struct note *n)
{
	static const char *const settings[SETTING_COUNT] = {"0", "1", "2", "3"};

	switch (n->knob) {
	case KNOB_MULTIPATHTCP:
		return settings[c->multipathtcp];
	case KNOB_DIAL:
		return status_name(c->status[ROLE_DIALER]);
	case KNOB_LISTEN:
		return status_name(c->status[ROLE_LISTENER]);
	case KNOB_REPORT:
		return sink_text(&c->report);
	case KNOB_LOG:
		return sink_text(&c->log);
	case KNOB_FORMAT:
		return c->format == FORMAT_JSON ? "json" : "text";
	case KNOB_SO_PROTOCOL:
		return c->protocol_shown ? "kernel" : "tcp";
	}
	return "nothing";
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
