// SPDX-License-Identifier: MIT
/*
 * Listens and dials with as many free descriptors as it is told, or with no
 * memory to be had. Called by refusal_calls.bats: refusal_limits nofile N |
 * memory. The program must get what plain TCP gives: that needs no descriptor
 * more than its own, and no memory.
 */
#include "life_guest.h"
#include <sys/mman.h>
#include <sys/resource.h>

static int fillers[64];
static int fillers_count;

/* All numbers below the limit are taken, but for these many. */
static void leave_free(int n)
{
	struct rlimit limit = {64, 64};
	int fd;

	if (setrlimit(RLIMIT_NOFILE, &limit))
		die("setrlimit");
	while ((fd = dup(0)) >= 0)
		fillers[fillers_count++] = fd;
	CHECK(errno == EMFILE);
	while (n--)
		close(fillers[--fillers_count]);
}

static void at_the_end_of_descriptors(int n)
{
	int l = bound(), d = socket(AF_INET, SOCK_STREAM, 0), one;
	struct sockaddr_in addr = address_of(l);

	leave_free(n);
	errno = 0;
	CHECK(listen(l, 8) == 0 && errno == 0);
	CHECK(connect(d, (struct sockaddr *)&addr, sizeof(addr)) == 0);
	CHECK(errno == 0);
	/* None of the free ones is gone, and none more came. */
	for (; n; n--)
		CHECK((one = dup(0)) >= 0);
	CHECK(dup(0) == -1 && errno == EMFILE);
	CHECK(socket(AF_INET, SOCK_STREAM, 0) == -1 && errno == EMFILE);
	close(fillers[0]);
	one = accept(l, NULL, NULL);
	CHECK(one >= 0);
	speak(d, one);
	/* The report at the end needs one. */
	close(one);
}

/* The limit falls below descriptors that are open: nothing can replace them. */
static void beyond_the_limit(void)
{
	struct rlimit limit = {16, 1024};
	int l = bound(), high = fcntl(l, F_DUPFD, 40), one, d;
	struct sockaddr_in addr = address_of(l);

	d = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(high >= 40);
	if (setrlimit(RLIMIT_NOFILE, &limit))
		die("setrlimit");
	CHECK(listen(l, 8) == 0);
	CHECK(connect(d, (struct sockaddr *)&addr, sizeof(addr)) == 0);
	one = accept(high, NULL, NULL);
	CHECK(one >= 0);
	speak(d, one);
}

/* Records of high numbers need memory (births.c); there is none. */
static void without_memory(void)
{
	struct rlimit files = {5000, 5000}, memory = {1, 1};
	int l = bound(), d = socket(AF_INET, SOCK_STREAM, 0), one, high;
	struct sockaddr_in addr = loopback(0);

	if (setrlimit(RLIMIT_NOFILE, &files) || dup2(0, 4000) < 0)
		die("descriptors");
	for (int fd = 5; fd < 3000; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			dup2(0, fd);
	if (setrlimit(RLIMIT_AS, &memory))
		die("setrlimit");
	CHECK(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
	      MAP_FAILED);
	errno = 0;
	CHECK(listen(l, 8) == 0 && errno == 0);
	high = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(high >= 3000);
	CHECK(bind(high, (struct sockaddr *)&addr, sizeof(addr)) == 0);
	CHECK(listen(high, 8) == 0 && errno == 0);
	addr = address_of(high);
	CHECK(connect(d, (struct sockaddr *)&addr, sizeof(addr)) == 0);
	one = accept(high, NULL, NULL);
	CHECK(one >= 0);
	speak(d, one);
	d = socket(AF_INET, SOCK_STREAM, 0);
	addr = address_of(l);
	CHECK(connect(d, (struct sockaddr *)&addr, sizeof(addr)) == 0);
}

int main(int argc, char **argv)
{
	if (argc > 2 && !strcmp(argv[1], "nofile"))
		at_the_end_of_descriptors(atoi(argv[2]));
	else if (argc > 1 && !strcmp(argv[1], "beyond"))
		beyond_the_limit();
	else if (argc > 1 && !strcmp(argv[1], "memory"))
		without_memory();
	else
		die("usage");
	return 0;
}
