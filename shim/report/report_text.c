// SPDX-License-Identifier: MIT
/*
 * The report for people: one line of text. Called by report.c.
 */
#include "report_forms.h"

static void text_pair(struct text *t, const char *name, unsigned long n)
{
	text_char(t, ' ');
	text_add(t, name);
	text_char(t, '=');
	text_number(t, n);
}

static void text_role(struct report *r, int role, int status)
{
	const struct counters *c = &r->counters;
	int i;

	text_add(&r->text, "; ");
	text_add(&r->text, role_name((enum role)role));
	text_char(&r->text, ' ');
	text_add(&r->text, status_name((enum status)status));
	text_char(&r->text, ':');
	text_pair(&r->text, "seen", counters_seen(c, role, status));
	for (i = 1; i < OUTCOME_COUNT; i++)
		text_pair(&r->text, outcome_name((enum outcome)i),
			  c->outcome[role][status][i]);
	text_pair(&r->text, "nondefault", c->nondefault[role][status]);
}

static void text_item(struct report *r, const char *name, int err,
		      unsigned long n, bool first)
{
	(void)first;
	text_char(&r->text, ' ');
	if (name)
		text_add(&r->text, name);
	else
		text_errno(&r->text, err);
	text_char(&r->text, '=');
	text_number(&r->text, n);
}

static void text_list(struct report *r, const char *title, report_list *each)
{
	size_t before = r->text.len, titled;

	text_add(&r->text, title);
	titled = r->text.len;
	each(r, text_item);
	if (r->text.len == titled)
		r->text.len = before;
}

void report_text(struct report *r)
{
	const struct config *c = settings();
	int role, status;

	report_start(r);
	text_add(&r->text, "multipathtcp=");
	text_number(&r->text, c->multipathtcp);
	text_add(&r->text, " (");
	text_add(&r->text, source_name(c->source));
	text_char(&r->text, ')');
	for (role = 0; role < ROLE_COUNT; role++)
		for (status = 0; status < STATUS_COUNT; status++)
			if (report_shown(r, role, status))
				text_role(r, role, status);
	text_list(r, "; declined:", report_reasons);
	text_list(r, "; refused:", report_refusals);
	text_list(r, "; missed:", report_missed);
	text_end(&r->text);
}
