// SPDX-License-Identifier: MIT
/*
 * What /proc tells of a process. It may be hostile, and gone at any moment.
 */
#include <elf.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "binary.h"
#include "environ.h"
#include "file.h"
#include "json.h"
#include "process.h"

#define MAPS_MAX    (64 << 20)
#define ENVIRON_MAX (16 << 20)
#define AUXV_MAX    4096

static char *proc(const char *pid, const char *file)
{
	return text_format("/proc/%s/%s", pid, file);
}

static bool proc_read(const char *pid, const char *file, size_t max,
		      struct text *to)
{
	char *path = proc(pid, file);
	bool could = file_read(path, max, to);

	free(path);
	return could;
}

static char *proc_link(const char *pid, const char *file)
{
	char *path = proc(pid, file);
	char *to = file_link(path);

	free(path);
	return to;
}

void process_enter(struct findings *f, const char *pid)
{
	char *theirs = proc_link(pid, "ns/net");
	char *ours = file_link("/proc/self/ns/net");
	char *path = proc(pid, "ns/net");
	int fd;

	if (theirs && ours && strcmp(theirs, ours) != 0) {
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0 || setns(fd, CLONE_NEWNET) < 0)
			finding_note(f, "the process has a network namespace "
					"of its own, which can't be entered: "
					"the host's values are shown");
		if (fd >= 0)
			close(fd);
	}
	free(path);
	free(ours);
	free(theirs);
}

/* A line of maps that ends with the library's name, maybe deleted since. */
static const char *mapped(char *line, const char *base)
{
	static const char deleted[] = " (deleted)";
	char *path = strchr(line, '/');
	size_t len = path ? strlen(path) : 0, cut = 0;
	const char *name;

	if (!path)
		return NULL;
	if (text_ends(path, deleted))
		cut = sizeof(deleted) - 1;
	path[len - cut] = '\0';
	name = strrchr(path, '/') + 1;
	if (strcmp(name, base) != 0)
		return NULL;
	if (cut)
		path[len - cut] = ' ';
	return path;
}

char *process_library(const char *pid, const char *library, bool *readable)
{
	const char *slash = strrchr(library, '/');
	struct text maps = {0};
	char *rest, *line, *found = NULL;

	*readable = proc_read(pid, "maps", MAPS_MAX, &maps);
	rest = maps.at;
	while (!found && (line = strsep(&rest, "\n"))) {
		const char *at = mapped(line, slash ? slash + 1 : library);

		if (at)
			found = text_copy(at);
	}
	text_free(&maps);
	return found;
}

/* What it was started with. */
struct start {
	struct text text; /* variables with a NUL behind each */
	struct list env;
	bool overwritten;
};

static bool is_variable(const char *text)
{
	size_t len = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"
				  "abcdefghijklmnopqrstuvwxyz");

	return len > 0 && (*text < '0' || *text > '9') && text[len] == '=';
}

/* nginx and others write their title over the environment. */
static void read_start(const char *pid, struct start *s)
{
	size_t at;

	*s = (struct start){.overwritten = true};
	proc_read(pid, "environ", ENVIRON_MAX, &s->text);
	for (at = 0; at < s->text.len; at += strlen(s->text.at + at) + 1) {
		list_add(&s->env, s->text.at + at);
		if (is_variable(s->text.at + at))
			s->overwritten = false;
	}
}

static const char *started_with(const struct start *s, const char *name)
{
	return s->env.count ? environ_get(s->env.at, name) : NULL;
}

static void say_start(struct findings *f, const struct start *s)
{
	static const char *const names[] = {"LD_PRELOAD", "MPTCPDEFAULT",
					    "GODEBUG"};
	struct text *facts = &f->section[SECTION_PROCESS];
	size_t i;

	if (s->overwritten)
		finding_line(f, "environment: overwritten by the process, or "
				"empty");
	for (i = 0; !s->overwritten && i < 3; i++) {
		const char *value = started_with(s, names[i]);

		if (value && *value)
			finding_line(f, "environment: %s=%s", names[i], value);
		else
			finding_line(f, "environment: no %s", names[i]);
		json_string(facts, names[i], value ? value : "");
	}
	json_bool(facts, "environment_overwritten", s->overwritten);
}

static void say_loaded(struct findings *f, const char *pid, const char *loaded)
{
	struct text *facts = &f->section[SECTION_PROCESS];
	char *exe = proc_link(pid, "exe");

	finding_line(f, "program: %s", exe ? exe : "unknown");
	json_string(facts, "exe", exe ? exe : "");
	free(exe);
	finding_line(f, "library loaded: %s", loaded ? loaded : "no");
	if (loaded)
		json_string(facts, "library", loaded);
	else
		json_null(facts, "library");
	if (loaded && text_ends(loaded, " (deleted)"))
		finding_note(f, "the library's file has changed since: "
				"restart");
}

/* AT_SECURE of its auxiliary vector, whose words are the binary's. */
static bool is_secure(const char *pid, const struct elf *elf)
{
	size_t word = elf->wide ? 8 : 4, at;
	struct text auxv = {0};
	bool secure = false;

	proc_read(pid, "auxv", AUXV_MAX, &auxv);
	for (at = 0; at + 2 * word <= auxv.len; at += 2 * word)
		if (elf_number(elf, auxv.at + at, word) == AT_SECURE)
			secure = elf_number(elf, auxv.at + at + word, word);
	text_free(&auxv);
	return secure;
}

static void unhooked(struct findings *f, const char *pid, const struct start *s,
		     const struct binary *b)
{
	const char *preload = started_with(s, "LD_PRELOAD");

	if (preload && environ_names(preload, f->library))
		finding_why(f, "%s",
			    b->is_elf && is_secure(pid, &b->elf)
				    ? "started with gained rights (setuid, "
				      "setgid, file capabilities): LD_PRELOAD "
				      "was ignored"
				    : "LD_PRELOAD names the library, but the "
				      "dynamic linker could not load it");
	else if (s->overwritten)
		finding_why(f, "the library is not loaded");
	else
		finding_why(f, "not started with the library in LD_PRELOAD");
}

/* Why not is the binary's business, and for Go so is why. */
static void not_loaded(struct findings *f, const char *pid,
		       const struct start *s, const struct listeners *l)
{
	size_t reasons = f->reasons.count;
	char *exe = proc(pid, "exe");
	struct binary b = {0};

	f->running = true;
	binary_check(f, exe, &b);
	if (f->reasons.count == reasons && !b.is_go)
		unhooked(f, pid, s, &b);
	if (l->mptcp.count && !b.is_go)
		finding_note(f, "its MPTCP listeners are not of our making");
	free(exe);
}

static void judge(struct findings *f, const char *pid, const char *loaded)
{
	struct listeners l = {0};
	struct start s;

	read_start(pid, &s);
	say_start(f, &s);
	finding_setting(f, started_with(&s, "MPTCPDEFAULT"),
			started_with(&s, "GODEBUG"));
	if (s.overwritten)
		finding_note(f, "the setting is a guess: the environment "
				"can't be seen");
	listeners_check(f, pid, &l);
	if (!loaded)
		not_loaded(f, pid, &s, &l);
	else if (!l.mptcp.count && l.tcp.count && f->wants[ROLE_LISTENER])
		finding_why(f, "its listeners are all plain TCP: handed over "
			       "listening already, declined or refused; its "
			       "report tells");
	listeners_free(&l);
	list_free(&s.env);
	text_free(&s.text);
}

void process_check(struct findings *f, const char *pid)
{
	struct text *facts = &f->section[SECTION_PROCESS];
	char *path = proc(pid, "comm");
	char *comm = file_line(path);
	char *loaded;
	bool readable;

	free(path);
	finding_line(f, "process: %s (%s)", pid, comm ? comm : "");
	json_number(facts, "pid", strtoll(pid, NULL, 10));
	json_string(facts, "comm", comm ? comm : "");
	free(comm);
	loaded = process_library(pid, f->library, &readable);
	if (readable) {
		say_loaded(f, pid, loaded);
		judge(f, pid, loaded);
	} else {
		finding_why(f,
			    "/proc/%s/maps can't be read: only the process's "
			    "user and root may",
			    pid);
	}
	free(loaded);
}
