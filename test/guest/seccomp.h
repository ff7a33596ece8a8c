/* SPDX-License-Identifier: MIT */
/*
 * Sandboxes: filters in plain BPF that kill for system calls, or refuse one.
 * They stay for the life of the process. False where there can be none. Numbers
 * in arguments are looked at in their lower half: little-endian machines.
 */
#ifndef SECCOMP_H
#define SECCOMP_H

#include "../sockets.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>

#define SECCOMP_LOAD(field)                \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, \
		 (unsigned int)offsetof(struct seccomp_data, field))
#define SECCOMP_IS(value, yes, no) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned int)(value), yes, no)
#define SECCOMP_SAY(what) BPF_STMT(BPF_RET | BPF_K, what)

static inline bool seccomp_install(struct sock_filter *code, size_t n)
{
	const struct sock_fprog program = {(unsigned short)n, code};

	return !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
	       !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

/* Whoever makes one of these calls dies. */
static inline bool seccomp_kill_for(const long *numbers, size_t n)
{
	struct sock_filter code[32] = {SECCOMP_LOAD(nr)};
	size_t i;

	if (n + 3 > sizeof(code) / sizeof(code[0]))
		return false;
	for (i = 0; i < n; i++)
		code[i + 1] = (struct sock_filter)SECCOMP_IS(
			numbers[i], (unsigned char)(n - i), 0);
	code[n + 1] = (struct sock_filter)SECCOMP_SAY(SECCOMP_RET_ALLOW);
	code[n + 2] = (struct sock_filter)SECCOMP_SAY(SECCOMP_RET_KILL_PROCESS);
	return seccomp_install(code, n + 3);
}

/* socket() says -err where its argument of that index is this. */
static inline bool seccomp_refuse_socket(int index, int value, int err)
{
	struct sock_filter code[] = {
		SECCOMP_LOAD(nr),
		SECCOMP_IS(SYS_socket, 0, 3),
		SECCOMP_LOAD(args[index]),
		SECCOMP_IS(value, 0, 1),
		SECCOMP_SAY(SECCOMP_RET_ERRNO | (unsigned int)err),
		SECCOMP_SAY(SECCOMP_RET_ALLOW),
	};

	return seccomp_install(code, sizeof(code) / sizeof(code[0]));
}

#endif
