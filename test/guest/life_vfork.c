// SPDX-License-Identifier: MIT
/*
 * Children of vfork(), which share our memory but not our descriptors, listen
 * and dial and leave by _exit(). Called by life_moments.bats. To whom their
 * sockets are counted is left open; there is one report, and it keeps the law.
 */
#include "life_guest.h"
#include <sys/wait.h>

#define CHILDREN 20

int main(void)
{
	int before = open_descriptors(), l = listener(), status;
	struct sockaddr_in addr = address_of(l), own = loopback(0);

	for (int i = 0; i < CHILDREN; i++) {
		pid_t child = vfork();

		if (child < 0)
			die("vfork");
		if (child == 0) {
			int d = socket(AF_INET, SOCK_STREAM, 0);
			int s = socket(AF_INET, SOCK_STREAM, 0);
			int bad;

			bad = connect(d, (struct sockaddr *)&addr,
				      sizeof(addr)) ||
			      bind(s, (struct sockaddr *)&own, sizeof(own)) ||
			      listen(s, 1);
			_exit(bad);
		}
		CHECK(waitpid(child, &status, 0) == child && status == 0);
		status = accept(l, NULL, NULL);
		CHECK(status >= 0);
		close(status);
	}
	serves(l);
	close(l);
	CHECK(open_descriptors() == before);
	return 0;
}
