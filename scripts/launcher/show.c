// SPDX-License-Identifier: MIT
/*
 * mptcpdefault show: the drop-in, what the service starts with, and whether its
 * process has the library.
 */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "dropin.h"
#include "file.h"
#include "library.h"
#include "mask.h"
#include "request.h"
#include "service.h"
#include "unit.h"

#define SHOWN_MAX (1 << 20)

static void print_file(const char *before, const char *path)
{
	struct text text = {0};

	if (file_read(path, SHOWN_MAX, &text))
		printf("%s# %s\n%s", before, path, text_of(&text));
	text_free(&text);
}

static void print_environment(const struct service *s, const struct manager *m)
{
	static const char *const names[] = {"LD_PRELOAD", "MPTCPDEFAULT",
					    "GODEBUG", NULL};
	const char *const *name;

	printf("\n# environment of %s\n", s->name);
	for (name = names; *name; name++) {
		enum origin from;
		char *value = service_variable(s, m, *name, &from);

		if (value && *value)
			printf("%s=%s\n", *name, value);
		free(value);
	}
}

static bool has_library(const char *pid, const char *library)
{
	char *maps = text_format("/proc/%s/maps", pid);
	char *end = text_format("/%s", library_base(library));
	struct text text = {0};
	bool has =
		file_read(maps, 16 << 20, &text) && strstr(text_of(&text), end);

	text_free(&text);
	free(maps);
	free(end);
	return has;
}

static bool print_dropin(const char *folder, const char *unit)
{
	struct dropin d;
	bool there;

	dropin_name(&d, folder, unit);
	there = d.had_conf;
	if (there) {
		print_file("", d.conf);
		print_file("\n", d.env);
	}
	dropin_free(&d);
	return there;
}

/* Of its template, or of all services; true: it is ours. */
static bool print_nearer(const struct service *s)
{
	char *read = mask_read(s);
	bool ours = read && dropin_is_ours(read);

	if (ours)
		print_file("", read);
	free(read);
	return ours;
}

static bool show(const struct request *r, const struct manager *m,
		 const char *unit)
{
	char *folder = unit_folder(r->user), *library = library_name();
	struct service s;
	const char *pid;
	bool enabled;

	service_open(&s, m, unit);
	enabled = print_dropin(folder, s.name) || print_nearer(&s);
	if (!enabled)
		printf("not enabled: %s\n", s.name);
	print_environment(&s, m);
	pid = service_property(&s, "MainPID");
	if (!*pid || strcmp(pid, "0") == 0)
		printf("main process: none\n");
	else
		printf("main process: %s, library %sloaded\n", pid,
		       has_library(pid, library) ? "" : "not ");
	service_free(&s);
	free(folder);
	free(library);
	return enabled;
}

static int show_all(bool user)
{
	char *folder = unit_folder(user);
	bool enabled = print_dropin(folder, "service");

	if (!enabled)
		printf("not enabled: all services\n");
	free(folder);
	return enabled ? EXIT_DONE : EXIT_FAILED;
}

int show_command(int argc, char **argv)
{
	struct request request;
	struct manager manager;
	int code = EXIT_DONE;
	size_t i;

	(void)argc;
	request_read(&request, "show", TAKES_GLOBAL, argv);
	if (request.global)
		return show_all(request.user);
	manager_load(&manager, request.user);
	for (i = 0; i < request.units.count; i++) {
		printf("%s", i ? "\n" : "");
		if (!show(&request, &manager, request.units.at[i]))
			code = EXIT_FAILED;
	}
	manager_free(&manager);
	return code;
}
