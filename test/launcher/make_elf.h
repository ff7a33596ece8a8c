/* SPDX-License-Identifier: MIT */
/*
 * ELF files of either class and byte order, made in memory for the tests of
 * the reader. A file is room enough for headers and what a test puts behind.
 */
#ifndef MAKE_ELF_H
#define MAKE_ELF_H

#include <elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "scripts/launcher/elf.h"

#define MADE_SIZE     8192
#define MADE_SEGMENTS 64   /* where the program headers are */
#define MADE_SECTIONS 1024 /* and the section headers */
#define MADE_NAMES    1536 /* the string table */
#define MADE_DATA     2048

struct made {
	bool wide, big;
	unsigned int segments, sections;
	unsigned char at[MADE_SIZE];
};

static inline void put(struct made *m, size_t at, uint64_t value, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		m->at[at + i] = (unsigned char)(value >>
						8 * (m->big ? len - 1 - i : i));
}

/* A field of a structure that is at `at`, by its name in <elf.h>. */
#define PUT(m, at, name, field, value)                                   \
	((m)->wide ? put(m, (at) + offsetof(Elf64_##name, field), value, \
			 sizeof(((Elf64_##name *)0)->field))             \
		   : put(m, (at) + offsetof(Elf32_##name, field), value, \
			 sizeof(((Elf32_##name *)0)->field)))
#define SIZE_OF(m, name) \
	((m)->wide ? sizeof(Elf64_##name) : sizeof(Elf32_##name))

static inline void make(struct made *m, bool wide, bool big,
			unsigned int machine)
{
	memset(m, 0, sizeof(*m));
	m->wide = wide;
	m->big = big;
	memcpy(m->at, ELFMAG, SELFMAG);
	m->at[EI_CLASS] = wide ? ELFCLASS64 : ELFCLASS32;
	m->at[EI_DATA] = big ? ELFDATA2MSB : ELFDATA2LSB;
	m->at[EI_VERSION] = EV_CURRENT;
	PUT(m, 0, Ehdr, e_machine, machine);
	PUT(m, 0, Ehdr, e_phoff, MADE_SEGMENTS);
	PUT(m, 0, Ehdr, e_phentsize, SIZE_OF(m, Phdr));
	PUT(m, 0, Ehdr, e_shentsize, SIZE_OF(m, Shdr));
}

static inline void make_segment(struct made *m, uint32_t type, uint32_t flags,
				uint64_t offset, uint64_t address,
				uint64_t size)
{
	size_t at = MADE_SEGMENTS + m->segments++ * SIZE_OF(m, Phdr);

	PUT(m, at, Phdr, p_type, type);
	PUT(m, at, Phdr, p_flags, flags);
	PUT(m, at, Phdr, p_offset, offset);
	PUT(m, at, Phdr, p_vaddr, address);
	PUT(m, at, Phdr, p_filesz, size);
	PUT(m, 0, Ehdr, e_phnum, m->segments);
}

/* The first one made has the names; name: its offset there. */
static inline void make_section(struct made *m, uint32_t name, uint32_t type,
				uint64_t offset, uint64_t size)
{
	size_t at = MADE_SECTIONS + m->sections++ * SIZE_OF(m, Shdr);

	PUT(m, at, Shdr, sh_name, name);
	PUT(m, at, Shdr, sh_type, type);
	PUT(m, at, Shdr, sh_offset, offset);
	PUT(m, at, Shdr, sh_size, size);
	PUT(m, 0, Ehdr, e_shoff, MADE_SECTIONS);
	PUT(m, 0, Ehdr, e_shnum, m->sections);
}

static inline bool made_open(const struct made *m, struct elf *elf)
{
	struct elf_source source = {.fd = -1, .at = m->at, .size = MADE_SIZE};

	return elf_open(&source, elf);
}

#endif
