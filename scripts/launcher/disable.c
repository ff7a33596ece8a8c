// SPDX-License-Identifier: MIT
/*
 * mptcpdefault disable: remove the drop-ins, by a unit's own name and by the
 * one that was typed. A unit whose package is gone can still have one.
 */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "dropin.h"
#include "request.h"
#include "service.h"
#include "store.h"
#include "systemctl.h"
#include "unit.h"

static bool remove_named(const char *folder, const char *unit)
{
	struct dropin d;
	bool was;

	dropin_name(&d, folder, unit);
	was = dropin_remove(&d);
	if (was)
		printf("disabled: removed %s\n", d.conf);
	dropin_free(&d);
	return was;
}

/* systemd still goes by one that is gone: a disable was killed. */
static bool is_remembered(const struct service *s, const char *folder)
{
	char *conf =
		text_format("%s/%s.d/50-mptcpdefault.conf", folder, s->name);
	bool is = strstr(service_property(s, "DropInPaths"), conf) != NULL;

	free(conf);
	return is;
}

static bool remove_of(const struct service *s, const char *folder)
{
	bool was = remove_named(folder, s->name);

	if (strcmp(s->typed, s->name) != 0)
		was |= remove_named(folder, s->typed);
	if (was)
		return true;
	printf("not enabled: %s\n", s->name);
	return is_remembered(s, folder);
}

/* A stopped service is not to be started by this. */
static int restart(const struct service *s, bool user)
{
	char *problem;

	if (systemctl_tell(user, "try-restart", s->name, &problem) == 0)
		return EXIT_DONE;
	say_warn("%s did not restart: %s", s->name, problem);
	return EXIT_FAILED;
}

static int disable_all(bool user, const char *folder)
{
	if (remove_named(folder, "service"))
		systemctl_reload(user);
	else
		printf("not enabled: all services\n");
	return EXIT_DONE;
}

int disable_command(int argc, char **argv)
{
	struct request request;
	struct manager manager;
	struct service *services;
	bool *was, any = false;
	int code = EXIT_DONE, lock;
	char *folder;
	size_t i;

	request_read(&request, "disable", TAKES_NOW | TAKES_GLOBAL, argv);
	folder = unit_folder(request.user);
	lock = store_lock(folder);
	if (request.global)
		return disable_all(request.user, folder);
	manager_load(&manager, request.user);
	services = calloc((size_t)argc, sizeof(*services));
	was = calloc((size_t)argc, sizeof(*was));
	if (!services || !was)
		say_fail("out of memory");
	for (i = 0; i < request.units.count; i++) {
		service_open(&services[i], &manager, request.units.at[i]);
		was[i] = remove_of(&services[i], folder);
		any |= was[i];
	}
	if (any)
		systemctl_reload(request.user);
	store_unlock(lock);
	for (i = 0; i < request.units.count; i++)
		if (was[i] && request.now)
			code |= restart(&services[i], request.user);
	return code;
}
