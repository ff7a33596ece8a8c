// SPDX-License-Identifier: MIT
/*
 * libFuzzer target: any two texts must give a config whose every field is in
 * range and terminated, the same one each time, with the setting that the
 * rules call for. Up to the first NUL the input is MPTCPDEFAULT, behind it
 * GODEBUG; no NUL: GODEBUG is not set. replay.c runs it over stored inputs.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdint.h>
#include <string.h>

#include "check.h"
#include "policy/config.h"

#define SETTING_KEY "multipathtcp="

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void *need(size_t size)
{
	void *block = malloc(size);

	if (!block)
		abort();
	return block;
}

/* An exact heap block: the sanitizer sees a byte read behind the text. */
static char *text_of(const uint8_t *data, size_t size)
{
	char *text = need(size + 1);

	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

/* Full of garbage first: config_parse() promises to fill it. */
static struct config *parsed(const char *mptcpdefault, const char *godebug,
			     int garbage)
{
	struct config *c = need(sizeof(*c));

	memset(c, garbage, sizeof(*c));
	config_parse(mptcpdefault, godebug, c);
	return c;
}

static unsigned int described(const struct config *c)
{
	return c->notes_count < CONFIG_NOTES ? c->notes_count : CONFIG_NOTES;
}

/* A path is whole: "file:" before it, the element's end behind it. */
static bool has_path(const char *text, const char *path)
{
	const char *at = text;
	size_t len = strlen(path);

	while (at && (at = strstr(at, "file:"))) {
		at += strlen("file:");
		if (!strncmp(at, path, len) && (!at[len] || at[len] == ','))
			return true;
	}
	return false;
}

static void check_sink(const struct sink *sink, const char *text)
{
	size_t len;

	CHECK(sink->kind == SINK_NONE || sink->kind == SINK_STDERR ||
	      sink->kind == SINK_FILE);
	if (sink->kind != SINK_FILE)
		return;
	len = strnlen(sink->path, CONFIG_PATH_MAX);
	CHECK(len > 0 && len < CONFIG_PATH_MAX);
	CHECK(has_path(text, sink->path));
	CHECK(!memchr(sink->path, ',', len));
}

static void check_note(const struct config *c, const struct note *n,
		       const char *mptcpdefault, const char *godebug)
{
	bool ours = !strcmp(n->variable, "MPTCPDEFAULT");
	const char *text = ours ? mptcpdefault : godebug;
	size_t len = strnlen(n->element, CONFIG_NOTE_MAX);

	CHECK(len > 0 && len < CONFIG_NOTE_MAX);
	CHECK(text && strstr(text, n->element));
	CHECK(!memchr(n->element, ',', len));
	CHECK(ours || !strcmp(n->variable, "GODEBUG"));
	CHECK(ours || n == &c->notes[described(c) - 1]);
	CHECK(ours ||
	      !strncmp(n->element, SETTING_KEY, sizeof(SETTING_KEY) - 1));
	CHECK(n->problem && n->problem[0]);
	CHECK(n->allowed && n->allowed[0]);
	CHECK(config_used(c, n) && config_used(c, n)[0]);
}

static void check_ranges(const struct config *c, const char *mptcpdefault,
			 const char *godebug)
{
	unsigned int i;

	CHECK(c->multipathtcp == SETTING_OFF ||
	      c->multipathtcp == SETTING_BOTH ||
	      c->multipathtcp == SETTING_LISTENERS ||
	      c->multipathtcp == SETTING_DIALERS);
	CHECK(c->source == SOURCE_DEFAULT || c->source == SOURCE_GODEBUG ||
	      c->source == SOURCE_MPTCPDEFAULT);
	CHECK(source_name(c->source));
	CHECK(c->source != SOURCE_DEFAULT ||
	      c->multipathtcp == SETTING_DEFAULT);
	for (i = 0; i < ROLE_COUNT; i++) {
		CHECK(c->status[i] == STATUS_DEFAULT ||
		      c->status[i] == STATUS_ENABLED ||
		      c->status[i] == STATUS_DISABLED);
		CHECK(status_name(c->status[i]));
	}
	CHECK(c->format == FORMAT_TEXT || c->format == FORMAT_JSON);
	check_sink(&c->report, mptcpdefault);
	check_sink(&c->log, mptcpdefault);
	for (i = 0; i < described(c); i++)
		check_note(c, &c->notes[i], mptcpdefault, godebug);
}

static void check_same_sink(const struct sink *a, const struct sink *b)
{
	CHECK(a->kind == b->kind);
	CHECK(a->kind != SINK_FILE || !strcmp(a->path, b->path));
}

static void check_same(const struct config *a, const struct config *b)
{
	unsigned int i;

	CHECK(a->multipathtcp == b->multipathtcp);
	CHECK(a->source == b->source);
	for (i = 0; i < ROLE_COUNT; i++)
		CHECK(a->status[i] == b->status[i]);
	check_same_sink(&a->report, &b->report);
	check_same_sink(&a->log, &b->log);
	CHECK(a->format == b->format);
	CHECK(a->protocol_shown == b->protocol_shown);
	CHECK(a->notes_count == b->notes_count);
	for (i = 0; i < described(a); i++) {
		const struct note *m = &a->notes[i], *n = &b->notes[i];

		CHECK(!strcmp(m->element, n->element));
		CHECK(m->variable == n->variable);
		CHECK(m->problem == n->problem);
		CHECK(m->allowed == n->allowed);
		CHECK(m->knob == n->knob);
		CHECK(!strcmp(config_used(a, m), config_used(b, n)));
	}
}

/* -1: not one of the four digits, with nothing else in the element. */
static int digit(const char *value)
{
	if (value[0] < '0' || value[0] > '3' || (value[1] && value[1] != ','))
		return -1;
	return value[0] - '0';
}

/*
 * The setting by other means than the code's. *last: the value of the last
 * multipathtcp=; *good: the last that is one of the four; -1 for none.
 */
static bool setting_of(const char *text, int *last, int *good)
{
	bool found = false;

	*last = *good = -1;
	while (text) {
		if (!strncmp(text, SETTING_KEY, sizeof(SETTING_KEY) - 1)) {
			const char *value = text + sizeof(SETTING_KEY) - 1;

			found = true;
			*last = digit(value);
			if (*last >= 0)
				*good = *last;
			/* Go reads a pattern behind a '#': not judged. */
			if (memchr(value, '#', strcspn(value, ",")))
				*last = -2;
		}
		text = strchr(text, ',');
		if (text)
			text++;
	}
	return found;
}

static void check_setting(const struct config *c, const char *mptcpdefault,
			  const char *godebug)
{
	int ours, ours_last, go_last, go_good;
	bool go = setting_of(godebug, &go_last, &go_good);

	setting_of(mptcpdefault, &ours_last, &ours);
	if (ours >= 0) {
		CHECK(c->source == SOURCE_MPTCPDEFAULT);
		CHECK((int)c->multipathtcp == ours);
	} else if (go && go_last >= 0) {
		CHECK(c->source == SOURCE_GODEBUG);
		CHECK((int)c->multipathtcp == go_last);
	} else if (go_last != -2) {
		CHECK(c->source == SOURCE_DEFAULT);
	}
}

/* A good element put last wins, and no one else's share changes by it. */
static void check_last_wins(const struct config *c, const char *mptcpdefault)
{
	static const char last[] = ",multipathtcp=3,dial=enabled,"
				   "listen=disabled,format=json,report=none";
	size_t len = strlen(mptcpdefault);
	char *text = need(len + sizeof(last));
	struct config *d;

	memcpy(text, mptcpdefault, len);
	memcpy(text + len, last, sizeof(last));
	d = parsed(text, NULL, 0);
	CHECK(d->multipathtcp == SETTING_DIALERS);
	CHECK(d->source == SOURCE_MPTCPDEFAULT);
	CHECK(d->status[ROLE_DIALER] == STATUS_ENABLED);
	CHECK(d->status[ROLE_LISTENER] == STATUS_DISABLED);
	CHECK(d->format == FORMAT_JSON);
	CHECK(d->report.kind == SINK_NONE);
	check_same_sink(&d->log, &c->log);
	CHECK(d->protocol_shown == c->protocol_shown);
	CHECK(d->notes_count <= c->notes_count);
	CHECK(c->notes_count - d->notes_count <= 1);
	free(text);
	free(d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nul = size ? memchr(data, '\0', size) : NULL;
	size_t first = nul ? (size_t)(nul - data) : size;
	char *mptcpdefault = text_of(data, first);
	char *godebug = nul ? text_of(nul + 1, size - first - 1) : NULL;
	struct config *a = parsed(mptcpdefault, godebug, 0);
	struct config *b = parsed(first ? mptcpdefault : NULL,
				  godebug ? godebug : "", 0xa5);

	check_ranges(a, mptcpdefault, godebug);
	check_same(a, b);
	check_setting(a, mptcpdefault, godebug);
	check_last_wins(a, mptcpdefault);
	free(a);
	free(b);
	free(godebug);
	free(mptcpdefault);
	return 0;
}
