/* SPDX-License-Identifier: MIT */
/*
 * All or nothing: work that is not done to its end, whatever ends its process,
 * SIGKILL included, is undone.
 */
#ifndef LAUNCHER_UNDO_H
#define LAUNCHER_UNDO_H

/*
 * Calls work(with) in a child, where it may end the program; unless it returned
 * 0, undo(with) follows. Returns the exit code: 0, or why it was undone.
 */
int undo_unless_done(int (*work)(const void *with),
		     void (*undo)(const void *with), const void *with);

#endif
