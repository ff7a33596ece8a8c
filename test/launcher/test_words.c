// SPDX-License-Identifier: MIT
/*
 * Text, JSON, and file capabilities in words.
 */
#include <endian.h>
#include <linux/capability.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "caps.h"
#include "json.h"
#include "text.h"
#include "utf8.h"

static void text_grows(void **state)
{
	struct text text = {0};
	char expected[30001] = "";
	int i;

	(void)state;
	assert_string_equal(text_of(&text), "");
	for (i = 0; i < 10000; i++) {
		text_addf(&text, "%c%s", 'a' + i % 26, "b");
		text_add(&text, "c");
		expected[3 * i] = (char)('a' + i % 26);
		expected[3 * i + 1] = 'b';
		expected[3 * i + 2] = 'c';
	}
	assert_int_equal(text.len, 30000);
	assert_string_equal(text_of(&text), expected);
	text_addn(&text, "\0x", 2);
	assert_int_equal(text.len, 30002);
	text_free(&text);
	assert_string_equal(text_of(&text), "");
}

static void ends_and_starts(void **state)
{
	(void)state;
	assert_true(text_starts("file:x", "file:"));
	assert_false(text_starts("file", "file:"));
	assert_true(text_ends("a.so", ".so"));
	assert_false(text_ends("so", ".so"));
	assert_true(text_ends("", ""));
}

static void quotes(const char *string, const char *expected)
{
	struct text text = {0};

	json_quote(&text, string);
	assert_string_equal(text_of(&text), expected);
	text_free(&text);
}

static void json_takes_any_bytes(void **state)
{
	(void)state;
	quotes("", "\"\"");
	quotes("a\"b\\c\td\ne", "\"a\\\"b\\\\c\\td\\ne\"");
	quotes("\001\033\177", "\"???\"");
	/* UTF-8 of every length, as it is. */
	quotes("\303\251\342\202\254\360\237\220\247",
	       "\"\303\251\342\202\254\360\237\220\247\"");
	/* Cut, too long, a surrogate, beyond Unicode, no beginning. */
	quotes("\303", "\"?\"");
	quotes("\342\202", "\"??\"");
	quotes("\300\257", "\"??\"");
	quotes("\340\200\257", "\"???\"");
	quotes("\355\240\200", "\"???\"");
	quotes("\364\220\200\200", "\"????\"");
	quotes("\200x\377", "\"?x?\"");
}

static void plain_text_controls_no_terminal(void **state)
{
	static const struct {
		const char *text, *plain;
	} rows[] = {
		{"a\x1b[31m\nb\x7f", "a?[31m?b?"},
		{"\x9b"
		 "31m",
		 "?31m"},
		{"\xc2\x9b"
		 "31m\xc2\x80",
		 "??31m??"},
		/* Theirs are none: \xc2\xa0, and letters that have such bytes.
		 */
		{"\xc2\xa0\xe2\x82\xac\xf0\x9f\x98\x80",
		 "\xc2\xa0\xe2\x82\xac\xf0\x9f\x98\x80"},
		/* Cut off in the middle. */
		{"\xe4\x9b", "\xe4?"},
		{"\xff\xe4", "\xff\xe4"},
		{"", ""},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *text = text_copy(rows[i].text);

		utf8_make_plain(text);
		assert_string_equal(text, rows[i].plain);
		free(text);
	}
}

static void json_objects(void **state)
{
	struct text inner = {0}, outer = {0};
	struct list list = {0};

	(void)state;
	json_list(&inner, "none", &list);
	list_add(&list, "a");
	list_add(&list, "\"");
	json_list(&inner, "two", &list);
	json_number(&outer, "n", -5);
	json_bool(&outer, "t", true);
	json_bool(&outer, "f", false);
	json_null(&outer, "z");
	json_string(&outer, "s", "x");
	json_object(&outer, "o", text_of(&inner));
	assert_string_equal(text_of(&outer),
			    "\"n\":-5,\"t\":true,\"f\":false,\"z\":null,"
			    "\"s\":\"x\",\"o\":{\"none\":[],"
			    "\"two\":[\"a\",\"\\\"\"]}");
	list_free(&list);
	text_free(&inner);
	text_free(&outer);
}

static void caps_are(uint64_t permitted, uint64_t inheritable, bool effective,
		     const char *expected)
{
	struct vfs_cap_data data = {
		.magic_etc = htole32(VFS_CAP_REVISION_2 |
				     (effective ? VFS_CAP_FLAGS_EFFECTIVE : 0)),
		.data = {{htole32((uint32_t)permitted),
			  htole32((uint32_t)inheritable)},
			 {htole32((uint32_t)(permitted >> 32)),
			  htole32((uint32_t)(inheritable >> 32))}},
	};
	char *shown = caps_show(&data, sizeof(data));

	assert_string_equal(shown, expected);
	free(shown);
}

#define BIT(n) ((uint64_t)1 << (n))

static void capabilities_as_getcap_has_them(void **state)
{
	char *shown;

	(void)state;
	caps_are(0, 0, true, "");
	caps_are(BIT(CAP_NET_BIND_SERVICE), 0, true, "cap_net_bind_service=ep");
	caps_are(BIT(CAP_NET_RAW) | BIT(CAP_BPF), 0, false,
		 "cap_net_raw,cap_bpf=p");
	caps_are(BIT(CAP_CHOWN), BIT(CAP_CHOWN), true, "cap_chown=eip");
	caps_are(BIT(CAP_CHOWN) | BIT(CAP_KILL), BIT(CAP_CHOWN) | BIT(CAP_BPF),
		 false, "cap_chown=ip cap_kill=p cap_bpf=i");
	/* One that has no name yet. */
	caps_are(BIT(63), 0, true, "63=ep");
	/* Cut, and of a format that is longer. */
	shown = caps_show("\1", 1);
	assert_string_equal(shown, "");
	free(shown);
	shown = caps_show("\1\0\0\2\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0xxxxxxxxx",
			  29);
	assert_string_equal(shown, "cap_chown=ep");
	free(shown);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_grows),
		cmocka_unit_test(ends_and_starts),
		cmocka_unit_test(json_takes_any_bytes),
		cmocka_unit_test(plain_text_controls_no_terminal),
		cmocka_unit_test(json_objects),
		cmocka_unit_test(capabilities_as_getcap_has_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
