// SPDX-License-Identifier: MIT
/*
 * Looks through /etc/passwd, see passwd(5). A user that only NSS knows is not
 * found; then the program is judged as the caller's.
 */
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "text.h"
#include "user.h"

#define PASSWD_MAX (8 << 20)

static bool number(const char **at, unsigned long *out)
{
	char *end;

	if (**at < '0' || **at > '9')
		return false;
	*out = strtoul(*at, &end, 10);
	*at = end;
	return true;
}

/* "name:x:1000:100:..." */
static bool is_line_of(const char *line, const char *name, unsigned long *uid,
		       unsigned long *gid)
{
	size_t len = strcspn(line, ":\n");
	const char *at = line + len;
	bool named = strlen(name) == len && strncmp(line, name, len) == 0;

	if (*at != ':')
		return false;
	at += 1 + strcspn(at + 1, ":\n");
	if (*at++ != ':' || !number(&at, uid))
		return false;
	if (*at++ != ':' || !number(&at, gid))
		return false;
	return named || (*name >= '0' && *name <= '9' &&
			 strtoul(name, NULL, 10) == *uid);
}

bool user_find_in(const char *passwd, const char *name, uid_t *uid, gid_t *gid)
{
	unsigned long u, g;

	while (*passwd && *name) {
		if (is_line_of(passwd, name, &u, &g)) {
			*uid = (uid_t)u;
			*gid = (gid_t)g;
			return true;
		}
		passwd += strcspn(passwd, "\n");
		passwd += *passwd == '\n';
	}
	return false;
}

bool user_find(const char *name, uid_t *uid, gid_t *gid)
{
	struct text passwd = {0};
	bool found = file_read("/etc/passwd", PASSWD_MAX, &passwd) &&
		     user_find_in(text_of(&passwd), name, uid, gid);

	text_free(&passwd);
	return found;
}
