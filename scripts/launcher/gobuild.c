// SPDX-License-Identifier: MIT
/*
 * Finds the blob that go build leaves, by its section or, where there are no
 * section headers, in the data segments, and reads the version in it.
 */
#include <elf.h>
#include <string.h>

#include "gobuild.h"

static const char magic[] = "\377 Go buildinf:";

#define MAGIC        (sizeof(magic) - 1)
#define BLOB_ALIGN   16
#define BLOB_SIZE    32
#define BLOB_POINTER 14 /* its size */
#define BLOB_FLAGS   15
#define FLAG_BIG     1
#define FLAG_INLINE  2         /* since 1.18; before, a pointer */
#define SEARCH_MAX   (8 << 20) /* bytes of a file that are looked through */
#define SEARCH_PIECE 4096

static bool is_blob(const struct elf *elf, uint64_t at)
{
	char start[MAGIC];

	return elf_read(&elf->source, at, start, MAGIC) &&
	       memcmp(start, magic, MAGIC) == 0;
}

static bool search(const struct elf *elf, const struct elf_segment *segment,
		   size_t *budget, uint64_t *at)
{
	uint64_t offset = segment->offset, left = segment->size;
	char piece[SEARCH_PIECE];

	while (left >= BLOB_SIZE && *budget >= sizeof(piece)) {
		size_t len =
			left < sizeof(piece) ? (size_t)left : sizeof(piece);
		size_t i;

		if (!elf_read(&elf->source, offset, piece, len))
			return false;
		for (i = 0; i + BLOB_SIZE <= len; i += BLOB_ALIGN)
			if (memcmp(piece + i, magic, MAGIC) == 0) {
				*at = offset + i;
				return true;
			}
		/* The blob may lie across two pieces. */
		len -= len > BLOB_SIZE ? BLOB_SIZE : 0;
		offset += len;
		left -= len;
		*budget -= sizeof(piece);
		if (left == BLOB_SIZE)
			break;
	}
	return false;
}

static bool find(const struct elf *elf, uint64_t *at)
{
	struct elf_section section;
	struct elf_segment segment;
	size_t budget = SEARCH_MAX;
	unsigned int i;

	if (elf_section_named(elf, ".go.buildinfo", &section)) {
		*at = section.offset;
		return is_blob(elf, *at);
	}
	if (elf->sections)
		return false;
	for (i = 0; elf_segment(elf, i, &segment); i++)
		if (segment.type == PT_LOAD && segment.flags & PF_W &&
		    search(elf, &segment, &budget, at))
			return true;
	return false;
}

/* Where an address is in the file. */
static bool offset_of(const struct elf *elf, uint64_t address, uint64_t *at)
{
	struct elf_segment segment;
	unsigned int i;

	for (i = 0; elf_segment(elf, i, &segment); i++)
		if (segment.type == PT_LOAD && address >= segment.address &&
		    address - segment.address < segment.size) {
			*at = segment.offset + (address - segment.address);
			return *at >= segment.offset;
		}
	return false;
}

/* A string behind its length, seven bits a byte, the lowest first. */
static bool inline_string(const struct elf *elf, uint64_t at, uint64_t *start,
			  uint64_t *len)
{
	unsigned int shift;
	unsigned char byte = 0x80;

	*len = 0;
	for (shift = 0; shift < 63 && byte & 0x80; shift += 7) {
		if (!elf_read(&elf->source, at++, &byte, 1))
			return false;
		*len |= (uint64_t)(byte & 0x7f) << shift;
	}
	*start = at;
	return !(byte & 0x80);
}

/* A pointer to Go's string: pointer and length, in their own byte order. */
static bool pointed_string(const struct elf *elf, bool big, uint64_t at,
			   size_t pointer, uint64_t *start, uint64_t *len)
{
	unsigned char words[2 * sizeof(uint64_t)];
	const struct elf order = {.big = big};

	if (!elf_read(&elf->source, at, words, pointer) ||
	    !offset_of(elf, elf_number(&order, words, pointer), &at) ||
	    !elf_read(&elf->source, at, words, 2 * pointer))
		return false;
	*len = elf_number(&order, words + pointer, pointer);
	return offset_of(elf, elf_number(&order, words, pointer), start);
}

/* The first word of it, if it is one of Go's versions. */
static void version(const struct elf *elf, uint64_t at, uint64_t len,
		    char to[GOBUILD_MAX])
{
	char text[GOBUILD_MAX] = "";
	size_t i;

	if (len >= sizeof(text))
		len = sizeof(text) - 1;
	if (!elf_read(&elf->source, at, text, (size_t)len))
		return;
	text[len] = '\0';
	for (i = 0; text[i] > ' ' && text[i] < 127; i++)
		;
	text[i] = '\0';
	if ((strncmp(text, "go1.", 4) == 0 && text[4] >= '0' &&
	     text[4] <= '9') ||
	    strcmp(text, "devel") == 0)
		memcpy(to, text, sizeof(text));
}

bool gobuild_version(const struct elf *elf, char to[GOBUILD_MAX])
{
	unsigned char blob[BLOB_SIZE];
	uint64_t at, start = 0, len = 0;
	size_t pointer;
	bool found;

	if (!find(elf, &at))
		return false;
	strcpy(to, "unknown");
	if (!elf_read(&elf->source, at, blob, sizeof(blob)))
		return true;
	pointer = blob[BLOB_POINTER];
	if (blob[BLOB_FLAGS] & FLAG_INLINE) {
		found = inline_string(elf, at + BLOB_SIZE, &start, &len);
	} else {
		found = (pointer == 4 || pointer == 8) &&
			pointed_string(elf, blob[BLOB_FLAGS] & FLAG_BIG,
				       at + BLOB_ALIGN, pointer, &start, &len);
	}
	if (found)
		version(elf, start, len, to);
	return true;
}
