/* expr_names.h: the functions of expressions, for help and completion. */
#ifndef CMD_EXPR_NAMES_H
#define CMD_EXPR_NAMES_H

struct expr_function {
	const char *name;
	const char *help;
};
enum { EXPR_FUNCTIONS = 6 };
extern const struct expr_function expr_function[EXPR_FUNCTIONS];

#endif
