// SPDX-License-Identifier: MIT
/*
 * Which system calls block on which descriptors. Pure: text in, values out.
 * Called by waiting.c. The numbers are those of the library's own machine and
 * class, as are the program's.
 */
#include <sys/syscall.h>
#include "blocked.h"

#ifndef SYS_io_uring_enter
#define SYS_io_uring_enter 426 /* Linux 5.1 */
#endif

static enum blocked_in in_call(unsigned long call)
{
	switch (call) {
#ifdef SYS_accept
	case SYS_accept:
#endif
	case SYS_accept4:
		return BLOCKED_accept;
#ifdef SYS_socketcall
	case SYS_socketcall:
		return BLOCKED_socketcall;
#endif
#ifdef SYS_poll
	case SYS_poll:
#endif
#ifdef SYS_ppoll
	case SYS_ppoll:
#endif
#ifdef SYS_ppoll_time64
	case SYS_ppoll_time64:
#endif
		return BLOCKED_poll;
#ifdef SYS__newselect
	case SYS__newselect: /* where there is an older one: see below */
#elif defined(SYS_select)
	case SYS_select:
#endif
#ifdef SYS_pselect6
	case SYS_pselect6:
#endif
#ifdef SYS_pselect6_time64
	case SYS_pselect6_time64:
#endif
		return BLOCKED_select;
#if defined(SYS__newselect) && defined(SYS_select)
	case SYS_select:
#endif
	case SYS_restart_syscall: /* poll(), say, after SIGSTOP and SIGCONT */
	case SYS_io_uring_enter:
#ifdef SYS_io_getevents
	case SYS_io_getevents: /* IOCB_CMD_POLL */
#endif
#ifdef SYS_io_pgetevents
	case SYS_io_pgetevents:
#endif
#ifdef SYS_io_pgetevents_time64
	case SYS_io_pgetevents_time64:
#endif
		return BLOCKED_unknown;
	default:
		return BLOCKED_elsewhere;
	}
}

static bool number(const char **at, int base, unsigned long *out)
{
	const char *p = *at;
	int digit;

	for (*out = 0;; p++) {
		digit = *p - '0';
		if (*p >= 'a' && *p <= 'f')
			digit = *p - 'a' + 10;
		if (digit < 0 || digit >= base)
			break;
		*out = *out * (unsigned long)base + (unsigned long)digit;
	}
	if (p == *at)
		return false;
	*at = p;
	return true;
}

/*
 * "running", "-1 SP PC" or "NUMBER A B C D E F SP PC" (fs/proc/base.c,
 * proc_pid_syscall()). False: none
 * of them.
 */
bool blocked_parse(const char *line, struct blocked *out)
{
	unsigned long call;
	int i;

	out->in = BLOCKED_elsewhere;
	if (*line == 'r' || *line == '-')
		return true;
	if (!number(&line, 10, &call))
		return false;
	for (i = 0; i < 6; i++) {
		if (line[0] != ' ' || line[1] != '0' || line[2] != 'x')
			return false;
		line += 3;
		if (!number(&line, 16, &out->args[i]))
			return false;
	}
	out->in = in_call(call);
	return true;
}
