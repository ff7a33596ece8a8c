// SPDX-License-Identifier: MIT
/*
 * The files of a drop-in, from first to last. Every step is one rename, link or
 * unlink, so that whatever ends us in between, dropin_restore() finds out from
 * the names alone what is to be undone; and at none of them a unit that had a
 * drop-in lacks one.
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

/* In the second line of one that only holds the place. */
#define HELD "# A moment only, while it looks at what the unit has by itself."

#define KEPT_MAX (4 << 20)

static bool there(const char *path)
{
	return access(path, F_OK) == 0;
}

void dropin_name(struct dropin *d, const char *units, const char *unit)
{
	char *base = text_format("%s/%s.d/" DROPIN_NAME, units, unit);
	char *hidden = text_format("%s/%s.d/." DROPIN_NAME, units, unit);

	*d = (struct dropin){
		.folder = text_format("%s/%s.d", units, unit),
		.conf = text_format("%s.conf", base),
		.env = text_format("%s.env", base),
		.conf_was = text_format("%s.conf.was", hidden),
		.env_was = text_format("%s.env.was", hidden),
		.held = text_format("%s.held", hidden),
	};
	dropin_look(d);
	free(base);
	free(hidden);
}

void dropin_look(struct dropin *d)
{
	d->had_conf = there(d->conf);
	d->had_env = there(d->env);
	d->had_folder = there(d->folder);
}

void dropin_free(struct dropin *d)
{
	free(d->folder);
	free(d->conf);
	free(d->env);
	free(d->conf_was);
	free(d->env_was);
	free(d->held);
}

/* Nothing that is there but can't be read is. */
static bool begins(const char *path, const char *with)
{
	struct text text = {0};
	bool does = file_read(path, 4096, &text) &&
		    text_starts(text_of(&text), with);

	text_free(&text);
	return does;
}

bool dropin_is_ours(const char *path)
{
	return begins(path, MARK "\n");
}

void dropin_refuse_other(const char *path)
{
	if (there(path) && !dropin_is_ours(path))
		say_fail("%s is there and not ours", path);
}

void dropin_refuse_others(const struct dropin *d)
{
	dropin_refuse_other(d->conf);
	dropin_refuse_other(d->env);
}

static void must(int error, const char *what, const char *path)
{
	if (error)
		say_fail("can't %s %s: %s", what, path, strerror(error));
}

static void put_back(const char *path, const char *was, bool had)
{
	if (there(was))
		store_move(was, path);
	else if (!had)
		store_remove(path);
	/* Two names of one file: rename() leaves both. */
	store_remove(was);
}

void dropin_recover(struct dropin *d)
{
	if (there(d->conf_was)) {
		put_back(d->env, d->env_was, true);
		put_back(d->conf, d->conf_was, true);
	}
	store_remove(d->env_was);
	/* It had none: it was on its way to its first. */
	if (begins(d->conf, MARK "\n" HELD))
		store_remove(d->conf);
	dropin_look(d);
}

typedef void quoting(struct text *to, const char *name, const char *value);

static void assign(struct text *to, const struct variables *v, quoting *quote)
{
	if (v->preload)
		quote(to, "LD_PRELOAD", v->preload);
	if (v->settings)
		quote(to, "MPTCPDEFAULT", v->settings);
	if (v->godebug)
		quote(to, "GODEBUG", v->godebug);
}

static void set_aside(struct dropin *d)
{
	if (d->aside)
		return;
	must(store_folders(d->folder), "make", d->folder);
	must(store_link(d->conf, d->conf_was), "write in", d->folder);
	must(store_link(d->env, d->env_was), "write in", d->folder);
	d->aside = true;
}

void dropin_hold(struct dropin *d, const struct variables *v)
{
	struct text conf = {0}, env = {0};

	set_aside(d);
	text_add(&env, MARK "\n");
	assign(&env, v, quote_envfile);
	must(store_write(d->held, text_of(&env)), "write", d->held);
	text_add(&conf, MARK "\n" HELD "\n[Service]\nEnvironmentFile=-");
	quote_path(&conf, d->held);
	text_add(&conf, "\n");
	must(store_write(d->conf, text_of(&conf)), "write", d->conf);
	text_free(&conf);
	text_free(&env);
}

void dropin_write(struct dropin *d, const struct variables *v, bool by_file)
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
	set_aside(d);
	/* A drop-in that names a file which is not there stops the unit. */
	if (by_file)
		must(store_write(d->env, text_of(&env)), "write", d->env);
	must(store_write(d->conf, text_of(&conf)), "write", d->conf);
	text_free(&conf);
	text_free(&env);
}

static bool remove_one(const char *path)
{
	int error = store_remove(path);

	if (error)
		say_warn("can't remove %s: %s", path, strerror(error));
	return !error;
}

bool dropin_remove(const struct dropin *d)
{
	/* First what systemd reads: nothing names a file that is gone. */
	bool done = remove_one(d->conf);

	if (done && dropin_is_ours(d->env))
		done = remove_one(d->env);
	done &= remove_one(d->conf_was);
	done &= remove_one(d->env_was);
	done &= remove_one(d->held);
	store_sweep(d->folder);
	rmdir(d->folder);
	return done;
}

bool dropin_is_gone(const struct dropin *d)
{
	return !there(d->conf);
}

void dropin_keep(const struct dropin *d)
{
	struct text conf = {0};

	store_remove(d->conf_was);
	store_remove(d->env_was);
	store_remove(d->held);
	/* Of last time, when the unit needed one. */
	if (file_read(d->conf, KEPT_MAX, &conf) &&
	    !strstr(text_of(&conf), "\nEnvironmentFile="))
		store_remove(d->env);
	text_free(&conf);
	store_sweep(d->folder);
}

void dropin_restore(const struct dropin *d)
{
	put_back(d->env, d->env_was, d->had_env);
	put_back(d->conf, d->conf_was, d->had_conf);
	store_remove(d->held);
	store_sweep(d->folder);
	if (!d->had_folder)
		rmdir(d->folder);
}
