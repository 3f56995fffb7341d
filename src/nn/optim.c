/* SPDX-License-Identifier: GPL-3.0-or-later */
/* optim.c: clipping and the optimisers.
 *
 * An update reads the gradients twice: to measure them, which also finds those
 * that are not finite, and to apply them. */
#include "nn/optim.h"
#include <assert.h>
#include <string.h>

static void visit_table(const struct flat *f, const struct table *t,
			visitor *see, void *arg)
{
	for (int r = 0; r < t->rows; r++)
		if (t->touched[r])
			see(arg, f, t->at + r * t->row, t->row);
}

LOCAL void flat_visit(const struct flat *f, bool all, visitor *see, void *arg)
{
	long at = 0;

	for (int i = 0; !all && i < f->tables; i++) {
		const struct table *t = &f->table[i];

		if (t->at > at)
			see(arg, f, at, t->at - at);
		visit_table(f, t, see, arg);
		at = t->at + t->rows * t->row;
	}
	see(arg, f, at, f->size - at);
}

/* ---- measuring --------------------------------------------------------- */

/* About BLOCK numbers at a time are summed in `real`, the sums in double. */
enum { BLOCK = 4096, LANES = 4 };

struct measure {
	real clip;        /* by value; infinite when off */
	vec sum[LANES];   /* of g^2, not yet added to squares */
	ivec over[LANES]; /* minus the elements beyond clip, not yet added to
			     clipped */
	long pending;     /* numbers in these two */
	double squares;   /* sum of g^2 */
	double kept;      /* sum of g^2 after clipping by value */
	double clipped;   /* elements that clipping by value changes */
	double nonzero;
	long double exact;
};

static void measure_flush(struct measure *m)
{
	vec sum = splat(0);
	ivec over = { 0 };

	UNROLL
	for (int k = 0; k < LANES; k++) {
		sum += m->sum[k];
		over += m->over[k];
		m->sum[k] = splat(0);
		m->over[k] = (ivec){ 0 };
	}
	m->squares += (double)vsum(sum);
	for (int i = 0; i < VL; i++)
		m->clipped -= (double)over[i];
	m->pending = 0;
}

static void measure_block(struct measure *m, const real *g, long n)
{
	vec sum[LANES];
	ivec over[LANES];
	long i = 0;

	UNROLL
	for (int k = 0; k < LANES; k++) {
		sum[k] = m->sum[k];
		over[k] = m->over[k];
	}
	for (; i + LANES * VL <= n; i += LANES * VL) {
		UNROLL
		for (int k = 0; k < LANES; k++) {
			vec x = CVEC(g + i)[k];

			sum[k] += x * x;
			over[k] += (ivec)(vabs(x) > m->clip);
		}
	}
	for (; i < n; i += VL) {
		vec x = *CVEC(g + i);

		sum[0] += x * x;
		over[0] += (ivec)(vabs(x) > m->clip);
	}
	UNROLL
	for (int k = 0; k < LANES; k++) {
		m->sum[k] = sum[k];
		m->over[k] = over[k];
	}
	m->pending += n;
	if (m->pending >= BLOCK)
		measure_flush(m);
}

static void measure(void *arg, const struct flat *f, long at, long n)
{
	for (long i = 0; i < n; i += BLOCK)
		measure_block(arg, f->g + at + i,
			      n - i < BLOCK ? n - i : BLOCK);
}

/* Computes the sums that only clipping by norm needs. */
static void measure_kept(void *arg, const struct flat *f, long at, long n)
{
	struct measure *m = arg;

	for (long i = at; i < at + n; i++) {
		double x = fabs((double)f->g[i]);

		x = x < (double)m->clip ? x : (double)m->clip;
		m->kept += x * x;
		m->nonzero += x > 0;
	}
}

/* Sums again without overflow or underflow of squares in `real`. */
static void measure_exact(void *arg, const struct flat *f, long at, long n)
{
	struct measure *m = arg;

	for (long i = at; i < at + n; i++)
		m->exact += (long double)f->g[i] * f->g[i];
}

/* Below this sum no single square overflows. */
static const double MODERATE = 1e30;

static double norm_of(const struct flat *f, struct measure *m)
{
	measure_flush(m);
	if (m->squares > 1e-20 && m->squares < MODERATE)
		return sqrt(m->squares);
	flat_visit(f, false, measure_exact, m);
	return (double)sqrtl(m->exact);
}

/* ---- applying ---------------------------------------------------------- */

/* What an update does besides the formula: nothing, clipping by value, or also
 * scaling and guarding against squares that overflow. */
enum need { NEED_NOTHING, NEED_CLIP, NEED_ALL };

/* Constants of one update, as the loops use them. */
struct rule {
	real clip, scale; /* by value, then by norm */
	real rate, momentum, decay, beta1, beta2;
	real correction; /* adam: sqrt(1 - beta2^step) */
	enum need need;
};

static const real EPSILON = (real)1e-8;

/* VL elements of the gradient, clipped. */
INLINE vec clipped(const struct rule *r, const real *g)
{
	return vclamp(*CVEC(g), -r->clip, r->clip) * r->scale;
}

/* Duchi et al. 2011, with the small number inside the root, as the lecture's
 * program has it (PyTorch has it outside).  The sum saturates at the largest
 * number.  The loop is a tenth of training time, so it is compiled once per
 * need. */
INLINE void adagrad_loop(const struct flat *f, long at, long n,
			 const struct rule *r, enum need need)
{
	const struct rule rule = *r;
	const real *restrict all = f->g;
	real *restrict w = f->w, *restrict sum = f->slot[0];

	for (long i = at; i < at + n; i += VL) {
		vec g = *CVEC(all + i), s;

		if (need >= NEED_CLIP)
			g = vclamp(g, -rule.clip, rule.clip);
		if (need >= NEED_ALL)
			g *= rule.scale;
		s = *CVEC(sum + i) + g * g;
		if (need >= NEED_ALL)
			s = vmin(splat(REAL_MAX), s);
		*VEC(sum + i) = s;
		*VEC(w + i) = vless_over_root(*CVEC(w + i), rule.rate, g,
					      s + EPSILON);
	}
}

static void adagrad(void *arg, const struct flat *f, long at, long n)
{
	const struct rule *rule = arg;

	if (rule->need == NEED_NOTHING)
		adagrad_loop(f, at, n, rule, NEED_NOTHING);
	else if (rule->need == NEED_CLIP)
		adagrad_loop(f, at, n, rule, NEED_CLIP);
	else
		adagrad_loop(f, at, n, rule, NEED_ALL);
}

/* Tieleman and Hinton 2012, in PyTorch's form: the small number outside the
 * root */
static void rmsprop(void *arg, const struct flat *f, long at, long n)
{
	const struct rule rule = *(struct rule *)arg;
	const real *restrict all = f->g;
	real *restrict w = f->w;
	real *restrict mean = f->slot[0];

	for (long i = at; i < at + n; i += VL) {
		vec g = clipped(&rule, all + i);
		vec m = rule.decay * *CVEC(mean + i) +
			(1 - rule.decay) * (g * g);

		*VEC(mean + i) = m;
		*VEC(w + i) -= rule.rate * g / (vsqrt(m) + EPSILON);
	}
}

/* Kingma and Ba 2015, in PyTorch's form; rate is rate / (1 - beta1^step) */
static void adam(void *arg, const struct flat *f, long at, long n)
{
	const struct rule rule = *(struct rule *)arg;
	const real *restrict all = f->g;
	real *restrict w = f->w;
	real *restrict mean = f->slot[0], *restrict square = f->slot[1];

	for (long i = at; i < at + n; i += VL) {
		vec g = clipped(&rule, all + i);
		vec m = rule.beta1 * *CVEC(mean + i) + (1 - rule.beta1) * g;
		vec s = rule.beta2 * *CVEC(square + i) +
			(1 - rule.beta2) * (g * g);

		*VEC(mean + i) = m;
		*VEC(square + i) = s;
		*VEC(w + i) -=
			rule.rate * m / (vsqrt(s) / rule.correction + EPSILON);
	}
}

static void descend(void *arg, const struct flat *f, long at, long n)
{
	const struct rule rule = *(struct rule *)arg;
	const real *restrict all = f->g;
	real *restrict w = f->w;

	for (long i = at; i < at + n; i += VL)
		*VEC(w + i) -= rule.rate * clipped(&rule, all + i);
}

/* In PyTorch's form: the buffer does not contain the rate */
static void momentum(void *arg, const struct flat *f, long at, long n)
{
	const struct rule rule = *(struct rule *)arg;
	const real *restrict all = f->g;
	real *restrict w = f->w;
	real *restrict buffer = f->slot[0];

	for (long i = at; i < at + n; i += VL) {
		vec b = rule.momentum * *CVEC(buffer + i) +
			clipped(&rule, all + i);

		*VEC(buffer + i) = b;
		*VEC(w + i) -= rule.rate * b;
	}
}

static struct rule rule_of(const struct optim *o, real clip, double scale)
{
	struct rule rule = {
		.clip = clip,
		.scale = (real)scale,
		.rate = (real)o->rate,
		.momentum = (real)o->momentum,
		.decay = (real)o->decay,
		.beta1 = (real)o->beta1,
		.beta2 = (real)o->beta2,
	};
	double step = o->step > 0 ? (double)o->step : 1;

	if (o->kind == OPTIM_ADAM) {
		rule.rate = (real)(o->rate / (1 - pow(o->beta1, step)));
		rule.correction = (real)sqrt(1 - pow(o->beta2, step));
	}
	return rule;
}

/* Skips rows without a gradient if the formula would leave their weights and
 * slots unchanged, to the bit. */
static void apply(const struct flat *f, const struct optim *o,
		  struct rule *rule)
{
	switch (o->kind) {
	case OPTIM_ADAGRAD: flat_visit(f, false, adagrad, rule); break;
	case OPTIM_RMSPROP: flat_visit(f, true, rmsprop, rule); break;
	case OPTIM_ADAM: flat_visit(f, true, adam, rule); break;
	default:
		if (o->momentum > 0)
			flat_visit(f, true, momentum, rule);
		else
			flat_visit(f, false, descend, rule);
	}
}

/* Can the norm be larger than that?  Not if the sum of squares, which clipping
 * by value only reduces, is less by more than its rounding. */
static bool may_exceed(const struct measure *m, double norm)
{
	return norm < 1e-6 || !(m->squares < 0.9 * norm * norm);
}

LOCAL bool optim_update(const struct flat *f, const struct optim *o,
			struct update_report *report)
{
	struct measure m = {
		.clip = o->clip > 0 ? (real)o->clip : (real)INFINITY,
	};
	double scale = 1, changed;
	struct rule rule;

	flat_visit(f, false, measure, &m);
	report->grad_norm = norm_of(f, &m);
	report->clip_fraction = 0;
	if (!isfinite(report->grad_norm))
		return false;
	changed = m.clipped;
	if (o->clip_norm > 0 && may_exceed(&m, o->clip_norm)) {
		flat_visit(f, false, measure_kept, &m);
		if (m.kept > o->clip_norm * o->clip_norm) {
			scale = o->clip_norm / sqrt(m.kept);
			changed = m.nonzero;
		}
	}
	report->clip_fraction = changed / f->count;
	rule = rule_of(o, m.clip, scale);
	if (scale < 1 || !(m.squares < MODERATE))
		rule.need = NEED_ALL;
	else if (m.clipped > 0)
		rule.need = NEED_CLIP;
	apply(f, o, &rule);
	return true;
}
