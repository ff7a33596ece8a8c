// SPDX-License-Identifier: MIT
/*
 * Both ends on one host, one connection for each request, four at a time, 2 MB
 * in answer (a web server and ab -c 4): where both ends are MPTCP the
 * transfers stall in steps of 200 ms, counted as MPTCPRetrans. With an
 * argument the run is that many seconds for each protocol, not half of one.
 */
#include "bug.h"
#include <sys/mman.h>

#define AT_ONCE 4
#define BODY    2000000

static char body[BODY];
static double run_for = 0.5;

static void answer(int listener)
{
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		long sent = 0, n = 1;
		char in[64];

		recv(fd, in, sizeof(in), 0);
		for (; sent < BODY && n > 0; sent += n)
			n = send(fd, body + sent, (size_t)(BODY - sent), 0);
		close(fd);
	}
}

static void ask(int protocol, int listener, int *done)
{
	static char in[65536];

	for (;;) {
		int fd = new_dialer(protocol, listener);
		long n, all = 0;

		send(fd, "GET\n", 4, 0);
		while ((n = recv(fd, in, sizeof(in), 0)) > 0)
			all += n;
		close(fd);
		if (all == BODY)
			__atomic_add_fetch(done, 1, __ATOMIC_RELAXED);
	}
}

static int requests(int protocol)
{
	int *done = mmap(NULL, sizeof(*done), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int listener = new_listener(protocol), i;
	pid_t children[2 * AT_ONCE];

	for (i = 0; i < 2 * AT_ONCE; i++) {
		children[i] = must(fork());
		if (children[i])
			continue;
		patience(60);
		if (i % 2)
			answer(listener);
		ask(protocol, listener, done);
	}
	usleep((useconds_t)(run_for * 1e6));
	i = __atomic_load_n(done, __ATOMIC_RELAXED);
	for (int c = 0; c < 2 * AT_ONCE; c++) {
		kill(children[c], SIGKILL);
		waitpid(children[c], NULL, 0);
	}
	return i;
}

/* A column of /proc/net/netstat, of which each line has one of names. */
static long counter(const char *name)
{
	static char names[8192], values[8192];
	char *n, *v, *at_n, *at_v;
	FILE *file = fopen("/proc/net/netstat", "r");
	long found = -1;

	while (file && fgets(names, sizeof(names), file) &&
	       fgets(values, sizeof(values), file)) {
		n = strtok_r(names, " \n", &at_n);
		v = strtok_r(values, " \n", &at_v);
		for (; n && v; n = strtok_r(NULL, " \n", &at_n),
			       v = strtok_r(NULL, " \n", &at_v))
			if (!strcmp(n, name))
				found = atol(v);
	}
	if (file)
		fclose(file);
	return found;
}

int main(int argc, char **argv)
{
	int tcp, mptcp;
	long retrans;

	if (argc > 1)
		run_for = atof(argv[1]);
	patience((unsigned int)run_for * 2 + 20);
	own_network();
	tcp = requests(IPPROTO_TCP);
	mptcp = requests(IPPROTO_MPTCP);
	if (!tcp)
		verdict(CANT_TELL, "no TCP request was done");
	retrans = counter("MPTCPRetrans");
	verdict(tcp < 2 * mptcp || !retrans,
		"requests per second: TCP %.0f, MPTCP %.0f; MPTCPRetrans %ld",
		tcp / run_for, mptcp / run_for, retrans);
}
