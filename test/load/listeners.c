// SPDX-License-Identifier: MIT
/*
 * That many listeners in one process, all open at once; first, middle and
 * last serve. Run by listeners.bats. Arguments: how many, the protocol that
 * they are to be (6 or 262).
 */
#include "../guest/life_guest.h"
#include "limit.h"

int main(int argc, char **argv)
{
	int n = argc == 3 ? atoi(argv[1]) : 0, i, *fds;
	int before = open_descriptors();

	CHECK(n > 0);
	raise_limit(n + 100);
	fds = calloc((size_t)n, sizeof(*fds));
	CHECK(fds);
	for (i = 0; i < n; i++)
		fds[i] = listener();
	for (i = 0; i < n; i++)
		CHECK(wire(fds[i]) == atoi(argv[2]));
	serves(fds[0]);
	serves(fds[n / 2]);
	serves(fds[n - 1]);
	CHECK(open_descriptors() == before + n);
	return 0;
}
