// SPDX-License-Identifier: MIT
/*
 * listen(): puts right what turns out to be a listener, and counts it once it
 * is one. listen() neither blocks nor is a cancellation point.
 */
#include "base/settings.h"
#include "hook.h"
#include "role/classify.h"

APART static int looked_at(int fd, int backlog)
{
	struct verdict verdict = {0};
	bool counts = classify_listener(fd, backlog, &verdict);
	int ret = next.listen(fd, backlog);

	if (ret == 0 && counts)
		classify_listening(fd, &verdict);
	if (ret < 0 && verdict.listens)
		classify_unlistened(fd, &verdict);
	return ret;
}

HOOKED int listen(int fd, int backlog)
{
	int ret;

	if (!life_ready())
		return next.listen(fd, backlog);
	if (!settings_off())
		return looked_at(fd, backlog);
	ret = next.listen(fd, backlog);
	if (ret == 0)
		classify_off(fd);
	return ret;
}
