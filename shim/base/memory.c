// SPDX-License-Identifier: MIT
/*
 * The four functions that compilers call on their own. libc's are chosen when
 * they are first bound (IFUNC), by code that may not be relocated yet when a
 * library without NEEDED entries is bound before libc: LD_PRELOAD=libc.so.6
 * in front of us ends in a crash. Ours are hidden and never leave the library.
 */
#include <stddef.h>
#include <string.h>

/* Else the compiler sees memset() in memset()'s loop, and calls it. */
#define STEP __asm__ volatile("" : : : "memory")

void *memset(void *to, int byte, size_t n)
{
	unsigned char *at = to;

	while (n--) {
		*at++ = (unsigned char)byte;
		STEP;
	}
	return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
	unsigned char *at = to;
	const unsigned char *source = from;

	while (n--) {
		*at++ = *source++;
		STEP;
	}
	return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *left = a, *right = b;

	for (; n--; left++, right++)
		if (*left != *right)
			return *left - *right;
	return 0;
}

size_t strlen(const char *s)
{
	size_t n = 0;

	while (s[n]) {
		n++;
		STEP;
	}
	return n;
}
