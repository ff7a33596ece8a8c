// SPDX-License-Identifier: MIT
/*
 * One program for all neighbours: moves bytes in either role, and says what
 * the neighbours here are there to change. Run by the .bats files:
 * "neighbour dial HOST PORT" sends what it reads and prints the answer;
 * "neighbour echo HOST PORT" gives one client back what it sent. A word more
 * makes it write behind its memory, for AddressSanitizer.
 */
#include "../guest/life_guest.h"
#include <time.h>

#define ROOM (1 << 20)

static char *block;

/* Until its end, and only then on: nobody waits for somebody who waits. */
static void pass_on(int from, int to)
{
	ssize_t n, have = 0, done;

	while ((n = read(from, block + have, (size_t)(ROOM - have))) > 0)
		have += n;
	for (done = 0; n >= 0 && done < have; done += n)
		n = write(to, block + done, (size_t)(have - done));
	if (n < 0)
		die("pass on");
}

static void dial(int fd, const struct sockaddr_in *addr)
{
	if (connect(fd, (const struct sockaddr *)addr, sizeof(*addr)))
		die("connect");
	pass_on(STDIN_FILENO, fd);
	shutdown(fd, SHUT_WR);
	pass_on(fd, STDOUT_FILENO);
}

/* Who may not listen does not listen. */
static void refused(int fd)
{
	int listens = -1;
	socklen_t len = sizeof(listens);

	perror("listen");
	getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &len);
	fprintf(stderr, "listens: %d\n", listens);
	exit(EXIT_BROKEN);
}

static void echo(int fd, const struct sockaddr_in *addr)
{
	int client;

	if (bind(fd, (const struct sockaddr *)addr, sizeof(*addr)))
		die("bind");
	if (listen(fd, 8))
		refused(fd);
	client = accept(fd, NULL, NULL);
	if (client < 0)
		die("accept");
	pass_on(client, client);
	close(client);
}

static void say_changes(int fd)
{
	time_t now = time(NULL);
	int pipes[2], synced;

	if (pipe(pipes))
		die("pipe");
	synced = fsync(pipes[0]);
	fprintf(stderr, "protocol %d, year %d, fsync %s\n", seen_protocol(fd),
		gmtime(&now)->tm_year + 1900, synced ? "fails" : "works");
}

int main(int argc, char **argv)
{
	struct sockaddr_in addr;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (argc < 4 || fd < 0)
		die("socket");
	addr = loopback((unsigned short)atoi(argv[3]));
	inet_pton(AF_INET, argv[2], &addr.sin_addr);
	block = malloc(ROOM);
	*(volatile char *)(block + (argc > 4 ? ROOM : 0)) = 0;
	if (strcmp(argv[1], "echo"))
		dial(fd, &addr);
	else
		echo(fd, &addr);
	say_changes(fd);
	free(block);
	return 0;
}
