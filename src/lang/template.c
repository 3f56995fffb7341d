/* SPDX-License-Identifier: GPL-3.0-or-later */
/* template.c: a text with values in it. */
#include "config.h"

#include "lang/expr.h"
#include "lang/expr_names.h"
#include "lang/template.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FORMAT_WIDTH = 60, FORMAT_DIGITS = 17 };

struct format {
	int width;
	int digits; /* -1: none given */
	char kind;  /* 0: as `print` writes it */
};

/* A number of at most two digits at *text, which moves past it; false: there is
 * none, or it is beyond `most`. */
static bool take_number(const char **text, int most, int *out)
{
	int n = 0, value = 0;

	while (isdigit((unsigned char)(*text)[n]) && n < 3)
		value = value * 10 + ((*text)[n++] - '0');
	if (!n || value > most)
		return false;
	*text += n;
	*out = value;
	return true;
}

static bool parse_format(const char *text, struct format *f)
{
	*f = (struct format){ .digits = -1 };
	if (isdigit((unsigned char)*text) &&
	    !take_number(&text, FORMAT_WIDTH, &f->width))
		return false;
	if (*text == '.') {
		text++;
		if (!take_number(&text, FORMAT_DIGITS, &f->digits))
			return false;
		f->kind = 'g';
	}
	if (*text && strchr("feg%", *text))
		f->kind = *text++;
	return !*text;
}

/* Unknown values have no digits. */
static void add_formatted(struct strbuf *out, const struct format *f, double x)
{
	int digits = f->digits < 0 ? 6 : f->digits;

	switch (isfinite(x) ? f->kind : 0) {
	case 'f': strbuf_printf(out, "%.*f", digits, x); break;
	case 'e': strbuf_printf(out, "%.*e", digits, x); break;
	case 'g': strbuf_printf(out, "%.*g", digits, x); break;
	case '%': strbuf_printf(out, "%.*f%%", digits, 100 * x); break;
	default: strbuf_add_number(out, x);
	}
}

/* Right-aligned, as numbers in a column are. */
static void add_padded(struct strbuf *out, const struct format *f, double x)
{
	struct strbuf number;

	strbuf_init(&number);
	add_formatted(&number, f, x);
	strbuf_printf(out, "%*s", f->width, number.text);
	strbuf_release(&number);
}

static bool add_value(struct strbuf *out, const char *text,
		      const struct format *f, const struct variables *variables,
		      const struct run *run, struct err *e)
{
	const struct option *word = expr_setting(text);
	struct expr *expr;

	if (word && word->type == OPTION_WORD) {
		option_print(word, &run->set, out);
		return true;
	}
	expr = expr_parse(text, variables, e);
	if (!expr)
		return false;
	add_padded(out, f, expr_value(expr, run));
	expr_free(expr);
	return true;
}

/* Cuts the spaces off both ends. */
static char *trim(char *text)
{
	size_t length;

	text += strspn(text, " \t");
	length = strlen(text);
	while (length && strchr(" \t", text[length - 1]))
		length--;
	text[length] = '\0';
	return text;
}

/* "EXPR" or "EXPR:FORMAT", which it cuts in two. */
static bool add_field(struct strbuf *out, char *text,
		      const struct variables *variables, const struct run *run,
		      struct err *e)
{
	char *colon = strchr(text, ':');
	const char *format = colon ? colon + 1 : "";
	struct format f;

	if (colon)
		*colon = '\0';
	if (!parse_format(format, &f))
		return err_set(e, ERR_FAILED,
			       "\"%.20s\" is no format: [WIDTH][.DIGITS] and "
			       "f, e, g or %%, for example .3f",
			       format);
	return add_value(out, trim(text), &f, variables, run, e);
}

/* `text` stands on a brace; moves it past what that begins. */
static bool expand_brace(const char **text, const struct variables *variables,
			 const struct run *run, struct strbuf *out,
			 struct err *e)
{
	const char *open = *text;
	size_t length = strcspn(open + 1, "{}");
	char *field;
	bool ok;

	if (open[1] == open[0]) {
		strbuf_add_char(out, *open);
		*text += 2;
		return true;
	}
	if (*open == '}' || open[1 + length] != '}')
		return err_set(e, ERR_FAILED,
			       "a %c without its pair; a brace itself is "
			       "written twice",
			       *open);
	field = xstrndup(open + 1, length);
	ok = add_field(out, field, variables, run, e);
	free(field);
	*text += length + 2;
	return ok;
}

bool template_expand(const char *text, const struct variables *variables,
		     const struct run *run, struct strbuf *out, struct err *e)
{
	while (*text) {
		size_t plain = strcspn(text, "{}");

		strbuf_add_bytes(out, text, plain);
		text += plain;
		if (*text && !expand_brace(&text, variables, run, out, e))
			return false;
	}
	return true;
}
