/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chart.c: the loss history as a chart. */
#include "config.h"
#include "ui/chart.h"
#include <math.h>
#include <stdlib.h>

enum { DASH = 3 };

/* The first value is that of one completed iteration. */
static int dot_at(const struct chart *ch, double iteration)
{
	double span = fmax((double)(ch->end - ch->first - 1), 1);
	double place = (iteration - (double)ch->first - 1) / span;

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

static void collect(struct chart *ch, const struct series *s)
{
	for (int i = 0; i < s->used; i++) {
		const struct bucket *b = &s->bucket[i];
		long values = i == s->used - 1 ? s->in_last : s->width;
		double end = (double)s->first + (double)i * (double)s->width +
			     (double)values;
		int x = dot_at(ch, end);

		ch->low[x] = fmin(ch->low[x], b->low * ch->per_step);
		ch->high[x] = fmax(ch->high[x], b->high * ch->per_step);
		ch->smooth[x] = b->smooth * ch->per_step;
		if (isfinite(b->valid)) {
			ch->valid[x] = b->valid * ch->per_char;
			ch->has_valid = true;
		}
	}
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The value below which that share of the finite ones lie; NAN for none. */
static double share_below(const double *v, int n, double share)
{
	double *sorted = xcalloc((size_t)n + 1, sizeof *sorted), value = NAN;
	int count = 0;

	for (int i = 0; i < n; i++)
		if (isfinite(v[i]))
			sorted[count++] = v[i];
	qsort(sorted, (size_t)count, sizeof *sorted, ascending);
	if (count > 0)
		value = sorted[(int)lround(share * (count - 1))];
	free(sorted);
	return value;
}

/* Curves lie inside as a whole; of the band nine columns in ten do, for a few
 * wild iterations shall not flatten the rest. */
static void fit_axis(struct chart *ch, const struct scene *s)
{
	double low = share_below(ch->low, ch->sheet.width, 0.1);
	double high = share_below(ch->high, ch->sheet.width, 0.9), start;

	for (int x = 0; x < ch->sheet.width; x++) {
		low = fmin(low, fmin(ch->smooth[x], ch->valid[x]));
		high = fmax(high, fmax(ch->smooth[x], ch->valid[x]));
	}
	/* Where every net begins, unless that is far away by now. */
	start = s->ngram != NULL ? s->ngram->uniform * ch->per_char : NAN;
	if (start > high && start < high * 1.2)
		high = start;
	/* No loss is below 0: a text of one symbol has nothing to learn. */
	if (low == 0 && high == 0)
		high = 1;
	ch->y = axis_around(low, high, s->choice->log_axis);
}

void chart_init(struct chart *ch, const struct scene *s, struct rect area)
{
	const struct series *series = &s->snap->series;
	int steps = max_int(s->snap->spec.steps, 1);
	size_t width;

	*ch = (struct chart){ .area = area, .first = series->first,
			      .end = series_end(series) };
	ch->per_step = s->choice->bits ? 1 / (steps * M_LN2) : 1;
	ch->per_char = s->choice->bits ? 1 / M_LN2 : steps;
	sheet_init(&ch->sheet, s->glyphs, area.rows, area.cols);
	width = (size_t)ch->sheet.width;
	ch->low = xcalloc(4 * width + 1, sizeof *ch->low);
	ch->high = ch->low + width;
	ch->smooth = ch->high + width;
	ch->valid = ch->smooth + width;
	for (size_t i = 0; i < 4 * width; i++)
		ch->low[i] = NAN;
	if (width > 0)
		collect(ch, series);
	fit_axis(ch, s);
	plot_join(ch->low, (int)width);
	plot_join(ch->high, (int)width);
	plot_join(ch->smooth, (int)width);
	plot_join(ch->valid, (int)width);
}

void chart_release(struct chart *ch)
{
	sheet_release(&ch->sheet);
	free(ch->low);
	ch->low = NULL;
}

void chart_band(struct chart *ch, struct canvas *c)
{
	sheet_clear(&ch->sheet);
	sheet_band(&ch->sheet, &ch->y, ch->low, ch->high);
	sheet_draw(&ch->sheet, c, ch->area, style_role(ROLE_BAND), INK_BAND,
		   ':');
}

void chart_curves(struct chart *ch, struct canvas *c)
{
	struct sheet *sheet = &ch->sheet;

	sheet_clear(sheet);
	sheet_curve(sheet, &ch->y, ch->valid, DASH);
	sheet_thicken(sheet);
	sheet_draw(sheet, c, ch->area, style_role(ROLE_VALID), INK_LINE, 'o');
	sheet_clear(sheet);
	sheet_curve(sheet, &ch->y, ch->smooth, 0);
	sheet_thicken(sheet);
	sheet_draw(sheet, c, ch->area, style_role(ROLE_CURVE), INK_LINE, '*');
}
