// SPDX-License-Identifier: MIT
/*
 * mptcpdefault disable: remove the drop-ins, by a unit's own name and by the
 * one that was typed. A unit whose package is gone can still have one. What is
 * not ours is refused before the first is removed.
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

/* Nothing is removed before it is known that all of it is ours. */
static void refuse_others(const char *folder, const char *unit)
{
	struct dropin d;

	dropin_name(&d, folder, unit);
	dropin_refuse_other(d.conf);
	dropin_free(&d);
}

/* True if there was one. */
static bool remove_named(const char *folder, const char *unit, int *code)
{
	struct dropin d;
	bool was;

	dropin_name(&d, folder, unit);
	was = d.had_conf;
	if (!dropin_remove(&d))
		*code = EXIT_FAILED;
	if (was && dropin_is_gone(&d))
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

static bool remove_of(const struct service *s, const char *folder, int *code)
{
	bool was = remove_named(folder, s->name, code);

	if (strcmp(s->typed, s->name) != 0)
		was |= remove_named(folder, s->typed, code);
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
	int code = EXIT_DONE;

	refuse_others(folder, "service");
	if (remove_named(folder, "service", &code))
		systemctl_reload(user);
	else
		printf("not enabled: all services\n");
	return code;
}

static void note_global(const char *folder)
{
	struct dropin all;

	dropin_name(&all, folder, "service");
	if (all.had_conf)
		say_warn("note: enabled still, as all services are: %s",
			 all.conf);
	dropin_free(&all);
}

struct removal {
	struct service service;
	bool was; /* enabled, so far */
};

static int disable_each(const struct request *r, const char *folder, int lock)
{
	struct removal *all = calloc(r->units.count, sizeof(*all));
	struct manager manager;
	bool any = false;
	int code = EXIT_DONE;
	size_t i;

	if (!all)
		say_fail("out of memory");
	manager_load(&manager, r->user);
	for (i = 0; i < r->units.count; i++) {
		service_open(&all[i].service, &manager, r->units.at[i]);
		refuse_others(folder, all[i].service.name);
		refuse_others(folder, all[i].service.typed);
	}
	for (i = 0; i < r->units.count; i++) {
		all[i].was = remove_of(&all[i].service, folder, &code);
		any |= all[i].was;
	}
	if (any)
		systemctl_reload(r->user);
	store_unlock(lock);
	note_global(folder);
	for (i = 0; i < r->units.count; i++) {
		if (all[i].was && r->now)
			code |= restart(&all[i].service, r->user);
		service_free(&all[i].service);
	}
	manager_free(&manager);
	free(all);
	return code;
}

int disable_command(int argc, char **argv)
{
	struct request request;
	char *folder;
	int lock, code;

	(void)argc;
	request_read(&request, "disable", TAKES_NOW | TAKES_GLOBAL, argv);
	say_through_pipes();
	folder = unit_folder(request.user);
	lock = store_lock(folder);
	if (request.global)
		code = disable_all(request.user, folder);
	else
		code = disable_each(&request, folder, lock);
	free(folder);
	return code;
}
