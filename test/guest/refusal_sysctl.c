// SPDX-License-Identifier: MIT
/*
 * net.mptcp.enabled is switched off and on again while the program runs, in
 * a network namespace of its own. Called by refusal_calls.bats as root. Prints
 * the kernel's protocol of a listener and a dialer before, while off, and
 * after.
 */
#include "life_guest.h"
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>

static void lo_up(void)
{
	struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (ioctl(fd, SIOCSIFFLAGS, &request))
		die("lo");
	close(fd);
}

static void enable(const char *value)
{
	/* thread-self: the namespace is this thread's. */
	int fd = open("/proc/sys/net/mptcp/enabled", O_WRONLY);

	if (fd < 0 || write(fd, value, 1) != 1)
		die("net.mptcp.enabled");
	close(fd);
}

static void both(void)
{
	int l, d, old = bound();

	errno = 0;
	CHECK(listen(old, 8) == 0 && errno == 0);
	serves(old);
	l = listener();
	d = dialer(l);
	CHECK(errno == 0);
	printf("%d %d\n", wire(l), wire(d));
	close(d);
	close(l);
	close(old);
}

int main(void)
{
	int before, across;

	if (unshare(CLONE_NEWNET))
		die("unshare");
	lo_up();
	before = open_descriptors();
	enable("1");
	both();
	across = bound();
	enable("0");
	both();
	/* Made while MPTCP was to be had, listening while it is not. */
	CHECK(listen(across, 8) == 0);
	serves(across);
	close(across);
	across = bound();
	enable("1");
	CHECK(listen(across, 8) == 0);
	serves(across);
	close(across);
	both();
	CHECK(open_descriptors() == before);
	return 0;
}
