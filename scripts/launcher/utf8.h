/* SPDX-License-Identifier: MIT */
/*
 * Is it UTF-8? JSON and systemd take no other text. Pure.
 */
#ifndef LAUNCHER_UTF8_H
#define LAUNCHER_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* How many bytes the character has that begins here; 0: it is none, or a
 * control character. */
size_t utf8_length(const char *text);

/* All of it? Control characters are. */
bool utf8_valid(const char *text);

#endif
