// SPDX-License-Identifier: MIT
/*
 * Errors and warnings, and the guess at what was meant. What is said may come
 * from file names and other people's words, so it is kept to one line.
 */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "say.h"
#include "utf8.h"

static void say(const char *format, va_list args)
{
	char line[8192];

	vsnprintf(line, sizeof(line), format, args);
	utf8_make_plain(line);
	/* One write, so that the lines of two programs do not mix. */
	fprintf(stderr, "mptcpdefault: %s\n", line);
}

void say_warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
}

void say_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	exit(EXIT_FAILED);
}

void say_bad(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	command_usage(stderr);
	exit(EXIT_USAGE);
}

int say_finish(int code)
{
	errno = 0;
	if (fflush(stdout) != 0 && errno != EBADF)
		say_fail("can't write: %s", strerror(errno));
	return code;
}

static void nothing(int number)
{
	(void)number;
}

void say_through_pipes(void)
{
	/* No SIG_IGN, which our children would have as well. */
	if (signal(SIGPIPE, nothing) == SIG_IGN)
		signal(SIGPIPE, SIG_IGN);
}

#define WORD_MAX 32

static unsigned int least(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/*
 * How many letters are to be added, taken away, replaced, or swapped with
 * their neighbour (Damerau and Levenshtein). Three rows of the table.
 */
static unsigned int distance(const char *from, const char *to)
{
	unsigned int rows[3][WORD_MAX + 1];
	unsigned int *above = rows[0], *last = rows[1], *row = rows[2];
	size_t i, j, len = strlen(to);

	for (j = 0; j <= len; j++)
		last[j] = above[j] = (unsigned int)j;
	for (i = 0; from[i]; i++) {
		unsigned int *oldest = above;

		row[0] = (unsigned int)i + 1;
		for (j = 0; j < len; j++) {
			row[j + 1] = least(last[j + 1] + 1, row[j] + 1,
					   last[j] + (from[i] != to[j]));
			if (i && j && from[i] == to[j - 1] &&
			    from[i - 1] == to[j])
				row[j + 1] = least(row[j + 1], above[j - 1] + 1,
						   WORD_MAX);
		}
		above = last;
		last = row;
		row = oldest;
	}
	return last[len];
}

/* The only word that begins so. */
static const char *begun(const char *word, const char *const *words)
{
	const char *found = NULL;
	size_t len = strlen(word);

	for (; len && *words; words++) {
		if (strncmp(*words, word, len) != 0)
			continue;
		if (found)
			return NULL;
		found = *words;
	}
	return found;
}

const char *say_nearest(const char *word, const char *const *words)
{
	const char *best = begun(word, words);
	unsigned int best_is = 0;
	size_t len = strlen(word);

	if (best)
		return best;
	for (; len <= WORD_MAX && *words; words++) {
		size_t longer = strlen(*words);
		unsigned int is;

		if (longer > WORD_MAX)
			continue;
		is = distance(word, *words);
		if (longer < len)
			longer = len;
		/* More than half of it wrong is another word. */
		if (2UL * is <= longer && (!best || is < best_is)) {
			best = *words;
			best_is = is;
		}
	}
	return best;
}
