/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel_predict.c: what the net expects after a character, and what came. */
#include "config.h"
#include "probe/prediction.h"
#include "base/utf8.h"
#include "ui/bars.h"
#include "ui/chrome.h"
#include "ui/cursor.h"
#include "ui/figure.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	NAME_COLS = 8,       /* of a symbol, the blank after it included */
	PERCENT_COLS = 7,    /* "100.00%" */
	FIGURE_CONTEXT = 24, /* columns of what was read, for print */
};

/* The character under the cursor, or the newest. */
static int column_of(const struct scene *s)
{
	int column = cursor_column(s);

	return column >= 0 ? column : s->snap->columns - 1;
}

static int predict_columns(struct rect r)
{
	return clamp_int(r.cols - 2, 0, SNAPSHOT_COLUMNS);
}

static int predict_characters(const struct scene *s, struct rect r)
{
	if (!snapshot_reading(s->snap, PROBE_PREDICTION))
		return 0;
	return min_int(s->snap->columns, predict_columns(r));
}

/* A blank and a control have names, which are better labels. */
static const char *symbol_name(const struct scene *s, uint32_t symbol,
			       struct strbuf *buffer)
{
	switch (symbol) {
	case ' ': return "space";
	case '\n': return "newline";
	case '\t': return "tab";
	case '\r': return "return";
	}
	if (symbol < 0x20)
		strbuf_printf(buffer, "^%c", (int)symbol + '@');
	else
		symbol_text(s, symbol, buffer);
	return buffer->text;
}

/* --- what was read ------------------------------------------------------- */

/* A blank separates the digits of a stand-in from the next symbol. */
static int context_columns(const struct scene *s, uint32_t symbol,
			   struct strbuf *text)
{
	int wide = symbol_text(s, symbol, text);

	return wide > 2 ? wide + 1 : wide;
}

/* The first of the characters up to `column` that fit beside the next one. */
static int context_first(const struct scene *s, int column, int cols)
{
	struct strbuf text;
	int first = column + 1;

	strbuf_init(&text);
	while (first > 0) {
		cols -= context_columns(s, s->snap->symbol[first - 1], &text);
		if (cols < 0)
			break;
		first--;
	}
	strbuf_release(&text);
	return first;
}

/* Draws "t was a dark nig" and, set off, the "h" that came. */
static void context_draw(const struct scene *s, struct canvas *c, struct rect r,
			 int column, uint32_t next)
{
	struct style style = style_role(ROLE_ACCENT);
	struct strbuf text;
	int row = r.row + 1, col = r.col + 1, wide;

	strbuf_init(&text);
	wide = symbol_text(s, next, &text);
	for (int i = context_first(s, column, r.cols - 2 - wide); i <= column;
	     i++) {
		bool stands_in = symbol_stands_in(s, s->snap->symbol[i]);

		int cols = context_columns(s, s->snap->symbol[i], &text);

		canvas_text(c, r, row, col,
			    style_role(stands_in ? ROLE_DIM : ROLE_TEXT),
			    text.text);
		col += cols;
	}
	style.reverse = true;
	symbol_text(s, next, &text);
	canvas_text(c, r, row, col, style, text.text);
	strbuf_release(&text);
}

/* --- bars ---------------------------------------------------------------- */

static void percent_text(char out[NUMBER_TEXT], double p)
{
	snprintf(out, NUMBER_TEXT, p < 0.0995 ? "%.2f%%" : "%.1f%%", 100 * p);
}

/* Draws a bar; as long as the row is a probability of 1. */
static void bar_draw(const struct scene *s, struct canvas *c, struct rect r,
		     int row, uint32_t symbol, double p, bool came)
{
	int cols = r.cols - 2 - NAME_COLS - PERCENT_COLS;
	int col = r.col + 1 + NAME_COLS;
	struct style style = style_role(came ? ROLE_ACCENT : ROLE_CURVE);
	char percent[NUMBER_TEXT];
	struct strbuf buffer;
	const char *name;

	strbuf_init(&buffer);
	name = symbol_name(s, symbol, &buffer);
	if (came)
		canvas_put(c, r, row, r.col, style,
			   sign_of(s->glyphs, SIGN_CHOSEN));
	canvas_text(c, r, row, col - 1 - text_width(name),
		    style_role(came ? ROLE_ACCENT : ROLE_VALUE), name);
	bar_right(s, c, r, row, col, cols, p, style);
	percent_text(percent, p);
	canvas_text(c, r, row, r.col + r.cols - 1 - (int)strlen(percent),
		    style_role(came ? ROLE_ACCENT : ROLE_TEXT), percent);
	strbuf_release(&buffer);
}

/* Draws the most probable and, in the last row, the one that came if it is not
 * among them. */
static void bars_draw(const struct scene *s, struct canvas *c, struct rect r,
		      const struct prediction *p)
{
	int rows = min_int(r.rows - 2, p->count), row = r.row + 2;
	bool below = p->rank > rows; /* it is in the last row */

	for (int i = 0; i < rows - below; i++)
		bar_draw(s, c, r, row + i, p->symbol[i], p->p[i],
			 i == p->rank - 1);
	if (below && rows > 0)
		bar_draw(s, c, r, row + rows - 1, p->next, p->p_next, true);
}

/* --- the panel ----------------------------------------------------------- */

static void head_draw(const struct scene *s, struct canvas *c, struct rect r,
		      const struct prediction *p)
{
	struct field f[3] = { { .label = "surprise", .unit = "bits" },
			      { .label = "entropy", .unit = "bits" },
			      { .label = "rank" } };
	char of[NUMBER_TEXT];

	snprintf(f[0].value, NUMBER_TEXT, "%.2f", -log2(p->p_next));
	snprintf(f[1].value, NUMBER_TEXT, "%.2f", p->entropy);
	snprintf(f[2].value, NUMBER_TEXT, "%d", p->rank);
	snprintf(of, sizeof of, "of %d", scene_track(s)->spec.symbols_out);
	f[2].unit = of;
	title_draw(s, c, r, "predict", "", f, 3);
}

static void predict_draw(const struct scene *s, struct canvas *c, struct rect r)
{
	const struct reading *read = scene_reading(s, PROBE_PREDICTION);
	int column = column_of(s);
	struct prediction p;

	if (r.rows < 3 || !prediction_at(read, column, &p)) {
		title_draw(s, c, r, "predict", "", NULL, 0);
		if (read && column >= 0)
			empty_draw(s, c, r, "not kept here: step trains on");
		else
			no_activity_draw(s, c, r);
		return;
	}
	head_draw(s, c, r, &p);
	context_draw(s, c, r, column, p.next);
	bars_draw(s, c, r, &p);
}

/* --- for print ----------------------------------------------------------- */

static struct letter figure_letter(const struct scene *s, struct figure *f,
				   uint32_t symbol, struct strbuf *text)
{
	symbol_text(s, symbol, text);
	/* a blank as the sign that typesetters use */
	return (struct letter){
		.text = figure_printf(f, "%s",
				      symbol == ' ' ? "\u2423" : text->text),
		.stand_in = symbol_stands_in(s, symbol),
	};
}

/* The symbols below the bars: the most probable, and after them the one that
 * came, where it is not among them. */
static void figure_symbols(const struct scene *s, struct figure *f,
			   struct plot *plot, const struct prediction *p)
{
	struct strbuf text;

	strbuf_init(&text);
	plot->letters = p->count + (p->rank > p->count);
	plot->letter =
		figure_alloc(f, (size_t)plot->letters * sizeof *plot->letter);
	for (int i = 0; i < plot->letters; i++)
		plot->letter[i] = figure_letter(
			s, f, i < p->count ? p->symbol[i] : p->next, &text);
	strbuf_release(&text);
}

/* Bars over the letters from..from + count - 1. */
static void figure_bars(struct figure *f, struct plot *plot, int from,
			int count, const double *p, enum role role,
			const char *label)
{
	struct layer *l = plot_layer(plot, LAYER_BARS, role, label);

	l->count = count;
	l->x = figure_array(f, 3 * count);
	l->y = l->x + count;
	l->high = l->y + count;
	for (int i = 0; i < count; i++) {
		l->x[i] = from + i + 0.1;
		l->high[i] = from + i + 0.9;
		l->y[i] = 100 * p[i];
	}
}

/* "...as a dark nig": what was read before the one that came. */
static void figure_context(const struct scene *s, struct figure *f, int column)
{
	struct strbuf text, one;

	strbuf_init(&text);
	strbuf_init(&one);
	for (int i = context_first(s, column, FIGURE_CONTEXT); i <= column;
	     i++) {
		int wide = symbol_text(s, s->snap->symbol[i], &one);

		strbuf_add(&text, one.text);
		strbuf_add(&text, wide > 2 ? " " : "");
	}
	figure_row(f, "after", figure_printf(f, "\"%s\"", text.text), "");
	strbuf_release(&one);
	strbuf_release(&text);
}

static void figure_numbers(const struct scene *s, struct figure *f,
			   const struct prediction *p)
{
	figure_row(f, "surprise", figure_printf(f, "%.2f", -log2(p->p_next)),
		   "bits");
	figure_row(f, "entropy", figure_printf(f, "%.2f", p->entropy), "bits");
	figure_row(f, "rank", figure_printf(f, "%d", p->rank),
		   figure_printf(f, "of %d", scene_track(s)->spec.symbols_out));
}

static void predict_figure(const struct scene *s,
			   const struct figure_detail *detail, struct figure *f)
{
	struct prediction p;
	struct plot *plot;
	int column = column_of(s);

	(void)detail;
	scene_title(s, f, "predict");
	if (!prediction_at(scene_reading(s, PROBE_PREDICTION), column, &p))
		return;
	plot = figure_plot(f);
	figure_symbols(s, f, plot, &p);
	plot->x = (struct figure_axis){ { 0, plot->letters, false }, 0, "" };
	plot->y = (struct figure_axis){ axis_around(0, 100 * p.p[0], false), 0,
					"% probability" };
	figure_bars(f, plot, 0, p.count, p.p, ROLE_BAND, "expected");
	figure_bars(f, plot, min_int(p.rank - 1, p.count), 1, &p.p_next,
		    ROLE_CURVE, "came");
	figure_context(s, f, column);
	figure_numbers(s, f, &p);
}

const struct panel predict_panel = {
	.min_rows = 5,
	.min_cols = 30,
	.side = SIDE_LEFT,
	.order = 4,
	.narrow = 3,
	.weight = 8,
	.map = true,
	.probes = PROBE_BIT(PROBE_PREDICTION),
	.draw = predict_draw,
	.figure = predict_figure,
	.columns = predict_columns,
	.characters = predict_characters,
};
