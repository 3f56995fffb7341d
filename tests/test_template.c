/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_template.c: texts with values in them, and the variables these may be
 * of. */
#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lang/expr.h"
#include "lang/template.h"
#include "task/task_char.h"
#include <math.h>

/* loss 50.25, iteration 1000, valid_loss not known. */
static const struct run run = {
	.task = &task_char,
	.spec.steps = 25,
	.set = { .cell = CELL_GRU, .hidden = 80, .clip = 5 },
	.now = { .iteration = 1000, .loss = 50.25, .valid_loss = NAN },
};

static void becomes(const struct variables *v, const char *text,
		    const char *want)
{
	struct strbuf out;
	struct err e;

	strbuf_init(&out);
	if (!template_expand(text, v, &run, &out, &e))
		fail_msg("'%s': %s", text, e.text);
	assert_string_equal(out.text, want);
	strbuf_release(&out);
}

static void refused(const char *text, const char *reason)
{
	struct strbuf out;
	struct err e;

	strbuf_init(&out);
	assert_false(template_expand(text, NULL, &run, &out, &e));
	assert_int_equal(e.kind, ERR_FAILED);
	if (!strstr(e.text, reason))
		fail_msg("'%s': %s", text, e.text);
	strbuf_release(&out);
}

static void values_stand_for_their_expressions(void **state UNUSED)
{
	becomes(NULL, "", "");
	becomes(NULL, "plain, 100 %s%n", "plain, 100 %s%n");
	becomes(NULL, "{iteration}", "1000");
	becomes(NULL, "a {loss} b {loss / 2}", "a 50.25 b 25.125");
	becomes(NULL, "{valid_loss} {loss > 50}", "nan 1");
	becomes(NULL, "{ cell } {hidden}", "gru 80");
}

static void formats_are_those_of_python(void **state UNUSED)
{
	becomes(NULL, "{loss:.1f} {loss:f} {loss:.0f}", "50.2 50.250000 50");
	becomes(NULL, "{loss:.2e} {loss:.3g} {loss:.3}", "5.02e+01 50.2 50.2");
	becomes(NULL, "{loss / 100:.1%} {1:%}", "50.2% 100.000000%");
	becomes(NULL, "[{loss:8.1f}] [{iteration:6}] [{-1:2.0f}]",
		"[    50.2] [  1000] [-1]");
	becomes(NULL, "[{valid_loss:8.1f}]", "[     nan]");
}

static void braces_are_written_twice(void **state UNUSED)
{
	becomes(NULL, "{{loss}} }}{{ {{{iteration}}}", "{loss} }{ {1000}");
	refused("a { b", "a { without its pair");
	refused("a } b", "a } without its pair");
	refused("{loss", "a { without its pair");
	refused("{a{b}}", "a { without its pair");
}

static void mistakes_are_named(void **state UNUSED)
{
	refused("{}", "expected a number or a name");
	refused("{loss +}", "expected a number or a name");
	refused("{losss}", "losss");
	refused("{loss:q}", "\"q\" is no format");
	refused("{loss:.}", "is no format");
	refused("{loss:.18f}", "is no format");
	refused("{loss:61}", "is no format");
	refused("{loss:123456789123}", "is no format");
	refused("{loss:.3ff}", "is no format");
	refused("{loss:%n}", "is no format");
	refused("{$x}", "no variable $x");
}

static void variables_are_seen_as_they_are_then(void **state UNUSED)
{
	struct variables v = { 0 };
	struct strbuf out;
	struct expr *x;
	struct err e;

	assert_true(variables_set(&v, "a", 1, 2, &e));
	assert_true(variables_set(&v, "a_2", 3, 0.5, &e));
	becomes(&v, "{$a} {$a_2:.2f} {$a*$a_2-1} {abs(-$a)}", "2 0.50 0 2");
	x = expr_parse("$a + 1", &v, &e);
	assert_non_null(x);
	assert_true(variables_set(&v, "a", 1, 5, &e));
	assert_true(expr_value(x, &run) == 6);
	expr_free(x);
	strbuf_init(&out);
	variables_list(&v, &out);
	assert_string_equal(out.text, "$a = 5\n$a_2 = 0.5\n");
	strbuf_release(&out);
	assert_null(expr_parse("$a_", &v, &e));
	assert_null(expr_parse("$ a", &v, &e));
	variables_release(&v);
}

static void their_number_is_bounded(void **state UNUSED)
{
	struct variables v = { 0 };
	char name[12] = "";
	struct err e;
	int n = 0;

	do
		snprintf(name, sizeof name, "x%d", n);
	while (variables_set(&v, name, strlen(name), n, &e) && ++n < 5000);
	assert_int_equal(n, 1000);
	assert_true(variables_set(&v, "x7", 2, 1, &e)); /* an old one */
	variables_release(&v);
}

/* For a reason: what the names in an expression stand for. */
static void names_are_told_once_each(void **state UNUSED)
{
	struct variables v = { 0 };
	struct strbuf out;
	struct expr *x;
	struct err e;

	assert_true(variables_set(&v, "a", 1, 2, &e));
	x = expr_parse("loss > $a and loss < hidden or 3 > valid_loss", &v, &e);
	assert_non_null(x);
	strbuf_init(&out);
	expr_add_names(x, &run, &out);
	assert_string_equal(out.text, "loss = 50.25, $a = 2, hidden = 80, "
				      "valid_loss = nan");
	strbuf_release(&out);
	expr_free(x);
	variables_release(&v);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_stand_for_their_expressions),
		cmocka_unit_test(formats_are_those_of_python),
		cmocka_unit_test(braces_are_written_twice),
		cmocka_unit_test(mistakes_are_named),
		cmocka_unit_test(variables_are_seen_as_they_are_then),
		cmocka_unit_test(their_number_is_bounded),
		cmocka_unit_test(names_are_told_once_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
