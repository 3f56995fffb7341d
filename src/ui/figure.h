/* figure.h: a panel's picture without a medium: what is drawn, in units of the
 * data.  canvas_figure.c makes cells of it, page.c a page, figure_csv.c a
 * table; a panel is a function from a scene to a figure.
 *
 * A figure owns its plots, their layers, and every array and string taken from
 * it with figure_array() and figure_text(); all else that it points to (values
 * of the snapshot, words of tables) is borrowed and must outlive it.  Its maker
 * sanitizes the text.  Pure; any thread. */
#ifndef UI_FIGURE_H
#define UI_FIGURE_H

#include "ui/canvas.h"
#include "ui/plot.h"

enum layer_kind {
	LAYER_LINE,  /* y over x, joined; NAN in y or x: no sample there */
	LAYER_BAND,  /* from y to high over x, likewise */
	LAYER_DOTS,  /* y over x, each alone */
	LAYER_LEVEL, /* across the plot at y[0] */
	LAYER_MARK,  /* from the bottom to the top at x[0] */
	LAYER_POINT, /* a sign at x[0], y[0] */
	LAYER_HEAT,  /* rows of values over the letters; such layers of a plot
			stand one below the other */
	LAYER_BARS,  /* `count` of them, the i-th y[i] high, x[i] to high[i] */
};

struct layer {
	enum layer_kind kind;
	enum role role;
	const char *label; /* in the legend, at a level or a mark, before the
			      rows of a map; "" none */
	bool bold, dashed;
	bool named;    /* its name is at its end, too */
	bool on_right; /* y is on the axis at the right */
	char sign;     /* in ASCII, one dot per cell */
	int count;     /* of x, y and high */
	double *x, *y, *high;
	/* LAYER_HEAT: value[row * row_step + col * col_step] / scale, in -1..1
	 * or 0..1 by its map */
	enum map map;
	int rows, cols, row_step, col_step;
	int first_row; /* number of the first: a unit */
	int chosen;    /* the chosen one, or -1 */
	const float *value;
	double scale;
	const char *note; /* after the rows: "12 % closed"; "" none */
};
static inline double layer_value(const struct layer *l, int row, int col)
{
	return (double)l->value[(size_t)row * (size_t)l->row_step +
				(size_t)col * (size_t)l->col_step] /
	       l->scale;
}

struct figure_axis {
	struct axis range;
	double origin;    /* the range shows a value v at v - origin */
	const char *name; /* "iteration", "nats per 25 characters" */
};

/* A symbol of the text under a column of a map. */
struct letter {
	const char *text;
	bool stand_in; /* for a symbol without a picture of its own */
	bool start;    /* the state was zero before it */
	bool window;   /* an iteration begins */
};

struct plot {
	const char *title; /* "" none */
	struct figure_axis x, y;
	struct figure_axis right; /* a second y; name "": there is none */
	int letters;              /* 0: x is a number; else x is 0..letters */
	struct letter *letter;
	bool repeats; /* its values are those of a map above it */
	int layers;
	struct layer *layer; /* in the order of drawing */
};

static inline const struct figure_axis *plot_axis(const struct plot *p,
						  const struct layer *l)
{
	return l->on_right ? &p->right : &p->y;
}

/* "smooth loss 51.49 nats": a line of a table; label "" separates two
 * groups. */
struct figure_row {
	const char *label, *value, *unit;
};
/* A text whose first `bold` bytes were given. */
struct figure_text {
	const char *heading, *text;
	size_t bold;
};

/* How much of a panel a figure shows. */
struct figure_detail {
	int samples; /* of a curve */
	int letters; /* at most, of the time axis: the newest */
};

struct figure {
	const char *title, *note; /* "" none */
	const char *const *head;  /* names of the three columns of its rows;
				     NULL: a label, its value and its unit */
	int plots, rows, texts;
	struct plot *plot;
	struct figure_row *row;
	struct figure_text *text;
	struct figure_memory *memory;
};

void figure_init(struct figure *);
void figure_release(struct figure *);
/* Both results are valid until the next is added to the same list. */
struct plot *figure_plot(struct figure *);
struct figure_text *figure_add_text(struct figure *, const char *heading,
				    const char *text, size_t bold); /* copies */
struct layer *plot_layer(struct plot *, enum layer_kind, enum role,
			 const char *label);
struct layer *plot_add(struct plot *, struct layer);
/* A map whose other members are to be filled in. */
struct layer layer_heat(enum map, const char *label, int rows, int cols,
			const float *value);
void figure_row(struct figure *, const char *label, const char *value,
		const char *unit); /* copies */
/* n numbers, all NAN. */
double *figure_array(struct figure *, int n);
void *figure_alloc(struct figure *, size_t bytes); /* zeros */
const char *figure_printf(struct figure *, const char *format, ...)
	PRINTF_LIKE(2, 3);
/* 0 at the low end of the axis, 1 at the high end; NAN where the value has no
 * position. */
double figure_axis_at(const struct figure_axis *, double value);

#endif
