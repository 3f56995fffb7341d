/* SPDX-License-Identifier: GPL-3.0-or-later */
/* init.c: the initial weights of a run. */
#include "config.h"

#include "train/run.h"

#include <gsl/gsl_linalg.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double normal_sigma = 0.01;

/* A parameter [gates * block, cols], filled block by block: a scheme for a
 * matrix applies to each gate's block separately. */
struct target {
	struct run *run;
	gsl_rng *rng;
	int quantity;
	int block, blocks, cols;
};

static void write_row(const struct target *t, int row, const double *values)
{
	t->run->engine->write(t->run->net, t->quantity, PART_VALUE, row,
			      values);
}

static void fill_normal(const struct target *t)
{
	double *row = xcalloc((size_t)t->cols, sizeof *row);

	for (int i = 0; i < t->blocks * t->block; i++) {
		for (int k = 0; k < t->cols; k++)
			row[k] = gsl_ran_gaussian(t->rng, normal_sigma);
		write_row(t, i, row);
	}
	free(row);
}

/* Glorot and Bengio 2010, equation 16: U(-a, a), a = sqrt(6 / (in + out)). */
static void fill_xavier(const struct target *t)
{
	const double a = sqrt(6.0 / (t->cols + t->block));
	double *row = xcalloc((size_t)t->cols, sizeof *row);

	for (int i = 0; i < t->blocks * t->block; i++) {
		for (int k = 0; k < t->cols; k++)
			row[k] = gsl_ran_flat(t->rng, -a, a);
		write_row(t, i, row);
	}
	free(row);
}

/* Le, Jaitly and Hinton 2015: the recurrent matrix begins as the identity. */
static void fill_identity(const struct target *t)
{
	double *row = xcalloc((size_t)t->cols, sizeof *row);

	for (int i = 0; i < t->blocks * t->block; i++) {
		row[i % t->block] = 1;
		write_row(t, i, row);
		row[i % t->block] = 0;
	}
	free(row);
}

/* Saxe, McClelland and Ganguli 2014.  Q of a Gaussian matrix's QR is uniform
 * over the orthogonal matrices once the diagonal of R is made positive
 * (Mezzadri 2007).  a, q, r: [n, n], tau as GSL's recursive QR needs it. */
static void draw_orthogonal(gsl_rng *rng, gsl_matrix *a, gsl_matrix *tau,
			    gsl_matrix *q, gsl_matrix *r)
{
	const size_t n = a->size1;

	for (size_t i = 0; i < n * n; i++)
		a->data[i] = gsl_ran_gaussian(rng, 1);
	gsl_linalg_QR_decomp_r(a, tau);
	gsl_linalg_QR_unpack_r(a, tau, q, r);
	for (size_t k = 0; k < n; k++) {
		gsl_vector_view column = gsl_matrix_column(q, k);

		if (gsl_matrix_get(r, k, k) < 0)
			gsl_vector_scale(&column.vector, -1);
	}
}

static void fill_orthogonal(const struct target *t)
{
	const size_t n = (size_t)t->block;
	double *scratch = xcalloc(4 * n, n * sizeof *scratch);
	gsl_matrix_view a = gsl_matrix_view_array(scratch, n, n);
	gsl_matrix_view tau = gsl_matrix_view_array(scratch + n * n, n, n);
	gsl_matrix_view q = gsl_matrix_view_array(scratch + 2 * n * n, n, n);
	gsl_matrix_view r = gsl_matrix_view_array(scratch + 3 * n * n, n, n);

	for (int g = 0; g < t->blocks; g++) {
		draw_orthogonal(t->rng, &a.matrix, &tau.matrix, &q.matrix,
				&r.matrix);
		for (size_t i = 0; i < n; i++)
			write_row(t, g * t->block + (int)i,
				  q.matrix.data + i * n);
	}
	free(scratch);
}

static void fill_zeros(const struct target *t)
{
	double *row = xcalloc((size_t)t->cols, sizeof *row);

	write_row(t, 0, row);
	free(row);
}

/* Zero; a forget gate begins open, so that the net remembers (Gers, Schmidhuber
 * and Cummins 2000; Jozefowicz et al. 2015). */
static void fill_gate_bias(const struct target *t)
{
	const struct cell_info *cell = &cell_info[t->run->spec.cell];
	const int H = t->cols / cell->gates;
	const char *letters = cell->gate_letter;
	const char *forget = strchr(letters, 'f');
	double *row = xcalloc((size_t)t->cols, sizeof *row);

	for (int k = 0; forget && k < H; k++)
		row[(forget - letters) * H + k] = t->run->set.forget_bias;
	write_row(t, 0, row);
	free(row);
}

static void fill_weight(const struct target *t, bool recurrent)
{
	switch ((enum init_scheme)t->run->set.init_scheme) {
	case INIT_XAVIER: fill_xavier(t); return;
	case INIT_ORTHOGONAL:
		if (!recurrent)
			break;
		fill_orthogonal(t);
		return;
	case INIT_IDENTITY:
		if (!recurrent)
			break;
		fill_identity(t);
		return;
	case INIT_NORMAL:
	case INIT_SCHEMES: break;
	}
	fill_normal(t);
}

static void fill(const struct target *t, enum param_role role)
{
	switch (role) {
	case PARAM_GATE_BIAS: fill_gate_bias(t); break;
	case PARAM_INNER_BIAS:
	case PARAM_BIAS: fill_zeros(t); break;
	case PARAM_RECURRENT: fill_weight(t, true); break;
	case PARAM_INPUT:
	case PARAM_TABLE:
	case PARAM_LINEAR: fill_weight(t, false); break;
	}
}

void run_initialise(struct run *r)
{
	for (int i = 0; i < r->engine->count(r->net); i++) {
		struct quantity q = r->engine->describe(r->net, i);
		int blocks = q.row_axis == AXIS_GATES ? q.gates : 1;
		struct target t = {
			.run = r,
			.rng = r->rng[RNG_INIT],
			.quantity = i,
			.block = q.rows / blocks,
			.blocks = blocks,
			.cols = q.cols,
		};

		if (q.kind == QUANTITY_PARAMETER)
			fill(&t, q.role);
	}
}
