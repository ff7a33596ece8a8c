// SPDX-License-Identifier: MIT
/*
 * What a program's file is: ELF or script, dynamic or not, Go or not.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "binary.h"
#include "file.h"
#include "gobuild.h"
#include "json.h"
#include "library.h"

bool binary_open(const char *path, struct elf_source *file)
{
	int fd = file_open(path);
	struct stat st;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) < 0)
		st.st_size = 0;
	*file = (struct elf_source){.fd = fd, .size = (uint64_t)st.st_size};
	return true;
}

bool binary_read(const struct elf_source *file, struct binary *binary)
{
	binary->is_elf = elf_open(file, &binary->elf);
	if (binary->is_elf)
		elf_arch(&binary->elf, binary->arch);
	return binary->is_elf;
}

static const char *libc_of(const char *linker)
{
	const char *name = library_base(linker);

	if (!*name)
		return "none";
	if (text_starts(name, "ld-musl-"))
		return "musl";
	if (text_starts(name, "ld-linux") || text_starts(name, "ld64.so") ||
	    text_starts(name, "ld.so.1"))
		return "glibc";
	return "other";
}

static void say_kind(struct findings *f, const struct binary *b)
{
	struct text *facts = &f->section[SECTION_BINARY];
	const char *kind = *b->linker ? "dynamic" : "static";
	const char *libc = libc_of(b->linker);

	if (*b->linker)
		finding_line(f, "kind: %s, %s, %s (%s)", kind, b->arch, libc,
			     b->linker);
	else
		finding_line(f, "kind: %s, %s", kind, b->arch);
	json_string(facts, "kind", kind);
	json_string(facts, "arch", b->arch);
	json_string(facts, "libc", libc);
	json_string(facts, "linker", b->linker);
}

static void say_library(struct findings *f, const char *file)
{
	struct text *facts = &f->section[SECTION_LIBRARY];

	finding_line(f, "library: %s (%s)", f->library,
		     file ? file : "not known for this program");
	if (file)
		json_string(facts, "file", file);
	else
		json_null(facts, "file");
}

static void dynamic(struct findings *f, const struct binary *b)
{
	char *library;

	if (f->running)
		return;
	library = linker_check(f, b);
	say_library(f, library);
	secure_check(f, b->path, library);
	free(library);
}

static void elf_check(struct findings *f, struct binary *b)
{
	struct text *facts = &f->section[SECTION_BINARY];
	enum elf_interp interp = elf_interp(&b->elf, b->linker);
	char version[GOBUILD_MAX];

	say_kind(f, b);
	b->is_go = gobuild_version(&b->elf, version);
	if (b->is_go) {
		finding_line(f, "go: %s", version);
		json_string(facts, "go", version);
		golang_check(f, version);
		return;
	}
	json_null(facts, "go");
	if (interp == ELF_INTERP_BROKEN)
		finding_why(f,
			    "%s is damaged: it names a dynamic linker that "
			    "can't be read",
			    b->path);
	else if (interp == ELF_INTERP_NONE)
		finding_why(f, "statically linked: no dynamic linker, so no "
			       "LD_PRELOAD");
	else
		dynamic(f, b);
}

static void unknown(struct findings *f, const char *path, bool damaged)
{
	const char *what = damaged ? "a damaged ELF file"
				   : "neither ELF nor a script with #!";

	finding_line(f, "kind: %s", what);
	json_string(&f->section[SECTION_BINARY], "kind", "unknown");
	finding_why(f, "%s is %s", path, what);
}

static void unreadable(struct findings *f, const char *path)
{
	if (errno == EISDIR)
		finding_why(f, "%s is a directory", path);
	else if (errno == EINVAL)
		finding_why(f, "%s is no regular file", path);
	else
		finding_why(f, "%s can't be read", path);
}

/* What runs could be executed. */
static void permission(struct findings *f, const char *path)
{
	if (!f->running && access(path, X_OK) != 0)
		finding_why(f,
			    "%s may not be executed: no x permission, or a "
			    "mount with noexec",
			    path);
}

void binary_check_deep(struct findings *f, const char *path,
		       struct binary *found, int depth)
{
	struct binary *b = found;
	struct elf_source file;
	char start[4] = "";

	finding_line(f, "binary: %s", path);
	if (depth == 0)
		json_string(&f->section[SECTION_BINARY], "path", path);
	else
		list_add(&f->chain, path);
	if (!binary_open(path, &file)) {
		unreadable(f, path);
		return;
	}
	b->path = path;
	elf_read(&file, 0, start,
		 file.size < sizeof(start) ? file.size : sizeof(start));
	if (memcmp(start, "#!", 2) == 0) {
		permission(f, path);
		script_check(f, &file, b, depth);
	} else if (binary_read(&file, b)) {
		permission(f, path);
		elf_check(f, b);
	} else {
		unknown(f, path, memcmp(start, "\177ELF", sizeof(start)) == 0);
	}
	close(file.fd);
}

void binary_check(struct findings *f, const char *path, struct binary *found)
{
	struct binary here = {0};

	binary_check_deep(f, path, found ? found : &here, 0);
	json_list(&f->section[SECTION_BINARY], "interpreters", &f->chain);
}
