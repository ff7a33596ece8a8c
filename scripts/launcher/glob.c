// SPDX-License-Identifier: MIT
/*
 * One folder after the other: what is before the first pattern is a folder to
 * look through, what is behind it is the next pattern. Called by service.c for
 * EnvironmentFile=.
 */
#include <dirent.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "glob.h"

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names in the folder that match, sorted. */
static void names(struct list *to, const char *folder, const char *pattern)
{
	DIR *dir = opendir(*folder ? folder : ".");
	struct dirent *entry;

	if (!dir)
		return;
	while ((entry = readdir(dir)))
		if (fnmatch(pattern, entry->d_name, FNM_PERIOD) == 0)
			list_add(to, entry->d_name);
	closedir(dir);
	if (to->count)
		qsort(to->at, to->count, sizeof(*to->at), by_name);
}

/* Matches what is behind `fixed` bytes, which are no pattern. */
static void match(struct list *to, const char *path, size_t fixed)
{
	const char *special = path + fixed + strcspn(path + fixed, "*?[");
	const char *start = special, *end = special + strcspn(special, "/");
	struct list found = {0};
	char *folder, *part;
	size_t i;

	if (!*special) {
		if (access(path, F_OK) == 0)
			list_add(to, path);
		return;
	}
	while (start > path + fixed && start[-1] != '/')
		start--;
	folder = text_copyn(path, (size_t)(start - path));
	part = text_copyn(start, (size_t)(end - start));
	names(&found, folder, part);
	for (i = 0; i < found.count; i++) {
		char *more = text_format("%s%s%s", folder, found.at[i], end);

		match(to, more, strlen(more) - strlen(end));
		free(more);
	}
	list_free(&found);
	free(folder);
	free(part);
}

void glob_add(struct list *to, const char *pattern)
{
	match(to, pattern, 0);
}
