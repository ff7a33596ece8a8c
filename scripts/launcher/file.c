// SPDX-License-Identifier: MIT
/*
 * Reading files that may be anything: opened without waiting, and only if
 * they are regular, or the kernel's own.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"

int file_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) != 0)
		st.st_mode = 0;
	if (S_ISREG(st.st_mode))
		return fd;
	close(fd);
	errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
	return -1;
}

bool file_read(const char *path, size_t max, struct text *to)
{
	int fd = file_open(path);
	char buffer[16384];
	ssize_t len = 1;

	if (fd < 0)
		return false;
	while (max > 0 && len > 0) {
		len = read(fd, buffer,
			   max < sizeof(buffer) ? max : sizeof(buffer));
		if (len > 0)
			text_addn(to, buffer, (size_t)len);
		if (len > 0)
			max -= (size_t)len;
	}
	close(fd);
	return len >= 0;
}

char *file_line(const char *path)
{
	struct text text = {0};
	char *line = NULL;

	if (file_read(path, 4096, &text) && text.len)
		line = text_copyn(text.at, strcspn(text.at, "\n"));
	text_free(&text);
	return line;
}

char *file_link(const char *path)
{
	char to[PATH_MAX];
	ssize_t len = readlink(path, to, sizeof(to));

	return len < 0 ? NULL : text_copyn(to, (size_t)len);
}

static bool is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       access(path, X_OK) == 0;
}

char *file_command(const char *name, const char *path)
{
	if (strchr(name, '/'))
		return access(name, F_OK) == 0 ? text_copy(name) : NULL;
	for (;;) {
		size_t len = strcspn(path, ":");
		char *at = text_format("%.*s/%s", len ? (int)len : 1,
				       len ? path : ".", name);

		if (is_program(at))
			return at;
		free(at);
		if (!path[len])
			return NULL;
		path += len + 1;
	}
}
