// SPDX-License-Identifier: MIT
/*
 * The three variables of a unit. What does not change is not written, so that
 * the unit goes on following where it comes from.
 */
#include <stdlib.h>
#include <string.h>

#include "environ.h"
#include "variables.h"

void variables_read(struct variables *v, const struct service *s,
		    const struct manager *m, bool *by_file)
{
	static const char *const names[] = {"LD_PRELOAD", "MPTCPDEFAULT",
					    "GODEBUG"};
	char **const values[] = {&v->preload, &v->settings, &v->godebug};
	size_t i;

	*by_file = false;
	for (i = 0; i < 3; i++) {
		enum origin from;

		*values[i] = service_variable(s, m, names[i], &from);
		*by_file |= from == ORIGIN_FILE;
	}
}

static char *changed(char *new, const char *old)
{
	if (strcmp(new, old ? old : "") != 0)
		return new;
	free(new);
	return NULL;
}

void variables_merge(struct variables *new, const struct variables *old,
		     const char *masked, const char *library,
		     const char *settings)
{
	/* The masked one was made of the manager's, too. */
	bool has =
		masked && old->settings && text_starts(masked, old->settings);
	char *before = environ_settings(has ? NULL : old->settings,
					masked ? masked : "");

	new->preload = environ_preload(old->preload, library);
	new->settings = environ_settings(before, settings);
	new->godebug = changed(environ_godebug(old->godebug, new->settings),
			       old->godebug);
	new->settings = changed(new->settings, old->settings);
	free(before);
}

void variables_free(struct variables *v)
{
	free(v->preload);
	free(v->settings);
	free(v->godebug);
}
