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
	LABEL_COLS = 5,   /* of the y axis, its rule included */
	TICK_EVERY = 12,  /* columns a label of the x axis */
	LEGEND_ROWS = 8,  /* a plot this high has room for a legend */
};

struct loss_panel {
	const struct scene *scene;
	struct canvas *canvas;
	struct rect rect;
	struct chart chart;
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

/* May these cells of the plot be written on?  Never where a curve is; on the
 * raw band only when `band` says so. */
static bool is_free(const struct loss_panel *p, int row, int col, int cols,
		    bool band)
{
	struct rect on = canvas_rect(p->canvas, p->chart.area);

	if (row < on.row || row >= on.row + on.rows || col < on.col ||
	    col + cols > on.col + on.cols)
		return false;
	for (int i = col; i < col + cols; i++) {
		const struct canvas_cell *cell =
			&p->canvas->cell[row * p->canvas->cols + i];

		if (cell->style.role == ROLE_CURVE ||
		    cell->style.role == ROLE_VALID ||
		    (cell->style.role == ROLE_BAND && !band) ||
		    is_label(p, cell))
			return false;
	}
	return true;
}

/* --- around the plot ---------------------------------------------------- */

static void y_axis(struct loss_panel *p)
{
	const struct rect *a = &p->chart.area;
	double tick[AXIS_TICKS];
	int n = axis_ticks(&p->chart.y, clamp_int(a->rows / 2, 2, 8), tick);

	for (int row = a->row; row < a->row + a->rows; row++)
		put(p, row, a->col - 1, ROLE_DIM, SIGN_BAR);
	for (int i = 0; i < n; i++) {
		int row = chart_row(&p->chart, tick[i]), col;
		char text[NUMBER_TEXT];

		if (row < 0)
			continue;
		axis_label(text, sizeof text, tick, n, i);
		col = max_int(a->col - 1 - (int)strlen(text), p->rect.col);
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
	int n = axis_ticks(&x, max_int(ch->area.cols / TICK_EVERY, 1), tick);

	for (int i = 0; i < n; i++) {
		char text[NUMBER_TEXT];
		int col, width;

		number_tick(text, tick[i]);
		width = (int)strlen(text);
		col = chart_column(ch, tick[i]) - width / 2;
		if (tick[i] == floor(tick[i]))
			below(p, clamp_int(col, ch->area.col, p->rect.col +
					   p->rect.cols - width),
			      ROLE_DIM, text);
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

/* As near to the right end as the curves allow, beside the band if it can be;
 * a blank keeps it from what follows. */
static int label_place(const struct loss_panel *p, int row, int width)
{
	const struct rect *a = &p->chart.area;
	int last = a->col + a->cols - width;

	for (int band = 0; band < 2; band++)
		for (int col = last; col > a->col; col--)
			if (is_free(p, row, col, width + (col < last), band))
				return col;
	return -1;
}

static void reference_label(struct loss_panel *p, const struct reference *r)
{
	const struct rect *a = &p->chart.area;
	double value = r->nats * p->chart.per_char;
	int row = chart_row(&p->chart, value), col = -1;
	char text[48];

	if (row < 0)
		return;
	snprintf(text, sizeof text,
		 p->scene->choice->bits ? "  %s %.2f " : "  %s %.1f ", r->name,
		 value);
	/* Where the curve fills its row, a row above or below. */
	for (int i = 0; i < 3 && col < 0; i++) {
		row += (int[]){ 0, -1, 2 }[i];
		col = label_place(p, row, (int)strlen(text) - 1);
	}
	if (col < 0)
		return;
	canvas_text(p->canvas, *a, row, col, style_role(ROLE_REFERENCE), text);
	put(p, row, col, ROLE_REFERENCE, SIGN_DASH);
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

/* --- legend and title --------------------------------------------------- */

struct key { enum role role; const char *text, *sign[3]; };

static void unit_text(const struct scene *s, char out[NUMBER_TEXT])
{
	if (s->choice->bits)
		snprintf(out, NUMBER_TEXT, "bits per char");
	else
		snprintf(out, NUMBER_TEXT, "nats per %d chars",
			 s->snap->spec.steps);
}

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

/* The unit, and the curves when they all fit, in the first row of the plot
 * whose right part is free. */
static void legend(struct loss_panel *p)
{
	static const struct key key[] = {
		{ ROLE_BAND, "raw", { "\u28d5\u28d5", "\u2591\u2591", "::" } },
		{ ROLE_CURVE, "smooth",
		  { "\u2836\u2836", "\u2580\u2580", "**" } },
		{ ROLE_VALID, "valid", { "\u2836 ", "\u2580 ", "oo" } },
	};
	const struct rect *a = &p->chart.area;
	int keys = p->chart.has_valid ? 3 : 2, all = 0, width;
	char unit[NUMBER_TEXT];

	unit_text(p->scene, unit);
	width = (int)strlen(unit) + 1;
	for (int i = 0; i < keys; i++)
		all += 5 + (int)strlen(key[i].text);
	if (width + all > a->cols - 2)
		keys = all = 0;
	for (int row = a->row; row < a->row + a->rows / 2; row++) {
		int col = a->col + a->cols - width - all;

		if (!is_free(p, row, col, width + all, false))
			continue;
		canvas_fill(p->canvas,
			    (struct rect){ row, col, 1, width + all },
			    style_role(ROLE_DIM), ' ');
		col += 1 + canvas_text(p->canvas, *a, row, col + 1,
				       style_role(ROLE_DIM), unit);
		keys_draw(p, key, keys, row, col);
		return;
	}
}

static void head_draw(const struct scene *s, struct canvas *c, struct rect r)
{
	const struct metrics *m = &s->snap->now;
	double nats = m->smooth_loss / max_int(s->snap->spec.steps, 1);
	struct field f[4] = { { .label = "smooth" }, { .unit = "bits/char" },
			      { .label = "ppl" },
			      { .label = "valid", .unit = "bits" } };

	number_real(f[0].value, m->smooth_loss);
	snprintf(f[1].value, NUMBER_TEXT, "%.2f", nats / M_LN2);
	snprintf(f[2].value, NUMBER_TEXT, "%.3g", exp(nats));
	snprintf(f[3].value, NUMBER_TEXT, "%.2f", m->valid_loss / M_LN2);
	title_draw(s, c, r, "loss", "", f, isfinite(m->valid_loss) ? 4 : 3);
}

void loss_draw(const struct scene *s, struct canvas *c, struct rect r)
{
	struct rect area = { r.row + 1, r.col + LABEL_COLS, r.rows - 2,
			     r.cols - LABEL_COLS };
	struct loss_panel p = { .scene = s, .canvas = c, .rect = r };

	head_draw(s, c, r);
	if (s->snap->series.used == 0 || area.rows <= 0 || area.cols <= 0) {
		empty_draw(s, c, r, "no iterations yet");
		return;
	}
	chart_init(&p.chart, s, area);
	y_axis(&p);
	references(&p, false);
	marks_draw(&p, false);
	chart_band(&p.chart, c);
	chart_curves(&p.chart, c);
	references(&p, true);
	if (area.rows >= LEGEND_ROWS)
		legend(&p);
	x_end(&p);
	marks_draw(&p, true);
	x_axis(&p);
	chart_release(&p.chart);
}
