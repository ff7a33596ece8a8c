// SPDX-License-Identifier: MIT
/*
 * Says if the kernel told the loader not to trust its environment (AT_SECURE),
 * and what a listener and a dialer of its are. Made setuid, setgid or given
 * capabilities by box.sh. With arguments, becomes that command then.
 */
#include "../guest/life_guest.h"
#include <sys/auxv.h>

int main(int argc, char **argv)
{
	int l = listener(), d;

	serves(l);
	d = dialer(l);
	printf("secure=%lu listener=%d,%d dialer=%d,%d\n", getauxval(AT_SECURE),
	       wire(l), seen_protocol(l), wire(d), seen_protocol(d));
	fflush(stdout);
	if (argc < 2)
		return 0;
	execv(argv[1], argv + 1);
	return EXIT_BROKEN;
}
