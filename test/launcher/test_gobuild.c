// SPDX-License-Identifier: MIT
/*
 * Go's build information: where it may be, and what it may say.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gobuild.h"
#include "make_elf.h"

#define ADDRESS 0x400000u

/* The blob of Go 1.18 and later, at `at`. */
static void put_inline(struct made *m, size_t at, const char *version)
{
	memcpy(m->at + at, "\377 Go buildinf:\010\002", 16);
	m->at[at + 32] = (unsigned char)strlen(version);
	memcpy(m->at + at + 33, version, strlen(version));
}

/* The one before: a pointer to pointer and length. */
static void put_pointer(struct made *m, size_t at, const char *version)
{
	size_t word = m->wide ? 8 : 4;

	memcpy(m->at + at, "\377 Go buildinf:", 14);
	m->at[at + 14] = (unsigned char)word;
	m->at[at + 15] = m->big;
	put(m, at + 16, ADDRESS + at + 64, word);
	put(m, at + 64, ADDRESS + at + 128, word);
	put(m, at + 64 + word, strlen(version), word);
	memcpy(m->at + at + 128, version, strlen(version));
}

static void with_section(struct made *m, bool wide, bool big)
{
	static const char names[] = "\0.go.buildinfo";

	make(m, wide, big, EM_X86_64);
	memcpy(m->at + MADE_NAMES, names, sizeof(names));
	make_section(m, 0, SHT_STRTAB, MADE_NAMES, sizeof(names));
	make_section(m, 1, SHT_PROGBITS, MADE_DATA, 512);
	make_segment(m, PT_LOAD, PF_R | PF_W, 0, ADDRESS, MADE_SIZE);
}

static void with_segment(struct made *m, uint64_t size)
{
	make(m, true, false, EM_X86_64);
	make_segment(m, PT_LOAD, PF_R, 0, 0, MADE_SIZE);
	make_segment(m, PT_LOAD, PF_R | PF_W, MADE_DATA, ADDRESS, size);
}

static const char *version_of(const struct made *m)
{
	static char version[GOBUILD_MAX];
	struct elf elf;

	assert_true(made_open(m, &elf));
	return gobuild_version(&elf, version) ? version : "no Go";
}

static void reads_what_is_in_the_section(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < 4; i++) {
		struct made m;

		with_section(&m, i & 1, i & 2);
		assert_string_equal(version_of(&m), "no Go");
		put_inline(&m, MADE_DATA, "go1.24.3");
		assert_string_equal(version_of(&m), "go1.24.3");
		with_section(&m, i & 1, i & 2);
		put_pointer(&m, MADE_DATA, "go1.17.2");
		assert_string_equal(version_of(&m), "go1.17.2");
	}
}

static void pointers_have_the_order_that_the_blob_names(void **state)
{
	struct made m;

	(void)state;
	with_section(&m, true, false);
	m.big = true;
	put_pointer(&m, MADE_DATA, "go1.16");
	assert_string_equal(version_of(&m), "go1.16");
	m.at[MADE_DATA + 15] = 0;
	assert_string_equal(version_of(&m), "unknown");
}

static void takes_one_word_of_gos_alone(void **state)
{
	static const char *const rows[][2] = {
		{"go1.22.1 X:nocoverageredesign", "go1.22.1"},
		{"go1.9", "go1.9"},
		{"devel go1.25-abcdef Tue", "devel"},
		{"develop", "unknown"},
		{"go1.", "unknown"},
		{"go2.0", "unknown"},
		{"go1.2\nupgraded: yes", "go1.2"},
		{"", "unknown"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct made m;

		with_section(&m, true, false);
		put_inline(&m, MADE_DATA, rows[i][0]);
		assert_string_equal(version_of(&m), rows[i][1]);
	}
}

static void believes_no_length_and_no_pointer(void **state)
{
	struct made m;

	(void)state;
	with_section(&m, true, false);
	put_inline(&m, MADE_DATA, "go1.22");
	memset(m.at + MADE_DATA + 32, 0xff, 12); /* a length without an end */
	assert_string_equal(version_of(&m), "unknown");

	with_section(&m, true, false);
	put_pointer(&m, MADE_DATA, "go1.17");
	put(&m, MADE_DATA + 16, UINT64_MAX - 3, 8);
	assert_string_equal(version_of(&m), "unknown");
	put(&m, MADE_DATA + 16, ADDRESS + MADE_SIZE - 8, 8);
	assert_string_equal(version_of(&m), "unknown");
	put_pointer(&m, MADE_DATA, "go1.17");
	m.at[MADE_DATA + 14] = 200; /* a pointer of 200 bytes */
	assert_string_equal(version_of(&m), "unknown");

	/* The section begins at the end of the file, or behind it. */
	with_section(&m, true, false);
	PUT(&m, MADE_SECTIONS + sizeof(Elf64_Shdr), Shdr, sh_offset,
	    MADE_SIZE - 14);
	memcpy(m.at + MADE_SIZE - 14, "\377 Go buildinf:", 14);
	assert_string_equal(version_of(&m), "unknown");
	PUT(&m, MADE_SECTIONS + sizeof(Elf64_Shdr), Shdr, sh_offset,
	    MADE_SIZE - 3);
	assert_string_equal(version_of(&m), "no Go");
}

static void finds_it_without_sections(void **state)
{
	static const size_t places[] = {0,    16,   32,          4048,     4064,
					4080, 4096, 4096 + 1024, 6144 - 48};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct made m;

		with_segment(&m, MADE_SIZE - MADE_DATA);
		assert_string_equal(version_of(&m), "no Go");
		put_inline(&m, MADE_DATA + places[i], "go1.23");
		assert_string_equal(version_of(&m), "go1.23");
	}
}

static void looks_no_further_than_the_segment(void **state)
{
	struct made m;

	(void)state;
	with_segment(&m, 48);
	put_inline(&m, MADE_DATA + 32, "go1.23");
	assert_string_equal(version_of(&m), "no Go");
	with_segment(&m, UINT64_MAX);
	put_inline(&m, MADE_DATA + 4096, "go1.23");
	assert_string_equal(version_of(&m), "no Go");
	/* Not aligned: text about Go. */
	with_segment(&m, MADE_SIZE - MADE_DATA);
	put_inline(&m, MADE_DATA + 8, "go1.23");
	assert_string_equal(version_of(&m), "no Go");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_is_in_the_section),
		cmocka_unit_test(pointers_have_the_order_that_the_blob_names),
		cmocka_unit_test(takes_one_word_of_gos_alone),
		cmocka_unit_test(believes_no_length_and_no_pointer),
		cmocka_unit_test(finds_it_without_sections),
		cmocka_unit_test(looks_no_further_than_the_segment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
