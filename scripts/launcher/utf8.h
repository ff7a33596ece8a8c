/* SPDX-License-Identifier: MIT */
/*
 * Is it UTF-8? JSON and systemd take no other text. Does it control a terminal?
 * Pure.
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

/* Is the first a control character beyond ASCII, U+0080 to U+009F? Terminals
 * obey those, and some their single byte. */
bool utf8_is_control(const char *text);

/* Makes all control characters, and what may be taken for one, "?". */
void utf8_make_plain(char *text);

#endif
