// SPDX-License-Identifier: MIT
/*
 * What the lines of a report have in common, whatever their form. Called by
 * report.c, report_text.c and report_json.c.
 */
#include "options.h"
#include "report_line.h"

void report_reasons(struct report *r, report_add *add)
{
	bool first = true;
	int i;

	for (i = 1; i < REASON_COUNT; i++) {
		if (!r->counters.reason[i])
			continue;
		add(r, reason_name((enum reason)i), 0, r->counters.reason[i],
		    first);
		first = false;
	}
}

void report_refusals(struct report *r, report_add *add)
{
	bool first = true;
	int i;

	for (i = 0; i < COUNTERS_ERRNO_MAX; i++) {
		if (!r->counters.refused[i])
			continue;
		add(r, NULL, i, r->counters.refused[i], first);
		first = false;
	}
}

void report_missed(struct report *r, report_add *add)
{
	bool first = true;
	int i;

	for (i = 0; i <= options_count; i++) {
		if (!r->counters.missed[i])
			continue;
		add(r, i < options_count ? options[i].text : "other", 0,
		    r->counters.missed[i], first);
		first = false;
	}
}

bool report_shown(const struct report *r, int role, int status)
{
	return counters_seen(&r->counters, role, status) ||
	       (int)settings()->status[role] == status;
}

void report_start(struct report *r)
{
	r->text = (struct text){r->buffer, sizeof(r->buffer), 0};
	text_add(&r->text, "mptcpdefault[");
	text_number(&r->text, r->pid);
	text_add(&r->text, "] ");
	text_foreign(&r->text, r->comm);
	text_add(&r->text, ": ");
}

void report_note(struct text *t, const struct note *n)
{
	text_add(t, n->problem);
	text_add(t, " in ");
	text_add(t, n->variable);
	text_add(t, ": '");
	text_foreign(t, n->element);
	text_add(t, "'; allowed: ");
	text_add(t, n->allowed);
	text_add(t, "; used instead: ");
	text_foreign(t, config_used(settings(), n));
}

unsigned int report_notes(void)
{
	unsigned int n = settings()->notes_count;

	return n < CONFIG_NOTES ? n : CONFIG_NOTES;
}
