// SPDX-License-Identifier: MIT
/*
 * Asks the program's own dynamic linker which file it would load: it alone
 * knows its cache and directories. --list runs nothing of the program but
 * libraries that audit the linker, and a binary may name any file for those and
 * for the linker. So only one that looks like one is asked, among the system's,
 * and root's; and of a binary that surely names no auditor.
 */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit.h"
#include "binary.h"
#include "child.h"
#include "file.h"
#include "json.h"
#include "library.h"

#define LINKER_SECONDS 30

static bool is_system(const char *linker)
{
	static const char *const patterns[] = {
		"/lib*/ld*.so*",
		"/usr/lib*/ld*.so*",
		"/nix/store/*/ld*.so*",
		"/gnu/store/*/ld*.so*",
	};
	struct stat st;
	size_t i;

	if (strstr(linker, "..") || stat(linker, &st) < 0 ||
	    !S_ISREG(st.st_mode) || st.st_uid != 0)
		return false;
	for (i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		if (fnmatch(patterns[i], linker, 0) == 0)
			return true;
	return false;
}

/*
 * Ours, with the library to be loaded and without another language; nor with
 * what makes the linker run code, as it does where it audits or relocates.
 */
static void environment(const char *library, struct list *env)
{
	char **at;

	for (at = environ; *at; at++)
		if (!text_starts(*at, "LD_PRELOAD=") &&
		    !text_starts(*at, "LD_AUDIT=") &&
		    !text_starts(*at, "LD_WARN=") &&
		    !text_starts(*at, "LC_ALL="))
			list_add(env, *at);
	list_take(env, text_format("LD_PRELOAD=%s", library));
	list_add(env, "LC_ALL=C");
}

/* False: there was no answer. */
static bool ask(const char *linker, const char *path, const char *library,
		struct text *said)
{
	const char *argv[] = {linker, "--list", path, NULL};
	struct child child = {
		.argv = (char *const *)argv,
		.errors = true,
		.seconds = LINKER_SECONDS,
	};
	struct list env = {0};
	int code;

	environment(library, &env);
	child.env = env.at;
	code = child_run(&child, said);
	list_free(&env);
	return code >= 0;
}

/* "\tname => /path (0x...)" or "\t/path (0x...)": the path, if it is the
 * library's. Cuts the line. */
static char *listed(char *line, const char *base)
{
	char *end = strrchr(line, '('), *at = line + strspn(line, " \t"), *to;

	if (at == line || !end || !text_starts(end, "(0x") ||
	    end[strlen(end) - 1] != ')' || end - at < 2)
		return NULL;
	end[-1] = '\0';
	to = strstr(at, " => ");
	if (to)
		at = to + strlen(" => ");
	end = strrchr(at, '/');
	return end && strcmp(end + 1, base) == 0 ? text_copy(at) : NULL;
}

static bool is_complaint(const char *line, const char *base)
{
	return strstr(line, base) &&
	       (text_starts(line, "ERROR") || text_starts(line, "Error") ||
		strstr(line, ": symbol not found"));
}

/* Takes the answer apart: the library's file, and the first complaint about
 * it; each is NULL if there is none. */
static void answer(struct text *said, const char *base, char **file,
		   char **complaint)
{
	char *rest = said->at, *line;

	while ((line = strsep(&rest, "\n"))) {
		if (!*complaint && is_complaint(line, base))
			*complaint = text_copy(line);
		if (!*file)
			*file = listed(line, base);
	}
}

/* glibc has the reason in brackets. */
static void not_loaded(struct findings *f, char *complaint)
{
	static const char bracket[] = "cannot be preloaded (";
	char *reason = complaint, *at;

	if (reason && (at = strstr(reason, bracket)))
		reason = at + sizeof(bracket) - 1;
	if (reason)
		reason[strcspn(reason, ")")] = '\0';
	finding_why(f, "the dynamic linker does not load %s%s%s", f->library,
		    reason ? ": " : "", reason ? reason : "");
}

static bool same_kind(const char *library, const struct binary *b)
{
	struct elf_source file;
	struct binary other = {0};
	bool same;

	if (!binary_open(library, &file))
		return false;
	same = binary_read(&file, &other) && strcmp(other.arch, b->arch) == 0;
	close(file.fd);
	return same;
}

/* Why asking could run what the binary's maker wants; NULL: it can't. */
static const char *danger(const struct binary *b)
{
	if (!is_system(b->linker))
		return "its dynamic linker is not the system's";
	switch (audit_of(&b->elf)) {
	case AUDIT_NONE:
		return NULL;
	case AUDIT_NAMED:
		return "it has a library audit its dynamic linker";
	case AUDIT_UNKNOWN:
		break;
	}
	return "its dynamic section can't be read for sure";
}

static void not_asked(struct findings *f, const struct binary *b,
		      const char *why)
{
	finding_note(f, "%s, so that is not asked: %s", why, b->linker);
	if (strchr(f->library, '/') && !strchr(f->library, '$') &&
	    !same_kind(f->library, b))
		finding_why(f, "%s is not for %s", f->library, b->arch);
}

char *linker_check(struct findings *f, const struct binary *b)
{
	char *file = NULL, *complaint = NULL;
	struct text said = {0};
	const char *why;

	if (access(b->linker, F_OK) != 0) {
		finding_why(f, "its dynamic linker is not there: %s",
			    b->linker);
		return NULL;
	}
	why = danger(b);
	if (why) {
		not_asked(f, b, why);
		return NULL;
	}
	if (!ask(b->linker, b->path, f->library, &said)) {
		text_free(&said);
		finding_note(f, "its dynamic linker does not answer: %s",
			     b->linker);
		return NULL;
	}
	if (strstr(text_of(&said), "/libasan.so"))
		finding_note(f, "built with -fsanitize=address: it starts only "
				"with ASAN_OPTIONS=verify_asan_link_order=0");
	answer(&said, library_base(f->library), &file, &complaint);
	text_free(&said);
	if (complaint && (strstr(complaint, "symbol not found") ||
			  text_starts(complaint, "Error loading"))) {
		finding_why(f,
			    "the library does not fit its libc, the program "
			    "would not start: %s",
			    complaint);
		free(file);
		file = NULL;
	} else if (!file) {
		not_loaded(f, complaint);
	}
	free(complaint);
	return file;
}

void linker_host(struct findings *f)
{
	char *shell = file_command("sh", f->path);
	struct elf_source file = {.fd = -1};
	struct binary b = {.path = shell};
	char *library = NULL;
	size_t reasons = f->reasons.count;
	bool asked = false;

	if (shell && binary_open(shell, &file) && binary_read(&file, &b) &&
	    elf_interp(&b.elf, b.linker) == ELF_INTERP_THERE) {
		library = linker_check(f, &b);
		asked = true;
	}
	if (asked)
		finding_line(f, "library: %s (%s)", f->library,
			     library                      ? library
			     : f->reasons.count > reasons ? "not found"
							  : "not known");
	else
		finding_line(f, "library: %s", f->library);
	if (asked)
		json_string(&f->section[SECTION_LIBRARY], "file",
			    library ? library : "");
	if (file.fd >= 0)
		close(file.fd);
	free(library);
	free(shell);
}
