// SPDX-License-Identifier: MIT
/*
 * The linker reads the dynamic section where it is mapped, we where it is in
 * the file. So the two have to be the same, beyond doubt: one section, in one
 * segment that no other is mapped over, and with its end.
 */
#include <elf.h>
#include <unistd.h>

#include "audit.h"

/* Entries; real sections have about thirty. */
#define ENTRIES_MAX 4096

/* The one segment of the dynamic section. AUDIT_NAMED: there is one. */
static enum audit find(const struct elf *elf, struct elf_segment *dynamic)
{
	struct elf_segment segment;
	unsigned int i, found = 0;

	for (i = 0; elf_segment(elf, i, &segment); i++)
		if (segment.type == PT_DYNAMIC) {
			*dynamic = segment;
			found++;
		}
	if (i < elf->segments || found > 1)
		return AUDIT_UNKNOWN;
	return found ? AUDIT_NAMED : AUDIT_NONE;
}

static bool holds(const struct elf_segment *load, const struct elf_segment *d)
{
	uint64_t at = d->address - load->address;

	return d->address >= load->address && at <= load->size &&
	       d->size <= load->size - at && d->offset >= load->offset &&
	       d->offset - load->offset == at;
}

/* Pages are mapped whole. */
static bool touches(const struct elf_segment *load, const struct elf_segment *d)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t len = load->size > load->memory ? load->size : load->memory;
	uint64_t end = load->address + len;

	if (end < len || end + page < end)
		return true;
	end = (end + page - 1) / page * page;
	return load->address - load->address % page < d->address + d->size &&
	       end > d->address;
}

static bool is_mapped_as_it_is(const struct elf *elf,
			       const struct elf_segment *dynamic)
{
	unsigned int i, holding = 0, touching = 0;
	struct elf_segment segment;

	if (dynamic->address + dynamic->size < dynamic->address)
		return false;
	for (i = 0; elf_segment(elf, i, &segment); i++) {
		if (segment.type != PT_LOAD)
			continue;
		holding += holds(&segment, dynamic);
		touching += touches(&segment, dynamic);
	}
	return holding == 1 && touching == 1;
}

static enum audit read_entries(const struct elf *elf,
			       const struct elf_segment *dynamic)
{
	size_t word = elf->wide ? 8 : 4;
	uint64_t at;

	for (at = 0; at / (2 * word) < ENTRIES_MAX; at += 2 * word) {
		unsigned char entry[16];
		uint64_t tag;

		if (at + 2 * word > dynamic->size ||
		    !elf_read(&elf->source, dynamic->offset + at, entry,
			      2 * word))
			break;
		tag = elf_number(elf, entry, word);
		if (tag == DT_AUDIT || tag == DT_DEPAUDIT)
			return AUDIT_NAMED;
		if (tag == DT_NULL)
			return AUDIT_NONE;
	}
	return AUDIT_UNKNOWN;
}

enum audit audit_of(const struct elf *elf)
{
	struct elf_segment dynamic = {0};
	enum audit there = find(elf, &dynamic);

	if (there != AUDIT_NAMED)
		return there;
	if (!is_mapped_as_it_is(elf, &dynamic))
		return AUDIT_UNKNOWN;
	return read_entries(elf, &dynamic);
}
