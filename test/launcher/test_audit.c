// SPDX-License-Identifier: MIT
/*
 * Whether a binary has the linker audited: only a section that is mapped as it
 * is in the file is believed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "audit.h"
#include "make_elf.h"

#define ADDRESS 0x40000000
#define ENTRIES 3

static void entry(struct made *m, size_t i, uint64_t tag)
{
	PUT(m, MADE_DATA + i * SIZE_OF(m, Dyn), Dyn, d_tag, tag);
}

/* A section of DT_NEEDED, tag, DT_NULL, of which size entries are counted. */
static void make_dynamic(struct made *m, unsigned int kind, uint64_t tag)
{
	make(m, kind & 1, kind & 2, EM_X86_64);
	entry(m, 0, DT_NEEDED);
	entry(m, 1, tag);
	entry(m, 2, DT_NULL);
	make_segment(m, PT_LOAD, PF_R, 0, ADDRESS, MADE_SIZE / 2);
	make_segment(m, PT_DYNAMIC, PF_R, MADE_DATA, ADDRESS + MADE_DATA,
		     ENTRIES * SIZE_OF(m, Dyn));
}

static enum audit judged(const struct made *m)
{
	struct elf elf;

	assert_true(made_open(m, &elf));
	return audit_of(&elf);
}

static void tells_of_auditors(void **state)
{
	struct made m;
	unsigned int kind;

	(void)state;
	for (kind = 0; kind < 4; kind++) {
		make_dynamic(&m, kind, DT_SONAME);
		assert_int_equal(judged(&m), AUDIT_NONE);
		make_dynamic(&m, kind, DT_AUDIT);
		assert_int_equal(judged(&m), AUDIT_NAMED);
		make_dynamic(&m, kind, DT_DEPAUDIT);
		assert_int_equal(judged(&m), AUDIT_NAMED);
		/* What is behind the end is not there. */
		make_dynamic(&m, kind, DT_AUDIT);
		entry(&m, 0, DT_NULL);
		assert_int_equal(judged(&m), AUDIT_NONE);
	}
	make(&m, true, false, EM_X86_64);
	make_segment(&m, PT_LOAD, PF_R, 0, ADDRESS, 64);
	assert_int_equal(judged(&m), AUDIT_NONE);
}

/* The segments are the load, the section, and whatever a case adds. */
static void put_segment(struct made *m, unsigned int i, size_t field,
			uint64_t value)
{
	put(m, MADE_SEGMENTS + i * sizeof(Elf64_Phdr) + field, value, 8);
}

static void believes_no_other_place(void **state)
{
	static const struct {
		unsigned int segment;
		size_t field;
		uint64_t value;
	} rows[] = {
		/* another place in the file, or in memory */
		{1, offsetof(Elf64_Phdr, p_offset), MADE_DATA + 512},
		{1, offsetof(Elf64_Phdr, p_vaddr), ADDRESS + MADE_DATA + 16},
		{1, offsetof(Elf64_Phdr, p_vaddr), UINT64_MAX - 8},
		{0, offsetof(Elf64_Phdr, p_vaddr), ADDRESS + 16},
		/* not all of it mapped, or not all of it there */
		{0, offsetof(Elf64_Phdr, p_filesz), MADE_DATA + 16},
		{1, offsetof(Elf64_Phdr, p_filesz), 32},
		{1, offsetof(Elf64_Phdr, p_filesz), UINT64_MAX},
	};
	struct made m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		make_dynamic(&m, 1, DT_SONAME);
		put_segment(&m, rows[i].segment, rows[i].field, rows[i].value);
		assert_int_equal(judged(&m), AUDIT_UNKNOWN);
	}
}

static void believes_no_second_one(void **state)
{
	struct made m;

	(void)state;
	make_dynamic(&m, 1, DT_SONAME);
	make_segment(&m, PT_DYNAMIC, PF_R, MADE_DATA, ADDRESS + MADE_DATA, 48);
	assert_int_equal(judged(&m), AUDIT_UNKNOWN);
	/* Mapped over it, by the page. */
	make_dynamic(&m, 1, DT_SONAME);
	make_segment(&m, PT_LOAD, PF_R, 4096, ADDRESS + MADE_DATA + 64, 8);
	assert_int_equal(judged(&m), AUDIT_UNKNOWN);
	/* Beside it. */
	make_dynamic(&m, 1, DT_SONAME);
	make_segment(&m, PT_LOAD, PF_R, 4096, ADDRESS + (1 << 20), 8);
	assert_int_equal(judged(&m), AUDIT_NONE);
	/* Program headers that end too early. */
	PUT(&m, 0, Ehdr, e_phnum, 60000);
	assert_int_equal(judged(&m), AUDIT_UNKNOWN);
}

static void does_not_read_without_end(void **state)
{
	static unsigned char file[1 << 20];
	struct elf_source source = {-1, file, sizeof(file)};
	struct made m;
	struct elf elf;

	(void)state;
	make_dynamic(&m, 1, DT_SONAME);
	put_segment(&m, 0, offsetof(Elf64_Phdr, p_filesz), sizeof(file));
	put_segment(&m, 1, offsetof(Elf64_Phdr, p_filesz),
		    sizeof(file) - MADE_DATA);
	memset(file, 1, sizeof(file));
	memcpy(file, m.at, MADE_DATA);
	assert_true(elf_open(&source, &elf));
	assert_int_equal(audit_of(&elf), AUDIT_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_of_auditors),
		cmocka_unit_test(believes_no_other_place),
		cmocka_unit_test(believes_no_second_one),
		cmocka_unit_test(does_not_read_without_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
