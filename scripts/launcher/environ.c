// SPDX-License-Identifier: MIT
/*
 * Merging environments. Whatever a variable is called and holds, it arrives.
 */
#include <stdlib.h>
#include <string.h>

#include "environ.h"
#include "policy/config.h"

static const char *value_of(const char *variable, const char *name)
{
	size_t len = strlen(name);

	return strncmp(variable, name, len) == 0 && variable[len] == '='
		       ? variable + len + 1
		       : NULL;
}

const char *environ_get(char *const *env, const char *name)
{
	for (; *env; env++) {
		const char *value = value_of(*env, name);

		if (value)
			return value;
	}
	return NULL;
}

static const char *base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/*
 * Another copy of the library under another path would hook everything twice,
 * so the file's name is compared. The list's elements end with blanks or
 * colons.
 */
bool environ_names(const char *preload, const char *library)
{
	const char *name = base(library);
	size_t len = strlen(name);

	while (*preload) {
		size_t size = strcspn(preload, " :");
		const char *end = preload + size;

		if (size >= len && strncmp(end - len, name, len) == 0 &&
		    (size == len || end[-(ptrdiff_t)len - 1] == '/'))
			return true;
		preload = *end ? end + 1 : end;
	}
	return false;
}

static char *joined(const char *old, const char *between, const char *more)
{
	bool both = old && *old && *more;

	return text_format("%s%s%s", old ? old : "", both ? between : "", more);
}

char *environ_preload(const char *old, const char *library)
{
	return joined(old, ":",
		      old && environ_names(old, library) ? "" : library);
}

char *environ_settings(const char *old, const char *settings)
{
	return joined(old, ",", settings);
}

char *environ_godebug(const char *old, const char *settings)
{
	struct config ours, go;
	char element[] = "multipathtcp=0";

	config_parse(settings, NULL, &ours);
	config_parse(NULL, old, &go);
	if (ours.source != SOURCE_MPTCPDEFAULT ||
	    (go.source == SOURCE_GODEBUG &&
	     go.multipathtcp == ours.multipathtcp))
		return joined(old, ",", "");
	element[sizeof(element) - 2] = (char)('0' + ours.multipathtcp);
	return joined(old, ",", element);
}

/* The three variables, each with what ours adds to it. */
struct merge {
	const char *library;
	const char *added;    /* to MPTCPDEFAULT */
	const char *settings; /* MPTCPDEFAULT's first, merged */
};

static char *merge_preload(const struct merge *m, const char *old)
{
	return environ_preload(old, m->library);
}

static char *merge_settings(const struct merge *m, const char *old)
{
	return environ_settings(old, m->added);
}

static char *merge_godebug(const struct merge *m, const char *old)
{
	return environ_godebug(old, m->settings);
}

static const struct {
	const char *name;
	char *(*merged)(const struct merge *m, const char *old);
} variables[] = {
	{"LD_PRELOAD", merge_preload},
	{"MPTCPDEFAULT", merge_settings},
	{"GODEBUG", merge_godebug},
};

#define VARIABLES (sizeof(variables) / sizeof(variables[0]))

/* A variable with its name, as environ holds it; value is freed. */
static void take(struct list *to, const char *name, char *value)
{
	list_take(to, text_format("%s=%s", name, value));
	free(value);
}

static void merge_one(const struct merge *m, struct list *to,
		      const char *variable, bool *seen)
{
	size_t i;

	for (i = 0; i < VARIABLES; i++) {
		const char *old = value_of(variable, variables[i].name);

		if (!old)
			continue;
		seen[i] = true;
		take(to, variables[i].name, variables[i].merged(m, old));
		return;
	}
	list_add(to, variable);
}

char **environ_merged(char *const *env, const char *library,
		      const char *settings)
{
	struct merge m = {library, settings, NULL};
	bool seen[VARIABLES] = {false};
	struct list to = {0};
	char *first;
	size_t i;

	first = environ_settings(environ_get(env, "MPTCPDEFAULT"), settings);
	m.settings = first;
	for (; *env; env++)
		merge_one(&m, &to, *env, seen);
	for (i = 0; i < VARIABLES; i++) {
		char *value = seen[i] ? NULL : variables[i].merged(&m, NULL);

		if (value && *value)
			take(&to, variables[i].name, value);
		else
			free(value);
	}
	free(first);
	return to.at;
}
