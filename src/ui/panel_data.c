/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel_data.c: what the data of a task is. */
#include "config.h"
#include "base/utf8.h"
#include "ui/bars.h"
#include "ui/chrome.h"
#include "ui/figure.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	VALUE_COLS = 9, /* of the numbers, right-aligned */
	NAME_COLS = 14, /* of a class at most */
	COUNT_COLS = 8,
	HISTOGRAM_ROWS = 4, /* of the lengths at least, with their axis */
};

/* Draws row by row, while there are rows. */
struct flow {
	const struct scene *scene;
	struct canvas *canvas;
	struct rect rect; /* below the title */
	int row;
};

static int rows_left(const struct flow *f)
{
	return f->rect.row + f->rect.rows - f->row;
}

static void safe_text(const struct scene *s, const char *text, int cols,
		      struct strbuf *out)
{
	struct strbuf safe;

	strbuf_init(&safe);
	sanitize(&safe, text ? text : "", text ? strlen(text) : 0, s->sanitize);
	text_cut(s, safe.text, cols, out);
	strbuf_release(&safe);
}

/* --- numbers -------------------------------------------------------------- */

struct count {
	const char *label, *unit;
	long value;
};
enum { COUNTS = 12 };

static void count_add(struct count *c, int *n, const char *label, long value,
		      const char *unit)
{
	if (value > 0)
		c[(*n)++] = (struct count){ label, unit, value };
}

/* The numbers that are not 0, the most important first. */
static int counts_of(const struct summary *d, struct count c[COUNTS])
{
	int n = 0;

	count_add(c, &n, "rows", d->rows, "");
	count_add(c, &n, "trained on", d->train, "");
	count_add(c, &n, "held out", d->held_out, "never trained on");
	count_add(c, &n, "rejected", d->rejected, "lines");
	count_add(c, &n, "conflicting", d->conflicting,
		  "same question, another answer");
	count_add(c, &n, "duplicates", d->duplicates, "");
	count_add(c, &n, d->target_symbols ? "source" : "vocabulary",
		  d->source_symbols, "symbols");
	count_add(c, &n, "target", d->target_symbols, "symbols");
	count_add(c, &n, "longest", d->longest, "tokens");
	count_add(c, &n, "its answer", d->longest_answer, "tokens");
	count_add(c, &n, "cut short", d->cut, "by --max-length");
	count_add(c, &n, "unknown", d->unknown, "tokens, by --min-count");
	return n;
}

/* Leaves out a unit that would be cut. */
static void count_draw(struct flow *f, const struct count *count, int col,
		       int end)
{
	bool bad = !strcmp(count->label, "rejected") ||
		   !strcmp(count->label, "conflicting");
	enum { LABEL_COLS = 12 };
	char text[NUMBER_TEXT];
	int at = col + LABEL_COLS + VALUE_COLS;

	number_grouped(text, count->value);
	canvas_text(f->canvas, f->rect, f->row, col, style_role(ROLE_DIM),
		    count->label);
	canvas_text(f->canvas, f->rect, f->row, at - text_width(text),
		    style_role(bad ? ROLE_WARN : ROLE_VALUE), text);
	if (at + 1 + text_width(count->unit) < end)
		canvas_text(f->canvas, f->rect, f->row, at + 1,
			    style_role(ROLE_DIM), count->unit);
}

/* In two columns where they are wide enough. */
static void counts_draw(struct flow *f, const struct summary *d)
{
	enum { BESIDE = 84 };
	struct count count[COUNTS];
	int n = counts_of(d, count), columns = f->rect.cols >= BESIDE ? 2 : 1;
	int rows = (n + columns - 1) / columns;

	for (int i = 0; i < rows && rows_left(f) > 0; i++, f->row++)
		for (int k = 0; k < columns && i + k * rows < n; k++) {
			int wide = f->rect.cols / columns;
			int col = f->rect.col + k * wide;

			count_draw(f, &count[i + k * rows], col + 1,
				   col + wide);
		}
}

/* --- classes -------------------------------------------------------------- */

static long class_size(const struct class_count *c)
{
	return max_long(c->train, 0) + c->held_out;
}

static int by_size(const void *a, const void *b)
{
	long x = class_size(*(const struct class_count *const *)a);
	long y = class_size(*(const struct class_count *const *)b);

	return (x < y) - (x > y);
}

/* The classes, the largest first; the caller frees. */
static const struct class_count **sorted_classes(const struct summary *d)
{
	const struct class_count **sorted =
		xcalloc((size_t)d->classes + 1, sizeof *sorted);

	for (int i = 0; i < d->classes; i++)
		sorted[i] = &d->class_of[i];
	qsort(sorted, (size_t)d->classes, sizeof *sorted, by_size);
	return sorted;
}

static void class_draw(struct flow *f, const struct class_count *class,
		       long most)
{
	const struct rect *r = &f->rect;
	int col = r->col + 1 + NAME_COLS + 1;
	int cols = r->col + r->cols - 1 - COUNT_COLS - col;
	char text[NUMBER_TEXT];
	struct strbuf name;

	strbuf_init(&name);
	safe_text(f->scene, class->name, NAME_COLS, &name);
	canvas_text(f->canvas, *r, f->row, r->col + 1, style_role(ROLE_TEXT),
		    name.text);
	strbuf_release(&name);
	bar_right(f->scene, f->canvas, *r, f->row, col, cols,
		  (double)class_size(class) / (double)max_long(most, 1),
		  style_role(ROLE_CURVE));
	number_grouped(text, class_size(class));
	canvas_text(f->canvas, *r, f->row,
		    r->col + r->cols - 1 - text_width(text),
		    style_role(ROLE_VALUE), text);
}

/* The last row counts those that do not fit. */
static void classes_draw(struct flow *f, const struct summary *d, int rows)
{
	const struct class_count **class = sorted_classes(d);
	int shown = d->classes <= rows ? d->classes : max_int(rows - 1, 0);

	for (int i = 0; i < shown; i++, f->row++)
		class_draw(f, class[i], class_size(class[0]));
	if (shown < d->classes && rows > 0)
		canvas_printf(f->canvas, f->rect, f->row++, f->rect.col + 1,
			      style_role(ROLE_DIM), "and %d more classes",
			      d->classes - shown);
	free(class);
}

/* --- lengths -------------------------------------------------------------- */

/* Bins up to the last one that is not empty. */
static int bins_used(const struct summary *d)
{
	int n = LENGTH_BINS;

	while (n > 0 && d->length[n - 1] <= 0)
		n--;
	return n;
}

static long longest_bin(const struct summary *d)
{
	long most = 0;

	for (int i = 0; i < LENGTH_BINS; i++)
		most = max_long(most, d->length[i]);
	return most;
}

/* Draws the histogram in the rows left, with an axis below and what it counts
 * above. */
static void lengths_draw(struct flow *f, const struct summary *d)
{
	int bins = bins_used(d), most = f->rect.cols - 2;
	int wide = clamp_int(most / max_int(bins, 1), 1, 4);
	struct rect area = { f->row + 1, f->rect.col + 1,
			     min_int(rows_left(f) - 2, 8), most };
	struct style dim = style_role(ROLE_DIM);
	int foot = area.row + area.rows, last = bins * max_int(d->bin_width, 1);
	char text[NUMBER_TEXT];

	if (bins == 0 || area.rows < 1)
		return;
	canvas_text(f->canvas, f->rect, f->row, area.col, dim,
		    "questions by their length in tokens");
	for (int i = 0; i < bins; i++)
		bar_up(f->scene, f->canvas, area, area.col + i * wide,
		       max_int(wide - 1, 1),
		       (double)d->length[i] / (double)longest_bin(d),
		       style_role(ROLE_CURVE));
	canvas_printf(f->canvas, f->rect, foot, area.col, dim, "%d",
		      d->bin_width > 1 ? 0 : 1);
	snprintf(text, sizeof text, "%d%s", last,
		 bins == LENGTH_BINS ? "+" : "");
	canvas_text(f->canvas, f->rect, foot,
		    max_int(area.col + bins * wide - text_width(text),
			    area.col + 3),
		    dim, text);
	f->row = foot + 1;
}

/* --- the panel ------------------------------------------------------------ */

static void reasons_draw(struct flow *f, const struct summary *d)
{
	struct strbuf text;

	strbuf_init(&text);
	for (int i = 0; i < d->reasons && rows_left(f) > 0; i++) {
		strbuf_clear(&text);
		safe_text(f->scene, d->reason[i], f->rect.cols - 2, &text);
		canvas_text(f->canvas, f->rect, f->row++, f->rect.col + 1,
			    style_role(ROLE_WARN), text.text);
	}
	strbuf_release(&text);
}

static void head_draw(const struct scene *s, struct canvas *c, struct rect r,
		      const struct summary *d)
{
	struct strbuf name;

	strbuf_init(&name);
	if (d)
		safe_text(s, d->format ? d->format : d->source,
			  max_int(r.cols - 12, 0), &name);
	title_draw(s, c, r, "data", name.text, NULL, 0);
	strbuf_release(&name);
}

static void summary_draw(const struct scene *s, struct canvas *c, struct rect r,
			 const struct summary *d)
{
	struct flow f = {
		s, c, { r.row + 1, r.col, r.rows - 1, r.cols }, r.row + 1
	};
	int left;

	counts_draw(&f, d);
	reasons_draw(&f, d);
	left = rows_left(&f) - 1;
	if (left > HISTOGRAM_ROWS + 2 || d->classes == 0)
		left -= HISTOGRAM_ROWS + 1;
	if (d->classes > 0 && left > 0) {
		f.row++;
		classes_draw(&f, d, left);
	}
	f.row++;
	lengths_draw(&f, d);
}

static void data_draw(const struct scene *s, struct canvas *c, struct rect r)
{
	const struct summary *d = s->snap->summary;

	head_draw(s, c, r, d);
	if (!d)
		empty_draw(s, c, r,
			   scene_track(s)->corpus
				   ? "a text: info run tells about it"
				   : "nothing to tell about this data");
	else
		summary_draw(s, c, r, d);
}

/* --- as a figure ---------------------------------------------------------- */

static void bars_layer(struct figure *f, struct plot *plot, int n,
		       struct layer **out)
{
	struct layer *l = plot_layer(plot, LAYER_BARS, ROLE_CURVE, "");

	l->count = n;
	l->x = figure_array(f, 3 * n);
	l->y = l->x + n;
	l->high = l->y + n;
	*out = l;
}

static void classes_figure(const struct scene *s, const struct summary *d,
			   struct figure *f, int most)
{
	const struct class_count **class = sorted_classes(d);
	int n = min_int(d->classes, most);
	struct plot *plot = figure_plot(f);
	struct layer *l;
	struct strbuf name;

	strbuf_init(&name);
	bars_layer(f, plot, n, &l);
	plot->letters = n;
	plot->letter = figure_alloc(f, (size_t)n * sizeof *plot->letter);
	for (int i = 0; i < n; i++) {
		strbuf_clear(&name);
		safe_text(s, class[i] -> name, NAME_COLS, &name);
		plot->letter[i].text = figure_printf(f, "%s", name.text);
		l->x[i] = i + 0.1;
		l->high[i] = i + 0.9;
		l->y[i] = (double)class_size(class[i]);
	}
	plot->x.range = axis_around(0, n, false);
	plot->y = (struct figure_axis){
		axis_around(0, (double)class_size(class[0]), false), 0, "rows"
	};
	strbuf_release(&name);
	free(class);
}

static void lengths_figure(const struct summary *d, struct figure *f)
{
	int n = bins_used(d), wide = max_int(d->bin_width, 1);
	struct plot *plot = figure_plot(f);
	struct layer *l;

	bars_layer(f, plot, n, &l);
	for (int i = 0; i < n; i++) {
		l->x[i] = i * wide + 0.5;
		l->high[i] = (i + 1) * wide + 0.5;
		l->y[i] = (double)d->length[i];
	}
	plot->x = (struct figure_axis){ axis_around(0.5, n * wide + 0.5, false),
					0, "tokens" };
	plot->y = (struct figure_axis){
		axis_around(0, (double)longest_bin(d), false), 0, "questions"
	};
}

static void data_figure(const struct scene *s,
			const struct figure_detail *detail, struct figure *f)
{
	enum { FIELDS = 5 };
	const struct summary *d = s->snap->summary;
	struct count count[COUNTS];
	char text[NUMBER_TEXT];
	int n;

	scene_title(s, f, "data");
	if (!d)
		return;
	n = counts_of(d, count);
	for (int i = 0; i < min_int(n, FIELDS); i++) {
		number_grouped(text, count[i].value);
		figure_row(f, count[i].label, text, "");
	}
	if (d->classes > 0)
		classes_figure(s, d, f, detail->letters);
	if (bins_used(d) > 0)
		lengths_figure(d, f);
}

const struct panel data_panel = {
	.min_rows = 6,
	.min_cols = 30,
	.side = SIDE_LEFT,
	.order = 3,
	.narrow = 7,
	.weight = 10,
	.parts = WANT_SUMMARY,
	.draw = data_draw,
	.figure = data_figure,
};
