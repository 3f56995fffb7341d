/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expr.c: the value of an expression.
 *
 * An unknown value is NAN: arithmetic keeps it, a comparison with it is false,
 * and as a truth it is false. */
#include "config.h"

#include "lang/expr_code.h"

#include <math.h>
#include <stdlib.h>

static bool truth(double x) { return x != 0 && !isnan(x); }

static double compare(enum expr_operation op, double a, double b)
{
	switch (op) {
	case OP_LT: return a < b;
	case OP_LE: return a <= b;
	case OP_GT: return a > b;
	case OP_GE: return a >= b;
	case OP_EQ: return a == b;
	default: /* OP_NE: false, too, when one is unknown */
		return a < b || a > b;
	}
}

static double apply_two(enum expr_operation op, double a, double b)
{
	switch (op) {
	case OP_OR: return truth(a) || truth(b);
	case OP_AND: return truth(a) && truth(b);
	case OP_ADD: return a + b;
	case OP_SUB: return a - b;
	case OP_MUL: return a * b;
	case OP_DIV: return a / b;
	case OP_POW: return isnan(a) || isnan(b) ? NAN : pow(a, b);
	case OP_MIN: /* fmin() would drop an unknown value */
		return isnan(a) || a < b ? a : b;
	case OP_MAX: return isnan(a) || a > b ? a : b;
	default: return compare(op, a, b);
	}
}

/* Replaces x by what a prefix operator or function makes of it; false for an
 * operation of two values. */
static bool apply_one(enum expr_operation op, double *x)
{
	switch (op) {
	case OP_NOT: *x = !truth(*x); return true;
	case OP_NEG: *x = -*x; return true;
	case OP_ABS: *x = fabs(*x); return true;
	case OP_LOG: *x = log(*x); return true;
	case OP_EXP: *x = exp(*x); return true;
	case OP_SQRT: *x = sqrt(*x); return true;
	default: return false;
	}
}

/* Whether it takes nothing from the stack; then *x is what it leaves there. */
static bool is_value(const struct expr_code *c, const struct run *run,
		     double *x)
{
	switch (c->op) {
	case OP_NUMBER: *x = c->number; return true;
	case OP_METRIC: *x = metric_value(c->metric, run); return true;
	case OP_SETTING: *x = option_number(c->setting, &run->set); return true;
	case OP_VARIABLE: *x = c->variable->value; return true;
	default: return false;
	}
}

double expr_value(const struct expr *e, const struct run *run)
{
	double stack[EXPR_STACK], x;
	int top = -1;

	for (int i = 0; i < e->length; i++) {
		const struct expr_code *c = &e->code[i];

		if (is_value(c, run, &x)) {
			stack[++top] = x;
		} else if (!apply_one(c->op, &stack[top])) {
			top--;
			stack[top] =
				apply_two(c->op, stack[top], stack[top + 1]);
		}
	}
	return stack[0];
}

bool expr_true(const struct expr *e, const struct run *run)
{
	return truth(expr_value(e, run));
}

const char *expr_text(const struct expr *e) { return e->text; }

/* NULL: it is a number or an operation. */
static const char *name_of(const struct expr_code *c)
{
	switch (c->op) {
	case OP_METRIC: return c->metric->name;
	case OP_SETTING: return c->setting->name;
	case OP_VARIABLE: return c->variable->name;
	default: return NULL;
	}
}

static bool is_named_before(const struct expr *e, int i)
{
	for (int k = 0; k < i; k++)
		if (name_of(&e->code[k]) == name_of(&e->code[i]))
			return true;
	return false;
}

void expr_add_names(const struct expr *e, const struct run *run,
		    struct strbuf *out)
{
	size_t before = out->length;

	for (int i = 0; i < e->length; i++) {
		const struct expr_code *c = &e->code[i];
		double x;

		if (!name_of(c) || is_named_before(e, i) ||
		    !is_value(c, run, &x))
			continue;
		strbuf_printf(out,
			      "%s%s%s = ", out->length > before ? ", " : "",
			      c->op == OP_VARIABLE ? "$" : "", name_of(c));
		strbuf_add_number(out, x);
	}
}

void expr_free(struct expr *e)
{
	if (!e)
		return;
	free(e->text);
	free(e);
}
