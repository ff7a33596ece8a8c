// SPDX-License-Identifier: MIT
/*
 * Scripts are judged by their interpreter, those of env(1) by the program that
 * it finds.
 */
#include <stdlib.h>
#include <string.h>

#include "binary.h"
#include "environ.h"
#include "file.h"
#include "library.h"

#define LINE_MAX_OF_KERNEL 256 /* BINPRM_BUF_SIZE */
#define DEPTH_MAX          5   /* scripts in a row, as the kernel has it */

/* The words of the first line, behind #!. */
static void words_of(const struct elf_source *file, struct list *words)
{
	char line[LINE_MAX_OF_KERNEL + 1];
	size_t len = file->size < LINE_MAX_OF_KERNEL ? (size_t)file->size
						     : LINE_MAX_OF_KERNEL;
	char *rest = line + 2, *word;

	if (!elf_read(file, 0, line, len))
		return;
	line[len] = '\0';
	rest[strcspn(rest, "\n")] = '\0';
	while ((word = strsep(&rest, " \t\r")))
		if (*word)
			list_add(words, word);
}

/* Where env(1) is in its words, and what it has seen of them. */
struct env_words {
	const struct list *words;
	size_t at;
	bool options_end;
};

static void unset(struct findings *f, const char *name)
{
	if (name && strcmp(name, "LD_PRELOAD") == 0)
		finding_why(f, "env -u takes LD_PRELOAD away");
}

static void emptied(struct findings *f, const char *option)
{
	finding_why(f, "env %s takes LD_PRELOAD away", option);
}

/* The value of an option: stuck to it, or the word behind it. */
static const char *value(struct env_words *e, const char *stuck)
{
	if (*stuck)
		return stuck;
	return e->at + 1 < e->words->count ? e->words->at[++e->at] : NULL;
}

/* What is stuck to -S is words again; NULL: nothing is. */
static const char *short_options(struct findings *f, struct env_words *e,
				 const char *letter)
{
	for (; *letter; letter++) {
		switch (*letter) {
		case 'i':
			emptied(f, "-i");
			break;
		case 'u':
			unset(f, value(e, letter + 1));
			return NULL;
		case 'C':
		case 'a':
			value(e, letter + 1);
			return NULL;
		case 'S':
			return letter[1] ? letter + 1 : NULL;
		default:
			break;
		}
	}
	return NULL;
}

static const char *long_option(struct findings *f, struct env_words *e,
			       const char *word)
{
	static const char split[] = "--split-string=", name[] = "--unset=";

	if (strcmp(word, "--ignore-environment") == 0)
		emptied(f, word);
	else if (text_starts(word, name))
		unset(f, word + sizeof(name) - 1);
	else if (strcmp(word, "--unset") == 0)
		unset(f, value(e, ""));
	else if (strcmp(word, "--chdir") == 0 || strcmp(word, "--argv0") == 0)
		value(e, "");
	else if (text_starts(word, split) && word[sizeof(split) - 1])
		return word + sizeof(split) - 1;
	return NULL;
}

/* Words that are one: what is left of it, or NULL. */
static const char *option(struct findings *f, struct env_words *e,
			  const char *word)
{
	if (strcmp(word, "--") == 0)
		e->options_end = true;
	else if (strcmp(word, "-") == 0)
		emptied(f, word);
	else if (word[1] == '-')
		return long_option(f, e, word);
	else
		return short_options(f, e, word + 1);
	return NULL;
}

static void assigned(struct findings *f, const char *word)
{
	static const char name[] = "LD_PRELOAD=";

	if (text_starts(word, name) &&
	    !environ_names(word + sizeof(name) - 1, f->library))
		finding_why(f, "env sets LD_PRELOAD to '%s'",
			    word + sizeof(name) - 1);
}

/* The program that env finds; NULL: none is named. */
static const char *env_program(struct findings *f, const struct list *words)
{
	struct env_words e = {.words = words, .at = 1};

	for (; e.at < words->count; e.at++) {
		const char *word = words->at[e.at];

		while (word && *word == '-' && !e.options_end)
			word = option(f, &e, word);
		if (!word)
			continue;
		if (!strchr(word, '='))
			return word;
		assigned(f, word);
		e.options_end = true;
	}
	return NULL;
}

static bool is_shell(const char *program)
{
	static const char *const shells[] = {"sh",  "bash", "dash",
					     "ash", "ksh",  "zsh"};
	size_t i;

	for (i = 0; i < sizeof(shells) / sizeof(shells[0]); i++)
		if (strcmp(library_base(program), shells[i]) == 0)
			return true;
	return false;
}

static void interpreter(struct findings *f, const char *program,
			struct binary *found, int depth)
{
	char *at;

	if (is_shell(program))
		finding_note(f, "a shell script: what it starts inherits "
				"LD_PRELOAD");
	at = file_command(program, f->path);
	if (!at) {
		finding_why(f, "the script's interpreter is not there: %s",
			    program);
		return;
	}
	binary_check_deep(f, at, found, depth + 1);
	found->path = NULL;
	free(at);
}

void script_check(struct findings *f, const struct elf_source *file,
		  struct binary *found, int depth)
{
	struct list words = {0};
	const char *program;

	if (depth >= DEPTH_MAX) {
		finding_why(f, "%s: too many interpreters in a row",
			    found->path);
		return;
	}
	words_of(file, &words);
	program = words.count ? words.at[0] : NULL;
	finding_line(f, "kind: script of %s", program ? program : "nothing");
	if (!program) {
		finding_why(f, "a script that names no interpreter");
	} else if (strcmp(library_base(program), "env") != 0) {
		interpreter(f, program, found, depth);
	} else {
		program = env_program(f, &words);
		if (program)
			interpreter(f, program, found, depth);
		else
			finding_why(f, "a script of env that names no program");
	}
	list_free(&words);
}
