// SPDX-License-Identifier: MIT
/*
 * An environment file as systemd reads it (parse_env_file_internal() in its
 * src/basic/env-file.c): a quote is one only where a value, or a further piece
 * of it, begins; in double quotes a backslash stays, but before one of "\`$;
 * quoted values go over lines.
 */
#include <stdlib.h>
#include <string.h>

#include "envfile.h"
#include "text.h"
#include "utf8.h"

enum state {
	BEFORE_KEY,
	KEY,
	BEFORE_VALUE,
	BARE,
	BARE_ESCAPE,
	SINGLE,
	DOUBLE,
	DOUBLE_ESCAPE,
	COMMENT,
	COMMENT_ESCAPE,
};

struct piece {
	struct text text;
	size_t keep; /* its length without the blanks it ends in */
};

struct reader {
	enum state state;
	const char *name;
	bool old; /* comments go on in the next line */
	struct piece key, value;
	char *found;
	bool broken;
};

static bool newline(char c)
{
	return c == '\n' || c == '\r';
}

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

static void add(struct piece *p, char c)
{
	text_addn(&p->text, &c, 1);
}

static void add_bare(struct piece *p, char c)
{
	add(p, c);
	if (!blank(c) && !newline(c))
		p->keep = p->text.len;
}

static void cut(struct piece *p, size_t len)
{
	p->text.len = len;
	p->keep = len;
	if (p->text.at)
		p->text.at[len] = '\0';
}

static void assigned(struct reader *r)
{
	const struct text *key = &r->key.text, *value = &r->value.text;

	cut(&r->key, r->key.keep);
	if (!utf8_valid(text_of(key)) || !utf8_valid(text_of(value)))
		r->broken = true;
	if (strcmp(text_of(key), r->name) == 0) {
		free(r->found);
		r->found = text_copy(text_of(value));
	}
	cut(&r->key, 0);
	cut(&r->value, 0);
	r->state = BEFORE_KEY;
}

static void before_key(struct reader *r, char c)
{
	cut(&r->key, 0);
	if (newline(c) || blank(c))
		return;
	r->state = c == '#' || c == ';' ? COMMENT : KEY;
	add_bare(&r->key, c);
}

static void key(struct reader *r, char c)
{
	if (newline(c))
		r->state = BEFORE_KEY;
	else if (c == '=')
		r->state = BEFORE_VALUE;
	else
		add_bare(&r->key, c);
}

static void before_value(struct reader *r, char c)
{
	if (newline(c)) {
		assigned(r);
	} else if (c == '\'') {
		r->state = SINGLE;
	} else if (c == '"') {
		r->state = DOUBLE;
	} else if (c == '\\') {
		r->state = BARE_ESCAPE;
		r->value.keep = r->value.text.len;
	} else if (!blank(c)) {
		r->state = BARE;
		add_bare(&r->value, c);
	}
}

static void bare(struct reader *r, char c)
{
	if (newline(c)) {
		cut(&r->value, r->value.keep);
		assigned(r);
	} else if (c == '\\') {
		r->state = BARE_ESCAPE;
		r->value.keep = r->value.text.len;
	} else {
		add_bare(&r->value, c);
	}
}

static void quoted(struct reader *r, char c, char quote)
{
	if (c == quote)
		r->state = BEFORE_VALUE;
	else if (c == '\\' && quote == '"')
		r->state = DOUBLE_ESCAPE;
	else
		add(&r->value, c);
}

static void escaped(struct reader *r, char c)
{
	bool in_quotes = r->state == DOUBLE_ESCAPE;

	r->state = in_quotes ? DOUBLE : BARE;
	if (in_quotes ? c == '\n' : newline(c))
		return;
	if (in_quotes && !strchr("\"\\`$", c))
		add(&r->value, '\\');
	add(&r->value, c);
	if (!in_quotes)
		r->value.keep = r->value.text.len;
}

static void comment(struct reader *r, char c)
{
	if (r->state == COMMENT_ESCAPE && (r->old || !newline(c)))
		r->state = COMMENT;
	else if (newline(c))
		r->state = BEFORE_KEY;
	else if (c == '\\')
		r->state = COMMENT_ESCAPE;
}

static void take(struct reader *r, char c)
{
	switch (r->state) {
	case BEFORE_KEY:
		before_key(r, c);
		break;
	case KEY:
		key(r, c);
		break;
	case BEFORE_VALUE:
		before_value(r, c);
		break;
	case BARE:
		bare(r, c);
		break;
	case SINGLE:
		quoted(r, c, '\'');
		break;
	case DOUBLE:
		quoted(r, c, '"');
		break;
	case BARE_ESCAPE:
	case DOUBLE_ESCAPE:
		escaped(r, c);
		break;
	case COMMENT:
	case COMMENT_ESCAPE:
		comment(r, c);
		break;
	}
}

/* A file need not end in a newline. */
static void end(struct reader *r)
{
	if (r->state == BARE)
		cut(&r->value, r->value.keep);
	if (r->state != BEFORE_KEY && r->state != KEY && r->state != COMMENT &&
	    r->state != COMMENT_ESCAPE)
		assigned(r);
}

enum envfile_found envfile_get(const char *text, const char *name, int version,
			       char **value)
{
	struct reader r = {.name = name, .old = version < 254};

	for (; *text; text++)
		take(&r, *text);
	end(&r);
	text_free(&r.key.text);
	text_free(&r.value.text);
	if (r.broken) {
		free(r.found);
		return ENVFILE_BROKEN;
	}
	*value = r.found;
	return r.found ? ENVFILE_SET : ENVFILE_NOT;
}
