/* SPDX-License-Identifier: MIT */
/*
 * Code that a binary names for its dynamic linker to run, even when that is
 * asked no more than what it would load: ld.so(8) --list loads the libraries
 * of DT_AUDIT and DT_DEPAUDIT.
 */
#ifndef LAUNCHER_AUDIT_H
#define LAUNCHER_AUDIT_H

#include "elf.h"

enum audit {
	AUDIT_NONE,
	AUDIT_NAMED,
	AUDIT_UNKNOWN, /* what the linker would see is not certain */
};

enum audit audit_of(const struct elf *elf);

#endif
