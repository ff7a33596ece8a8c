/* SPDX-License-Identifier: MIT */
/*
 * What would keep a service from being upgraded although it is enabled: notes
 * on standard error.
 */
#ifndef LAUNCHER_ADVICE_H
#define LAUNCHER_ADVICE_H

#include "service.h"

/* folder: of the units, for files that the reader is to make. */
void advice_give(const struct service *s, const struct manager *m,
		 const char *library, const char *folder);

/* The same of all services together, of which systemd knows nothing. */
void advice_host(const char *library);

#endif
