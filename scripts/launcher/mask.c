// SPDX-License-Identifier: MIT
/*
 * What other drop-ins of our name say that a unit's own would take the place
 * of. Which one systemd reads, it tells; one that is masked already has to be
 * looked for where enable writes.
 */
#include <stdlib.h>
#include <string.h>

#include "envfile.h"
#include "file.h"
#include "mask.h"
#include "quote.h"

#define DROPIN_MAX (4 << 20)

char *mask_read(const struct service *s)
{
	struct list paths = {0};
	char *found = NULL;
	size_t i;

	unquote_words(&paths, service_property(s, "DropInPaths"));
	for (i = 0; i < paths.count && !found; i++)
		if (text_ends(paths.at[i], "/" DROPIN_NAME ".conf"))
			found = text_copy(paths.at[i]);
	list_free(&paths);
	return found;
}

/* A line's value as quote_environment() wrote it: %% is a percent sign. */
static char *assigned(const char *line)
{
	static const char start[] = "MPTCPDEFAULT=";
	struct list words = {0};
	struct text plain = {0};
	char *value = NULL;
	const char *c;

	unquote_words(&words, line);
	for (c = words.count ? words.at[0] : ""; *c; c++) {
		text_addn(&plain, c, 1);
		c += c[0] == '%' && c[1] == '%';
	}
	if (text_starts(text_of(&plain), start))
		value = text_copy(text_of(&plain) + strlen(start));
	text_free(&plain);
	list_free(&words);
	return value;
}

static char *in_conf(const char *text)
{
	static const char start[] = "\nEnvironment=";
	char *found = NULL;
	const char *at;

	for (at = text; !found && (at = strstr(at, start)); at++) {
		const char *line = at + strlen(start);
		char *copy = text_copyn(line, strcspn(line, "\n"));

		found = assigned(copy);
		free(copy);
	}
	return found;
}

static char *settings_of(const struct dropin *d)
{
	struct text conf = {0}, env = {0};
	char *found = NULL;

	if (!dropin_is_ours(d->conf))
		return NULL;
	if (file_read(d->conf, DROPIN_MAX, &conf))
		found = in_conf(text_of(&conf));
	/* We wrote it: all versions of systemd read it the same way. */
	if (!found && dropin_is_ours(d->env) &&
	    file_read(d->env, DROPIN_MAX, &env) &&
	    envfile_get(text_of(&env), "MPTCPDEFAULT", 0, &found) !=
		    ENVFILE_SET)
		found = NULL;
	text_free(&conf);
	text_free(&env);
	return found;
}

static char *settings_in(const char *folder, const char *unit, bool *there)
{
	struct dropin d;
	char *found;

	dropin_name(&d, folder, unit);
	*there = d.had_conf;
	found = settings_of(&d);
	dropin_free(&d);
	return found;
}

char *mask_settings(const struct service *s, const char *folder)
{
	const char *at = strchr(s->name, '@');
	char *found = NULL;
	bool there = false;

	if (at && strcmp(at, "@.service") != 0) {
		char *template = text_format("%.*s@.service",
					     (int)(at - s->name), s->name);

		found = settings_in(folder, template, &there);
		free(template);
	}
	return there ? found : settings_in(folder, "service", &there);
}
