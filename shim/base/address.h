/* SPDX-License-Identifier: MIT */
/*
 * Socket addresses, the program's and the kernel's, as far as a decision
 * hangs on them. Changes nothing.
 */
#ifndef SHIM_ADDRESS_H
#define SHIM_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

/* Can the program's memory be read, eight bytes of it or more? */
bool address_memory(const void *at, size_t len);

/* Can the program's address be read at all? Else it is the kernel's to refuse.
 */
bool address_readable(const struct sockaddr *addr, socklen_t len);

/* include/net/ipv6.h, SIN6_LEN_RFC2133: without the scope */
#define ADDRESS_V6_LEAST offsetof(struct sockaddr_in6, sin6_scope_id)

/* It stands there in either family. Of an address that can be read. */
static inline int address_port(const void *addr)
{
	in_port_t port;

	memcpy(&port,
	       (const char *)addr + offsetof(struct sockaddr_in, sin_port),
	       sizeof(port));
	return ntohs(port);
}

/* Link-local IPv6 (fe80::/10), which names nobody without its scope? */
bool address_local(const void *addr, socklen_t len);

#endif
