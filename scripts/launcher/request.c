// SPDX-License-Identifier: MIT
/*
 * Options may stand before, between and behind the units. Nothing is asked of
 * systemd, nor written, before all words are known to be good.
 */
#include <string.h>

#include "command.h"
#include "option.h"
#include "request.h"
#include "say.h"
#include "unit.h"
#include "utf8.h"

static void option(struct request *r, const char *verb, int takes,
		   const char *word)
{
	const struct {
		const char *word;
		bool taken;
		bool *set;
	} flags[] = {
		{"--user", true, &r->user},
		{"--now", takes & TAKES_NOW, &r->now},
		{"--global", takes & TAKES_GLOBAL, &r->global},
	};
	const char *known[sizeof(flags) / sizeof(flags[0]) + 1];
	size_t i, count = 0;

	if (command_is_help(word))
		command_help(verb);
	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (strcmp(word, flags[i].word) == 0) {
			if (!flags[i].taken)
				say_bad("bad option: %s (not of %s)", word,
					verb);
			*flags[i].set = true;
			return;
		}
		if (flags[i].taken)
			known[count++] = flags[i].word;
	}
	known[count] = NULL;
	if (takes & TAKES_SETTINGS && option_is(word))
		option_add(&r->settings, word, false);
	else
		option_unknown(word, known, takes & TAKES_SETTINGS);
}

/* A template is nothing that runs. */
static void refuse_templates(const struct request *r, const char *verb)
{
	size_t i;

	for (i = 0; i < r->units.count; i++)
		if (unit_is_template(r->units.at[i]))
			say_bad("%s: --now restarts no template; name an "
				"instance, not %s",
				verb, r->units.at[i]);
}

void request_read(struct request *r, const char *verb, int takes, char **argv)
{
	*r = (struct request){0};
	for (; *argv; argv++) {
		if (**argv == '-')
			option(r, verb, takes, *argv);
		else
			list_take(&r->units, unit_name(*argv));
	}
	if (r->global && r->units.count)
		say_bad("%s: --global is for all services, not also %s", verb,
			r->units.at[0]);
	if (r->global && r->now)
		say_bad("%s: --global restarts nothing, so not with --now",
			verb);
	if (r->now)
		refuse_templates(r, verb);
	if (!utf8_valid(text_of(&r->settings)))
		say_bad("%s: systemd takes no text that is not UTF-8: %s", verb,
			text_of(&r->settings));
	if (!r->global && !r->units.count)
		say_bad("%s: no unit", verb);
}
