/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_walker.c: reading with a net's parameters beside its training. */
#include "config.h"
#include "nets.h"

enum { STEPS = 11, HIDDEN = 13, VOCAB = 9 };

static double near(const struct engine *e)
{
	return is_double(e) ? 1e-12 : 1e-5;
}

static struct net_spec spec_of(enum cell cell, int batch)
{
	return char_spec(cell, VOCAB, HIDDEN, 3, STEPS, batch, 1);
}

static struct walker *walker(const struct subject *s, int max_steps)
{
	struct err err;
	struct walker *w = s->e->walker_new(s->net, max_steps, &err);

	if (!w)
		fail_msg("%s", err.text);
	return w;
}

static void compare_logits(const struct subject *s, const struct walker *w,
			   int at, int n)
{
	struct values want = values(s, must_find(s, "logits", -1), PART_VALUE);
	double got[VOCAB];

	for (int t = 0; t < n; t++) {
		s->e->walker_logits(w, t, got);
		if (!(distance(got, want.x + (at + t) * VOCAB, VOCAB) <=
		      near(s->e)))
			fail_msg("logits differ at step %d", at + t);
	}
	free(want.x);
}

static void compare_state(const struct subject *s, const struct walker *w)
{
	bool two = cell_info[s->spec.cell].has_cell_state;

	for (int k = 0; k < s->spec.layers; k++) {
		double h[HIDDEN], c[HIDDEN], want[HIDDEN];

		s->e->walker_state(w, k, h, c);
		s->e->read(s->net, must_find(s, "state.h", k), PART_VALUE, 0,
			   want);
		assert_true(distance(h, want, HIDDEN) <= near(s->e));
		if (!two)
			continue;
		s->e->read(s->net, must_find(s, "state.c", k), PART_VALUE, 0,
			   want);
		assert_true(distance(c, want, HIDDEN) <= near(s->e));
	}
}

/* The walker in pieces of n against one pass of the net. */
static void check_pieces(const struct engine *e, enum cell cell, int piece)
{
	struct subject s = subject(e, spec_of(cell, 1));
	struct walker *w = walker(&s, piece);
	double loss, got = 0;

	e->walker_continue(w);
	loss = run(&s, &learning);
	for (int at = 0; at < STEPS; at += piece) {
		int n = min_int(piece, STEPS - at);

		got += e->walker_run(w, s.in + at, s.target + at, n);
		compare_logits(&s, w, at, n);
	}
	assert_true(fabs(got / loss - 1) < near(e));
	compare_state(&s, w);
	e->walker_free(w);
	subject_end(&s);
}

static void walking_equals_running(void **state)
{
	static const int piece[] = { 1, 2, 3, 7, 10, STEPS };

	for (int cell = 0; cell < CELLS; cell++)
		for (size_t i = 0; i < LENGTH(piece); i++)
			check_pieces(*state, (enum cell)cell, piece[i]);
}

static void without_targets_only_logits(void **state)
{
	const struct engine *e = *state;
	struct subject s = subject(e, spec_of(CELL_LSTM, 1));
	struct walker *w = walker(&s, STEPS);

	e->walker_continue(w);
	run(&s, &learning);
	assert_true(e->walker_run(w, s.in, NULL, STEPS) == 0);
	compare_logits(&s, w, 0, STEPS);
	compare_state(&s, w);
	e->walker_free(w);
	subject_end(&s);
}

static void starts_from_zero_and_forgets(void **state)
{
	const struct engine *e = *state;
	struct subject s = subject(e, spec_of(CELL_GRU, 1));
	struct walker *w = walker(&s, STEPS);
	double first = e->walker_run(w, s.in, s.target, STEPS);

	assert_true(e->walker_run(w, s.in, s.target, STEPS) != first);
	e->walker_forget(w);
	assert_true(e->walker_run(w, s.in, s.target, STEPS) == first);
	e->forget(s.net);
	assert_true(fabs(run(&s, &looking) / first - 1) < near(e));
	e->walker_free(w);
	subject_end(&s);
}

/* Sequence 0 of a batch. */
static void continues_from_the_first_sequence(void **state)
{
	const struct engine *e = *state;
	struct subject s = subject(e, spec_of(CELL_LSTM, 3));
	struct walker *w = walker(&s, 4);

	run(&s, &learning);
	e->walker_continue(w);
	compare_state(&s, w);
	e->walker_free(w);
	subject_end(&s);
}

static void state_is_set_as_given(void **state)
{
	const struct engine *e = *state;

	for (int cell = 0; cell < CELLS; cell++) {
		struct subject s = subject(e, spec_of((enum cell)cell, 1));
		struct walker *w = walker(&s, 4);
		double h[HIDDEN], c[HIDDEN], h2[HIDDEN], c2[HIDDEN];

		for (int i = 0; i < HIDDEN; i++) {
			h[i] = i / 64.0;
			c[i] = -i / 32.0;
		}
		e->walker_set_state(w, 1, h, c);
		e->walker_state(w, 1, h2, c2);
		assert_memory_equal(h, h2, sizeof h);
		for (int i = 0; i < HIDDEN; i++)
			assert_true(c2[i] == (cell == CELL_LSTM ? c[i] : 0));
		e->walker_set_state(w, 2, h, NULL);
		e->walker_state(w, 2, h2, NULL);
		assert_memory_equal(h, h2, sizeof h);
		e->walker_state(w, 0, h2, NULL);
		assert_true(h2[3] == 0);
		e->walker_free(w);
		subject_end(&s);
	}
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

/* A net that is watched trains as one that is not, and the walker sees each
 * update at once. */
static void net_does_not_notice(void **state)
{
	const struct engine *e = *state;

	for (int cell = 0; cell < CELLS; cell++) {
		struct subject a = subject(e, spec_of((enum cell)cell, 2));
		struct subject b = subject(e, spec_of((enum cell)cell, 2));
		struct walker *w = walker(&a, STEPS);
		double last = 0, loss;

		for (int i = 0; i < 5; i++) {
			run(&a, &learning);
			run(&b, &learning);
			e->walker_forget(w);
			loss = e->walker_run(w, a.in, a.target, STEPS);
			assert_true(loss != last);
			last = loss;
			assert_same_nets(&a, &b);
			learn(&a);
			learn(&b);
			e->walker_continue(w);
			e->walker_run(w, a.in, NULL, 3);
		}
		assert_same_nets(&a, &b);
		e->walker_free(w);
		subject_end(&a);
		subject_end(&b);
	}
}

static void too_many_steps_are_refused(void **state)
{
	const struct engine *e = *state;
	struct subject s = subject(e, spec_of(CELL_LSTM, 1));
	struct err err = { ERR_NONE, "" };

	assert_null(e->walker_new(s.net, INT32_MAX, &err));
	assert_int_equal(err.kind, ERR_RESOURCE);
	e->walker_free(NULL);
	subject_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walking_equals_running),
		cmocka_unit_test(without_targets_only_logits),
		cmocka_unit_test(starts_from_zero_and_forgets),
		cmocka_unit_test(continues_from_the_first_sequence),
		cmocka_unit_test(state_is_set_as_given),
		cmocka_unit_test(net_does_not_notice),
		cmocka_unit_test(too_many_steps_are_refused),
	};

	return run_for_engines("walker", tests, LENGTH(tests), NULL);
}
