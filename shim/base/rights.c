// SPDX-License-Identifier: MIT
/*
 * A walk over control data. CMSG_NXTHDR would call into libc, each under
 * another name.
 */
#include <stddef.h>
#include <string.h>
#include "address.h"
#include "rights.h"

/* A header and what it says of its data. */
struct piece {
	uint32_t from;
	uint32_t size;
	bool rights;
};

static bool piece_at(const struct msghdr *message, uint32_t at,
		     struct piece *out)
{
	const unsigned char *control = message->msg_control;
	uint32_t len = rights_length(message);
	struct cmsghdr header;

	if (at > len || len - at < sizeof(header))
		return false;
	memcpy(&header, control + at, sizeof(header));
	out->from = at;
	out->size = (uint32_t)header.cmsg_len;
	out->rights = header.cmsg_level == SOL_SOCKET &&
		      header.cmsg_type == SCM_RIGHTS;
	return out->size >= sizeof(header) && out->size <= len - at;
}

static uint32_t behind(const struct piece *p)
{
	return p->from + (uint32_t)CMSG_ALIGN(p->size);
}

bool rights_carried(const struct msghdr *message)
{
	struct piece p;
	uint32_t at;

	for (at = 0; piece_at(message, at, &p); at = behind(&p))
		if (p.rights)
			return true;
	return false;
}

static bool readable(const struct msghdr *message)
{
	return address_memory(message, sizeof(*message)) &&
	       rights_length(message) >= sizeof(struct cmsghdr) &&
	       address_memory(message->msg_control, rights_length(message));
}

bool rights_next(const struct msghdr *message, uint32_t *at, int *fd)
{
	struct piece p;
	uint32_t from;

	if (*at == 0 && !readable(message))
		return false;
	for (from = 0; piece_at(message, from, &p); from = behind(&p)) {
		uint32_t first = from + (uint32_t)CMSG_LEN(0);

		if (*at < first)
			*at = first;
		if (!p.rights || *at + sizeof(*fd) > from + p.size)
			continue;
		memcpy(fd, (const unsigned char *)message->msg_control + *at,
		       sizeof(*fd));
		*at += (uint32_t)sizeof(*fd);
		return true;
	}
	return false;
}
