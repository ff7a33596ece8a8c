// SPDX-License-Identifier: MIT
/*
 * The host's part of `check`: sysctls, an MPTCP socket on trial, IPv6.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "file.h"
#include "host.h"
#include "json.h"
#include "trial.h"

/* Before the sysctl came (6.1 lacks it) the kernel took a minute. */
#define CLOSE_TIMEOUT_FIXED 60
#define CLOSE_TIMEOUT_LATE  10

/* To be freed; NULL: not there. */
static char *sysctl_of(const char *name)
{
	char *path = text_format("/proc/sys/net/%s", name);
	char *value = file_line(path);

	free(path);
	return value;
}

static bool sysctl_is(const char *name, const char *expected)
{
	char *value = sysctl_of(name);
	bool is = value && strcmp(value, expected) == 0;

	free(value);
	return is;
}

static void kernel(struct findings *f)
{
	struct utsname name;

	if (uname(&name) < 0)
		return;
	finding_line(f, "kernel: %s", name.release);
	json_string(&f->section[SECTION_HOST], "kernel", name.release);
}

/* True: there are sysctls of MPTCP; *on: a socket is worth trying, as always
 * where there are no sysctls at all. */
static bool enabled(struct findings *f, bool *on)
{
	struct text *facts = &f->section[SECTION_HOST];
	char *value = sysctl_of("mptcp/enabled");
	bool there = value != NULL;
	bool blind = !there && access("/proc/sys/net", F_OK) != 0;

	*on = blind || (there && strcmp(value, "0") != 0);
	finding_line(f, "net.mptcp.enabled: %s",
		     there   ? value
		     : blind ? "unknown (no /proc/sys/net)"
			     : "not there");
	if (there)
		json_bool(facts, "mptcp_enabled", *on);
	else
		json_null(facts, "mptcp_enabled");
	if (blind)
		finding_note(f, "without /proc only a socket tells of MPTCP");
	else if (!there)
		finding_why(f, "this kernel has no MPTCP "
			       "(no net.mptcp.enabled)");
	else if (!*on)
		finding_why(f, "net.mptcp.enabled is 0; "
			       "sysctl -w net.mptcp.enabled=1");
	free(value);
	return there;
}

/* True: an MPTCP socket can be had. */
static bool tried(struct findings *f)
{
	char *why;
	enum trial trial = trial_of(AF_INET, &why);
	const char *result = trial == TRIAL_NONE ? "unknown" : why ? why : "ok";

	finding_line(f, "mptcp socket: %s", result);
	json_string(&f->section[SECTION_HOST], "mptcp_socket", result);
	if (trial == TRIAL_NONE)
		finding_note(f,
			     "whether the kernel lets us have an MPTCP socket "
			     "can't be tried: %s",
			     why);
	if (trial == TRIAL_REFUSED)
		finding_why(f,
			    "the kernel does not let us have an MPTCP socket: "
			    "%s",
			    why);
	free(why);
	return trial == TRIAL_OK;
}

static void ipv6(struct findings *f, bool mptcp)
{
	struct text addresses = {0};
	char *why = NULL, *state;
	bool refused = false;
	bool on = file_read("/proc/net/if_inet6", 1, &addresses) &&
		  addresses.len &&
		  !sysctl_is("ipv6/conf/all/disable_ipv6", "1");

	text_free(&addresses);
	if (on && mptcp)
		refused = trial_of(AF_INET6, &why) == TRIAL_REFUSED;
	if (refused) {
		state = text_format("on, but without MPTCP (%s)", why);
		finding_note(f, "IPv6 sockets stay TCP: %s", why);
	} else {
		state = text_copy(on ? "on" : "off");
	}
	finding_line(f, "ipv6: %s", state);
	json_string(&f->section[SECTION_HOST], "ipv6", state);
	free(state);
	free(why);
}

/* To be freed. */
static char *path_manager(struct findings *f)
{
	char *pm = sysctl_of("mptcp/path_manager");

	if (!pm)
		pm = text_copy(sysctl_is("mptcp/pm_type", "0")   ? "kernel"
			       : sysctl_is("mptcp/pm_type", "1") ? "userspace"
								 : "unknown");
	finding_line(f, "path manager: %s", pm);
	json_string(&f->section[SECTION_HOST], "path_manager", pm);
	return pm;
}

static void close_timeout(struct findings *f)
{
	struct text *facts = &f->section[SECTION_HOST];
	char *value = sysctl_of("mptcp/close_timeout");
	long late = value ? strtol(value, NULL, 10) : CLOSE_TIMEOUT_FIXED;

	if (value) {
		finding_line(f, "net.mptcp.close_timeout: %ld s", late);
		json_number(facts, "close_timeout", late);
	} else {
		finding_line(f, "net.mptcp.close_timeout: not there; %ld s",
			     late);
		json_null(facts, "close_timeout");
	}
	if (late > CLOSE_TIMEOUT_LATE)
		finding_note(f,
			     "a program on an MPTCP connection learns %ld s "
			     "late that its peer is dead or was started anew "
			     "(net.mptcp.close_timeout)",
			     late);
	free(value);
}

void host_check(struct findings *f)
{
	bool on, there;
	char *pm;

	kernel(f);
	there = enabled(f, &on);
	ipv6(f, on && tried(f));
	if (!there)
		return;
	pm = path_manager(f);
	close_timeout(f);
	paths_check(f, pm);
	free(pm);
}
