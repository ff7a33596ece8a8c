// SPDX-License-Identifier: MIT
/*
 * mptcpdefault run, and a container image's ENTRYPOINT: become the program,
 * with the library in its environment. Process id, descriptors, signals and
 * exit code are the program's; 126 and 127 mean what they do with env(1).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "environ.h"
#include "library.h"
#include "option.h"
#include "run.h"

#define EXIT_NOT_RUN   126
#define EXIT_NOT_FOUND 127

/* Frees library. */
static int become(char **command, char *library, const char *settings)
{
	int error;

	environ = environ_merged(environ, library, settings);
	free(library);
	execvp(command[0], command);
	error = errno;
	say_warn("%s: %s", command[0], strerror(error));
	return error == ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_RUN;
}

int run_command(int argc, char **argv)
{
	struct text settings = {0};
	int code;

	for (; argc > 0 && **argv == '-'; argc--, argv++) {
		if (strcmp(*argv, "--") == 0) {
			argc--;
			argv++;
			break;
		}
		if (command_is_help(*argv))
			command_help(NULL);
		option_add(&settings, *argv, true);
	}
	if (argc == 0)
		say_bad("run: no command");
	code = become(argv, library_name(), text_of(&settings));
	text_free(&settings);
	return code;
}

int run_entrypoint(int argc, char **argv)
{
	if (argc == 0) {
		say_warn("no command (give the image a CMD)");
		return EXIT_USAGE;
	}
	return become(argv, library_name_unchecked(), "");
}
