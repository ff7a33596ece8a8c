// SPDX-License-Identifier: MIT
/*
 * A table of private descriptors in use, for the child of a fork to close.
 * While a thread makes or closes one, the table is behind the truth: so that
 * nobody forks then, threads that fork and threads that do this wait for each
 * other, by the order in which they came. None waits for itself (a signal
 * handler may fork, or make a descriptor), nor while others wait for it, and
 * none for ever: who was waited for in vain is taken for gone (cancelled, a
 * long jump). A descriptor too many in a child is better than a hang.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include "identity.h"
#include "poll.h"
#include "private.h"
#include "thread.h"

#define SLOTS 128 /* a thread that replaces uses up to three at a time */

static struct slot {
	int fd;      /* the descriptor plus one; 0: none */
	int foreign; /* it may not be the forking thread's: see is_it() */
	struct identity id;
} slots[SLOTS];

struct place {
	void *thread;
	unsigned long ticket; /* 0: is being drawn */
};

static struct place movers[SLOTS]; /* between a system call and the table */
static struct place forkers[SLOTS];
static unsigned long drawn;
static int forking; /* how many: without any, nobody looks at the list */

#define load(x)     __atomic_load_n(&(x), __ATOMIC_SEQ_CST)
#define store(x, v) __atomic_store_n(&(x), v, __ATOMIC_SEQ_CST)
#define add(x, n)   __atomic_fetch_add(&(x), n, __ATOMIC_SEQ_CST)
#define change(x, from, to)                                                 \
	__atomic_compare_exchange_n(&(x), &(from), to, 0, __ATOMIC_SEQ_CST, \
				    __ATOMIC_SEQ_CST)

static struct place *sign_in(struct place *list)
{
	void *none;
	int i;

	for (i = 0; i < SLOTS; i++) {
		none = NULL;
		if (change(list[i].thread, none, thread_self())) {
			store(list[i].ticket, add(drawn, 1) + 1);
			return &list[i];
		}
	}
	return NULL;
}

static void sign_out(struct place *place)
{
	if (!place)
		return;
	store(place->ticket, 0);
	store(place->thread, NULL);
}

/* A place of this thread, other than this one. */
static struct place *mine(struct place *list, const struct place *but)
{
	int i;

	for (i = 0; i < SLOTS; i++)
		if (load(list[i].thread) == thread_self() && &list[i] != but)
			return &list[i];
	return NULL;
}

static struct place *came_before(struct place *list, unsigned long ticket)
{
	int i;

	for (i = 0; i < SLOTS; i++) {
		void *thread = load(list[i].thread);

		if (thread && thread != thread_self() &&
		    load(list[i].ticket) < ticket)
			return &list[i];
	}
	return NULL;
}

static void wait_for(struct place *list, const struct place *own)
{
	struct place *other;
	int turns;

	for (turns = 0; own && (other = came_before(list, own->ticket));
	     turns++) {
		if (turns < THREAD_TURNS)
			thread_turn();
		else
			sign_out(other);
	}
}

static struct place *step(void)
{
	struct place *mover = sign_in(movers);

	if (load(forking) && !mine(forkers, NULL) && !mine(movers, mover))
		wait_for(forkers, mover);
	return mover;
}

/*
 * A thread may have descriptors of its own (unshare(CLONE_FILES)): in its child
 * another thread's private number is a file of the program's.
 */
static void describe(struct slot *slot, int fd)
{
	slot->foreign = !thread_was_alone();
	if (slot->foreign && identity_of(fd, &slot->id))
		slot->id.mode = 0;
}

static long enter(long fd, struct place *mover)
{
	int i, none;

	for (i = 0; fd >= 0 && i < SLOTS; i++) {
		none = 0;
		if (change(slots[i].fd, none, (int)fd + 1)) {
			describe(&slots[i], (int)fd);
			break;
		}
	}
	sign_out(mover);
	return fd;
}

long private_socket(int domain, int protocol)
{
	return private_socket_nonblock(domain, protocol, false);
}

long private_socket_nonblock(int domain, int protocol, bool on)
{
	struct place *mover = step();
	const int flags = SOCK_CLOEXEC | (on ? SOCK_NONBLOCK : 0);

	return enter(sys(SYS_socket, domain, SOCK_STREAM | flags, protocol),
		     mover);
}

long private_netlink(int protocol)
{
	struct place *mover = step();
	const int type = SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK;

	return enter(sys(SYS_socket, AF_NETLINK, type, protocol), mover);
}

long private_open(int directory, const char *path, int flags)
{
	struct place *mover = step();
	long fd = sys(SYS_openat, directory, path, flags | O_CLOEXEC, 0);

	return enter(fd, mover);
}

long private_copy(int fd)
{
	struct place *mover = step();

	return enter(sys(SYS_fcntl_, fd, F_DUPFD_CLOEXEC, 0), mover);
}

long private_epoll(void)
{
	struct place *mover = step();

	return enter(sys(SYS_epoll_create1, O_CLOEXEC), mover);
}

int private_refusal(long fd)
{
	return fd >= 0 || fd == -EMFILE || fd == -ENFILE ? 0 : (int)-fd;
}

bool private_has(int fd)
{
	int i;

	for (i = 0; i < SLOTS; i++)
		if (load(slots[i].fd) == fd + 1)
			return true;
	return false;
}

void private_close(long fd)
{
	struct place *mover = step();
	int i, own;

	for (i = 0; i < SLOTS; i++) {
		own = (int)fd + 1;
		if (change(slots[i].fd, own, 0))
			break;
	}
	sys(SYS_close, fd);
	sign_out(mover);
}

void private_forking(void)
{
	struct place *forker;

	add(forking, 1);
	forker = sign_in(forkers);
	if (!mine(movers, NULL))
		wait_for(movers, forker);
}

void private_forked_parent(void)
{
	sign_out(mine(forkers, NULL));
	add(forking, -1);
}

/* Anonymous files (an epoll set) are all alike: better one too many. */
static bool is_it(const struct slot *slot)
{
	struct identity id;

	return !slot->foreign ||
	       (slot->id.mode & S_IFMT && !identity_of(slot->fd - 1, &id) &&
		identity_same(&id, &slot->id));
}

static void forget(bool and_close)
{
	int i;

	for (i = 0; i < SLOTS; i++) {
		if (slots[i].fd && and_close && is_it(&slots[i]))
			sys(SYS_close, slots[i].fd - 1);
		slots[i].fd = 0;
		sign_out(&movers[i]);
		sign_out(&forkers[i]);
	}
	forking = 0;
}

void private_forked_child(void)
{
	forget(true);
}

/* By clone(CLONE_FILES) perhaps: then what is closed here is the parent's. */
void private_forked_unseen(void)
{
	forget(false);
}

/* The kernel gives the lowest free number: so the last ones are the spare. */
bool private_room(void)
{
	uint64_t limit[2]; /* struct rlimit64 */
	uint64_t open;
	int room = 64;

	if (sys(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, limit) || limit[0] < 64)
		return false;
	if (limit[0] > 0x7fffffff)
		return true;
	for (open = poll_open((int)limit[0] - 64); open; open &= open - 1)
		room--;
	return room >= PRIVATE_ROOM;
}

bool private_spare(void)
{
	return thread_alone() || private_room();
}
