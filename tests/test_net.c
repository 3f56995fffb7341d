/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_net.c: the net through the engine's table: shapes, batches, states,
 * dropout, determinism, sizes. */
#include "config.h"
#include "nets.h"
#include "base/rng.h"

/* Sizes on purpose too large are refused by calloc, also under sanitizers. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}
const char *__tsan_default_options(void);
const char *__tsan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static double near(const struct engine *e)
{
	return is_double(e) ? 1e-12 : 1e-4;
}

static void train(struct subject *s, int updates, const struct pass *pass)
{
	struct optim o = { .kind = OPTIM_ADAGRAD, .rate = 0.1, .clip = 5 };
	struct update_report report;

	for (o.step = 1; o.step <= updates; o.step++) {
		run(s, pass);
		assert_true(s->e->update(s->net, &o, &report));
	}
}

/* ---- what there is ----------------------------------------------------- */

static void expect_shape(const struct subject *s, const char *name, int layer,
			 enum quantity_kind kind, int rows, int cols)
{
	struct quantity q = s->e->describe(s->net, must_find(s, name, layer));

	assert_string_equal(q.name, name);
	assert_int_equal(q.kind, kind);
	assert_int_equal(q.layer, layer);
	assert_int_equal(q.rows, rows);
	assert_int_equal(q.cols, cols);
}

static void check_shapes(const struct engine *e, enum cell cell)
{
	const struct net_spec spec = char_spec(cell, 13, 7, 2, 4, 3, 1);
	struct subject s = subject(e, spec);
	int G = cell_info[cell].gates, c = cell_info[cell].has_cell_state;
	char name[40];

	for (int k = 0; k < 2; k++) {
		snprintf(name, sizeof name, "rnn.weight_ih_l%d", k);
		expect_shape(&s, name, k, QUANTITY_PARAMETER, 7 * G,
			     k ? 7 : 13);
		snprintf(name, sizeof name, "rnn.weight_hh_l%d", k);
		expect_shape(&s, name, k, QUANTITY_PARAMETER, 7 * G, 7);
		snprintf(name, sizeof name, "rnn.bias_ih_l%d", k);
		expect_shape(&s, name, k, QUANTITY_PARAMETER, 1, 7 * G);
		snprintf(name, sizeof name, "rnn.bias_hn_l%d", k);
		if (cell == CELL_GRU)
			expect_shape(&s, name, k, QUANTITY_PARAMETER, 1, 7);
		else
			assert_int_equal(e->find(s.net, name, k), -1);
		expect_shape(&s, "state.h", k, QUANTITY_STATE, 3, 7);
		expect_shape(&s, "h", k, QUANTITY_SEQUENCE, 12, 7);
		expect_shape(&s, "gates", k, QUANTITY_SEQUENCE, 12, 7 * G);
		assert_int_equal(e->find(s.net, "c", k) >= 0, c);
		assert_int_equal(e->find(s.net, "state.c", k) >= 0, c);
	}
	expect_shape(&s, "out.weight", -1, QUANTITY_PARAMETER, 13, 7);
	expect_shape(&s, "out.bias", -1, QUANTITY_PARAMETER, 1, 13);
	expect_shape(&s, "logits", -1, QUANTITY_SEQUENCE, 12, 13);
	expect_shape(&s, "p", -1, QUANTITY_SEQUENCE, 12, 13);
	expect_shape(&s, "loss", -1, QUANTITY_SEQUENCE, 12, 1);
	assert_int_equal(e->find(s.net, "h", 2), -1);
	assert_int_equal(e->find(s.net, "nothing", -1), -1);
	assert_true(e->memory(s.net) > 4 * 7 * 13);
	subject_end(&s);
}

static struct quantity quantity(const struct subject *s, const char *name)
{
	return s->e->describe(s->net, must_find(s, name, -1));
}

static void label_has_an_embedding_and_classes(void **state)
{
	const struct engine *e = *state;
	struct net_spec spec = label_spec(CELL_RNN, 13, 5, 7, 4, 2);
	struct subject s;

	for (; spec.cell < CELLS; spec.cell++) {
		int G = cell_info[spec.cell].gates;

		s = subject(e, spec);
		expect_shape(&s, "embedding.weight", -1, QUANTITY_PARAMETER, 13,
			     5);
		expect_shape(&s, "rnn.weight_ih_l0", 0, QUANTITY_PARAMETER,
			     7 * G, 5);
		expect_shape(&s, "rnn.weight_ih_l1", 1, QUANTITY_PARAMETER,
			     7 * G, 7);
		expect_shape(&s, "linear.weight", -1, QUANTITY_PARAMETER, 4, 7);
		expect_shape(&s, "linear.bias", -1, QUANTITY_PARAMETER, 1, 4);
		expect_shape(&s, "logits", -1, QUANTITY_SEQUENCE, 12, 4);
		subject_end(&s);
	}
}

/* Nothing outside the engine needs to read a name. */
static void quantities_say_what_they_are(void **state)
{
	static const struct {
		const char *name;
		enum param_role role;
		enum axis_kind row, col;
		int gates;
	} want[] = {
		{ "rnn.weight_ih_l0", PARAM_INPUT, AXIS_GATES, AXIS_SYMBOLS,
		  3 },
		{ "rnn.weight_ih_l1", PARAM_INPUT, AXIS_GATES, AXIS_UNITS, 3 },
		{ "rnn.weight_hh_l0", PARAM_RECURRENT, AXIS_GATES, AXIS_UNITS,
		  3 },
		{ "rnn.bias_ih_l1", PARAM_GATE_BIAS, AXIS_PLAIN, AXIS_GATES,
		  3 },
		{ "rnn.bias_hn_l1", PARAM_INNER_BIAS, AXIS_PLAIN, AXIS_UNITS,
		  1 },
		{ "out.weight", PARAM_LINEAR, AXIS_SYMBOLS, AXIS_UNITS, 1 },
		{ "out.bias", PARAM_BIAS, AXIS_PLAIN, AXIS_SYMBOLS, 1 },
		{ "state.h", 0, AXIS_PLAIN, AXIS_UNITS, 1 },
		{ "h", 0, AXIS_PLAIN, AXIS_UNITS, 1 },
		{ "gates", 0, AXIS_PLAIN, AXIS_GATES, 3 },
		{ "logits", 0, AXIS_PLAIN, AXIS_SYMBOLS, 1 },
		{ "p", 0, AXIS_PLAIN, AXIS_SYMBOLS, 1 },
		{ "loss", 0, AXIS_PLAIN, AXIS_PLAIN, 1 },
	};
	struct subject s =
		subject(*state, char_spec(CELL_GRU, 13, 7, 2, 4, 3, 1));
	struct quantity q;

	for (size_t i = 0; i < LENGTH(want); i++) {
		q = quantity(&s, want[i].name);
		if (q.role != want[i].role || q.row_axis != want[i].row ||
		    q.col_axis != want[i].col || q.gates != want[i].gates)
			fail_msg("%s", want[i].name);
	}
	subject_end(&s);
	s = subject(*state, label_spec(CELL_LSTM, 13, 5, 7, 4, 1));
	q = quantity(&s, "embedding.weight");
	assert_int_equal(q.role, PARAM_TABLE);
	assert_int_equal(q.row_axis, AXIS_SYMBOLS);
	assert_int_equal(q.col_axis, AXIS_PLAIN);
	q = quantity(&s, "rnn.weight_ih_l0");
	assert_int_equal(q.gates, 4);
	assert_int_equal(q.col_axis, AXIS_PLAIN);
	subject_end(&s);
}

static void quantities_have_the_shapes_of_the_header(void **state)
{
	for (int cell = 0; cell < CELLS; cell++)
		check_shapes(*state, (enum cell)cell);
}

static void new_net_is_zero(void **state)
{
	const struct engine *e = *state;
	const struct net_spec spec = char_spec(CELL_LSTM, 5, 3, 2, 4, 2, 1);
	struct subject s = { .e = e, .spec = spec };
	struct err err;

	s.net = e->net_new(&spec, &err);
	assert_non_null(s.net);
	for (int i = 0; i < e->count(s.net); i++) {
		struct values v = values(&s, i, PART_VALUE);

		for (long k = 0; k < v.n; k++)
			assert_true(v.x[k] == 0);
		free(v.x);
	}
	subject_end(&s);
}

/* Interleaving of gates and the transposed input weight stay inside. */
static void what_is_written_is_read(void **state)
{
	const struct engine *e = *state;
	const struct net_spec spec = char_spec(CELL_LSTM, 13, 7, 2, 4, 3, 1);
	struct subject s = subject(e, spec);
	int n = e->count(s.net);

	for (int part = PART_VALUE; part <= PART_SLOT1; part++) {
		for (int i = 0; i < n; i++) {
			struct quantity q = e->describe(s.net, i);
			double row[64];

			if (q.kind != QUANTITY_PARAMETER)
				continue;
			for (int r = 0; r < q.rows; r++) {
				for (int c = 0; c < q.cols; c++)
					row[c] = i * 10000 + r * 100 + c;
				e->write(s.net, i, (enum part)part, r, row);
			}
		}
		for (int i = 0; i < n; i++) {
			struct values v;

			if (e->describe(s.net, i).kind != QUANTITY_PARAMETER)
				continue;
			v = values(&s, i, (enum part)part);
			for (long k = 0; k < v.n; k++) {
				int r = (int)(k / v.q.cols);
				int c = (int)(k % v.q.cols);

				assert_true(v.x[k] == i * 10000 + r * 100 + c);
				assert_true(v.x[k] == e->get(s.net, i,
							     (enum part)part, r,
							     c));
			}
			free(v.x);
		}
	}
	subject_end(&s);
}

static void probabilities_and_losses_belong_to_the_logits(void **state)
{
	const struct engine *e = *state;
	const struct net_spec spec = char_spec(CELL_GRU, 13, 7, 1, 4, 3, 1);
	struct subject s = subject(e, spec);
	double loss = run(&s, &looking), sum = 0;
	struct values y = values(&s, must_find(&s, "logits", -1), PART_VALUE);
	struct values p = values(&s, must_find(&s, "p", -1), PART_VALUE);
	struct values each = values(&s, must_find(&s, "loss", -1), PART_VALUE);

	for (int r = 0; r < 12; r++) {
		double total = 0;

		for (int v = 0; v < 13; v++)
			total += exp(y.x[r * 13 + v]);
		for (int v = 0; v < 13; v++)
			assert_true(fabs(p.x[r * 13 + v] -
					 exp(y.x[r * 13 + v]) / total) <
				    near(e));
		assert_true(fabs(each.x[r] + log(p.x[r * 13 + s.target[r]])) <
			    near(e));
		sum += each.x[r];
	}
	assert_true(fabs(sum / 3 - loss) < near(e) * loss);
	free(y.x);
	free(p.x);
	free(each.x);
	subject_end(&s);
}

/* Logits far from zero: nothing overflows. */
static void softmax_bears_large_logits(void **state)
{
	const struct engine *e = *state;
	const struct net_spec spec = char_spec(CELL_RNN, 9, 5, 1, 2, 1, 1);
	struct subject s = subject(e, spec);
	int bias = must_find(&s, "out.bias", -1);

	for (int sign = -1; sign <= 1; sign += 2) {
		double row[9], loss;

		for (int v = 0; v < 9; v++)
			row[v] = sign * 5000;
		e->write(s.net, bias, PART_VALUE, 0, row);
		loss = run(&s, &learning);
		assert_true(loss > 0 && loss < 20);
	}
	subject_end(&s);
}

/* ---- batches, layers, sizes -------------------------------------------- */

/* The state and the symbols of sequence b of `all` into `one`. */
static void take_sequence(struct subject *one, const struct subject *all, int b)
{
	int B = all->spec.batch;

	for (int t = 0; t < all->spec.steps; t++) {
		one->in[t] = all->in[t * B + b];
		one->target[t] = all->target[t * B + b];
	}
	for (int i = 0; i < all->e->count(all->net); i++) {
		struct quantity q = all->e->describe(all->net, i);
		double row[64];

		if (q.kind != QUANTITY_STATE)
			continue;
		all->e->read(all->net, i, PART_VALUE, b, row);
		one->e->write(one->net, i, PART_VALUE, 0, row);
	}
}

/* Adds the results of sequence b: parameters' gradients / B, rows of the
 * rest. */
static void collect(double *const *want, const struct subject *one, int b,
		    int B)
{
	for (int i = 0; i < one->e->count(one->net); i++) {
		struct quantity q = one->e->describe(one->net, i);
		bool param = q.kind == QUANTITY_PARAMETER;
		struct values v =
			values(one, i, param ? PART_GRADIENT : PART_VALUE);

		for (long k = 0; param && k < v.n; k++)
			want[i][k] += v.x[k] / B;
		for (int r = 0; !param && r < q.rows; r++)
			memcpy(want[i] + (long)(r * B + b) * q.cols,
			       v.x + (long)r * q.cols,
			       (size_t)q.cols * sizeof *v.x);
		free(v.x);
	}
}

static void compare_batch(const struct subject *all, double *const *want)
{
	for (int i = 0; i < all->e->count(all->net); i++) {
		struct quantity q = all->e->describe(all->net, i);
		struct values v = values(all, i,
					 q.kind == QUANTITY_PARAMETER
						 ? PART_GRADIENT
						 : PART_VALUE);
		double off = distance(v.x, want[i], v.n);

		if (!(off <= near(all->e)))
			fail_msg("%s, layer %d, L%d B%d H%d: off by %g", q.name,
				 q.layer, all->spec.layers, all->spec.batch,
				 all->spec.hidden, off);
		free(v.x);
	}
}

/* A batch of B is B nets of one. */
static void check_batch(const struct engine *e, struct net_spec spec)
{
	struct subject all = subject(e, spec), one;
	int n = e->count(all.net), B = spec.batch;
	double **want = xcalloc((size_t)n, sizeof *want), loss = 0, got;

	spec.batch = 1;
	one = subject(e, spec);
	for (int i = 0; i < n; i++) {
		struct quantity q = e->describe(all.net, i);

		want[i] =
			xcalloc((size_t)q.rows * (size_t)q.cols, sizeof **want);
	}
	for (int b = 0; b < B; b++) {
		take_sequence(&one, &all, b);
		loss += run(&one, &learning) / B;
		collect(want, &one, b, B);
	}
	got = run(&all, &learning);
	assert_true(fabs(got / loss - 1) < near(e));
	compare_batch(&all, want);
	for (int i = 0; i < n; i++)
		free(want[i]);
	free(want);
	subject_end(&one);
	subject_end(&all);
}

static void batch_is_its_sequences(void **state)
{
	struct net_spec spec = {
		.symbols_in = 11,
		.symbols_out = 11,
		.steps = 5,
	};

	for (int cell = 0; cell < CELLS; cell++)
		for (int layers = 1; layers <= 4; layers++)
			for (int batch = 1; batch <= 5; batch++) {
				spec.cell = (enum cell)cell;
				spec.layers = layers;
				spec.batch = batch;
				spec.hidden = 3 + 2 * layers + batch;
				check_batch(*state, spec);
			}
}

/* The products of this size go to the BLAS. */
static void large_batch_is_its_sequences(void **state)
{
	struct net_spec spec = char_spec(CELL_LSTM, 40, 61, 1, 4, 150, 1);

	for (; spec.cell > 0; spec.cell--)
		check_batch(*state, spec);
}

/* ---- state ------------------------------------------------------------- */

/* Two passes of T/2 are one of T, in values: the state is carried, and a pass
 * may be shorter than the longest.  Steps that it does not have are 0. */
static void state_carries_over(void **state)
{
	const struct engine *e = *state;
	struct net_spec spec = char_spec(CELL_RNN, 7, 9, 2, 8, 2, 1);

	for (; spec.cell < CELLS; spec.cell++) {
		struct subject whole = subject(e, spec);
		struct subject part = subject(e, spec);
		double loss = run(&whole, &learning), got, h[9];
		int half = spec.steps / 2, i = must_find(&part, "h", 1);

		run(&part, &looking); /* leaves a longer pass in memory */
		fill(&part, QUANTITY_STATE, 0.6, 8);
		got = run_steps(&part, 0, half, &learning) +
		      run_steps(&part, half, half, &looking);
		assert_true(fabs(got / loss - 1) < near(e));
		e->read(part.net, i, PART_VALUE, half * spec.batch - 1, h);
		assert_true(h[0] != 0);
		e->read(part.net, i, PART_VALUE, half * spec.batch, h);
		assert_true(h[0] == 0);
		subject_end(&part);
		subject_end(&whole);
	}
}

static void fresh_sequences_start_from_zero(void **state)
{
	const struct engine *e = *state;
	struct net_spec spec = char_spec(CELL_RNN, 7, 9, 2, 8, 3, 1);
	const double zero[9] = { 0 };

	for (; spec.cell < CELLS; spec.cell++) {
		struct subject a = subject(e, spec), b = subject(e, spec);

		refresh(&a);
		for (int i = 0; i < e->count(b.net); i++)
			for (int row = 0; row < 3; row += 2)
				if (e->describe(b.net, i).kind ==
				    QUANTITY_STATE)
					e->write(b.net, i, PART_VALUE, row,
						 zero);
		assert_true(run(&a, &learning) == run(&b, &learning));
		assert_same_nets(&a, &b);
		subject_end(&a);
		subject_end(&b);
	}
}

/* ---- weights of rows --------------------------------------------------- */

static void weights_of_one_change_no_bit(void **state)
{
	struct net_spec spec = char_spec(CELL_GRU, 7, 9, 2, 8, 3, 1);
	struct subject a = subject(*state, spec), b = subject(*state, spec);

	b.weight = xcalloc(8 * 3, sizeof *b.weight);
	for (int i = 0; i < 8 * 3; i++)
		b.weight[i] = 1;
	assert_true(run(&a, &learning) == run(&b, &learning));
	assert_same_nets(&a, &b);
	subject_end(&a);
	subject_end(&b);
}

/* The loss is the weighted sum of those of the rows; a row of weight 0 adds
 * nothing, and its target is not read. */
static void weights_multiply_the_losses_of_rows(void **state)
{
	const struct engine *e = *state;
	const struct net_spec spec = char_spec(CELL_LSTM, 7, 9, 2, 8, 3, 1);
	struct subject s = subject(e, spec);
	struct values p, each;
	double loss, want = 0;

	weigh(&s, 12);
	loss = run(&s, &learning);
	p = values(&s, must_find(&s, "p", -1), PART_VALUE);
	each = values(&s, must_find(&s, "loss", -1), PART_VALUE);
	for (int i = 0; i < 8 * 3; i++) {
		if (s.weight[i] > 0)
			want -= s.weight[i] * log(p.x[i * 7 + s.target[i]]) / 3;
		else
			assert_true(each.x[i] == 0);
	}
	assert_true(fabs(loss / want - 1) < near(e));
	free(p.x);
	free(each.x);
	subject_end(&s);
}

static void forget_makes_the_state_zero(void **state)
{
	const struct engine *e = *state;
	const struct net_spec spec = char_spec(CELL_LSTM, 7, 9, 2, 8, 2, 1);
	struct subject s = subject(e, spec);

	run(&s, &looking);
	e->forget(s.net);
	for (int i = 0; i < e->count(s.net); i++) {
		struct values v = values(&s, i, PART_VALUE);

		for (long k = 0; v.q.kind == QUANTITY_STATE && k < v.n; k++)
			assert_true(v.x[k] == 0);
		free(v.x);
	}
	subject_end(&s);
}

/* A pass without gradients leaves those of the last one to update(). */
static void looking_keeps_the_gradients(void **state)
{
	const struct engine *e = *state;
	const struct net_spec spec = char_spec(CELL_GRU, 7, 9, 2, 8, 2, 1);
	struct subject a = subject(e, spec), b = subject(e, spec);
	struct optim o = { .kind = OPTIM_ADAGRAD, .rate = 0.1 };
	struct update_report report;

	run(&a, &learning);
	run(&b, &learning);
	run(&b, &looking);
	assert_true(e->update(a.net, &o, &report));
	assert_true(e->update(b.net, &o, &report));
	for (int i = 0; i < e->count(a.net); i++) {
		struct values x = values(&a, i, PART_VALUE);
		struct values y = values(&b, i, PART_VALUE);

		if (x.q.kind == QUANTITY_PARAMETER)
			assert_memory_equal(x.x, y.x,
					    (size_t)x.n * sizeof *x.x);
		free(x.x);
		free(y.x);
	}
	subject_end(&a);
	subject_end(&b);
}

/* ---- determinism and dropout ------------------------------------------- */

static void same_settings_same_bits(void **state)
{
	const struct engine *e = *state;
	struct net_spec spec = char_spec(CELL_RNN, 17, 21, 2, 12, 1, 1);
	struct pass pass = { .backward = true, .dropout = 0.3 };

	for (; spec.cell < CELLS; spec.cell++) {
		struct subject a, b;

		spec.batch = 1 + 2 * (int)spec.cell;
		a = subject(e, spec);
		b = subject(e, spec);
		for (int i = 0; i < 2; i++) {
			pass.rng = rng_new(9, RNG_DROPOUT);
			train(i ? &b : &a, 20, &pass);
			gsl_rng_free(pass.rng);
		}
		assert_same_nets(&a, &b);
		subject_end(&a);
		subject_end(&b);
	}
}

static void dropout_off_changes_no_bit(void **state)
{
	const struct engine *e = *state;
	const struct net_spec spec = char_spec(CELL_LSTM, 17, 21, 3, 12, 2, 1);
	struct subject a = subject(e, spec), b = subject(e, spec);
	struct pass off = { .backward = true, .rng = rng_new(9, RNG_DROPOUT) };
	uint64_t before[RNG_WORDS], after[RNG_WORDS];

	rng_get_words(off.rng, before);
	train(&a, 5, &learning);
	train(&b, 5, &off);
	rng_get_words(off.rng, after);
	assert_same_nets(&a, &b);
	assert_memory_equal(before, after, sizeof before);
	gsl_rng_free(off.rng);
	subject_end(&a);
	subject_end(&b);
}

/* Also after the only layer, before the output: a net of one layer has nothing
 * else to regularise.  The state that a layer hands to its own next step is
 * left alone (Zaremba, Sutskever and Vinyals 2014), so h is the same. */
static void dropout_follows_every_layer(void **state)
{
	const struct engine *e = *state;
	const struct net_spec spec = char_spec(CELL_RNN, 7, 9, 1, 8, 2, 1);
	struct subject a = subject(e, spec), b = subject(e, spec);
	struct pass pass = { .dropout = 0.9, .rng = rng_new(9, RNG_DROPOUT) };
	struct values x, y;

	assert_true(run(&a, &looking) != run(&b, &pass));
	x = values(&a, e->find(a.net, "h", 0), PART_VALUE);
	y = values(&b, e->find(b.net, "h", 0), PART_VALUE);
	assert_memory_equal(x.x, y.x,
			    (size_t)x.q.rows * (size_t)x.q.cols * sizeof *x.x);
	free(x.x);
	free(y.x);
	gsl_rng_free(pass.rng);
	subject_end(&a);
	subject_end(&b);
}

/* One draw per element after each layer, independent of the build's padding: all
 * engines have the same masks. */
static void dropout_draws_one_number_per_element(void **state)
{
	const struct engine *e = *state;
	const struct net_spec spec = char_spec(CELL_GRU, 7, 9, 3, 8, 2, 1);
	struct pass pass = { .dropout = 0.5, .rng = rng_new(9, RNG_DROPOUT) };
	gsl_rng *twin = rng_new(9, RNG_DROPOUT);
	uint64_t got[RNG_WORDS], want[RNG_WORDS];
	struct subject s = subject(e, spec);

	run(&s, &pass);
	for (int i = 0; i < 3 * 9 * 8 * 2; i++)
		gsl_rng_uniform(twin);
	rng_get_words(pass.rng, got);
	rng_get_words(twin, want);
	assert_memory_equal(got, want, sizeof got);
	gsl_rng_free(pass.rng);
	gsl_rng_free(twin);
	subject_end(&s);
}

static void training_lowers_the_loss(void **state)
{
	const struct engine *e = *state;
	struct net_spec spec = char_spec(CELL_RNN, 11, 24, 2, 20, 2, 1);

	for (; spec.cell < CELLS; spec.cell++) {
		struct subject s = subject(e, spec);
		double first = run(&s, &learning);

		train(&s, 150, &learning);
		assert_true(run(&s, &learning) < first / 4);
		subject_end(&s);
	}
}

/* ---- sizes ------------------------------------------------------------- */

static void sizes_that_do_not_fit_are_refused(void **state)
{
	const struct engine *e = *state;
	const struct net_spec large[] = {
		char_spec(CELL_LSTM, 1 << 20, 8192, 16, 4096, 1024, 1),
		char_spec(CELL_LSTM, INT32_MAX, 8, 1, 1, 1, 1),
		char_spec(CELL_RNN, 8, INT32_MAX, 1, 1, 1, 1),
		char_spec(CELL_LSTM, 8, INT32_MAX / 2, 1, 1, 1, 1),
		char_spec(CELL_GRU, 8, 8, INT32_MAX, 1, 1, 1),
		char_spec(CELL_GRU, 8, 8, 1, INT32_MAX, INT32_MAX, 1),
		char_spec(CELL_GRU, 8, 8, 1, 65536, 65536, 1),
		char_spec(CELL_LSTM, 1 << 24, 1 << 22, 1000, 1 << 14, 1 << 14,
			  1),
		label_spec(CELL_RNN, 8, 0, 8, 8, 1),
		label_spec(CELL_RNN, 8, 8, INT32_MAX, 8, 1),
		label_spec(CELL_RNN, 8, 8, 8, 0, 1),
	};

	for (size_t i = 0; i < LENGTH(large); i++) {
		struct err err = { ERR_NONE, "" };
		struct net *n = e->net_new(&large[i], &err);

		e->net_free(n);
		assert_null(n);
		assert_int_equal(err.kind, ERR_RESOURCE);
		assert_string_not_equal(err.text, "");
	}
	e->net_free(NULL);
}

static void smallest_net_works(void **state)
{
	for (int cell = 0; cell < CELLS; cell++) {
		const struct net_spec spec =
			char_spec((enum cell)cell, 1, 1, 1, 1, 1, 1);
		struct subject s = subject(*state, spec);

		assert_true(fabs(run(&s, &learning)) < 1e-6);
		train(&s, 3, &learning);
		subject_end(&s);
	}
}

/* ---- the list of engines ----------------------------------------------- */

static void engines_are_found_by_name(void **state)
{
	const struct engine *e = *state;
	char name[40];

	assert_ptr_equal(engine_find(e->precision, e->isa), e);
	assert_null(engine_find(e->precision, "z80"));
	assert_non_null(engine_find(e->precision, NULL));
	snprintf(name, sizeof name, "%s/%s", is_double(e) ? "double" : "float",
		 e->isa);
	assert_string_equal(e->name, name);
	assert_null(engine_at(-1, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quantities_have_the_shapes_of_the_header),
		cmocka_unit_test(label_has_an_embedding_and_classes),
		cmocka_unit_test(quantities_say_what_they_are),
		cmocka_unit_test(new_net_is_zero),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(probabilities_and_losses_belong_to_the_logits),
		cmocka_unit_test(softmax_bears_large_logits),
		cmocka_unit_test(batch_is_its_sequences),
		cmocka_unit_test(large_batch_is_its_sequences),
		cmocka_unit_test(state_carries_over),
		cmocka_unit_test(fresh_sequences_start_from_zero),
		cmocka_unit_test(weights_of_one_change_no_bit),
		cmocka_unit_test(weights_multiply_the_losses_of_rows),
		cmocka_unit_test(forget_makes_the_state_zero),
		cmocka_unit_test(looking_keeps_the_gradients),
		cmocka_unit_test(same_settings_same_bits),
		cmocka_unit_test(dropout_off_changes_no_bit),
		cmocka_unit_test(dropout_follows_every_layer),
		cmocka_unit_test(dropout_draws_one_number_per_element),
		cmocka_unit_test(training_lowers_the_loss),
		cmocka_unit_test(sizes_that_do_not_fit_are_refused),
		cmocka_unit_test(smallest_net_works),
		cmocka_unit_test(engines_are_found_by_name),
	};

	return run_for_engines("net", tests, LENGTH(tests), NULL);
}
