// SPDX-License-Identifier: MIT
/*
 * A process that took both roles and then, before it ends with status 7, does
 * to its descriptor 2 what it is told. Called by report_stderr.py. Waits for
 * the end of its standard input first, so that the caller can prepare things.
 */
#include "life_guest.h"
#include <signal.h>

static void classify(void)
{
	int l = listener();

	close(dialer(l));
	close(l);
}

/* The first free number is 2 now: what is opened next gets it. */
static void take_over(int fd)
{
	if (fd != 2)
		die("not 2");
}

static int dialed(const char *port)
{
	struct sockaddr_in addr = loopback((unsigned short)atoi(port));
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)))
		die("connect");
	return fd;
}

int main(int argc, char **argv)
{
	const char *how = argv[1], *what = argc > 2 ? argv[2] : "";
	char c;

	(void)argc;
	classify();
	while (read(0, &c, 1) > 0)
		;
	if (strcmp(how, "keep"))
		close(2);
	if (!strcmp(how, "tcp"))
		take_over(dialed(what));
	else if (!strcmp(how, "file"))
		take_over(open(what, O_WRONLY | O_APPEND));
	else if (!strcmp(how, "pipe"))
		take_over(dup(atoi(what)));
	else if (strcmp(how, "keep") && strcmp(how, "close"))
		die("how");
	return 7;
}
