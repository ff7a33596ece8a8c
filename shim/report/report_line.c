// SPDX-License-Identifier: MIT
/*
 * What the lines of a report have in common, whatever their form. Called by
 * report.c, report_text.c and report_json.c.
 */
#include <stddef.h>
#include "know/options.h"
#include "report_line.h"

/* What was counted at all, by its name; without names, by errno. */
static void each(struct report *r, report_add *add, const unsigned long *counts,
		 int size, const char *(*name)(int))
{
	bool first = true;
	int i;

	for (i = 0; i < size; i++) {
		if (!counts[i])
			continue;
		add(r, name ? name(i) : NULL, i, counts[i], first);
		first = false;
	}
}

static const char *name_of_reason(int reason)
{
	return reason_name((enum reason)reason);
}

void report_reasons(struct report *r, report_add *add)
{
	each(r, add, r->counters.reason, REASON_COUNT, name_of_reason);
}

void report_refusals(struct report *r, report_add *add)
{
	each(r, add, r->counters.refused, COUNTERS_ERRNO_MAX, NULL);
}

void report_missed(struct report *r, report_add *add)
{
	each(r, add, r->counters.missed, options_missable, options_text);
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
