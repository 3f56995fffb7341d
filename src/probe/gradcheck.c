/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gradcheck.c: central differences, and their verdict on the gradients. */
#include "config.h"

#include "probe/gradcheck_private.h"

#include <float.h>
#include <math.h>

/* The step h.  The rule
 *   d = (f(-2h) - 8 f(-h) + 8 f(h) - f(2h)) / 12h
 * is off by h^4/30 f''''' and by the rounding of f, about eps f / h.  With f
 * near 100 (25 characters) they balance at 1e-3 where derivatives are about
 * one.  A trained net can be far more curved: one weight acts in all T steps.
 * So each element begins at 2^-8 (GRADCHECK_STEP) and takes a quarter of it
 * until two steps in succession agree: a quarter of h leaves 1/256 of the
 * truncation, so what they differ by is the truncation of the larger one.  (An
 * estimate from one step alone fails where f''' happens to be small and
 * f''''' is not: seen in nets that know their text by heart.)
 * Powers of two, so that w + h is exact as long as w has bits to spare.
 * Steps do not scale with w: what matters is the change of the pre-activation,
 * and inputs and states are at most 1. */
static const double step_least = 0x1p-18;
/* Truncation below this fraction of the tensor's gradient does not hurt. */
static const double truncation_fraction = GRADCHECK_TOLERANCE / 100;
/* The loss is a sum of n = T B terms, whose rounding walks at random: the error
 * of d is at most about this, times sqrt(n) eps f / h (seen: 0.16, n from 6
 * to 2500). */
static const double rounding_factor = 0.2;
/* A tensor is below resolution if noise_worst times its rounding exceeds the
 * tolerance; errors up to noise_margin times the rounding are attributed to
 * rounding. */
static const double noise_worst = 2, noise_margin = 10;

/* The four points, in units of h, and their weights in 12h d. */
static const double point[4] = { -2, -1, 1, 2 };
static const double weight[4] = { 1, -8, 8, -1 };

/* --- differences --------------------------------------------------------- */

/* Expected error of d from the rounding of the loss. */
static double rounding(const struct gradcheck *g)
{
	const double n = (double)g->spec.steps * g->spec.batch;

	return rounding_factor * sqrt(n) * DBL_EPSILON * g->loss / g->h;
}

/* Is a smaller step worth it, when 4h gave `before` and h gives d? */
static bool truncation_hurts(const struct gradcheck *g, double before, double d,
			     double scale)
{
	double size = fmax(fabs(d), scale), distance = fabs(d - before);

	return distance > noise_worst * rounding(g) &&
	       distance > truncation_fraction * size;
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
	if (g->h == GRADCHECK_STEP ||
	    (g->h > step_least &&
	     truncation_hurts(g, g->before, d, t->scale))) {
		g->before = d;
		g->h /= 4;
		return;
	}
	/* If both agree, the larger step suffered less rounding. */
	if (fabs(d - g->before) <= noise_worst * rounding(g)) {
		d = g->before;
		g->h *= 4;
	}
	add(t, &g->element[g->at], g->at, d, rounding(g));
	g->h = GRADCHECK_STEP;
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
	g->f[g->k] = gradcheck_loss(g, false);
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
		      int capacity)
{
	for (int i = 0; i < g->tensors && i < capacity; i++)
		out[i] = result_of(g, &g->tensor[i]);
	return g->tensors;
}
