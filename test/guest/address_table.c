// SPDX-License-Identifier: MIT
/*
 * Two sockets, one port: every pair of addresses, of reuse options and of
 * moments, and what bind() and listen() say to the second one. The same table
 * must come out plain and under the shim. Run by address_table.bats.
 */
#include "guest.h"

static const struct address {
	const char *name;
	int domain;
	const char *text;
	int only;
} addresses[] = {
	{"any4", AF_INET, "0.0.0.0", 0},
	{"one4", AF_INET, "127.0.0.1", 0},
	{"two4", AF_INET, "127.0.0.2", 0},
	{"any6", AF_INET6, "::", 0},
	{"any6only", AF_INET6, "::", 1},
	{"one6", AF_INET6, "::1", 0},
	{"mapped", AF_INET6, "::ffff:127.0.0.1", 0},
};

static const struct reuse {
	const char *name;
	int address, port;
} reuses[] = {{"-", 0, 0}, {"address", 1, 0}, {"port", 0, 1}, {"both", 1, 1}};

static void set(int fd, int level, int name, int value)
{
	must(setsockopt(fd, level, name, &value, sizeof(value)));
}

static int made(const struct address *a, const struct reuse *r)
{
	int fd = new_socket(a->domain);

	if (r->address)
		set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
	if (r->port)
		set(fd, SOL_SOCKET, SO_REUSEPORT, 1);
	if (a->only)
		set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
	return fd;
}

static int bound(int fd, const struct address *a, int port)
{
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6,
				  .sin6_port = htons((uint16_t)port)};
	struct sockaddr_in v4 = {.sin_family = AF_INET,
				 .sin_port = htons((uint16_t)port)};

	if (a->domain == AF_INET) {
		check(inet_pton(AF_INET, a->text, &v4.sin_addr) == 1);
		return bind(fd, (struct sockaddr *)&v4, sizeof(v4));
	}
	check(inet_pton(AF_INET6, a->text, &v6.sin6_addr) == 1);
	return bind(fd, (struct sockaddr *)&v6, sizeof(v6));
}

static int reads(int fd, int name)
{
	int value = -1;
	socklen_t len = sizeof(value);

	must(getsockopt(fd, SOL_SOCKET, name, &value, &len));
	return value;
}

static void pair(const struct address *a, const struct reuse *ra,
		 const struct address *b, const struct reuse *rb, bool early)
{
	int one = made(a, ra), two = made(b, rb), port;

	must(bound(one, a, 0));
	port = port_of(one);
	if (early)
		must(listen(one, 4));
	say("%s %s%s / %s %s: bind %s", a->name, ra->name,
	    early ? " listening" : "", b->name, rb->name,
	    result(bound(two, b, port)));
	/* Not bound, it would take any port. */
	if (port_of(two))
		say(" listen %s", result(listen(two, 4)));
	if (!early)
		say(" first %s", result(listen(one, 4)));
	say(" %d%d%d%d\n", reads(one, SO_REUSEADDR), reads(one, SO_REUSEPORT),
	    reads(two, SO_REUSEADDR), reads(two, SO_REUSEPORT));
	close(one);
	close(two);
}

static void table(bool early)
{
	size_t a, b, ra, rb;

	/* Nobody else's ports may be in the way. */
	own_network();
	for (a = 0; a < LEN(addresses); a++)
		for (b = 0; b < LEN(addresses); b++)
			for (ra = 0; ra < LEN(reuses); ra++)
				for (rb = 0; rb < LEN(reuses); rb++)
					pair(&addresses[a], &reuses[ra],
					     &addresses[b], &reuses[rb], early);
}

static void listening(void)
{
	table(true);
}

static void only_bound(void)
{
	table(false);
}

GUEST_CASES({"listening", listening}, {"only_bound", only_bound})
