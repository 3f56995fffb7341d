/* SPDX-License-Identifier: GPL-3.0-or-later */
/* example_steps.c: numbers that were read over time, and symbols that were read
 * and written. */
#include "config.h"
#include "base/utf8.h"
#include "ui/bars.h"
#include "ui/example_private.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- numbers -------------------------------------------------------------- */

enum { MARKS = 8, HEIGHT_MOST = 8 };

/* Numbers with a second one beside them that says whether they count. */
struct marked {
	const struct example_array *a;
	double most;     /* the largest size of the first numbers */
	int marks;       /* of the steps that count */
	int step[MARKS]; /* the first of them */
};

static struct marked marked_of(const struct example *x)
{
	struct marked m = { .a = example_find(x, "value") };

	for (int t = 0; t < m.a->rows; t++) {
		const float *v = example_row(m.a, t);

		m.most = fmax(m.most, fabs((double)v[0]));
		if (m.a->cols > 1 && v[1] > 0.5f && m.marks < MARKS)
			m.step[m.marks++] = t;
	}
	return m;
}

static bool is_marked(const struct marked *m, int t)
{
	for (int i = 0; i < m->marks; i++)
		if (m->step[i] == t)
			return true;
	return false;
}

/* The step that a column of the screen shows: of several one that counts. */
static int step_at(const struct marked *m, int k, int cols, bool *counts)
{
	int first = (int)((long)k * m->a->rows / cols);
	int end = max_int((int)((long)(k + 1) * m->a->rows / cols), first + 1);

	*counts = false;
	for (int t = first; t < end && t < m->a->rows; t++)
		if (is_marked(m, t)) {
			*counts = true;
			return t;
		}
	return min_int(first, m->a->rows - 1);
}

/* Draws the numbers as bars over time; those that count stand out. */
static void bars_draw(struct example_panel *p, const struct marked *m, int rows)
{
	int cols = min_int(p->rect.cols, m->a->rows);
	int wide = clamp_int(p->rect.cols / max_int(cols, 1), 1, 3);
	struct rect area = { p->row, p->rect.col, rows, p->rect.cols };

	for (int k = 0; k < cols; k++) {
		bool counts;
		int t = step_at(m, k, cols, &counts);
		double v = fabs((double)*example_row(m->a, t));
		struct style style =
			style_role(counts ? ROLE_ACCENT : ROLE_BAND);

		bar_up(p->scene, p->canvas, area, area.col + k * wide,
		       wide > 1 ? wide - 1 : 1, m->most > 0 ? v / m->most : 0,
		       style);
		if (counts || t == example_cursor(p->scene, p->x))
			canvas_put(p->canvas, p->rect, p->row + rows,
				   area.col + k * wide,
				   style_role(counts ? ROLE_ACCENT
						     : ROLE_SELECTED),
				   sign_of(p->scene->glyphs, SIGN_MARK));
	}
	p->row += rows + 1;
}

/* Draws "0.73 + 0.41 of 100 numbers". */
static void sum_draw(struct example_panel *p, const struct marked *m)
{
	struct strbuf text;

	strbuf_init(&text);
	for (int i = 0; i < m->marks; i++)
		strbuf_printf(&text, "%s%.3f", i ? " + " : "",
			      (double)*example_row(m->a, m->step[i]));
	strbuf_printf(&text, "%s%d numbers", m->marks ? "  of " : "",
		      m->a->rows);
	example_text(p, p->rect.col, p->rect.cols, style_role(ROLE_ACCENT),
		     text.text);
	strbuf_release(&text);
	p->row++;
}

/* Draws "answer 1.12  truth 1.14  error 0.02". */
static void error_draw(struct example_panel *p)
{
	const char *text[] = { p->x->answer, p->x->truth };
	double v[2] = { NAN, NAN };
	char error[NUMBER_TEXT];

	for (int i = 0; i < 2; i++) {
		char *end = NULL;

		if (text[i])
			v[i] = strtod(text[i], &end);
		if (!text[i] || end == text[i])
			v[i] = NAN;
	}
	if (isnan(v[0]) || isnan(v[1]))
		return;
	number_real(error, fabs(v[0] - v[1]));
	canvas_printf(p->canvas, p->rect, p->row++, p->rect.col,
		      style_role(ROLE_VALUE), "off by %s", error);
}

void example_values_draw(struct example_panel *p)
{
	struct marked m = marked_of(p->x);
	int rows = clamp_int(example_rows_left(p) - 3, 0, HEIGHT_MOST);

	if (rows > 0)
		bars_draw(p, &m, rows);
	if (example_rows_left(p) > 0)
		sum_draw(p, &m);
	if (example_rows_left(p) > 0)
		error_draw(p);
}

static void value_bars(struct figure *f, struct plot *plot,
		       const struct marked *m, bool counting)
{
	int n = counting ? m->marks : m->a->rows;
	struct layer *l = plot_layer(plot, LAYER_BARS,
				     counting ? ROLE_CURVE : ROLE_BAND,
				     counting ? "counts" : "read");

	l->count = n;
	l->x = figure_array(f, 3 * n);
	l->y = l->x + n;
	l->high = l->y + n;
	for (int i = 0; i < n; i++) {
		int t = counting ? m->step[i] : i;

		l->x[i] = t + 0.1;
		l->high[i] = t + 0.9;
		l->y[i] = (double)*example_row(m->a, t);
	}
}

void example_values_figure(const struct scene *s UNUSED,
			   const struct example *x, struct figure *f)
{
	struct marked m = marked_of(x);
	struct plot *plot = figure_plot(f);

	plot->x = (struct figure_axis){ axis_around(0, m.a->rows, false), 0,
					"step" };
	plot->y = (struct figure_axis){ axis_around(0, m.most, false), 0,
					"number" };
	value_bars(f, plot, &m, false);
	value_bars(f, plot, &m, true);
}

/* --- symbols -------------------------------------------------------------- */

enum { LABEL_COLS = 8, LISTS = 3, READ = 0, WROTE = 1, WORD_COLS = 12 };

/* What was read, what was written, and what should have been, below each other.
 * What is shorter was written at the last steps. */
struct lists {
	const struct words_list *list[LISTS];
	int from[LISTS]; /* the step of its first word */
	int lists, steps;
	bool *wrong;
};

static struct lists lists_of(const struct example_panel *p)
{
	const struct example *x = p->x;
	struct lists l = { .list = { &x->in, &x->out, &x->target } };

	l.lists = x->target.count > 0 && x->verdict != VERDICT_RIGHT ? 3 : 2;
	for (int i = 0; i < l.lists; i++)
		l.steps = max_int(l.steps, l.list[i]->count);
	for (int i = 0; i < l.lists; i++)
		l.from[i] = l.steps - l.list[i]->count;
	l.wrong = xcalloc((size_t)x->out.count + 1, sizeof *l.wrong);
	example_wrong(x, l.wrong);
	return l;
}

/* NULL: the list has none at this step. */
static const char *said_at(const struct lists *l, int list, int step)
{
	int i = step - l->from[list];

	return i >= 0 && i < l->list[list]->count ? l->list[list]->word[i]
						  : NULL;
}

/* Columns of a step, with the blank after it. */
static int step_columns(const struct example_panel *p, const struct lists *l,
			int step)
{
	struct strbuf text;
	int widest = 1;

	strbuf_init(&text);
	for (int i = 0; i < l->lists; i++) {
		const char *word = said_at(l, i, step);

		if (word)
			widest = max_int(widest,
					 word_text(p->scene, word, &text));
	}
	strbuf_release(&text);
	return min_int(widest, WORD_COLS) + 1;
}

/* The first step of the next row. */
static int row_end(const struct example_panel *p, const struct lists *l,
		   int first)
{
	int left = p->rect.cols - LABEL_COLS, step = first;

	while (step < l->steps) {
		left -= step_columns(p, l, step);
		if (left < -1 && step > first)
			break;
		step++;
	}
	return step;
}

/* Names a row; what was written has its verdict as a sign, too. */
static void label_put(struct example_panel *p, int list)
{
	static const char *const label[LISTS] = { "read", "wrote", "truth" };
	enum verdict verdict = p->x->verdict;

	canvas_text(p->canvas, p->rect, p->row, p->rect.col,
		    style_role(ROLE_DIM), label[list]);
	if (list == WROTE && verdict != VERDICT_NONE)
		canvas_put(p->canvas, p->rect, p->row, p->rect.col + 6,
			   style_role(verdict_role(verdict)),
			   sign_of(p->scene->glyphs, verdict_sign(verdict)));
}

static bool is_wrong(const struct lists *l, int step)
{
	return said_at(l, WROTE, step) && l->wrong[step - l->from[WROTE]];
}

static void word_put(struct example_panel *p, const struct lists *l, int list,
		     int step, int col, int cols)
{
	bool wrong = list == WROTE && is_wrong(l, step);
	struct style style = style_role(wrong          ? ROLE_ERROR
					: list > WROTE ? ROLE_DIM
						       : ROLE_TEXT);
	const char *text = said_at(l, list, step);
	char *word;

	if (!text)
		return;
	word = example_word(p->scene, text);
	style.underline = wrong;
	style.reverse = step == example_cursor(p->scene, p->x);
	example_text(p, col, cols, style, word);
	free(word);
}

/* Draws the words of some steps; below what was written, signs for what is
 * wrong. */
static void list_draw(struct example_panel *p, const struct lists *l, int list,
		      int first, int end)
{
	int col = p->rect.col + LABEL_COLS;
	bool any = false;

	label_put(p, list);
	for (int step = first; step < end; step++) {
		int cols = step_columns(p, l, step);

		word_put(p, l, list, step, col, cols - 1);
		if (list == WROTE && is_wrong(l, step)) {
			any = true;
			canvas_put(p->canvas, p->rect, p->row + 1, col,
				   style_role(ROLE_ERROR),
				   sign_of(p->scene->glyphs, SIGN_WRONG));
		}
		col += cols;
	}
	p->row += 1 + any;
}

/* Begins with the row of the cursor if all do not fit. */
static int first_row(const struct example_panel *p, const struct lists *l)
{
	int cursor = example_cursor(p->scene, p->x), rows = 0, at = 0;

	for (int step = 0; step < l->steps; rows += l->lists + 1) {
		int end = row_end(p, l, step);

		if (cursor >= step)
			at = step;
		step = end;
	}
	return rows > example_rows_left(p) && cursor >= 0 ? at : 0;
}

/* A row that has only what was read needs no other lists. */
static bool has_words(const struct lists *l, int list, int end)
{
	return list == READ || end > l->from[list];
}

void example_symbols_draw(struct example_panel *p)
{
	struct lists l = lists_of(p);
	int first = first_row(p, &l);

	while (first < l.steps && example_rows_left(p) > 0) {
		int end = row_end(p, &l, first);

		for (int i = 0; i < l.lists; i++)
			if (has_words(&l, i, end))
				list_draw(p, &l, i, first, end);
		p->row++;
		first = end;
	}
	free(l.wrong);
}
