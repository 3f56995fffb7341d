/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_prediction.c: what the net expected is the engine's softmax, and what
 * came is the text. */
#include "config.h"

#include "datasets.h"

#include "probe/prediction.h"
#include "probe/view.h"
#include "task/task_char.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { STEPS = 6 };
static const uint64_t wanted = PROBE_BIT(PROBE_PREDICTION);

static const char letters[] =
	"It was a dark night, and the wind blew: \"Who goes?\" nobody said.\n"
	"Then the rain came down on roofs and lanes; dogs barked, far off.\n";

struct desk {
	struct corpus corpus;
	struct run *run;
	struct view *view;
	struct snapshot snap;
};

static int setup(void **state)
{
	static const struct corpus_options options;
	struct desk *d = calloc(1, sizeof *d);
	struct settings set;
	struct err e = { .kind = ERR_NONE };

	assert_non_null(d);
	assert_true(corpus_from_text(&d->corpus, letters, strlen(letters),
				     &options, &e));
	settings_default(&set);
	set.hidden = 8;
	set.seq_length = STEPS;
	set.init_scheme = INIT_ORTHOGONAL; /* differs well from uniform */
	settings_settle(&set);
	d->run = run_new(&set, &task_char, OF_TEXT(&d->corpus), &e);
	assert_non_null(d->run);
	d->view = view_new(d->run, 0);
	assert_non_null(d->view);
	*state = d;
	return 0;
}

static int teardown(void **state)
{
	struct desk *d = *state;

	view_free(d->view);
	snapshot_release(&d->snap);
	run_free(d->run);
	corpus_release(&d->corpus);
	free(d);
	return 0;
}

static void iterate(struct desk *d)
{
	struct err e;

	if (!run_iterate(d->run, &e))
		fail_msg("%s", e.text);
}

static const struct reading *fill(struct desk *d)
{
	const struct snapshot_wants wants = { .probes = wanted,
					      .columns = SNAPSHOT_COLUMNS };

	view_fill(d->view, d->run, &wants, &d->snap);
	return snapshot_reading(&d->snap, PROBE_PREDICTION);
}

static bool is_kept(struct desk *d, int column)
{
	struct prediction p;

	return prediction_at(fill(d), column, &p);
}

/* Against the softmax itself, by the definitions. */
static void expect_prediction(struct desk *d, int step,
			      const struct prediction *got)
{
	const struct engine *engine = d->run->engine;
	const struct vocab *v = &d->corpus.vocab;
	int next = d->run->batch.target[step], rank = 1;
	double p[256], entropy = 0, least = 1;

	engine->read(d->run->net, engine->find(d->run->net, "p", -1),
		     PART_VALUE, step, p);
	for (int i = 0; i < v->size; i++) {
		entropy -= p[i] * log2(p[i]);
		rank += p[i] > p[next];
	}
	assert_int_equal(got->next, v->codepoint[next]);
	assert_true(got->p_next == (float)p[next]);
	assert_int_equal(got->rank, rank);
	assert_true(fabs(got->entropy - entropy) < 1e-5);
	for (int k = 0; k < got->count; k++) {
		int id = vocab_id(v, got->symbol[k]);

		assert_true(id >= 0 && got->p[k] == (float)p[id]);
		assert_true(got->p[k] <= least);
		least = got->p[k];
		p[id] = -1;
	}
	for (int i = 0; i < v->size; i++)
		assert_true(p[i] <= least);
}

static void what_is_kept_is_the_softmax(void **state)
{
	struct desk *d = *state;

	for (int k = 1; k <= 3; k++) {
		iterate(d);
		view_collect(d->view, d->run, wanted);
		for (int t = 0; t < STEPS; t++) {
			const struct reading *r = fill(d);
			struct prediction p;

			assert_true(prediction_at(r, r->rows - STEPS + t, &p));
			assert_int_equal(p.count, PREDICTION_TOP);
			expect_prediction(d, t, &p);
		}
	}
}

static void surprises_sum_to_the_loss(void **state)
{
	struct desk *d = *state;
	const struct reading *r;
	double sum = 0;

	iterate(d);
	view_collect(d->view, d->run, wanted);
	r = fill(d);
	for (int t = 0; t < STEPS; t++) {
		struct prediction p;

		assert_true(prediction_at(r, t, &p));
		assert_int_equal(p.next, (unsigned char)letters[t + 1]);
		sum -= log(p.p_next);
	}
	assert_true(fabs(sum - d->run->now.loss) < 1e-4);
	assert_false(prediction_at(r, -1, &(struct prediction){ 0 }));
	assert_false(prediction_at(r, STEPS, &(struct prediction){ 0 }));
	assert_false(prediction_at(NULL, 0, &(struct prediction){ 0 }));
}

/* At a pause the last pass is still there; what was before it is not. */
static void what_is_wanted_later_is_read_of_the_last_pass(void **state)
{
	struct desk *d = *state;

	iterate(d);
	view_collect(d->view, d->run, 0);
	iterate(d);
	view_collect(d->view, d->run, 0);
	for (int i = 0; i < 2 * STEPS; i++)
		assert_false(is_kept(d, i));
	view_collect(d->view, d->run, wanted);
	for (int i = 0; i < 2 * STEPS; i++)
		assert_int_equal(is_kept(d, i), i >= STEPS);
	iterate(d);
	view_collect(d->view, d->run, 0);
	for (int i = 0; i < 3 * STEPS; i++)
		assert_int_equal(is_kept(d, i), i >= STEPS && i < 2 * STEPS);
}

static void another_pass_is_not_taken_for_the_last(void **state)
{
	struct desk *d = *state;
	struct err e;

	iterate(d);
	view_collect(d->view, d->run, 0);
	assert_true(run_begin(d->run, &e));
	view_collect(d->view, d->run, wanted);
	assert_false(is_kept(d, 0));
	run_cancel(d->run);
	view_collect(d->view, d->run, wanted);
	assert_false(is_kept(d, 0));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_kept_is_the_softmax),
		TEST(surprises_sum_to_the_loss),
		TEST(what_is_wanted_later_is_read_of_the_last_pass),
		TEST(another_pass_is_not_taken_for_the_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
