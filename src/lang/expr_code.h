/* expr_code.h: what expr_parse.c compiles an expression to and expr.c runs: the
 * code of a stack machine.
 *
 * An operation takes its one or two values from the stack and leaves one.  The
 * stack never holds more than EXPR_STACK values, and one in the end. */
#ifndef LANG_EXPR_CODE_H
#define LANG_EXPR_CODE_H

#include "lang/expr.h"
#include "lang/options.h"

enum { EXPR_STACK = 32 };

enum expr_operation {
	OP_NUMBER,
	OP_METRIC,
	OP_SETTING,
	OP_VARIABLE,
	OP_OR,
	OP_AND,
	OP_NOT,
	OP_LT,
	OP_LE,
	OP_GT,
	OP_GE,
	OP_EQ,
	OP_NE,
	OP_ADD,
	OP_SUB,
	OP_MUL,
	OP_DIV,
	OP_NEG,
	OP_POW,
	/* in the order of expr_function */
	OP_ABS,
	OP_LOG,
	OP_EXP,
	OP_SQRT,
	OP_MIN,
	OP_MAX,
};

struct expr_code {
	enum expr_operation op;
	union {
		double number;
		const struct metric *metric;
		const struct option *setting; /* a number */
		const struct variable *variable;
	};
};

struct expr {
	char *text;
	int length;
	struct expr_code code[];
};

#endif
