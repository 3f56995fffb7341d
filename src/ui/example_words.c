/* SPDX-License-Identifier: GPL-3.0-or-later */
/* example_words.c: what a net that answers by a class expects after each word,
 * and the classes. */
#include "config.h"
#include "base/utf8.h"
#include "ui/bars.h"
#include "ui/example_private.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	P_COLS = 3,        /* ".98" */
	NAME_COLS = 16,    /* of a class at most */
	BESIDE_COLS = 60,  /* for the bag of words beside the net */
	CLASSES_LEAST = 2, /* rows of classes */
	CLASSES_USUAL = 4, /* where the words need the others */
};

static double p_of(const struct example *x, int step, int class)
{
	const struct example_array *p = example_find(x, "p");

	return (double)example_row(p, clamp_int(step, 0, p->rows - 1))[class];
}

/* The class whose probability colours the words: of two the second, whose low
 * end is the first; of many the answer. */
static int shown_class(const struct example *x)
{
	return x->classes.count == 2 ? 1 : max_int(x->chosen, 0);
}

static void p_text(char out[NUMBER_TEXT], double p)
{
	if (isnan(p))
		snprintf(out, NUMBER_TEXT, "?");
	else if (p >= 0.995)
		snprintf(out, NUMBER_TEXT, "1.0");
	else
		snprintf(out, NUMBER_TEXT, ".%02d",
			 clamp_int((int)lround(100 * p), 0, 99));
}

/* --- words ---------------------------------------------------------------- */

/* How the words are laid out: with a number below each, if that fits. */
struct word_plan {
	int gap; /* columns after a word; symbols of a word have none */
	bool numbers;
	int lines, first; /* lines in all, and the first that is shown */
	int shown;
};

static int word_columns(const struct example_panel *p,
			const struct word_plan *plan, int i)
{
	struct strbuf text;
	int width;

	strbuf_init(&text);
	width = word_text(p->scene, p->x->in.word[i], &text);
	strbuf_release(&text);
	if (plan->numbers)
		width = max_int(width, P_COLS);
	return clamp_int(width, 1, max_int(p->rect.cols - plan->gap, 1));
}

typedef void word_visitor(struct example_panel *, const struct word_plan *,
			  int i, int line, int col, int cols);

/* Visits each word with its line and columns; returns the number of lines. */
static int words_visit(struct example_panel *p, const struct word_plan *plan,
		       word_visitor *visit)
{
	int line = 0, col = 0;

	for (int i = 0; i < p->x->in.count; i++) {
		int cols = word_columns(p, plan, i);

		if (col > 0 && col + cols > p->rect.cols) {
			line++;
			col = 0;
		}
		if (visit)
			visit(p, plan, i, line, col, cols);
		col += cols + plan->gap;
	}
	return line + 1;
}

static int line_rows(const struct word_plan *plan)
{
	return plan->numbers ? 2 : 1;
}

/* The line of the word under the cursor, or the last. */
static int line_of_cursor(struct example_panel *p, const struct word_plan *plan)
{
	int cursor = example_cursor(p->scene, p->x), all = p->x->in.count;
	struct example_panel part = *p;
	struct example upto = *p->x;

	upto.in.count = cursor < 0 ? all : min_int(cursor + 1, all);
	part.x = &upto;
	return words_visit(&part, plan, NULL) - 1;
}

static struct word_plan plan_of(struct example_panel *p, int rows)
{
	bool symbols = words_are_symbols(&p->x->in);
	struct word_plan plan = { .gap = 1, .numbers = true };
	int fit;

	plan.lines = words_visit(p, &plan, NULL);
	if (plan.lines * 2 > rows) {
		plan.numbers = false;
		plan.gap = symbols ? 0 : 1;
		plan.lines = words_visit(p, &plan, NULL);
	}
	fit = max_int(rows / line_rows(&plan), 1);
	plan.shown = min_int(plan.lines, fit);
	plan.first = clamp_int(line_of_cursor(p, &plan) - plan.shown + 1, 0,
			       plan.lines - plan.shown);
	return plan;
}

static struct style ground_of(const struct example_panel *p, int step)
{
	bool two = p->x->classes.count == 2;
	double v = p_of(p->x, step, shown_class(p->x));

	return heat_ground(p->scene, two ? MAP_SIGNED : MAP_UNIT,
			   two ? 2 * v - 1 : v);
}

static void word_draw(struct example_panel *p, const struct word_plan *plan,
		      int i, int line, int col, int cols)
{
	struct style style = ground_of(p, i), dim = style_role(ROLE_DIM);
	bool under = i == example_cursor(p->scene, p->x);
	int row = p->row + (line - plan->first) * line_rows(plan);
	char number[NUMBER_TEXT], *word;
	struct rect cell = { row, p->rect.col + col, 1, cols };

	if (line < plan->first || line >= plan->first + plan->shown)
		return;
	if (under)
		style = dim = style_role(ROLE_SELECTED);
	word = example_word(p->scene, p->x->in.word[i]);
	canvas_fill(p->canvas, cell, style, ' ');
	canvas_text(p->canvas, cell, row, cell.col, style, word);
	free(word);
	p_text(number, p_of(p->x, i, shown_class(p->x)));
	if (plan->numbers)
		canvas_text(p->canvas, p->rect, row + 1, cell.col, dim, number);
}

/* Draws ".00 negative ■■■■■■ positive 1.0", the key of the colours. */
static void key_draw(struct example_panel *p)
{
	enum { KEY_CELLS = 8 };
	const struct example *x = p->x;
	bool two = x->classes.count == 2;
	const char *after = "  after each step";
	char *low = example_word(p->scene, two ? x->classes.word[0] : "0");
	char *high = example_word(p->scene, x->classes.word[shown_class(x)]);
	int col = p->rect.col;

	col += example_text(p, col, NAME_COLS, style_role(ROLE_DIM), low) + 1;
	for (int i = 0; i < KEY_CELLS; i++) {
		double v = (i + 0.5) / KEY_CELLS;

		heat_key(p->scene, p->canvas, p->rect, p->row, col++,
			 two ? MAP_SIGNED : MAP_UNIT, two ? 2 * v - 1 : v);
	}
	col++;
	col += example_text(p, col, NAME_COLS, style_role(ROLE_DIM), high);
	if (col + (int)strlen(after) <= p->rect.col + p->rect.cols)
		canvas_text(p->canvas, p->rect, p->row, col,
			    style_role(ROLE_DIM), after);
	free(high);
	free(low);
}

/* --- classes -------------------------------------------------------------- */

/* A class with its probability, after a step and by the bag of words. */
struct ranked {
	int class;
	double p, bag; /* NAN: there is no bag */
};

static int by_probability(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return x->p != y->p ? (x->p < y->p) - (x->p > y->p)
			    : (x->class > y->class) - (x->class < y->class);
}

static bool is_best(const struct example *x, int step, int class)
{
	for (int i = 0; i < x->classes.count; i++)
		if (p_of(x, step, i) > p_of(x, step, class))
			return false;
	return true;
}

/* The step under the cursor, else the last one at which the net says what it
 * answered: what comes after that is another question. */
static int step_of(const struct scene *s, const struct example *x)
{
	int cursor = example_cursor(s, x), last = x->in.count - 1;

	for (int t = last; cursor < 0 && x->chosen >= 0 && t >= 0; t--)
		if (is_best(x, t, x->chosen))
			return t;
	return cursor >= 0 ? cursor : last;
}

/* All classes, the most probable first; the caller frees. */
static struct ranked *rank_classes(const struct example *x, int step)
{
	const struct example_array *bag = example_find(x, "bag");
	int n = x->classes.count;
	struct ranked *r = xcalloc((size_t)n + 1, sizeof *r);

	for (int i = 0; i < n; i++)
		r[i] = (struct ranked){ i, p_of(x, step, i),
					bag && bag->cols == n
						? (double)bag->value[i]
						: NAN };
	qsort(r, (size_t)n, sizeof *r, by_probability);
	return r;
}

/* Names the answer by a sign before it, and the truth by one after it. */
static void class_name(struct example_panel *p, int class, int cols)
{
	const struct example *x = p->x;
	bool answer = class == x->chosen, right = class == x->right;
	enum role role = answer ? verdict_role(x->verdict) : ROLE_TEXT;
	char *name = example_word(p->scene, x->classes.word[class]);
	struct style style = style_role(role);

	style.bold = answer;
	style.underline = right && x->right != x->chosen;
	if (answer)
		canvas_put(p->canvas, p->rect, p->row, p->rect.col,
			   style_role(role),
			   sign_of(p->scene->glyphs, SIGN_CHOSEN));
	example_text(p, p->rect.col + 2, cols - 2, style, name);
	free(name);
}

static int bar_draw(struct example_panel *p, int col, int cols, double v,
		    enum role role)
{
	char number[NUMBER_TEXT];

	bar_right(p->scene, p->canvas, p->rect, p->row, col, cols, v,
		  style_role(role));
	p_text(number, v);
	canvas_text(p->canvas, p->rect, p->row, col + cols + 1,
		    style_role(role == ROLE_BAND ? ROLE_DIM : ROLE_VALUE),
		    number);
	return col + cols + 1 + P_COLS;
}

/* Columns of a class's row: its name, the bar of the net, that of the bag. */
struct class_plan {
	int name, net, bag;
};

static struct class_plan class_plan_of(const struct example_panel *p, bool bag)
{
	int name = 2 +
		   min_int(example_widest(p->scene, &p->x->classes), NAME_COLS);
	int left = max_int(p->rect.cols - name - 2 - P_COLS, 0);

	if (!bag || p->rect.cols < BESIDE_COLS)
		return (struct class_plan){ name, left, 0 };
	left -= 2 + 1 + P_COLS;
	return (struct class_plan){ name, left - left / 2, left / 2 };
}

static void class_draw(struct example_panel *p, const struct class_plan *plan,
		       const struct ranked *r)
{
	bool answer = r->class == p->x->chosen;
	int col;

	class_name(p, r->class, plan->name);
	col = bar_draw(p, p->rect.col + plan->name + 1, plan->net, r->p,
		       answer ? ROLE_ACCENT : ROLE_CURVE);
	if (plan->bag > 0)
		bar_draw(p, col + 2, plan->bag, r->bag, ROLE_BAND);
	p->row++;
}

/* "bag of words  positive .58": where there are no columns for its bars. */
static void bag_line(struct example_panel *p, const struct ranked *r)
{
	int n = p->x->classes.count, best = 0;
	char number[NUMBER_TEXT], *name;

	for (int i = 1; i < n; i++)
		if (r[i].bag > r[best].bag)
			best = i;
	p_text(number, r[best].bag);
	name = example_word(p->scene, p->x->classes.word[r[best].class]);
	canvas_printf(p->canvas, p->rect, p->row++, p->rect.col + 2,
		      style_role(ROLE_DIM), "bag of words: %s %s", name,
		      number);
	free(name);
}

static void bag_head(struct example_panel *p, const struct class_plan *plan)
{
	int col = p->rect.col + plan->name + 1;

	canvas_text(p->canvas, p->rect, p->row, col, style_role(ROLE_DIM),
		    cell_info[scene_track(p->scene)->spec.cell].name);
	canvas_text(p->canvas, p->rect, p->row++,
		    col + plan->net + 1 + P_COLS + 2, style_role(ROLE_DIM),
		    "bag of words");
}

/* In the last rows of the panel; the true class is always among them. */
static void classes_draw(struct example_panel *p, int rows)
{
	int n = p->x->classes.count;
	struct ranked *r = rank_classes(p->x, step_of(p->scene, p->x));
	bool bag = !isnan(r[0].bag);
	struct class_plan plan = class_plan_of(p, bag);
	int shown = min_int(n, rows - bag);

	if (plan.bag > 0)
		bag_head(p, &plan);
	for (int i = shown; i < n && shown > 0; i++)
		if (r[i].class == p->x->right)
			r[shown - 1] = r[i];
	for (int i = 0; i < shown; i++)
		class_draw(p, &plan, &r[i]);
	if (bag && plan.bag == 0 && example_rows_left(p) > 0)
		bag_line(p, r);
	free(r);
}

/* --- the whole ------------------------------------------------------------ */

void example_words_draw(struct example_panel *p)
{
	int rows = example_rows_left(p), n = p->x->classes.count;
	bool bag = example_find(p->x, "bag") != NULL, key = rows >= 6;
	int least = min_int(n, CLASSES_LEAST) + bag;
	int usual = min_int(n, max_int(CLASSES_USUAL, rows / 3)) + bag;
	struct word_plan plan;
	int used;

	plan = plan_of(p, max_int(rows - usual - 2 * key, 1));
	if (!plan.numbers)
		plan = plan_of(p, max_int(rows - least - 2 * key, 1));
	words_visit(p, &plan, word_draw);
	used = plan.shown * line_rows(&plan);
	p->row += used;
	if (key) {
		key_draw(p);
		p->row += 2;
	}
	if (example_rows_left(p) > 0)
		classes_draw(p, example_rows_left(p));
}

/* --- as a figure ---------------------------------------------------------- */

void example_words_figure(const struct scene *s, const struct example *x,
			  struct figure *f)
{
	const struct example_array *p = example_find(x, "p");
	struct plot *plot = figure_plot(f);

	figure_words(s, f, plot, &x->in, min_int(p->rows, x->in.count));
	plot->title = "probability after each step";
	for (int i = 0; i < x->classes.count; i++) {
		char *name = example_word(s, x->classes.word[i]);
		struct layer l = layer_heat(MAP_UNIT,
					    figure_printf(f, "%s", name), 1,
					    plot->letters, p->value + i);

		free(name);
		l.col_step = p->cols;
		plot_add(plot, l);
	}
}
