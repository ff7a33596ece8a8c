// SPDX-License-Identifier: MIT
/*
 * Collects what there is to report, once, and hands the lines to sink.c.
 * Called by life.c and hook_exit.c, possibly in a signal handler or in a vfork
 * child, which shares our memory and is not the counters' owner.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include "options.h"
#include "report.h"
#include "report_line.h"
#include "sink.h"
#include "sys.h"

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

/* A report that can't be delivered: say so where somebody may look. */
static void complain(struct report *r, int err)
{
	report_start(r);
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
	unsigned int i, n = report_notes();

	for (i = 0; i < n; i++) {
		report_start(r);
		report_note(&r->text, &settings()->notes[i]);
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
		report_json(r);
	else
		report_text(r);
	err = sink_write(&c->report, &r->text);
	if (err)
		complain(r, (int)-err);
	else if (c->format == FORMAT_TEXT)
		write_notes(r);
}
