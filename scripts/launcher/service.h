/* SPDX-License-Identifier: MIT */
/*
 * What systemd knows of a service, and what a variable is in it. A snapshot:
 * service_load() asks anew.
 */
#ifndef LAUNCHER_SERVICE_H
#define LAUNCHER_SERVICE_H

#include "text.h"

/* systemd itself: whose manager, what it gives to all its services. */
struct manager {
	bool user;
	int version;
	struct list environment; /* NAME=value, as printed */
};

struct service {
	char *name;             /* the unit's own */
	char *typed;            /* as it was called, an alias perhaps */
	char *asked;            /* what systemd is asked about */
	const char *without;    /* an environment file that does not count */
	struct list properties; /* Name=value, as printed */
};

/* Files win over Environment=, which wins over the manager's. */
enum origin {
	ORIGIN_NONE,
	ORIGIN_MANAGER,
	ORIGIN_UNIT,
	ORIGIN_FILE,
};

void manager_load(struct manager *m, bool user);
void manager_free(struct manager *m);

/* name as unit_name() gives it. An alias becomes the unit's own name. */
void service_open(struct service *s, const struct manager *m, const char *name);
void service_load(struct service *s, const struct manager *m);
/* What "systemctl show" printed of one unit. */
void service_take(struct service *s, const char *printed);
void service_free(struct service *s);

/* "" if it is not known. Of one that is there several times: the first. */
const char *service_property(const struct service *s, const char *name);

/*
 * What the variable is when the service starts: a copy that the caller frees,
 * NULL if it is not set. Set to nothing is set, and what came before it gone.
 */
char *service_variable(const struct service *s, const struct manager *m,
		       const char *name, enum origin *from);

#endif
