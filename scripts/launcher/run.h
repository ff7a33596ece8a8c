/* SPDX-License-Identifier: MIT */
/*
 * The program as a container image's ENTRYPOINT; see command.h for `run`.
 */
#ifndef LAUNCHER_RUN_H
#define LAUNCHER_RUN_H

/* All of argv is the program's. */
int run_entrypoint(int argc, char **argv);

#endif
