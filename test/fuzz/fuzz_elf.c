// SPDX-License-Identifier: MIT
/*
 * libFuzzer target of the launcher's ELF reader and of what reads Go's build
 * information: nothing is read outside of the file, every answer ends, and the
 * same file gives the same answers.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <string.h>

#include "check.h"
#include "scripts/launcher/audit.h"
#include "scripts/launcher/elf.h"
#include "scripts/launcher/gobuild.h"

struct answer {
	bool opened, go;
	enum elf_interp interp;
	enum audit audit;
	char linker[ELF_INTERP_MAX];
	char arch[ELF_ARCH_MAX];
	char version[GOBUILD_MAX];
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(const struct elf_source *file, struct answer *a)
{
	struct elf_section section;
	struct elf_segment segment;
	struct elf elf;
	unsigned int i;

	memset(a, 0, sizeof(*a));
	a->opened = elf_open(file, &elf);
	if (!a->opened)
		return;
	for (i = 0; elf_segment(&elf, i, &segment); i++)
		CHECK(i < elf.segments);
	for (i = 0; elf_section(&elf, i, &section); i++)
		CHECK(i < elf.sections);
	a->interp = elf_interp(&elf, a->linker);
	a->audit = audit_of(&elf);
	elf_arch(&elf, a->arch);
	a->go = gobuild_version(&elf, a->version);
}

static void plausible(const struct answer *a, const uint8_t *data, size_t size)
{
	size_t len = strnlen(a->linker, sizeof(a->linker));

	CHECK(len < sizeof(a->linker));
	CHECK(len == 0 || a->interp == ELF_INTERP_THERE);
	CHECK(strnlen(a->arch, sizeof(a->arch)) < sizeof(a->arch));
	CHECK(strnlen(a->version, sizeof(a->version)) < sizeof(a->version));
	/* What it says was there. */
	CHECK(!a->opened || memcmp(data, "\177ELF", 4) == 0);
	CHECK(len == 0 || memmem(data, size, a->linker, len + 1));
	CHECK(!a->go || memmem(data, size, "\377 Go buildinf:", 14));
	CHECK(strncmp(a->version, "go1.", 4) != 0 ||
	      memmem(data, size, a->version, strlen(a->version)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A copy of the exact size, so that reading past the end is seen. */
	uint8_t *copy = malloc(size ? size : 1);
	struct elf_source file = {.fd = -1, .at = copy, .size = size};
	struct answer first, second;

	memcpy(copy, data, size);
	ask(&file, &first);
	plausible(&first, copy, size);
	ask(&file, &second);
	CHECK(memcmp(&first, &second, sizeof(first)) == 0);
	free(copy);
	return 0;
}
