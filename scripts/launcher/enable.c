// SPDX-License-Identifier: MIT
/*
 * mptcpdefault enable: put services under the library, each by a drop-in of its
 * own. What the unit starts with is kept, ours behind it. All units are enabled
 * or, if one can't be, none.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "advice.h"
#include "command.h"
#include "dropin.h"
#include "global.h"
#include "library.h"
#include "mask.h"
#include "request.h"
#include "service.h"
#include "store.h"
#include "systemctl.h"
#include "undo.h"
#include "unit.h"
#include "utf8.h"
#include "variables.h"

struct target {
	struct service service;
	struct dropin dropin;
};

struct job {
	const struct request *request;
	struct manager manager;
	char *folder; /* of the units */
	char *library;
	struct target *targets;
	size_t count;
	pid_t parent; /* of who works */
};

static void must_be_loaded(const struct service *s)
{
	const char *state = service_property(s, "LoadState");

	if (strcmp(state, "loaded") == 0)
		return;
	if (strcmp(state, "masked") == 0)
		say_fail("%s is masked", s->name);
	if (strcmp(state, "not-found") == 0)
		say_fail("no such unit: %s", s->name);
	if (!*state)
		say_fail("systemctl does not answer");
	say_fail("%s can't be loaded; see systemctl status %s", s->name,
		 s->name);
}

static bool is_twice(const struct job *job, const struct service *s)
{
	size_t i;

	for (i = 0; i < job->count; i++)
		if (strcmp(job->targets[i].service.name, s->name) == 0)
			return true;
	return false;
}

static void add_target(struct job *job, const struct service *s)
{
	struct target *t = &job->targets[job->count++];
	char *read = mask_read(s);

	t->service = *s;
	dropin_name(&t->dropin, job->folder, s->name);
	dropin_refuse_others(&t->dropin);
	/* It would be masked by ours. */
	if (read)
		dropin_refuse_other(read);
	free(read);
}

/* Everything that can be known to be wrong before anything is touched. */
static void open_targets(struct job *job)
{
	const struct list *units = &job->request->units;
	struct service s;
	size_t i;

	job->targets = calloc(units->count + 1, sizeof(*job->targets));
	if (!job->targets)
		say_fail("out of memory");
	for (i = 0; i < units->count; i++) {
		service_open(&s, &job->manager, units->at[i]);
		must_be_loaded(&s);
		if (is_twice(job, &s))
			service_free(&s);
		else
			add_target(job, &s);
	}
	if (job->request->global) {
		global_open(&s, &job->manager);
		add_target(job, &s);
	}
}

/* Of all services together systemd knows nothing. */
static void load_targets(const struct job *job)
{
	size_t i;

	for (i = 0; i < job->count && !job->request->global; i++) {
		service_load(&job->targets[i].service, &job->manager);
		must_be_loaded(&job->targets[i].service);
	}
}

static void hold(const struct job *job, struct target *t)
{
	struct variables now;
	bool by_file;

	variables_read(&now, &t->service, &job->manager, &by_file);
	dropin_hold(&t->dropin, &now);
	variables_free(&now);
}

/*
 * What we added last time, or to its template or all services, is not the
 * unit's own: look at it without us.
 */
static void look_without_us(const struct job *job)
{
	bool held = false;
	size_t i;

	for (i = 0; i < job->count && !job->request->global; i++) {
		struct target *t = &job->targets[i];
		char *read = mask_read(&t->service);

		if (read || t->dropin.had_conf) {
			hold(job, t);
			held = true;
		}
		free(read);
	}
	if (!held)
		return;
	systemctl_reload(job->manager.user);
	for (i = 0; i < job->count; i++)
		job->targets[i].service.without = job->targets[i].dropin.held;
	load_targets(job);
}

static void write_one(const struct job *job, struct target *t)
{
	const struct request *r = job->request;
	struct variables old, new;
	char *masked =
		r->global ? NULL : mask_settings(&t->service, job->folder);
	bool by_file;

	variables_read(&old, &t->service, &job->manager, &by_file);
	variables_merge(&new, &old, masked, job->library,
			text_of(&r->settings));
	dropin_write(&t->dropin, &new, by_file);
	variables_free(&old);
	variables_free(&new);
	free(masked);
}

/* From here on there is no way back. */
static void keep(const struct job *job)
{
	size_t i;

	for (i = 0; i < job->count; i++)
		dropin_keep(&job->targets[i].dropin);
}

static int work(const void *with)
{
	const struct job *job = with;
	size_t i;

	look_without_us(job);
	for (i = 0; i < job->count; i++)
		write_one(job, &job->targets[i]);
	systemctl_reload(job->manager.user);
	load_targets(job);
	/* Who would have undone this is gone, and with it who keeps it. */
	if (getppid() != job->parent)
		keep(job);
	return EXIT_DONE;
}

static void undo(const void *with)
{
	const struct job *job = with;
	char *problem;
	size_t i;

	for (i = 0; i < job->count; i++)
		dropin_restore(&job->targets[i].dropin);
	/* The failure has been told. */
	systemctl_tell(job->manager.user, "daemon-reload", NULL, &problem);
	free(problem);
}

static void tell(const struct job *job, struct target *t)
{
	printf("enabled: %s\n", t->dropin.conf);
	fflush(stdout);
	if (job->request->global) {
		advice_host(job->library);
		return;
	}
	service_load(&t->service, &job->manager);
	advice_give(&t->service, &job->manager, job->library, job->folder);
}

static int restart(const struct job *job, const struct service *s)
{
	const char *user = job->manager.user ? "--user " : "";
	char *problem;

	if (job->request->now) {
		if (systemctl_tell(job->manager.user, "restart", s->name,
				   &problem) == 0)
			return EXIT_DONE;
		say_warn("%s did not restart: %s", s->name, problem);
		return EXIT_FAILED;
	}
	if (strcmp(service_property(s, "ActiveState"), "active") == 0)
		printf("restart it to take effect: systemctl %srestart %s\n",
		       user, s->name);
	return EXIT_DONE;
}

int enable_command(int argc, char **argv)
{
	struct request request;
	struct job job = {.request = &request, .parent = getpid()};
	struct list survey = {0};
	int lock, code;
	size_t i;

	(void)argc;
	request_read(&request, "enable",
		     TAKES_NOW | TAKES_SETTINGS | TAKES_GLOBAL, argv);
	say_through_pipes();
	job.library = library_name();
	if (!utf8_valid(job.library))
		say_fail("systemd takes no text that is not UTF-8: %s",
			 job.library);
	job.folder = unit_folder(request.user);
	manager_load(&job.manager, request.user);
	umask(022);
	lock = store_lock(job.folder);
	open_targets(&job);
	for (i = 0; i < job.count; i++)
		dropin_recover(&job.targets[i].dropin);
	if (request.global)
		global_survey(&survey, &job.manager, job.library);
	code = undo_unless_done(work, undo, &job);
	if (code == EXIT_DONE)
		keep(&job);
	store_unlock(lock);
	if (code != EXIT_DONE)
		return code;
	for (i = 0; i < job.count; i++)
		tell(&job, &job.targets[i]);
	if (request.global)
		global_tell(&survey, job.folder);
	for (i = 0; i < job.count; i++)
		code |= restart(&job, &job.targets[i].service);
	return code;
}
