// SPDX-License-Identifier: MIT
/*
 * Formats the counters and hands the line to sink.c. Called by life.c and
 * hook_exit.c, possibly in a signal handler or in a vfork child, which shares
 * our memory and is not the counters' owner.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include "counters.h"
#include "options.h"
#include "report.h"
#include "settings.h"
#include "sink.h"
#include "sys.h"

/* A pipe takes this much in one piece (pipe(7), PIPE_BUF). */
#define LINE_MAX_ 4096
#define COMM_MAX  16 /* TASK_COMM_LEN, linux/sched.h */

struct report {
	struct text text;
	struct counters counters;
	unsigned long pid;
	char comm[COMM_MAX + 1];
	char buffer[LINE_MAX_];
	char note[512];
};

/* A counted name in a list; the form of the list is the caller's. */
typedef void add_fn(struct report *r, const char *name, int err,
		    unsigned long n, bool first);

static void read_comm(struct report *r)
{
	long fd = sys(SYS_openat, AT_FDCWD, "/proc/self/comm",
		      O_RDONLY | O_CLOEXEC, 0);
	long n = fd < 0 ? 0 : sys(SYS_read, fd, r->comm, COMM_MAX);

	if (fd >= 0)
		sys(SYS_close, fd);
	if (n > 0 && r->comm[n - 1] == '\n')
		n--;
	r->comm[n > 0 ? n : 0] = '\0';
}

static void each_reason(struct report *r, add_fn *add)
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

static void each_refusal(struct report *r, add_fn *add)
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

static void each_missed(struct report *r, add_fn *add)
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

/* A role's row is shown under the status in force, and under any other that
 * was used. */
static bool shown(const struct report *r, int role, int status)
{
	return counters_seen(&r->counters, role, status) ||
	       (int)settings()->status[role] == status;
}

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
	for (i = 0; i < OUTCOME_COUNT; i++)
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

static void text_list(struct report *r, const char *title,
		      void (*each)(struct report *, add_fn *))
{
	size_t before = r->text.len, titled;

	text_add(&r->text, title);
	titled = r->text.len;
	each(r, text_item);
	if (r->text.len == titled)
		r->text.len = before;
}

static void text_start(struct report *r)
{
	r->text = (struct text){r->buffer, sizeof(r->buffer), 0};
	text_add(&r->text, "mptcpdefault[");
	text_number(&r->text, r->pid);
	text_add(&r->text, "] ");
	text_foreign(&r->text, r->comm);
	text_add(&r->text, ": ");
}

static void format_text(struct report *r)
{
	const struct config *c = settings();
	int role, status;

	text_start(r);
	text_add(&r->text, "multipathtcp=");
	text_number(&r->text, c->multipathtcp);
	text_add(&r->text, " (");
	text_add(&r->text, source_name(c->source));
	text_char(&r->text, ')');
	for (role = 0; role < ROLE_COUNT; role++)
		for (status = 0; status < STATUS_COUNT; status++)
			if (shown(r, role, status))
				text_role(r, role, status);
	text_list(r, "; declined:", each_reason);
	text_list(r, "; refused:", each_refusal);
	text_list(r, "; missed:", each_missed);
	text_end(&r->text);
}

/* "bad value in MPTCPDEFAULT: 'x'; allowed: ...; used instead: ..." */
static void note_text(struct text *t, const struct note *n)
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

static unsigned int notes_shown(void)
{
	unsigned int n = settings()->notes_count;

	return n < CONFIG_NOTES ? n : CONFIG_NOTES;
}

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
	for (i = 0; i < OUTCOME_COUNT; i++)
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

static void json_list(struct report *r, const char *name,
		      void (*each)(struct report *, add_fn *))
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
	for (i = 0; i < notes_shown(); i++) {
		struct text t = {r->note, sizeof(r->note), 0};

		note_text(&t, &settings()->notes[i]);
		r->note[t.len] = '\0';
		if (i)
			text_char(&r->text, ',');
		text_json(&r->text, r->note);
	}
	text_char(&r->text, ']');
}

static void format_json(struct report *r)
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
			if (!shown(r, role, status))
				continue;
			json_role(r, role, status, first);
			first = false;
		}
	}
	text_char(&r->text, ']');
	json_list(r, "declined", each_reason);
	json_list(r, "refused", each_refusal);
	json_list(r, "missed", each_missed);
	json_notes(r);
	text_char(&r->text, '}');
	text_end(&r->text);
}

/* A report that can't be delivered: say so where somebody may look. */
static void complain(struct report *r, int err)
{
	text_start(r);
	text_add(&r->text, "can't write the report to '");
	text_foreign(&r->text, settings()->report.path);
	text_add(&r->text, "': ");
	text_errno(&r->text, err);
	text_add(&r->text, "; it is dropped");
	text_end(&r->text);
	sink_stderr(&r->text);
}

static void write_notes(struct report *r)
{
	unsigned int i, n = notes_shown();

	for (i = 0; i < n; i++) {
		text_start(r);
		note_text(&r->text, &settings()->notes[i]);
		if (i == n - 1 && settings()->notes_count > n) {
			text_add(&r->text, "; and more of the kind: ");
			text_number(&r->text, settings()->notes_count - n);
		}
		text_end(&r->text);
		sink_write(&settings()->report, &r->text);
	}
}

/*
 * Not on the stack: _exit() may be called on a signal handler's small one.
 * Whoever claimed the report is the only one to use it.
 */
static struct report report;

void report_write(void)
{
	const struct config *c = settings();
	struct report *r = &report;
	long err;
	int pid;

	/* Not one system call unless there is something to say. */
	if (c->report.kind == SINK_NONE || !counters_any())
		return;
	pid = (int)sys(SYS_getpid);
	if (counters_owner() != pid || !counters_claim_report())
		return;
	r->pid = (unsigned long)pid;
	counters_read(&r->counters);
	read_comm(r);
	if (c->format == FORMAT_JSON)
		format_json(r);
	else
		format_text(r);
	err = sink_write(&c->report, &r->text);
	if (err)
		complain(r, (int)-err);
	else if (c->format == FORMAT_TEXT)
		write_notes(r);
}
