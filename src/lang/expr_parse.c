/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expr_parse.c: expressions, compiled by recursive descent.
 *
 * Weakest first: or, and, not, comparisons (which do not chain), + and -,
 * * and /, unary -, ^ (groups to the right), numbers, names, calls, ( ). */
#include "config.h"

#include "lang/expr_code.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/expr_names.h"
#include "lang/match.h"

enum { NESTING_MAX = 60, CODE_MAX = 1000, ARGUMENTS_MAX = 16 };

struct parser {
	const char *text, *in;
	const struct variables *variables; /* or NULL */
	struct expr_code *code;
	int length, capacity;
	int depth;   /* values on the stack now */
	int nesting; /* of recursion */
	struct err *err;
};

static int column(const struct parser *p) { return (int)(p->in - p->text) + 1; }

static void skip(struct parser *p)
{
	while (isspace((unsigned char)*p->in))
		p->in++;
}

static bool expected(struct parser *p, const char *what)
{
	skip(p);
	return err_set(p->err, ERR_FAILED, "expected %s at %s %d", what,
		       *p->in ? "column" : "the end, column", column(p));
}

/* Whether the operator or word comes next; then it is taken.  A word ends where
 * no letter, digit or '_' follows. */
static bool accept(struct parser *p, const char *token)
{
	size_t length = strlen(token);

	skip(p);
	if (strncmp(p->in, token, length) != 0)
		return false;
	if (isalpha((unsigned char)*token) &&
	    (isalnum((unsigned char)p->in[length]) || p->in[length] == '_'))
		return false;
	p->in += length;
	return true;
}

/* `change`: what it does to the height of the stack. */
static bool emit(struct parser *p, struct expr_code code, int change)
{
	p->depth += change;
	if (p->depth > EXPR_STACK || p->length == CODE_MAX)
		return err_set(p->err, ERR_FAILED,
			       "the expression is too large at column %d",
			       column(p));
	if (p->length == p->capacity) {
		p->capacity = p->capacity ? 2 * p->capacity : 16;
		p->code = xreallocarray(p->code, (size_t)p->capacity,
					sizeof *p->code);
	}
	p->code[p->length++] = code;
	return true;
}

static bool emit_op(struct parser *p, enum expr_operation op, int change)
{
	return emit(p, (struct expr_code){ .op = op }, change);
}

/* Neither an operator we know nor `closing` follows a whole expression. */
static bool refuse_rest(struct parser *p, const char *closing)
{
	skip(p);
	if (*p->in == '=')
		return expected(p, "an operator (write \"==\" to compare)");
	if (*p->in == '&')
		return expected(p, "an operator (write \"and\")");
	if (*p->in == '|')
		return expected(p, "an operator (write \"or\")");
	return expected(p, closing);
}

static bool parse_or(struct parser *);
static bool parse_unary(struct parser *);

static bool parse_number(struct parser *p)
{
	const char *start = p->in;
	char *end;
	/* no hexadecimal: "0x10" is 0 followed by a name */
	double x = start[0] == '0' && (start[1] | 0x20) == 'x'
			   ? (end = (char *)start + 1, 0)
			   : strtod(start, &end);

	if (end == start)
		return expected(p, "a number or a name");
	if (!isfinite(x))
		return err_set(p->err, ERR_FAILED,
			       "the number at column %d is too large",
			       column(p));
	p->in = end;
	if (isalnum((unsigned char)*end) || *end == '_' || *end == '.')
		return expected(p, "an operator");
	return emit(p, (struct expr_code){ .op = OP_NUMBER, .number = x }, 1);
}

/* The arguments of a function; one or, for min and max, some. */
static bool parse_call(struct parser *p, enum expr_operation op)
{
	int count = 0;

	if (!accept(p, "("))
		return expected(p, "'('");
	do {
		if (!parse_or(p))
			return false;
		if (count++ && !emit_op(p, op, -1))
			return false;
		if (count == ARGUMENTS_MAX)
			break;
	} while ((op == OP_MIN || op == OP_MAX) && accept(p, ","));
	if (!accept(p, ")"))
		return refuse_rest(
			p, op == OP_MIN || op == OP_MAX ? "',' or ')'" : "')'");
	return op == OP_MIN || op == OP_MAX ? true : emit_op(p, op, 0);
}

static bool refuse_name(struct parser *p, const char *name)
{
	const struct option *o = option_find(name);
	char where[40];

	snprintf(where, sizeof where, " (column %d)", column(p));
	if (o && o->type != OPTION_ACTION)
		return err_set(p->err, ERR_FAILED,
			       "%s is chosen at start only "
			       "(--%s)%s",
			       o->name, o->name, where);
	return match_error_at("metric or setting", name, expr_name_row, NULL,
			      where, p->err);
}

static bool emit_setting(struct parser *p, const struct option *o)
{
	struct strbuf words;

	if (o->type != OPTION_WORD)
		return emit(
			p, (struct expr_code){ .op = OP_SETTING, .setting = o },
			1);
	strbuf_init(&words);
	option_range(o, &words);
	err_set(p->err, ERR_FAILED,
		"%s is a word (%s), not a number, at "
		"column %d",
		o->name, words.text, column(p));
	strbuf_release(&words);
	return false;
}

static bool is_operator(const char *name)
{
	return !strcmp(name, "and") || !strcmp(name, "or") ||
	       !strcmp(name, "not");
}

static bool parse_name(struct parser *p)
{
	const struct expr_name n = expr_name_at(p->in);
	char *name;
	bool ok = true;

	if (!n.metric && !n.setting && n.function < 0) {
		name = xstrndup(p->in, n.length);
		ok = is_operator(name) ? expected(p, "a number or a name")
				       : refuse_name(p, name);
		free(name);
		return ok;
	}
	if (n.setting)
		ok = emit_setting(p, n.setting);
	else if (n.metric)
		ok = emit(p,
			  (struct expr_code){ .op = OP_METRIC,
					      .metric = n.metric },
			  1);
	p->in += ok ? n.length : 0;
	return ok && n.function >= 0 ? parse_call(p, OP_ABS + n.function) : ok;
}

/* `in` stands on the $. */
static bool parse_variable(struct parser *p)
{
	size_t length = variable_name_length(p->in + 1);
	const struct variable *v;

	if (!length)
		return expected(p, "a name after the $");
	v = p->variables ? variables_find(p->variables, p->in + 1, length)
			 : NULL;
	if (!v)
		return err_set(p->err, ERR_FAILED,
			       "there is no variable $%.*s (column %d); "
			       "\"set $%.*s = EXPR\" makes it",
			       (int)length, p->in + 1, column(p), (int)length,
			       p->in + 1);
	p->in += 1 + length;
	return emit(p, (struct expr_code){ .op = OP_VARIABLE, .variable = v },
		    1);
}

static bool parse_atom(struct parser *p)
{
	if (accept(p, "(")) {
		if (!parse_or(p))
			return false;
		return accept(p, ")") ? true : refuse_rest(p, "')'");
	}
	skip(p);
	if (isalpha((unsigned char)*p->in) || *p->in == '_')
		return parse_name(p);
	if (*p->in == '$')
		return parse_variable(p);
	if (*p->in == '!')
		return expected(p, "a number or a name (write \"not\")");
	if (!isdigit((unsigned char)*p->in) && *p->in != '.')
		return expected(p, "a number or a name");
	return parse_number(p);
}

/* 2^-1 is allowed: what stands right of ^ may carry a sign. */
static bool parse_power(struct parser *p)
{
	if (!parse_atom(p))
		return false;
	if (!accept(p, "^"))
		return true;
	if (!parse_unary(p))
		return false;
	return emit_op(p, OP_POW, -1);
}

static bool parse_unary(struct parser *p)
{
	bool ok;

	if (++p->nesting > NESTING_MAX)
		return err_set(p->err, ERR_FAILED,
			       "too deeply nested at column %d", column(p));
	if (accept(p, "-"))
		ok = parse_unary(p) && emit_op(p, OP_NEG, 0);
	else
		ok = parse_power(p);
	p->nesting--;
	return ok;
}

static bool parse_product(struct parser *p)
{
	bool times;

	if (!parse_unary(p))
		return false;
	while ((times = accept(p, "*")) || accept(p, "/")) {
		if (!parse_unary(p) || !emit_op(p, times ? OP_MUL : OP_DIV, -1))
			return false;
	}
	return true;
}

static bool parse_sum(struct parser *p)
{
	bool plus;

	if (!parse_product(p))
		return false;
	while ((plus = accept(p, "+")) || accept(p, "-")) {
		if (!parse_product(p) ||
		    !emit_op(p, plus ? OP_ADD : OP_SUB, -1))
			return false;
	}
	return true;
}

/* The comparison that comes next, or OP_NUMBER for none. */
static enum expr_operation take_comparison(struct parser *p)
{
	static const struct {
		const char *sign;
		enum expr_operation op;
	} sign[] = {
		{ "<=", OP_LE }, { "<", OP_LT },  { ">=", OP_GE },
		{ ">", OP_GT },  { "==", OP_EQ }, { "!=", OP_NE },
	};

	for (size_t i = 0; i < LENGTH(sign); i++)
		if (accept(p, sign[i].sign))
			return sign[i].op;
	return OP_NUMBER;
}

static bool parse_comparison(struct parser *p)
{
	enum expr_operation op;

	if (!parse_sum(p))
		return false;
	op = take_comparison(p);
	if (op == OP_NUMBER)
		return true;
	if (!parse_sum(p) || !emit_op(p, op, -1))
		return false;
	if (take_comparison(p) == OP_NUMBER)
		return true;
	return err_set(p->err, ERR_FAILED,
		       "comparisons do not chain: use "
		       "\"and\" before column %d",
		       column(p));
}

static bool parse_not(struct parser *p)
{
	bool ok;

	if (!accept(p, "not"))
		return parse_comparison(p);
	if (++p->nesting > NESTING_MAX)
		return err_set(p->err, ERR_FAILED,
			       "too deeply nested at column %d", column(p));
	ok = parse_not(p) && emit_op(p, OP_NOT, 0);
	p->nesting--;
	return ok;
}

static bool parse_and(struct parser *p)
{
	if (!parse_not(p))
		return false;
	while (accept(p, "and"))
		if (!parse_not(p) || !emit_op(p, OP_AND, -1))
			return false;
	return true;
}

static bool parse_or(struct parser *p)
{
	if (!parse_and(p))
		return false;
	while (accept(p, "or"))
		if (!parse_and(p) || !emit_op(p, OP_OR, -1))
			return false;
	return true;
}

struct expr *expr_parse(const char *text, const struct variables *variables,
			struct err *err)
{
	struct parser p = { .variables = variables, .err = err };
	struct expr *e = NULL;
	char *copy;

	text += strspn(text, " \t\r\n\v\f");
	copy = xstrdup(text);
	for (size_t n = strlen(copy); n && isspace((unsigned char)copy[n - 1]);)
		copy[--n] = '\0';
	p.text = p.in = copy;
	if (!parse_or(&p))
		goto out;
	skip(&p);
	if (*p.in) {
		refuse_rest(&p, "an operator");
		goto out;
	}
	e = xmalloc(sizeof *e + (size_t)p.length * sizeof *e->code);
	*e = (struct expr){ .text = copy, .length = p.length };
	memcpy(e->code, p.code, (size_t)p.length * sizeof *e->code);
	copy = NULL;
out:
	free(p.code);
	free(copy);
	return e;
}
