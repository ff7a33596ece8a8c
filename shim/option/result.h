/* SPDX-License-Identifier: MIT */
/*
 * What the program's call came to, by its errno, as policy/option.h has it.
 */
#ifndef SHIM_RESULT_H
#define SHIM_RESULT_H

#include <errno.h>
#include "policy/option.h"

static inline unsigned char result_of(int ret)
{
	if (ret == 0)
		return RESULT_TAKEN;
	if (errno == EOPNOTSUPP || errno == ENOPROTOOPT)
		return RESULT_REFUSED;
	return errno == EINVAL ? RESULT_INVALID : RESULT_FAILED;
}

#endif
