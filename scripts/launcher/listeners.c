// SPDX-License-Identifier: MIT
/*
 * A process's listeners. An MPTCP one shows up as the TCP socket under it, of
 * which ss says so, and a second time as itself, with the same descriptor. But
 * the kernel leaves some out of the latter list (scripts/doc/kernel.md), and an
 * old one does not say so in the former, so either tells.
 */
#include <stdlib.h>
#include <string.h>

#include "child.h"
#include "file.h"
#include "json.h"
#include "process.h"

#define SS_SECONDS 30

/* A line of ss: kind, state, two queues, address, peer, users, the rest. */
struct line {
	bool mptcp;   /* the socket itself */
	bool subflow; /* the one under it */
	char *address;
	char *fd; /* its number, in the process asked about */
};

/* Cuts the line. False: another process's. */
static bool take(char *text, const char *pid, struct line *out)
{
	char *want = text_format("pid=%s,", pid);
	char *users = strstr(text, want), *at = NULL;
	int i;

	if (users) {
		users += strlen(want);
		out->subflow = strstr(users, " tcp-ulp-mptcp") != NULL;
		users[strcspn(users, ")")] = '\0';
		out->fd = text_copy(users);
	}
	free(want);
	if (!users)
		return false;
	out->mptcp = text_starts(text, "mptcp");
	for (i = 0; i < 5; i++)
		do
			at = strsep(&text, " \t");
		while (at && !*at);
	out->address = text_copy(at ? at : "?");
	return true;
}

static bool has(const struct list *list, const char *line)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (strcmp(list->at[i], line) == 0)
			return true;
	return false;
}

/* The descriptors of MPTCP sockets into *fds, or (found) what each of the
 * others is. */
static void gather(const char *said, const char *pid, struct list *fds,
		   struct listeners *found)
{
	char *copy = text_copy(said), *rest = copy, *text;

	while ((text = strsep(&rest, "\n"))) {
		struct line line;

		if (!take(text, pid, &line))
			continue;
		if (!found && line.mptcp)
			list_add(fds, line.fd);
		else if (found && !line.mptcp)
			list_add(line.subflow || has(fds, line.fd)
					 ? &found->mptcp
					 : &found->tcp,
				 line.address);
		free(line.address);
		free(line.fd);
	}
	free(copy);
}

static void say(struct findings *f, const struct listeners *l)
{
	struct text *facts = &f->section[SECTION_PROCESS];
	size_t i;

	if (!l->mptcp.count && !l->tcp.count)
		finding_line(f, "listeners: none");
	for (i = 0; i < l->mptcp.count; i++)
		finding_line(f, "listener: %s mptcp", l->mptcp.at[i]);
	for (i = 0; i < l->tcp.count; i++)
		finding_line(f, "listener: %s tcp", l->tcp.at[i]);
	json_list(facts, "mptcp_listeners", &l->mptcp);
	json_list(facts, "tcp_listeners", &l->tcp);
}

static bool ask(const char *search, struct text *said)
{
	char *path = text_format("%s:/usr/sbin:/sbin", search);
	char *ss = file_command("ss", path);
	const char *argv[] = {ss, "-HOlntpMi", NULL};
	struct child child = {.argv = (char *const *)argv,
			      .seconds = SS_SECONDS};
	bool could = ss && child_run(&child, said) == 0;

	free(ss);
	free(path);
	return could;
}

void listeners_check(struct findings *f, const char *pid,
		     struct listeners *found)
{
	struct text *facts = &f->section[SECTION_PROCESS];
	struct text said = {0};
	struct list fds = {0};

	if (ask(f->path, &said)) {
		gather(text_of(&said), pid, &fds, NULL);
		gather(text_of(&said), pid, &fds, found);
		say(f, found);
	} else {
		finding_line(f, "listeners: unknown (no ss, or one without "
				"MPTCP)");
		json_null(facts, "mptcp_listeners");
		json_null(facts, "tcp_listeners");
	}
	list_free(&fds);
	text_free(&said);
}

void listeners_free(struct listeners *l)
{
	list_free(&l->mptcp);
	list_free(&l->tcp);
}
