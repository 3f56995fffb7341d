/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handlers_script.c: what scripts are made with: source, echo, assert, wait,
 * and variables. */
#include "config.h"

#include "cmd/handlers.h"
#include "cmd/workspace_private.h"
#include "lang/template.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool do_source(struct workspace *ws, const struct args *args, struct err *e)
{
	bool shows = args->count > 1 && !strcmp(args->word[1].text, "-v");
	const char *path = args->count == 2 + shows ? args->word[1 + shows].text
						    : NULL;

	if (!path)
		return err_set(e, ERR_FAILED, "source needs a file");
	return workspace_check_path(ws, FILE_SCRIPT, path, e) &&
	       workspace_source(ws, path, shows, e);
}

bool do_echo(struct workspace *ws, const struct args *args, struct err *e)
{
	struct strbuf out;
	bool ok = true;

	strbuf_init(&out);
	for (int i = 1; ok && i < args->count; i++) {
		strbuf_add(&out, i > 1 ? " " : "");
		ok = template_expand(args->word[i].text, &ws->variables,
				     workspace_run(ws), &out, e);
	}
	strbuf_add_char(&out, '\n');
	if (ok)
		session_say_text(ws->session, SAY_RESULT, &out);
	strbuf_release(&out);
	return ok;
}

/* "x > 1 is false: x = 0.5" */
static bool refuse_false(const struct expr *expr, const struct run *run,
			 struct err *e)
{
	struct strbuf names;

	strbuf_init(&names);
	expr_add_names(expr, run, &names);
	err_set(e, ERR_FAILED, "assert: %.200s is false%s%s", expr_text(expr),
		names.length ? ": " : "", names.text);
	strbuf_release(&names);
	return false;
}

bool do_assert(struct workspace *ws, const struct args *args, struct err *e)
{
	const struct run *run = workspace_run(ws);
	struct expr *expr;
	bool ok;

	if (args->count < 2)
		return err_set(e, ERR_FAILED,
			       "assert what? for example: assert loss < 50");
	expr = expr_parse(args->rest, &ws->variables, e);
	if (!expr)
		return false;
	ok = expr_true(expr, run) || refuse_false(expr, run, e);
	expr_free(expr);
	return ok;
}

bool do_wait(struct workspace *ws, const struct args *args, struct err *e)
{
	if (args->count > 1)
		return err_set(e, ERR_FAILED, "wait takes no argument");
	if (session_host(ws->session)->interactive)
		workspace_hold(ws);
	else
		session_say(ws->session, SAY_RESULT, "%s", "");
	return true;
}

/* --- variables ------------------------------------------------------------ */

static bool say_variable(struct workspace *ws, const char *name, size_t length,
			 struct err *e)
{
	const struct variable *v = variables_find(&ws->variables, name, length);
	struct strbuf value;

	if (!v)
		return err_set(e, ERR_FAILED, "there is no variable $%.*s",
			       (int)length, name);
	strbuf_init(&value);
	strbuf_add_number(&value, v->value);
	session_say(ws->session, SAY_RESULT, "$%s = %s", v->name, value.text);
	strbuf_release(&value);
	return true;
}

/* P of the class that was answered; NAN: the answer is no single class. */
static double chosen_p(const struct example *x)
{
	const struct example_array *p = example_find(x, "p");

	if (!p || x->out.count || x->chosen < 0 || x->chosen >= p->cols)
		return NAN;
	return example_row(p, p->rows - 1)[x->chosen];
}

static void keep(struct workspace *ws, const char *name, double value)
{
	struct err ignored; /* the user made too many of his own */

	(void)!variables_set(&ws->variables, name, strlen(name), value,
			     &ignored);
}

void keep_answer(struct workspace *ws, const struct example *x)
{
	keep(ws, "_class", x->chosen < 0 ? NAN : x->chosen);
	keep(ws, "_p", chosen_p(x));
	keep(ws, "_right",
	     x->verdict == VERDICT_NONE ? NAN : x->verdict == VERDICT_RIGHT);
}

bool set_variable(struct workspace *ws, const char *text, struct err *e)
{
	const char *name = text + 1;
	size_t length = variable_name_length(name);
	const char *at = name + length;
	struct expr *expr;
	bool ok;

	at += strspn(at, " \t");
	if (!length || (*at && (*at != '=' || at[1] == '=')))
		return err_set(e, ERR_FAILED,
			       "a variable is set by its name and a value, for "
			       "example: set $best = valid_loss");
	if (!*at)
		return say_variable(ws, name, length, e);
	expr = expr_parse(at + 1, &ws->variables, e);
	if (!expr)
		return false;
	ok = variables_set(&ws->variables, name, length,
			   expr_value(expr, workspace_run(ws)), e);
	expr_free(expr);
	return ok;
}
