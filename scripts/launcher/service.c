// SPDX-License-Identifier: MIT
/*
 * Properties as "systemctl show" prints them, a line each, and the environment
 * put together from them in systemd's order. Older systemctls lack --value.
 */
#include <stdlib.h>
#include <string.h>

#include "envfile.h"
#include "file.h"
#include "glob.h"
#include "quote.h"
#include "service.h"
#include "systemctl.h"
#include "unit.h"

#define ENVFILE_MAX (4 << 20)

static void lines_of(struct list *to, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		list_take(to, text_copyn(text, len));
		text += len + (text[len] == '\n');
	}
}

/* What follows NAME= in the next line that begins so, from *at on. */
static const char *next(const struct list *lines, size_t *at, const char *name)
{
	size_t len = strlen(name);

	while (*at < lines->count) {
		const char *line = lines->at[(*at)++];

		if (strncmp(line, name, len) == 0 && line[len] == '=')
			return line + len + 1;
	}
	return NULL;
}

static void ask(struct list *lines, bool user, const char *const *words)
{
	struct text answer = {0};

	list_free(lines);
	systemctl_ask(user, &answer, words);
	lines_of(lines, text_of(&answer));
	text_free(&answer);
}

void manager_load(struct manager *m, bool user)
{
	static const char *const words[] = {"show-environment", NULL};

	*m = (struct manager){.user = user, .version = systemctl_version(user)};
	ask(&m->environment, user, words);
}

void manager_free(struct manager *m)
{
	list_free(&m->environment);
}

void service_load(struct service *s, const struct manager *m)
{
	const char *const words[] = {
		"show",
		"-p",
		"Id,LoadState,ActiveState,MainPID,User,ExecStart",
		"-p",
		"Environment,EnvironmentFiles,UnsetEnvironment",
		"-p",
		"TriggeredBy,RootDirectory,RootImage,DropInPaths",
		"-p",
		"ProtectHome,PrivateTmp",
		"--",
		s->asked,
		NULL};

	ask(&s->properties, m->user, words);
}

void service_take(struct service *s, const char *printed)
{
	lines_of(&s->properties, printed);
}

void service_open(struct service *s, const struct manager *m, const char *name)
{
	const char *id;

	*s = (struct service){.name = text_copy(name),
			      .typed = text_copy(name),
			      .asked = unit_asked(name)};
	service_load(s, m);
	id = service_property(s, "Id");
	if (unit_is_template(name) || !text_ends(id, ".service") ||
	    strcmp(id, name) == 0)
		return;
	/* The drop-in belongs to the unit's own name. */
	free(s->name);
	free(s->asked);
	s->name = text_copy(id);
	s->asked = text_copy(id);
}

void service_free(struct service *s)
{
	free(s->name);
	free(s->typed);
	free(s->asked);
	list_free(&s->properties);
}

const char *service_property(const struct service *s, const char *name)
{
	size_t at = 0;
	const char *value = next(&s->properties, &at, name);

	return value ? value : "";
}

static void become(char **value, char *new, enum origin *from, enum origin of)
{
	if (!new)
		return;
	free(*value);
	*value = new;
	*from = of;
}

static char *among_words(const char *line, const char *name)
{
	struct list words = {0};
	char *value = NULL;
	const char *found;
	size_t at = 0;

	unquote_words(&words, line);
	while ((found = next(&words, &at, name))) {
		free(value);
		value = text_copy(found);
	}
	list_free(&words);
	return value;
}

static char *in_file(const char *path, const char *name, int version)
{
	struct text text = {0};
	char *value = NULL;

	if (file_read(path, ENVFILE_MAX, &text) &&
	    envfile_get(text_of(&text), name, version, &value) != ENVFILE_SET)
		value = NULL;
	text_free(&text);
	return value;
}

/* "/etc/default/web* (ignore_errors=yes)" */
static void in_files(const struct service *s, const char *property,
		     const char *name, int version, char **value,
		     enum origin *from)
{
	const char *end = strstr(property, " (ignore_errors=");
	size_t len = end ? (size_t)(end - property) : strlen(property);
	char *pattern = text_copyn(property, len);
	struct list paths = {0};
	size_t i;

	if (!s->without || strcmp(pattern, s->without) != 0)
		glob_add(&paths, pattern);
	for (i = 0; i < paths.count; i++)
		become(value, in_file(paths.at[i], name, version), from,
		       ORIGIN_FILE);
	list_free(&paths);
	free(pattern);
}

char *service_variable(const struct service *s, const struct manager *m,
		       const char *name, enum origin *from)
{
	const char *found;
	char *value = NULL;
	size_t at = 0;

	*from = ORIGIN_NONE;
	found = next(&m->environment, &at, name);
	if (found)
		become(&value, unquote_value(found), from, ORIGIN_MANAGER);
	for (at = 0; (found = next(&s->properties, &at, "Environment"));)
		become(&value, among_words(found, name), from, ORIGIN_UNIT);
	for (at = 0; (found = next(&s->properties, &at, "EnvironmentFiles"));)
		in_files(s, found, name, m->version, &value, from);
	return value;
}
