/* SPDX-License-Identifier: MIT */
/*
 * The commands: the one table from which usage, help and the tests of manual
 * and completions are made. A command's words are argv[0] to argv[argc - 1],
 * its name not among them, with a NULL behind; what it returns is the exit
 * code.
 */
#ifndef LAUNCHER_COMMAND_H
#define LAUNCHER_COMMAND_H

#include <stdbool.h>
#include <stdio.h>

#include "say.h"

struct command {
	const char *name;
	const char *arguments; /* as the usage names them */
	const char *help;      /* one line */
	int (*run)(int argc, char **argv);
};

/* Ends with one that has no name. */
extern const struct command commands[];

/* An unknown one is a usage error, which names the nearest. */
const struct command *command_find(const char *name);
void command_usage(FILE *to);

/* Asks for help, as every command does: usage on stdout, then exit. */
bool command_is_help(const char *word);
_Noreturn void command_help(const char *name);

int check_command(int argc, char **argv);
int disable_command(int argc, char **argv);
int enable_command(int argc, char **argv);
int help_command(int argc, char **argv);
int run_command(int argc, char **argv);
int show_command(int argc, char **argv);

#endif
