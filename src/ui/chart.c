/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chart.c: the loss history as a chart. */
#include "config.h"
#include "ui/chart.h"
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { DASH = 3, REFERENCE_DASH = 2 };

/* How far beyond the rest, as a part of its range, what belongs to the picture
 * may lie to be inside: a reference, a validation. */
static const double reference_reach = 0.2, curve_reach = 0.5;
/* An axis holds at least this fraction of its highest value. */
static const double least_range = 0.01;

/* In the order of drawing. */
static const struct curve {
	size_t value;  /* offset in struct bucket */
	bool per_char; /* else per step */
	bool whole;    /* always inside the axis */
	enum role role;
	int dash;
	char ascii;
} curve_table[CHART_CURVES] = {
	[CHART_VALID] = { offsetof(struct bucket, valid), true, false,
			  ROLE_VALID, DASH, 'o' },
	[CHART_SMOOTH] = { offsetof(struct bucket, smooth), false, true,
			   ROLE_CURVE, 0, '*' },
};

enum role chart_role(enum chart_curve curve) { return curve_table[curve].role; }

void chart_references(const struct ngram *g,
		      struct reference out[CHART_REFERENCES])
{
	out[0] = (struct reference){ "uniform", g ? g->uniform : NAN };
	out[1] = (struct reference){ "unigram", g ? g->unigram : NAN };
	out[2] = (struct reference){ "bigram", g ? g->bigram : NAN };
	out[3] = (struct reference){ "trigram", g ? g->trigram : NAN };
}

/* The first value is that of one completed iteration. */
static int dot_at(const struct chart *ch, double iteration)
{
	double span = fmax((double)(ch->end - ch->first - 1), 1);
	double place = (iteration - (double)ch->first - 1) / span;

	if (ch->log_time)
		place = log(fmax(iteration - (double)ch->origin, 1)) /
			log(fmax((double)(ch->end - ch->origin), 2));
	return (int)lround(fmin(fmax(place, 0), 1) *
			   max_int(ch->sheet.width - 1, 0));
}

int chart_column(const struct chart *ch, double iteration)
{
	int dots = max_int(ch->sheet.width / max_int(ch->sheet.cols, 1), 1);

	return ch->area.col + dot_at(ch, iteration) / dots;
}

int chart_row(const struct chart *ch, double value)
{
	int row = sheet_row(&ch->sheet, &ch->y, value);

	return row < 0 ? -1 : ch->area.row + row;
}

/* --- collecting ----------------------------------------------------------- */

struct collector {
	struct chart *chart;
	struct spread spread; /* of the raw loss in column x */
	int x;
};

static void end_column(struct collector *c)
{
	struct chart *ch = c->chart;

	if (c->spread.items > 0) {
		spread_sort(&c->spread);
		ch->tenth[c->x] =
			spread_quantile(&c->spread, 0.1) * ch->per_step;
		ch->ninetieth[c->x] =
			spread_quantile(&c->spread, 0.9) * ch->per_step;
	}
	spread_clear(&c->spread);
}

static void collect(void *owner, const struct series_piece *p)
{
	struct collector *c = owner;
	struct chart *ch = c->chart;
	const struct bucket *b = p->bucket;
	int x = dot_at(ch, (double)p->end);

	if (x != c->x)
		end_column(c);
	c->x = x;
	spread_add(&c->spread, b, p->values);
	ch->low[x] = fmin(ch->low[x], b->low * ch->per_step);
	ch->high[x] = fmax(ch->high[x], b->high * ch->per_step);
	for (int i = 0; i < CHART_CURVES; i++) {
		const struct curve *curve = &curve_table[i];
		double v = *(const double *)((const char *)b + curve->value);

		if (!isfinite(v))
			continue;
		ch->has[i] = true;
		ch->curve[i][x] =
			v * (curve->per_char ? ch->per_char : ch->per_step);
	}
}

static void collect_all(struct chart *ch, const struct series *s)
{
	struct collector c = { .chart = ch };

	if (ch->log_time)
		series_visit_early(s, collect, &c);
	else
		series_visit(s, ch->first, collect, &c);
	end_column(&c);
	spread_release(&c.spread);
	plot_join(ch->tenth, ch->sheet.width);
	plot_join(ch->ninetieth, ch->sheet.width);
}

/* --- the y axis ----------------------------------------------------------- */

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The value below which that fraction of the finite ones lie; NAN for none. */
static double value_at(const double *v, int n, double fraction)
{
	double *sorted = xcalloc((size_t)n + 1, sizeof *sorted), value = NAN;
	int count = 0;

	for (int i = 0; i < n; i++)
		if (isfinite(v[i]))
			sorted[count++] = v[i];
	qsort(sorted, (size_t)count, sizeof *sorted, ascending);
	if (count > 0)
		value = sorted[(int)lround(fraction * (count - 1))];
	free(sorted);
	return value;
}

struct range {
	double low, high;
};

/* Widens the range by a value that is not further away than that. */
static void widen(struct range *r, double value, double reach, bool log_axis)
{
	struct axis a = axis_around(r->low, r->high, log_axis);
	double place = axis_place(&a, value);

	if (!(place >= -reach && place <= 1 + reach))
		return;
	r->low = fmin(r->low, value);
	r->high = fmax(r->high, value);
}

/* Of a curve that need not be inside: all below, and above what is near. */
static void widen_by_curve(struct range *r, const double *v, int n,
			   bool log_axis)
{
	double low = value_at(v, n, 0), high = value_at(v, n, 1);

	if (low < r->high)
		r->low = fmin(r->low, low);
	widen(r, high, curve_reach, log_axis);
}

/* The smooth curve as a whole, and of the band what is usual: a few wild
 * iterations must not flatten the rest.  Then the references and the
 * validation, where they are near. */
static void fit_axis(struct chart *ch, const struct scene *s)
{
	bool log_axis = s->choice->log_axis;
	struct reference ref[CHART_REFERENCES];
	struct range r = { value_at(ch->tenth, ch->sheet.width, 0.1),
			   value_at(ch->ninetieth, ch->sheet.width, 0.9) };

	for (int i = 0; i < CHART_CURVES; i++)
		for (int x = 0; curve_table[i].whole && x < ch->sheet.width;
		     x++) {
			r.low = fmin(r.low, ch->curve[i][x]);
			r.high = fmax(r.high, ch->curve[i][x]);
		}
	chart_references(s->ngram, ref);
	for (int i = CHART_REFERENCES - 1; i >= 0 && r.low < r.high; i--)
		widen(&r, ref[i].nats * ch->per_char, reference_reach,
		      log_axis);
	for (int i = 0; i < CHART_CURVES; i++)
		if (!curve_table[i].whole)
			widen_by_curve(&r, ch->curve[i], ch->sheet.width,
				       log_axis);
	/* No loss is below 0: a text of one symbol has nothing to learn. */
	if (r.low == 0 && r.high == 0)
		r.high = 1;
	/* Values that differ by rounding alone get no ticks of nine digits. */
	if (r.high - r.low < least_range * r.high) {
		r.low -= least_range / 2 * r.high;
		r.high += least_range / 2 * r.high;
	}
	ch->y = axis_around(r.low, r.high, log_axis);
}

/* --- the whole ------------------------------------------------------------ */

static void choose_window(struct chart *ch, const struct series *s,
			  const struct screen_choice *choice)
{
	ch->origin = ch->first = s->first;
	ch->end = series_end(s);
	ch->log_time = choice->window == WINDOW_LOG;
	if (choice->window == WINDOW_LAST)
		ch->first = max_long(ch->end - choice->last, s->first);
}

static void make_columns(struct chart *ch)
{
	size_t width = (size_t)ch->sheet.width, n = (4 + CHART_CURVES) * width;

	ch->low = xcalloc(n + 1, sizeof *ch->low);
	ch->high = ch->low + width;
	ch->tenth = ch->high + width;
	ch->ninetieth = ch->tenth + width;
	for (int i = 0; i < CHART_CURVES; i++)
		ch->curve[i] = ch->ninetieth + (size_t)(i + 1) * width;
	for (size_t i = 0; i < n; i++)
		ch->low[i] = NAN;
}

void chart_init(struct chart *ch, const struct scene *s, struct rect area)
{
	int steps = max_int(scene_track(s)->spec.steps, 1);

	*ch = (struct chart){ .area = area };
	choose_window(ch, scene_track(s)->series, s->choice);
	ch->per_step = s->choice->bits ? 1 / (steps * M_LN2) : 1;
	ch->per_char = s->choice->bits ? 1 / M_LN2 : steps;
	sheet_init(&ch->sheet, s->glyphs, area.rows, area.cols);
	make_columns(ch);
	if (ch->sheet.width > 0)
		collect_all(ch, scene_track(s)->series);
	fit_axis(ch, s);
}

void chart_release(struct chart *ch)
{
	sheet_release(&ch->sheet);
	free(ch->low);
	ch->low = NULL;
}

/* --- drawing -------------------------------------------------------------- */

void chart_band(struct chart *ch, struct canvas *c)
{
	struct sheet *sheet = &ch->sheet;

	sheet_clear(sheet);
	sheet_points(sheet, &ch->y, ch->low);
	sheet_points(sheet, &ch->y, ch->high);
	sheet_draw(sheet, c, ch->area, style_role(ROLE_BAND), INK_POINT, '.');
	sheet_clear(sheet);
	sheet_band(sheet, &ch->y, ch->tenth, ch->ninetieth);
	sheet_draw(sheet, c, ch->area, style_role(ROLE_BAND), INK_BAND, ':');
}

/* On one sheet, so that two in the same cells are both seen. */
void chart_reference_lines(struct chart *ch, struct canvas *c,
			   const struct reference ref[CHART_REFERENCES])
{
	struct sheet *sheet = &ch->sheet;
	double *line = xcalloc((size_t)sheet->width + 1, sizeof *line);

	sheet_clear(sheet);
	for (int i = 0; i < CHART_REFERENCES; i++) {
		double value = ref[i].nats * ch->per_char;

		if (chart_row(ch, value) < 0)
			continue;
		for (int x = 0; x < sheet->width; x++)
			line[x] = value;
		sheet_curve(sheet, &ch->y, line,
			    sheet->glyphs == GLYPH_BRAILLE ? REFERENCE_DASH
							   : 0);
	}
	sheet_draw(sheet, c, ch->area, style_role(ROLE_REFERENCE), INK_DASH,
		   '-');
	free(line);
}

/* What joins the values is drawn, and no value: ch->curve stays as it is. */
void chart_curves(struct chart *ch, struct canvas *c)
{
	struct sheet *sheet = &ch->sheet;
	size_t width = (size_t)sheet->width;
	double *joined = xcalloc(width + 1, sizeof *joined);

	for (int i = 0; i < CHART_CURVES; i++) {
		const struct curve *curve = &curve_table[i];

		memcpy(joined, ch->curve[i], width * sizeof *joined);
		plot_join(joined, sheet->width);
		sheet_clear(sheet);
		sheet_curve(sheet, &ch->y, joined, curve->dash);
		sheet_thicken(sheet);
		sheet_draw(sheet, c, ch->area, style_role(curve->role),
			   INK_LINE, curve->ascii);
	}
	free(joined);
}

/* --- what is cut ---------------------------------------------------------- */

static int column_of_dot(const struct chart *ch, int x)
{
	return ch->area.col + x * ch->sheet.cols / max_int(ch->sheet.width, 1);
}

bool chart_raw_cut(const struct chart *ch, int *col, double *value)
{
	*value = ch->y.high;
	for (int x = 0; x < ch->sheet.width; x++)
		if (ch->high[x] > *value) {
			*value = ch->high[x];
			*col = column_of_dot(ch, x);
		}
	return *value > ch->y.high;
}

bool chart_curve_cut(const struct chart *ch, enum chart_curve curve, int *col,
		     double *value)
{
	const double *v = ch->curve[curve];

	for (int x = ch->sheet.width - 1; x >= 0; x--)
		if (v[x] > ch->y.high) {
			*value = v[x];
			*col = column_of_dot(ch, x);
			return true;
		}
	return false;
}
