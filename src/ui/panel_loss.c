/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel_loss.c: the loss over the iterations, and what gives it a meaning. */
#include "config.h"
#include "ui/panel_draw.h"
#include "base/utf8.h"
#include "ui/chart.h"
#include "ui/chrome.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	LABEL_COLS = 5,   /* of the y axis at least, its rule included */
	TICK_EVERY = 12,  /* columns a label of the x axis */
	LEGEND_ROWS = 8,  /* a plot this high has room for a legend */
};

struct loss_panel {
	const struct scene *scene;
	struct canvas *canvas;
	struct rect rect;
	struct chart chart;
	int ticks;        /* of the y axis, and their labels */
	double tick[AXIS_TICKS];
	char tick_label[AXIS_TICKS][AXIS_LABEL];
	int label_row;    /* of the reference above the next one */
};

static void put(struct loss_panel *p, int row, int col, enum role role,
		enum sign sign)
{
	canvas_put(p->canvas, p->rect, row, col, style_role(role),
		   sign_of(p->scene->glyphs, sign));
}

/* Not the line of a reference but its name. */
static bool is_label(const struct loss_panel *p, const struct canvas_cell *cell)
{
	return cell->style.role == ROLE_REFERENCE && cell->codepoint != ' ' &&
	       cell->codepoint != sign_of(p->scene->glyphs, SIGN_DASH);
}

/* May these cells of the plot be written on?  Never where a curve or a name
 * is; the band is background, of which a word may hide a piece: if words made
 * way for it, each wild iteration would move them. */
static bool is_free(const struct loss_panel *p, int row, int col, int cols)
{
	struct rect on = canvas_rect(p->canvas, p->chart.area);

	if (row < on.row || row >= on.row + on.rows || col < on.col ||
	    col + cols > on.col + on.cols)
		return false;
	for (int i = col; i < col + cols; i++) {
		const struct canvas_cell *cell =
			&p->canvas->cell[row * p->canvas->cols + i];

		if (cell->style.role == ROLE_CURVE ||
		    cell->style.role == ROLE_VALID || is_label(p, cell))
			return false;
	}
	return true;
}

/* --- around the plot ---------------------------------------------------- */

/* A chart with as many columns left of it as its labels need.  They depend on
 * its axis, and that a little on its width: so it is tried until it fits, or
 * would leave the plot too little. */
static void chart_fit(struct loss_panel *p)
{
	const struct rect *r = &p->rect;

	for (int cols = LABEL_COLS, need = 0;; cols = need) {
		struct rect area = { r->row + 1, r->col + cols, r->rows - 2,
				     r->cols - cols };

		chart_init(&p->chart, p->scene, area);
		p->ticks = axis_ticks(&p->chart.y,
				      clamp_int(area.rows / 2, 2, 8), p->tick);
		need = axis_labels(p->tick, p->ticks, p->tick_label) + 1;
		if (need <= cols || need > r->cols / 2)
			return;
		chart_release(&p->chart);
	}
}

static void y_axis(struct loss_panel *p)
{
	const struct rect *a = &p->chart.area;

	for (int row = a->row; row < a->row + a->rows; row++)
		put(p, row, a->col - 1, ROLE_DIM, SIGN_BAR);
	for (int i = 0; i < p->ticks; i++) {
		const char *text = p->tick_label[i];
		int row = chart_row(&p->chart, p->tick[i]);
		int col = a->col - 1 - (int)strlen(text);

		/* No label rather than a piece of a number. */
		if (row < 0 || col < p->rect.col)
			continue;
		canvas_text(p->canvas, p->rect, row, col, style_role(ROLE_DIM),
			    text);
		put(p, row, a->col - 1, ROLE_DIM, SIGN_TICK);
	}
}

/* Puts text on the row below the plot unless something is there or too near. */
static bool below(struct loss_panel *p, int col, enum role role,
		  const char *text)
{
	struct rect r = { p->chart.area.row + p->chart.area.rows, p->rect.col,
			  1, p->rect.cols };
	struct rect on = canvas_rect(p->canvas, r);
	int end = col + text_width(text);
	const struct canvas_cell *cell;

	if (on.rows == 0 || col < on.col || end > on.col + on.cols)
		return false;
	cell = &p->canvas->cell[r.row * p->canvas->cols];
	for (int i = max_int(col - 1, on.col);
	     i < min_int(end + 1, on.col + on.cols); i++)
		if (cell[i].codepoint != ' ')
			return false;
	canvas_text(p->canvas, r, r.row, col, style_role(role), text);
	return true;
}

static void x_axis(struct loss_panel *p)
{
	const struct chart *ch = &p->chart;
	long first = ch->end - ch->first > 2 * TICK_EVERY ? ch->first
							  : ch->first + 1;
	struct axis x = axis_around((double)first, (double)ch->end, false);
	double tick[AXIS_TICKS];
	char label[AXIS_TICKS][AXIS_LABEL];
	int n = axis_ticks(&x, max_int(ch->area.cols / TICK_EVERY, 1), tick);

	axis_labels(tick, n, label);
	for (int i = 0; i < n; i++) {
		int width = (int)strlen(label[i]);
		int col = chart_column(ch, tick[i]) - width / 2;

		if (tick[i] == floor(tick[i]))
			below(p, clamp_int(col, ch->area.col, p->rect.col +
					   p->rect.cols - width),
			      ROLE_DIM, label[i]);
	}
}

static void x_end(struct loss_panel *p)
{
	char count[NUMBER_TEXT], text[NUMBER_TEXT + 4];

	number_grouped(count, p->chart.end);
	snprintf(text, sizeof text, "it %s", count);
	below(p, p->rect.col + p->rect.cols - (int)strlen(text), ROLE_TEXT,
	      text);
}

/* --- where the user intervened ------------------------------------------ */

static void mark_label(struct loss_panel *p, const struct mark *m, int col)
{
	char sign[SIGN_TEXT];
	struct strbuf text;
	int width;

	strbuf_init(&text);
	sign_text(p->scene->glyphs, SIGN_MARK, sign);
	strbuf_add(&text, sign);
	strbuf_add_char(&text, ' ');
	sanitize(&text, m->text, strnlen(m->text, sizeof m->text),
		 p->scene->sanitize & SANITIZE_UTF8);
	width = text_width(text.text);
	if (!below(p, col, ROLE_MARK, text.text)) {
		strbuf_clear(&text);
		sanitize(&text, m->text, strnlen(m->text, sizeof m->text),
			 p->scene->sanitize & SANITIZE_UTF8);
		strbuf_printf(&text, " %s", sign);
		if (!below(p, col - width + 1, ROLE_MARK, text.text))
			below(p, col, ROLE_MARK, sign);
	}
	strbuf_release(&text);
}

/* The newest first: its label is the one that must be read. */
static void marks_draw(struct loss_panel *p, bool labels)
{
	const struct series *s = &p->scene->snap->series;
	const struct rect *a = &p->chart.area;

	for (int i = min_int(s->marks, SERIES_MARKS) - 1; i >= 0; i--) {
		const struct mark *m = &s->mark[i];
		int col = chart_column(&p->chart, (double)m->iteration);

		if (m->iteration < p->chart.first)
			continue;
		if (labels)
			mark_label(p, m, col);
		for (int row = a->row; !labels && row < a->row + a->rows; row++)
			put(p, row, col, ROLE_MARK, SIGN_MARK_LINE);
	}
}

/* --- reference lines ---------------------------------------------------- */

struct reference { const char *name; double nats; };

static void references_of(const struct scene *s, struct reference out[4])
{
	const struct ngram *g = s->ngram;

	out[0] = (struct reference){ "uniform", g ? g->uniform : NAN };
	out[1] = (struct reference){ "unigram", g ? g->unigram : NAN };
	out[2] = (struct reference){ "bigram", g ? g->bigram : NAN };
	out[3] = (struct reference){ "trigram", g ? g->trigram : NAN };
}

static void reference_line(struct loss_panel *p, int row)
{
	const struct rect *a = &p->chart.area;

	for (int col = a->col; row >= 0 && col < a->col + a->cols; col++)
		put(p, row, col, ROLE_REFERENCE, SIGN_DASH);
}

/* At the right end, in the row of its line or in one near it; further left
 * only where the curves leave nothing there.  Never above the name of a higher
 * value.  A blank keeps it from what follows. */
static bool label_place(const struct loss_panel *p, int width, int *row,
			int *col)
{
	static const int beside[] = { 0, -1, 1, -2, 2 };
	const struct rect *a = &p->chart.area;
	int last = a->col + a->cols - width;

	for (int at = last; at > a->col; at--)
		for (size_t i = 0; i < LENGTH(beside); i++) {
			int try = *row + beside[i];

			if (try < p->label_row ||
			    !is_free(p, try, at, width + (at < last)))
				continue;
			*row = try;
			*col = at;
			return true;
		}
	return false;
}

static void reference_label(struct loss_panel *p, const struct reference *r)
{
	const struct rect *a = &p->chart.area;
	double value = r->nats * p->chart.per_char;
	int row = chart_row(&p->chart, value), col;
	char text[48];

	if (row < 0)
		return;
	snprintf(text, sizeof text,
		 p->scene->choice->bits ? "  %s %.2f " : "  %s %.1f ", r->name,
		 value);
	if (!label_place(p, (int)strlen(text) - 1, &row, &col))
		return;
	canvas_text(p->canvas, *a, row, col, style_role(ROLE_REFERENCE), text);
	put(p, row, col, ROLE_REFERENCE, SIGN_DASH);
	p->label_row = row;
}

static void references(struct loss_panel *p, bool labels)
{
	struct reference ref[4];

	references_of(p->scene, ref);
	for (int i = 0; i < 4; i++)
		if (labels)
			reference_label(p, &ref[i]);
		else
			reference_line(p, chart_row(&p->chart, ref[i].nats *
						    p->chart.per_char));
}

/* --- the lowest validation ---------------------------------------------- */

static bool has_best(const struct loss_panel *p)
{
	const struct metrics *m = &p->scene->snap->now;

	return p->chart.has_valid && isfinite(m->best_valid) &&
	       m->best_valid_at > (double)p->chart.first;
}

static void best_draw(struct loss_panel *p)
{
	const struct metrics *m = &p->scene->snap->now;
	int row;

	if (!has_best(p))
		return;
	row = chart_row(&p->chart, m->best_valid * p->chart.per_char);
	if (row >= 0)
		put(p, row, chart_column(&p->chart, m->best_valid_at),
		    ROLE_VALID, SIGN_BEST);
}

/* --- legend and title --------------------------------------------------- */

struct key { enum role role; const char *text, *sign[3]; };

static void keys_draw(struct loss_panel *p, const struct key *key, int keys,
		      int row, int col)
{
	const struct rect *a = &p->chart.area;

	for (int i = 0; i < keys; i++) {
		col += 2;
		canvas_text(p->canvas, *a, row, col, style_role(key[i].role),
			    key[i].sign[p->scene->glyphs]);
		col += 3;
		col += canvas_text(p->canvas, *a, row, col,
				   style_role(ROLE_DIM), key[i].text);
	}
}

/* At the right end of the first row whose curves leave it room. */
static bool legend_place(struct loss_panel *p, const struct key *key, int keys)
{
	const struct rect *a = &p->chart.area;
	int width = 0, col;

	for (int i = 0; i < keys; i++)
		width += 5 + (int)strlen(key[i].text);
	col = a->col + a->cols - width;
	for (int row = a->row; row < a->row + a->rows; row++) {
		if (!is_free(p, row, col, width))
			continue;
		canvas_fill(p->canvas, (struct rect){ row, col, 1, width },
			    style_role(ROLE_DIM), ' ');
		keys_draw(p, key, keys, row, col);
		return true;
	}
	return false;
}

/* Where not all keys find room the first go: the dots of the validation are
 * what one would guess last. */
static void legend(struct loss_panel *p)
{
	static const struct key key[] = {
		{ ROLE_BAND, "raw", { "\u28d5\u28d5", "\u2591\u2591", "::" } },
		{ ROLE_CURVE, "smooth",
		  { "\u2836\u2836", "\u2580\u2580", "**" } },
		{ ROLE_VALID, "valid", { "\u2836 ", "\u2580 ", "oo" } },
		{ ROLE_VALID, "best", { "\u25c6 ", "\u25a0 ", "@ " } },
	};
	int keys = has_best(p) ? 4 : p->chart.has_valid ? 3 : 2;

	for (int i = 0; i < keys; i++)
		if (legend_place(p, key + i, keys - i))
			return;
}

static void unit_text(const struct scene *s, char out[NUMBER_TEXT])
{
	int steps = s->snap->spec.steps;

	if (s->choice->bits)
		snprintf(out, NUMBER_TEXT, "bits/char");
	else if (steps == 1)
		snprintf(out, NUMBER_TEXT, "nats/char");
	else
		snprintf(out, NUMBER_TEXT, "nats/%d chars", steps);
}

/* A loss in nats a character, as the axis has it. */
static void loss_text(const struct scene *s, char out[NUMBER_TEXT], double nats)
{
	double bits = nats / M_LN2;

	if (s->choice->bits && fabs(bits) < 100)
		snprintf(out, NUMBER_TEXT, "%.2f", bits);
	else
		number_real(out, s->choice->bits
				 ? bits : nats * s->snap->spec.steps);
}

static void head_draw(const struct loss_panel *p)
{
	const struct scene *s = p->scene;
	const struct metrics *m = &s->snap->now;
	double nats = m->smooth_loss / max_int(s->snap->spec.steps, 1);
	struct field f[TITLE_FIELDS] = { 0 };
	char unit[NUMBER_TEXT], best[NUMBER_TEXT];
	int n = 0;

	f[n].label = "smooth";
	loss_text(s, f[n++].value, nats);
	if (isfinite(m->valid_loss)) {
		f[n].label = "valid";
		loss_text(s, f[n++].value, m->valid_loss);
	}
	loss_text(s, best, m->best_valid);
	if (m->best_valid < m->valid_loss && strcmp(best, f[n - 1].value)) {
		f[n].label = "best";
		strcpy(f[n++].value, best);
	}
	if (p->chart.y.log)
		f[n++].unit = "log axis";
	if (!s->choice->bits) {
		f[n].unit = "bits/char";
		snprintf(f[n++].value, NUMBER_TEXT, "%.2f", nats / M_LN2);
	}
	f[n].label = "ppl";
	number_real(f[n++].value, exp(nats));
	unit_text(s, unit);
	title_draw(s, p->canvas, p->rect, "loss", unit, f, n);
}

void loss_draw(const struct scene *s, struct canvas *c, struct rect r)
{
	struct loss_panel p = { .scene = s, .canvas = c, .rect = r };

	if (s->snap->series.used == 0 || r.rows <= 2 || r.cols <= LABEL_COLS) {
		head_draw(&p);
		empty_draw(s, c, r, "no iterations yet");
		return;
	}
	chart_fit(&p);
	head_draw(&p);
	y_axis(&p);
	references(&p, false);
	marks_draw(&p, false);
	chart_band(&p.chart, c);
	chart_curves(&p.chart, c);
	best_draw(&p);
	references(&p, true);
	if (p.chart.area.rows >= LEGEND_ROWS)
		legend(&p);
	x_end(&p);
	marks_draw(&p, true);
	x_axis(&p);
	chart_release(&p.chart);
}
