/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_loss_lines.c: the loss panel draws values where they are. */
#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "scene_fixture.h"
#include "ui/canvas_figure.h"
#include "ui/chart.h"

enum { REFERENCES = 4, SCENES = 1500 };
static const char *const name[REFERENCES] = { " uniform ", " unigram ",
					      " bigram ", " trigram " };

/* One drawn panel.  `chart` has the axis of the drawn one, so that it knows the
 * row of each value. */
struct drawn {
	const struct fixture *f;
	struct canvas c;
	struct chart chart;
	struct cells cells;
	double value[REFERENCES];
	int row[REFERENCES]; /* -1: beyond the axis */
	int label_row[REFERENCES], label_col[REFERENCES]; /* row -1: none */
	int label_cols[REFERENCES];
};

/* Lines, labels, labels beside their line; cut values, and reported ones. */
static unsigned compared[3], cuts, told;

static const struct canvas_cell *cell_at(const struct drawn *d, int row,
					 int col)
{
	return &d->c.cell[row * d->c.cols + col];
}

static void fail_with(const struct drawn *d, const char *what, int i)
{
	struct strbuf out;

	strbuf_init(&out);
	canvas_dump(&d->c, &out);
	fail_msg("%s:%s\n%s", name[i], what, out.text);
}

static double uniform_noise(unsigned *seed)
{
	return rand_r(seed) / (RAND_MAX + 1.0);
}

/* Falls to anywhere, with a wild iteration here and there, and a validation
 * that may be far above the rest. */
static void random_series(struct fixture *f, unsigned *seed)
{
	static const long lengths[] = { 3, 90, 3000, 20000 };
	double high = 60 + 60 * uniform_noise(seed);
	double low = high * uniform_noise(seed), v = high;
	double valid = low / 25 *
		       (0.5 + 4 * uniform_noise(seed) * uniform_noise(seed));
	long n = lengths[rand_r(seed) % 4];
	bool wild = rand_r(seed) % 2;

	series_init(f->snap.track[0].series, 0);
	for (long i = 0; i < n; i++) {
		double loss;

		v = low + (high - low) * exp(-6.0 * (double)i / (double)n);
		loss = v + 20 * (uniform_noise(seed) - 0.5);
		if (wild && rand_r(seed) % 997 == 0)
			loss *= 30;
		series_add(f->snap.track[0].series, loss, v);
		if (rand_r(seed) % 200 == 0)
			series_add_valid(f->snap.track[0].series, valid);
	}
	f->snap.track[0].now.iteration = n;
	f->snap.track[0].now.smooth_loss = v;
}

static void random_references(struct fixture *f, unsigned *seed)
{
	double v[REFERENCES] = { 4.8 * uniform_noise(seed) };

	for (int i = 1; i < REFERENCES; i++) /* now and then close together */
		v[i] = v[i - 1] *
		       (rand_r(seed) % 3 ? uniform_noise(seed) : 0.97);
	f->scene.ngram = (struct ngram){ v[0], v[1], v[2], v[3] };
}

static void random_view(struct fixture *f, unsigned *seed)
{
	static const enum window windows[] = { WINDOW_ALL, WINDOW_LAST,
					       WINDOW_LOG };

	f->choice.bits = rand_r(seed) % 2;
	f->choice.log_axis = rand_r(seed) % 2;
	f->choice.window = windows[rand_r(seed) % 3];
	f->choice.last = 2000;
	f->scene.glyphs = (enum glyphs)(GLYPH_BRAILLE + rand_r(seed) % 3);
	f->scene.sanitize = f->scene.glyphs == GLYPH_ASCII ? 0 : SANITIZE_UTF8;
}

/* The plot lies to the right of the rule of the y axis. */
static int plot_column(const struct canvas *c)
{
	for (int col = 0; col < c->cols; col++) {
		uint32_t code = c->cell[c->cols + col].codepoint;

		if (code == '|' || code == '+' || code == 0x2502 ||
		    code == 0x2524)
			return col + 1;
	}
	return -1;
}

static bool matches(const struct drawn *d, int row, int col, const char *text)
{
	for (int i = 0; text[i] != '\0'; i++)
		if (col + i >= d->c.cols ||
		    cell_at(d, row, col + i)->codepoint !=
			    (unsigned char)text[i])
			return false;
	return true;
}

static void find_label(struct drawn *d, int i)
{
	const struct rect *a = &d->cells.area;

	d->label_row[i] = -1;
	for (int row = a->row; row < a->row + a->rows; row++)
		for (int col = a->col; col < a->col + a->cols; col++) {
			if (!matches(d, row, col, name[i]))
				continue;
			d->label_row[i] = row;
			d->label_col[i] = col;
			d->label_cols[i] = (int)strlen(name[i]) + 3;
		}
}

static void draw(struct drawn *d, const struct fixture *f, int rows, int cols)
{
	const struct ngram *g = &f->scene.ngram;
	const double nats[] = { g->uniform, g->unigram, g->bigram, g->trigram };
	int left;

	d->f = f;
	canvas_init(&d->c);
	assert_true(canvas_resize(&d->c, rows, cols));
	panel_table[PANEL_LOSS]->draw(&f->scene, &d->c,
				      (struct rect){ 0, 0, rows, cols });
	left = plot_column(&d->c);
	assert_true(left > 0);
	chart_init(&d->chart, &f->scene,
		   cells_samples(f->scene.glyphs, cols - left));
	cells_init(&d->cells, d->chart.figure.plot, f->scene.glyphs,
		   (struct rect){ 1, left, rows - 2, cols - left });
	for (int i = 0; i < REFERENCES; i++) {
		d->value[i] = nats[i] * d->chart.per_char;
		d->row[i] = cells_row(&d->cells, d->value[i]);
		find_label(d, i);
	}
}

static void drawn_release(struct drawn *d)
{
	cells_release(&d->cells);
	chart_release(&d->chart);
	canvas_release(&d->c);
}

static bool is_line(const struct canvas_cell *cell)
{
	uint32_t code = cell->codepoint;

	return cell->style.role == ROLE_REFERENCE &&
	       (code == '-' || code == 0xb7 || (code & ~0xffu) == 0x2800);
}

/* A row has a piece of a line only if a reference lies there. */
static void check_lines(const struct drawn *d)
{
	const struct rect *a = &d->cells.area;

	for (int row = a->row; row < a->row + a->rows; row++) {
		bool wanted = false;
		int pieces = 0;

		for (int i = 0; i < REFERENCES; i++)
			wanted |= d->row[i] == row;
		for (int col = a->col; col < a->col + a->cols; col++)
			pieces += is_line(cell_at(d, row, col));
		if (pieces && !wanted)
			fail_with(d, "a line where no value is", 0);
		compared[0] += pieces > 0;
	}
}

/* The last value of the curve is drawn in its row. */
static void check_curve(const struct drawn *d)
{
	const struct chart *ch = &d->chart;
	int col = d->cells.area.col + d->cells.area.cols - 1;
	int row = cells_row(&d->cells,
			    d->f->snap.track[0].now.smooth_loss * ch->per_step);

	if (row < 0 || cell_at(d, row, col)->style.role != ROLE_CURVE)
		fail_with(d, "the curve does not end at its value", 0);
}

/* Nothing lies between a name and its line: no curve on the line above or below
 * it, no other line in its row, and no reference of the same row beyond it. */
static void check_side(const struct drawn *d, int i)
{
	int row = d->label_row[i];

	compared[2]++;
	for (int col = 0; col < d->label_cols[i]; col++) {
		enum role role =
			(enum role)cell_at(d, d->row[i], d->label_col[i] + col)
				->style.role;

		if (role == ROLE_CURVE || role == ROLE_VALID ||
		    role == ROLE_DIM)
			fail_with(d, "the line is hidden at its name", i);
	}
	for (int k = 0; k < REFERENCES; k++) {
		if (k == i || d->row[k] < 0)
			continue;
		if (d->row[k] == row)
			fail_with(d, "the name is on another line", i);
		if (d->row[k] == d->row[i] &&
		    (d->value[k] > d->value[i]) == (row < d->row[i]))
			fail_with(d, "another line is nearer", i);
	}
}

static void check_label(const struct drawn *d, int i)
{
	if (d->label_row[i] < 0)
		return;
	compared[1]++;
	if (d->row[i] < 0)
		fail_with(d, "a name without a line", i);
	if (abs(d->label_row[i] - d->row[i]) > 1)
		fail_with(d, "the name is away from its line", i);
	if (d->label_row[i] != d->row[i])
		check_side(d, i);
}

static bool is_cut_sign(uint32_t code)
{
	return code == '^' || code == 0x25b4 || code == 0x25b2;
}

/* Values above the axis are reported at the upper edge, unless curves fill
 * it. */
static void check_cuts(const struct drawn *d)
{
	const struct rect *a = &d->cells.area;
	const struct layer *layer = d->cells.plot->layer;
	int wanted = 0, signs = 0, col;
	double value;

	for (int i = 0; i < CHART_CURVES; i++)
		wanted += cells_cut(&d->cells, &layer[d->chart.curve[i]], &col,
				    &value);
	wanted += cells_cut(&d->cells, &layer[d->chart.highest], &col, &value);
	for (int row = a->row; row < a->row + 2; row++)
		for (col = a->col; col < a->col + a->cols; col++)
			signs += is_cut_sign(cell_at(d, row, col)->codepoint);
	if (signs > wanted)
		fail_with(d, "a sign for nothing", 0);
	cuts += (unsigned)wanted;
	told += (unsigned)signs;
}

/* Names from the top down are in the order of their values. */
static void check_order(const struct drawn *d)
{
	for (int i = 0; i < REFERENCES; i++)
		for (int k = i + 1; k < REFERENCES; k++) {
			if (d->row[i] >= 0 && d->row[k] >= 0)
				assert_true(d->row[i] <= d->row[k]);
			if (d->label_row[i] >= 0 && d->label_row[k] >= 0 &&
			    d->label_row[i] > d->label_row[k])
				fail_with(d, "names are out of order", i);
		}
}

static void lines_names_and_the_curve_are_at_their_values(void **state)
{
	unsigned seed = 11;
	struct fixture *f = xmalloc(sizeof *f);

	(void)state;
	for (int n = 0; n < SCENES; n++) {
		struct drawn d;
		int rows = 6 + rand_r(&seed) % 40;
		int cols = 30 + rand_r(&seed) % 120;

		fixture_init(f);
		random_series(f, &seed);
		random_references(f, &seed);
		random_view(f, &seed);
		draw(&d, f, rows, cols);
		check_lines(&d);
		check_curve(&d);
		for (int i = 0; i < REFERENCES; i++)
			check_label(&d, i);
		check_order(&d);
		check_cuts(&d);
		drawn_release(&d);
		fixture_release(f);
	}
	free(f);
	/* the scenes were not empty ones */
	assert_true(compared[0] > SCENES && compared[1] > SCENES);
	assert_true(compared[2] > SCENES / 100);
	assert_true(cuts > SCENES / 4);
	print_message("# %u of %u cuts are told\n", told, cuts);
	assert_true(told >= 0.98 * cuts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_names_and_the_curve_are_at_their_values),
	};

	return cmocka_run_group_tests_name("loss_lines", tests, NULL, NULL);
}
