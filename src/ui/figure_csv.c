/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figure_csv.c: a figure as rows of numbers. */
#include "config.h"
#include "ui/figure_csv.h"
#include <math.h>
#include <string.h>

/* --- fields --------------------------------------------------------------- */

static void add_bytes(struct strbuf *out, const char *text, size_t length)
{
	bool plain = true;

	for (size_t i = 0; i < length; i++)
		plain = plain && !strchr("\",\r\n", text[i]);
	if (plain) {
		strbuf_add_bytes(out, text, length);
		return;
	}
	strbuf_add_char(out, '"');
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '"')
			strbuf_add_char(out, '"');
		strbuf_add_char(out, text[i]);
	}
	strbuf_add_char(out, '"');
}

static void add_text(struct strbuf *out, const char *text)
{
	add_bytes(out, text, strlen(text));
}

static void add_cell(struct strbuf *out, const char *text)
{
	strbuf_add_char(out, ',');
	add_text(out, text);
}

static void add_value(struct strbuf *out, double v)
{
	strbuf_add_char(out, ',');
	if (!isnan(v))
		strbuf_add_number(out, v);
}

/* --- curves --------------------------------------------------------------- */

/* A curve without a name has no samples. */
static bool is_column(const struct layer *l)
{
	return *l->label && (l->kind == LAYER_LINE || l->kind == LAYER_BAND ||
			     l->kind == LAYER_DOTS || l->kind == LAYER_LEVEL);
}

static void layer_head(const struct layer *l, struct strbuf *out)
{
	if (!is_column(l))
		return;
	add_cell(out, l->label);
	if (l->kind != LAYER_BAND)
		return;
	strbuf_add(out, " (from)");
	add_cell(out, l->label);
	strbuf_add(out, " (to)");
}

static void layer_cells(const struct layer *l, int i, struct strbuf *out)
{
	if (!is_column(l))
		return;
	add_value(out, l->y[l->kind == LAYER_LEVEL ? 0 : i]);
	if (l->kind == LAYER_BAND)
		add_value(out, l->high[i]);
}

/* The axis that the curves share; NULL without curves. */
static const struct layer *axis_layer(const struct plot *plot)
{
	for (int i = 0; i < plot->layers; i++)
		if (is_column(&plot->layer[i]) &&
		    plot->layer[i].kind != LAYER_LEVEL)
			return &plot->layer[i];
	return NULL;
}

/* Adds the marks after x `before`, up to `x`. */
static void mark_cell(const struct plot *plot, double before, double x,
		      struct strbuf *out)
{
	struct strbuf text;

	strbuf_init(&text);
	for (int i = 0; i < plot->layers; i++) {
		const struct layer *l = &plot->layer[i];

		if (l->kind != LAYER_MARK || !(l->x[0] <= x) ||
		    l->x[0] <= before)
			continue;
		strbuf_add(&text, text.length ? "; " : "");
		strbuf_add(&text, l->label);
	}
	add_cell(out, text.text);
	strbuf_release(&text);
}

static bool has_marks(const struct plot *plot)
{
	for (int i = 0; i < plot->layers; i++)
		if (plot->layer[i].kind == LAYER_MARK)
			return true;
	return false;
}

static void curves_csv(const struct plot *plot, const struct layer *axis,
		       struct strbuf *out)
{
	bool marks = has_marks(plot);
	double before = -INFINITY;

	add_text(out, plot->x.name);
	for (int k = 0; k < plot->layers; k++)
		layer_head(&plot->layer[k], out);
	strbuf_add(out, marks ? ",mark\n" : "\n");
	for (int i = 0; i < axis->count; i++) {
		if (isnan(axis->x[i]))
			continue;
		strbuf_add_number(out, axis->x[i]);
		for (int k = 0; k < plot->layers; k++)
			layer_cells(&plot->layer[k], i, out);
		if (marks)
			mark_cell(plot, before, axis->x[i], out);
		before = axis->x[i];
		strbuf_add_char(out, '\n');
	}
}

/* --- maps and bars -------------------------------------------------------- */

static void map_head(const struct layer *l, struct strbuf *out)
{
	for (int row = 0; row < l->rows; row++)
		if (*l->label)
			add_cell(out, l->label);
		else
			strbuf_printf(out, ",%d", l->first_row + row);
}

/* Time runs downwards, as in a table of data. */
static void map_csv(const struct plot *plot, struct strbuf *out)
{
	strbuf_add(out, "position,symbol");
	for (int k = 0; k < plot->layers; k++)
		map_head(&plot->layer[k], out);
	strbuf_add_char(out, '\n');
	for (int i = 0; i < plot->letters; i++) {
		strbuf_printf(out, "%d", i);
		add_cell(out, plot->letter[i].text);
		for (int k = 0; k < plot->layers; k++) {
			const struct layer *l = &plot->layer[k];

			for (int row = 0; row < l->rows; row++)
				add_value(out,
					  layer_value(l, row, i) * l->scale);
		}
		strbuf_add_char(out, '\n');
	}
}

/* The height of the bar there; NAN: none. */
static double bar_at(const struct layer *l, double x)
{
	for (int i = 0; i < l->count; i++)
		if (l->x[i] <= x && x <= l->high[i])
			return l->y[i];
	return NAN;
}

/* Over letters the first layer has the numbers of all, and each after it those
 * of the ones that it marks. */
static void letter_bars_csv(const struct plot *plot, struct strbuf *out)
{
	strbuf_add(out, "symbol");
	for (int k = 0; k < plot->layers; k++)
		add_cell(out, k ? plot->layer[k].label : plot->y.name);
	strbuf_add_char(out, '\n');
	for (int i = 0; i < plot->letters; i++) {
		add_text(out, plot->letter[i].text);
		for (int k = 0; k < plot->layers; k++)
			add_value(out, bar_at(&plot->layer[k], i + 0.5));
		strbuf_add_char(out, '\n');
	}
}

static void bars_csv(const struct plot *plot, const struct layer *l,
		     struct strbuf *out)
{
	strbuf_add(out, "from,to");
	add_cell(out, plot->y.name);
	strbuf_add_char(out, '\n');
	for (int i = 0; i < l->count; i++) {
		strbuf_add_number(out, l->x[i]);
		add_value(out, l->high[i]);
		add_value(out, l->y[i]);
		strbuf_add_char(out, '\n');
	}
}

/* --- the whole ------------------------------------------------------------ */

static void plot_csv(const struct plot *plot, struct strbuf *out)
{
	const struct layer *axis = axis_layer(plot);

	if (plot->repeats || plot->layers == 0)
		return;
	if (out->length > 0)
		strbuf_add_char(out, '\n');
	if (plot->layer[0].kind == LAYER_HEAT)
		map_csv(plot, out);
	else if (plot->layer[0].kind == LAYER_BARS && plot->letters > 0)
		letter_bars_csv(plot, out);
	else if (plot->layer[0].kind == LAYER_BARS)
		bars_csv(plot, plot->layer, out);
	else if (axis)
		curves_csv(plot, axis, out);
}

/* Adds a number without the gaps between groups of digits. */
static void add_number_of(struct strbuf *out, const char *value)
{
	if (strspn(value, "0123456789,") < strlen(value)) {
		add_text(out, value);
		return;
	}
	for (; *value; value++)
		if (*value != ',')
			strbuf_add_char(out, *value);
}

/* Rows with three columns of words. */
static void table_csv(const struct figure *f, struct strbuf *out)
{
	strbuf_printf(out, "%s,%s,%s\n", f->head[0], f->head[1], f->head[2]);
	for (int i = 0; i < f->rows; i++) {
		add_text(out, f->row[i].label);
		add_cell(out, f->row[i].value);
		add_cell(out, f->row[i].unit);
		strbuf_add_char(out, '\n');
	}
}

/* A row without a name repeats the one before it. */
static void rows_csv(const struct figure *f, struct strbuf *out)
{
	const char *label = "";

	if (f->rows > 0)
		strbuf_add(out, "name,value,unit\n");
	for (int i = 0; i < f->rows; i++) {
		const struct figure_row *row = &f->row[i];

		if (*row->label)
			label = row->label;
		if (!*row->value)
			continue;
		add_text(out, label);
		strbuf_add_char(out, ',');
		add_number_of(out, row->value);
		add_cell(out, row->unit);
		strbuf_add_char(out, '\n');
	}
}

static void texts_csv(const struct figure *f, struct strbuf *out)
{
	if (f->texts > 0)
		strbuf_add(out, "heading,given,written\n");
	for (int i = 0; i < f->texts; i++) {
		const struct figure_text *t = &f->text[i];

		add_text(out, t->heading);
		strbuf_add_char(out, ',');
		add_bytes(out, t->text, t->bold);
		add_cell(out, t->text + t->bold);
		strbuf_add_char(out, '\n');
	}
}

void figure_csv(const struct figure *f, struct strbuf *out)
{
	if (f->head)
		table_csv(f, out);
	else
		rows_csv(f, out);
	texts_csv(f, out);
	for (int i = 0; i < f->plots; i++)
		plot_csv(&f->plot[i], out);
}
