// SPDX-License-Identifier: MIT
/*
 * Births: a table by descriptor. A descriptor's number says nothing once it
 * was closed and given anew without our seeing it, so what matters is kept
 * with the socket's SO_COOKIE, which is never reused. Called by the hooks and
 * replace.c.
 */
#include <sys/mman.h>
#include "base/sys.h"
#include "births.h"
#include "forks.h"
#include "moments.h"
#include "observe.h"

/* The first chunk serves nearly all processes, without a system call. */
static struct birth_record first[BIRTHS_CHUNK];
struct birth_record *births_chunks[BIRTHS_CHUNKS];
unsigned int births_unsettled;
int births_made_mptcp;

#define load(x)     __atomic_load_n(&(x), __ATOMIC_RELAXED)
#define store(x, v) __atomic_store_n(&(x), v, __ATOMIC_RELAXED)

/* At load and not by the linker, or all of the list were in the file. */
void births_start(void)
{
	births_chunks[0] = first;
}

struct birth_record *births_from(int *fd)
{
	struct birth_record *r;

	while (!(r = births_record_of(*fd)) &&
	       *fd < BIRTHS_CHUNK * BIRTHS_CHUNKS)
		*fd = (*fd / BIRTHS_CHUNK + 1) * BIRTHS_CHUNK;
	return r;
}

/* Not inline, or registers were saved where there is nothing to make. */
__attribute__((noinline)) struct birth_record *births_make(int fd)
{
	struct birth_record *r = births_record_of(fd), *none = NULL, *made;
	const size_t size = BIRTHS_CHUNK * sizeof(*r);

	if (r || fd < 0 || fd >= BIRTHS_CHUNK * BIRTHS_CHUNKS)
		return r;
	made = sys_map(size, MAP_PRIVATE);
	if (!made)
		return NULL;
	if (!__atomic_compare_exchange_n(&births_chunks[fd / BIRTHS_CHUNK],
					 &none, made, false, __ATOMIC_ACQ_REL,
					 __ATOMIC_ACQUIRE))
		sys(SYS_munmap, made, size);
	return births_record_of(fd);
}

bool births_record(int fd, uint32_t flags)
{
	struct birth_record *r = births_record_of(fd);

	forks_matter();
	if (!r && !(flags & BIRTH_other))
		r = births_make(fd);
	if (!r)
		return !(flags & BIRTH_ours);
	store(r->cookie, 0);
	store(r->born, moments_now());
	store(r->flags, flags);
	return true;
}

void births_set(int fd, unsigned int flags)
{
	struct birth_record *r = births_make(fd);

	if (r)
		__atomic_fetch_or(&r->flags, flags, __ATOMIC_RELAXED);
}

void births_clear(int fd, unsigned int flags)
{
	struct birth_record *r = births_record_of(fd);

	if (r)
		__atomic_fetch_and(&r->flags, ~flags, __ATOMIC_RELAXED);
}

int births_detail(int fd)
{
	struct birth_record *r = births_record_of(fd);

	return r ? (int)(load(r->flags) / BIRTHS_DETAIL(1)) : 0;
}

static void learn(struct birth_record *r, int fd)
{
	if ((load(r->flags) & BIRTH_upgraded) && !load(r->cookie))
		store(r->cookie, observe_cookie(fd));
}

void births_learn(int fd)
{
	struct birth_record *r = births_record_of(fd);

	if (r)
		learn(r, fd);
}

void births_learn_all(void)
{
	struct birth_record *r;
	int fd;

	for (fd = 0; (r = births_from(&fd)); fd++)
		learn(r, fd);
}

struct birth_record *births_with(int fd, uint64_t cookie, unsigned int flag)
{
	struct birth_record *r = births_record_of(fd);

	if (r && load(r->cookie) == cookie && (load(r->flags) & flag))
		return r;
	for (fd = 0; (r = births_from(&fd)); fd++)
		if (load(r->cookie) == cookie && (load(r->flags) & flag))
			break;
	return r;
}

bool births_have(int fd, uint64_t cookie, unsigned int flags)
{
	return births_with(fd, cookie, flags);
}

void births_rebound(int fd, uint64_t old, const int *fds, int count,
		    uint64_t cookie)
{
	struct birth_record *known = births_with(fd, old, BIRTH_ours), *r;
	int i;

	if (!known) /* not bound before */
		known = births_record_of(fd);
	for (i = 0; known && i < count; i++) {
		r = births_make(fds[i]);
		if (!r)
			continue;
		store(r->born, load(known->born));
		store(r->flags, load(known->flags));
		store(r->cookie, cookie);
	}
}

static void change(struct birth_record *r, unsigned int set, unsigned int clear)
{
	__atomic_fetch_and(&r->flags, ~clear, __ATOMIC_RELAXED);
	__atomic_fetch_or(&r->flags, set, __ATOMIC_RELAXED);
}

void births_check(int fd)
{
	struct birth_record *r = births_record_of(fd);

	if (r && load(r->cookie) && load(r->cookie) != observe_cookie(fd)) {
		store(r->cookie, 0);
		store(r->flags, 0);
	}
}

void births_change(int fd, unsigned int set, unsigned int clear)
{
	struct birth_record *r = births_make(fd);
	uint64_t cookie;

	if (set & BIRTH_upgraded)
		births_make_mptcp();
	if (!r)
		return;
	change(r, set, clear);
	learn(r, fd);
	cookie = load(r->cookie);
	for (fd = 0; cookie && (r = births_from(&fd)); fd++)
		if (load(r->cookie) == cookie)
			change(r, set, clear);
}

void births_decline(int fd, enum reason reason)
{
	births_change(fd, BIRTH_declined | BIRTHS_DETAIL(reason),
		      BIRTH_upgraded | ~BIRTHS_FLAGS);
}

bool births_upgraded(int fd)
{
	uint64_t cookie = observe_cookie(fd);

	return cookie && births_with(fd, cookie, BIRTH_upgraded);
}

int births_next(int from, unsigned int flag)
{
	struct birth_record *r;

	for (; (r = births_from(&from)); from++)
		if (load(r->flags) & flag)
			return from;
	return -1;
}
