// SPDX-License-Identifier: MIT
/*
 * Called by set.c and get.c.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include "know/births.h"
#include "know/native.h"
#include "know/observe.h"
#include "look.h"

void look_births(struct option_facts *f, int fd)
{
	const uint32_t word = births_of(fd);

	f->born = word & ORIGIN_OURS;
	f->upgraded = word & ORIGIN_MPTCP;
	f->dialed = word & HISTORY_dialed;
	f->listened = word & HISTORY_listened;
	f->port = word & HISTORY_port;
	f->v4 = word & REMEMBERED_v4;
}

static enum option_state state_of(int fd)
{
	switch (observe_state(fd)) {
	case TCP_CLOSE:
		return STATE_CLOSED;
	case TCP_LISTEN:
		return STATE_LISTENS;
	default:
		return STATE_CONNECTED;
	}
}

void look_common(struct option_facts *f, int fd, enum option_step step)
{
	if (step == STEP_LOOK_STATE)
		f->state = state_of(fd);
	else
		f->native = look_fact(native_socket(fd));
}

enum option_result look_result(int ret)
{
	if (ret == 0)
		return RESULT_TAKEN;
	if (errno == EOPNOTSUPP || errno == ENOPROTOOPT)
		return RESULT_REFUSED;
	return errno == EINVAL ? RESULT_INVALID : RESULT_FAILED;
}

int look_family(int fd, int known)
{
	return known ? known : observe_number(fd, SOL_SOCKET, SO_DOMAIN);
}
