// SPDX-License-Identifier: MIT
/*
 * Births: a table by descriptor. A descriptor's number says nothing once it
 * was closed and given anew without our seeing it, so what matters is kept
 * with the socket's SO_COOKIE, which is never reused; bind() is where a
 * socket's cookie is learnt. Called by the hooks and replace.c.
 *
 * Forks are numbered. A socket older than a fork is shared with the other
 * side, unless this is the child and the parent is gone (a daemon).
 */
#include <errno.h>
#include <sys/mman.h>
#include "births.h"
#include "sys.h"

struct record {
	uint64_t cookie; /* 0: not bound here */
	uint32_t epoch;  /* forks before its birth */
	uint16_t flags;
	uint16_t detail;
};

#define CHUNK          1024
#define CHUNKS         1024 /* descriptors above a million are not tracked */
#define FORKS_KEPT     16
#define PINS_KEPT      1024
#define OTHER_OF(fork) others[(fork) % FORKS_KEPT]

/* The first chunk serves nearly all processes, without a system call. */
static struct record first[CHUNK];
static struct record *chunks[CHUNKS] = {first};

static uint32_t epoch;
/* Who is on the other side of a fork: the parent's pid, or one of these. */
enum {
	OTHER_CHILD = 0,    /* we were the parent; a child has no known pid */
	OTHER_UNKNOWN = -1, /* never to be thought gone */
	OTHER_GONE = -2,
};

/*
 * A parent that is gone may have had more children than us, and they hold
 * what we hold. So a parent counts its forks in a page that its children can
 * see; each knows the number at its own.
 */
static struct fork {
	uint32_t *forks; /* the parent's page; NULL: it had bound nothing */
	uint32_t number;
	int other;
} others[FORKS_KEPT];

static uint32_t *own_forks;
static uint32_t own_number; /* as of the fork that is under way */
static int any_bound;
static int self;

static struct {
	uint64_t cookie;
	enum reason reason;
} pins[PINS_KEPT];
static uint32_t pins_count;

#define load(x)     __atomic_load_n(&(x), __ATOMIC_RELAXED)
#define store(x, v) __atomic_store_n(&(x), v, __ATOMIC_RELAXED)

static struct record *record_of(int fd)
{
	struct record *chunk;

	if (fd < 0 || fd >= CHUNK * CHUNKS)
		return NULL;
	chunk = __atomic_load_n(&chunks[fd / CHUNK], __ATOMIC_ACQUIRE);
	return chunk ? &chunk[fd % CHUNK] : NULL;
}

static void *map(size_t size, int sharing)
{
	const long args[] = {
		0,  (long)size, PROT_READ | PROT_WRITE, sharing | MAP_ANONYMOUS,
		-1, 0};
#if defined(SYS_mmap2)
	long at = sys(SYS_mmap2, args[0], args[1], args[2], args[3], args[4],
		      args[5]);
#elif defined(__s390__)
	long at = sys(SYS_mmap, args); /* of old it takes one argument */
#else
	long at = sys(SYS_mmap, args[0], args[1], args[2], args[3], args[4],
		      args[5]);
#endif

	return at < 0 && at > -4096 ? NULL : (void *)at;
}

static struct record *record_make(int fd)
{
	struct record *r = record_of(fd), *none = NULL, *made;
	const size_t size = CHUNK * sizeof(*r);

	if (r || fd < 0 || fd >= CHUNK * CHUNKS)
		return r;
	made = map(size, MAP_PRIVATE);
	if (!made)
		return NULL;
	if (!__atomic_compare_exchange_n(&chunks[fd / CHUNK], &none, made,
					 false, __ATOMIC_ACQ_REL,
					 __ATOMIC_ACQUIRE))
		sys(SYS_munmap, made, size);
	return record_of(fd);
}

bool births_record(int fd, unsigned int flags, int detail)
{
	bool ours = flags & BIRTH_ours;
	struct record *r = ours ? record_make(fd) : record_of(fd);

	if (!r)
		return !ours;
	store(r->cookie, 0);
	store(r->epoch, load(epoch));
	store(r->detail, (uint16_t)detail);
	store(r->flags, (uint16_t)flags);
	return true;
}

unsigned int births_flags(int fd)
{
	struct record *r = record_of(fd);

	return r ? load(r->flags) : 0;
}

void births_set(int fd, unsigned int flags)
{
	struct record *r = record_make(fd);

	if (r)
		__atomic_fetch_or(&r->flags, (uint16_t)flags, __ATOMIC_RELAXED);
}

void births_clear(int fd, unsigned int flags)
{
	struct record *r = record_of(fd);

	if (r)
		__atomic_fetch_and(&r->flags, (uint16_t)~flags,
				   __ATOMIC_RELAXED);
}

int births_detail(int fd)
{
	struct record *r = record_of(fd);

	return r ? load(r->detail) : 0;
}

void births_decline(int fd, enum reason reason)
{
	struct record *r = record_make(fd);

	if (!r)
		return;
	store(r->detail, (uint16_t)reason);
	births_clear(fd, BIRTH_upgraded);
	births_set(fd, BIRTH_declined);
}

/*
 * A number that socket() did not give here: a duplicate of one of ours, moved
 * perhaps, or somebody else's socket. It can only be ours if there is one that
 * was born and has done nothing yet; then it is as old as the oldest of them.
 */
static bool adopt(struct record *r)
{
	const unsigned int same = BIRTH_ours | BIRTH_upgraded | BIRTH_v4;
	uint32_t oldest = load(epoch);
	unsigned int as = 0;
	int chunk, i;

	for (chunk = 0; chunk < CHUNKS; chunk++) {
		struct record *c = load(chunks[chunk]);

		for (i = 0; c && i < CHUNK; i++) {
			unsigned int flags = load(c[i].flags);

			if (&c[i] == r || !(flags & BIRTH_ours) ||
			    (flags & (BIRTH_touched | BIRTH_listened)) ||
			    load(c[i].cookie))
				continue;
			if (!as || load(c[i].epoch) < oldest) {
				oldest = load(c[i].epoch);
				as = flags & same;
			}
		}
	}
	store(r->flags, (uint16_t)as);
	store(r->epoch, oldest);
	return as;
}

void births_bound(int fd, uint64_t cookie)
{
	struct record *r = record_make(fd);
	unsigned int flags;

	if (!r || load(r->cookie) == cookie)
		return;
	store(any_bound, 1);
	flags = load(r->flags);
	/* What it was known for, another socket did under the same number. */
	if (!(flags & BIRTH_ours) || load(r->cookie) ||
	    (flags & (BIRTH_touched | BIRTH_listened)))
		cookie = adopt(r) ? cookie : 0;
	store(r->cookie, cookie);
}

void births_rebound(int fd, uint64_t old, uint64_t cookie)
{
	struct record *r = record_of(fd);

	if (r && load(r->cookie) == old)
		store(r->cookie, cookie);
}

void births_pin(uint64_t cookie, enum reason reason)
{
	uint32_t i, n = load(pins_count);

	for (i = 0; i < n && i < PINS_KEPT; i++)
		if (load(pins[i].cookie) == cookie)
			return;
	i = __atomic_fetch_add(&pins_count, 1, __ATOMIC_RELAXED);
	store(pins[i % PINS_KEPT].reason, reason);
	__atomic_store_n(&pins[i % PINS_KEPT].cookie, cookie, __ATOMIC_RELEASE);
}

static enum reason pinned(uint64_t cookie)
{
	uint32_t i, n = load(pins_count);

	for (i = 0; i < n && i < PINS_KEPT; i++)
		if (__atomic_load_n(&pins[i].cookie, __ATOMIC_ACQUIRE) ==
		    cookie)
			return load(pins[i].reason);
	/* A pin was overwritten: it may have been this one's. */
	return n > PINS_KEPT ? REASON_unreadable : REASON_none;
}

static struct record *record_of_cookie(int fd, uint64_t cookie)
{
	struct record *r = record_of(fd);
	int chunk, i;

	if (r && load(r->cookie) == cookie)
		return r;
	for (chunk = 0; chunk < CHUNKS; chunk++) {
		r = record_of(chunk * CHUNK);
		for (i = 0; r && i < CHUNK; i++)
			if (load(r[i].cookie) == cookie)
				return &r[i];
	}
	return NULL;
}

/* ESRCH is sure. Alive or a zombie or unknown: not gone. */
static bool gone(int other)
{
	return other == OTHER_GONE ||
	       (other > 0 && sys(SYS_kill, other, 0) == -ESRCH);
}

static bool had_more(const struct fork *f)
{
	return f->forks && load(*f->forks) > f->number + 1;
}

static bool shared_by_fork(uint32_t born)
{
	uint32_t now = load(epoch), e;

	if (now - born > FORKS_KEPT)
		return true;
	for (e = born + 1; e <= now; e++) {
		const struct fork *f = &OTHER_OF(e);
		int other = load(f->other);

		if (had_more(f))
			return true;
		/* Who has another parent by now lost it, zombie or not. */
		if (e == now && other > 0 && (int)sys(SYS_getppid) != other)
			continue;
		if (!gone(other))
			return true;
	}
	return false;
}

enum reason births_doubt(int fd, uint64_t cookie, bool bound)
{
	struct record *r =
		bound ? record_of_cookie(fd, cookie) : record_make(fd);
	enum reason pin = pinned(cookie);

	if (pin)
		return pin;
	if (!r || (!(load(r->flags) & BIRTH_ours) && (bound || !adopt(r))))
		return REASON_foreign;
	return shared_by_fork(load(r->epoch)) ? REASON_fork : REASON_none;
}

void births_start(void)
{
	store(self, (int)sys(SYS_getpid));
}

static void forked(struct fork f)
{
	uint32_t next = load(epoch) + 1;

	OTHER_OF(next) = f;
	store(epoch, next);
}

void births_forking(void)
{
	if (!own_forks && load(any_bound))
		own_forks = map(sizeof(*own_forks), MAP_SHARED);
	if (own_forks)
		own_number = load(*own_forks);
}

void births_forked_parent(void)
{
	if (own_forks)
		__atomic_fetch_add(own_forks, 1, __ATOMIC_RELAXED);
	forked((struct fork){.other = OTHER_CHILD});
}

void births_forked_child(void)
{
	struct fork f = {own_forks, own_number, load(self)};
	int now = (int)sys(SYS_getppid);

	births_start();
	own_forks = NULL;
	if (now == 0) /* a new pid namespace: numbers mean nothing */
		f.other = OTHER_UNKNOWN;
	else if (now != f.other) /* it exited before we came to run */
		f.other = OTHER_GONE;
	forked(f);
}

void births_forked_unseen(void)
{
	births_start();
	own_forks = NULL;
	forked((struct fork){.other = OTHER_UNKNOWN});
}
