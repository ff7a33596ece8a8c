// SPDX-License-Identifier: MIT
/*
 * The ways out that run no destructor. quick_exit() is reported before its
 * handlers run: what they do with sockets is not.
 */
#include "hook.h"
#include "report/report.h"

HOOKED __attribute__((noreturn)) void _exit(int code)
{
	if (life_ready())
		report_write();
	for (;;)
		next._exit(code);
}

HOOKED __attribute__((noreturn)) void _Exit(int code)
{
	if (life_ready())
		report_write();
	for (;;)
		next._Exit(code);
}

HOOKED __attribute__((noreturn)) void quick_exit(int code)
{
	if (life_ready())
		report_write();
	for (;;)
		next.quick_exit(code);
}
