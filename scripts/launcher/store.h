/* SPDX-License-Identifier: MIT */
/*
 * Files of ours, written whole: such a file is there with all that is in it, or
 * as it was before, also after a power cut. Everything returns 0 or an errno.
 */
#ifndef LAUNCHER_STORE_H
#define LAUNCHER_STORE_H

/*
 * Make path a file with that text, of mode 0644: a temporary name in the same
 * folder, fsync, rename, fsync of the folder. After an error nothing of it is
 * there.
 */
int store_write(const char *path, const char *text);

/* A file that is not there is no error. */
int store_move(const char *from, const char *to);
/* A second name, in place of whatever has it. */
int store_link(const char *from, const char *to);
int store_remove(const char *path);

/* A folder and those it is in, of mode 0755; that it is there is no error. */
int store_folders(const char *path);

/* Remove what store_write() left in a folder when it was killed. */
void store_sweep(const char *folder);

/* One at a time: waits for whoever else has the folder, if it is there. What it
 * returns is for store_unlock(). */
int store_lock(const char *folder);
void store_unlock(int lock);

#endif
