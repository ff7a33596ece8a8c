/* SPDX-License-Identifier: MIT */
/*
 * For guests that need more descriptors than a process usually may have.
 */
#ifndef LIMIT_H
#define LIMIT_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#define EXIT_CANNOT 77

static inline void raise_limit(int descriptors)
{
	rlim_t need = (rlim_t)descriptors;
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur >= need)
		return;
	limit.rlim_cur = need;
	if (limit.rlim_max < need)
		limit.rlim_max = need;
	if (setrlimit(RLIMIT_NOFILE, &limit)) {
		fprintf(stderr, "no right to open %d descriptors\n",
			descriptors);
		exit(EXIT_CANNOT);
	}
}

#endif
