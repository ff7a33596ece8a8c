// SPDX-License-Identifier: MIT
/*
 * Atomic writing for enable and disable. No reader, such as systemd, sees half
 * a file, and after a power cut there is the old one or the new one.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store.h"
#include "text.h"

/* Hidden, and no .conf: systemd does not read it. */
#define TEMPORARY ".mptcpdefault."

static int write_fd(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t n = write(fd, text, left);

		if (n < 0 && errno != EINTR)
			return errno;
		if (n > 0) {
			text += n;
			left -= (size_t)n;
		}
	}
	/* Whatever the umask is: systemd runs it for everybody. */
	if (fchmod(fd, 0644) != 0 || fsync(fd) != 0)
		return errno;
	return 0;
}

/* A name that came or went is durable once its folder is. */
static int sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? text_copyn(path, (size_t)(slash - path) + 1)
			     : text_copy(".");
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int error = 0;

	free(folder);
	if (fd < 0)
		return errno;
	/* EINVAL: this kind of file system can't, and needs no more. */
	if (fsync(fd) != 0 && errno != EINVAL)
		error = errno;
	close(fd);
	return error;
}

int store_write(const char *path, const char *text)
{
	const char *slash = strrchr(path, '/');
	int before = slash ? (int)(slash - path) + 1 : 0;
	char *temporary = text_format("%.*s" TEMPORARY "XXXXXX", before, path);
	int fd = mkostemp(temporary, O_CLOEXEC);
	int error = fd < 0 ? errno : write_fd(fd, text);

	if (fd >= 0 && close(fd) != 0 && !error)
		error = errno;
	if (!error && rename(temporary, path) != 0)
		error = errno;
	if (error && fd >= 0)
		unlink(temporary);
	free(temporary);
	return error ? error : sync_folder(path);
}

int store_move(const char *from, const char *to)
{
	if (rename(from, to) != 0)
		return errno == ENOENT && access(from, F_OK) != 0 ? 0 : errno;
	return sync_folder(to);
}

int store_link(const char *from, const char *to)
{
	int error = store_remove(to);

	if (error)
		return error;
	if (link(from, to) == 0)
		return sync_folder(to);
	if (errno == ENOENT && access(from, F_OK) != 0)
		return 0;
	/* Not all file systems have links. */
	if (errno == EPERM || errno == EOPNOTSUPP || errno == EMLINK)
		return store_move(from, to);
	return errno;
}

int store_remove(const char *path)
{
	if (unlink(path) != 0)
		return errno == ENOENT ? 0 : errno;
	return sync_folder(path);
}

static int make_folder(const char *path)
{
	struct stat is;

	if (mkdir(path, 0755) == 0)
		return 0;
	if (errno == EEXIST && stat(path, &is) == 0 && S_ISDIR(is.st_mode))
		return 0;
	return errno == EEXIST ? ENOTDIR : errno;
}

int store_folders(const char *path)
{
	char *part = text_copy(path), *slash = part;
	int error = 0;

	do {
		slash = strchr(slash + 1, '/');
		if (slash)
			*slash = '\0';
		if (*part)
			error = make_folder(part);
		if (slash)
			*slash = '/';
	} while (slash && !error);
	free(part);
	return error;
}

void store_sweep(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (text_starts(entry->d_name, TEMPORARY))
			unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
}

int store_lock(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	/* A file system that has no locks is no reason to refuse. */
	while (fd >= 0 && flock(fd, LOCK_EX) != 0 && errno == EINTR)
		;
	return fd;
}

void store_unlock(int lock)
{
	if (lock >= 0)
		close(lock);
}
