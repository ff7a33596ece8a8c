// SPDX-License-Identifier: MIT
/*
 * mptcpdefault check: is this host, program or process upgraded, and if not,
 * why not.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "binary.h"
#include "command.h"
#include "file.h"
#include "host.h"
#include "json.h"
#include "library.h"
#include "option.h"
#include "process.h"

static bool is_number(const char *word)
{
	return *word && !word[strspn(word, "0123456789")];
}

static void own_setting(struct findings *f)
{
	finding_setting(f, getenv("MPTCPDEFAULT"), getenv("GODEBUG"));
}

static bool check_host(struct findings *f)
{
	host_check(f);
	own_setting(f);
	linker_host(f);
	return finding_verdict(f, "host");
}

static bool check_program(struct findings *f, const char *name)
{
	char *path = file_command(name, f->path);

	if (!path) {
		say_warn("no such command: %s", name);
		exit(EXIT_USAGE);
	}
	host_check(f);
	own_setting(f);
	binary_check(f, path, NULL);
	free(path);
	return finding_verdict(f, "command");
}

static bool check_process(struct findings *f, const char *pid)
{
	char *path = text_format("/proc/%s", pid);
	struct stat st;

	if (stat(path, &st) < 0) {
		say_warn("no such process: %s", pid);
		exit(EXIT_USAGE);
	}
	free(path);
	process_enter(f, pid);
	host_check(f);
	process_check(f, pid);
	return finding_verdict(f, "process");
}

static enum form options(int *argc, char ***argv)
{
	static const char *const known[] = {"--json", NULL};
	enum form form = FORM_TEXT;

	for (; *argc > 0 && ***argv == '-'; --*argc, ++*argv) {
		const char *word = **argv;

		if (strcmp(word, "--") == 0) {
			--*argc;
			++*argv;
			break;
		}
		if (command_is_help(word))
			command_help(NULL);
		if (strcmp(word, "--json") != 0)
			option_unknown(word, known, false);
		form = FORM_JSON;
	}
	return form;
}

int check_command(int argc, char **argv)
{
	enum form form = options(&argc, &argv);
	struct findings f;
	char *library;
	bool upgraded;

	if (argc > 1)
		say_bad("check: one command or process id, not also %s",
			argv[1]);
	if (argc == 1 && !*argv[0])
		say_bad("check: an empty name");
	library = library_name();
	finding_begin(&f, form, library);
	json_string(&f.section[SECTION_LIBRARY], "name", library);
	if (argc == 0)
		upgraded = check_host(&f);
	else if (is_number(argv[0]))
		upgraded = check_process(&f, argv[0]);
	else
		upgraded = check_program(&f, argv[0]);
	finding_free(&f);
	free(library);
	return upgraded ? EXIT_DONE : EXIT_FAILED;
}
