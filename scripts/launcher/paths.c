// SPDX-License-Identifier: MIT
/*
 * How many addresses: an MPTCP connection starts from one; the in-kernel path
 * manager adds its subflow endpoints up to the limit (dialers) or tells the
 * peer of its signal endpoints (listeners). An endpoint that is the address it
 * started from adds none, hence no more than there are addresses.
 */
#include <stdlib.h>
#include <string.h>

#include "child.h"
#include "file.h"
#include "host.h"
#include "json.h"

#define IP_SECONDS 30

struct paths {
	char *ip; /* the program */
	long subflows;
	long accepted; /* addresses, from the peer */
	struct list endpoints;
	struct list addresses;
};

/* Lines of what ip says; false: it can't. */
static bool ask(const char *ip, const char *const *words, struct text *said)
{
	const char *argv[10] = {ip};
	struct child child = {.argv = (char *const *)argv,
			      .seconds = IP_SECONDS};
	size_t i;

	for (i = 0; words[i] && i + 2 < sizeof(argv) / sizeof(argv[0]); i++)
		argv[i + 1] = words[i];
	return child_run(&child, said) == 0;
}

/* Words of a line, one after the other; NULL at its end. */
static char *word(char **rest)
{
	char *at;

	while ((at = strsep(rest, " \t\n")))
		if (*at)
			return at;
	return NULL;
}

static bool limits(struct paths *p)
{
	static const char *const words[] = {"mptcp", "limits", NULL};
	struct text said = {0};
	char *rest, *at, *before = NULL;

	if (!ask(p->ip, words, &said) || !said.len) {
		text_free(&said);
		return false;
	}
	for (rest = said.at; (at = word(&rest)); before = at) {
		if (!before)
			continue;
		if (strcmp(before, "subflows") == 0)
			p->subflows = strtol(at, NULL, 10);
		/* Old versions have another word for it. */
		if (strcmp(before, "add_addr_accepted") == 0 ||
		    strcmp(before, "add_addr_accepts") == 0)
			p->accepted = strtol(at, NULL, 10);
	}
	text_free(&said);
	return true;
}

static void endpoints(struct paths *p)
{
	static const char *const words[] = {"mptcp", "endpoint", NULL};
	struct text said = {0};
	char *rest, *line;

	ask(p->ip, words, &said);
	for (rest = said.at; (line = strsep(&rest, "\n"));)
		if (*line)
			list_add(&p->endpoints, line);
	text_free(&said);
}

static void addresses(struct paths *p)
{
	static const char *const words[] = {"-o",    "addr",   "show",
					    "scope", "global", NULL};
	struct text said = {0};
	char *rest, *line;

	ask(p->ip, words, &said);
	for (rest = said.at; (line = strsep(&rest, "\n"));) {
		char *at = NULL;
		int i;

		/* 2: eth0 inet 192.0.2.1/24 ... */
		for (i = 0; i < 4; i++)
			at = word(&line);
		if (!at)
			continue;
		at[strcspn(at, "/")] = '\0';
		list_add(&p->addresses, at);
	}
	text_free(&said);
}

static bool among(const struct list *list, const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (strncmp(list->at[i], word, len) == 0 &&
		    (!list->at[i][len] || list->at[i][len] == ' '))
			return true;
	return false;
}

/* Different ones, of endpoints and addresses. */
static long total(const struct paths *p)
{
	struct list seen = {0};
	const struct list *lists[] = {&p->endpoints, &p->addresses};
	size_t i, j;
	long count;

	for (i = 0; i < 2; i++)
		for (j = 0; j < lists[i]->count; j++) {
			const char *line = lists[i]->at[j];
			size_t len = strcspn(line, " ");

			if (!among(&seen, line, len))
				list_take(&seen, text_copyn(line, len));
		}
	count = (long)seen.count;
	list_free(&seen);
	return count ? count : 1;
}

static long flagged(const struct paths *p, const char *flag)
{
	size_t i;
	long count = 0;

	for (i = 0; i < p->endpoints.count; i++) {
		char *line = text_copy(p->endpoints.at[i]);
		char *rest = line, *at;

		for (word(&rest); (at = word(&rest));)
			if (strcmp(at, flag) == 0) {
				count++;
				break;
			}
		free(line);
	}
	return count;
}

static long lower(long a, long b)
{
	return a < b ? a : b;
}

static void say(struct findings *f, const struct paths *p)
{
	struct text *facts = &f->section[SECTION_HOST];
	size_t i;

	finding_line(f,
		     "limits: %ld more subflows, %ld addresses accepted from "
		     "the peer",
		     p->subflows, p->accepted);
	if (!p->endpoints.count)
		finding_line(f, "endpoints: none");
	for (i = 0; i < p->endpoints.count; i++)
		finding_line(f, "endpoint: %s", p->endpoints.at[i]);
	json_number(facts, "subflows", p->subflows);
	json_number(facts, "add_addr_accepted", p->accepted);
	json_list(facts, "endpoints", &p->endpoints);
	json_list(facts, "addresses", &p->addresses);
}

static void say_use(struct findings *f, const struct paths *p, const char *pm)
{
	struct text *facts = &f->section[SECTION_HOST];
	long most = total(p);
	long dialer =
		lower(1 + lower(flagged(p, "subflow"), p->subflows), most);
	long listener = lower(1 + flagged(p, "signal"), most);

	json_number(facts, "dialer_addresses", dialer);
	json_number(facts, "listener_addresses", listener);
	if (strcmp(pm, "userspace") == 0) {
		finding_line(f, "addresses a connection could use: a daemon "
				"decides");
		return;
	}
	finding_line(f,
		     "addresses a connection could use: %ld as dialer, %ld as "
		     "listener",
		     dialer, listener);
	if (dialer == 1 && listener == 1)
		finding_note(f, "connections use one address: see ip mptcp "
				"endpoint add");
}

void paths_check(struct findings *f, const char *pm)
{
	struct paths p = {0};
	char *path = text_format("%s:/usr/sbin:/sbin", f->path);

	p.ip = file_command("ip", path);
	if (p.ip && limits(&p)) {
		endpoints(&p);
		addresses(&p);
		say(f, &p);
		say_use(f, &p, pm);
	} else {
		finding_line(f, "limits, endpoints: unknown (no ip mptcp)");
	}
	list_free(&p.endpoints);
	list_free(&p.addresses);
	free(p.ip);
	free(path);
}
