// SPDX-License-Identifier: MIT
/*
 * The structures of <elf.h>, read piece by piece.
 */
#include <elf.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "elf.h"

#ifndef EM_LOONGARCH /* musl before 1.2.4 */
#define EM_LOONGARCH 258
#endif

bool elf_read(const struct elf_source *source, uint64_t at, void *to,
	      size_t len)
{
	unsigned char *next = to;

	if (at > source->size || len > source->size - at)
		return false;
	if (source->fd < 0) {
		memcpy(to, source->at + at, len);
		return true;
	}
	while (len > 0) {
		ssize_t got = pread(source->fd, next, len, (off_t)at);

		/* Cut short by somebody since its size was taken. */
		if (got <= 0)
			return false;
		next += got;
		at += (uint64_t)got;
		len -= (size_t)got;
	}
	return true;
}

uint64_t elf_number(const struct elf *elf, const void *at, size_t len)
{
	const unsigned char *bytes = at;
	uint64_t number = 0;
	size_t i;

	for (i = 0; i < len; i++)
		number = number << 8 | bytes[elf->big ? i : len - 1 - i];
	return number;
}

/* A structure of either class as it is in the file, and a field of it. */
#define EITHER(name)                 \
	union {                      \
		Elf32_##name narrow; \
		Elf64_##name wide;   \
	}
#define SIZE(elf, u) ((elf)->wide ? sizeof((u).wide) : sizeof((u).narrow))
#define FIELD(elf, u, field)                                                \
	((elf)->wide                                                        \
		 ? elf_number(elf, &(u).wide.field, sizeof((u).wide.field)) \
		 : elf_number(elf, &(u).narrow.field,                       \
			      sizeof((u).narrow.field)))

static bool is_known(const unsigned char ident[EI_NIDENT])
{
	return memcmp(ident, ELFMAG, SELFMAG) == 0 &&
	       (ident[EI_CLASS] == ELFCLASS32 ||
		ident[EI_CLASS] == ELFCLASS64) &&
	       (ident[EI_DATA] == ELFDATA2LSB || ident[EI_DATA] == ELFDATA2MSB);
}

bool elf_open(const struct elf_source *source, struct elf *elf)
{
	unsigned char ident[EI_NIDENT];
	EITHER(Ehdr) header;
	EITHER(Phdr) segment;
	EITHER(Shdr) section;

	if (!elf_read(source, 0, ident, sizeof(ident)) || !is_known(ident))
		return false;
	*elf = (struct elf){
		.source = *source,
		.wide = ident[EI_CLASS] == ELFCLASS64,
		.big = ident[EI_DATA] == ELFDATA2MSB,
	};
	if (!elf_read(source, 0, &header, SIZE(elf, header)))
		return false;
	elf->machine = (unsigned int)FIELD(elf, header, e_machine);
	/* Kernel and linkers, too, take no other size of an entry. */
	if (FIELD(elf, header, e_phentsize) == SIZE(elf, segment)) {
		elf->segments_at = FIELD(elf, header, e_phoff);
		elf->segments = (unsigned int)FIELD(elf, header, e_phnum);
	}
	if (FIELD(elf, header, e_shentsize) == SIZE(elf, section)) {
		elf->sections_at = FIELD(elf, header, e_shoff);
		elf->sections = (unsigned int)FIELD(elf, header, e_shnum);
		elf->names = (unsigned int)FIELD(elf, header, e_shstrndx);
	}
	return true;
}

/* Where the i-th of a table begins; false: nowhere. */
static bool entry(uint64_t table, unsigned int i, size_t size, uint64_t *at)
{
	*at = table + (uint64_t)i * size;
	return *at >= table;
}

bool elf_segment(const struct elf *elf, unsigned int i, struct elf_segment *out)
{
	EITHER(Phdr) header;
	uint64_t at;

	if (i >= elf->segments ||
	    !entry(elf->segments_at, i, SIZE(elf, header), &at) ||
	    !elf_read(&elf->source, at, &header, SIZE(elf, header)))
		return false;
	out->type = (uint32_t)FIELD(elf, header, p_type);
	out->flags = (uint32_t)FIELD(elf, header, p_flags);
	out->offset = FIELD(elf, header, p_offset);
	out->address = FIELD(elf, header, p_vaddr);
	out->size = FIELD(elf, header, p_filesz);
	out->memory = FIELD(elf, header, p_memsz);
	return true;
}

bool elf_section(const struct elf *elf, unsigned int i, struct elf_section *out)
{
	EITHER(Shdr) header;
	uint64_t at;

	if (!elf->sections_at || i >= elf->sections ||
	    !entry(elf->sections_at, i, SIZE(elf, header), &at) ||
	    !elf_read(&elf->source, at, &header, SIZE(elf, header)))
		return false;
	out->name = (uint32_t)FIELD(elf, header, sh_name);
	out->type = (uint32_t)FIELD(elf, header, sh_type);
	out->offset = FIELD(elf, header, sh_offset);
	out->size = FIELD(elf, header, sh_size);
	return true;
}

static bool is_named(const struct elf *elf, const struct elf_section *names,
		     uint32_t at, const char *name)
{
	char is[64];
	size_t len = strlen(name) + 1;

	return len <= sizeof(is) && at <= names->size &&
	       len <= names->size - at && names->offset + at >= at &&
	       elf_read(&elf->source, names->offset + at, is, len) &&
	       memcmp(is, name, len) == 0;
}

bool elf_section_named(const struct elf *elf, const char *name,
		       struct elf_section *out)
{
	struct elf_section names;
	unsigned int i;

	if (!elf_section(elf, elf->names, &names))
		return false;
	for (i = 0; elf_section(elf, i, out); i++)
		if (out->type != SHT_NOBITS &&
		    is_named(elf, &names, out->name, name))
			return true;
	return false;
}

enum elf_interp elf_interp(const struct elf *elf, char to[ELF_INTERP_MAX])
{
	struct elf_segment segment;
	unsigned int i;

	to[0] = '\0';
	for (i = 0; elf_segment(elf, i, &segment); i++) {
		size_t size = (size_t)segment.size;

		if (segment.type != PT_INTERP)
			continue;
		/* As the kernel has it: with its NUL, no longer than a path. */
		if (segment.size >= 2 && segment.size <= ELF_INTERP_MAX &&
		    elf_read(&elf->source, segment.offset, to, size) &&
		    to[size - 1] == '\0')
			return ELF_INTERP_THERE;
		to[0] = '\0';
		return ELF_INTERP_BROKEN;
	}
	return i == elf->segments ? ELF_INTERP_NONE : ELF_INTERP_BROKEN;
}

const char *elf_arch(const struct elf *elf, char to[ELF_ARCH_MAX])
{
	static const struct {
		unsigned int machine;
		const char *narrow, *wide; /* NULL: by family and bits */
		const char *family;
	} rows[] = {
		{EM_386, "i386", NULL, "i386"},
		{EM_X86_64, "x32", "x86-64", NULL},
		{EM_ARM, "arm", NULL, "arm"},
		{EM_AARCH64, NULL, "aarch64", "aarch64"},
		{EM_MIPS, NULL, NULL, "mips"},
		{EM_PPC, NULL, NULL, "powerpc"},
		{EM_PPC64, NULL, NULL, "powerpc"},
		{EM_S390, NULL, NULL, "s390"},
		{EM_RISCV, NULL, NULL, "riscv"},
		{EM_LOONGARCH, NULL, "loongarch64", "loongarch"},
	};
	int bits = elf->wide ? 64 : 32;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *name = elf->wide ? rows[i].wide : rows[i].narrow;

		if (rows[i].machine != elf->machine)
			continue;
		if (name)
			snprintf(to, ELF_ARCH_MAX, "%s", name);
		else
			snprintf(to, ELF_ARCH_MAX, "%s, %d bit", rows[i].family,
				 bits);
		return to;
	}
	snprintf(to, ELF_ARCH_MAX, "machine %u, %d bit", elf->machine, bits);
	return to;
}
