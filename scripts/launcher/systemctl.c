// SPDX-License-Identifier: MIT
/*
 * How systemctl is run and heard. What it prints for people is not looked at:
 * only properties, and one line of what went wrong.
 */
#include <stdlib.h>
#include <string.h>

#include "child.h"
#include "say.h"
#include "systemctl.h"

static const char *program(void)
{
	const char *named = getenv("SYSTEMCTL");

	return named && *named ? named : "systemctl";
}

static void begin(struct list *argv, bool user)
{
	list_add(argv, program());
	if (user)
		list_add(argv, "--user");
}

int systemctl_ask(bool user, struct text *answer, const char *const *words)
{
	struct list argv = {0};
	int code;

	begin(&argv, user);
	for (; *words; words++)
		list_add(&argv, *words);
	code = child_run(&(struct child){.argv = argv.at}, answer);
	list_free(&argv);
	return code;
}

int systemctl_tell(bool user, const char *verb, const char *unit,
		   char **problem)
{
	struct list argv = {0};
	struct text said = {0};
	int code;

	begin(&argv, user);
	list_add(&argv, verb);
	if (unit) {
		list_add(&argv, "--");
		list_add(&argv, unit);
	}
	code = child_run(&(struct child){.argv = argv.at, .errors = true},
			 &said);
	if (code == 127 || code == CHILD_NONE)
		text_addf(&said, "can't run %s", argv.at[0]);
	list_free(&argv);
	*problem = text_copyn(text_of(&said), strcspn(text_of(&said), "\n"));
	text_free(&said);
	return code;
}

void systemctl_reload(bool user)
{
	char *problem;

	if (systemctl_tell(user, "daemon-reload", NULL, &problem) != 0)
		say_fail("systemctl daemon-reload failed%s%s",
			 *problem ? ": " : "", problem);
	free(problem);
}

int systemctl_version(bool user)
{
	static const char *const words[] = {"--version", NULL};
	struct text answer = {0};
	int version = 0;

	/* "systemd 252 (252.38-1)" */
	if (systemctl_ask(user, &answer, words) == 0 &&
	    text_starts(text_of(&answer), "systemd "))
		version = atoi(text_of(&answer) + strlen("systemd "));
	text_free(&answer);
	return version;
}
