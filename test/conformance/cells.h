/* SPDX-License-Identifier: MIT */
/*
 * What the topics of the conformance program share: how a cell is named and
 * written (say.c), how sockets are brought to a phase (endpoint.c), and the
 * peer outside the shim (peer.c). Never a decision about what is right: a
 * cell says what was seen, and compare says where two runs differ.
 */
#ifndef CELLS_H
#define CELLS_H

#include "../sockets.h"
#include <setjmp.h>

/*
 * As the headers do where time_t has 64 bits on a 32-bit machine, of which a
 * 64-bit program has all but the names of the calls.
 */
#ifdef CELLS_TIME64
#undef SO_RCVTIMEO
#undef SO_SNDTIMEO
#undef SO_TIMESTAMP
#undef SO_TIMESTAMPNS
#undef SO_TIMESTAMPING
#define SO_RCVTIMEO     SO_RCVTIMEO_NEW
#define SO_SNDTIMEO     SO_SNDTIMEO_NEW
#define SO_TIMESTAMP    SO_TIMESTAMP_NEW
#define SO_TIMESTAMPNS  SO_TIMESTAMPNS_NEW
#define SO_TIMESTAMPING SO_TIMESTAMPING_NEW
#endif

/*
 * Where a cell belongs: the last four parts of its name. The phase is the
 * one the socket is in when it is looked at, so that compare can tell a
 * promise (new, bound, listening) from what MPTCP lacks (connected).
 */
#define NEW        "new"
#define BOUND      "bound"
#define LISTENING  "listening"
#define CONNECTING "connecting"
#define CONNECTED  "connected"
#define ACCEPTED   "accepted"

#define DIALER   "dialer"
#define LISTENER "listener"
#define NO_ROLE  "no-role"

#define NO_PEER   "no-peer"
#define SELF_PEER "self-peer"
extern const char *with_peer; /* plain-peer or mptcp-peer, by --peer */

/* say.c: one cell at a time, in the topic of the running case */
extern int family;
extern const char *topic;

void at(const char *phase, const char *role, const char *peer);
void begin(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void put(const char *label, long ret);    /* a number, or errno's name */
void put_ok(const char *label, long ret); /* ok, or errno's name */
void put_errno(const char *label, int err);
void put_str(const char *label, const char *text);
void put_mask(const char *label, int revents);
void put_addr(const char *label, const struct sockaddr_storage *addr);
void put_bytes(const char *label, const void *data, size_t len);
void end(void);
void say_start(void);
void say_flush(void);

/* Set, a hang goes back here once its cell is written; else the case ends. */
extern sigjmp_buf after_hang;
extern bool go_on_after_hang;

/* endpoint.c: sockets in a phase; each says -1 and errno where it fails */
#define ALL_EVENTS                                                          \
	(POLLIN | POLLPRI | POLLOUT | POLLRDHUP | POLLRDNORM | POLLRDBAND | \
	 POLLWRNORM)
#define WAIT_MS 700

struct link {
	int fd;   /* ours */
	int peer; /* the helper's number of the other end */
	int lfd;  /* our listener, where we accepted; else -1 */
};

socklen_t loopback(struct sockaddr_storage *addr, int port);
socklen_t wildcard(struct sockaddr_storage *addr, int port);
int port_of(int fd);
int protocol_of(int fd); /* as the program is told */
int fresh(void);
int bound(void);
int listening(void);
struct link dial(int fd);   /* connects fd to the helper */
struct link serve(int lfd); /* the helper connects to lfd */
struct link link_up(const char *role);
void link_down(struct link *l);
struct link begin_linked(const char *name, const char *role); /* a cell on it */
void end_linked(struct link *l);
void peer_goes(struct link *l);   /* it closes its end */
void peer_breaks(struct link *l); /* it resets it */
int settle(int fd, int want);     /* waits for poll bits; the mask seen */
int look(int fd);                 /* the mask now */
void nap(int ms);
int lowest_free(void);
void phase_of(const char *role); /* at(), of a connection of this role */
extern const char *const both_roles[3];

/* Small calls that several topics make. */
int bind_to(int fd, int port);
int connect_to(int fd, int port);
int unspec(int fd);    /* connect() to AF_UNSPEC */
int silent_port(void); /* where nobody listens */
void non_blocking(int fd);
int so_error(int fd);
void put_names(int fd); /* getsockname() and getpeername() */
void put_kind(int fd);  /* domain, type, protocol */

/* peer.c: the other end, in a process of its own without the shim */
struct peer_got {
	int count;
	int err; /* 0, or what recv() said; ETIMEDOUT: nothing more came */
	bool eof;
	bool intact; /* the bytes are the pattern, in order */
};

enum peer_kind { PEER_CHOSEN, PEER_TCP, PEER_DEAF };

int peer_spawn(const char *kind, int *channel);
int peer_helper(const char *kind);
void peer_use(int channel);
int peer_listen(enum peer_kind kind, int *port);
int peer_accept(int listener);
int peer_connect(int port);
void peer_connect_later(int port, int ms);
void peer_recv_later(int id, int count);
void peer_send_later(int id, int count);
int peer_collect(void);
struct peer_got peer_collect_got(void);
int peer_send(int id, int count, int flags);
struct peer_got peer_recv(int id, int count);
int peer_shutdown(int id, int how);
int peer_close(int id);
int peer_reset(int id);
void put_got(const char *label, struct peer_got got);
void pattern(void *buf, size_t len, size_t from);

/* sharing.c: what an executed program does with the socket it was given */
int inherited(const char *deed, int fd);

/* A case is run in a process of its own, once per family. */
struct test_case {
	const char *name;
	void (*run)(void);
};

struct topic_cases {
	const char *name;
	const struct test_case *cases;
	size_t count;
};

#define TOPIC(ident, title, list)                      \
	const struct topic_cases ident = {title, list, \
					  sizeof(list) / sizeof(*(list))}

#endif
