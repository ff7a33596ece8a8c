// SPDX-License-Identifier: MIT
/*
 * What may be a unit's name (systemd.unit(5)), and which of them are services.
 * A name becomes part of a path, so nothing else may get through.
 */
#include <stdlib.h>
#include <string.h>

#include "say.h"
#include "unit.h"

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			      "abcdefghijklmnopqrstuvwxyz"
			      "0123456789:_.\\@-";

static bool other_kind(const char *name)
{
	static const char *const kinds[] = {
		".target", ".timer", ".path",      ".mount",  ".slice",
		".scope",  ".swap",  ".automount", ".device", NULL};
	const char *const *kind;

	for (kind = kinds; *kind; kind++)
		if (text_ends(name, *kind))
			return true;
	return false;
}

char *unit_name(const char *typed)
{
	/* With its suffix and ".d" it has to be a file's name. */
	if (!*typed || *typed == '.' || *typed == '@' ||
	    typed[strspn(typed, letters)] || strlen(typed) > 240)
		say_bad("not a unit's name: %s", typed);
	if (text_ends(typed, ".service"))
		return text_copy(typed);
	if (text_ends(typed, ".socket"))
		say_bad("%s: systemd itself makes a socket unit's sockets; "
			"SocketProtocol=mptcp there, from systemd 257 on",
			typed);
	if (other_kind(typed))
		say_bad("not a service: %s", typed);
	return text_format("%s.service", typed);
}

bool unit_is_template(const char *name)
{
	return text_ends(name, "@.service");
}

char *unit_asked(const char *name)
{
	size_t len = strlen(name) - strlen(".service");

	if (!unit_is_template(name))
		return text_copy(name);
	return text_format("%.*smptcpdefault.service", (int)len, name);
}

static const char *set(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

char *unit_folder(bool user)
{
	const char *named = set("MPTCPDEFAULT_UNIT_DIR");
	const char *config = set("XDG_CONFIG_HOME"), *home = set("HOME");

	if (named)
		return text_copy(named);
	if (!user)
		return text_copy("/etc/systemd/system");
	if (config)
		return text_format("%s/systemd/user", config);
	if (!home)
		say_fail("--user: HOME is not set");
	return text_format("%s/.config/systemd/user", home);
}
