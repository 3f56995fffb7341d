/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_expr.c: expressions over metrics. */
#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lang/expr.h"
#include "lang/expr_names.h"
#include "task/task_char.h"
#include <math.h>

enum { RANDOM_STRINGS = 100000, RANDOM_TREES = 20000 };

/* loss 50, smooth_loss 60, iteration 1000, valid_loss not known. */
static const struct run run = {
	.task = &task_char,
	.spec.steps = 25,
	.set = { .cell = CELL_LSTM,
		 .hidden = 80,
		 .learning_rate = 0.1,
		 .clip = 5,
		 .clip_norm = 7,
		 .valid = 0.25,
		 .seq_length = 25 },
	.now = { .iteration = 1000,
		 .loss = 50,
		 .smooth_loss = 60,
		 .learning_rate = 0.2,
		 .valid_loss = NAN,
		 .best_valid = 3 },
};

static struct expr *parsed(const char *text)
{
	struct err e;
	struct expr *x = expr_parse(text, NULL, &e);

	if (!x)
		fail_msg("'%s': %s", text, e.text);
	return x;
}

static double value(const char *text)
{
	struct expr *x = parsed(text);
	double v = expr_value(x, &run);

	expr_free(x);
	return v;
}

static void refused(const char *text, const char *reason)
{
	struct err e;
	struct expr *x = expr_parse(text, NULL, &e);

	if (x)
		fail_msg("'%s' was accepted", text);
	assert_int_equal(e.kind, ERR_FAILED);
	if (!strstr(e.text, reason))
		fail_msg("'%s': '%s' lacks '%s'", text, e.text, reason);
}

static void operators_bind_as_written_in_the_header(void **state)
{
	static const struct {
		const char *text;
		double value;
	} table[] = {
		{ "1 + 2 * 3", 7 },
		{ "(1 + 2) * 3", 9 },
		{ "10 - 4 - 3", 3 },
		{ "24 / 4 / 2", 3 },
		{ "2 ^ 3 ^ 2", 512 },
		{ "-2 ^ 2", -4 },
		{ "2 ^ -1", 0.5 },
		{ "(-2) ^ 2", 4 },
		{ "--3", 3 },
		{ "2 * -3", -6 },
		{ "2 - -3", 5 },
		{ "1 + 1 == 2", 1 },
		{ "2 * 3 > 5", 1 },
		{ "not 1 == 2", 1 },
		{ "not 0 and 0", 0 },
		{ "not (0 and 0)", 1 },
		{ "1 or 0 and 0", 1 },
		{ "(1 or 0) and 0", 0 },
		{ "not not 3", 1 },
		{ "0 or 5", 1 },
		{ "1 < 2 and 2 < 3", 1 },
		{ "3 <= 3", 1 },
		{ "3 >= 4", 0 },
		{ "3 != 3", 0 },
		{ "3 != 4", 1 },
		{ "3 < 3", 0 },
		{ "4 > 3", 1 },
		{ "loss", 50 },
		{ "smooth_loss - loss", 10 },
		{ "iteration / 8", 125 },
		{ "loss/25", 2 },
		{ ".5 + 1e1", 10.5 },
		{ "abs(-3)", 3 },
		{ "sqrt(16) + log(exp(2))", 6 },
		{ "min(3, 1, 2)", 1 },
		{ "max(3, 1, 2)", 3 },
		{ "max(4)", 4 },
		{ "min(loss, smooth_loss) < 51", 1 },
		{ " \t1+1 \n", 2 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		if (fabs(value(table[i].text) - table[i].value) > 1e-12)
			fail_msg("%s is %g", table[i].text,
				 value(table[i].text));
	/* "not" ends where the word ends */
	refused("notional", "notional");
}

static void names_of_metrics_and_settings_have_hyphens_too(void **state)
{
	static const struct {
		const char *text;
		double value;
	} table[] = {
		{ "smooth-loss", 60 },
		{ "smooth_loss", 60 },
		{ "best-valid-loss", 3 },
		{ "best_valid-loss", 3 },
		{ "hidden", 80 },
		{ "seq-length", 25 },
		{ "seq_length", 25 },
		{ "lr", 0.1 },
		{ "learning-rate", 0.1 },
		{ "learning_rate", 0.1 },
		{ "lr < 0.11", 1 },
		{ "clip", 5 },
		{ "clip-norm", 7 },
		{ "clip_norm", 7 },
		/* the longest known name, and minus after it */
		{ "loss-smooth_loss", -10 },
		{ "loss-smooth-loss", -10 },
		{ "smooth-loss-loss", 10 },
		{ "clip-hidden", -75 },
		{ "clip-clip-norm", -2 },
		{ "clip-norm-clip-norm", 0 },
		{ "clip-norm-3", 4 },
		{ "loss-3", 47 },
		{ "3-loss", -47 },
		{ "loss--loss", 100 },
		{ "loss-(loss)", 0 },
		{ "loss-sqrt(25)", 45 },
		{ "valid-loss*0 < 1", 0 },
		/* with spaces it is minus */
		{ "valid - loss", -49.75 },
		{ "valid -loss", -49.75 },
		{ "valid- loss", -49.75 },
		{ "seq-length / 5 + smooth-loss", 65 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(table); i++)
		if (fabs(value(table[i].text) - table[i].value) > 1e-12)
			fail_msg("%s is %g", table[i].text,
				 value(table[i].text));
	assert_true(isnan(value("valid-loss")));
	refused("smoth-loss < 3", "'smoth-loss' (column 1); near: smooth_loss");
	refused("loss-xyzzy", "unknown metric or setting 'xyzzy' (column 6)");
	refused("xyzzy-loss", "unknown metric or setting 'xyzzy' (column 1)");
	refused("loss-", "a number or a name at the end, column 6");
	refused("cell", "cell is a word (rnn, gru, lstm), not a number");
	refused("3 < init_scheme", "not a number, at column 5");
	refused("fps", "fps is chosen at start only (--fps)");
}

static void a_setting_alone_is_found(void **state)
{
	(void)state;
	assert_string_equal(expr_setting("cell")->name, "cell");
	assert_string_equal(expr_setting("init_scheme")->name, "init-scheme");
	assert_null(expr_setting("lr")); /* a metric too */
	assert_null(expr_setting("loss"));
	assert_null(expr_setting("log"));
	assert_null(expr_setting("cell == 3"));
	assert_null(expr_setting("fps"));
	assert_null(expr_setting(""));
}

static void unknown_values_are_never_true(void **state)
{
	static const char *const falsehoods[] = {
		"valid_loss < 1",
		"valid_loss > 1",
		"valid_loss == 1",
		"valid_loss != 1",
		"valid_loss <= 1",
		"valid_loss >= 1",
		"valid_loss == valid_loss",
		"1 != valid_loss",
		"valid_loss",
		"valid_loss and 1",
		"0 or valid_loss",
		"0 / 0 == 0 / 0",
		"log(-1) < 3",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(falsehoods); i++) {
		struct expr *x = parsed(falsehoods[i]);

		assert_false(expr_true(x, &run));
		expr_free(x);
	}
	assert_true(isnan(value("valid_loss + 1")));
	assert_true(isnan(value("valid_loss * 0")));
	assert_true(isnan(value("valid_loss ^ 0")));
	assert_true(isnan(value("1 ^ valid_loss")));
	assert_true(isnan(value("min(1, valid_loss)")));
	assert_true(isnan(value("min(valid_loss, 1)")));
	assert_true(isnan(value("max(1, valid_loss)")));
	assert_true(isnan(value("max(valid_loss, 1)")));
	assert_true(value("not (valid_loss < 1)") == 1);
}

static void the_text_is_kept_trimmed(void **state)
{
	struct expr *x = parsed("  loss  /  25\t");

	(void)state;
	assert_string_equal(expr_text(x), "loss  /  25");
	expr_free(x);
	expr_free(NULL);
}

static void mistakes_are_explained(void **state)
{
	(void)state;
	refused("", "a number or a name at the end, column 1");
	refused("loss <", "a number or a name at the end, column 7");
	refused("loss < < 3", "a number or a name at column 8");
	refused("loss = 3", "write \"==\"");
	refused("(loss = 3)", "write \"==\"");
	refused("loss < 3 && 1", "write \"and\"");
	refused("loss < 3 || 1", "write \"or\"");
	refused("!loss", "write \"not\"");
	refused("1 < 2 < 3", "do not chain");
	refused("los", "near: loss");
	refused("smoth_loss < 3", "near: smooth_loss");
	refused("3 + los", "column 5");
	refused("xyzzy", "unknown metric or setting 'xyzzy'");
	refused("(1 + 2", "')' at the end");
	refused("1 2", "an operator at column 3");
	refused("3loss", "an operator at column 2");
	refused("0x10", "an operator");
	refused("1.2.3", "an operator");
	refused("1e999", "too large");
	refused("abs 3", "'('");
	refused("abs(1, 2)", "')'");
	refused("min(1", "',' or ')'");
	refused("and", "a number or a name");
	refused("1 and", "a number or a name");
	refused("loss[3]", "an operator");
	refused("\xc3\xa9", "a number or a name");
}

static void size_is_bounded(void **state)
{
	struct strbuf b;

	(void)state;
	strbuf_init(&b);
	for (int i = 0; i < 100000; i++)
		strbuf_add_char(&b, '(');
	refused(b.text, "deeply");
	strbuf_clear(&b);
	for (int i = 0; i < 100000; i++)
		strbuf_add(&b, "- ");
	refused(b.text, "deeply");
	strbuf_clear(&b);
	for (int i = 0; i < 100000; i++)
		strbuf_add(&b, "not ");
	refused(b.text, "deeply");
	strbuf_clear(&b);
	for (int i = 0; i < 100000; i++)
		strbuf_add(&b, "1+");
	refused(b.text, "too large");
	strbuf_clear(&b);
	for (int i = 0; i < 100000; i++) /* in no time, too */
		strbuf_add(&b, "a-");
	refused(b.text, "unknown");
	strbuf_clear(&b);
	for (int i = 0; i < 40; i++)
		strbuf_add(&b, "1+(");
	refused(b.text, "");
	strbuf_release(&b);
}

/* --- random -------------------------------------------------------------- */

static unsigned next_random(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void random_tokens_never_crash(void **state)
{
	static const char *const token[] = {
		"1",  "2.5", "loss", "iteration", "valid_loss", "(",   ")",
		"+",  "-",   "*",    "/",         "^",          "<",   "<=",
		"==", "!=",  "and",  "or",        "not",        "abs", "min",
		"(",  ",",   ")",    "=",         "&",          "1e9", ".",
		"x",  " ",   "\xff", "\n",        "#",
	};
	unsigned seed = 1;
	int accepted = 0;

	(void)state;
	for (int i = 0; i < RANDOM_STRINGS; i++) {
		int n = (int)(next_random(&seed) % 12);
		char text[200] = "";
		struct expr *x;
		struct err e;

		while (n-- > 0) {
			strcat(text, token[next_random(&seed) % LENGTH(token)]);
			if (next_random(&seed) % 2)
				strcat(text, " ");
		}
		x = expr_parse(text, NULL, &e);
		if (x) {
			(void)expr_value(x, &run);
			accepted++;
		} else {
			assert_int_equal(e.kind, ERR_FAILED);
			assert_true(e.text[0]);
		}
		expr_free(x);
	}
	assert_true(accepted > RANDOM_STRINGS / 100);
}

/* A random tree, written with all its parentheses, and its value by C. */
static double random_tree(struct strbuf *out, unsigned *seed, int depth)
{
	static const char *const two[] = { " + ",  " - ",  " * ",   " < ",
					   " >= ", " == ", " and ", " or " };
	unsigned op = next_random(seed) % LENGTH(two);
	double a, b;

	if (depth == 0 || next_random(seed) % 4 == 0) {
		int n = (int)(next_random(seed) % 5);

		if (n == 4) {
			strbuf_add(out, "loss");
			return 50;
		}
		strbuf_printf(out, "%d", n);
		return n;
	}
	if (next_random(seed) % 5 == 0) {
		strbuf_add(out, "(not ");
		a = random_tree(out, seed, depth - 1);
		strbuf_add(out, ")");
		return !(a != 0);
	}
	strbuf_add(out, "(");
	a = random_tree(out, seed, depth - 1);
	strbuf_add(out, two[op]);
	b = random_tree(out, seed, depth - 1);
	strbuf_add(out, ")");
	switch (op) {
	case 0: return a + b;
	case 1: return a - b;
	case 2: return a * b;
	case 3: return a < b;
	case 4: return a >= b;
	case 5: return a == b;
	case 6: return a != 0 && b != 0;
	default: return a != 0 || b != 0;
	}
}

static void random_trees_have_their_value(void **state)
{
	unsigned seed = 2;
	struct strbuf text;

	(void)state;
	strbuf_init(&text);
	for (int i = 0; i < RANDOM_TREES; i++) {
		double expected;

		strbuf_clear(&text);
		expected = random_tree(&text, &seed, 5);
		if (value(text.text) != expected)
			fail_msg("%s is %g, not %g", text.text,
				 value(text.text), expected);
	}
	strbuf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(operators_bind_as_written_in_the_header),
		cmocka_unit_test(
			names_of_metrics_and_settings_have_hyphens_too),
		cmocka_unit_test(a_setting_alone_is_found),
		cmocka_unit_test(unknown_values_are_never_true),
		cmocka_unit_test(the_text_is_kept_trimmed),
		cmocka_unit_test(mistakes_are_explained),
		cmocka_unit_test(size_is_bounded),
		cmocka_unit_test(random_tokens_never_crash),
		cmocka_unit_test(random_trees_have_their_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
