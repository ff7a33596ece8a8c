// SPDX-License-Identifier: MIT
/*
 * A thread waits for a client of a listener while another one sets an option
 * that MPTCP refuses. Run by retreat_waiting.bats, plain and under the shim.
 */
#include "retreat_guest.h"
#include <linux/io_uring.h>
#include <sys/prctl.h>
#include <sys/select.h>

static struct thread waiter;

static void one_client(int accepted)
{
	char c;

	check(recv(accepted, &c, 1, 0) == 1 && c == 'x');
	close(accepted);
	say("served\n");
}

static void in_accept(void)
{
	one_client(must(accept(lfd, NULL, NULL)));
}

static void in_accept4(void)
{
	one_client(must(accept4(lfd, NULL, NULL, SOCK_CLOEXEC)));
}

/* The listener's is the last of many, so not in the first piece read. */
static void in_poll(void)
{
	struct pollfd p[100];
	size_t i;

	for (i = 0; i < LEN(p); i++)
		p[i] = (struct pollfd){-1, POLLIN, 0};
	p[99].fd = lfd;
	check(poll(p, LEN(p), -1) == 1);
	say("poll says %#x\n", (unsigned int)p[99].revents);
	in_accept();
}

static void in_ppoll(void)
{
	struct pollfd p = {lfd, POLLIN, 0};

	check(ppoll(&p, 1, NULL, NULL) == 1);
	in_accept();
}

static void in_select(void)
{
	fd_set set;

	FD_ZERO(&set);
	FD_SET(lfd, &set);
	check(select(lfd + 1, &set, NULL, NULL, NULL) == 1);
	in_accept();
}

static void in_pselect(void)
{
	fd_set set;

	FD_ZERO(&set);
	FD_SET(lfd, &set);
	check(pselect(lfd + 1, &set, NULL, NULL, NULL, NULL) == 1);
	in_accept();
}

static void client(void)
{
	int fd = dial(AF_INET, port, IPPROTO_TCP);

	check(send(fd, "x", 1, 0) == 1);
	check(!pthread_join(waiter.id, NULL));
	syscall(SYS_close, fd);
}

static void waits(void (*run)(void), long call)
{
	begin(AF_INET);
	thread_in(&waiter, run, call);
	set_key();
	client();
	serves(lfd, AF_INET, port);
	say_descriptors();
}

static void thread_accepts(void)
{
	waits(in_accept, IN_ACCEPT);
}

static void thread_accepts4(void)
{
	waits(in_accept4, IN_ACCEPT4);
}

#ifdef SYS_poll
static void thread_polls(void)
{
	waits(in_poll, SYS_poll);
}
#else
static void thread_polls(void)
{
	waits(in_poll, SYS_ppoll);
}
#endif

static void thread_ppolls(void)
{
	waits(in_ppoll, SYS_ppoll);
}

/* glibc calls either. */
static void thread_selects(void)
{
#ifdef __GLIBC__
	waits(in_select, SYS_pselect6);
#else
	waits(in_select, SYS_select);
#endif
}

static void thread_pselects(void)
{
	waits(in_pselect, SYS_pselect6);
}

/* It waits under a number that is closed by then. */
static int closed;

static void in_accept_closed(void)
{
	one_client(must(accept(closed, NULL, NULL)));
}

static void thread_accepts_closed(void)
{
	begin(AF_INET);
	closed = must(dup(lfd));
	thread_in(&waiter, in_accept_closed, IN_ACCEPT);
	close(closed);
	set_key();
	client();
	serves(lfd, AF_INET, port);
}

/* An io_uring by hand: one request, accept or a multishot poll. */
static int ring_make(unsigned int opcode, struct io_uring_params *p)
{
	struct io_uring_sqe *sqe;
	unsigned char *queue;
	int ring;

	memset(p, 0, sizeof(*p));
	ring = (int)syscall(SYS_io_uring_setup, 4, p);
	if (ring < 0)
		cannot("no io_uring here");
	queue = mmap(NULL, p->sq_off.array + p->sq_entries * sizeof(int),
		     PROT_READ | PROT_WRITE, MAP_SHARED, ring,
		     IORING_OFF_SQ_RING);
	sqe = mmap(NULL, p->sq_entries * sizeof(*sqe), PROT_READ | PROT_WRITE,
		   MAP_SHARED, ring, IORING_OFF_SQES);
	check(queue != MAP_FAILED && (void *)sqe != MAP_FAILED);
	memset(sqe, 0, sizeof(*sqe));
	sqe->opcode = (unsigned char)opcode;
	sqe->fd = lfd;
	sqe->ioprio = IORING_ACCEPT_MULTISHOT;
	*(unsigned int *)(queue + p->sq_off.array) = 0;
	__atomic_store_n((unsigned int *)(queue + p->sq_off.tail), 1,
			 __ATOMIC_RELEASE);
	check(syscall(SYS_io_uring_enter, ring, 1, 0, 0, NULL, 0) == 1);
	return ring;
}

static int ring_take(int ring, const struct io_uring_params *p)
{
	const size_t size =
		p->cq_off.cqes + p->cq_entries * sizeof(struct io_uring_cqe);
	unsigned char *queue = mmap(NULL, size, PROT_READ | PROT_WRITE,
				    MAP_SHARED, ring, IORING_OFF_CQ_RING);
	struct io_uring_cqe *cqe;

	check(queue != MAP_FAILED);
	check(syscall(SYS_io_uring_enter, ring, 0, 1, IORING_ENTER_GETEVENTS,
		      NULL, 0) >= 0);
	cqe = (struct io_uring_cqe *)(queue + p->cq_off.cqes);
	return must(cqe->res);
}

static void ring_accepts(void)
{
	struct io_uring_params params;
	int ring, fd;

	begin(AF_INET);
	ring = ring_make(IORING_OP_ACCEPT, &params);
	set_key();
	fd = dial(AF_INET, port, IPPROTO_TCP);
	check(send(fd, "x", 1, 0) == 1);
	one_client(ring_take(ring, &params));
	syscall(SYS_close, fd);
	close(ring);
	say("end of ring\n");
}

/* Another process has it, and waits. */
static void other_accepts(void *with)
{
	gate_open(with);
	in_accept();
}

static void child_accepts(void)
{
	struct gate ready;
	pid_t pid;
	int fd;

	begin(AF_INET);
	gate_make(&ready);
	pid = child_of(other_accepts, &ready);
	gate_wait(&ready);
	set_key();
	fd = dial(AF_INET, port, IPPROTO_TCP);
	check(send(fd, "x", 1, 0) == 1);
	wait_for(pid);
	syscall(SYS_close, fd);
	serves(lfd, AF_INET, port);
}

/* Of a process that is not dumpable, /proc does not tell its own user. */
static void undumpable(void)
{
	if (getuid() == 0)
		must(setresuid(65534, 65534, 0));
	must(prctl(PR_SET_DUMPABLE, 1));
	begin(AF_INET);
	thread_in(&waiter, in_accept, IN_ACCEPT);
	must(prctl(PR_SET_DUMPABLE, 0));
	set_key();
	client();
	serves(lfd, AF_INET, port);
	setresuid(0, 0, 0); /* who writes the report */
}

GUEST_CASES({"accept", thread_accepts}, {"accept4", thread_accepts4},
	    {"poll", thread_polls}, {"ppoll", thread_ppolls},
	    {"select", thread_selects}, {"pselect", thread_pselects},
	    {"closed", thread_accepts_closed}, {"ring", ring_accepts},
	    {"child", child_accepts}, {"undumpable", undumpable})
