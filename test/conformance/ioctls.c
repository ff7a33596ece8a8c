// SPDX-License-Identifier: MIT
/*
 * Topic ioctl: the requests programs make on TCP sockets, in every phase:
 * how much may be read or is unsent, the urgent mark, the flags, the owner,
 * and the device requests that any internet socket answers.
 */
#include "cells.h"

#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>

static void ask_int(const char *state, const char *name, int fd,
		    unsigned long request)
{
	int val = 0, ret;

	begin("%s/%s", name, state);
	ret = ioctl(fd, request, &val);
	put("ioctl", ret);
	if (ret == 0)
		put("val", val);
	end();
}

static void ask_device(const char *state, int fd)
{
	struct ifreq ifr = {0};

	begin("SIOCGIFINDEX/%s", state);
	strcpy(ifr.ifr_name, "lo");
	put("ioctl", ioctl(fd, SIOCGIFINDEX, &ifr));
	put("index", ifr.ifr_ifindex);
	end();
	begin("SIOCGIFFLAGS/%s", state);
	put("ioctl", ioctl(fd, SIOCGIFFLAGS, &ifr));
	put("loopback", !!(ifr.ifr_flags & IFF_LOOPBACK));
	end();
	begin("SIOCGIFADDR/%s", state);
	memset(&ifr, 0, sizeof(ifr));
	strcpy(ifr.ifr_name, "lo");
	put("ioctl", ioctl(fd, SIOCGIFADDR, &ifr));
	end();
	begin("SIOCGIFCONF/%s", state);
	struct ifconf ifc = {0};

	put("ioctl", ioctl(fd, SIOCGIFCONF, &ifc));
	put("some", ifc.ifc_len > 0);
	end();
	begin("SIOCGIFNAME/%s", state);
	memset(&ifr, 0, sizeof(ifr));
	ifr.ifr_ifindex = 1;
	put("ioctl", ioctl(fd, SIOCGIFNAME, &ifr));
	end();
	begin("SIOCADDRT-bad/%s", state);
	put("ioctl", ioctl(fd, 0x890B, NULL));
	end();
	begin("unknown/%s", state);
	put("ioctl", ioctl(fd, 0xdead, &ifr));
	put("private", ioctl(fd, 0x89E5, &ifr));
	put("tcgets", ioctl(fd, 0x5401, &ifr));
	end();
}

static void ask_flags(const char *state, int fd)
{
	int on = 1, off = 0, who = 0;

	begin("FIONBIO/%s", state);
	put("on", ioctl(fd, FIONBIO, &on));
	put("nonblock", !!(fcntl(fd, F_GETFL) & O_NONBLOCK));
	put("off", ioctl(fd, FIONBIO, &off));
	put("nonblock", !!(fcntl(fd, F_GETFL) & O_NONBLOCK));
	end();
	begin("FIOASYNC/%s", state);
	put("on", ioctl(fd, FIOASYNC, &on));
	put("async", !!(fcntl(fd, F_GETFL) & O_ASYNC));
	put("off", ioctl(fd, FIOASYNC, &off));
	put("async", !!(fcntl(fd, F_GETFL) & O_ASYNC));
	end();
	begin("FIOCLEX/%s", state);
	put("on", ioctl(fd, FIOCLEX));
	put("cloexec", fcntl(fd, F_GETFD));
	put("off", ioctl(fd, FIONCLEX));
	put("cloexec", fcntl(fd, F_GETFD));
	end();
	begin("owner/%s", state);
	put("get", ioctl(fd, FIOGETOWN, &who));
	put("nobody", who == 0);
	who = getpid();
	put("set", ioctl(fd, FIOSETOWN, &who));
	put("mine", fcntl(fd, F_GETOWN) == getpid());
	put("get", ioctl(fd, SIOCGPGRP, &who));
	put("mine", who == getpid());
	who = 0;
	put("none", ioctl(fd, SIOCSPGRP, &who));
	end();
}

static void ask_all(const char *state, int fd)
{
	static const struct {
		const char *name;
		unsigned long request;
	} ints[] = {
		{"FIONREAD", FIONREAD},     {"SIOCINQ", SIOCINQ},
		{"SIOCOUTQ", SIOCOUTQ},     {"SIOCOUTQNSD", SIOCOUTQNSD},
		{"SIOCATMARK", SIOCATMARK}, {"FIOQSIZE", FIOQSIZE},
		{"FIGETBSZ", _IO(0, 2)},
	};

	for (size_t i = 0; i < sizeof(ints) / sizeof(*ints); i++)
		ask_int(state, ints[i].name, fd, ints[i].request);
	begin("FIONREAD-null/%s", state);
	put("ioctl", ioctl(fd, FIONREAD, NULL));
	end();
	begin("SIOCGSTAMP/%s", state);
	char stamp[64];

	put("ioctl", ioctl(fd, SIOCGSTAMP_OLD, stamp));
	put("new", ioctl(fd, SIOCGSTAMP_NEW, stamp));
	end();
	begin("sockatmark/%s", state);
	put("sockatmark", sockatmark(fd));
	end();
	ask_flags(state, fd);
	ask_device(state, fd);
}

static void alone(void)
{
	at(NEW, NO_ROLE, NO_PEER);
	ask_all("idle", fresh());
	at(BOUND, NO_ROLE, NO_PEER);
	ask_all("idle", bound());
	at(LISTENING, LISTENER, NO_PEER);
	ask_all("idle", listening());
}

static void pending(void)
{
	int fd = listening();

	at(LISTENING, LISTENER, with_peer);
	begin("setup");
	peer_send(peer_connect(port_of(fd)), 5, 0);
	settle(fd, POLLIN);
	ask_all("pending", fd);
}

static void wait_outq(int fd)
{
	int val = 1;

	for (int ms = 0; ms < 200; ms++) {
		if (ioctl(fd, SIOCOUTQ, &val) < 0 || val == 0)
			return;
		nap(1);
	}
}

static void linked(const char *role)
{
	struct link l;
	char buf[8];

	phase_of(role);
	l = begin_linked("setup", role);
	ask_all("idle", l.fd);
	peer_send(l.peer, 5, 0);
	settle(l.fd, POLLIN);
	ask_all("data", l.fd);
	recv(l.fd, buf, 2, 0);
	ask_int("some-read", "FIONREAD", l.fd, FIONREAD);
	recv(l.fd, buf, 8, 0);
	ask_int("all-read", "FIONREAD", l.fd, FIONREAD);
	ask_int("all-read", "SIOCATMARK", l.fd, SIOCATMARK);
	send(l.fd, "abc", 3, MSG_NOSIGNAL);
	peer_recv(l.peer, 3);
	wait_outq(l.fd);
	ask_int("sent", "SIOCOUTQ", l.fd, SIOCOUTQ);
	ask_int("sent", "SIOCOUTQNSD", l.fd, SIOCOUTQNSD);
	peer_shutdown(l.peer, SHUT_WR);
	settle(l.fd, POLLIN | POLLRDHUP);
	ask_int("peer-shut", "FIONREAD", l.fd, FIONREAD);
	ask_int("peer-shut", "SIOCOUTQ", l.fd, SIOCOUTQ);
	ask_int("peer-shut", "SIOCATMARK", l.fd, SIOCATMARK);
	peer_breaks(&l);
	settle(l.fd, POLLERR | POLLHUP);
	ask_int("reset", "FIONREAD", l.fd, FIONREAD);
	ask_int("reset", "SIOCOUTQ", l.fd, SIOCOUTQ);
	ask_int("reset", "SIOCOUTQNSD", l.fd, SIOCOUTQNSD);
	ask_int("reset", "SIOCATMARK", l.fd, SIOCATMARK);
	link_down(&l);
	l = begin_linked("setup-shut", role);
	shutdown(l.fd, SHUT_WR);
	peer_recv(l.peer, 1);
	wait_outq(l.fd);
	ask_int("shut-wr", "FIONREAD", l.fd, FIONREAD);
	ask_int("shut-wr", "SIOCOUTQ", l.fd, SIOCOUTQ);
	ask_int("shut-wr", "SIOCOUTQNSD", l.fd, SIOCOUTQNSD);
	link_down(&l);
}

static void dialer(void)
{
	linked(DIALER);
}
static void accepted(void)
{
	linked(LISTENER);
}

static const struct test_case cases[] = {
	{"alone", alone},
	{"pending", pending},
	{"connected", dialer},
	{"accepted", accepted},
};

TOPIC(ioctls, "ioctl", cases);
