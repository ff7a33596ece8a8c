// SPDX-License-Identifier: MIT
/*
 * A drop-in in service.d counts for every service, but its Environment= takes
 * the place of what a unit's own file says, and nobody can ask all units that
 * may ever be loaded. So this tells what it does, and names those it can see.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "environ.h"
#include "global.h"
#include "quote.h"
#include "say.h"
#include "systemctl.h"

#define VERSION_NEEDED 244 /* systemd.unit(5): top-level drop-ins */

void global_open(struct service *s, const struct manager *m)
{
	if (m->version == 0)
		say_fail("systemctl does not answer");
	if (m->version < VERSION_NEEDED)
		say_fail("--global needs systemd %d, this is %d",
			 VERSION_NEEDED, m->version);
	*s = (struct service){.name = text_copy("service"),
			      .typed = text_copy("service"),
			      .asked = text_copy("service")};
}

static void survey_one(struct list *lines, const struct service *s,
		       const struct manager *m, const char *library)
{
	const char *id = service_property(s, "Id");
	enum origin from;
	char *value = service_variable(s, m, "LD_PRELOAD", &from);

	if (!*id || !value || environ_names(value, library))
		from = ORIGIN_NONE;
	if (from == ORIGIN_FILE)
		list_take(lines, text_format("%s is not reached: its "
					     "EnvironmentFile= sets "
					     "LD_PRELOAD",
					     id));
	if (from == ORIGIN_UNIT)
		list_take(lines, text_format("%s loses its own LD_PRELOAD=%s",
					     id, value));
	free(value);
}

void global_survey(struct list *lines, const struct manager *m,
		   const char *library)
{
	static const char *const words[] = {
		"show", "-p",        "Id,Environment,EnvironmentFiles",
		"--",   "*.service", NULL};
	struct text answer = {0};
	const char *at;
	size_t len;

	systemctl_ask(m->user, &answer, words);
	/* Between two units is an empty line. */
	for (at = text_of(&answer); *at; at += len) {
		const char *end = strstr(at, "\n\n");
		struct service s = {0};
		char *block;

		len = end ? (size_t)(end - at) + 2 : strlen(at);
		block = text_copyn(at, len);
		service_take(&s, block);
		survey_one(lines, &s, m, library);
		free(block);
		list_free(&s.properties);
	}
	text_free(&answer);
}

void global_tell(const struct list *survey, const char *folder)
{
	size_t i;

	printf("reaches: every service that is started from now on, systemd's "
	       "own and those\n"
	       "         of packages to come among them\n"
	       "not:     services that run already, until they are restarted\n"
	       "not:     systemd itself, and the sockets that it opens for "
	       "socket units\n"
	       "not:     static programs, and those that gain rights by being "
	       "executed\n"
	       "not:     Go programs, which follow GODEBUG; it is set only with "
	       "--multipathtcp\n"
	       "not:     services whose EnvironmentFile= or later drop-in sets "
	       "LD_PRELOAD\n"
	       "instead: an LD_PRELOAD, MPTCPDEFAULT or GODEBUG of a unit's own "
	       "file is lost where\n"
	       "         this sets it; \"mptcpdefault enable UNIT\" keeps it, "
	       "and goes before this\n"
	       "without: ln -s /dev/null %s/UNIT.d/50-mptcpdefault.conf\n",
	       folder);
	fflush(stdout);
	for (i = 0; i < survey->count; i++)
		say_warn("note: %s", survey->at[i]);
}
