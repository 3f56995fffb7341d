/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel_loss.c: the loss over the iterations, and what to compare it with. */
#include "config.h"
#include "base/utf8.h"
#include "ui/loss_private.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	LABEL_COLS = 5,  /* of the y axis at least, including its rule */
	TICK_EVERY = 12, /* columns per label of the x axis */
	NARROW = 48,     /* columns of a title without the unit: the window
			    was asked for and goes first */
	LEGEND_ROWS = 8, /* rows of a plot that has space for a legend */
};

void loss_put(struct loss_panel *p, int row, int col, enum role role,
	      enum sign sign)
{
	canvas_put(p->canvas, p->rect, row, col, style_role(role),
		   sign_of(p->scene->glyphs, sign));
}

/* Is it a word or a number, not a line of dots or dashes? */
static bool is_label(const struct loss_panel *p, const struct canvas_cell *cell)
{
	uint32_t code = cell->codepoint;
	enum role role = (enum role)cell->style.role;

	if (role == ROLE_DIM || role == ROLE_TEXT)
		return code != ' ';
	if (role == ROLE_MARK)
		return code != sign_of(p->scene->glyphs, SIGN_MARK_LINE);
	return role == ROLE_REFERENCE && code != ' ' &&
	       code != sign_of(p->scene->glyphs, SIGN_DASH) &&
	       (code & ~0xffu) != 0x2800; /* braille */
}

bool loss_has_words(const struct loss_panel *p, int row, int col, int cols)
{
	struct rect on = canvas_rect(p->canvas, p->cells.area);

	if (row < on.row || row >= on.row + on.rows)
		return false;
	for (int i = max_int(col, on.col);
	     i < min_int(col + cols, on.col + on.cols); i++)
		if (is_label(p, canvas_at(p->canvas, row, i)))
			return true;
	return false;
}

/* The band is background, so a word may hide a piece of it: if words made way
 * for it, each wild iteration would move them. */
bool loss_is_free(const struct loss_panel *p, int row, int col, int cols)
{
	struct rect on = canvas_rect(p->canvas, p->cells.area);

	if (row < on.row || row >= on.row + on.rows || col < on.col ||
	    col + cols > on.col + on.cols)
		return false;
	for (int i = col; i < col + cols; i++) {
		const struct canvas_cell *cell = canvas_at(p->canvas, row, i);

		if (chart_is_curve((enum role)cell->style.role) ||
		    is_label(p, cell))
			return false;
	}
	return true;
}

/* --- around the plot ---------------------------------------------------- */

static void loss_release(struct loss_panel *p)
{
	cells_release(&p->cells);
	chart_release(&p->chart);
}

/* Fits a chart with as many columns left of it as its labels need.  They depend
 * on its axis, and the axis a little on its width: so it tries until it fits,
 * or leaves the plot too little. */
static void chart_fit(struct loss_panel *p)
{
	const struct rect *r = &p->rect;

	for (int cols = LABEL_COLS, need = 0;; cols = need) {
		struct rect area = { r->row + 1, r->col + cols,
				     r->rows - 2 - p->listed,
				     r->cols - cols - p->right };

		chart_init(&p->chart, p->scene,
			   cells_samples(p->scene->glyphs, area.cols));
		cells_init(&p->cells, p->chart.figure.plot, p->scene->glyphs,
			   area);
		p->ticks = axis_ticks(&p->chart.figure.plot->y.range,
				      clamp_int(area.rows / 2, 2, 8), p->tick);
		need = axis_labels(p->tick, p->ticks, p->tick_label) + 1;
		if (need <= cols || need > r->cols / 2)
			return;
		loss_release(p);
	}
}

static void y_axis(struct loss_panel *p)
{
	const struct rect *a = &p->cells.area;

	for (int row = a->row; row < a->row + a->rows; row++)
		loss_put(p, row, a->col - 1, ROLE_DIM, SIGN_BAR);
	for (int i = 0; i < p->ticks; i++) {
		const char *text = p->tick_label[i];
		int row = cells_row(&p->cells, p->tick[i]);
		int col = a->col - 1 - (int)strlen(text);

		/* Writes no label rather than a piece of a number. */
		if (row < 0 || col < p->rect.col)
			continue;
		canvas_text(p->canvas, p->rect, row, col, style_role(ROLE_DIM),
			    text);
		loss_put(p, row, a->col - 1, ROLE_DIM, SIGN_TICK);
	}
}

bool loss_below(struct loss_panel *p, int col, enum role role, const char *text)
{
	struct rect r = { p->cells.area.row + p->cells.area.rows, p->rect.col,
			  1, p->rect.cols };
	struct rect on = canvas_rect(p->canvas, r);
	int end = col + text_width(text);

	if (on.rows == 0 || col < on.col || end > on.col + on.cols)
		return false;
	for (int i = max_int(col - 1, on.col);
	     i < min_int(end + 1, on.col + on.cols); i++)
		if (canvas_at(p->canvas, r.row, i)->codepoint != ' ')
			return false;
	canvas_text(p->canvas, r, r.row, col, style_role(role), text);
	return true;
}

/* A logarithmic axis counts from the first iteration. */
static struct axis time_of(const struct chart *ch)
{
	long first = ch->first;

	if (ch->log_time)
		return axis_around(1, fmax((double)(ch->end - ch->origin), 2),
				   true);
	if (ch->end - first <= 2 * TICK_EVERY)
		first++;
	return axis_around((double)first, (double)ch->end, false);
}

static void x_axis(struct loss_panel *p)
{
	const struct chart *ch = &p->chart;
	struct axis x = time_of(ch);
	double tick[AXIS_TICKS];
	char label[AXIS_TICKS][AXIS_LABEL];
	int n = axis_ticks(&x, max_int(p->cells.area.cols / TICK_EVERY, 1),
			   tick);

	axis_labels(tick, n, label);
	for (int i = 0; i < n; i++) {
		double at = tick[i] + (ch->log_time ? (double)ch->origin : 0);
		int width = (int)strlen(label[i]);
		int col = cells_column(&p->cells, at) - width / 2;

		if (tick[i] == floor(tick[i]))
			loss_below(
				p,
				clamp_int(col, p->cells.area.col,
					  p->rect.col + p->rect.cols - width),
				ROLE_DIM, label[i]);
	}
}

static void x_end(struct loss_panel *p)
{
	char count[NUMBER_TEXT], text[NUMBER_TEXT + 4];

	number_grouped(count, p->chart.end);
	snprintf(text, sizeof text, "it %s", count);
	loss_below(p, p->rect.col + p->rect.cols - (int)strlen(text), ROLE_TEXT,
		   text);
}

/* --- legend and title --------------------------------------------------- */

struct key {
	enum role role;
	const char *text, *sign[3];
	bool bold; /* the current one of several runs */
};

static void keys_draw(struct loss_panel *p, const struct key *key, int keys,
		      int row, int col)
{
	const struct rect *a = &p->cells.area;

	for (int i = 0; i < keys; i++) {
		struct style style = style_role(key[i].role);

		style.bold = key[i].bold;
		col += 2;
		canvas_text(p->canvas, *a, row, col, style,
			    key[i].sign[p->scene->glyphs - GLYPH_BRAILLE]);
		col += 3;
		style.role = key[i].bold ? ROLE_TEXT : ROLE_DIM;
		col += canvas_text(p->canvas, *a, row, col, style, key[i].text);
	}
}

/* Draws keys at the right end of the first row that the curves leave free. */
static bool draw_in_free_row(struct loss_panel *p, const struct key *key,
			     int keys)
{
	const struct rect *a = &p->cells.area;
	int width = 0, col;

	for (int i = 0; i < keys; i++)
		width += 5 + text_width(key[i].text);
	col = a->col + a->cols - width;
	for (int row = a->row; row < a->row + a->rows; row++) {
		if (!loss_is_free(p, row, col, width))
			continue;
		canvas_fill(p->canvas, (struct rect){ row, col, 1, width },
			    style_role(ROLE_DIM), ' ');
		keys_draw(p, key, keys, row, col);
		return true;
	}
	return false;
}

/* Draws the name of a run after the sign of its curve, with its smooth loss. */
static void run_draw(struct loss_panel *p, int track)
{
	const struct track_view *t = &p->scene->snap->track[track];
	bool current = track == p->scene->snap->current;
	char text[TRACK_NAME + NUMBER_TEXT], value[NUMBER_TEXT];
	char ascii[3] = { chart_track_sign(track), chart_track_sign(track), 0 };
	struct key key = { chart_track_role(track),
			   text,
			   { "\u2836\u2836", "\u2580\u2580", ascii },
			   current };

	number_real(value, t->now.smooth_loss * chart_unit(p->scene, t));
	snprintf(text, sizeof text, "%s %s", t->name, value);
	draw_in_free_row(p, &key, 1);
}

/* Draws one below the other, the current one first: it is looked for most. */
static void runs_draw(struct loss_panel *p)
{
	const struct snapshot *snap = p->scene->snap;

	run_draw(p, snap->current);
	for (int i = 0; i < snap->tracks; i++)
		if (i != snap->current)
			run_draw(p, i);
}

/* Draws the legend.  If not all keys fit, the first are omitted: the dots of
 * the validation are hardest to guess.  Among several runs the smooth curves
 * have names. */
static void legend(struct loss_panel *p)
{
	static const struct key all[] = {
		{ ROLE_BAND,
		  "raw",
		  { "\u28d5\u28d5", "\u2591\u2591", "::" },
		  false },
		{ ROLE_CURVE,
		  "smooth",
		  { "\u2836\u2836", "\u2580\u2580", "**" },
		  false },
		{ ROLE_VALID, "valid", { "\u2836 ", "\u2580 ", "oo" }, false },
		{ ROLE_VALID, "best", { "\u25c6 ", "\u25a0 ", "@ " }, false },
	};
	enum { VALID_KEY = 2 };
	bool several = p->scene->snap->tracks > 1;
	int end = p->chart.has_best ? 4 : p->chart.has[CHART_VALID] ? 3 : 2;
	struct key key[LENGTH(all)];
	int keys = 0;

	for (int i = 0; i < end; i++)
		if (!several || all[i].role != ROLE_CURVE) {
			key[keys] = all[i];
			if (p->chart.metric && i == VALID_KEY)
				key[keys].text = p->chart.metric;
			keys++;
		}
	for (int i = 0; i < keys; i++)
		if (draw_in_free_row(p, key + i, keys - i))
			return;
}

/* 10k, 1.87M, 2k: at most three digits, without superfluous zeros. */
static void count_text(char out[NUMBER_TEXT], long n)
{
	char *dot, *unit, *end;

	number_short(out, (double)n);
	dot = strchr(out, '.');
	if (!dot)
		return;
	unit = dot + strspn(dot, ".0123456789");
	for (end = unit; end[-1] == '0';)
		end--;
	if (end[-1] == '.')
		end--;
	memmove(end, unit, strlen(unit) + 1);
}

/* "last 10k of 1.87M"; nothing if everything is shown linearly. */
static int window_field(const struct loss_panel *p, struct field *f,
			char total[NUMBER_TEXT])
{
	const struct series *s = scene_track(p->scene)->series;
	char count[NUMBER_TEXT];

	if (p->scene->choice->window == WINDOW_ALL)
		return 0;
	if (p->scene->choice->window == WINDOW_LOG) {
		f->unit = "log time";
		return 1;
	}
	f->label = "last";
	count_text(f->value, p->scene->choice->last);
	if (p->scene->choice->last < series_values(s)) {
		count_text(count, series_end(s));
		snprintf(total, NUMBER_TEXT, "of %.20s", count);
		f->unit = total;
	}
	return 1;
}

/* What the header says when it is shown, zoomed or not. */
static int loss_fields(const struct scene *s, struct field *f)
{
	const struct metrics *m = &scene_track(s)->now;
	char best[NUMBER_TEXT];
	int n = 0;

	f[n].label = "smooth";
	loss_text(s, f[n++].value,
		  m->smooth_loss / chart_steps(scene_track(s)));
	if (isfinite(m->valid_loss)) {
		f[n].label = "valid";
		loss_text(s, f[n++].value, m->valid_loss);
	}
	loss_text(s, best, m->best_valid);
	if (m->best_valid < m->valid_loss && strcmp(best, f[n - 1].value)) {
		f[n].label = "best";
		strcpy(f[n++].value, best);
	}
	return n;
}

/* The smooth loss in the units that the axis does not have; nothing where these
 * are per character and the task reads none. */
static int meaning_fields(const struct scene *s, struct field *f)
{
	double nats = scene_track(s)->now.smooth_loss /
		      max_int(scene_track(s)->spec.steps, 1);

	if (!scene_track(s)->corpus)
		return 0;
	f[0].label = "ppl";
	number_real(f[0].value, exp(nats));
	f[1].unit = s->choice->bits ? "nats/char" : "bits/char";
	snprintf(f[1].value, NUMBER_TEXT, "%.2f",
		 s->choice->bits ? nats : nats / M_LN2);
	return 2;
}

/* "below bigram since 1,240" after n fields, if the labels do not tell it and
 * the title has the columns. */
static int crossing_field(const struct loss_panel *p, const char *unit,
			  struct field *f, int n, char below[NUMBER_TEXT])
{
	const char *name;

	if (loss_labels_tell_crossings(p) ||
	    !loss_lowest_crossed(p, &name, f[n].value))
		return 0;
	snprintf(below, NUMBER_TEXT, "below %s since", name);
	f[n].label = below;
	if (fields_columns(f, n + 1) <= title_columns(p->rect, "loss", unit))
		return 1;
	f[n] = (struct field){ .label = NULL };
	return 0;
}

static void head_draw(const struct loss_panel *p)
{
	const struct scene *s = p->scene;
	struct field f[TITLE_FIELDS] = { 0 };
	char unit[NUMBER_TEXT], total[NUMBER_TEXT], below[NUMBER_TEXT];
	int n = window_field(p, f, total);

	loss_unit_text(s, unit);
	if (p->rect.cols < NARROW && s->choice->window != WINDOW_ALL)
		*unit = '\0';
	n += loss_metric_field(s, f + n);
	if (n > 0 && p->chart.metric &&
	    fields_columns(f, n) > title_columns(p->rect, "loss", unit))
		*unit = '\0';
	if (!s->choice->shown[PANEL_NUMBERS])
		n += loss_fields(s, f + n);
	n += crossing_field(p, unit, f, n, below);
	n += meaning_fields(s, f + n);
	if (p->chart.figure.plots && p->chart.figure.plot->y.range.log)
		f[n++].unit = "log axis";
	title_draw(s, p->canvas, p->rect, "loss", unit, f, n);
}

/* Leaves the plot fewer rows if its marks need a list. */
static void chart_with_list(struct loss_panel *p)
{
	chart_fit(p);
	p->listed = loss_marks_rows(p);
	p->right = loss_right_columns(p);
	if (p->listed == 0 && p->right == 0)
		return;
	loss_release(p);
	chart_fit(p);
}

static void loss_draw(const struct scene *s, struct canvas *c, struct rect r)
{
	struct loss_panel p = { .scene = s, .canvas = c, .rect = r };

	if (!chart_has_any(s) || r.rows <= 2 || r.cols <= LABEL_COLS) {
		head_draw(&p);
		empty_draw(s, c, r, "no iterations yet");
		return;
	}
	chart_with_list(&p);
	head_draw(&p);
	y_axis(&p);
	loss_right_axis(&p);
	cells_draw(&p.cells, c);
	if (s->snap->tracks > 1)
		runs_draw(&p);
	loss_reference_labels(&p);
	loss_baseline_label(&p);
	loss_cuts(&p);
	if (p.cells.area.rows >= LEGEND_ROWS)
		legend(&p);
	x_end(&p);
	loss_marks_labels(&p);
	x_axis(&p);
	loss_release(&p);
}

const struct panel loss_panel = {
	.min_rows = 6,
	.min_cols = 24,
	.side = SIDE_LEFT,
	.order = 1,
	.narrow = 1,
	.weight = 10,
	.probes = PROBE_BIT(PROBE_NGRAM),
	.draw = loss_draw,
	.figure = loss_figure,
};
