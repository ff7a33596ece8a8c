/* SPDX-License-Identifier: MIT */
/*
 * systemd's quoting, both ways: values into Environment= and environment files,
 * and back out of what "systemctl show" and "systemctl show-environment" print.
 * Text in, text out; what is returned is the caller's to free.
 */
#ifndef LAUNCHER_QUOTE_H
#define LAUNCHER_QUOTE_H

#include "text.h"

/* A line of a unit file: Environment="NAME=value". */
void quote_environment(struct text *to, const char *name, const char *value);

/* A line of an environment file: NAME="value". */
void quote_envfile(struct text *to, const char *name, const char *value);

/* A path as a unit file's value: a % begins a specifier there. */
void quote_path(struct text *to, const char *path);

/*
 * The words that systemctl prints of a list such as Environment=, unquoted and
 * added to *to.
 */
void unquote_words(struct list *to, const char *line);

/* One value as "systemctl show-environment" prints it: plain, $'...' or "". */
char *unquote_value(const char *text);

#endif
