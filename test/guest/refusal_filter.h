/* SPDX-License-Identifier: MIT */
/*
 * Seccomp filters from text, so that one system call, told by its arguments,
 * answers an error. For the guests refusal_*. Plain BPF: no library needed.
 *
 * A rule: CALL[,ARG=VALUE | ARG>=VALUE]... ; the value F is the lowest
 * descriptor that is free when the filter is installed, so "0>=F" is: a
 * descriptor that the program itself did not open.
 */
#ifndef REFUSAL_FILTER_H
#define REFUSAL_FILTER_H

#include "life_guest.h"
#include "seccomp.h"

#define FILTER_MAX 64

struct filter {
	unsigned short count;
	struct sock_filter code[FILTER_MAX];
};

static inline void filter_put(struct filter *f, unsigned short code,
			      unsigned char yes, unsigned char no,
			      unsigned int k)
{
	if (f->count == FILTER_MAX)
		die("filter too long");
	f->code[f->count++] = (struct sock_filter){code, yes, no, k};
}

static inline long filter_call(const char *name)
{
	static const struct {
		const char *name;
		long nr;
	} calls[] = {
#define CALL(name) {#name, SYS_##name}
		CALL(socket),     CALL(getsockopt), CALL(setsockopt),
		CALL(bind),       CALL(listen),     CALL(getsockname),
		CALL(statx),      CALL(openat),     CALL(getdents64),
		CALL(readlinkat), CALL(read),       CALL(fcntl),
		CALL(dup3),       CALL(epoll_ctl),  CALL(uname),
		CALL(madvise),    CALL(mmap),       CALL(rt_sigprocmask),
		CALL(ppoll),      CALL(write),      CALL(getpid),
		CALL(getppid),    CALL(kill),       CALL(epoll_create1),
		CALL(lseek),      CALL(close),
#undef CALL
	};

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (!strcmp(calls[i].name, name))
			return calls[i].nr;
	die(name);
	return -1;
}

/* Jumps over the rest of the rule are patched in at its end. */
static inline void filter_argument(struct filter *f, const char *text,
				   unsigned int lowest_free)
{
	unsigned int index = (unsigned int)(*text - '0'), value;
	bool at_least = text[1] == '>';
	const char *number = text + (at_least ? 3 : 2);

	value = *number == 'F' ? lowest_free
			       : (unsigned int)strtol(number, NULL, 0);
	filter_put(f, BPF_LD | BPF_W | BPF_ABS, 0, 0,
		   (unsigned int)(offsetof(struct seccomp_data, args) +
				  8 * index));
	if (at_least) {
		filter_put(f, BPF_JMP | BPF_JGE | BPF_K, 0, 255, value);
		/* No negative number, such as AT_FDCWD. */
		filter_put(f, BPF_JMP | BPF_JGE | BPF_K, 255, 0, 0x80000000U);
	} else {
		filter_put(f, BPF_JMP | BPF_JEQ | BPF_K, 0, 255, value);
	}
}

/* After this, the call in the rule answers -err. */
static inline void filter_install(const char *rule, int err)
{
	struct filter f = {0};
	unsigned int lowest_free = (unsigned int)fcntl(0, F_DUPFD, 3);
	char text[128], *part, *rest;

	close((int)lowest_free);
	snprintf(text, sizeof(text), "%s", rule);
	part = strtok_r(text, ",", &rest);
	filter_put(&f, BPF_LD | BPF_W | BPF_ABS, 0, 0,
		   offsetof(struct seccomp_data, nr));
	filter_put(&f, BPF_JMP | BPF_JEQ | BPF_K, 0, 255,
		   (unsigned int)filter_call(part));
	while ((part = strtok_r(NULL, ",", &rest)))
		filter_argument(&f, part, lowest_free);
	filter_put(&f, BPF_RET | BPF_K, 0, 0,
		   SECCOMP_RET_ERRNO | (unsigned int)err);
	filter_put(&f, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
	for (unsigned short i = 0; i < f.count; i++) {
		unsigned char out = (unsigned char)(f.count - 2 - i);

		if (f.code[i].jt == 255)
			f.code[i].jt = out;
		if (f.code[i].jf == 255)
			f.code[i].jf = out;
	}
	if (!seccomp_install(f.code, f.count))
		die("seccomp");
}

#endif
