// SPDX-License-Identifier: MIT
/*
 * Does what policy/option.c says, step by step: looks, each at most once, acts,
 * and tells. Called by the hook of setsockopt(), which makes the program's
 * call when it is time. At most one stand-in is made.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include "base/numbers.h"
#include "base/sys.h"
#include "handed.h"
#include "know/births.h"
#include "know/hints.h"
#include "know/observe.h"
#include "know/pins.h"
#include "result.h"
#include "report/counters.h"
#include "role/back.h"
#include "set.h"

static bool minus_ever;

bool set_minus_ever(void)
{
	return __atomic_load_n(&minus_ever, __ATOMIC_RELAXED);
}

void set_begin(struct set *s)
{
	struct option_call *call = &s->call;
	struct option_facts *f = &s->facts;

	call->row = options_find(call->level, call->name);
	f->traits = options_traits(call->row);
	f->level = options_level(call->level);
	f->whole = (int)call->len >= (int)sizeof(int);
	f->socket = &s->look.facts;
	look_at(&s->look, call->fd, births_of(call->fd));
	/* For bind(), should it name a port. */
	if (option_known(f, ORIGIN_MPTCP) && f->traits & TRAIT_BESIDE)
		births_number_set(call->fd, REMEMBERED_beside);
}

static void took(struct set *s)
{
	int value;

	s->facts.outside =
		!set_within(s->facts.traits, s->call.value, s->call.len);
	if (!(TRAIT_HINT_OF(s->facts.traits) & HINT_LOWAT))
		return;
	memcpy(&value, s->call.value, sizeof(value));
	s->facts.minus = value == -1;
	if (s->facts.minus)
		__atomic_store_n(&minus_ever, true, __ATOMIC_RELAXED);
}

void set_called(struct set *s, int ret)
{
	s->ret = ret;
	s->facts.result = result_of(ret);
	if (s->facts.result == RESULT_TAKEN)
		took(s);
}

static long set_raw(const struct set *s, const void *value, socklen_t len)
{
	return sys(SYS_setsockopt, s->call.fd, s->call.level, s->call.name,
		   value, len);
}

static bool has_already(const struct option_call *call, const struct probe *p)
{
	socklen_t len = call->len < p->len ? call->len : p->len;

	return memcmp(call->value, p->bytes, len) == 0;
}

/*
 * TCP could not be asked, so the socket itself is. What it has already, or
 * does not take, is the program's call to say; what it seems to take is put
 * back.
 */
__attribute__((noinline)) static bool heeds(const struct set *s)
{
	const struct option_call *call = &s->call;
	struct probe before, after;

	if (!standin_probe(call->fd, call, &before) ||
	    set_raw(s, call->value, call->len) ||
	    !standin_probe(call->fd, call, &after) ||
	    has_already(call, &before))
		return true;
	if (s->facts.traits & TRAIT_NOT_PASSED &&
	    memcmp(&before, &after, sizeof(before)) == 0)
		return true;
	set_raw(s, before.bytes, before.len);
	return false;
}

/* What was refused is to be tried again. */
static void go_back(struct set *s)
{
	struct option_facts *f = &s->facts;

	f->back = facts_found(back_to_tcp(&s->look));
	f->before = f->result;
	if (f->back == FACT_yes && f->result > RESULT_TAKEN)
		f->result = RESULT_UNKNOWN;
}

static void set_step(struct set *s, enum option_step step)
{
	struct option_facts *f = &s->facts;
	const int fd = s->call.fd;

	switch (step) {
	case STEP_LOOK_TCP:
		f->tcp = facts_found(observe_is_tcp(fd));
		break;
	case STEP_LOOK_MPTCP:
		look_mptcp(&s->look);
		break;
	case STEP_LOOK_NATIVE:
		look_native(&s->look);
		break;
	case STEP_LOOK_STATE:
		look_state(&s->look);
		break;
	case STEP_LOOK_FAMILY:
		f->family4 = facts_found(look_domain(&s->look) == AF_INET);
		break;
	case STEP_LOOK_HANDED:
		f->handed = facts_found(handed_over(&s->look));
		break;
	case STEP_ASK:
		standin_set(&s->tcp, &s->look, &s->call);
		f->said = s->tcp.said;
		break;
	case STEP_TRY:
		f->heeds = facts_found(heeds(s));
		break;
	case STEP_BACK:
		go_back(s);
		break;
	case STEP_REPEAT:
		set_raw(s, s->call.value, s->call.len);
		f->repeated = true;
		break;
	case STEP_UNDO:
		set_raw(s, s->tcp.usual, s->tcp.len);
		f->undone = true;
		break;
	case STEP_REMEMBER:
		hints_set(fd, HINT_LOWAT, 0);
		f->remembered = true;
		break;
	default:
		break;
	}
}

/* What went back to TCP is another socket than was looked at. */
static void pin(struct set *s)
{
	const uint64_t cookie = s->facts.back == FACT_yes
					? observe_cookie(s->call.fd)
					: look_cookie(&s->look);

	if (cookie)
		pins_add(cookie, REASON_unreadable);
}

static void refuse(struct set *s, int err)
{
	s->ret = -1;
	errno = err;
}

static void end(struct set *s, enum option_step step)
{
	switch (step) {
	case STEP_PIN:
		pin(s);
		break;
	case STEP_YES:
		if (s->facts.traits & TRAIT_HINT)
			hints_keep(&s->call);
		s->ret = 0;
		break;
	case STEP_NO:
		refuse(s, s->tcp.err);
		break;
	case STEP_IGNORE:
		refuse(s, EOPNOTSUPP);
		break;
	default:
		break;
	}
	if (s->ret == 0)
		errno = s->saved;
}

bool set_calls(struct set *s)
{
	struct option_plan plan;

	for (;;) {
		plan = option_set(&s->facts);
		if (plan.missed && !s->missed) {
			s->missed = true;
			counters_missed(
				options_missed(s->call.level, s->call.name));
		}
		if (plan.step == STEP_CALL)
			return true;
		if (plan.step >= STEP_PASS)
			break;
		set_step(s, plan.step);
	}
	end(s, plan.step);
	return false;
}
