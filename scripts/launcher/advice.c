// SPDX-License-Identifier: MIT
/*
 * `check` judges host, setting and program, as of the user that the unit names;
 * what a unit adds to that is here. Nothing of it is an error.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "advice.h"
#include "binary.h"
#include "environ.h"
#include "finding.h"
#include "host.h"
#include "quote.h"
#include "say.h"
#include "socket.h"
#include "user.h"

static void judge_variables(struct findings *f, const struct service *s,
			    const struct manager *m)
{
	enum origin from;
	char *preload = service_variable(s, m, "LD_PRELOAD", &from);
	char *settings = service_variable(s, m, "MPTCPDEFAULT", &from);
	char *godebug = service_variable(s, m, "GODEBUG", &from);

	if (!environ_names(preload ? preload : "", f->library))
		say_warn("but something later sets LD_PRELOAD of %s to '%s'; "
			 "see systemctl cat %s",
			 s->name, preload ? preload : "", s->name);
	finding_setting(f, settings, godebug);
	free(preload);
	free(settings);
	free(godebug);
}

/* "{ path=/usr/sbin/nginx ; argv[]=... }", the first if there are more. */
static char *program_of(const struct service *s)
{
	const char *start = "{ path=";
	const char *line = service_property(s, "ExecStart");
	const char *end = strstr(line, " ;");

	if (!text_starts(line, start) || !end)
		return NULL;
	line += strlen(start);
	return text_copyn(line, (size_t)(end - line));
}

static void judge_program(struct findings *f, const struct service *s)
{
	char *program = program_of(s);

	if (program && text_ends(program, "/mptcpize"))
		say_warn("note: %s starts through mptcpize; see mptcpize "
			 "disable",
			 s->name);
	else if (program && *program == '/' && access(program, F_OK) == 0)
		binary_check(f, program, NULL);
	free(program);
}

static void judge_root(const struct service *s)
{
	static const char *const names[] = {"RootDirectory", "RootImage", NULL};
	const char *const *name;

	for (name = names; *name; name++) {
		const char *value = service_property(s, *name);

		if (*value)
			say_warn("note: %s=%s: the library has to be there",
				 *name, value);
	}
}

static void judge_unset(struct findings *f, const struct service *s)
{
	struct list words = {0};
	size_t i;

	unquote_words(&words, service_property(s, "UnsetEnvironment"));
	for (i = 0; i < words.count; i++)
		if (strcmp(words.at[i], "LD_PRELOAD") == 0 ||
		    text_starts(words.at[i], "LD_PRELOAD="))
			finding_why(f, "the unit has UnsetEnvironment="
				       "LD_PRELOAD");
	list_free(&words);
}

/* The property by which a sandbox hides the library's folder; NULL: none. */
static const char *hidden_by(const char *library)
{
	static const struct {
		const char *folder;
		const char *property;
	} rows[] = {
		{"/home/", "ProtectHome"},     {"/root/", "ProtectHome"},
		{"/run/user/", "ProtectHome"}, {"/tmp/", "PrivateTmp"},
		{"/var/tmp/", "PrivateTmp"},
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (text_starts(library, rows[i].folder))
			return rows[i].property;
	return NULL;
}

static void judge_sandbox(struct findings *f, const struct service *s)
{
	const char *property = hidden_by(f->library);
	const char *value = property ? service_property(s, property) : "";

	if (*value && strcmp(value, "no") != 0)
		finding_why(f, "%s= hides %s", property, f->library);
}

static void say_reasons(struct findings *f)
{
	size_t i;

	for (i = 0; i < f->reasons.count; i++)
		say_warn("note: %s", f->reasons.at[i]);
	finding_free(f);
}

void advice_give(const struct service *s, const struct manager *m,
		 const char *library, const char *folder)
{
	struct findings f;

	finding_begin(&f, FORM_QUIET, library);
	user_find(service_property(s, "User"), &f.uid, &f.gid);
	host_check(&f);
	judge_variables(&f, s, m);
	judge_program(&f, s);
	judge_root(s);
	judge_unset(&f, s);
	judge_sandbox(&f, s);
	say_reasons(&f);
	socket_advice(s, m, folder);
}

void advice_host(const char *library)
{
	const char *property = hidden_by(library);
	struct findings f;

	finding_begin(&f, FORM_QUIET, library);
	host_check(&f);
	linker_host(&f);
	if (property)
		finding_why(&f, "services with %s= do not see %s", property,
			    library);
	say_reasons(&f);
}
