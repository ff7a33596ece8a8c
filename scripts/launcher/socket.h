/* SPDX-License-Identifier: MIT */
/*
 * Socket units: their sockets are systemd's, so no library is under them.
 */
#ifndef LAUNCHER_SOCKET_H
#define LAUNCHER_SOCKET_H

#include "service.h"

/* For each that starts the service: the lines that make it MPTCP. */
void socket_advice(const struct service *s, const struct manager *m,
		   const char *folder);

#endif
