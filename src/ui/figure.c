/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figure.c: the memory of a figure. */
#include "config.h"
#include "ui/figure.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct figure_memory {
	struct figure_memory *next;
	max_align_t bytes[];
};

void figure_init(struct figure *f)
{
	*f = (struct figure){ .title = "", .note = "" };
}

void figure_release(struct figure *f)
{
	for (int i = 0; i < f->plots; i++)
		free(f->plot[i].layer);
	free(f->plot);
	free(f->row);
	free(f->text);
	while (f->memory) {
		struct figure_memory *next = f->memory->next;

		free(f->memory);
		f->memory = next;
	}
	figure_init(f);
}

void *figure_alloc(struct figure *f, size_t bytes)
{
	struct figure_memory *m = xcalloc(1, sizeof *m + bytes + 1);

	m->next = f->memory;
	f->memory = m;
	return m->bytes;
}

double *figure_array(struct figure *f, int n)
{
	double *v = figure_alloc(f, (size_t)max_int(n, 0) * sizeof *v);

	for (int i = 0; i < n; i++)
		v[i] = NAN;
	return v;
}

const char *figure_printf(struct figure *f, const char *format, ...)
{
	va_list args;
	char *text;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	text = figure_alloc(f, (size_t)max_int(n, 0) + 1);
	va_start(args, format);
	vsnprintf(text, (size_t)max_int(n, 0) + 1, format, args);
	va_end(args);
	return text;
}

struct plot *figure_plot(struct figure *f)
{
	struct plot *p;

	f->plot = xreallocarray(f->plot, (size_t)f->plots + 1, sizeof *p);
	p = &f->plot[f->plots++];
	*p = (struct plot){ .title = "" };
	p->x = p->y = p->right =
		(struct figure_axis){ .range = { 0, 1, false }, .name = "" };
	return p;
}

static struct layer layer_of(enum layer_kind kind, enum role role,
			     const char *label)
{
	return (struct layer){ .kind = kind,
			       .role = role,
			       .label = label,
			       .sign = '*',
			       .chosen = -1,
			       .scale = 1,
			       .note = "" };
}

struct layer layer_heat(enum map map, const char *label, int rows, int cols,
			const float *value)
{
	struct layer l = layer_of(LAYER_HEAT, ROLE_TEXT, label);

	l.map = map;
	l.rows = rows;
	l.cols = cols;
	l.col_step = 1;
	l.value = value;
	return l;
}

struct layer *plot_add(struct plot *p, struct layer l)
{
	enum { AT_ONCE = 16 };

	if (p->layers % AT_ONCE == 0)
		p->layer = xreallocarray(p->layer, (size_t)p->layers + AT_ONCE,
					 sizeof l);
	p->layer[p->layers] = l;
	return &p->layer[p->layers++];
}

struct layer *plot_layer(struct plot *p, enum layer_kind kind, enum role role,
			 const char *label)
{
	return plot_add(p, layer_of(kind, role, label));
}

void figure_row(struct figure *f, const char *label, const char *value,
		const char *unit)
{
	f->row = xreallocarray(f->row, (size_t)f->rows + 1, sizeof *f->row);
	f->row[f->rows++] = (struct figure_row){ figure_printf(f, "%s", label),
						 figure_printf(f, "%s", value),
						 figure_printf(f, "%s", unit) };
}

struct figure_text *figure_add_text(struct figure *f, const char *heading,
				    const char *text, size_t bold)
{
	struct figure_text *t;

	f->text = xreallocarray(f->text, (size_t)f->texts + 1, sizeof *t);
	t = &f->text[f->texts++];
	*t = (struct figure_text){ figure_printf(f, "%s", heading),
				   figure_printf(f, "%s", text), bold };
	return t;
}

double figure_axis_at(const struct figure_axis *a, double value)
{
	return axis_position(&a->range, value - a->origin);
}
