// SPDX-License-Identifier: MIT
/*
 * Saying what was found. Names may hold anything, a line of ours is one line.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "finding.h"
#include "json.h"
#include "utf8.h"

/* What execvp() takes if there is no PATH. */
#define NO_PATH "/bin:/usr/bin"

void finding_begin(struct findings *f, enum form form, const char *library)
{
	const char *path = getenv("PATH");

	*f = (struct findings){
		.form = form,
		.library = library,
		.path = path ? path : NO_PATH,
		.uid = getuid(),
		.gid = getgid(),
	};
}

void finding_free(struct findings *f)
{
	int i;

	for (i = 0; i < SECTION_COUNT; i++)
		text_free(&f->section[i]);
	list_free(&f->reasons);
	list_free(&f->notes);
	list_free(&f->chain);
}

static char *one_line(const char *format, va_list args)
{
	char *line;

	if (vasprintf(&line, format, args) < 0)
		return text_copy("out of memory");
	utf8_make_plain(line);
	return line;
}

void finding_line(struct findings *f, const char *format, ...)
{
	va_list args;
	char *line;

	if (f->form != FORM_TEXT)
		return;
	va_start(args, format);
	line = one_line(format, args);
	va_end(args);
	puts(line);
	free(line);
}

void finding_why(struct findings *f, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	list_take(&f->reasons, one_line(format, args));
	va_end(args);
}

void finding_note(struct findings *f, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	list_take(&f->notes, one_line(format, args));
	va_end(args);
}

const char *finding_roles(const struct findings *f)
{
	if (f->wants[ROLE_DIALER] && f->wants[ROLE_LISTENER])
		return "dialers and listeners";
	if (f->wants[ROLE_DIALER])
		return "dialers";
	return f->wants[ROLE_LISTENER] ? "listeners" : "";
}

static void bad_elements(struct findings *f)
{
	const struct config *c = &f->config;
	unsigned int i;

	for (i = 0; i < c->notes_count && i < CONFIG_NOTES; i++)
		finding_note(f, "%s: %s: %s (%s %s)", c->notes[i].variable,
			     c->notes[i].problem, c->notes[i].element,
			     c->notes[i].knob < 0 ? "keys:" : "it takes",
			     c->notes[i].allowed);
	if (c->notes_count > CONFIG_NOTES)
		finding_note(f, "and %u more bad elements",
			     c->notes_count - CONFIG_NOTES);
}

void finding_setting(struct findings *f, const char *mptcpdefault,
		     const char *godebug)
{
	const struct config *c = &f->config;
	struct text *facts = &f->section[SECTION_SETTING];
	struct text line = {0};
	const char *dial, *listen;
	enum role role;

	config_parse(mptcpdefault, godebug, &f->config);
	for (role = 0; role < ROLE_COUNT; role++)
		f->wants[role] =
			status_want(c->multipathtcp, c->status[role], role)
				.mptcp;
	dial = status_name(c->status[ROLE_DIALER]);
	listen = status_name(c->status[ROLE_LISTENER]);
	text_addf(&line, "setting: multipathtcp=%d (%s)", c->multipathtcp,
		  source_name(c->source));
	if (c->status[ROLE_DIALER] != STATUS_DEFAULT)
		text_addf(&line, ", dial=%s", dial);
	if (c->status[ROLE_LISTENER] != STATUS_DEFAULT)
		text_addf(&line, ", listen=%s", listen);
	finding_line(f, "%s: %s MPTCP", text_of(&line),
		     *finding_roles(f) ? finding_roles(f) : "nothing");
	text_free(&line);
	json_number(facts, "multipathtcp", c->multipathtcp);
	json_string(facts, "source", source_name(c->source));
	json_string(facts, "dial", dial);
	json_string(facts, "listen", listen);
	bad_elements(f);
	if (!*finding_roles(f))
		finding_why(f, "the setting keeps everything TCP");
}

static void print_json(const struct findings *f, const char *what)
{
	static const char *const sections[SECTION_COUNT] = {
		[SECTION_HOST] = "host",       [SECTION_SETTING] = "setting",
		[SECTION_LIBRARY] = "library", [SECTION_BINARY] = "binary",
		[SECTION_PROCESS] = "process",
	};
	struct text object = {0};
	struct list roles = {0};
	int i;

	if (f->wants[ROLE_DIALER])
		list_add(&roles, "dialers");
	if (f->wants[ROLE_LISTENER])
		list_add(&roles, "listeners");
	json_number(&object, "schema", 1);
	json_string(&object, "what", what);
	json_bool(&object, "upgraded", f->reasons.count == 0);
	json_list(&object, "roles", &roles);
	json_list(&object, "reasons", &f->reasons);
	json_list(&object, "notes", &f->notes);
	for (i = 0; i < SECTION_COUNT; i++)
		if (i < SECTION_BINARY || f->section[i].len)
			json_object(&object, sections[i],
				    text_of(&f->section[i]));
	printf("{%s}\n", text_of(&object));
	list_free(&roles);
	text_free(&object);
}

bool finding_verdict(struct findings *f, const char *what)
{
	size_t i;

	if (f->form == FORM_JSON) {
		print_json(f, what);
		return f->reasons.count == 0;
	}
	for (i = 0; i < f->notes.count; i++)
		finding_line(f, "note: %s", f->notes.at[i]);
	if (f->reasons.count == 0)
		finding_line(f, "upgraded: yes, %s", finding_roles(f));
	else
		finding_line(f, "upgraded: no");
	for (i = 0; i < f->reasons.count; i++)
		finding_line(f, "why: %s", f->reasons.at[i]);
	return f->reasons.count == 0;
}
