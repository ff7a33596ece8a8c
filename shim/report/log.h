/* SPDX-License-Identifier: MIT */
/*
 * One line per decision at the moment it is made, if the setting log= asks
 * for it; without cost if not.
 */
#ifndef SHIM_LOG_H
#define SHIM_LOG_H

#include <stdbool.h>
#include <sys/socket.h>
#include "base/settings.h"
#include "policy/verdict.h"

static inline bool log_wanted(void)
{
	return settings()->log.kind != SINK_NONE;
}

/* addr: where to (readable memory), NULL: fd's own address. */
void log_decision(const char *call, int fd, const struct sockaddr *addr,
		  socklen_t len, const struct verdict *v);

#endif
