// SPDX-License-Identifier: MIT
/*
 * Scripts are judged by their interpreter, those of env(1) by the program that
 * it finds.
 */
#include <stdlib.h>
#include <string.h>

#include "binary.h"
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

static bool is_option(const char *word)
{
	return *word == '-' || strchr(word, '=');
}

/* -S and --split-string= may be stuck to the word behind them. */
static const char *unstuck(const char *word)
{
	if (text_starts(word, "-S") && word[2])
		return word + 2;
	if (text_starts(word, "--split-string="))
		return word + strlen("--split-string=");
	return word;
}

/* The program that env finds; NULL: none is named. */
static const char *env_program(struct findings *f, const struct list *words)
{
	size_t i;

	for (i = 1; i < words->count; i++) {
		const char *word = unstuck(words->at[i]);

		if (strcmp(word, "-i") == 0 || strcmp(word, "-") == 0 ||
		    strcmp(word, "--ignore-environment") == 0) {
			finding_why(f, "env %s takes LD_PRELOAD away", word);
		} else if (strcmp(word, "-u") == 0 ||
			   strcmp(word, "--unset") == 0) {
			i++;
			if (i < words->count &&
			    strcmp(words->at[i], "LD_PRELOAD") == 0)
				finding_why(f, "env -u takes LD_PRELOAD away");
		} else if (!is_option(word)) {
			return word;
		}
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
