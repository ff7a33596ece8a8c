// SPDX-License-Identifier: MIT
/*
 * The report for programs: one JSON object (RFC 8259). Called by report.c.
 */
#include "report_forms.h"

static void json_number(struct report *r, const char *name, unsigned long n)
{
	text_char(&r->text, ',');
	text_json(&r->text, name);
	text_char(&r->text, ':');
	text_number(&r->text, n);
}

static void json_text(struct report *r, const char *name, const char *value)
{
	text_char(&r->text, ',');
	text_json(&r->text, name);
	text_char(&r->text, ':');
	text_json(&r->text, value);
}

static void json_role(struct report *r, int role, int status, bool first)
{
	const struct counters *c = &r->counters;
	int i;

	text_add(&r->text, first ? "{\"role\":" : ",{\"role\":");
	text_json(&r->text, role_name((enum role)role));
	json_text(r, "status", status_name((enum status)status));
	json_number(r, "seen", counters_seen(c, role, status));
	for (i = 1; i < OUTCOME_COUNT; i++)
		json_number(r, outcome_name((enum outcome)i),
			    c->outcome[role][status][i]);
	json_number(r, "nondefault", c->nondefault[role][status]);
	text_char(&r->text, '}');
}

static void json_item(struct report *r, const char *name, int err,
		      unsigned long n, bool first)
{
	if (!first)
		text_char(&r->text, ',');
	text_char(&r->text, '"');
	if (name)
		text_add(&r->text, name);
	else
		text_errno(&r->text, err);
	text_add(&r->text, "\":");
	text_number(&r->text, n);
}

static void json_list(struct report *r, const char *name, report_list *each)
{
	text_char(&r->text, ',');
	text_json(&r->text, name);
	text_add(&r->text, ":{");
	each(r, json_item);
	text_char(&r->text, '}');
}

static void json_notes(struct report *r)
{
	unsigned int i;

	text_add(&r->text, ",\"warnings\":[");
	for (i = 0; i < report_notes(); i++) {
		struct text t = {r->note, sizeof(r->note), 0};

		report_note(&t, &settings()->notes[i]);
		r->note[t.len] = '\0';
		if (i)
			text_char(&r->text, ',');
		text_json(&r->text, r->note);
	}
	text_char(&r->text, ']');
}

void report_json(struct report *r)
{
	const struct config *c = settings();
	bool first = true;
	int role, status;

	r->text = (struct text){r->buffer, sizeof(r->buffer), 0};
	text_add(&r->text, "{\"schema\":1");
	json_number(r, "pid", r->pid);
	json_text(r, "comm", r->comm);
	json_number(r, "multipathtcp", c->multipathtcp);
	json_text(r, "source", source_name(c->source));
	text_add(&r->text, ",\"roles\":[");
	for (role = 0; role < ROLE_COUNT; role++) {
		for (status = 0; status < STATUS_COUNT; status++) {
			if (!report_shown(r, role, status))
				continue;
			json_role(r, role, status, first);
			first = false;
		}
	}
	text_char(&r->text, ']');
	json_list(r, "declined", report_reasons);
	json_list(r, "refused", report_refusals);
	json_list(r, "missed", report_missed);
	json_notes(r);
	text_char(&r->text, '}');
	text_end(&r->text);
}
