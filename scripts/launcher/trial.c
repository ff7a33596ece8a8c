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
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "child.h"
#include "trial.h"

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

struct report {
	int family;
	int socket_error;
	int option_error;
};

/* TCP_NODELAY: the library takes kernels that refuse it on MPTCP (before 5.17)
 * for ones without MPTCP. */
static void attempt(void *with)
{
	struct report *r = with;
	const int on = 1;
	int fd;

	/* A filter that kills leaves no core file of us. */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	fd = socket(r->family, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_MPTCP);
	if (fd < 0) {
		r->socket_error = errno;
		return;
	}
	if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) < 0)
		r->option_error = errno;
	close(fd);
}

/* What a limit of ours brings, with any protocol. */
static bool is_lack(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOMEM ||
	       error == ENOBUFS;
}

static enum trial judge(const struct report *r, int child, char **why)
{
	if (child == CHILD_NONE)
		*why = text_format("no child: %s", strerror(errno));
	else if (child != 0)
		*why = text_copy("whoever tries is killed");
	else if (r->socket_error)
		*why = text_copy(strerror(r->socket_error));
	else if (r->option_error)
		*why = text_format("TCP_NODELAY: %s",
				   strerror(r->option_error));
	if (child == CHILD_NONE || is_lack(r->socket_error))
		return TRIAL_NONE;
	return *why ? TRIAL_REFUSED : TRIAL_OK;
}

enum trial trial_of(int family, char **why)
{
	struct report *r = mmap(NULL, sizeof(*r), PROT_READ | PROT_WRITE,
				MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	enum trial result;

	*why = NULL;
	if (r == MAP_FAILED) {
		*why = text_copy(strerror(errno));
		return TRIAL_NONE;
	}
	r->family = family;
	result = judge(r, child_try(attempt, r), why);
	munmap(r, sizeof(*r));
	return result;
}
