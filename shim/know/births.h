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
#include "policy/facts.h"

#define BIRTHS_CHUNK  1024
#define BIRTHS_CHUNKS 1024 /* descriptors above a million are not tracked */

struct birth_record {
	uint64_t cookie;    /* 0: not bound here */
	unsigned long born; /* moments_now() */
	uint32_t word;      /* policy/facts.h */
};

/* How many became HISTORY_unsettled; 0: there is none. See settle.h. */
extern unsigned int births_unsettled __attribute__((visibility("hidden")));

/* Was there ever one that is ORIGIN_upgraded, here or before a fork? */
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

/* What is known of a number; inline, as most hooked calls ask. */
static inline uint32_t births_of(int fd)
{
	struct birth_record *r = births_record_of(fd);

	return r ? __atomic_load_n(&r->word, __ATOMIC_RELAXED) : 0;
}

void births_start(void);

/*
 * A new descriptor from socket(). False: it can't be remembered (no memory, or
 * a number above a million).
 */
bool births_record(int fd, uint32_t word);

/* Of this number alone: history and what is remembered. */
void births_number_set(int fd, uint32_t bits);
void births_number_clear(int fd, uint32_t bits);

/* Forget what is known of the number if that was another socket. */
void births_number_check(int fd, uint64_t cookie);

/*
 * In a program that makes MPTCP sockets itself a number that an upgraded
 * socket had may be one of its own by now: there the cookies of upgraded
 * sockets are learnt, of one number or of all, and tell.
 */
void births_number_learn(int fd);
void births_learn_all(void);

/*
 * Of the socket under fd, under all of the numbers that are known for it: its
 * origin and detail from now on, and history added; or history alone.
 */
void births_socket_becomes(int fd, uint32_t word);
void births_socket_set(int fd, uint32_t bits);

/* Is it known as MPTCP because of us, under whatever number? */
bool births_socket_upgraded(int fd, uint64_t cookie);

/*
 * The record of the socket with this cookie that has one of the bits, fd's own
 * if it can be.
 */
struct birth_record *births_socket_with(int fd, uint64_t cookie, uint32_t bits);

/*
 * After a replace: the socket that was fd's is another one now under all of
 * its numbers, and as much is known under each.
 */
void births_socket_replaced(int fd, uint64_t old, const int *fds, int count,
			    uint64_t cookie);

/* For a walk over all: the record of *fd, or of the first behind it. */
struct birth_record *births_from(int *fd);

/* A record to write to; NULL: there is no memory, or no such number. */
struct birth_record *births_make(int fd);

/* The first number from there on that has one of the bits, or -1. */
int births_next(int from, uint32_t bits);

#endif
