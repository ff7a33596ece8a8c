// SPDX-License-Identifier: MIT
/*
 * Defaults that change while the program runs, and options that are set to
 * what is, or was, one: what a socket says before listen(), it says after it,
 * and so does what it accepts. Run by option_sysctl.bats, plain and under the
 * shim, as root: each case has a network of its own.
 */
#include "guest.h"

static int lfd;
static int port;

static void set_sysctl(const char *name, const char *value)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "/proc/sys/net/%s", name);
	fd = open(path, O_WRONLY);
	if (fd < 0)
		cannot("no right to set what is the default");
	must(write(fd, value, strlen(value)));
	close(fd);
}

static void begin(void)
{
	own_network();
	lfd = new_socket(AF_INET);
}

static void say_number(int fd, int level, int name, const char *text)
{
	int value = -1;
	socklen_t len = sizeof(value);

	must(getsockopt(fd, level, name, &value, &len));
	say("%s %d\n", text, value);
}

#define say_option(fd, level, name) say_number(fd, level, name, #name)

static void say_all(int fd)
{
	char name[16] = "";
	socklen_t len = sizeof(name);

	say_option(fd, SOL_TCP, TCP_KEEPIDLE);
	say_option(fd, SOL_TCP, TCP_KEEPINTVL);
	say_option(fd, SOL_TCP, TCP_KEEPCNT);
	say_option(fd, SOL_TCP, TCP_SYNCNT);
	say_option(fd, SOL_TCP, TCP_LINGER2);
	say_option(fd, SOL_TCP, TCP_NOTSENT_LOWAT);
	say_option(fd, SOL_TCP, TCP_WINDOW_CLAMP);
	say_option(fd, SOL_IP, IP_TTL);
	say_option(fd, SOL_IP, IP_MTU_DISCOVER);
	must(getsockopt(fd, SOL_TCP, TCP_CONGESTION, name, &len));
	say("congestion %.*s\n", (int)len, name);
}

static void end(void)
{
	int client, accepted;

	say("bound\n");
	port = bind_loopback(lfd, AF_INET);
	say_all(lfd);
	say("listens\n");
	do_listen(lfd, 16);
	say_all(lfd);
	expect_wire(lfd);
	client = dial(AF_INET, port, IPPROTO_TCP);
	accepted = take(lfd);
	say("accepted\n");
	say_option(accepted, SOL_TCP, TCP_KEEPIDLE);
	say_option(accepted, SOL_TCP, TCP_SYNCNT);
	say_option(accepted, SOL_TCP, TCP_LINGER2);
	say_option(accepted, SOL_IP, IP_TTL);
	close(client);
	serves(lfd, AF_INET, port);
}

static void change_all(void)
{
	set_sysctl("ipv4/tcp_keepalive_time", "100");
	set_sysctl("ipv4/tcp_keepalive_intvl", "11");
	set_sysctl("ipv4/tcp_keepalive_probes", "4");
	set_sysctl("ipv4/tcp_syn_retries", "3");
	set_sysctl("ipv4/tcp_fin_timeout", "40");
	set_sysctl("ipv4/ip_default_ttl", "50");
}

/* Nobody has set a thing: the defaults go on changing with it. */
static void unset(void)
{
	begin();
	change_all();
	end();
	set_sysctl("ipv4/tcp_keepalive_time", "200");
	set_sysctl("ipv4/ip_default_ttl", "51");
	say_all(lfd);
}

/* What each new socket has by now it has had from the start. */
static void before(void)
{
	own_network();
	change_all();
	lfd = new_socket(AF_INET);
	end();
}

static void set_number(int level, int name, int value)
{
	must(setsockopt(lfd, level, name, &value, sizeof(value)));
}

/* To what is the default: as if it had not been. */
static void to_default(void)
{
	begin();
	set_number(SOL_TCP, TCP_KEEPIDLE, 7200);
	set_number(SOL_TCP, TCP_KEEPINTVL, 75);
	set_number(SOL_TCP, TCP_KEEPCNT, 9);
	set_number(SOL_IP, IP_TTL, 64);
	set_number(SOL_TCP, TCP_SYNCNT, 6);
	end();
}

/* To what was the default: it is none any more. */
static void to_former(void)
{
	begin();
	change_all();
	set_number(SOL_TCP, TCP_KEEPIDLE, 7200);
	set_number(SOL_TCP, TCP_KEEPINTVL, 75);
	set_number(SOL_TCP, TCP_KEEPCNT, 9);
	end();
}

/* MPTCP refuses these. */
static void ttl_to_former(void)
{
	begin();
	change_all();
	set_number(SOL_IP, IP_TTL, 64);
	end();
}

static void retries_to_former(void)
{
	begin();
	change_all();
	set_number(SOL_TCP, TCP_SYNCNT, 6);
	end();
}

static void linger_to_former(void)
{
	begin();
	change_all();
	set_number(SOL_TCP, TCP_LINGER2, 60);
	end();
}

/* The socket keeps what the default was when it was made. */
static void discovery(void)
{
	begin();
	set_sysctl("ipv4/ip_no_pmtu_disc", "1");
	end();
}

static void congestion(void)
{
	begin();
	set_sysctl("ipv4/tcp_congestion_control", "reno");
	end();
}

GUEST_CASES({"unset", unset}, {"before", before}, {"to_default", to_default},
	    {"to_former", to_former}, {"ttl_to_former", ttl_to_former},
	    {"retries_to_former", retries_to_former},
	    {"linger_to_former", linger_to_former}, {"discovery", discovery},
	    {"congestion", congestion})
