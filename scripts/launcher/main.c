// SPDX-License-Identifier: MIT
/*
 * mptcpdefault: start programs and services under libmptcpdefault.so, and tell
 * whether that has an effect. For people, unit files and container images, one
 * of which may hold nothing but libc and a program, or not even libc.
 */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "run.h"

/* An image's ENTRYPOINT: all words are the program's. */
static bool is_entrypoint(const char *self)
{
	const char *slash = strrchr(self, '/');

	return strcmp(slash ? slash + 1 : self, "entrypoint") == 0;
}

int main(int argc, char **argv)
{
	if (argc > 0 && is_entrypoint(argv[0]))
		return run_entrypoint(argc - 1, argv + 1);
	if (argc < 2)
		say_bad("no command");
	if (command_is_help(argv[1]))
		command_help(NULL);
	return command_find(argv[1])->run(argc - 2, argv + 2);
}
