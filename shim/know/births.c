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

/* No number from there on has a record: a walk over all need not go on. */
static int numbers_end = BIRTHS_CHUNK;

static inline struct birth_record *walk(int *fd)
{
	const int end = __atomic_load_n(&numbers_end, __ATOMIC_ACQUIRE);
	struct birth_record *r;

	for (; *fd < end; *fd = (*fd / BIRTHS_CHUNK + 1) * BIRTHS_CHUNK) {
		r = births_record_of(*fd);
		if (r)
			return r;
	}
	return NULL;
}

struct birth_record *births_from(int *fd)
{
	return walk(fd);
}

static void raise_end(int end)
{
	int now = load(numbers_end);

	while (now < end &&
	       !__atomic_compare_exchange_n(&numbers_end, &now, end, true,
					    __ATOMIC_RELEASE, __ATOMIC_RELAXED))
		;
}

/*
 * Out of line, as there is nothing to make nearly always: inline, each call
 * would save the registers that this needs.
 */
__attribute__((noinline)) struct birth_record *births_make(int fd)
{
	struct birth_record *r = births_record_of(fd), *none = NULL, *made;
	const size_t size = BIRTHS_CHUNK * sizeof(*r);

	if (r || fd < 0 || fd >= BIRTHS_CHUNK * BIRTHS_CHUNKS)
		return r;
	made = sys_map(size, MAP_PRIVATE);
	if (!made)
		return NULL;
	raise_end((fd / BIRTHS_CHUNK + 1) * BIRTHS_CHUNK);
	if (!__atomic_compare_exchange_n(&births_chunks[fd / BIRTHS_CHUNK],
					 &none, made, false, __ATOMIC_ACQ_REL,
					 __ATOMIC_ACQUIRE))
		sys(SYS_munmap, made, size);
	return births_record_of(fd);
}

bool births_record(int fd, uint32_t word)
{
	struct birth_record *r = births_record_of(fd);

	forks_matter();
	if (!r && word & (ORIGIN_OURS | ORIGIN_native))
		r = births_make(fd);
	if (!r)
		return !(word & ORIGIN_OURS);
	store(r->cookie, 0);
	store(r->born, moments_now());
	store(r->word, word);
	return true;
}

void births_number_set(int fd, uint32_t bits)
{
	struct birth_record *r = births_make(fd);

	if (r)
		__atomic_fetch_or(&r->word, bits, __ATOMIC_RELAXED);
}

void births_number_clear(int fd, uint32_t bits)
{
	struct birth_record *r = births_record_of(fd);

	if (r)
		__atomic_fetch_and(&r->word, ~bits, __ATOMIC_RELAXED);
}

void births_number_check(int fd, uint64_t cookie)
{
	struct birth_record *r = births_record_of(fd);

	if (r && load(r->cookie) && load(r->cookie) != cookie) {
		store(r->cookie, 0);
		store(r->word, 0);
	}
}

static void learn(struct birth_record *r, int fd)
{
	if ((load(r->word) & ORIGIN_MPTCP) && !load(r->cookie))
		store(r->cookie, observe_cookie(fd));
}

void births_number_learn(int fd)
{
	struct birth_record *r = births_record_of(fd);

	if (r)
		learn(r, fd);
}

void births_learn_all(void)
{
	struct birth_record *r;
	int fd;

	for (fd = 0; (r = walk(&fd)); fd++)
		learn(r, fd);
}

struct birth_record *births_socket_with(int fd, uint64_t cookie, uint32_t bits)
{
	struct birth_record *r = births_record_of(fd);

	if (r && load(r->cookie) == cookie && (load(r->word) & bits))
		return r;
	for (fd = 0; (r = walk(&fd)); fd++)
		if (load(r->cookie) == cookie && (load(r->word) & bits))
			break;
	return r;
}

bool births_socket_upgraded(int fd, uint64_t cookie)
{
	return cookie && births_socket_with(fd, cookie, ORIGIN_MPTCP);
}

void births_socket_replaced(int fd, uint64_t old, const int *fds, int count,
			    uint64_t cookie)
{
	struct birth_record *known = births_socket_with(fd, old, ORIGIN_OURS);
	struct birth_record *r;
	int i;

	if (!known) /* not bound before */
		known = births_record_of(fd);
	for (i = 0; known && i < count; i++) {
		r = births_make(fds[i]);
		if (!r)
			continue;
		store(r->born, load(known->born));
		store(r->word, load(known->word));
		store(r->cookie, cookie);
	}
}

/* What was not born here is not ours, whatever becomes of it. */
static uint32_t origin_of(uint32_t word, enum origin wanted)
{
	if (word & ORIGIN_OURS)
		return wanted;
	return wanted & ORIGIN_MPTCP ? ORIGIN_foreign : ORIGIN_unknown;
}

static void change(struct birth_record *r, uint32_t bits, bool becomes)
{
	const uint32_t keep = FACTS_LOW & ~(uint32_t)ORIGIN_BITS;
	uint32_t word = load(r->word), to;

	do {
		to = word | bits;
		if (becomes)
			to = origin_of(word, facts_origin(bits)) |
			     (word & keep) | (bits & ~(uint32_t)ORIGIN_BITS);
	} while (!__atomic_compare_exchange_n(
		&r->word, &word, to, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
}

static void change_all(int fd, uint32_t bits, bool becomes)
{
	struct birth_record *r = births_make(fd);
	uint64_t cookie;

	if (!r)
		return;
	change(r, bits, becomes);
	learn(r, fd);
	cookie = load(r->cookie);
	for (fd = 0; cookie && (r = walk(&fd)); fd++)
		if (load(r->cookie) == cookie)
			change(r, bits, becomes);
}

void births_socket_becomes(int fd, uint32_t word)
{
	if (word & ORIGIN_MPTCP)
		births_make_mptcp();
	change_all(fd, word, true);
}

void births_socket_set(int fd, uint32_t bits)
{
	change_all(fd, bits, false);
}

int births_next(int from, uint32_t bits)
{
	struct birth_record *r;

	for (; (r = walk(&from)); from++)
		if (load(r->word) & bits)
			return from;
	return -1;
}
