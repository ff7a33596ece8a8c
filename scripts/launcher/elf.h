/* SPDX-License-Identifier: MIT */
/*
 * Reading ELF files of any class and byte order, of anybody's making: every
 * offset and size is held against the file before it is used, and no more is
 * read than is asked for.
 */
#ifndef LAUNCHER_ELF_H
#define LAUNCHER_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A file by its descriptor, or (fd < 0) memory. */
struct elf_source {
	int fd;
	const unsigned char *at;
	uint64_t size;
};

struct elf {
	struct elf_source source;
	bool wide; /* 64 bits */
	bool big;  /* endian */
	unsigned int machine;
	uint64_t segments_at; /* program headers */
	unsigned int segments;
	uint64_t sections_at; /* section headers; none if 0 */
	unsigned int sections;
	unsigned int names; /* the section that has the sections' names */
};

struct elf_segment {
	uint32_t type;
	uint32_t flags;
	uint64_t offset;
	uint64_t address;
	uint64_t size;   /* in the file */
	uint64_t memory; /* and once mapped */
};

struct elf_section {
	uint32_t name;
	uint32_t type;
	uint64_t offset;
	uint64_t size;
};

enum elf_interp {
	ELF_INTERP_NONE,
	ELF_INTERP_THERE,
	ELF_INTERP_BROKEN, /* no kernel would start it */
};

#define ELF_INTERP_MAX 4096 /* PATH_MAX: the kernel takes no longer one */
#define ELF_ARCH_MAX   32

bool elf_read(const struct elf_source *source, uint64_t at, void *to,
	      size_t len);
/* A number of 1, 2, 4 or 8 bytes. */
uint64_t elf_number(const struct elf *elf, const void *at, size_t len);

/* False: no ELF file, of no class or byte order there is, or not all of its
 * header. */
bool elf_open(const struct elf_source *source, struct elf *elf);
/* False: not there, or not in the file. */
bool elf_segment(const struct elf *elf, unsigned int i,
		 struct elf_segment *out);
bool elf_section(const struct elf *elf, unsigned int i,
		 struct elf_section *out);
bool elf_section_named(const struct elf *elf, const char *name,
		       struct elf_section *out);

enum elf_interp elf_interp(const struct elf *elf, char to[ELF_INTERP_MAX]);
const char *elf_arch(const struct elf *elf, char to[ELF_ARCH_MAX]);

#endif
