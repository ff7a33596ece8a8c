/* SPDX-License-Identifier: MIT */
/*
 * System calls for the shim's own needs: raw, so that no other preload library
 * half-sees a private descriptor, no cancellation point is added, and errno
 * stays the program's. A negative result is -errno.
 */
#ifndef SHIM_SYS_H
#define SHIM_SYS_H

#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#if defined(__x86_64__) && !defined(__ILP32__)

static inline long sys_call(long nr, long a, long b, long c, long d, long e,
			    long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long ret;

	__asm__ volatile("syscall"
			 : "=a"(ret)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8),
			   "r"(r9)
			 : "rcx", "r11", "memory");
	return ret;
}

#elif defined(__aarch64__)

static inline long sys_call(long nr, long a, long b, long c, long d, long e,
			    long f)
{
	register long x8 __asm__("x8") = nr;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;

	__asm__ volatile("svc 0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
			 : "memory");
	return x0;
}

#else

#include <errno.h>

/* libc's entry: the same in all but name, so errno is put back by hand. */
extern long syscall(long nr, ...);

static inline long sys_call(long nr, long a, long b, long c, long d, long e,
			    long f)
{
	int saved = errno;
	long ret = syscall(nr, a, b, c, d, e, f);

	if (ret == -1) {
		ret = -errno;
		errno = saved;
	}
	return ret;
}

#endif

#ifdef SYS_fcntl64
#define SYS_fcntl_ SYS_fcntl64
#else
#define SYS_fcntl_ SYS_fcntl
#endif

/* Up to six arguments of any integer or pointer type. */
#define SYS_PICK(a, b, c, d, e, f, g, ...)                              \
	sys_call((long)(a), (long)(b), (long)(c), (long)(d), (long)(e), \
		 (long)(f), (long)(g))
#define sys(...) SYS_PICK(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

/* Anonymous memory; NULL: there is none. */
static inline void *sys_map(unsigned long size, int sharing)
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

#endif
