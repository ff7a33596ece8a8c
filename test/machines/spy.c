// SPDX-License-Identifier: MIT
/*
 * A second preload library behind ours: says that it was called, and passes
 * on to the kernel. Called by scripts/machines, in an old root.
 */
#include <sys/syscall.h>
#include <unistd.h>

int socket(int domain, int type, int protocol)
{
	static const char said[] = "spy: socket\n";

	(void)!write(STDERR_FILENO, said, sizeof(said) - 1);
	return (int)syscall(SYS_socket, domain, type, protocol);
}
