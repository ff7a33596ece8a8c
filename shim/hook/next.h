/* SPDX-License-Identifier: MIT */
/*
 * The next definition of each hooked name: another preload library's or
 * libc's; a raw system call where there is none. Never "real": others may
 * stand behind us. Used by the hooks only.
 */
#ifndef SHIM_NEXT_H
#define SHIM_NEXT_H

#include <sys/socket.h>
#include <sys/types.h>

struct mmsghdr; /* only with _GNU_SOURCE */
struct timespec;

struct next {
#define HOOK(type, name, arguments) type(*name) arguments;
#include "hooks.def"
#undef HOOK
};

extern struct next next __attribute__((visibility("hidden")));

/* Bind all names. Not async-signal-safe; called by life.c alone. */
void next_resolve(void);

#endif
