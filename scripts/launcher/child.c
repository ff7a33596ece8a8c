// SPDX-License-Identifier: MIT
/*
 * Children. Whatever they do, we go on: an output without end is cut, one that
 * hangs is killed where a limit is given.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "child.h"

#define OUTPUT_MAX     (16 << 20) /* of /proc/PID/maps and the like: enough */
#define EXIT_NOT_FOUND 127

static _Noreturn void become(const struct child *c, int out)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	/* An image may have no /dev/null: then closed serves as well. */
	if (null < 0 || dup2(null, STDIN_FILENO) < 0)
		close(STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	if (c->errors)
		dup2(out, STDERR_FILENO);
	else if (!c->errors_are_ours &&
		 (null < 0 || dup2(null, STDERR_FILENO) < 0))
		close(STDERR_FILENO);
	execvpe(c->argv[0], c->argv, c->env ? c->env : environ);
	_exit(EXIT_NOT_FOUND);
}

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Until the other end is closed; false: too long or too much. */
static bool collect(int fd, unsigned int seconds, struct text *out)
{
	long long end = now_ms() + 1000LL * seconds;
	size_t taken = 0;

	for (;;) {
		struct pollfd poll_fd = {fd, POLLIN, 0};
		long long left = end - now_ms();
		char buffer[4096];
		ssize_t len;
		int ready;

		if (seconds && left <= 0)
			return false;
		ready = poll(&poll_fd, 1, seconds ? (int)left : -1);
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			return false;
		len = read(fd, buffer, sizeof(buffer));
		if (len <= 0)
			return len == 0;
		taken += (size_t)len;
		if (taken > OUTPUT_MAX)
			return false;
		if (out)
			text_addn(out, buffer, (size_t)len);
	}
}

static int ended(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return CHILD_LOST;
	return WIFEXITED(status) ? WEXITSTATUS(status) : CHILD_LOST;
}

int child_run(const struct child *c, struct text *out)
{
	int fds[2], error;
	pid_t pid;

	fflush(NULL);
	if (pipe2(fds, O_CLOEXEC) < 0)
		return CHILD_NONE;
	pid = fork();
	error = errno;
	if (pid == 0)
		become(c, fds[1]);
	close(fds[1]);
	if (pid > 0 && !collect(fds[0], c->seconds, out))
		kill(pid, SIGKILL);
	close(fds[0]);
	errno = error;
	return pid > 0 ? ended(pid) : CHILD_NONE;
}

int child_try(void (*try)(void *with), void *with)
{
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		try(with);
		_exit(0);
	}
	return pid > 0 ? ended(pid) : CHILD_NONE;
}
