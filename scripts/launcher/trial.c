// SPDX-License-Identifier: MIT
/*
 * An MPTCP socket on trial, in a child: a filter that kills, or a kernel that
 * does not survive the call well, costs the child alone. What it finds comes
 * back in shared memory.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "child.h"
#include "trial.h"

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

struct trial {
	int family;
	int socket_error;
	int option_error;
};

/* TCP_NODELAY: the library takes kernels that refuse it on MPTCP (before 5.17)
 * for ones without MPTCP. */
static void attempt(void *with)
{
	struct trial *t = with;
	int fd = socket(t->family, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_MPTCP);
	const int on = 1;

	if (fd < 0) {
		t->socket_error = errno;
		return;
	}
	if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) < 0)
		t->option_error = errno;
	close(fd);
}

char *trial_refusal(int family)
{
	struct trial *t = mmap(NULL, sizeof(*t), PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char *why = NULL;

	if (t == MAP_FAILED)
		return text_copy(strerror(errno));
	t->family = family;
	if (!child_try(attempt, t))
		why = text_copy("whoever tries is killed");
	else if (t->socket_error)
		why = text_copy(strerror(t->socket_error));
	else if (t->option_error)
		why = text_format("TCP_NODELAY: %s", strerror(t->option_error));
	munmap(t, sizeof(*t));
	return why;
}
