// SPDX-License-Identifier: MIT
/*
 * Options made of policy/keys.def. A value is good if config_parse() takes it
 * without a note, so launcher and library can't differ.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "option.h"
#include "policy/config.h"
#include "say.h"

static const char *const keys[] = {
#define KEY(key, kind, field, standard) #key,
#include "policy/keys.def"
#undef KEY
};

#define KEYS (sizeof(keys) / sizeof(keys[0]))

/* What can be said of a key in few words that its values do not say. */
static const struct {
	const char *key;
	const char *words;
} hints[] = {
	{"multipathtcp", "off, both, listeners, dialers"},
};

static char *option_of(const char *key)
{
	char *option = text_format("--%s", key);
	char *c;

	for (c = option; *c; c++)
		if (*c == '_')
			*c = '-';
	return option;
}

/* No key takes the empty value, so the parser tells what it would take. */
static const char *allowed(const char *key)
{
	char *empty = text_format("%s=", key);
	struct config config;

	config_parse(empty, NULL, &config);
	free(empty);
	return config.notes[0].allowed;
}

static void add_choices(struct text *to, const char *list)
{
	for (; *list; list++) {
		if (*list == ',')
			text_add(to, "|");
		else if (*list != ' ')
			text_addn(to, list, 1);
	}
}

static const char *hint_of(const char *key)
{
	size_t i;

	for (i = 0; i < sizeof(hints) / sizeof(hints[0]); i++)
		if (strcmp(hints[i].key, key) == 0)
			return hints[i].words;
	return NULL;
}

void option_usage(struct text *to, const char *indent)
{
	size_t i;

	for (i = 0; i < KEYS; i++) {
		char *option = option_of(keys[i]);
		const char *hint = hint_of(keys[i]);

		text_addf(to, "%s%s=", indent, option);
		add_choices(to, allowed(keys[i]));
		if (hint)
			text_addf(to, "      %s", hint);
		text_add(to, "\n");
		free(option);
	}
}

_Noreturn void option_unknown(const char *word, const char *const *words,
			      bool settings)
{
	struct list known = {0};
	char *name = text_copyn(word, strcspn(word, "="));
	const char *near;
	size_t i;

	list_add(&known, "--help");
	for (; words && *words; words++)
		list_add(&known, *words);
	for (i = 0; settings && i < KEYS; i++)
		list_take(&known, option_of(keys[i]));
	near = say_nearest(name, (const char *const *)known.at);
	say_bad("bad option: %s%s%s%s", word, near ? " (is it " : "",
		near ? near : "", near ? "?)" : "");
}

static const char *key_of(const char *word)
{
	size_t i;

	for (i = 0; i < KEYS; i++) {
		char *option = option_of(keys[i]);
		size_t len = strlen(option);
		bool is = strncmp(word, option, len) == 0 &&
			  (word[len] == '=' || !word[len]);

		free(option);
		if (is)
			return keys[i];
	}
	return NULL;
}

bool option_is(const char *word)
{
	return key_of(word) != NULL;
}

/* "file:PATH" with the path made absolute; anything else as it is. */
static char *absolute(const char *word, const char *value, bool relative)
{
	const char *path;
	char *from, *made;

	if (!text_starts(value, SINK_PREFIX))
		return text_copy(value);
	path = value + sizeof(SINK_PREFIX) - 1;
	if (!*path || *path == '/')
		return text_copy(value);
	from = relative ? getcwd(NULL, 0) : NULL;
	if (!from)
		say_bad("the path must be absolute: %s", word);
	made = text_format(SINK_PREFIX "%s/%s", from, path);
	free(from);
	return made;
}

void option_add(struct text *settings, const char *word, bool relative)
{
	const char *key = key_of(word);
	const char *equals = strchr(word, '=');
	struct config config;
	char *value, *element;

	if (!key)
		option_unknown(word, NULL, true);
	value = absolute(word, equals ? equals + 1 : "", relative);
	/* It would end the value early, its rest be taken for a key. */
	if (strchr(value, ','))
		say_bad("a path with a comma can't be named in MPTCPDEFAULT: "
			"%s",
			word);
	element = text_format("%s=%s", key, value);
	config_parse(element, NULL, &config);
	if (config.notes_count && text_starts(value, SINK_PREFIX) &&
	    strlen(value) >= sizeof(config.log.text))
		say_bad("the path is too long: %s", word);
	if (config.notes_count)
		say_bad("bad option: %s (it takes %s)", word,
			config.notes[0].allowed);
	text_addf(settings, "%s%s", settings->len ? "," : "", element);
	free(element);
	free(value);
}
