// SPDX-License-Identifier: MIT
/*
 * mptcpdefault: start programs and services under libmptcpdefault.so, and tell
 * whether that has an effect. For people, unit files and container images, one
 * of which may hold nothing but libc and a program, or not even libc.
 */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "run.h"

/* An image's ENTRYPOINT: all words are the program's. */
static bool is_entrypoint(const char *self)
{
	const char *slash = strrchr(self, '/');

	return strcmp(slash ? slash + 1 : self, "entrypoint") == 0;
}

/*
 * No file of ours may get a number that output goes to. What is closed stays of
 * no use: a directory can neither be read nor written.
 */
static void fill_standard(void)
{
	int fd;

	do
		fd = open("/", O_RDONLY | O_DIRECTORY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

int main(int argc, char **argv)
{
	const struct command *command;

	if (argc > 0 && is_entrypoint(argv[0]))
		return run_entrypoint(argc - 1, argv + 1);
	if (argc < 2)
		say_bad("no command");
	if (command_is_help(argv[1]))
		command_help(NULL);
	command = command_find(argv[1]);
	/* Its program has them as the caller has. */
	if (command->run != run_command) {
		fill_standard();
		/* Where the caller ignores it, no child can be waited for. */
		signal(SIGCHLD, SIG_DFL);
	}
	return say_finish(command->run(argc - 2, argv + 2));
}
