// SPDX-License-Identifier: MIT
/*
 * The table of commands, and what is made of it: usage and help.
 */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "option.h"
#include "text.h"

const struct command commands[] = {
	{"run", "[SETTING...] [--] CMD [ARG...]",
	 "start a program under the library", run_command},
	{"check", "[--json] [CMD|PID]",
	 "tell whether host, program or process is upgraded", check_command},
	{"enable", "UNIT...|--global [SETTING...] [--now] [--user]",
	 "put systemd services under the library", enable_command},
	{"disable", "UNIT...|--global [--now] [--user]", "undo enable",
	 disable_command},
	{"show", "UNIT...|--global [--user]", "tell what services have",
	 show_command},
	{"help", "[COMMAND]", "tell what a command takes", help_command},
	{NULL, NULL, NULL, NULL},
};

static void line_of(FILE *to, const char *start, const struct command *c)
{
	fprintf(to, "%s mptcpdefault %s%s%s\n", start, c->name,
		*c->arguments ? " " : "", c->arguments);
}

static void settings(FILE *to)
{
	struct text keys = {0};

	option_usage(&keys, "       ");
	fprintf(to, "SETTING:\n%s", text_of(&keys));
	text_free(&keys);
}

void command_usage(FILE *to)
{
	const struct command *c;

	for (c = commands; c->name; c++)
		line_of(to, c == commands ? "usage:" : "      ", c);
	settings(to);
}

static _Noreturn void unknown(const char *name)
{
	const char *names[sizeof(commands) / sizeof(commands[0])];
	const char *near;
	size_t i;

	for (i = 0; commands[i].name; i++)
		names[i] = commands[i].name;
	names[i] = NULL;
	near = say_nearest(name, names);
	say_bad("no such command: %s%s%s%s", name, near ? " (is it " : "",
		near ? near : "", near ? "?)" : "");
}

const struct command *command_find(const char *name)
{
	const struct command *c = commands;

	while (c->name && strcmp(c->name, name) != 0)
		c++;
	if (!c->name)
		unknown(name);
	return c;
}

bool command_is_help(const char *word)
{
	return strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0;
}

_Noreturn void command_help(const char *name)
{
	const struct command *c;

	if (!name) {
		command_usage(stdout);
		exit(say_finish(EXIT_DONE));
	}
	c = command_find(name);
	line_of(stdout, "usage:", c);
	printf("       %s\n", c->help);
	if (strstr(c->arguments, "[SETTING...]"))
		settings(stdout);
	exit(say_finish(EXIT_DONE));
}

int help_command(int argc, char **argv)
{
	if (argc > 1)
		say_bad("help: one command, not also %s", argv[1]);
	command_help(argv[0]);
}
