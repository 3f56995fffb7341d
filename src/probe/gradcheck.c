/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gradcheck.c: gradients against central differences. */
#include "config.h"

#include "probe/gradcheck.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The step h.  The rule
 *   d = (f(-2h) - 8 f(-h) + 8 f(h) - f(2h)) / 12h
 * is off by h^4/30 f''''' and by the rounding of f, about eps f / h.  With f
 * near 100 (25 characters) they balance at 1e-3 where derivatives are about
 * one.  A trained net can be far more curved: one weight acts in all T steps.
 * So each element begins at 2^-8 and takes a quarter of it while truncation,
 * estimated from the rule of second order through the inner two points, is what
 * hurts.  Powers of two, so that w + h is exact as long as w has bits to spare.
 * Steps do not scale with w: what matters is the change of the pre-activation,
 * and inputs and states are at most 1. */
static const double step_first = 0x1p-8, step_least = 0x1p-18;
/* Truncation below this share of the tensor's gradient does not hurt. */
static const double truncation_share = GRADCHECK_TOLERANCE / 100;
/* The loss is a sum of n = T B terms, whose rounding walks at random: the error
 * of d is at most about this, times sqrt(n) eps f / h (seen: 0.16, n from 6
 * to 2500). */
static const double rounding_share = 0.2;
/* A tensor is below resolution when so many times that exceeds the tolerance,
 * and errors up to so many times that are put down to it. */
static const double noise_worst = 2, noise_margin = 10;

/* The four points, in units of h, and their weights in 12h d. */
static const double point[4] = { -2, -1, 1, 2 };
static const double weight[4] = { 1, -8, 8, -1 };

struct element {
	int row, col;
	double backward; /* a */
};

struct tensor_check {
	struct quantity quantity;
	int index;         /* of the quantity */
	long first, count; /* elements */
	double scale;      /* root mean square of a */
	/* sums so far */
	double error2, difference2, noise2;
	int checked;
	long worst;
	double worst_difference, worst_error;
};

struct gradcheck {
	const struct engine *engine;
	struct net *net;
	struct net_spec spec;
	int *in, *target; /* [T*B] */
	double *state;    /* all quantities of state, row by row */
	double loss;
	struct tensor_check *tensor;
	int tensors;
	struct element *element;
	long elements;
	/* where it stands: point k of element `at` of tensor `now` */
	int now, k;
	long at;
	double h, f[4];
};

/* --- the net and its text ------------------------------------------------ */

/* Copies parameters and state; row has room for the widest. */
static void copy_net(const struct run *run, const struct engine *to,
		     struct net *net, double *row)
{
	for (int i = 0; i < run->engine->count(run->net); i++) {
		struct quantity q = run->engine->describe(run->net, i);
		int j = to->find(net, q.name, q.layer);

		if (q.kind == QUANTITY_SEQUENCE)
			continue;
		assert(j >= 0);
		for (int r = 0; r < q.rows; r++) {
			run->engine->read(run->net, i, PART_VALUE, r, row);
			to->write(net, j, PART_VALUE, r, row);
		}
	}
}

static int widest(const struct engine *engine, const struct net *net)
{
	int most = 1;

	for (int i = 0; i < engine->count(net); i++)
		most = max_int(most, engine->describe(net, i).cols);
	return most;
}

static struct net *double_net(const struct run *run,
			      const struct engine *engine, struct err *e)
{
	struct net *net = engine->net_new(&run->spec, e);
	double *row;

	if (!net)
		return NULL;
	row = calloc((size_t)widest(engine, net), sizeof *row);
	if (!row) {
		err_memory(e, "the gradient check");
		engine->net_free(net);
		return NULL;
	}
	copy_net(run, engine, net, row);
	free(row);
	return net;
}

/* State in g->state <-> net, all rows of all layers. */
static void move_state(struct gradcheck *g, bool save)
{
	const struct engine *engine = g->engine;
	double *at = g->state;

	for (int i = 0; i < engine->count(g->net); i++) {
		struct quantity q = engine->describe(g->net, i);

		if (q.kind != QUANTITY_STATE)
			continue;
		for (int r = 0; r < q.rows; r++, at += q.cols)
			if (save)
				engine->read(g->net, i, PART_VALUE, r, at);
			else
				engine->write(g->net, i, PART_VALUE, r, at);
	}
}

static double loss_of(struct gradcheck *g, bool backward)
{
	const struct pass pass = { .backward = backward };

	move_state(g, false);
	return g->engine->run(g->net, g->in, g->target, &pass);
}

/* --- which elements ------------------------------------------------------ */

/* A rectangle of a tensor to draw from: all rows, some columns. */
struct region {
	int rows, cols;
	const int *col; /* [cols], or NULL: all */
};

/* Appends n of the region's elements in their order, each set of n equally
 * likely (Knuth, vol. 2, 3.4.2, algorithm S); all when there are fewer. */
static void draw_elements(struct gradcheck *g, struct region region, long n,
			  gsl_rng *rng)
{
	const long all = (long)region.rows * region.cols;

	for (long i = 0; i < all && n > 0; i++) {
		int col = (int)(i % region.cols);

		if (n < all - i &&
		    gsl_rng_uniform(rng) * (double)(all - i) >= (double)n)
			continue;
		g->element[g->elements++] = (struct element){
			.row = (int)(i / region.cols),
			.col = region.col ? region.col[col] : col,
		};
		n--;
	}
}

/* The symbols of the text first, then the others; returns how many are of the
 * text.  col [V]. */
static int sort_symbols(const struct gradcheck *g, int *col)
{
	const int n = g->spec.steps * g->spec.batch, vocab = g->spec.vocab;
	bool *found = xcalloc((size_t)vocab, sizeof *found);
	int seen = 0, last = vocab;

	for (int i = 0; i < n; i++)
		found[g->in[i]] = true;
	for (int v = 0; v < vocab; v++)
		col[found[v] ? seen++ : --last] = v;
	free(found);
	return seen;
}

/* One in eight of a symbol that the text does not have. */
static void draw_embedding(struct gradcheck *g, const struct tensor_check *t,
			   long n, const int *col, int seen, gsl_rng *rng)
{
	const int unseen = g->spec.vocab - seen;
	const long of_unseen = unseen ? (n + 7) / 8 : 0;
	const int rows = t->quantity.rows;

	draw_elements(g, (struct region){ rows, seen, col }, n - of_unseen,
		      rng);
	draw_elements(g, (struct region){ rows, unseen, col + seen }, of_unseen,
		      rng);
}

static void draw(struct gradcheck *g, struct tensor_check *t, int samples,
		 const int *col, int seen, gsl_rng *rng)
{
	const struct quantity *q = &t->quantity;
	const long all = (long)q->rows * q->cols;

	t->first = g->elements;
	if (samples && samples < all && !strcmp(q->name, "rnn.weight_ih_l0"))
		draw_embedding(g, t, samples, col, seen, rng);
	else
		draw_elements(g, (struct region){ q->rows, q->cols, NULL },
			      samples ? samples : all, rng);
	t->count = g->elements - t->first;
}

static void read_backward(struct gradcheck *g, struct tensor_check *t)
{
	double sum = 0;

	for (long i = t->first; i < t->first + t->count; i++) {
		struct element *el = &g->element[i];

		el->backward = g->engine->get(g->net, t->index, PART_GRADIENT,
					      el->row, el->col);
		sum += el->backward * el->backward;
	}
	t->scale = t->count ? sqrt(sum / (double)t->count) : 0;
	t->worst = -1;
}

/* --- making -------------------------------------------------------------- */

static void find_tensors(struct gradcheck *g)
{
	const int count = g->engine->count(g->net);

	g->tensor = xcalloc((size_t)count, sizeof *g->tensor);
	for (int i = 0; i < count; i++) {
		struct quantity q = g->engine->describe(g->net, i);

		if (q.kind == QUANTITY_PARAMETER)
			g->tensor[g->tensors++] = (struct tensor_check){
				.quantity = q, .index = i };
	}
}

static bool plan(struct gradcheck *g, int samples, uint64_t seed, struct err *e)
{
	int *col = xcalloc((size_t)g->spec.vocab, sizeof *col);
	int seen = sort_symbols(g, col);
	gsl_rng *rng = rng_new(seed, RNG_USER);
	size_t most = 0;

	for (int i = 0; i < g->tensors; i++) {
		const struct quantity *q = &g->tensor[i].quantity;
		size_t all = (size_t)q->rows * (size_t)q->cols;

		most += samples && (size_t)samples < all ? (size_t)samples
							 : all;
	}
	g->element = calloc(most, sizeof *g->element);
	for (int i = 0; rng && g->element && i < g->tensors; i++) {
		draw(g, &g->tensor[i], samples, col, seen, rng);
		read_backward(g, &g->tensor[i]);
	}
	if (rng)
		gsl_rng_free(rng);
	free(col);
	return (rng && g->element) || err_memory(e, "the gradient check");
}

static bool take_text(struct gradcheck *g, const int *in, const int *target,
		      struct err *e)
{
	const size_t n = (size_t)g->spec.steps * (size_t)g->spec.batch;

	g->in = calloc(n, sizeof *g->in);
	g->target = calloc(n, sizeof *g->target);
	if (!g->in || !g->target)
		return err_memory(e, "the gradient check");
	memcpy(g->in, in, n * sizeof *in);
	memcpy(g->target, target, n * sizeof *target);
	return true;
}

static bool take_state(struct gradcheck *g, struct err *e)
{
	size_t n = 0;

	for (int i = 0; i < g->engine->count(g->net); i++) {
		struct quantity q = g->engine->describe(g->net, i);

		if (q.kind == QUANTITY_STATE)
			n += (size_t)q.rows * (size_t)q.cols;
	}
	g->state = calloc(n, sizeof *g->state);
	if (!g->state)
		return err_memory(e, "the gradient check");
	move_state(g, true);
	return true;
}

static bool first_pass(struct gradcheck *g, struct err *e)
{
	g->loss = loss_of(g, true);
	return isfinite(g->loss) ||
	       err_set(e, ERR_FAILED, "the loss is not finite: there is no "
		       "gradient to check");
}

struct gradcheck *gradcheck_new_for(const struct engine *engine,
				    struct net *net,
				    const struct net_spec *spec, const int *in,
				    const int *target, int samples,
				    uint64_t seed, struct err *e)
{
	struct gradcheck *g = xcalloc(1, sizeof *g);

	assert(engine->precision == PRECISION_DOUBLE && samples >= 0);
	g->engine = engine;
	g->net = net;
	g->spec = *spec;
	g->h = step_first;
	find_tensors(g);
	if (take_text(g, in, target, e) && take_state(g, e) &&
	    first_pass(g, e) && plan(g, samples, seed, e))
		return g;
	gradcheck_free(g);
	return NULL;
}

/* The text of the last iteration; of the next, before the first. */
static void last_text(const struct run *run, int *in, int *target)
{
	struct stream stream = run->stream;
	size_t steps = (size_t)stream.steps;

	stream.position = stream.position > steps ? stream.position - steps : 0;
	stream_next(&stream, in, target);
}

struct gradcheck *gradcheck_new(const struct run *run, int samples,
				uint64_t seed, struct err *e)
{
	const struct engine *engine = engine_find(PRECISION_DOUBLE,
						  run->engine->isa);
	const size_t n = (size_t)run->spec.steps * (size_t)run->spec.batch;
	struct gradcheck *g = NULL;
	struct net *net;
	int *text = calloc(2 * n, sizeof *text);

	if (!text) {
		err_memory(e, "the gradient check");
		return NULL;
	}
	assert(engine); /* builds come in pairs */
	last_text(run, text, text + n);
	net = double_net(run, engine, e);
	if (net)
		g = gradcheck_new_for(engine, net, &run->spec, text, text + n,
				      samples, seed, e);
	free(text);
	return g;
}

void gradcheck_free(struct gradcheck *g)
{
	if (!g)
		return;
	free(g->element);
	free(g->tensor);
	free(g->state);
	free(g->target);
	free(g->in);
	g->engine->net_free(g->net);
	free(g);
}

/* --- differences --------------------------------------------------------- */

/* Expected error of d by the rounding of the loss. */
static double rounding(const struct gradcheck *g)
{
	const double n = (double)g->spec.steps * g->spec.batch;

	return rounding_share * sqrt(n) * DBL_EPSILON * g->loss / g->h;
}

/* Is a smaller step worth it?  With d2 = (f(h) - f(-h)) / 2h, d2 - d is about
 * h^2/6 f'''.  Where the function changes its shape over a length l, f''' is
 * about f'/l^2 and f''''' about f'/l^4, so the rule's own error is about
 * (d2 - d)^2 / f'. */
static bool truncation_hurts(const struct gradcheck *g, double d, double scale)
{
	double d2 = (g->f[2] - g->f[1]) / (2 * g->h);
	double size = fmax(fabs(d), scale);
	double error = (d2 - d) * (d2 - d);

	return error > rounding(g) * size &&
	       error > truncation_share * size * size;
}

static void add(struct tensor_check *t, const struct element *el, long at,
		double d, double noise)
{
	double error = fabs(el->backward - d);

	t->error2 += error * error;
	t->difference2 += d * d;
	t->noise2 += noise * noise;
	t->checked++;
	if (t->worst < 0 || !(error <= t->worst_error)) {
		t->worst = at;
		t->worst_difference = d;
		t->worst_error = error;
	}
}

/* All four values of an element are known. */
static void element_done(struct gradcheck *g)
{
	struct tensor_check *t = &g->tensor[g->now];
	double d = 0;

	for (int i = 0; i < 4; i++)
		d += weight[i] * g->f[i];
	d /= 12 * g->h;
	if (g->h > step_least && truncation_hurts(g, d, t->scale)) {
		g->h /= 4;
		return;
	}
	add(t, &g->element[g->at], g->at, d, rounding(g));
	g->h = step_first;
	g->at++;
}

/* One forward pass. */
static void evaluate(struct gradcheck *g)
{
	const struct engine *engine = g->engine;
	const struct element *el = &g->element[g->at];
	double w;
	int i;

	while (g->at >= g->tensor[g->now].first + g->tensor[g->now].count)
		g->now++;
	i = g->tensor[g->now].index;
	w = engine->get(g->net, i, PART_VALUE, el->row, el->col);
	engine->set(g->net, i, PART_VALUE, el->row, el->col,
		    w + point[g->k] * g->h);
	g->f[g->k] = loss_of(g, false);
	engine->set(g->net, i, PART_VALUE, el->row, el->col, w);
	g->k = (g->k + 1) % 4;
	if (g->k == 0)
		element_done(g);
}

bool gradcheck_more(struct gradcheck *g, double seconds)
{
	const double end = now_seconds() + seconds;

	while (g->at < g->elements) {
		evaluate(g);
		if (now_seconds() >= end)
			break;
	}
	return g->at == g->elements;
}

double gradcheck_progress(const struct gradcheck *g)
{
	return (double)g->at / (double)g->elements;
}

/* --- results ------------------------------------------------------------- */

static struct gradcheck_result result_of(const struct gradcheck *g,
					 const struct tensor_check *t)
{
	const double error = sqrt(t->error2), norm = sqrt(t->difference2);
	const double noise = sqrt(t->noise2);
	struct gradcheck_result r = {
		.name = t->quantity.name,
		.checked = t->checked,
		.norm = norm,
		.noise = noise,
		.worst_row = -1,
		.worst_col = -1,
	};

	r.below_resolution = noise_worst * noise > GRADCHECK_TOLERANCE * norm &&
			     error > 0 && error <= noise_margin * noise;
	r.relative = error > 0 || isnan(error) ? error / norm : 0;
	r.good = r.relative <= GRADCHECK_TOLERANCE || r.below_resolution;
	if (t->worst >= 0) {
		r.worst_row = g->element[t->worst].row;
		r.worst_col = g->element[t->worst].col;
		r.worst_backward = g->element[t->worst].backward;
		r.worst_difference = t->worst_difference;
	}
	return r;
}

int gradcheck_results(const struct gradcheck *g, struct gradcheck_result *out,
		      int room)
{
	for (int i = 0; i < g->tensors && i < room; i++)
		out[i] = result_of(g, &g->tensor[i]);
	return g->tensors;
}
