// SPDX-License-Identifier: MIT
/*
 * How systemd writes and reads a value: systemd.syntax(7) and systemd.exec(5)
 * for what we write, shell_maybe_quote() in its src/basic/escape.c for what
 * systemctl prints. Called by dropin.c and service.c.
 */
#include <stdlib.h>
#include <string.h>

#include "quote.h"

static void add(struct text *to, char c)
{
	text_addn(to, &c, 1);
}

void quote_path(struct text *to, const char *path)
{
	for (; *path; path++) {
		if (*path == '%')
			add(to, '%');
		add(to, *path);
	}
}

/* It could end the line. */
static bool control(char c)
{
	return ((unsigned char)c < ' ' && c != '\t') || c == 127;
}

void quote_environment(struct text *to, const char *name, const char *value)
{
	text_addf(to, "Environment=\"%s=", name);
	for (; *value; value++) {
		if (*value == '\n') {
			text_add(to, "\\n");
			continue;
		}
		if (control(*value)) {
			text_addf(to, "\\x%02x", (unsigned char)*value);
			continue;
		}
		if (*value == '%')
			add(to, '%');
		if (*value == '"' || *value == '\\')
			add(to, '\\');
		add(to, *value);
	}
	text_add(to, "\"\n");
}

void quote_envfile(struct text *to, const char *name, const char *value)
{
	text_addf(to, "%s=\"", name);
	for (; *value; value++) {
		if (strchr("\"\\`$", *value))
			add(to, '\\');
		add(to, *value);
	}
	text_add(to, "\"\n");
}

static bool octal(char c)
{
	return c >= '0' && c <= '7';
}

/* What stands behind a backslash; *at is then at its last character. */
static char meant(const char **at)
{
	static const char letters[] = "abfnrtv", bytes[] = "\a\b\f\n\r\t\v";
	const char *s = *at, *letter = strchr(letters, *s);

	if (octal(s[0]) && octal(s[1]) && octal(s[2])) {
		*at += 2;
		return (char)((s[0] - '0') << 6 | (s[1] - '0') << 3 |
			      (s[2] - '0'));
	}
	if (letter)
		return bytes[letter - letters];
	return *s;
}

static void unquote_word(struct text *word, const char **rest)
{
	bool quoted = false;
	const char *s;

	for (s = *rest; *s && (*s != ' ' || quoted); s++) {
		if (*s == '"') {
			quoted = !quoted;
		} else if (*s == '\\' && s[1]) {
			s++;
			add(word, meant(&s));
		} else {
			add(word, *s);
		}
	}
	*rest = s;
}

void unquote_words(struct list *to, const char *line)
{
	for (line += strspn(line, " "); *line; line += strspn(line, " ")) {
		struct text word = {0};

		unquote_word(&word, &line);
		list_add(to, text_of(&word));
		text_free(&word);
	}
}

char *unquote_value(const char *text)
{
	size_t len = strlen(text);
	const char *end = text + len - 1;
	struct text value = {0};
	char *plain;

	if (strcmp(text, "\"\"") == 0)
		return text_copy("");
	if (len < 3 || !text_starts(text, "$'") || *end != '\'')
		return text_copy(text);
	for (text += 2; text < end; text++) {
		if (*text == '\\' && text + 1 < end) {
			text++;
			add(&value, meant(&text));
		} else {
			add(&value, *text);
		}
	}
	plain = text_copy(text_of(&value));
	text_free(&value);
	return plain;
}
