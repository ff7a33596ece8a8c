// SPDX-License-Identifier: MIT
/*
 * What runs in the containers of container.bats: listens once and says who it
 * is. Any argument: stays until SIGTERM and ends with 7, which only a program
 * that gets its signals as process 1 can.
 */
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_in any = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	sigset_t term;
	int number;

	(void)argv;
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, NULL);
	if (bind(fd, (struct sockaddr *)&any, sizeof(any)) || listen(fd, 1))
		return 1;
	printf("pid %d uid %d\n", (int)getpid(), (int)getuid());
	fflush(stdout);
	if (argc < 2)
		return 0;
	sigwait(&term, &number);
	exit(7);
}
