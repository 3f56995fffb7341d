/* nets.h: for tests of the engine through its table: nets filled with noise,
 * whole quantities as arrays, and a group of tests for each build that runs
 * on this machine.  A test finds its engine in *state. */
#ifndef TESTS_NETS_H
#define TESTS_NETS_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/util.h"
#include "nn/engine.h"

static const struct pass learning UNUSED = { .backward = true };
static const struct pass looking UNUSED = { .backward = false };

static inline double noise(unsigned *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed / 4294967296.0 * 2 - 1;
}

static inline bool is_double(const struct engine *e)
{
	return e->precision == PRECISION_DOUBLE;
}

/* ---- nets -------------------------------------------------------------- */

struct subject {
	const struct engine *e;
	struct net_spec spec;
	struct net *net;
	int *in;              /* T*B */
	int *target;          /* T*B; seq2seq: U*B, like weight */
	double *weight;       /* or NULL */
	bool *fresh;          /* B, or NULL */
	double *value, *goal; /* T*B times values, goals, or NULL */
	int *length, *out_id; /* seq2seq: B, U*B; else NULL */
};

/* Steps that are judged. */
static inline int judged_steps(const struct net_spec *s)
{
	return s->model == MODEL_SEQ2SEQ ? s->out_steps : s->steps;
}

static inline UNUSED struct net_spec char_spec(enum cell cell, int symbols,
					       int hidden, int layers,
					       int steps, int batch,
					       int threads)
{
	return (struct net_spec){
		.cell = cell,
		.symbols_in = symbols,
		.symbols_out = symbols,
		.hidden = hidden,
		.layers = layers,
		.steps = steps,
		.batch = batch,
		.threads = threads,
	};
}

/* T 4, B 3 */
static inline UNUSED struct net_spec label_spec(enum cell cell, int symbols,
						int embedding, int hidden,
						int classes, int layers)
{
	return (struct net_spec){
		.model = MODEL_LABEL,
		.cell = cell,
		.symbols_in = symbols,
		.symbols_out = classes,
		.embedding = embedding,
		.hidden = hidden,
		.layers = layers,
		.steps = 4,
		.batch = 3,
	};
}

/* T 5, U 4, B 3; an odd number of units makes M one more */
static inline UNUSED struct net_spec
seq2seq_spec(enum cell cell, enum attend attend, int hidden, int layers)
{
	return (struct net_spec){
		.model = MODEL_SEQ2SEQ,
		.cell = cell,
		.symbols_in = 7,
		.symbols_out = 6,
		.embedding = 3,
		.hidden = hidden,
		.layers = layers,
		.attention = 4,
		.attend = attend,
		.steps = 5,
		.out_steps = 4,
		.batch = 3,
	};
}

/* Every element of the quantities of a kind becomes noise. */
static inline void fill(struct subject *s, enum quantity_kind kind, double size,
			unsigned seed)
{
	for (int i = 0; i < s->e->count(s->net); i++) {
		struct quantity q = s->e->describe(s->net, i);

		if (q.kind != kind)
			continue;
		for (int r = 0; r < q.rows; r++)
			for (int c = 0; c < q.cols; c++)
				s->e->set(s->net, i, PART_VALUE, r, c,
					  size * noise(&seed));
	}
}

static inline int *symbols_of_noise(int n, int symbols, unsigned *seed)
{
	int *id = xcalloc((size_t)n, sizeof *id);

	for (int i = 0; i < n; i++)
		id[i] = (int)((noise(seed) + 1) / 2 * symbols);
	return id;
}

static inline double *numbers_of_noise(int n, unsigned *seed)
{
	double *x = xcalloc((size_t)n, sizeof *x);

	for (int i = 0; i < n; i++)
		x[i] = noise(seed);
	return x;
}

/* What the decoder reads; sources of 1 to T steps, with -1 in the padding */
static inline void pair(struct subject *s, unsigned *seed)
{
	const struct net_spec *spec = &s->spec;
	int T = spec->steps, B = spec->batch;

	s->out_id =
		symbols_of_noise(spec->out_steps * B, spec->symbols_out, seed);
	s->length = xcalloc((size_t)B, sizeof *s->length);
	for (int b = 0; b < B; b++)
		s->length[b] = 1 + (T - 1 + 2 * b) % T;
	for (int i = 0; i < T * B; i++)
		if (i / B >= s->length[i % B])
			s->in[i] = -1;
}

static inline struct subject subject(const struct engine *e,
				     struct net_spec spec)
{
	struct subject s = { .e = e, .spec = spec };
	int n = spec.steps * spec.batch;
	unsigned seed = 5;
	struct err err;

	s.net = e->net_new(&spec, &err);
	if (!s.net)
		fail_msg("%s", err.text);
	s.in = symbols_of_noise(n, spec.symbols_in, &seed);
	s.target = symbols_of_noise(judged_steps(&spec) * spec.batch,
				    spec.symbols_out, &seed);
	if (spec.values)
		s.value = numbers_of_noise(n * spec.values, &seed);
	if (spec.goals)
		s.goal = numbers_of_noise(n * spec.goals, &seed);
	if (spec.model == MODEL_SEQ2SEQ)
		pair(&s, &seed);
	fill(&s, QUANTITY_PARAMETER, 0.6, 7);
	fill(&s, QUANTITY_STATE, 0.6, 8);
	return s;
}

static inline void subject_end(struct subject *s)
{
	s->e->net_free(s->net);
	free(s->in);
	free(s->target);
	free(s->weight);
	free(s->fresh);
	free(s->value);
	free(s->goal);
	free(s->length);
	free(s->out_id);
}

/* A pass over some of the steps of the subject's batch. */
static inline double run_steps(struct subject *s, int first, int steps,
			       const struct pass *pass)
{
	int skip = first * s->spec.batch;
	const struct batch batch = {
		.steps = steps,
		.id = s->in + skip,
		.target = s->target + skip,
		.weight = s->weight ? s->weight + skip : NULL,
		.fresh = s->fresh,
		.value = s->value,
		.goal = s->goal,
		.length = s->length,
		.out_steps = s->spec.out_steps,
		.out_id = s->out_id,
	};

	return s->e->run(s->net, &batch, pass);
}

static inline double run(struct subject *s, const struct pass *pass)
{
	return run_steps(s, 0, s->spec.steps, pass);
}

/* Gives the rows unequal weights, some of them 0 and with no target. */
static inline void weigh(struct subject *s, unsigned seed)
{
	int n = judged_steps(&s->spec) * s->spec.batch;

	s->weight = xcalloc((size_t)n, sizeof *s->weight);
	for (int i = 0; i < n; i++) {
		double u = noise(&seed);

		s->weight[i] = u > 0 ? 0.25 + u : 0;
		if (!(u > 0))
			s->target[i] = -1;
	}
}

/* Every other sequence starts from zero. */
static inline void refresh(struct subject *s)
{
	s->fresh = xcalloc((size_t)s->spec.batch, sizeof *s->fresh);
	for (int b = 0; b < s->spec.batch; b += 2)
		s->fresh[b] = true;
}

/* ---- quantities as arrays ---------------------------------------------- */

struct values {
	struct quantity q;
	double *x; /* rows * cols */
	long n;
};

static inline struct values values(const struct subject *s, int i,
				   enum part part)
{
	struct values v = { .q = s->e->describe(s->net, i) };

	v.n = (long)v.q.rows * v.q.cols;
	v.x = xcalloc((size_t)v.n, sizeof *v.x);
	for (int r = 0; r < v.q.rows; r++)
		s->e->read(s->net, i, part, r, v.x + (long)r * v.q.cols);
	return v;
}

static inline void put_values(struct subject *s, int i, enum part part,
			      const double *x)
{
	struct quantity q = s->e->describe(s->net, i);

	for (int r = 0; r < q.rows; r++)
		s->e->write(s->net, i, part, r, x + (long)r * q.cols);
}

static inline int must_find(const struct subject *s, const char *name,
			    int layer)
{
	int i = s->e->find(s->net, name, layer);

	if (i < 0)
		fail_msg("no quantity %s of layer %d", name, layer);
	return i;
}

/* max|a-b| / max|b|; not a number where one is */
static inline double distance(const double *a, const double *b, long n)
{
	double off = 0, top = 0;

	for (long i = 0; i < n; i++) {
		double d = fabs(a[i] - b[i]);

		off = d <= off ? off : d;
		top = fmax(top, fabs(b[i]));
	}
	return top > 0 ? off / top : off;
}

/* All that two nets of the same shape hold is the same, bit for bit. */
static inline void assert_same_nets(const struct subject *a,
				    const struct subject *b)
{
	assert_int_equal(a->e->count(a->net), b->e->count(b->net));
	for (int i = 0; i < a->e->count(a->net); i++) {
		struct quantity q = a->e->describe(a->net, i);

		for (int p = PART_VALUE; p <= PART_SLOT1; p++) {
			struct values x, y;

			if ((p >= PART_SLOT0 && q.kind != QUANTITY_PARAMETER) ||
			    (p == PART_GRADIENT && !q.has_gradient))
				continue;
			x = values(a, i, (enum part)p);
			y = values(b, i, (enum part)p);
			if (memcmp(x.x, y.x, (size_t)x.n * sizeof *x.x))
				fail_msg("%s, part %d, differs", q.name, p);
			free(x.x);
			free(y.x);
		}
	}
}

/* ---- groups ------------------------------------------------------------ */

/* wanted: NULL, or which engines to take. */
static UNUSED inline int run_for_engines(const char *group,
					 const struct CMUnitTest *test,
					 size_t n,
					 bool (*wanted)(const struct engine *))
{
	struct CMUnitTest *all = NULL;
	const struct engine *e;
	size_t count = 0;
	bool here;
	int failed;

	for (int i = 0; (e = engine_at(i, &here)); i++) {
		if (!here || (wanted && !wanted(e)))
			continue;
		all = xreallocarray(all, count + n, sizeof *all);
		for (size_t k = 0; k < n; k++) {
			all[count] = test[k];
			all[count].name =
				xasprintf("%s: %s", e->name, test[k].name);
			all[count++].initial_state = (void *)(uintptr_t)e;
		}
	}
	blas_single_thread();
	failed = _cmocka_run_group_tests(group, all, count, NULL, NULL);
	for (size_t i = 0; i < count; i++)
		free((char *)(uintptr_t)all[i].name);
	free(all);
	return failed;
}

#endif
