// SPDX-License-Identifier: MIT
/*
 * A program closes all descriptors it may have, known or not, as daemons do,
 * and goes on. Called by life_moments.bats; prints how many dialers and
 * listeners.
 */
#include "life_guest.h"
#include <sys/epoll.h>

static void closed_all(void)
{
	if (syscall(SYS_close_range, 3, ~0U, 0))
		die("close_range");
}

int main(void)
{
	struct epoll_event event = {.events = EPOLLIN, .data.u64 = 77};
	int l, d, set;

	for (int i = 0; i < 3; i++) {
		l = listener();
		d = dialer(l);
		socket(AF_UNIX, SOCK_STREAM, 0);
		socket(AF_INET, SOCK_DGRAM, 0);
		closed_all();
		CHECK(open_descriptors() == 3);
	}
	l = bound();
	set = epoll_create1(0);
	CHECK(epoll_ctl(set, EPOLL_CTL_ADD, l, &event) == 0);
	CHECK(listen(l, 8) == 0);
	d = dialer(l);
	CHECK(epoll_wait(set, &event, 1, 10000) == 1 && event.data.u64 == 77);
	CHECK(accept(l, NULL, NULL) >= 0);
	serves(l);
	closed_all();
	CHECK(fcntl(d, F_GETFD) == -1 && errno == EBADF);
	puts("5 4");
	return 0;
}
