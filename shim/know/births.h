/* SPDX-License-Identifier: MIT */
/*
 * What this process knows of its descriptors beyond what the kernel tells:
 * which sockets were born here and when, and what they were born as. Lock-free
 * and async-signal-safe.
 */
#ifndef SHIM_BIRTHS_H
#define SHIM_BIRTHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "policy/verdict.h"

/* What socket() made of a descriptor, and what has become of it since. */
enum birth {
	BIRTH_ours = 1 << 0,     /* one of the kinds that we care for */
	BIRTH_upgraded = 1 << 1, /* MPTCP because of us */
	BIRTH_dialed = 1 << 2,   /* connect() was counted */
	BIRTH_touched = 1 << 3,  /* connect() was counted once, ever */
	BIRTH_listened = 1 << 4, /* listen() was counted */
	BIRTH_declined = 1 << 5, /* went back to TCP; see births_detail() */
	BIRTH_refused = 1 << 6,  /* kernel refused; see births_detail() */
	BIRTH_other = 1 << 7,    /* a kind that we never touch */
	BIRTH_port = 1 << 8,     /* bind() here named its port */
	BIRTH_beside = 1 << 9,   /* it was asked for what MPTCP takes amiss */
	BIRTH_v4 = 1 << 11,      /* AF_INET */
	BIRTH_told = 1 << 12,    /* the program knows it by its SO_COOKIE */
	BIRTH_named = 1 << 13,   /* BIRTH_port, and not settled yet */
	BIRTH_chosen = 1 << 14,  /* bind() here left its port to the kernel */
	BIRTH_native = 1 << 15,  /* the program asked for MPTCP */
};

#define BIRTHS_FLAGS     0xfffffU /* above them what an errno needs */
#define BIRTHS_DETAIL(n) ((uint32_t)(n) * (BIRTHS_FLAGS + 1))
#define BIRTHS_CHUNK     1024
#define BIRTHS_CHUNKS    1024 /* descriptors above a million are not tracked */

struct birth_record {
	uint64_t cookie;    /* 0: not bound here */
	unsigned long born; /* moments_now() */
	uint32_t flags;     /* births_detail() above BIRTHS_FLAGS */
};

/* How many became BIRTH_named; 0: there is none to settle. See settle.h. */
extern unsigned int births_unsettled __attribute__((visibility("hidden")));

/* Was there ever one that is BIRTH_upgraded, here or before a fork? */
extern int births_made_mptcp __attribute__((visibility("hidden")));

static inline void births_make_mptcp(void)
{
	__atomic_store_n(&births_made_mptcp, 1, __ATOMIC_RELAXED);
}

static inline bool births_any_upgraded(void)
{
	return __atomic_load_n(&births_made_mptcp, __ATOMIC_RELAXED);
}

extern struct birth_record *births_chunks[BIRTHS_CHUNKS]
	__attribute__((visibility("hidden")));

static inline struct birth_record *births_record_of(int fd)
{
	struct birth_record *chunk;

	if (fd < 0 || fd >= BIRTHS_CHUNK * BIRTHS_CHUNKS)
		return NULL;
	chunk = __atomic_load_n(&births_chunks[fd / BIRTHS_CHUNK],
				__ATOMIC_ACQUIRE);
	return chunk ? &chunk[fd % BIRTHS_CHUNK] : NULL;
}

/* For a walk over all: the record of *fd, or of the first behind it. */
struct birth_record *births_from(int *fd);

/* A record to write to; NULL: there is no memory, or no such number. */
struct birth_record *births_make(int fd);

/* The record of this socket that has the flag, fd's own if it can be. */
struct birth_record *births_with(int fd, uint64_t cookie, unsigned int flag);

/* Inline, as most hooked calls ask. */
static inline unsigned int births_flags(int fd)
{
	struct birth_record *r = births_record_of(fd);

	return r ? __atomic_load_n(&r->flags, __ATOMIC_RELAXED) & BIRTHS_FLAGS
		 : 0;
}

void births_start(void);

/*
 * A new descriptor from socket(): flags, and BIRTHS_DETAIL().
 * False: it can't be remembered (no memory, or a number above a million).
 */
bool births_record(int fd, uint32_t flags);

void births_set(int fd, unsigned int flags);
void births_clear(int fd, unsigned int flags);

/* BIRTH_refused: the errno. BIRTH_declined: the enum reason. */
int births_detail(int fd);
void births_decline(int fd, enum reason reason);

/*
 * In a program that makes MPTCP sockets itself a number that an upgraded
 * socket had may be one of its own by now: there the cookies of upgraded
 * sockets are learnt, of one or of all, and tell.
 */
void births_learn(int fd);
void births_learn_all(void);
bool births_upgraded(int fd);

/* Is any of the flags known of the socket, under whatever number? */
bool births_have(int fd, uint64_t cookie, unsigned int flags);

/*
 * After a replace: the socket that was fd's is another one now under all of
 * its numbers, and as much is known under each.
 */
void births_rebound(int fd, uint64_t old, const int *fds, int count,
		    uint64_t cookie);

/* Forget what is known of fd if that was another socket. */
void births_check(int fd);

/* Set and clear flags under all numbers that are known for fd's socket. */
void births_change(int fd, unsigned int set, unsigned int clear);

/* The first number from there on whose socket has the flag, or -1. */
int births_next(int from, unsigned int flag);

#endif
