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

/* include/net/ipv6.h, SIN6_LEN_RFC2133: without the scope */
#define V6_LEAST offsetof(struct sockaddr_in6, sin6_scope_id)

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

bool address_local(const struct sockaddr *addr)
{
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)addr;
	const unsigned char *byte = v6->sin6_addr.s6_addr;

	return addr->sa_family == AF_INET6 && byte[0] == 0xfe &&
	       (byte[1] & 0xc0) == 0x80;
}

/* A program's may stand anywhere, and the kernel copies it as well. */
bool address_local_given(const struct sockaddr *addr, socklen_t len)
{
	struct sockaddr_in6 copy = {.sin6_family = AF_UNSPEC};

	if (len < V6_LEAST || !address_readable(addr, len))
		return false;
	memcpy(&copy, addr, V6_LEAST);
	return address_local((const struct sockaddr *)&copy);
}
