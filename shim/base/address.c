// SPDX-License-Identifier: MIT
/*
 * A bad pointer must be the kernel's to refuse (EFAULT), not ours to fall
 * over: rt_sigprocmask() reads eight bytes before it refuses a "how" that does
 * not exist, and changes nothing.
 */
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "address.h"
#include "sys.h"

#define PAGE_LEAST 4096 /* of all machines */

static bool eight_readable(const char *at)
{
	const int no_such_how = 99;

	return sys(SYS_rt_sigprocmask, no_such_how, at, NULL, 8) == -EINVAL;
}

static bool one_page(const char *a, const char *b)
{
	return (uintptr_t)a / PAGE_LEAST == (uintptr_t)b / PAGE_LEAST;
}

/* Byte by byte it can only end where a page does. */
bool address_memory(const void *memory, size_t len)
{
	const char *at = memory, *last;

	if (!at || len < 8 || !eight_readable(at))
		return false;
	for (last = at + len - 8; !one_page(at + 7, last + 7);) {
		at = last - at > PAGE_LEAST ? at + PAGE_LEAST : last;
		if (!eight_readable(at))
			return false;
	}
	return true;
}

bool address_readable(const struct sockaddr *addr, socklen_t len)
{
	if (len > sizeof(struct sockaddr_in6))
		len = sizeof(struct sockaddr_in6);
	return address_memory(addr, len);
}

/* A program's address may stand anywhere. */
bool address_local(const void *addr, socklen_t len)
{
	const unsigned char *at = addr;
	const unsigned char *byte =
		at + offsetof(struct sockaddr_in6, sin6_addr);
	sa_family_t family;

	if (len < ADDRESS_V6_LEAST)
		return false;
	memcpy(&family, at + offsetof(struct sockaddr, sa_family),
	       sizeof(family));
	return family == AF_INET6 && byte[0] == 0xfe &&
	       (byte[1] & 0xc0) == 0x80;
}
