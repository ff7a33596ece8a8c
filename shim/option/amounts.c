// SPDX-License-Identifier: MIT
/*
 * Amounts. Most answers are right as they are, and cost nothing; which may be
 * wrong is told from the answer itself. Whether the socket is MPTCP has to be
 * asked then: accepted ones are in no table of ours. But not where there can
 * be none, as sandboxes kill for any question: Chromium's for all requests but
 * FIONREAD, which its renderers ask of their pipes.
 * net/mptcp/protocol.c: mptcp_ioctl(), mptcp_inq_hint(), mptcp_ioctl_outq().
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "amounts.h"
#include "base/identity.h"
#include "base/numbers.h"
#include "base/poll.h"
#include "base/private.h"
#include "base/sys.h"
#include "know/births.h"
#include "know/native.h"
#include "know/observe.h"

static bool inherited;

/* A service that was started for a connection (inetd) has it there. */
void amounts_start(void)
{
	struct identity id;

	inherited = !identity_of(STDIN_FILENO, &id) && S_ISSOCK(id.mode) &&
		    observe_protocol(STDIN_FILENO) == IPPROTO_MPTCP &&
		    !native_socket(STDIN_FILENO);
}

/* The kernel may read more than it writes: a struct ifreq. */
static long request(int fd, unsigned int number)
{
	uint64_t room[8] = {0};

	return sys(SYS_ioctl, fd, number, room);
}

/*
 * Is it MPTCP because of us? If births don't say so, asked by ioctl(), which
 * the program has just called. FIOQSIZE ends with files and folders, before a
 * file system in user space hears of it (fs/ioctl.c). Urgent data is what TCP
 * knows and MPTCP does not, and SIOCOUTQNSD what besides them nobody does.
 */
static bool ours(int fd)
{
	if (births_of(fd) & ORIGIN_MPTCP)
		return observe_protocol(fd) == IPPROTO_MPTCP &&
		       !native_socket(fd);
	if (!births_any_upgraded() && !inherited)
		return false;
	return request(fd, FIOQSIZE) == -ENOTTY &&
	       request(fd, AMOUNTS_MARK) == -ENOTTY &&
	       request(fd, AMOUNTS_NOTSENT) == 0 && !native_socket(fd);
}

/* Is anything received and not read? What the kernel charges for it tells. */
static bool holds_memory(int fd)
{
	uint32_t charged; /* the first of SO_MEMINFO: SK_MEMINFO_RMEM_ALLOC */
	socklen_t len = sizeof(charged);

	return !sys(SYS_getsockopt, fd, SOL_SOCKET, SO_MEMINFO, &charged,
		    &len) &&
	       charged;
}

/* What is peeked at and cut (MSG_TRUNC) is counted without being copied. */
static int peek(int fd, int most)
{
	long there = sys(SYS_recvfrom, fd, NULL, most,
			 MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT, NULL, NULL);

	if (there < 0)
		return most > 1 ? most : 0;
	return (int)there;
}

/*
 * MPTCP's end of the stream has a place in its sequence and counts as a byte;
 * a socket without a connection and without data says 1 as well. To peek where
 * there is nothing would take the error that the program is to find.
 */
static int unread(int fd, int said)
{
	int events;

	if (!ours(fd))
		return said;
	events = poll_events(fd, POLLIN | POLLRDHUP);
	if (!(events & (POLLRDHUP | POLLHUP)))
		return said;
	/* Reset with data: there is what it says. */
	if (!(events & POLLRDHUP) && (said > 1 || (events & POLLIN)))
		return said;
	if (!(events & POLLRDHUP))
		return 0;
	if (said == 1 && (events & POLLERR))
		return holds_memory(fd);
	return peek(fd, said);
}

/* TCP says that it knows no such level, IPv4's in other words than IPv6's. */
static bool fell_back(int fd)
{
	unsigned char info;
	socklen_t len = sizeof(info);
	long err = sys(SYS_getsockopt, fd, SOL_MPTCP, MPTCP_INFO, &info, &len);

	return err == -EOPNOTSUPP || err == -ENOPROTOOPT;
}

/* linux/tcp.h: tcpi_notsent_bytes is behind what all libcs know. */
static int notsent(int fd, int said)
{
	uint32_t info[37];
	socklen_t len = sizeof(info);

	if (sys(SYS_getsockopt, fd, IPPROTO_TCP, TCP_INFO, info, &len) ||
	    len < sizeof(info))
		return said;
	return (int)info[36];
}

/*
 * After the fallback each byte in flight is counted twice for SIOCOUTQ, by
 * MPTCP and by TCP, and the handshake stays in until something is
 * acknowledged. SIOCOUTQNSD then tells what SIOCOUTQ should.
 */
static int unsent(int fd, unsigned int request, int said)
{
	int all = said;

	if (!(births_of(fd) & ORIGIN_MPTCP) || !ours(fd) || !fell_back(fd))
		return said;
	if (request == AMOUNTS_NOTSENT)
		return notsent(fd, said);
	sys(SYS_ioctl, fd, AMOUNTS_NOTSENT, &all);
	return all;
}

/* MPTCP says so in the place of an amount, and that all went well. */
static bool listens(int fd, int said)
{
	return said == -EINVAL && ours(fd);
}

/* MPTCP has no urgent data. TCP writes the answer: the pointer may be bad. */
static int mark(int fd, int *amount)
{
	long standin, err;

	if (errno != ENOTTY || !ours(fd))
		return -1;
	standin = private_socket(AF_INET, IPPROTO_TCP);
	if (standin < 0)
		return -1;
	err = sys(SYS_ioctl, standin, AMOUNTS_MARK, amount);
	private_close(standin);
	if (err)
		errno = (int)-err;
	return err ? -1 : 0;
}

bool amounts_unmarked(int fd)
{
	return errno == ENOTTY && ours(fd);
}

int amounts_answer(int fd, unsigned int request, int *amount, int ret)
{
	if (request == AMOUNTS_MARK)
		return ret ? mark(fd, amount) : 0;
	if (ret || !*amount)
		return ret;
	if (request == AMOUNTS_UNREAD) {
		*amount = unread(fd, *amount);
	} else if (listens(fd, *amount)) {
		errno = EINVAL;
		return -1;
	} else if (*amount > 0) {
		*amount = unsent(fd, request, *amount);
	}
	return 0;
}
