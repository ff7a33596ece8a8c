// SPDX-License-Identifier: MIT
/*
 * What to write for socket units, on standard error. It is told, not done:
 * whoever wrote the unit may have reasons for TCP.
 */
#include <stdio.h>

#include "quote.h"
#include "say.h"
#include "socket.h"

#define VERSION_NEEDED 257 /* systemd.socket(5): SocketProtocol=mptcp */

static void advise(const char *socket, const struct service *s,
		   const struct manager *m, const char *folder)
{
	const char *user = m->user ? "--user " : "";
	struct text version = {0};

	say_warn("note: %s opens sockets for %s.", socket, s->name);
	fprintf(stderr,
		"They are handed over already listening, and stay as %s makes "
		"them.\n"
		"For MPTCP, put these lines in %s/%s.d/50-mptcp.conf:\n"
		"\n"
		"[Socket]\n"
		"SocketProtocol=mptcp\n"
		"\n"
		"and then: systemctl %sdaemon-reload\n"
		"          systemctl %sstop %s\n"
		"          systemctl %srestart %s\n",
		socket, folder, socket, user, user, s->name, user, socket);
	if (m->version >= VERSION_NEEDED)
		return;
	if (m->version)
		text_addf(&version, "%d", m->version);
	else
		text_add(&version, "unknown");
	say_warn("note: SocketProtocol=mptcp needs systemd %d, this is %s; or "
		 "let %s open its own sockets: systemctl %sdisable --now %s",
		 VERSION_NEEDED, text_of(&version), s->name, user, socket);
	text_free(&version);
}

void socket_advice(const struct service *s, const struct manager *m,
		   const char *folder)
{
	struct list units = {0};
	size_t i;

	unquote_words(&units, service_property(s, "TriggeredBy"));
	for (i = 0; i < units.count; i++)
		if (text_ends(units.at[i], ".socket"))
			advise(units.at[i], s, m, folder);
	list_free(&units);
}
