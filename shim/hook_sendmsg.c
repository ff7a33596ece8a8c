// SPDX-License-Identifier: MIT
/*
 * sendmsg(): a socket that is sent to another process before it listens is
 * shared from then on. Looked at after the kernel has read the message, which
 * proves its pointers good; without control data it costs one comparison.
 */
#include <netinet/tcp.h>
#include <stddef.h>
#include <string.h>
#include "births.h"
#include "hook.h"
#include "observe.h"
#include "pins.h"

static void sent(int fd)
{
	uint64_t cookie;

	if (births_flags(fd) & BIRTH_other)
		return;
	if (observe_state(fd) != TCP_CLOSE)
		return;
	cookie = observe_cookie(fd);
	if (cookie)
		pins_add(cookie, REASON_sent);
}

/*
 * CMSG_NXTHDR would call into libc, each under another name. Lengths are the
 * lower 32 bits: in musl's structures the rest is padding, which only its own
 * sendmsg() clears.
 */
static void sent_all(const struct msghdr *message)
{
	const unsigned char *control = message->msg_control;
	size_t len = (uint32_t)message->msg_controllen;
	struct cmsghdr header;
	size_t at, size;
	int fd;

	while (len >= sizeof(header)) {
		memcpy(&header, control, sizeof(header));
		size = (uint32_t)header.cmsg_len;
		if (size < sizeof(header) || size > len)
			return;
		if (header.cmsg_level == SOL_SOCKET &&
		    header.cmsg_type == SCM_RIGHTS) {
			for (at = CMSG_LEN(0); at + sizeof(fd) <= size;
			     at += sizeof(fd)) {
				memcpy(&fd, control + at, sizeof(fd));
				sent(fd);
			}
		}
		at = CMSG_ALIGN(size);
		if (at > len)
			return;
		control += at;
		len -= at;
	}
}

APART static ssize_t looked_at(const struct msghdr *message, ssize_t ret)
{
	if (life_ready())
		sent_all(message);
	return ret;
}

HOOKED ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	ssize_t ret = next.sendmsg(fd, message, flags);

	if (ret >= 0 && (uint32_t)message->msg_controllen)
		return looked_at(message, ret);
	return ret;
}
