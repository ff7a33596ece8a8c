// SPDX-License-Identifier: MIT
/*
 * TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT out of range: TCP says EINVAL.
 * MPTCP, without a connection, takes some, and reads them back.
 */
#include "bug.h"

static const struct {
	const char *name;
	int option, value;
} tries[] = {
	{"KEEPIDLE 0", TCP_KEEPIDLE, 0},
	{"KEEPIDLE 32768", TCP_KEEPIDLE, 32768},
	{"KEEPINTVL 0", TCP_KEEPINTVL, 0},
	{"KEEPINTVL 32768", TCP_KEEPINTVL, 32768},
	{"KEEPCNT 0", TCP_KEEPCNT, 0},
	{"KEEPCNT 128", TCP_KEEPCNT, 128},
};

int main(void)
{
	char taken[128] = "";
	size_t i;
	int p, ret[2];

	patience(10);
	for (i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		for (p = 0; p < 2; p++)
			ret[p] = setsockopt(new_socket(protocols[p]),
					    IPPROTO_TCP, tries[i].option,
					    &tries[i].value, sizeof(int));
		if (ret[0] == ret[1])
			continue;
		strcat(taken, *taken ? ", " : "");
		strcat(taken, tries[i].name);
	}
	verdict(!*taken, "MPTCP alone takes: %s", *taken ? taken : "none");
}
