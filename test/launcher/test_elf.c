// SPDX-License-Identifier: MIT
/*
 * The ELF reader, in both classes and byte orders: what it finds, and that it
 * believes nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "make_elf.h"

static const char linker[] = "/lib/ld-linux.so.2";

#define EACH(wide, big)                                                    \
	for (unsigned int each_ = 0; each_ < 4; each_++)                   \
		for (bool wide = each_ & 1, big = each_ & 2, once_ = true; \
		     once_; once_ = false)

static void finds_the_interpreter(void **state)
{
	(void)state;
	EACH(wide, big)
	{
		char found[ELF_INTERP_MAX];
		struct made m;
		struct elf elf;

		make(&m, wide, big, EM_PPC64);
		make_segment(&m, PT_PHDR, PF_R, MADE_SEGMENTS, 0, 64);
		make_segment(&m, PT_INTERP, PF_R, MADE_DATA, 0, sizeof(linker));
		memcpy(m.at + MADE_DATA, linker, sizeof(linker));
		assert_true(made_open(&m, &elf));
		assert_int_equal(elf.wide, wide);
		assert_int_equal(elf.big, big);
		assert_int_equal(elf_interp(&elf, found), ELF_INTERP_THERE);
		assert_string_equal(found, linker);
	}
}

static void knows_one_without(void **state)
{
	char found[ELF_INTERP_MAX];
	struct made m;
	struct elf elf;

	(void)state;
	make(&m, true, false, EM_X86_64);
	assert_true(made_open(&m, &elf));
	assert_int_equal(elf_interp(&elf, found), ELF_INTERP_NONE);
	make_segment(&m, PT_LOAD, PF_R, 0, 0, 64);
	assert_true(made_open(&m, &elf));
	assert_int_equal(elf_interp(&elf, found), ELF_INTERP_NONE);
	assert_string_equal(found, "");
}

static void refuses_a_bad_interpreter(void **state)
{
	static const struct {
		uint64_t offset, size;
	} bad[] = {
		{MADE_DATA, 0},
		{MADE_DATA, 1},
		{MADE_DATA, sizeof(linker) - 1}, /* no NUL */
		{MADE_DATA, ELF_INTERP_MAX + 1},
		{MADE_DATA, UINT64_MAX},
		{MADE_SIZE - 4, sizeof(linker)},
		{MADE_SIZE, 2},
		{UINT64_MAX, sizeof(linker)},
		{UINT64_MAX - 4, sizeof(linker)},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char found[ELF_INTERP_MAX];
		struct made m;
		struct elf elf;

		make(&m, true, true, EM_S390);
		memset(m.at + MADE_DATA, 'x', MADE_SIZE - MADE_DATA);
		make_segment(&m, PT_INTERP, PF_R, bad[i].offset, 0,
			     bad[i].size);
		assert_true(made_open(&m, &elf));
		assert_int_equal(elf_interp(&elf, found), ELF_INTERP_BROKEN);
		assert_string_equal(found, "");
	}
}

static void refuses_headers_that_are_not_there(void **state)
{
	char found[ELF_INTERP_MAX];
	struct elf_segment segment;
	struct made m;
	struct elf elf;

	(void)state;
	make(&m, true, false, EM_X86_64);
	PUT(&m, 0, Ehdr, e_phnum, 3);
	PUT(&m, 0, Ehdr, e_phoff, UINT64_MAX - 60);
	assert_true(made_open(&m, &elf));
	assert_false(elf_segment(&elf, 0, &segment));
	/* The table begins at the end of numbers and goes on at zero. */
	assert_false(elf_segment(&elf, 2, &segment));
	assert_int_equal(elf_interp(&elf, found), ELF_INTERP_BROKEN);
	PUT(&m, 0, Ehdr, e_phentsize, 55);
	assert_true(made_open(&m, &elf));
	assert_int_equal(elf.segments, 0);
}

static void opens_nothing_short_of_a_header(void **state)
{
	struct made m;
	struct elf elf;
	size_t size;

	(void)state;
	EACH(wide, big)
	{
		struct elf_source source = {.fd = -1, .at = m.at};
		size_t header;

		make(&m, wide, big, EM_ARM);
		header = SIZE_OF(&m, Ehdr);
		for (size = 0; size < header; size++) {
			source.size = size;
			assert_false(elf_open(&source, &elf));
		}
		source.size = header;
		assert_true(elf_open(&source, &elf));
	}
	make(&m, true, false, EM_ARM);
	m.at[1] = 'e';
	assert_false(made_open(&m, &elf));
}

static void opens_no_other_class_or_order(void **state)
{
	static const unsigned char bad[] = {0, 3, 9, 255};
	struct made m;
	struct elf elf;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad); i++) {
		make(&m, true, false, EM_ARM);
		m.at[EI_CLASS] = bad[i];
		assert_false(made_open(&m, &elf));
		make(&m, true, false, EM_ARM);
		m.at[EI_DATA] = bad[i];
		assert_false(made_open(&m, &elf));
	}
}

static void finds_sections_by_name(void **state)
{
	static const char names[] = "\0.names\0.there\0.bss";

	(void)state;
	EACH(wide, big)
	{
		struct elf_section section;
		struct made m;
		struct elf elf;

		make(&m, wide, big, EM_386);
		memcpy(m.at + MADE_NAMES, names, sizeof(names));
		make_section(&m, 1, SHT_STRTAB, MADE_NAMES, sizeof(names));
		make_section(&m, 15, SHT_NOBITS, MADE_DATA, 9);
		make_section(&m, 8, SHT_PROGBITS, MADE_DATA, 7);
		assert_true(made_open(&m, &elf));
		assert_true(elf_section_named(&elf, ".there", &section));
		assert_int_equal(section.offset, MADE_DATA);
		assert_int_equal(section.size, 7);
		assert_false(elf_section_named(&elf, ".ther", &section));
		assert_false(elf_section_named(&elf, ".bss", &section));
		/* A name that begins behind the names, or ends there. */
		PUT(&m, MADE_SECTIONS, Shdr, sh_size, 12);
		assert_false(elf_section_named(&elf, ".there", &section));
		PUT(&m, MADE_SECTIONS, Shdr, sh_size, 4);
		assert_false(elf_section_named(&elf, ".there", &section));
		/* Names that are nowhere, or no section. */
		PUT(&m, MADE_SECTIONS, Shdr, sh_offset, UINT32_MAX);
		assert_false(elf_section_named(&elf, ".there", &section));
		PUT(&m, 0, Ehdr, e_shstrndx, 77);
		assert_true(made_open(&m, &elf));
		assert_false(elf_section_named(&elf, ".there", &section));
	}
}

static void names_the_machine(void **state)
{
	static const struct {
		unsigned int machine;
		bool wide;
		const char *name;
	} rows[] = {
		{EM_386, false, "i386"},
		{EM_X86_64, true, "x86-64"},
		{EM_X86_64, false, "x32"},
		{EM_ARM, false, "arm"},
		{EM_AARCH64, true, "aarch64"},
		{EM_MIPS, false, "mips, 32 bit"},
		{EM_PPC64, true, "powerpc, 64 bit"},
		{EM_S390, true, "s390, 64 bit"},
		{EM_RISCV, true, "riscv, 64 bit"},
		{4711, true, "machine 4711, 64 bit"},
		{65535, false, "machine 65535, 32 bit"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char name[ELF_ARCH_MAX];
		struct made m;
		struct elf elf;

		make(&m, rows[i].wide, i & 1, rows[i].machine);
		assert_true(made_open(&m, &elf));
		assert_string_equal(elf_arch(&elf, name), rows[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_interpreter),
		cmocka_unit_test(knows_one_without),
		cmocka_unit_test(refuses_a_bad_interpreter),
		cmocka_unit_test(refuses_headers_that_are_not_there),
		cmocka_unit_test(opens_nothing_short_of_a_header),
		cmocka_unit_test(opens_no_other_class_or_order),
		cmocka_unit_test(finds_sections_by_name),
		cmocka_unit_test(names_the_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
