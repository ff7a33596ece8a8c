/* SPDX-License-Identifier: MIT */
/*
 * One listener that several processes have, for the guests holds_*: whoever of
 * them listens or serves, with what it is made as.
 */
#ifndef SHARED_H
#define SHARED_H

#include "guest.h"

static int lfd;
static int port;
static struct gate go;

static inline void bind_here(void)
{
	lfd = new_socket(AF_INET);
	port = bind_loopback(lfd, AF_INET);
}

static inline void serve_here(void)
{
	expect_wire(lfd);
	serves(lfd, AF_INET, port);
}

/* What children run. */
static inline void listen_here(void *unused)
{
	(void)unused;
	do_listen(lfd, 16);
	serve_here();
}

static inline void wait_and_serve(void *unused)
{
	(void)unused;
	gate_wait(&go);
	serve_here();
}

#endif
