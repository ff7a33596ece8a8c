// SPDX-License-Identifier: MIT
/*
 * Does what policy/option_get.c says, step by step. Called by the hook of
 * getsockopt(), which makes the program's call when it is time. At most one
 * stand-in is made, and none where MPTCP has not refused and is not known to
 * have an answer of its own.
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include "base/numbers.h"
#include "base/settings.h"
#include "get.h"
#include "know/births.h"
#include "know/hints.h"
#include "know/observe.h"
#include "result.h"
#include "set.h"

/* What MPTCP says, and what TCP would say. */
static const struct {
	int from, to;
} amends[] = {
	[AMEND_PROTOCOL] = {IPPROTO_MPTCP, IPPROTO_TCP},
	[AMEND_V6ONLY] = {0, 1},
	[AMEND_LOWAT] = {0, 1},
	[AMEND_NOTSENT] = {-1, 0},
};

/* TCP knows no level of MPTCP's. */
static uint64_t traits_of(int level, int row)
{
	return level == SOL_MPTCP ? TRAIT_INSTEAD : options_traits(row);
}

bool get_plain(int level, int name)
{
	return !option_telling(traits_of(level, options_find(level, name)),
			       options_level(level));
}

void get_begin(struct get *g)
{
	struct option_facts *f = &g->facts;

	g->row = options_find(g->call.level, g->call.name);
	f->traits = traits_of(g->call.level, g->row);
	f->level = options_level(g->call.level);
	f->shown = settings()->protocol_shown;
	f->minus_ever = set_minus_ever();
	f->socket = &g->look.facts;
	look_at(&g->look, g->call.fd, births_of(g->call.fd));
}

/* Of an int, as much of it as the program has room for. */
static socklen_t room(const struct get *g)
{
	return *g->call.len < sizeof(int) ? *g->call.len : sizeof(int);
}

void get_called(struct get *g, int ret)
{
	const enum option_amend amend = TRAIT_AMEND_OF(g->facts.traits);

	g->ret = ret;
	g->facts.result = result_of(ret);
	if (amend && g->facts.result == RESULT_TAKEN)
		g->facts.amiss =
			room(g) && memcmp(g->call.value, &amends[amend].from,
					  room(g)) == 0;
}

/* It is bound, and neither to the wildcard nor to an IPv4 address. */
static bool to_one(struct look *l)
{
	const struct in6_addr *at = &l->address.at.sin6_addr;

	return look_domain(l) == AF_INET6 && l->address.bound &&
	       !IN6_IS_ADDR_UNSPECIFIED(at) && !IN6_IS_ADDR_V4MAPPED(at);
}

static bool known(struct look *l)
{
	const struct birth_record *r = births_record_of(l->fd);

	return r && r->cookie == look_cookie(l);
}

static void get_from_standin(struct get *g)
{
	const struct option_call call = {
		.fd = g->call.fd,
		.level = g->call.level,
		.name = g->call.name,
		.row = g->row,
	};

	standin_get(&g->tcp, &g->look, &call, g->call.value, g->call.len);
	g->facts.said = g->tcp.said;
}

static void get_step(struct get *g, enum option_step step)
{
	struct option_facts *f = &g->facts;

	switch (step) {
	case STEP_LOOK_MPTCP:
		look_protocol(&g->look);
		break;
	case STEP_LOOK_NATIVE:
		look_native(&g->look);
		break;
	case STEP_LOOK_STATE:
		look_state(&g->look);
		break;
	case STEP_LOOK_FAMILY:
		f->family4 = facts_found(look_domain(&g->look) == AF_INET);
		break;
	case STEP_LOOK_BOUND:
		f->bound = facts_found(to_one(&g->look));
		break;
	case STEP_LOOK_KNOWN:
		f->known = facts_found(known(&g->look));
		break;
	case STEP_LOOK_MEANT:
		f->meant = facts_found(hints_of(g->call.fd) & HINT_LOWAT);
		break;
	case STEP_ASK:
		get_from_standin(g);
		break;
	case STEP_REMEMBER:
		births_number_set(g->call.fd, HISTORY_told);
		f->remembered = true;
		break;
	default:
		break;
	}
}

static void tell(struct get *g)
{
	g->ret = 0;
	if (g->tcp.said != SAID_YES) {
		g->ret = -1;
		errno = g->tcp.err;
	} else if (g->facts.traits & TRAIT_HINT) {
		hints_tell(g->call.fd, &options[g->row], g->call.value,
			   *g->call.len);
	}
}

bool get_calls(struct get *g)
{
	enum option_step step;

	for (;;) {
		step = option_get(&g->facts);
		if (step == STEP_CALL)
			return true;
		if (step >= STEP_PASS)
			break;
		get_step(g, step);
	}
	if (step == STEP_TELL)
		tell(g);
	else if (step == STEP_AMEND)
		memcpy(g->call.value,
		       &amends[TRAIT_AMEND_OF(g->facts.traits)].to, room(g));
	if (g->ret == 0)
		errno = g->saved;
	return false;
}
