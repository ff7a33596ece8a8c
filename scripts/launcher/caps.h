/* SPDX-License-Identifier: MIT */
/*
 * File capabilities, as getcap(8) would print them.
 */
#ifndef LAUNCHER_CAPS_H
#define LAUNCHER_CAPS_H

#include <stddef.h>

#include "text.h"

/* Of a file; "" if it has none. To be freed. */
char *caps_of(const char *path);
/* Of what the file's attribute security.capability holds. */
char *caps_show(const void *attribute, size_t len);

#endif
