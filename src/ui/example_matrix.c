/* SPDX-License-Identifier: GPL-3.0-or-later */
/* example_matrix.c: the attention of each output symbol over the source. */
#include "config.h"
#include "base/utf8.h"
#include "ui/example_private.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	OUT_COLS = 12, /* of an output symbol at most */
	MARGIN = 2,    /* the sign before it, and a blank */
	P_COLS = 4,    /* " .98" */
	COLUMN_LEAST = 2,
	COLUMN_MOST = 12,
};

/* --- right and wrong ------------------------------------------------------ */

/* Length of the longest common subsequence of a[i..] and b[j..], at
 * [i * (b->count + 1) + j]; the caller frees. */
static int *common(const struct words_list *a, const struct words_list *b)
{
	int stride = b->count + 1;
	int *n = xcalloc((size_t)(a->count + 1) * (size_t)stride, sizeof *n);

	for (int i = a->count - 1; i >= 0; i--)
		for (int j = b->count - 1; j >= 0; j--)
			n[i * stride + j] =
				!strcmp(a->word[i], b->word[j])
					? n[(i + 1) * stride + j + 1] + 1
					: max_int(n[(i + 1) * stride + j],
						  n[i * stride + j + 1]);
	return n;
}

/* A symbol too many makes only itself wrong, not all after it. */
void example_wrong(const struct example *x, bool *wrong)
{
	const struct words_list *out = &x->out, *target = &x->target;
	int *n = common(out, target), stride = target->count + 1;

	for (int i = 0, j = 0; i < out->count; i++) {
		wrong[i] = target->count > 0;
		while (j < target->count &&
		       strcmp(out->word[i], target->word[j]) &&
		       n[i * stride + j + 1] == n[i * stride + j])
			j++;
		if (j < target->count &&
		    !strcmp(out->word[i], target->word[j])) {
			wrong[i] = false;
			j++;
		}
	}
	free(n);
}

/* --- columns and rows ----------------------------------------------------- */

struct matrix {
	const struct example_array *alpha;
	int steps, words; /* that it has: U, T */
	int label;        /* columns of an output symbol */
	int first_row, rows;
	int first_col, cols; /* of the source */
	int wide;            /* columns of the screen per source token */
	int left;            /* of the first */
	int stagger;         /* rows of the tokens above */
	int tall;            /* rows of a step: 1 or 2 */
	bool numbers;        /* the probability of each symbol beside it */
	bool *wrong;
};

/* The source token that a step looks at most. */
static int focus_of(const struct matrix *m, int step)
{
	const float *a = example_row(m->alpha, step);
	int best = 0;

	for (int t = 1; t < m->words; t++)
		if (a[t] > a[best])
			best = t;
	return best;
}

/* The last, usually </s>, may go beyond its column. */
static int widest_source(const struct example_panel *p, int words)
{
	struct words_list list = p->x->in;

	list.count = max_int(words - 1, min_int(words, 1));
	return example_widest(p->scene, &list);
}

/* Makes the columns as wide as the tokens need, or less if that shows all. */
static void place_columns(struct example_panel *p, struct matrix *m, int cursor)
{
	int cols = p->rect.cols - MARGIN - m->label - 1, widest;

	widest = widest_source(p, m->words);
	m->tall = example_rows_left(p) - 1 >= 2 * m->steps ? 2 : 1;
	m->wide = clamp_int(widest > 2 ? widest + 1 : widest,
			    m->tall * COLUMN_LEAST, COLUMN_MOST);
	m->numbers = example_find(p->x, "p") &&
		     cols - P_COLS - 1 >= m->words * min_int(m->wide, 3);
	cols -= m->numbers ? P_COLS + 1 : 0;
	m->wide = clamp_int(cols / max_int(m->words, 1), min_int(widest, 3),
			    m->wide);
	m->cols = clamp_int(cols / m->wide, 0, m->words);
	if (cursor >= 0 && cursor < m->steps)
		m->first_col = focus_of(m, cursor) - m->cols / 2;
	m->first_col = clamp_int(m->first_col, 0, m->words - m->cols);
	m->left = p->rect.col + MARGIN + m->label + 1;
}

/* Rows for the tokens: as many as make them readable, if those are left. */
static int stagger_of(struct example_panel *p, const struct matrix *m)
{
	enum { MOST = 3, ROWS_LEAST = 6 };
	int widest = widest_source(p, m->words) + 1;
	int need = (widest + m->wide - 1) / m->wide;

	return clamp_int(need, 1,
			 clamp_int(example_rows_left(p) - ROWS_LEAST, 1, MOST));
}

static struct matrix matrix_of(struct example_panel *p)
{
	int cursor = example_cursor(p->scene, p->x);
	struct matrix m = { .alpha = example_find(p->x, "alpha") };

	m.steps = min_int(m.alpha->rows, p->x->out.count);
	m.words = min_int(m.alpha->cols, p->x->in.count);
	m.label = min_int(example_widest(p->scene, &p->x->out), OUT_COLS);
	place_columns(p, &m, cursor);
	m.stagger = m.wide > 2 ? stagger_of(p, &m) : 1;
	m.rows = clamp_int((example_rows_left(p) - m.stagger) / m.tall, 0,
			   m.steps);
	if (cursor >= 0)
		m.first_row =
			clamp_int(cursor - m.rows / 2, 0, m.steps - m.rows);
	m.wrong = xcalloc((size_t)p->x->out.count + 1, sizeof *m.wrong);
	example_wrong(p->x, m.wrong);
	return m;
}

/* --- drawing -------------------------------------------------------------- */

/* Draws a token above its column: those that are wider take turns on several
 * rows. */
static void token_draw(struct example_panel *p, const struct matrix *m, int t,
		       bool focus)
{
	int col = m->left + (t - m->first_col) * m->wide, row = p->row;
	int cols = m->stagger * m->wide - (m->wide > 2);
	struct style style = style_role(focus ? ROLE_ACCENT : ROLE_TEXT);
	char *word = example_word(p->scene, p->x->in.word[t]);

	p->row += t % m->stagger;
	if (t == m->words - 1)
		cols = p->rect.col + p->rect.cols - col;
	example_text(p, col, cols, style, word);
	p->row = row;
	free(word);
}

/* Draws rules from the tokens down to their columns, behind the words. */
static void rules_draw(struct example_panel *p, const struct matrix *m)
{
	for (int t = m->first_col; t < m->first_col + m->cols; t++)
		for (int i = t % m->stagger + 1; i < m->stagger; i++)
			canvas_put(p->canvas, p->rect, p->row + i,
				   m->left + (t - m->first_col) * m->wide,
				   style_role(ROLE_DIM),
				   sign_of(p->scene->glyphs, SIGN_BAR));
}

/* Draws the source across; a sign says that there is more on that side. */
static void source_draw(struct example_panel *p, const struct matrix *m)
{
	int cursor = example_cursor(p->scene, p->x);
	int focus = cursor >= 0 && cursor < m->steps ? focus_of(m, cursor) : -1;
	int end = m->first_col + m->cols;
	uint32_t more = sign_of(p->scene->glyphs, SIGN_MORE);

	rules_draw(p, m);
	for (int t = m->first_col; t < end; t++)
		token_draw(p, m, t, t == focus);
	p->row += m->stagger - 1;
	if (m->first_col > 0)
		canvas_put(p->canvas, p->rect, p->row, m->left - 1,
			   style_role(ROLE_DIM), more);
	if (end < m->words)
		canvas_put(p->canvas, p->rect, p->row,
			   m->left + m->cols * m->wide, style_role(ROLE_DIM),
			   more);
	p->row++;
}

static void symbol_draw(struct example_panel *p, const struct matrix *m, int u)
{
	bool under = u == example_cursor(p->scene, p->x);
	struct style style = style_role(m->wrong[u] ? ROLE_ERROR : ROLE_TEXT);
	char *word = example_word(p->scene, p->x->out.word[u]);

	if (m->wrong[u])
		canvas_put(p->canvas, p->rect, p->row, p->rect.col, style,
			   sign_of(p->scene->glyphs, SIGN_WRONG));
	if (under)
		canvas_put(p->canvas, p->rect, p->row,
			   p->rect.col + !!m->wrong[u], style_role(ROLE_ACCENT),
			   sign_of(p->scene->glyphs, SIGN_CHOSEN));
	style.underline = m->wrong[u];
	style.bold = under;
	example_text(p, p->rect.col + MARGIN, m->label, style, word);
	free(word);
}

/* Draws the probability of the symbol, in two digits. */
static void chance_draw(struct example_panel *p, const struct matrix *m, int u)
{
	const struct example_array *chance = example_find(p->x, "p");
	int col = m->left + m->cols * m->wide + 1;

	if (m->numbers && chance->cols == 1 && u < chance->rows)
		canvas_printf(p->canvas, p->rect, p->row, col,
			      style_role(ROLE_DIM), "%4.2f",
			      (double)chance->value[u]);
}

static void row_draw(struct example_panel *p, const struct matrix *m, int u)
{
	const float *a = example_row(m->alpha, u);

	symbol_draw(p, m, u);
	for (int k = 0; k < m->cols; k++)
		for (int i = 0; i < m->tall; i++)
			heat_one(p->scene, p->canvas, p->rect, p->row + i,
				 m->left + k * m->wide, m->wide, MAP_UNIT,
				 (double)a[m->first_col + k]);
	chance_draw(p, m, u);
}

void example_matrix_draw(struct example_panel *p)
{
	struct matrix m = matrix_of(p);

	source_draw(p, &m);
	for (int i = 0; i < m.rows; i++, p->row += m.tall)
		row_draw(p, &m, m.first_row + i);
	if (m.first_row + m.rows < m.steps && m.rows > 0)
		canvas_put(p->canvas, p->rect, p->row - 1,
			   p->rect.col + p->rect.cols - 1, style_role(ROLE_DIM),
			   sign_of(p->scene->glyphs, SIGN_MORE));
	free(m.wrong);
}

/* --- as a figure ---------------------------------------------------------- */

void example_matrix_figure(const struct scene *s, const struct example *x,
			   struct figure *f)
{
	const struct example_array *alpha = example_find(x, "alpha");
	struct plot *plot = figure_plot(f);
	int cols = min_int(alpha->cols, x->in.count);

	figure_words(s, f, plot, &x->in, cols);
	plot->title = "attention of each output symbol over the source";
	for (int u = 0; u < min_int(alpha->rows, x->out.count); u++) {
		char *word = example_word(s, x->out.word[u]);

		plot_add(plot,
			 layer_heat(MAP_UNIT, figure_printf(f, "%s", word), 1,
				    cols, example_row(alpha, u)));
		free(word);
	}
}
