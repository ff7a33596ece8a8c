// SPDX-License-Identifier: MIT
/*
 * The files of a drop-in, from first to last. Every step is one rename or
 * unlink, so that whatever ends us in between, dropin_restore() finds out from
 * the names alone what is to be undone.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dropin.h"
#include "file.h"
#include "quote.h"
#include "say.h"
#include "store.h"

#define MARK \
	"# Made by \"mptcpdefault enable\"; \"mptcpdefault disable\" removes it."

static bool there(const char *path)
{
	return access(path, F_OK) == 0;
}

void dropin_name(struct dropin *d, const char *units, const char *unit)
{
	char *base = text_format("%s/%s.d/50-mptcpdefault", units, unit);
	char *hidden = text_format("%s/%s.d/.50-mptcpdefault", units, unit);

	*d = (struct dropin){
		.folder = text_format("%s/%s.d", units, unit),
		.conf = text_format("%s.conf", base),
		.env = text_format("%s.env", base),
		.conf_was = text_format("%s.conf.was", hidden),
		.env_was = text_format("%s.env.was", hidden),
	};
	d->had_conf = there(d->conf);
	d->had_env = there(d->env);
	d->had_folder = there(d->folder);
	free(base);
	free(hidden);
}

void dropin_free(struct dropin *d)
{
	free(d->folder);
	free(d->conf);
	free(d->env);
	free(d->conf_was);
	free(d->env_was);
}

bool dropin_is_there(const struct dropin *d)
{
	return there(d->conf);
}

void dropin_refuse_others(const struct dropin *d)
{
	char *first;
	bool ours;

	if (!there(d->conf))
		return;
	first = file_line(d->conf);
	ours = first && strcmp(first, MARK) == 0;
	free(first);
	if (!ours)
		say_fail("%s is there and not ours", d->conf);
}

static void must(int error, const char *what, const char *path)
{
	if (error)
		say_fail("can't %s %s: %s", what, path, strerror(error));
}

void dropin_set_aside(const struct dropin *d)
{
	must(store_move(d->conf, d->conf_was), "write in", d->folder);
	must(store_move(d->env, d->env_was), "write in", d->folder);
}

typedef void quoting(struct text *to, const char *name, const char *value);

static void assign(struct text *to, const struct variables *v, quoting *quote)
{
	quote(to, "LD_PRELOAD", v->preload);
	if (v->settings)
		quote(to, "MPTCPDEFAULT", v->settings);
	if (v->godebug)
		quote(to, "GODEBUG", v->godebug);
}

void dropin_write(const struct dropin *d, const struct variables *v,
		  bool by_file)
{
	struct text conf = {0}, env = {0};

	text_add(&conf, MARK "\n[Service]\n");
	if (by_file) {
		text_add(&env, MARK "\n# The unit's EnvironmentFile= sets one "
				    "of these, and only a later file wins over "
				    "it.\n");
		assign(&env, v, quote_envfile);
		text_add(&conf, "EnvironmentFile=");
		quote_path(&conf, d->env);
		text_add(&conf, "\n");
	} else {
		assign(&conf, v, quote_environment);
	}
	must(store_folders(d->folder), "make", d->folder);
	/* A drop-in that names a file which is not there stops the unit. */
	if (by_file)
		must(store_write(d->env, text_of(&env)), "write", d->env);
	must(store_write(d->conf, text_of(&conf)), "write", d->conf);
	text_free(&conf);
	text_free(&env);
}

bool dropin_remove(const struct dropin *d)
{
	bool was = there(d->conf);

	dropin_refuse_others(d);
	must(store_remove(d->conf), "remove", d->conf);
	must(store_remove(d->env), "remove", d->env);
	must(store_remove(d->conf_was), "remove", d->conf_was);
	must(store_remove(d->env_was), "remove", d->env_was);
	store_sweep(d->folder);
	rmdir(d->folder);
	return was;
}

void dropin_keep(const struct dropin *d)
{
	store_remove(d->conf_was);
	store_remove(d->env_was);
	store_sweep(d->folder);
}

static void put_back(const char *path, const char *was, bool had)
{
	if (there(was))
		store_move(was, path);
	else if (!had)
		store_remove(path);
}

void dropin_restore(const struct dropin *d)
{
	put_back(d->env, d->env_was, d->had_env);
	put_back(d->conf, d->conf_was, d->had_conf);
	store_sweep(d->folder);
	if (!d->had_folder)
		rmdir(d->folder);
}
