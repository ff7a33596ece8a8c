// SPDX-License-Identifier: MIT
/*
 * Go programs listen to GODEBUG alone: multipathtcp=1 since Go 1.21, 2 and 3
 * since 1.24.
 */
#include <stdlib.h>
#include <string.h>

#include "binary.h"

static long needed(enum setting setting)
{
	return setting == SETTING_LISTENERS || setting == SETTING_DIALERS ? 24
									  : 21;
}

static void advise(struct findings *f)
{
	finding_why(f,
		    "a Go program, which LD_PRELOAD does not reach: use "
		    "GODEBUG=multipathtcp=%d (mptcpdefault run "
		    "--multipathtcp=%d sets it)",
		    f->config.multipathtcp, f->config.multipathtcp);
}

void golang_check(struct findings *f, const char *version)
{
	const struct config *c = &f->config;

	if (!text_starts(version, "go1.")) {
		finding_note(f, "GODEBUG's multipathtcp needs Go 1.21, 2 and 3 "
				"need 1.24");
		advise(f);
	} else if (strtol(version + strlen("go1."), NULL, 10) <
		   needed(c->multipathtcp)) {
		finding_why(f,
			    "a Go program built with %s; multipathtcp=%d needs "
			    "Go 1.%ld",
			    version, c->multipathtcp, needed(c->multipathtcp));
	} else if (c->source == SOURCE_DEFAULT) {
		advise(f);
	} else {
		finding_note(f,
			     "a Go program: GODEBUG=multipathtcp=%d does it, "
			     "not the library",
			     c->multipathtcp);
	}
}
