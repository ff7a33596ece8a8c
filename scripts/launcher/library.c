// SPDX-License-Identifier: MIT
/*
 * Finds the library. First of:
 * 1. MPTCPDEFAULT_LIB.
 * 2. Beside this program: a build directory, an archive unpacked anywhere, an
 *    image's directory.
 * 3. Installed elsewhere than in /usr: the library directories of the same
 *    prefix. One file: its path. Several (multiarch): with $LIB, which the
 *    dynamic linker of each program replaces.
 * 4. The bare name. In /usr each dynamic linker finds the file of its own
 *    class by itself, so '/usr/$LIB/...' would bring nothing; musl knows no
 *    $LIB; and a setuid program accepts nothing but a bare name.
 */
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "library.h"
#include "say.h"
#include "text.h"

#define NAME "libmptcpdefault.so"

const char *library_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* "lib64", or any directory in "lib"; a link is the other name of one. */
static void look_in(struct list *found, const char *dir, const char *entry)
{
	char *at = text_format("%s/%s", dir, entry);
	char *file = text_format("%s/" NAME, at);
	struct stat st;

	if (lstat(at, &st) == 0 && S_ISDIR(st.st_mode) && is_file(file))
		list_add(found, file);
	free(file);
	free(at);
}

static void look_through(struct list *found, const char *dir,
			 bool (*wanted)(const char *entry))
{
	DIR *entries = opendir(dir);
	struct dirent *entry;

	while (entries && (entry = readdir(entries)))
		if (entry->d_name[0] != '.' && wanted(entry->d_name))
			look_in(found, dir, entry->d_name);
	if (entries)
		closedir(entries);
}

static bool is_lib_of_bits(const char *entry)
{
	return text_starts(entry, "lib") && entry[3] >= '0' && entry[3] <= '9';
}

static bool is_any(const char *entry)
{
	(void)entry;
	return true;
}

static char *in_prefix(const char *prefix)
{
	char *lib = text_format("%s/lib", prefix);
	struct list found = {0};
	char *name = NULL;

	look_in(&found, prefix, "lib");
	look_through(&found, prefix, is_lib_of_bits);
	look_through(&found, lib, is_any);
	if (found.count == 1)
		name = text_copy(found.at[0]);
	else if (found.count > 1)
		name = text_format("%s/$LIB/" NAME, prefix);
	list_free(&found);
	free(lib);
	return name;
}

/* The directory of this program; without /proc as it was called. */
static char *own_directory(void)
{
	char path[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);
	const char *called = (const char *)getauxval(AT_EXECFN);
	char *slash;

	if (len > 0)
		path[len] = '\0';
	else if (!called || !realpath(called, path))
		return NULL;
	slash = strrchr(path, '/');
	if (!slash)
		return NULL;
	*slash = '\0';
	return text_copy(path);
}

static char *beside(const char *dir)
{
	char *file = text_format("%s/" NAME, dir);
	char *prefix, *name;

	if (is_file(file))
		return file;
	free(file);
	if (strcmp(dir, "/bin") == 0 || strcmp(dir, "/usr/bin") == 0 ||
	    !text_ends(dir, "/bin"))
		return NULL;
	prefix = text_copyn(dir, strlen(dir) - strlen("/bin"));
	name = in_prefix(prefix);
	free(prefix);
	return name;
}

static char *given(const char *lib)
{
	char *from, *name;

	if (strchr(lib, '$') || !strchr(lib, '/'))
		return text_copy(lib);
	from = *lib == '/' ? text_copy("") : getcwd(NULL, 0);
	if (!from)
		return text_copy(lib);
	name = text_format("%s%s%s", from, *lib == '/' ? "" : "/", lib);
	free(from);
	return name;
}

char *library_name_unchecked(void)
{
	const char *lib = getenv("MPTCPDEFAULT_LIB");
	char *dir, *name;

	if (lib && *lib)
		return given(lib);
	dir = own_directory();
	name = dir ? beside(dir) : NULL;
	free(dir);
	return name ? name : text_copy(NAME);
}

char *library_name(void)
{
	char *name = library_name_unchecked();

	/* As it was given: there is no folder that it begins in. */
	if (strchr(name, '/') && !strchr(name, '$') && *name != '/')
		say_bad("the working directory is gone, so the library's path "
			"must be absolute: %s",
			name);
	if (strchr(name, '/') && !strchr(name, '$') &&
	    (access(name, R_OK) != 0 || !is_file(name)))
		say_bad("can't read %s, which is to be the library", name);
	if (strpbrk(name, " :"))
		say_bad("LD_PRELOAD can't name a path with a space or colon: "
			"%s",
			name);
	return name;
}
