/* SPDX-License-Identifier: MIT */
/*
 * Go's build information in a binary: which Go made it. Source of the format:
 * Go 1.24, src/debug/buildinfo/buildinfo.go.
 */
#ifndef LAUNCHER_GOBUILD_H
#define LAUNCHER_GOBUILD_H

#include "elf.h"

#define GOBUILD_MAX 64

/*
 * "go1.22.1", "devel" or "unknown" (it is Go, but does not say which); false:
 * no Go program.
 */
bool gobuild_version(const struct elf *elf, char to[GOBUILD_MAX]);

#endif
