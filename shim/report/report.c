// SPDX-License-Identifier: MIT
/*
 * Collects what there is to report, once, and hands the lines to sink.c.
 * Called by life.c and hook/exit.c, possibly in a signal handler or in a vfork
 * child, which shares our memory and is not the counters' owner.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include "base/sys.h"
#include "report.h"
#include "report_forms.h"
#include "sink.h"

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
	if (err && !sink_moved())
		complain(r, (int)-err);
	else if (!err && c->format == FORMAT_TEXT)
		write_notes(r);
}
