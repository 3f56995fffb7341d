/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_optim.c: clipping and the optimisers, against plain scalar loops in
 * double, and the numbers that an update must leave alone. */
#include "config.h"
#include "nets.h"

static const struct net_spec spec = {
	.cell = CELL_GRU,
	.symbols_in = 19,
	.symbols_out = 19,
	.hidden = 11,
	.layers = 2,
	.steps = 6,
	.batch = 2,
};

/* ---- a plain version --------------------------------------------------- */

struct number {
	double w, g, slot[2];
};

/* All parameters, in the order of the directory. */
struct numbers {
	struct number *x;
	long n;
};

static struct numbers numbers(const struct subject *s)
{
	struct numbers all = { NULL, 0 };

	for (int i = 0; i < s->e->count(s->net); i++) {
		struct values v[4];

		if (s->e->describe(s->net, i).kind != QUANTITY_PARAMETER)
			continue;
		for (int p = 0; p < 4; p++)
			v[p] = values(s, i, (enum part)p);
		all.x = xreallocarray(all.x, (size_t)(all.n + v[0].n),
				      sizeof *all.x);
		for (long k = 0; k < v[0].n; k++)
			all.x[all.n++] = (struct number){
				v[0].x[k],
				v[1].x[k],
				{ v[2].x[k], v[3].x[k] },
			};
		for (int p = 0; p < 4; p++)
			free(v[p].x);
	}
	return all;
}

static void step_adagrad(struct number *x, double g, const struct optim *o)
{
	x->slot[0] += g * g;
	x->w -= o->rate * g / sqrt(x->slot[0] + 1e-8);
}

static void step_rmsprop(struct number *x, double g, const struct optim *o)
{
	x->slot[0] = o->decay * x->slot[0] + (1 - o->decay) * g * g;
	x->w -= o->rate * g / (sqrt(x->slot[0]) + 1e-8);
}

static void step_adam(struct number *x, double g, const struct optim *o)
{
	double t = (double)o->step, m, v;

	x->slot[0] = o->beta1 * x->slot[0] + (1 - o->beta1) * g;
	x->slot[1] = o->beta2 * x->slot[1] + (1 - o->beta2) * g * g;
	m = x->slot[0] / (1 - pow(o->beta1, t));
	v = x->slot[1] / (1 - pow(o->beta2, t));
	x->w -= o->rate * m / (sqrt(v) + 1e-8);
}

static void step_sgd(struct number *x, double g, const struct optim *o)
{
	if (o->momentum > 0)
		g = x->slot[0] = o->momentum * x->slot[0] + g;
	x->w -= o->rate * g;
}

static void (*const step[OPTIMIZERS])(struct number *, double,
				      const struct optim *) = {
	[OPTIM_ADAGRAD] = step_adagrad,
	[OPTIM_RMSPROP] = step_rmsprop,
	[OPTIM_ADAM] = step_adam,
	[OPTIM_SGD] = step_sgd,
};

static double clipped(double g, double clip)
{
	return clip > 0 ? fmax(-clip, fmin(clip, g)) : g;
}

/* By value, then by norm. */
static struct update_report plain_update(struct numbers *all,
					 const struct optim *o)
{
	struct update_report report = { 0, 0 };
	double norm = 0, scale = 1;

	for (long i = 0; i < all->n; i++) {
		double g = all->x[i].g, c = clipped(g, o->clip);

		report.grad_norm += g * g;
		norm += c * c;
	}
	report.grad_norm = sqrt(report.grad_norm);
	norm = sqrt(norm);
	if (o->clip_norm > 0 && norm > o->clip_norm)
		scale = o->clip_norm / norm;
	for (long i = 0; i < all->n; i++) {
		double g = all->x[i].g, c = scale * clipped(g, o->clip);

		report.clip_fraction += c != g;
		step[o->kind](&all->x[i], c, o);
	}
	report.clip_fraction /= (double)all->n;
	return report;
}

/* ---- against it -------------------------------------------------------- */

static void compare(const struct subject *s, const struct numbers *want,
		    const char *name)
{
	struct numbers got = numbers(s);
	double tolerance = is_double(s->e) ? 1e-12 : 2e-6, top = 0;

	assert_int_equal(got.n, want->n);
	for (long i = 0; i < got.n; i++)
		top = fmax(top, fabs(want->x[i].slot[0]));
	for (long i = 0; i < got.n; i++) {
		struct number a = got.x[i], b = want->x[i];

		if (!(fabs(a.w - b.w) <= tolerance))
			fail_msg("%s: weight %ld is %.9g, not %.9g", name, i,
				 a.w, b.w);
		for (int k = 0; k < 2; k++)
			if (!(fabs(a.slot[k] - b.slot[k]) <= tolerance * top))
				fail_msg("%s: slot %d of %ld is %.9g, not %.9g",
					 name, k, i, a.slot[k], b.slot[k]);
	}
	free(got.x);
}

static void check(const struct engine *e, struct optim o, int updates)
{
	struct subject s = subject(e, spec);
	const char *name = optimizer_info[o.kind].name;
	double tolerance = is_double(e) ? 1e-12 : 1e-5;

	for (o.step = 1; o.step <= updates; o.step++) {
		struct update_report got, want;
		struct numbers all;

		/* other symbols each time: rows seen before and not now */
		for (int i = 0; i < spec.steps * spec.batch; i++)
			s.in[i] = (s.in[i] + 5) % spec.symbols_in;
		run(&s, &learning);
		all = numbers(&s);
		want = plain_update(&all, &o);
		assert_true(e->update(s.net, &o, &got));
		compare(&s, &all, name);
		if (!(fabs(got.grad_norm / want.grad_norm - 1) <= tolerance))
			fail_msg("%s: norm %.9g, not %.9g", name, got.grad_norm,
				 want.grad_norm);
		if (!(fabs(got.clip_fraction - want.clip_fraction) < 1e-9))
			fail_msg("%s: fraction %.9g, not %.9g", name,
				 got.clip_fraction, want.clip_fraction);
		free(all.x);
	}
	subject_end(&s);
}

static void each_optimizer(const struct engine *e, double clip,
			   double clip_norm)
{
	struct optim o = {
		.rate = 0.05,
		.momentum = 0.8,
		.decay = 0.95,
		.beta1 = 0.9,
		.beta2 = 0.999,
		.clip = clip,
		.clip_norm = clip_norm,
	};

	for (int kind = 0; kind < OPTIMIZERS; kind++) {
		o.kind = (enum optimizer)kind;
		check(e, o, 5);
	}
	o.momentum = 0;
	check(e, o, 5);
}

static void optimizers_follow_their_formulas(void **state)
{
	each_optimizer(*state, 0, 0);
}

static void clipping_by_value_limits_elements(void **state)
{
	each_optimizer(*state, 0.05, 0);
}

static void clipping_by_norm_scales_all(void **state)
{
	each_optimizer(*state, 0, 0.3);
}

static void value_is_clipped_before_norm(void **state)
{
	each_optimizer(*state, 0.05, 0.3);
}

static void limits_that_are_not_reached_change_nothing(void **state)
{
	const struct engine *e = *state;
	struct subject a = subject(e, spec), b = subject(e, spec);
	struct optim off = { .kind = OPTIM_ADAGRAD, .rate = 0.1 }, on = off;
	struct update_report r;

	on.clip = on.clip_norm = 1e6;
	for (int i = 0; i < 3; i++) {
		run(&a, &learning);
		run(&b, &learning);
		assert_true(e->update(a.net, &off, &r));
		assert_true(e->update(b.net, &on, &r));
		assert_true(r.clip_fraction == 0);
	}
	assert_same_nets(&a, &b);
	subject_end(&a);
	subject_end(&b);
}

/* ---- rows of symbols that were not seen -------------------------------- */

/* Writing a gradient, even zero, makes the engine treat the row as seen. */
static void see_all_symbols(struct subject *s)
{
	int i = must_find(s, "rnn.weight_ih_l0", 0);
	struct values v = values(s, i, PART_GRADIENT);

	put_values(s, i, PART_GRADIENT, v.x);
	free(v.x);
}

static void skipped_rows_equal_dense(void **state)
{
	const struct engine *e = *state;
	struct subject lazy = subject(e, spec), dense = subject(e, spec);
	struct optim o = { .kind = OPTIM_ADAGRAD, .rate = 0.1, .clip = 5 };
	struct update_report a, b;

	for (int kind = 0; kind < OPTIMIZERS; kind++) {
		o.kind = (enum optimizer)kind;
		for (o.step = 1; o.step < 4; o.step++) {
			run(&lazy, &learning);
			run(&dense, &learning);
			see_all_symbols(&dense);
			assert_true(e->update(lazy.net, &o, &a));
			assert_true(e->update(dense.net, &o, &b));
			assert_true(fabs(a.grad_norm / b.grad_norm - 1) < 1e-6);
		}
		assert_same_nets(&lazy, &dense);
		e->clear_slots(lazy.net);
		e->clear_slots(dense.net);
	}
	subject_end(&lazy);
	subject_end(&dense);
}

/* A gradient written from outside is applied, also of a symbol that the pass
 * did not see. */
static void written_gradients_are_applied(void **state)
{
	const struct engine *e = *state;
	const struct optim o = { .kind = OPTIM_SGD, .rate = 0.5 };
	struct subject s = subject(e, spec);
	int i = must_find(&s, "rnn.weight_ih_l0", 0);

	for (int symbol = 0; symbol < spec.symbols_in; symbol++) {
		struct update_report r;
		double was = e->get(s.net, i, PART_VALUE, 2, symbol), now;

		e->set(s.net, i, PART_GRADIENT, 2, symbol, 1);
		assert_true(e->update(s.net, &o, &r));
		assert_true(fabs(r.grad_norm / sqrt(symbol + 1) - 1) < 1e-6);
		now = e->get(s.net, i, PART_VALUE, 2, symbol);
		assert_true(fabs(was - 0.5 - now) < 1e-6);
	}
	subject_end(&s);
}

/* ---- refusal ----------------------------------------------------------- */

static void check_refusal(struct subject *s, int i, double bad)
{
	const struct optim o = {
		.kind = OPTIM_ADAGRAD,
		.rate = 0.1,
		.clip = 5,
	};
	struct quantity q = s->e->describe(s->net, i);
	struct subject twin = subject(s->e, s->spec);
	struct update_report report;

	for (int k = 0; k < 2; k++) {
		struct subject *x = k ? &twin : s;

		s->e->clear_slots(x->net);
		fill(x, QUANTITY_PARAMETER, 0.6, 7);
		fill(x, QUANTITY_STATE, 0.6, 8);
		run(x, &learning);
		assert_true(s->e->update(x->net, &o, &report));
		x->e->set(x->net, i, PART_GRADIENT, q.rows - 1, q.cols - 1,
			  bad);
	}
	if (s->e->update(s->net, &o, &report))
		fail_msg("%g in %s was applied", bad, q.name);
	assert_false(isfinite(report.grad_norm));
	assert_same_nets(s, &twin);
	subject_end(&twin);
}

static void not_finite_is_refused_and_nothing_changed(void **state)
{
	struct subject s = subject(*state, spec);

	for (int i = 0; i < s.e->count(s.net); i++) {
		if (s.e->describe(s.net, i).kind != QUANTITY_PARAMETER)
			continue;
		check_refusal(&s, i, NAN);
		check_refusal(&s, i, INFINITY);
		check_refusal(&s, i, -INFINITY);
	}
	subject_end(&s);
}

/* Their squares leave the range of the type; they do not. */
static void huge_and_tiny_gradients_are_measured(void **state)
{
	const struct engine *e = *state;
	const struct optim o = {
		.kind = OPTIM_ADAGRAD,
		.rate = 0.1,
		.clip = 5,
	};
	const double size[] = {
		is_double(e) ? 1e200 : 1e30,
		is_double(e) ? 1e-200 : 1e-30,
	};
	struct subject s = subject(e, spec);
	int i = must_find(&s, "out.bias", -1);

	for (int k = 0; k < 2; k++) {
		struct update_report r;

		for (int p = 0; p < i + 1; p++) {
			struct values v = values(&s, p, PART_GRADIENT);

			memset(v.x, 0, (size_t)v.n * sizeof *v.x);
			put_values(&s, p, PART_GRADIENT, v.x);
			free(v.x);
		}
		e->set(s.net, i, PART_GRADIENT, 0, 3, 3 * size[k]);
		e->set(s.net, i, PART_GRADIENT, 0, 4, -4 * size[k]);
		assert_true(e->update(s.net, &o, &r));
		assert_true(fabs(r.grad_norm / (5 * size[k]) - 1) < 1e-6);
		assert_true((r.clip_fraction > 0) == (k == 0));
	}
	subject_end(&s);
}

static void names_and_rates_are_the_contract(void **state)
{
	static const struct {
		const char *name;
		double rate;
		int slots;
	} want[OPTIMIZERS] = {
		{ "adagrad", 0.1, 1 },
		{ "rmsprop", 0.002, 1 },
		{ "adam", 0.001, 2 },
		{ "sgd", 0.1, 1 },
	};

	(void)state;
	for (int k = 0; k < OPTIMIZERS; k++) {
		assert_string_equal(optimizer_info[k].name, want[k].name);
		assert_true(optimizer_info[k].default_rate == want[k].rate);
		assert_int_equal(optimizer_info[k].slots, want[k].slots);
		for (int i = 0; i < 2; i++)
			assert_int_equal(!!optimizer_info[k].slot[i],
					 i < want[k].slots);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(optimizers_follow_their_formulas),
		cmocka_unit_test(clipping_by_value_limits_elements),
		cmocka_unit_test(clipping_by_norm_scales_all),
		cmocka_unit_test(value_is_clipped_before_norm),
		cmocka_unit_test(limits_that_are_not_reached_change_nothing),
		cmocka_unit_test(skipped_rows_equal_dense),
		cmocka_unit_test(written_gradients_are_applied),
		cmocka_unit_test(not_finite_is_refused_and_nothing_changed),
		cmocka_unit_test(huge_and_tiny_gradients_are_measured),
		cmocka_unit_test(names_and_rates_are_the_contract),
	};

	return run_for_engines("optim", tests, LENGTH(tests), NULL);
}
