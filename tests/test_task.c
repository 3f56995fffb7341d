/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_task.c: a run of a task that is not char: generated, many to one, on a
 * net that labels, with a cursor of its own and no validation. */
#include "config.h"

#include "parity.h"
#include "run_codec.h"
#include "scratch.h"

#include <math.h>

#include "lang/metrics.h"
#include "probe/gradcheck.h"
#include "probe/view.h"
#include "task/sampler.h"
#include "task/task_table.h"

static const char file_name[] = "parity.safetensors";

/* --- runs ----------------------------------------------------------------- */

static struct settings parity_settings(void)
{
	struct settings set = small_settings(CELL_GRU);

	set.task = 1; /* not char: checkpoints name it */
	set.hidden = 12;
	set.seq_length = 3;
	set.batch_size = 8;
	set.valid = 0.2;
	set.valid_every = 5;
	set.optimizer = OPTIM_ADAM;
	set.learning_rate = 0.02;
	return set;
}

static struct run *parity_run(const struct settings *set)
{
	struct err e;
	struct run *r = run_new(set, &parity, NO_DATA, &e);

	if (!r)
		fail_msg("%s", e.text);
	return r;
}

static void assert_equal_states(const struct run *a, const struct run *b)
{
	struct state *x = state_of(a), *y = state_of(b);

	assert_same_tensors(a, b);
	assert_true(state_equal(x, y));
	state_free(y);
	state_free(x);
}

static void it_is_learned(void **state)
{
	struct settings set = parity_settings();
	struct run *r = parity_run(&set);

	(void)state;
	assert_true(r->now.smooth_loss == log(2));
	iterate(r, 1500);
	assert_true(r->now.loss < 0.05);
	assert_true(isnan(r->now.epoch) && isnan(r->now.valid_loss));
	assert_false(run_validates(r));
	run_free(r);
}

static void what_is_begun_is_cancelled_to_the_same_bits(void **state)
{
	struct settings set = parity_settings();
	struct run *r = parity_run(&set), *same = parity_run(&set);
	struct err e;

	(void)state;
	for (int i = 0; i < 20; i++) {
		assert_true(run_begin(r, &e));
		run_cancel(r);
		assert_equal_states(r, same);
		iterate(r, 1);
		iterate(same, 1);
	}
	assert_equal_states(r, same);
	run_free(same);
	run_free(r);
}

static struct run *resume_parity(struct checkpoint *c, struct err *e)
{
	open_checkpoint(c, file_name);
	c->set.task = 1; /* as the option table would read it */
	return checkpoint_resume(c, &c->set, &parity, NO_DATA, e);
}

static void resuming_is_exact(void **state)
{
	struct settings set = parity_settings();
	struct run *r = parity_run(&set), *back;
	struct checkpoint c;
	struct err e;

	(void)state;
	iterate(r, 40);
	save(r, file_name);
	back = resume_parity(&c, &e);
	if (!back)
		fail_msg("%s", e.text);
	assert_string_equal(c.task, "parity");
	assert_equal_states(r, back);
	iterate(r, 40);
	iterate(back, 40);
	assert_equal_states(r, back);
	checkpoint_close(&c);
	run_free(back);
	run_free(r);
}

static void weights_alone_can_be_taken(void **state)
{
	struct settings set = parity_settings();
	struct run *r = parity_run(&set), *fresh;
	struct checkpoint c;
	struct err e;

	(void)state;
	iterate(r, 40);
	save(r, file_name);
	open_checkpoint(&c, file_name);
	fresh = checkpoint_init(&c, &set, &parity, NO_DATA, &e);
	if (!fresh)
		fail_msg("%s", e.text);
	assert_int_equal(fresh->now.iteration, 0);
	assert_true(peek(fresh, "linear.weight", -1, 1, 5) ==
		    peek(r, "linear.weight", -1, 1, 5));
	assert_true(peek(fresh, "embedding.weight", -1, 1, 2) ==
		    peek(r, "embedding.weight", -1, 1, 2));
	checkpoint_close(&c);
	run_free(fresh);
	run_free(r);
}

/* Neither way around. */
static void a_file_of_another_task_is_refused(void **state)
{
	struct settings set = parity_settings(), of_char;
	struct run *r = parity_run(&set), *other;
	struct checkpoint c;
	struct corpus text;
	struct err e;
	char digits[200] = "";

	(void)state;
	for (size_t i = 0; i < sizeof digits - 1; i++)
		digits[i] = (char)('0' + i * i % 3 % 2);
	corpus_of(&text, digits);
	save(r, file_name);
	open_checkpoint(&c, file_name);
	assert_null(
		checkpoint_resume(&c, &c.set, &task_char, OF_TEXT(&text), &e));
	assert_int_equal(e.kind, ERR_INPUT);
	assert_non_null(strstr(e.text, "task is parity there, not char"));
	assert_null(
		checkpoint_init(&c, &c.set, &task_char, OF_TEXT(&text), &e));
	assert_int_equal(e.kind, ERR_INPUT);
	checkpoint_close(&c);

	of_char = set;
	of_char.task = 0;
	other = run_of(&of_char, &text);
	save(other, file_name);
	assert_null(resume_parity(&c, &e));
	assert_non_null(strstr(e.text, "task is char there, not parity"));
	assert_null(checkpoint_init(&c, &set, &parity, NO_DATA, &e));
	checkpoint_close(&c);
	run_free(other);
	run_free(r);
	corpus_release(&text);
}

static void its_gradients_are_right(void **state)
{
	struct settings set = parity_settings();
	struct run *r = parity_run(&set);
	struct gradcheck_result result[16];
	struct gradcheck *g;
	struct err e;
	int n;

	(void)state;
	for (int at = 0; at < 2; at++) { /* also before the first iteration */
		g = gradcheck_new(r, 0, 1, &e);
		assert_non_null(g);
		while (!gradcheck_more(g, 1))
			;
		n = gradcheck_results(g, result, 16);
		assert_int_equal(n, 7);
		for (int i = 0; i < n; i++)
			assert_true(result[i].good);
		gradcheck_free(g);
		iterate(r, 10);
	}
	run_free(r);
}

static void it_writes_no_text(void **state)
{
	const struct sample_request request = { .length = 5, .temperature = 1 };
	struct settings set = parity_settings();
	struct run *r = parity_run(&set);
	struct err e;

	(void)state;
	assert_null(char_task_of(r));
	assert_null(sampler_new(r, &request, r->rng[RNG_USER], &e));
	assert_int_equal(e.kind, ERR_FAILED);
	assert_string_equal(e.text, "the task parity writes no text");
	run_free(r);
}

/* Its classes are no symbols, but its state can be looked at. */
static void it_predicts_no_symbols(void **state)
{
	const struct snapshot_wants wants = {
		.probes = PROBE_BIT(PROBE_PREDICTION) | PROBE_BIT(PROBE_HIDDEN),
		.columns = 8,
	};
	struct settings set = parity_settings();
	struct run *r = parity_run(&set);
	struct view *v = view_new(r, 0);
	struct snapshot *s = xcalloc(1, sizeof *s);

	(void)state;
	assert_non_null(v);
	iterate(r, 1);
	view_collect(v, r, wants.probes);
	view_fill(v, r, &wants, s);
	assert_int_equal(s->columns, set.seq_length);
	assert_non_null(snapshot_reading(s, PROBE_HIDDEN));
	assert_null(snapshot_reading(s, PROBE_PREDICTION));
	snapshot_release(s);
	free(s);
	view_free(v);
	run_free(r);
}

/* --- without a text ------------------------------------------------------- */

/* What is counted per character has no value where there are none. */
static void a_task_without_text_has_no_values_per_character(void **state UNUSED)
{
	static const char *const none[] = { "bpc", "smooth_bpc", "valid_bpc",
					    "perplexity" };
	struct settings set = parity_settings();
	struct err e;
	struct run *r = run_new(&set, &parity, NO_DATA, &e);

	assert_non_null(r);
	assert_true(run_iterate(r, &e));
	assert_true(isfinite(metric_value(metric_find("loss"), r)));
	for (size_t i = 0; i < LENGTH(none); i++)
		assert_true(isnan(metric_value(metric_find(none[i]), r)));
	run_free(r);
}

static void a_validation_that_cannot_be_is_told(void **state UNUSED)
{
	struct settings set = parity_settings();
	struct err e;
	struct run *r;

	set.valid = 0.1;
	r = run_new(&set, &parity, NO_DATA, &e);
	assert_non_null(r);
	assert_string_equal(r->notices.text,
			    "no validation: the task parity has no held-out "
			    "examples\n");
	assert_false(run_validates(r));
	run_free(r);
}

static void a_task_that_reads_a_text_needs_one(void **state UNUSED)
{
	struct settings set = parity_settings();
	struct err e;

	assert_null(run_new(&set, task_at(TASK_CHAR), NO_DATA, &e));
	assert_int_equal(e.kind, ERR_INPUT);
	assert_string_equal(e.text, "the task char reads a text: start with a "
				    "CORPUS");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_learned),
		cmocka_unit_test(what_is_begun_is_cancelled_to_the_same_bits),
		IN_SCRATCH(resuming_is_exact),
		IN_SCRATCH(weights_alone_can_be_taken),
		IN_SCRATCH(a_file_of_another_task_is_refused),
		cmocka_unit_test(its_gradients_are_right),
		cmocka_unit_test(it_writes_no_text),
		cmocka_unit_test(it_predicts_no_symbols),
		cmocka_unit_test(
			a_task_without_text_has_no_values_per_character),
		cmocka_unit_test(a_validation_that_cannot_be_is_told),
		cmocka_unit_test(a_task_that_reads_a_text_needs_one),
	};

	return cmocka_run_group_tests_name("task", tests, NULL, NULL);
}
