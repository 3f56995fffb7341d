/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_inside.c: the inside of the engine, which its table does not show:
 * padding stays zero, the masks of dropout, the tape's memory.  This program
 * has its own build of the engine. */
#define NN_DOUBLE 0
#define NN_ISA inside
#define ISA_inside "inside"
#include "nn/unit.c"

#include "nets.h"
#include "base/rng.h"

/* ---- padding ----------------------------------------------------------- */

/* The elements of a stored matrix that are padding and not zero. */
static int padding_of(const struct var *x, const real *p, int stored_rows)
{
	unsigned char *real_row = xcalloc((size_t)stored_rows, 1);
	unsigned char *real_col = xcalloc((size_t)x->ld, 1);
	int wrong = 0;

	for (int r = 0; r < x->row.n; r++)
		real_row[axis_at(x->row, r)] = 1;
	for (int c = 0; c < x->col.n; c++)
		real_col[axis_at(x->col, c)] = 1;
	for (int r = 0; r < stored_rows; r++)
		for (int c = 0; c < x->ld; c++)
			wrong += !(real_row[r] && real_col[c]) &&
				 p[(long)r * x->ld + c] != 0;
	free(real_row);
	free(real_col);
	return wrong;
}

static void check_params(const struct net *n)
{
	for (int i = 0; i < n->params; i++) {
		const struct var *x = &n->param[i].x;
		int rows = axis_padded(x->row);
		long at = x->v - n->flat.w;

		assert_int_equal(padding_of(x, x->v, rows), 0);
		assert_int_equal(padding_of(x, x->g, rows), 0);
		for (int k = 0; k < 2; k++)
			assert_int_equal(
				padding_of(x, n->flat.slot[k] + at, rows), 0);
	}
}

/* h, c, logits, p; the gates' padding is that of their functions at 0 */
static void check_sequences(const struct net *n)
{
	for (int i = 0; i < n->tape.shows; i++) {
		const struct var *x = n->tape.shown[i].x;

		if (x->col.gates > 1)
			continue;
		assert_int_equal(padding_of(x, x->v, x->row.n), 0);
		if (x->g)
			assert_int_equal(padding_of(x, x->g, x->row.n), 0);
	}
	for (int i = 0; i < n->states; i++) {
		const struct var *x = &n->state[i].x;

		assert_int_equal(padding_of(x, x->v, x->row.n), 0);
		assert_int_equal(padding_of(x, x->g, x->row.n), 0);
	}
}

static void check_padding(enum cell cell, int batch)
{
	const struct net_spec spec = char_spec(cell, 13, 11, 2, 9, batch, 1);
	struct subject s = subject(&NN_NAME(engine), spec);
	struct pass pass = {
		.backward = true,
		.dropout = 0.2,
		.rng = rng_new(1, RNG_DROPOUT),
	};
	struct optim o = {
		.rate = 0.05,
		.momentum = 0.9,
		.decay = 0.9,
		.beta1 = 0.9,
		.beta2 = 0.99,
		.clip = 1,
		.clip_norm = 2,
	};
	struct update_report report;

	for (int kind = 0; kind < OPTIMIZERS; kind++) {
		o.kind = (enum optimizer)kind;
		s.e->clear_slots(s.net);
		for (o.step = 1; o.step <= 13; o.step++) {
			run(&s, &pass);
			assert_true(s.e->update(s.net, &o, &report));
		}
	}
	run(&s, &learning);
	check_params(s.net);
	check_sequences(s.net);
	gsl_rng_free(pass.rng);
	subject_end(&s);
}

static void padding_stays_zero(void **state UNUSED)
{
	for (int cell = 0; cell < CELLS; cell++)
		for (int batch = 1; batch <= 3; batch++)
			check_padding((enum cell)cell, batch);
}

/* ---- dropout ----------------------------------------------------------- */

/* A tape for one dropout of a [rows, cols] matrix of ones. */
struct drop {
	struct tape tape;
	void *memory;
	struct var *x, *y;
	gsl_rng *rng;
};

static void drop_record(struct drop *d, int rows, int cols, double p)
{
	tape_reset(&d->tape);
	d->x = tape_var(&d->tape, plain(rows), plain(cols), true);
	for (int i = 0; d->x->v && i < rows; i++)
		for (int j = 0; j < cols; j++)
			var_row(d->x, i)[j] = 1;
	d->y = dropout(&d->tape, d->x, p, d->rng);
}

static struct drop drop_new(int rows, int cols, double p)
{
	struct drop d = { .rng = rng_new(2, RNG_DROPOUT) };

	tape_measure(&d.tape, true);
	drop_record(&d, rows, cols, p);
	d.memory = aligned_alloc(64, tape_needs(&d.tape));
	memset(d.memory, 0, tape_needs(&d.tape));
	tape_allocate(&d.tape, d.memory);
	d.tape.measuring = false;
	drop_record(&d, rows, cols, p);
	return d;
}

static void drop_end(struct drop *d)
{
	gsl_rng_free(d->rng);
	tape_release(&d->tape);
	free(d->memory);
}

static void dropout_keeps_the_mean(void **state UNUSED)
{
	enum { ROWS = 200, COLS = 301 };
	const double probability[] = { 0.1, 0.5, 0.95 };

	for (int k = 0; k < 3; k++) {
		double p = probability[k], sum = 0, zeros = 0;
		struct drop d = drop_new(ROWS, COLS, p);
		real kept = (real)(1 / (1 - p));

		for (int i = 0; i < ROWS; i++)
			for (int j = 0; j < COLS; j++) {
				real y = var_row(d.y, i)[j];

				assert_true(y == 0 || y == kept);
				sum += (double)y;
				zeros += y == 0;
			}
		/* five standard deviations of 60,200 draws */
		assert_true(fabs(zeros / (ROWS * COLS) - p) <
			    5 * sqrt(p * (1 - p) / (ROWS * COLS)));
		assert_true(fabs(sum / (ROWS * COLS) - 1) <
			    5 * sqrt(p / (1 - p) / (ROWS * COLS)));
		drop_end(&d);
	}
}

static void dropout_sends_gradients_through_its_mask(void **state UNUSED)
{
	struct drop d = drop_new(7, 9, 0.4);

	for (int i = 0; i < 7; i++)
		for (int j = 0; j < 9; j++)
			grad_row(d.y, i)[j] = (real)(i + j + 1);
	d.y->has_grad = true;
	tape_backward(&d.tape);
	for (int i = 0; i < 7; i++)
		for (int j = 0; j < 9; j++)
			assert_true(grad_row(d.x, i)[j] ==
				    var_row(d.y, i)[j] * (real)(i + j + 1));
	drop_end(&d);
}

/* ---- lookup tables ----------------------------------------------------- */

static void mark_visited(void *arg, const struct flat *f UNUSED, long at,
			 long n)
{
	char *seen = arg;

	assert_true(n > 0 && at % VL == 0 && n % VL == 0);
	for (long i = at; i < at + n; i++)
		seen[i]++;
}

/* Two tables inside the vector: of them only touched rows are visited, of the
 * rest each number once. */
static void untouched_rows_are_skipped_in_every_table(void **state UNUSED)
{
	enum { ROW = 2 * VL, FIRST = 3 * VL, SECOND = FIRST + 4 * ROW + VL };
	unsigned char touched[2][4] = { { 0, 1, 0, 1 }, { 1, 0, 0, 0 } };
	const struct flat f = {
		.size = SECOND + 4 * ROW + VL,
		.tables = 2,
		.table = { { FIRST, ROW, 4, touched[0] },
			   { SECOND, ROW, 4, touched[1] } },
	};
	char seen[SECOND + 4 * ROW + VL] = { 0 }, all[sizeof seen] = { 0 };

	flat_visit(&f, false, mark_visited, seen);
	flat_visit(&f, true, mark_visited, all);
	for (long i = 0; i < f.size; i++) {
		bool want = true;

		for (int k = 0; k < 2; k++) {
			long row = (i - f.table[k].at) / ROW;

			if (i >= f.table[k].at && row < 4)
				want = touched[k][row];
		}
		assert_int_equal(seen[i], want);
		assert_int_equal(all[i], 1);
	}
}

/* ---- the tape ---------------------------------------------------------- */

static void sizes_that_overflow_are_remembered(void **state UNUSED)
{
	struct tape tape;

	tape_measure(&tape, true);
	assert_null(tape_reals(&tape, SIZE_MAX / 2, 3));
	assert_true(tape_needs(&tape) == SIZE_MAX);
	tape_reals(&tape, 1, 1);
	assert_true(tape_needs(&tape) == SIZE_MAX);
	tape_reset(&tape);
	tape_reals(&tape, SIZE_MAX / 8, 1);
	tape_reals(&tape, SIZE_MAX / 8, 1);
	tape_reals(&tape, SIZE_MAX / 8, 1);
	assert_true(tape_needs(&tape) == SIZE_MAX);
	tape_release(&tape);
}

/* A pass without dropout needs less than was allocated, and all that is shown
 * keeps its address in the directory. */
static void passes_fit_in_what_was_measured(void **state UNUSED)
{
	for (int cell = 0; cell < CELLS; cell++) {
		const struct net_spec spec =
			char_spec((enum cell)cell, 9, 10, 3, 9, 2, 1);
		struct subject s = subject(&NN_NAME(engine), spec);
		size_t taken = s.net->tape.size;
		int shows = s.net->tape.shows;

		assert_int_equal(s.net->tape.used, taken);
		run(&s, &learning);
		assert_true(s.net->tape.used < taken);
		assert_int_equal(s.net->tape.shows, shows);
		subject_end(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(padding_stays_zero),
		cmocka_unit_test(dropout_keeps_the_mean),
		cmocka_unit_test(dropout_sends_gradients_through_its_mask),
		cmocka_unit_test(untouched_rows_are_skipped_in_every_table),
		cmocka_unit_test(sizes_that_overflow_are_remembered),
		cmocka_unit_test(passes_fit_in_what_was_measured),
	};

	return cmocka_run_group_tests_name("inside", tests, NULL, NULL);
}
