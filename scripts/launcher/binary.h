/* SPDX-License-Identifier: MIT */
/*
 * Whether a program's file can be hooked, and why not. The file may be
 * anything, of anybody.
 */
#ifndef LAUNCHER_BINARY_H
#define LAUNCHER_BINARY_H

#include "elf.h"
#include "finding.h"

/* A program's file, judged before it is started or while it runs. */
struct binary {
	const char *path;
	bool is_elf;
	struct elf elf;
	char arch[ELF_ARCH_MAX];
	char linker[ELF_INTERP_MAX]; /* PT_INTERP */
	bool is_go;                  /* found to be a Go program */
};

/* *found (may be NULL) is what the file, or its last interpreter, is. */
void binary_check(struct findings *f, const char *path, struct binary *found);
/* The interpreter, depth scripts deep already. */
void binary_check_deep(struct findings *f, const char *path,
		       struct binary *found, int depth);

/* The file is open and begins with #!. */
void script_check(struct findings *f, const struct elf_source *file,
		  struct binary *found, int depth);
/* A Go program, made by that version. */
void golang_check(struct findings *f, const char *version);
/* Does exec of it gain rights, so that no LD_PRELOAD is taken? library: the
 * file that would be loaded. */
void secure_check(struct findings *f, const char *path, const char *library);
/*
 * The file that the binary's dynamic linker would load as our library, to be
 * freed; NULL: none, or not known.
 */
char *linker_check(struct findings *f, const struct binary *binary);
/* Without a program named: the shell's dynamic linker answers for most. */
void linker_host(struct findings *f);

/* False: can't be opened as a regular file; errno says why. The descriptor is
 * the caller's. */
bool binary_open(const char *path, struct elf_source *file);
/* What of the ELF file there is to know; false: it is none. */
bool binary_read(const struct elf_source *file, struct binary *binary);

#endif
