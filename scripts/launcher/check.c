// SPDX-License-Identifier: MIT
/*
 * mptcpdefault check.
 */
#include "command.h"

int check_command(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	say_fail("check: not made yet");
}
