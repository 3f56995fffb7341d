/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_reader.c: reading and decoding with a net's parameters beside its
 * training. */
#include "config.h"
#include "nets.h"

static double near(const struct engine *e)
{
	return is_double(e) ? 1e-12 : 2e-5;
}

static struct net *reader_of(const struct subject *s, int steps, int out_steps,
			     int batch)
{
	struct err err;
	struct net *n = s->e->reader_new(s->net, steps, out_steps, batch, &err);

	if (!n)
		fail_msg("%s", err.text);
	return n;
}

/* A subject that shares the batch of another, with its own net. */
static struct subject with_net(const struct subject *s, struct net *net)
{
	struct subject other = *s;

	other.net = net;
	return other;
}

/* Rows of a quantity of two nets are equal up to rounding. */
static void compare(const struct subject *a, const struct subject *b,
		    const char *name, int layer, int rows)
{
	struct values x = values(a, must_find(a, name, layer), PART_VALUE);
	struct values y = values(b, must_find(b, name, layer), PART_VALUE);

	if (!(distance(x.x, y.x, (long)rows * x.q.cols) <= near(a->e)))
		fail_msg("%s of layer %d differs", name, layer);
	free(x.x);
	free(y.x);
}

static void compare_sequences(const struct subject *a, const struct subject *b)
{
	for (int i = 0; i < a->e->count(a->net); i++) {
		struct quantity q = a->e->describe(a->net, i);

		if (q.kind == QUANTITY_SEQUENCE)
			compare(a, b, q.name, q.layer, q.rows);
	}
}

typedef void check(const struct engine *, struct net_spec);

static void for_all_models(const struct engine *e, check *check_one)
{
	for (int cell = 0; cell < CELLS; cell++) {
		struct net_spec numbers =
			label_spec((enum cell)cell, 6, 3, 5, 4, 2);

		check_one(e, numbers);
		numbers.values = 2;
		numbers.goals = 1;
		check_one(e, numbers);
		for (int i = 0; i < ATTENDS; i++)
			check_one(e, seq2seq_spec((enum cell)cell,
						  (enum attend)i, 5, 2));
	}
}

/* ---- reading ----------------------------------------------------------- */

static void check_same_values(const struct engine *e, struct net_spec spec)
{
	struct subject s = subject(e, spec), r;
	double loss, read;

	r = with_net(&s, reader_of(&s, spec.steps, spec.out_steps, spec.batch));
	e->forget(s.net);
	loss = run(&s, &looking);
	read = run(&r, &looking);
	assert_true(fabs(read / loss - 1) <= near(e));
	compare_sequences(&s, &r);
	e->net_free(r.net);
	subject_end(&s);
}

static void reading_equals_running(void **state)
{
	for_all_models(*state, check_same_values);
}

static void check_no_targets(const struct engine *e, struct net_spec spec)
{
	struct subject s = subject(e, spec), r;

	r = with_net(&s, reader_of(&s, spec.steps, spec.out_steps, spec.batch));
	r.target = NULL;
	r.goal = NULL;
	e->forget(s.net);
	run(&s, &looking);
	assert_true(run(&r, &looking) == 0);
	compare(&s, &r, "logits", -1, judged_steps(&spec) * spec.batch);
	if (!spec.goals)
		compare(&s, &r, "p", -1, judged_steps(&spec) * spec.batch);
	e->net_free(r.net);
	subject_end(&s);
}

static void without_targets_there_are_answers(void **state)
{
	for_all_models(*state, check_no_targets);
}

static void learn(struct subject *s)
{
	const struct optim o = {
		.kind = OPTIM_ADAGRAD,
		.rate = 0.1,
		.step = 1,
	};
	struct update_report report;

	run(s, &learning);
	assert_true(s->e->update(s->net, &o, &report));
}

/* It trains as a net that nobody reads, and its reader sees each update. */
static void check_net_learns(const struct engine *e, struct net_spec spec)
{
	struct subject a = subject(e, spec), b = subject(e, spec), r;
	double last = 0, loss;

	r = with_net(&a, reader_of(&a, spec.steps, spec.out_steps, spec.batch));
	for (int i = 0; i < 3; i++) {
		e->forget(r.net);
		loss = run(&r, &looking);
		assert_true(loss != last);
		last = loss;
		learn(&a);
		learn(&b);
		assert_same_nets(&a, &b);
	}
	e->net_free(r.net);
	subject_end(&a);
	subject_end(&b);
}

static void net_does_not_notice(void **state)
{
	for_all_models(*state, check_net_learns);
}

static void check_forgets(const struct engine *e, struct net_spec spec)
{
	struct subject s = subject(e, spec), r;
	double first;

	r = with_net(&s, reader_of(&s, spec.steps, spec.out_steps, spec.batch));
	first = run(&r, &looking);
	if (spec.model == MODEL_LABEL)
		assert_true(run(&r, &looking) != first);
	e->forget(r.net);
	assert_true(run(&r, &looking) == first);
	e->net_free(r.net);
	subject_end(&s);
}

static void starts_from_zero_and_forgets(void **state)
{
	for_all_models(*state, check_forgets);
}

static void too_many_steps_are_refused(void **state)
{
	const struct engine *e = *state;
	struct subject s =
		subject(e, seq2seq_spec(CELL_GRU, ATTEND_ADDITIVE, 5, 1));
	struct err err = { ERR_NONE, "" };

	assert_null(e->reader_new(s.net, 5, INT32_MAX, 1, &err));
	assert_int_equal(err.kind, ERR_RESOURCE);
	subject_end(&s);
}

/* ---- padding ----------------------------------------------------------- */

/* Sequence b alone, without padding, in a reader of B = 1. */
static void compare_alone(const struct subject *s, int b)
{
	const struct net_spec *spec = &s->spec;
	int T = s->length[b], U = spec->out_steps, B = spec->batch;
	struct net *one = reader_of(s, T, U, 1);
	int *in = xcalloc((size_t)T, sizeof *in);
	int *out = xcalloc((size_t)U, sizeof *out);
	struct batch batch = {
		.steps = T,
		.id = in,
		.out_steps = U,
		.out_id = out,
	};
	int logits = must_find(s, "logits", -1);
	int memory = must_find(s, "encoder.h", -1);
	double x[16], y[16];

	for (int t = 0; t < T; t++)
		in[t] = s->in[t * B + b];
	for (int u = 0; u < U; u++)
		out[u] = s->out_id[u * B + b];
	s->e->run(one, &batch, &looking);
	for (int u = 0; u < U; u++) {
		s->e->read(s->net, logits, PART_VALUE, u * B + b, x);
		s->e->read(one, s->e->find(one, "logits", -1), PART_VALUE, u,
			   y);
		assert_true(distance(x, y, spec->symbols_out) <= near(s->e));
	}
	for (int t = 0; t < spec->steps; t++) {
		int i = s->e->find(one, "encoder.h", -1);

		memset(y, 0, sizeof y);
		if (t < T)
			s->e->read(one, i, PART_VALUE, t, y);
		s->e->read(s->net, memory, PART_VALUE, t * B + b, x);
		assert_true(distance(x, y, 2 * ((spec->hidden + 1) / 2)) <=
			    near(s->e));
	}
	s->e->net_free(one);
	free(in);
	free(out);
}

static void check_padding(const struct engine *e, struct net_spec spec)
{
	struct subject s;

	if (spec.model != MODEL_SEQ2SEQ)
		return;
	spec.batch = 7; /* every length, and packed weights */
	s = subject(e, spec);
	run(&s, &looking);
	for (int b = 0; b < spec.batch; b++)
		compare_alone(&s, b);
	subject_end(&s);
}

static void padding_changes_nothing(void **state)
{
	for_all_models(*state, check_padding);
}

static void check_alpha(const struct engine *e, struct net_spec spec)
{
	struct subject s = subject(e, spec);
	struct values a;

	run(&s, &looking);
	a = values(&s, must_find(&s, "alpha", -1), PART_VALUE);
	assert_int_equal(a.q.cols, spec.steps);
	for (int r = 0; r < a.q.rows; r++) {
		double sum = 0;

		for (int t = 0; t < spec.steps; t++) {
			double x = a.x[r * spec.steps + t];

			assert_true(t < s.length[r % spec.batch] ? x > 0
								 : x == 0);
			sum += x;
		}
		assert_true(fabs(sum - 1) <= near(e));
	}
	free(a.x);
	subject_end(&s);
}

static void attention_is_a_distribution_over_the_source(void **state)
{
	for (int cell = 0; cell < CELLS; cell++) {
		check_alpha(*state, seq2seq_spec((enum cell)cell,
						 ATTEND_ADDITIVE, 5, 1));
		check_alpha(*state,
			    seq2seq_spec((enum cell)cell, ATTEND_DOT, 5, 1));
	}
}

/* ---- decoding ---------------------------------------------------------- */

static struct batch sources_of(const struct subject *s)
{
	return (struct batch){
		.steps = s->spec.steps,
		.id = s->in,
		.length = s->length,
	};
}

/* What a step of the decoder leaves in row b is what the pass over the whole
 * output had in row u*B + from. */
static void compare_step(const struct subject *s, const struct net *decoder,
			 int u, int b, int from)
{
	static const char *const name[] = { "alpha", "h",      "c",
					    "gates", "logits", "p" };

	for (size_t i = 0; i < LENGTH(name); i++) {
		int here = s->e->find(decoder, name[i], -1);
		double x[32], y[32];

		if (here < 0) /* without attention, without c */
			continue;
		s->e->read(decoder, here, PART_VALUE, b, x);
		s->e->read(s->net, must_find(s, name[i], -1), PART_VALUE,
			   u * s->spec.batch + from, y);
		if (!(distance(x, y, s->e->describe(decoder, here).cols) <=
		      near(s->e)))
			fail_msg("%s differs at step %d of %d", name[i], u, b);
	}
}

static void check_decoding(const struct engine *e, struct net_spec spec)
{
	struct subject s;
	struct net *decoder;
	struct batch sources;

	if (spec.model != MODEL_SEQ2SEQ)
		return;
	s = subject(e, spec);
	decoder = reader_of(&s, spec.steps, 1, spec.batch);
	sources = sources_of(&s);
	run(&s, &looking);
	for (int again = 0; again < 2; again++) {
		e->decode_begin(decoder, &sources);
		for (int u = 0; u < spec.out_steps; u++) {
			e->decode_step(decoder, s.out_id + u * spec.batch);
			for (int b = 0; b < spec.batch; b++)
				compare_step(&s, decoder, u, b, b);
		}
	}
	e->net_free(decoder);
	subject_end(&s);
}

static void decoding_equals_running(void **state)
{
	for_all_models(*state, check_decoding);
}

/* Row b goes on with what row from[b] was, again and again. */
static void check_reordering(const struct engine *e, struct net_spec spec)
{
	static const int from[3] = { 2, 0, 2 };
	int is[3] = { 0, 1, 2 }, was[3], id[3];
	struct subject s;
	struct net *decoder;
	struct batch sources;

	if (spec.model != MODEL_SEQ2SEQ)
		return;
	s = subject(e, spec);
	decoder = reader_of(&s, spec.steps, spec.out_steps, spec.batch);
	sources = sources_of(&s);
	run(&s, &looking);
	e->decode_begin(decoder, &sources);
	for (int u = 0; u < spec.out_steps; u++) {
		for (int b = 0; b < 3; b++)
			id[b] = s.out_id[u * 3 + is[b]];
		e->decode_step(decoder, id);
		for (int b = 0; b < 3; b++)
			compare_step(&s, decoder, u, b, is[b]);
		e->decode_reorder(decoder, from);
		memcpy(was, is, sizeof was);
		for (int b = 0; b < 3; b++)
			is[b] = was[from[b]];
	}
	e->net_free(decoder);
	subject_end(&s);
}

static void reordered_rows_go_on_where_they_were(void **state)
{
	for_all_models(*state, check_reordering);
}

/* The largest sources after a decoder of few steps, of one and many rows */
static void check_sizes(const struct engine *e, struct net_spec spec)
{
	static const int batch[] = { 1, 2, 7, 70 };

	if (spec.model != MODEL_SEQ2SEQ)
		return;
	for (size_t i = 0; i < LENGTH(batch); i++) {
		spec.batch = batch[i];
		check_decoding(e, spec);
	}
}

static void decoding_works_for_all_batches(void **state)
{
	for_all_models(*state, check_sizes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reading_equals_running),
		cmocka_unit_test(without_targets_there_are_answers),
		cmocka_unit_test(net_does_not_notice),
		cmocka_unit_test(starts_from_zero_and_forgets),
		cmocka_unit_test(too_many_steps_are_refused),
		cmocka_unit_test(padding_changes_nothing),
		cmocka_unit_test(attention_is_a_distribution_over_the_source),
		cmocka_unit_test(decoding_equals_running),
		cmocka_unit_test(reordered_rows_go_on_where_they_were),
		cmocka_unit_test(decoding_works_for_all_batches),
	};

	return run_for_engines("reader", tests, LENGTH(tests), NULL);
}
