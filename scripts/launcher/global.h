/* SPDX-License-Identifier: MIT */
/*
 * What is different where all services are enabled by one drop-in.
 */
#ifndef LAUNCHER_GLOBAL_H
#define LAUNCHER_GLOBAL_H

#include "service.h"

/* All services, as one; a systemd that can't do it ends the program. */
void global_open(struct service *s, const struct manager *m);

/* Lines on services that set a variable themselves; before it is written. */
void global_survey(struct list *lines, const struct manager *m,
		   const char *library);

/* What it reaches and what not. */
void global_tell(const struct list *survey, const char *folder);

#endif
