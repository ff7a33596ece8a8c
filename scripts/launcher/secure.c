// SPDX-License-Identifier: MIT
/*
 * Programs that gain rights by exec take no LD_PRELOAD with a slash from
 * whoever starts them.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "binary.h"
#include "caps.h"
#include "file.h"
#include "json.h"
#include "library.h"

#define PRELOAD_MAX 65536

static bool in_preload_file(const char *library)
{
	struct text text = {0};
	bool is = file_read("/etc/ld.so.preload", PRELOAD_MAX, &text) &&
		  strstr(text_of(&text), library_base(library));

	text_free(&text);
	return is;
}

static bool is_setuid(const char *path)
{
	struct stat st;

	return path && stat(path, &st) == 0 && st.st_mode & S_ISUID;
}

/* What this user gains; NULL: nothing. */
static const char *gain_of(struct findings *f, const struct stat *st,
			   const char *caps)
{
	const char *gain = NULL;

	if (st->st_mode & S_ISUID && st->st_uid != f->uid)
		gain = "setuid";
	if (st->st_mode & S_ISGID && st->st_mode & S_IXGRP &&
	    st->st_gid != f->gid)
		gain = "setgid";
	if (!*caps)
		return gain;
	finding_line(f, "file capabilities: %s", caps);
	if (f->uid != 0)
		return "file capabilities";
	finding_note(f, "for users other than root it has file capabilities: "
			"not hooked there");
	return gain;
}

static void judge(struct findings *f, const char *gain, const char *library)
{
	finding_line(f, "secure: %s", gain);
	json_string(&f->section[SECTION_BINARY], "secure", gain);
	if (in_preload_file(f->library))
		finding_note(f, "%s, but /etc/ld.so.preload names the library",
			     gain);
	else if (!strchr(f->library, '/') && is_setuid(library))
		finding_note(f, "%s, but the library is setuid itself", gain);
	else
		finding_why(f,
			    "%s: the dynamic linker ignores LD_PRELOAD; see "
			    "libmptcpdefault(7) for /etc/ld.so.preload",
			    gain);
}

void secure_check(struct findings *f, const char *path, const char *library)
{
	struct text *facts = &f->section[SECTION_BINARY];
	const char *gain;
	struct stat st;
	char *caps;

	if (stat(path, &st) < 0)
		return;
	caps = caps_of(path);
	json_string(facts, "capabilities", caps);
	gain = gain_of(f, &st, caps);
	free(caps);
	if (gain) {
		judge(f, gain, library);
		return;
	}
	if (st.st_mode & S_ISUID ||
	    (st.st_mode & S_ISGID && st.st_mode & S_IXGRP)) {
		finding_line(f, "setuid or setgid: yes, but not for uid %u",
			     (unsigned int)f->uid);
		finding_note(f, "for other users it is setuid or setgid: not "
				"hooked there");
	}
	json_bool(facts, "secure", false);
}
