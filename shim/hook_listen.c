// SPDX-License-Identifier: MIT
/*
 * listen(): puts right what turns out to be a listener, and counts it once it
 * is one. listen() neither blocks nor is a cancellation point.
 */
#include "classify.h"
#include "hook.h"

HOOKED int listen(int fd, int backlog)
{
	struct verdict verdict = {0};
	bool counts;
	int ret;

	if (!life_ready())
		return next.listen(fd, backlog);
	counts = classify_listener(fd, backlog, &verdict);
	ret = next.listen(fd, backlog);
	if (ret == 0 && counts)
		classify_listening(fd, &verdict);
	if (ret < 0 && verdict.listens)
		classify_unlistened(fd, &verdict);
	return ret;
}
