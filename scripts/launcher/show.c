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

static bool show(const struct request *r, const struct manager *m,
		 const char *unit)
{
	char *folder = unit_folder(r->user), *library = library_name();
	struct service s;
	struct dropin d;
	const char *pid;

	service_open(&s, m, unit);
	dropin_name(&d, folder, s.name);
	if (d.had_conf) {
		print_file("", d.conf);
		print_file("\n", d.env);
	} else {
		printf("not enabled: %s\n", s.name);
	}
	print_environment(&s, m);
	pid = service_property(&s, "MainPID");
	if (!*pid || strcmp(pid, "0") == 0)
		printf("main process: none\n");
	else
		printf("main process: %s, library %sloaded\n", pid,
		       has_library(pid, library) ? "" : "not ");
	dropin_free(&d);
	service_free(&s);
	free(folder);
	free(library);
	return d.had_conf;
}

int show_command(int argc, char **argv)
{
	struct request request;
	struct manager manager;
	int code = EXIT_DONE;
	size_t i;

	(void)argc;
	request_read(&request, "show", 0, argv);
	manager_load(&manager, request.user);
	for (i = 0; i < request.units.count; i++) {
		printf("%s", i ? "\n" : "");
		if (!show(&request, &manager, request.units.at[i]))
			code = EXIT_FAILED;
	}
	manager_free(&manager);
	return code;
}
