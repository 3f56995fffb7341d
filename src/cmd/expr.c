/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expr.c: expressions over metrics, compiled to a stack machine.
 *
 * Weakest first: or, and, not, comparisons (which do not chain), + and -,
 * * and /, unary -, ^ (groups to the right), numbers, names, calls, ( ).
 *
 * An unknown value is NAN: arithmetic keeps it, a comparison with it is false,
 * and as a truth it is false. */
#include "config.h"
#include "cmd/expr.h"
#include "cmd/expr_names.h"
#include "cmd/near.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STACK_MAX = 32, NESTING_MAX = 60, CODE_MAX = 1000, ARGUMENTS_MAX = 16 };

enum operation {
	OP_NUMBER, OP_METRIC,
	OP_OR, OP_AND, OP_NOT,
	OP_LT, OP_LE, OP_GT, OP_GE, OP_EQ, OP_NE,
	OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_NEG, OP_POW,
	OP_ABS, OP_LOG, OP_EXP, OP_SQRT, OP_MIN, OP_MAX,
};

struct code {
	enum operation op;
	union {
		double number;
		const struct metric *metric;
	};
};

struct expr {
	char *text;
	bool integer, logical;
	int length;
	struct code code[];
};

/* What is known about a part while it is parsed. */
struct kind {
	bool integer, logical;
};

struct parser {
	const char *text, *in;
	struct code *code;
	int length, room;
	int depth;   /* values on the stack now */
	int nesting; /* of recursion */
	struct err *err;
};

const struct expr_function expr_function[EXPR_FUNCTIONS] = {
	{ "abs", "abs(x): without its sign" },
	{ "log", "log(x): natural logarithm" },
	{ "exp", "exp(x): e to the x" },
	{ "sqrt", "sqrt(x): square root" },
	{ "min", "min(x, y, ...): the smallest" },
	{ "max", "max(x, y, ...): the largest" },
};

static int column(const struct parser *p)
{
	return (int)(p->in - p->text) + 1;
}

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
static bool emit(struct parser *p, struct code code, int change)
{
	p->depth += change;
	if (p->depth > STACK_MAX || p->length == CODE_MAX)
		return err_set(p->err, ERR_FAILED,
			       "the expression is too large at column %d",
			       column(p));
	if (p->length == p->room) {
		p->room = p->room ? 2 * p->room : 16;
		p->code = xreallocarray(p->code, (size_t)p->room,
					sizeof *p->code);
	}
	p->code[p->length++] = code;
	return true;
}

static bool emit_op(struct parser *p, enum operation op, int change)
{
	return emit(p, (struct code){ .op = op }, change);
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

static bool parse_or(struct parser *, struct kind *);
static bool parse_unary(struct parser *, struct kind *);

static bool parse_number(struct parser *p, struct kind *kind)
{
	const char *start = p->in;
	size_t digits = strspn(start, "0123456789");
	char *end;
	/* no hexadecimal: "0x10" is 0 followed by a name */
	double x = start[0] == '0' && (start[1] | 0x20) == 'x'
			   ? (end = (char *)start + 1, 0)
			   : strtod(start, &end);

	if (end == start)
		return expected(p, "a number or a metric");
	if (!isfinite(x))
		return err_set(p->err, ERR_FAILED,
			       "the number at column %d is too large",
			       column(p));
	p->in = end;
	if (isalnum((unsigned char)*end) || *end == '_' || *end == '.')
		return expected(p, "an operator");
	*kind = (struct kind){ .integer = end == start + digits };
	return emit(p, (struct code){ .op = OP_NUMBER, .number = x }, 1);
}

/* The arguments of a function; one or, for min and max, some. */
static bool parse_call(struct parser *p, enum operation op, struct kind *kind)
{
	struct kind each;
	int count = 0;

	if (!accept(p, "("))
		return expected(p, "'('");
	kind->integer = op == OP_ABS || op == OP_MIN || op == OP_MAX;
	do {
		if (!parse_or(p, &each))
			return false;
		kind->integer = kind->integer && each.integer;
		if (count++ && !emit_op(p, op, -1))
			return false;
		if (count == ARGUMENTS_MAX)
			break;
	} while ((op == OP_MIN || op == OP_MAX) && accept(p, ","));
	if (!accept(p, ")"))
		return refuse_rest(p, op == OP_MIN || op == OP_MAX
					      ? "',' or ')'"
					      : "')'");
	return op == OP_MIN || op == OP_MAX ? true : emit_op(p, op, 0);
}

static const char *known_name(int i, const void *unused UNUSED)
{
	if (i < metric_count())
		return metric_at(i)->name;
	i -= metric_count();
	return i < EXPR_FUNCTIONS ? expr_function[i].name : NULL;
}

static bool parse_name(struct parser *p, struct kind *kind)
{
	const char *start = p->in;
	const struct metric *metric;
	char name[40], where[40];
	size_t n = 0;

	while (isalnum((unsigned char)start[n]) || start[n] == '_')
		n++;
	snprintf(name, sizeof name, "%.*s", (int)(n < 39 ? n : 39), start);
	for (int i = 0; i < EXPR_FUNCTIONS; i++)
		if (!strcmp(expr_function[i].name, name)) {
			p->in += n;
			return parse_call(p, OP_ABS + i, kind);
		}
	if (!strcmp(name, "and") || !strcmp(name, "or"))
		return expected(p, "a number or a metric");
	metric = metric_find(name);
	if (!metric) {
		snprintf(where, sizeof where, " (column %d)", column(p));
		return near_error_at("metric", name, known_name, NULL, where,
				     p->err);
	}
	p->in += n;
	kind->integer = metric->integer;
	return emit(p, (struct code){ .op = OP_METRIC, .metric = metric }, 1);
}

static bool parse_atom(struct parser *p, struct kind *kind)
{
	*kind = (struct kind){ false, false };
	if (accept(p, "(")) {
		if (!parse_or(p, kind))
			return false;
		return accept(p, ")") ? true : refuse_rest(p, "')'");
	}
	skip(p);
	if (isalpha((unsigned char)*p->in) || *p->in == '_')
		return parse_name(p, kind);
	if (*p->in == '!')
		return expected(p, "a number or a metric (write \"not\")");
	if (!isdigit((unsigned char)*p->in) && *p->in != '.')
		return expected(p, "a number or a metric");
	return parse_number(p, kind);
}

/* 2^-1 is allowed: what stands right of ^ may carry a sign. */
static bool parse_power(struct parser *p, struct kind *kind)
{
	struct kind right;

	if (!parse_atom(p, kind))
		return false;
	if (!accept(p, "^"))
		return true;
	if (!parse_unary(p, &right))
		return false;
	*kind = (struct kind){ false, false };
	return emit_op(p, OP_POW, -1);
}

static bool parse_unary(struct parser *p, struct kind *kind)
{
	bool ok;

	if (++p->nesting > NESTING_MAX)
		return err_set(p->err, ERR_FAILED,
			       "too deeply nested at column %d", column(p));
	if (accept(p, "-")) {
		ok = parse_unary(p, kind) && emit_op(p, OP_NEG, 0);
		kind->logical = false;
	} else {
		ok = parse_power(p, kind);
	}
	p->nesting--;
	return ok;
}

static bool parse_product(struct parser *p, struct kind *kind)
{
	struct kind right;
	bool times;

	if (!parse_unary(p, kind))
		return false;
	while ((times = accept(p, "*")) || accept(p, "/")) {
		if (!parse_unary(p, &right) ||
		    !emit_op(p, times ? OP_MUL : OP_DIV, -1))
			return false;
		kind->integer = times && kind->integer && right.integer;
		kind->logical = false;
	}
	return true;
}

static bool parse_sum(struct parser *p, struct kind *kind)
{
	struct kind right;
	bool plus;

	if (!parse_product(p, kind))
		return false;
	while ((plus = accept(p, "+")) || accept(p, "-")) {
		if (!parse_product(p, &right) ||
		    !emit_op(p, plus ? OP_ADD : OP_SUB, -1))
			return false;
		kind->integer = kind->integer && right.integer;
		kind->logical = false;
	}
	return true;
}

/* The comparison that comes next, or OP_NUMBER for none. */
static enum operation take_comparison(struct parser *p)
{
	static const struct {
		const char *sign;
		enum operation op;
	} sign[] = {
		{ "<=", OP_LE }, { "<", OP_LT }, { ">=", OP_GE },
		{ ">", OP_GT }, { "==", OP_EQ }, { "!=", OP_NE },
	};

	for (size_t i = 0; i < LENGTH(sign); i++)
		if (accept(p, sign[i].sign))
			return sign[i].op;
	return OP_NUMBER;
}

static bool parse_comparison(struct parser *p, struct kind *kind)
{
	struct kind right;
	enum operation op;

	if (!parse_sum(p, kind))
		return false;
	op = take_comparison(p);
	if (op == OP_NUMBER)
		return true;
	if (!parse_sum(p, &right) || !emit_op(p, op, -1))
		return false;
	*kind = (struct kind){ .integer = true, .logical = true };
	if (take_comparison(p) == OP_NUMBER)
		return true;
	return err_set(p->err, ERR_FAILED, "comparisons do not chain: use "
		       "\"and\" before column %d", column(p));
}

static bool parse_not(struct parser *p, struct kind *kind)
{
	bool ok;

	if (!accept(p, "not"))
		return parse_comparison(p, kind);
	if (++p->nesting > NESTING_MAX)
		return err_set(p->err, ERR_FAILED,
			       "too deeply nested at column %d", column(p));
	ok = parse_not(p, kind) && emit_op(p, OP_NOT, 0);
	*kind = (struct kind){ .integer = true, .logical = true };
	p->nesting--;
	return ok;
}

static bool parse_and(struct parser *p, struct kind *kind)
{
	struct kind right;

	if (!parse_not(p, kind))
		return false;
	while (accept(p, "and")) {
		if (!parse_not(p, &right) || !emit_op(p, OP_AND, -1))
			return false;
		*kind = (struct kind){ .integer = true, .logical = true };
	}
	return true;
}

static bool parse_or(struct parser *p, struct kind *kind)
{
	struct kind right;

	if (!parse_and(p, kind))
		return false;
	while (accept(p, "or")) {
		if (!parse_and(p, &right) || !emit_op(p, OP_OR, -1))
			return false;
		*kind = (struct kind){ .integer = true, .logical = true };
	}
	return true;
}

struct expr *expr_parse(const char *text, struct err *err)
{
	struct parser p = { .err = err };
	struct expr *e = NULL;
	struct kind kind;
	char *copy;

	text += strspn(text, " \t\r\n\v\f");
	copy = xstrdup(text);
	for (size_t n = strlen(copy); n && isspace((unsigned char)copy[n - 1]);)
		copy[--n] = '\0';
	p.text = p.in = copy;
	if (!parse_or(&p, &kind))
		goto out;
	skip(&p);
	if (*p.in) {
		refuse_rest(&p, "an operator");
		goto out;
	}
	e = xmalloc(sizeof *e + (size_t)p.length * sizeof *e->code);
	*e = (struct expr){
		.text = copy, .length = p.length,
		.integer = kind.integer, .logical = kind.logical,
	};
	memcpy(e->code, p.code, (size_t)p.length * sizeof *e->code);
	copy = NULL;
out:
	free(p.code);
	free(copy);
	return e;
}

static bool truth(double x)
{
	return x != 0 && !isnan(x);
}

static double compare(enum operation op, double a, double b)
{
	switch (op) {
	case OP_LT:
		return a < b;
	case OP_LE:
		return a <= b;
	case OP_GT:
		return a > b;
	case OP_GE:
		return a >= b;
	case OP_EQ:
		return a == b;
	default: /* OP_NE: false, too, when one is unknown */
		return a < b || a > b;
	}
}

static double apply_two(enum operation op, double a, double b)
{
	switch (op) {
	case OP_OR:
		return truth(a) || truth(b);
	case OP_AND:
		return truth(a) && truth(b);
	case OP_ADD:
		return a + b;
	case OP_SUB:
		return a - b;
	case OP_MUL:
		return a * b;
	case OP_DIV:
		return a / b;
	case OP_POW:
		return isnan(a) || isnan(b) ? NAN : pow(a, b);
	case OP_MIN: /* fmin() would drop an unknown value */
		return isnan(a) || a < b ? a : b;
	case OP_MAX:
		return isnan(a) || a > b ? a : b;
	default:
		return compare(op, a, b);
	}
}

/* Replaces x by what a prefix operator or function makes of it; false for an
 * operation of two values. */
static bool apply_one(enum operation op, double *x)
{
	switch (op) {
	case OP_NOT:
		*x = !truth(*x);
		return true;
	case OP_NEG:
		*x = -*x;
		return true;
	case OP_ABS:
		*x = fabs(*x);
		return true;
	case OP_LOG:
		*x = log(*x);
		return true;
	case OP_EXP:
		*x = exp(*x);
		return true;
	case OP_SQRT:
		*x = sqrt(*x);
		return true;
	default:
		return false;
	}
}

double expr_value(const struct expr *e, const struct run *run)
{
	double stack[STACK_MAX];
	int top = -1;

	for (const struct code *c = e->code; c < e->code + e->length; c++) {
		if (c->op == OP_NUMBER) {
			stack[++top] = c->number;
		} else if (c->op == OP_METRIC) {
			stack[++top] = c->metric->get(run);
		} else if (!apply_one(c->op, &stack[top])) {
			top--;
			stack[top] = apply_two(c->op, stack[top],
					       stack[top + 1]);
		}
	}
	return stack[0];
}

bool expr_true(const struct expr *e, const struct run *run)
{
	return truth(expr_value(e, run));
}

bool expr_integer(const struct expr *e)
{
	return e->integer;
}

bool expr_logical(const struct expr *e)
{
	return e->logical;
}

const char *expr_text(const struct expr *e)
{
	return e->text;
}

void expr_free(struct expr *e)
{
	if (!e)
		return;
	free(e->text);
	free(e);
}
