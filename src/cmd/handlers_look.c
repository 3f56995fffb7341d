/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handlers_look.c: print, info, explain, help, apropos. */
#include "config.h"

#include "base/utf8.h"
#include "lang/expr_names.h"
#include "cmd/handlers.h"
#include "cmd/info_data.h"
#include "lang/match.h"
#include "cmd/panels.h"
#include "cmd/workspace_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void say_setting(struct session *s, const char *name, const struct option *o)
{
	struct strbuf out;

	strbuf_init(&out);
	strbuf_printf(&out, "%s = ", name);
	option_print(o, session_settings(s), &out);
	strbuf_add_char(&out, '\n');
	session_say_text(s, SAY_RESULT, &out);
	strbuf_release(&out);
}

bool do_print(struct workspace *ws, const struct args *args, struct err *e)
{
	const struct option *setting;
	struct expr *expr;
	struct strbuf out;

	if (args->count < 2)
		return err_set(e, ERR_FAILED,
			       "print what? for example: print loss");
	setting = expr_setting(args->rest);
	if (setting) {
		say_setting(ws->session, args->rest, setting);
		return true;
	}
	expr = expr_parse(args->rest, &ws->variables, e);
	if (!expr)
		return false;
	strbuf_init(&out);
	strbuf_printf(&out, "%s = ", expr_text(expr));
	strbuf_add_number(&out, expr_value(expr, workspace_run(ws)));
	strbuf_add_char(&out, '\n');
	session_say_text(ws->session, SAY_RESULT, &out);
	strbuf_release(&out);
	expr_free(expr);
	return true;
}

/* --- info ----------------------------------------------------------------- */

enum { NAME_COLUMNS = 21 }; /* of `info run`: fits the longest metric */

static void line(struct strbuf *out, const char *name, const char *format, ...)
	PRINTF_LIKE(3, 4);
static void line(struct strbuf *out, const char *name, const char *format, ...)
{
	strbuf_printf(out, "%-*s", NAME_COLUMNS, name);
	va_list args;
	va_start(args, format);
	strbuf_vprintf(out, format, args);
	va_end(args);
	strbuf_add_char(out, '\n');
}

static void add_text(const struct corpus *text, struct strbuf *out)
{
	struct strbuf name;

	strbuf_init(&name);
	sanitize(&name, text->name, strlen(text->name), SANITIZE_ANY_SINK);
	line(out, "text", "%s, %zu characters, %d symbols (%s)", name.text,
	     text->length, text->vocab.size, text->encoding);
	strbuf_release(&name);
}

static long count_parameters(const struct run *run)
{
	long parameters = 0;

	for (int i = 0; i < run->engine->count(run->net); i++) {
		struct quantity q = run->engine->describe(run->net, i);

		if (q.kind == QUANTITY_PARAMETER)
			parameters += (long)q.rows * q.cols;
	}
	return parameters;
}

static void info_run(struct workspace *ws, struct strbuf *out)
{
	const struct run *run = workspace_run(ws);
	const struct corpus *text = session_text(ws->session);
	const struct engine *engine = run->engine;

	if (session_tracks(ws->session) > 1)
		line(out, "run", "%s, of %d",
		     session_current(ws->session)->name,
		     session_tracks(ws->session));
	if (text)
		add_text(text, out);
	else
		line(out, "task", "%s: %s", run->task->name,
		     run->task->summary);
	line(out, "net", "%s, %d layer%s of %d units, %ld parameters",
	     cell_info[run->spec.cell].name, run->spec.layers,
	     run->spec.layers == 1 ? "" : "s", run->spec.hidden,
	     count_parameters(run));
	line(out, "pass", "%d steps x %d sequence%s", run->spec.steps,
	     run->spec.batch, run->spec.batch == 1 ? "" : "s");
	line(out, "engine", "%s, %.1f MB", engine->name,
	     (double)run_memory(run) / 1e6);
	if (char_task_of(run))
		line(out, "training part",
		     "%zu characters, %zu iterations per epoch",
		     char_task_of(run)->stream.train, run_epoch(run));
	line(out, "state", "%s, %s",
	     session_training(ws->session) ? "running" : "paused",
	     track_unsaved(session_current(ws->session)) ? "not saved"
							 : "saved");
	for (int i = 0; i < metric_columns(run->task); i++) {
		const struct metric *m = metric_column(run->task, i);
		double value = metric_value(m, run);

		strbuf_printf(out, "%-*s", NAME_COLUMNS, m->name);
		if (isnan(value))
			strbuf_add(out, "-");
		else if (m->integer)
			strbuf_add_number(out, value);
		else
			strbuf_printf(out, "%.6g", value);
		strbuf_printf(out, "%s%s\n", *m->unit ? " " : "", m->unit);
	}
}

/* Rows of at most 80 columns if the values are usual. */
static void info_settings(struct workspace *ws, struct strbuf *out)
{
	for (int i = 0; i < option_count(); i++) {
		const struct option *o = option_at(i);
		struct strbuf name, value;
		bool recipe;

		if (o->home != IN_SETTINGS ||
		    !option_is_of(o, workspace_run(ws)->task))
			continue;
		strbuf_init(&name);
		strbuf_init(&value);
		strbuf_printf(&name, "%s%s", o->name,
			      o->change == CHANGE_RESTART ? "*" : "");
		option_print(o, session_settings(ws->session), &value);
		recipe = origin_of(&session_current(ws->session)->origins, o) ==
			 ORIGIN_RECIPE;
		strbuf_printf(out, "%-15s %-10s%c %s\n", name.text, value.text,
			      recipe ? '+' : ' ', o->help);
		strbuf_release(&name);
		strbuf_release(&value);
	}
	strbuf_add(out, "* a change restarts from iteration 0\n");
	if (session_settings(ws->session)->recipe != RECIPE_DEFAULT)
		strbuf_printf(
			out, "+ from the recipe %s\n",
			recipe_words[session_settings(ws->session)->recipe]);
}

/* "      1234   1.20 %  ": of a text. */
static void add_frequency(const struct corpus *text, int id, struct strbuf *out)
{
	strbuf_printf(out, "%10llu  %6.2f %%  ",
		      (unsigned long long)text->count[id],
		      100.0 * (double)text->count[id] / (double)text->length);
}

static void info_vocab(struct workspace *ws, struct strbuf *out)
{
	const struct corpus *text = session_text(ws->session);
	const struct vocab *v = run_symbols(workspace_run(ws));

	line(out, "symbols", "%d %s", v->size,
	     v->bytes ? "bytes" : "Unicode code points");
	for (int i = 0; i < v->size; i++) {
		strbuf_printf(out, v->bytes ? "%5d  0x%-6.2X" : "%5d  U+%-6.4X",
			      i, (unsigned)v->codepoint[i]);
		if (text)
			add_frequency(text, i, out);
		/* Comes last: its width depends on the sink. */
		vocab_show_symbol(v, i, SANITIZE_ANY_SINK, out);
		strbuf_add_char(out, '\n');
	}
}

/* Root mean square and largest magnitude of one chunk of a parameter. */
static void measure(const struct run *run, int quantity, enum part part,
		    double *row, double *rms, double *most)
{
	struct quantity q = run->engine->describe(run->net, quantity);
	double sum = 0;

	*most = 0;
	for (int r = 0; r < q.rows; r++) {
		run->engine->read(run->net, quantity, part, r, row);
		for (int c = 0; c < q.cols; c++) {
			sum += row[c] * row[c];
			*most = fmax(*most, fabs(row[c]));
		}
	}
	*rms = sqrt(sum / ((double)q.rows * q.cols));
}

static void info_weights(struct workspace *ws, struct strbuf *out)
{
	const struct run *run = workspace_run(ws);

	strbuf_printf(out, "%-22s %13s %10s %10s %10s %10s\n", "parameter",
		      "shape", "rms", "largest", "grad rms", "largest");
	for (int i = 0; i < run->engine->count(run->net); i++) {
		struct quantity q = run->engine->describe(run->net, i);
		double *row, rms, most, grad_rms, grad_most;
		char shape[32];

		if (q.kind != QUANTITY_PARAMETER)
			continue;
		row = xcalloc((size_t)q.cols, sizeof *row);
		measure(run, i, PART_VALUE, row, &rms, &most);
		measure(run, i, PART_GRADIENT, row, &grad_rms, &grad_most);
		snprintf(shape, sizeof shape, "%d x %d", q.rows, q.cols);
		strbuf_printf(out, "%-22s %13s %10.4g %10.4g %10.4g %10.4g\n",
			      q.name, shape, rms, most, grad_rms, grad_most);
		free(row);
	}
}

static void info_variables(struct workspace *ws, struct strbuf *out)
{
	variables_list(&ws->variables, out);
	if (!out->length)
		session_say(ws->session, SAY_NOTICE,
			    "no variables: \"set $x = EXPR\" makes one");
}

static void info_data(struct workspace *ws, struct strbuf *out)
{
	info_data_add(session_summary(ws->session), out);
}

static bool has_data(const struct workspace *ws, struct err *e)
{
	return session_summary(ws->session) ||
	       err_set(e, ERR_FAILED,
		       "the task %s has no examples to count: see info run%s",
		       workspace_run(ws)->task->name,
		       session_text(ws->session) ? " and info vocab" : "");
}

static bool has_symbols(const struct workspace *ws, struct err *e)
{
	return run_symbols(workspace_run(ws)) ||
	       err_set(e, ERR_FAILED,
		       "the task %s reads no characters: see info data",
		       workspace_run(ws)->task->name);
}

static const struct info {
	const char *name, *help;
	void (*tell)(struct workspace *, struct strbuf *);
	/* False: the task has nothing of this kind.  NULL: all have. */
	bool (*can)(const struct workspace *, struct err *);
} info[] = {
	{ "data",
	  "the examples of a task: rows, what was rejected, lengths, "
	  "classes with their counts",
	  info_data, has_data },
	{ "run", "the text, the net and all metrics with their units", info_run,
	  NULL },
	{ "settings", "every setting with its value, as `set` would take it",
	  info_settings, NULL },
	{ "vocab", "the symbols of the text and how often each occurs",
	  info_vocab, has_symbols },
	{ "weights",
	  "each parameter: shape, root mean square, largest value, "
	  "and the same of its last gradient",
	  info_weights, NULL },
	{ "variables", "the numbers named with `set $x = EXPR`", info_variables,
	  NULL },
};
const struct choices info_choices = CHOICES_OF(info);

bool do_info(struct workspace *ws, const struct args *args, struct err *e)
{
	struct strbuf out;
	int i;

	if (args->count != 2)
		return match_missing("info about what", match_word,
				     &info_choices.name, e);
	i = match_unique("info", args->word[1].text, match_word,
			 &info_choices.name, e);
	if (i < 0 || (info[i].can && !info[i].can(ws, e)))
		return false;
	strbuf_init(&out);
	info[i].tell(ws, &out);
	session_say_text(ws->session, SAY_RESULT, &out);
	strbuf_release(&out);
	return true;
}

/* --- texts from the tables ------------------------------------------------ */

bool do_explain(struct workspace *ws, const struct args *args, struct err *e)
{
	int panel;

	if (args->count != 2)
		return panel_missing("explain", e);
	panel = panel_find(args->word[1].text, e);
	if (panel < 0)
		return false;
	session_say(ws->session, SAY_RESULT, "%s", panel_info[panel].explain);
	return true;
}

static void add_overview(const struct workspace *ws, struct strbuf *out)
{
	command_overview(out);
	if (session_host(ws->session)->screen)
		strbuf_add(out, "help keys lists the keys.\n");
}

static bool say_help(struct workspace *ws, const char *topic, struct err *e)
{
	struct strbuf out;
	bool ok = true;

	strbuf_init(&out);
	if (topic)
		ok = command_help_topic(topic, &out, e);
	else
		add_overview(ws, &out);
	if (ok)
		session_say_text(ws->session, SAY_RESULT, &out);
	strbuf_release(&out);
	return ok;
}

bool do_help(struct workspace *ws, const struct args *args, struct err *e)
{
	const char *topic = args->count == 2 ? args->word[1].text : NULL;

	if (args->count > 2)
		return err_set(e, ERR_FAILED, "help takes one topic");
	if (topic && !strcmp(topic, "keys")) { /* the screen answers it */
		if (session_host(ws->session)->screen)
			session_host(ws->session)
				->screen(session_host(ws->session)->owner,
					 "help keys");
		else
			session_say(ws->session, SAY_NOTICE,
				    "help keys: there is no screen");
		return true;
	}
	return say_help(ws, topic, e);
}

bool do_apropos(struct workspace *ws, const struct args *args, struct err *e)
{
	struct strbuf out;

	if (args->count != 2)
		return err_set(e, ERR_FAILED, "apropos takes one word");
	strbuf_init(&out);
	command_apropos(args->word[1].text, &out);
	if (out.length)
		session_say_text(ws->session, SAY_RESULT, &out);
	else
		session_say(ws->session, SAY_NOTICE, "nothing about %s",
			    args->word[1].text);
	strbuf_release(&out);
	return true;
}
