/* SPDX-License-Identifier: MIT */
/*
 * Where lines go: the stderr that the process was started with, or a file.
 */
#ifndef SHIM_SINK_H
#define SHIM_SINK_H

#include "base/text.h"
#include "policy/config.h"

/* Remember which stderr the process was given. */
void sink_start(void);

/*
 * One write of one whole line. Never blocks, never raises a signal, keeps no
 * descriptor; what can't be written is dropped. 0, or -errno if a file can't
 * be opened or written.
 */
long sink_write(const struct sink *to, const struct text *line);

/*
 * Has the process another root than it was started with? Then a path names
 * another file, and nobody can be blamed for one that is not there.
 */
bool sink_moved(void);

/* The same to stderr, for what goes wrong with a file. */
void sink_stderr(const struct text *line);

#endif
