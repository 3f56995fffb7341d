/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_state.c: a state is all that determines the numbers of a run. */
#include "config.h"

#include "run_support.h"

#include <math.h>

enum { TEXT = 400 };

static struct state *take(const struct run *r, enum state_history history)
{
	struct err e;
	struct state *s = state_take(r, history, NULL, &e);

	if (!s)
		fail_msg("%s", e.text);
	return s;
}

static void put(struct run *r, const struct state *s)
{
	struct err e;

	if (!state_put(r, s, &e))
		fail_msg("%s", e.text);
}

static struct settings settings_of(int cell, int precision, long threads,
				   double dropout)
{
	struct settings set = small_settings((enum cell)cell);

	set.precision = precision;
	set.threads = threads;
	set.batch_size = 3;
	set.dropout = dropout;
	set.layers = 2;
	set.valid = 0.2;
	set.valid_every = 100;
	return set;
}

/* --- replay --------------------------------------------------------------- */

/* Iterations from..to once more, in the same run and in a new one. */
static void assert_replays(const struct settings *set, int from, int to)
{
	struct corpus c;
	struct run *r, *fresh;
	struct state *begin, *end, *again;

	corpus_of_length(&c, TEXT);
	r = run_of(set, &c);
	fresh = run_of(set, &c);
	iterate(r, from);
	begin = take(r, WITH_HISTORY);
	iterate(r, to - from);
	end = take(r, WITH_HISTORY);
	put(r, begin);
	put(fresh, begin);
	assert_int_equal(r->now.iteration, from);
	assert_same_run(r, fresh);
	iterate(r, to - from);
	iterate(fresh, to - from);
	again = take(r, WITH_HISTORY);
	assert_true(state_equal(end, again));
	assert_same_run(r, fresh);
	state_free(again);
	state_free(end);
	state_free(begin);
	run_free(fresh);
	run_free(r);
	corpus_release(&c);
}

static void replay_gives_the_same_bits(void **state)
{
	(void)state;
	for (int cell = 0; cell < CELLS; cell++)
		for (int precision = 0; precision < 2; precision++)
			for (int k = 0; k < 4; k++) {
				const long threads = k % 2 ? 4 : 1;
				struct settings set =
					settings_of(cell, precision, threads,
						    k < 2 ? 0 : 0.3);

				assert_replays(&set, 400, 1000);
			}
}

static void every_optimiser_replays(void **state)
{
	(void)state;
	for (int optimizer = 0; optimizer < OPTIMIZERS; optimizer++) {
		struct settings set =
			settings_of(CELL_LSTM, PRECISION_FLOAT, 1, 0);

		set.optimizer = optimizer;
		set.learning_rate = 0.01;
		assert_replays(&set, 30, 90);
	}
}

/* --- putting -------------------------------------------------------------- */

struct world {
	struct settings set;
	struct corpus c;
	struct run *r;
	struct state *s;
};

static void begin_at(struct world *w, int iterations)
{
	w->set = settings_of(CELL_GRU, PRECISION_DOUBLE, 1, 0.3);
	corpus_of_length(&w->c, TEXT);
	w->r = run_of(&w->set, &w->c);
	iterate(w->r, iterations);
	w->s = take(w->r, WITH_HISTORY);
}

static void end(struct world *w)
{
	state_free(w->s);
	run_free(w->r);
	corpus_release(&w->c);
}

static bool is_at(const struct world *w)
{
	struct state *now = take(w->r, WITH_HISTORY);
	bool equal = state_equal(now, w->s);

	state_free(now);
	return equal;
}

static void settings_and_slots_come_back(void **state)
{
	struct settings old;
	struct world w;

	(void)state;
	begin_at(&w, 20);
	old = w.r->set;
	w.r->set.optimizer = OPTIM_ADAM;
	w.r->set.learning_rate = 0.005;
	run_settings_changed(w.r, &old);
	iterate(w.r, 10);
	put(w.r, w.s);
	assert_true(is_at(&w));
	assert_int_equal(w.r->set.optimizer, w.set.optimizer);
	assert_true(w.r->set.learning_rate == w.set.learning_rate);
	end(&w);
}

static void what_is_begun_is_dropped(void **state)
{
	struct world w;
	struct err e;

	(void)state;
	begin_at(&w, 20);
	assert_true(run_begin(w.r, &e));
	put(w.r, w.s);
	assert_true(is_at(&w));
	end(&w);
}

/* Taken while the validation of its iteration was under way. */
static void a_validation_that_is_due_is_made(void **state)
{
	struct world w;
	struct err e;
	double loss;

	(void)state;
	begin_at(&w, 99);
	assert_true(run_train(w.r, &e));
	assert_true(run_validating(w.r));
	state_free(w.s);
	w.s = take(w.r, WITH_HISTORY);
	iterate(w.r, 1);
	loss = w.r->now.valid_loss;
	assert_false(isnan(loss));
	put(w.r, w.s);
	assert_true(run_validating(w.r) && isnan(w.r->now.valid_loss));
	iterate(w.r, 1);
	assert_true(w.r->now.valid_loss == loss);
	end(&w);
}

static void without_a_history_the_run_keeps_its_own(void **state)
{
	struct world w;
	struct state *bare;

	(void)state;
	begin_at(&w, 20);
	bare = take(w.r, WITHOUT_HISTORY);
	assert_true(state_memory(bare) + sizeof *w.s->series ==
		    state_memory(w.s));
	iterate(w.r, 5);
	put(w.r, bare);
	assert_int_equal(w.r->now.iteration, 20);
	assert_int_equal(series_values(&w.r->series), 25);
	state_free(bare);
	end(&w);
}

static void another_net_is_refused(void **state)
{
	struct world w;

	(void)state;
	begin_at(&w, 5);
	for (int k = 0; k < 5; k++) {
		struct settings set = w.set;
		struct run *other;
		struct err e;

		set.hidden += k == 0;
		set.layers += k == 1;
		set.seq_length += k == 2;
		set.cell = k == 3 ? CELL_LSTM : set.cell;
		set.precision = k == 4 ? PRECISION_FLOAT : set.precision;
		other = run_of(&set, &w.c);
		iterate(other, 3);
		assert_false(state_put(other, w.s, &e));
		assert_int_equal(e.kind, ERR_FAILED);
		assert_int_equal(other->now.iteration, 3);
		run_free(other);
	}
	end(&w);
}

/* --- comparing ------------------------------------------------------------ */

static void change_slot(struct run *r)
{
	r->engine->set(r->net, quantity_of(r, "out.bias", -1), PART_SLOT0, 0, 0,
		       0.25);
}

static void change_weight(struct run *r) { poke(r, "out.bias", -1, 0, 0, 1); }
static void change_state(struct run *r) { poke(r, "state.h", 1, 2, 6, 0.5); }
static void change_stream(struct run *r) { gsl_rng_get(r->rng[RNG_USER]); }
static void change_cursor(struct run *r) { stream_of(r)->position++; }
static void change_updates(struct run *r) { r->updates++; }
static void change_smooth(struct run *r) { r->now.smooth_loss += 1e-9; }
static void change_mark(struct run *r) { series_add_mark(&r->series, 5, "x"); }

static void every_part_counts(void **state)
{
	static void (*const change[])(struct run *) = {
		change_weight, change_slot,    change_state,  change_stream,
		change_cursor, change_updates, change_smooth, change_mark,
	};
	struct world w;

	(void)state;
	begin_at(&w, 10);
	for (size_t i = 0; i < LENGTH(change); i++) {
		assert_true(is_at(&w));
		change[i](w.r);
		assert_false(is_at(&w));
		put(w.r, w.s);
	}
	w.r->now.seconds += 1; /* a clock */
	assert_true(is_at(&w));
	end(&w);
}

static void memory_is_used_again(void **state)
{
	struct world w;
	struct state *s;
	struct err e;

	(void)state;
	begin_at(&w, 10);
	iterate(w.r, 3);
	s = state_take(w.r, WITHOUT_HISTORY, w.s, &e);
	assert_ptr_equal(s, w.s);
	assert_int_equal(s->at.now.iteration, 13);
	assert_null(s->series);
	assert_true(is_at(&w));
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replay_gives_the_same_bits),
		cmocka_unit_test(every_optimiser_replays),
		cmocka_unit_test(settings_and_slots_come_back),
		cmocka_unit_test(what_is_begun_is_dropped),
		cmocka_unit_test(a_validation_that_is_due_is_made),
		cmocka_unit_test(without_a_history_the_run_keeps_its_own),
		cmocka_unit_test(another_net_is_refused),
		cmocka_unit_test(every_part_counts),
		cmocka_unit_test(memory_is_used_again),
	};

	return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
