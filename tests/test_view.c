/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_view.c: the time axis is the text, and its values are the engine's. */
#include "config.h"

#include "datasets.h"

#include "probe/view.h"
#include "task/task_char.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { HIDDEN = 6, STEPS = 5 };

static struct corpus corpus;
static const char letters[] =
	"It was a dark night, and the wind blew: \"Who goes?\" nobody said.\n"
	"Then the rain came down on roofs and lanes; dogs barked, far off.\n";

static int load_corpus(void **state)
{
	static const struct corpus_options options;
	struct err e = { .kind = ERR_NONE };

	(void)state;
	if (!corpus_from_text(&corpus, letters, sizeof letters - 1, &options,
			      &e))
		fail_msg("%s", e.text);
	return 0;
}

static int release_corpus(void **state)
{
	(void)state;
	corpus_release(&corpus);
	return 0;
}

static struct run *make_run(enum cell cell, long batch, long hidden)
{
	struct err e = { .kind = ERR_NONE };
	struct settings set;
	struct run *run;

	settings_default(&set);
	set.cell = (int)cell;
	set.hidden = hidden;
	set.seq_length = STEPS;
	set.batch_size = batch;
	set.layers = 2;
	/* large weights, so that values differ well */
	if (hidden == HIDDEN)
		set.init_scheme = INIT_ORTHOGONAL;
	settings_settle(&set);
	run = run_new(&set, &task_char, OF_TEXT(&corpus), &e);
	if (!run)
		fail_msg("%s", e.text);
	return run;
}

static void iterate(struct run *run)
{
	struct err e;

	if (!run_iterate(run, &e))
		fail_msg("%s", e.text);
}

static const struct snapshot_wants all = { .probes = PROBE_BIT(PROBES) - 1,
					   .columns = SNAPSHOT_COLUMNS,
					   .unit = 2 };

/* Column i of a snapshot is position `from` + i of the text. */
static void expect_text(const struct snapshot *s, size_t from)
{
	for (int i = 0; i < s->columns; i++)
		assert_int_equal(s->symbol[i],
				 (unsigned char)letters[from + (size_t)i]);
}

/* --- the text ------------------------------------------------------------ */

static void the_axis_is_the_text_unbroken_across_iterations(void **state)
{
	struct run *run = make_run(CELL_RNN, 1, HIDDEN);
	struct view *view = view_new(run, 0);
	struct snapshot s = { .serial = 0 };

	(void)state;
	view_fill(view, run, &all, &s);
	assert_int_equal(s.columns, 0);
	for (int k = 1; k <= 8; k++) {
		iterate(run);
		view_collect(view, run, all.probes);
		view_fill(view, run, &all, &s);
		assert_int_equal(s.columns, k * STEPS);
		expect_text(&s, 0);
		assert_true(s.start[0]);
		for (int i = 1; i < s.columns; i++)
			assert_false(s.start[i]);
		for (int i = 0; i < s.columns; i++)
			assert_int_equal(s.window[i], i % STEPS == 0);
	}
	snapshot_release(&s);
	view_free(view);
	run_free(run);
}

static void the_axis_keeps_the_newest_columns(void **state)
{
	struct run *run = make_run(CELL_RNN, 1, HIDDEN);
	struct view *view = view_new(run, 13);
	struct snapshot_wants wants = all;
	struct snapshot s = { .serial = 0 };

	(void)state;
	for (int k = 1; k <= 9; k++) {
		iterate(run);
		view_collect(view, run, all.probes);
	}
	view_fill(view, run, &wants, &s);
	assert_int_equal(s.columns, 13);
	expect_text(&s, 9 * STEPS - 13);
	assert_false(s.start[0]);
	for (int i = 0; i < 13; i++)
		assert_int_equal(s.window[i],
				 (i + 9 * STEPS - 13) % STEPS == 0);
	wants.columns = 7;
	view_fill(view, run, &wants, &s);
	assert_int_equal(s.columns, 7);
	expect_text(&s, 9 * STEPS - 7);
	snapshot_release(&s);
	view_free(view);
	run_free(run);
}

static void an_iteration_longer_than_the_axis_shows_its_end(void **state)
{
	struct run *run = make_run(CELL_RNN, 1, HIDDEN);
	struct view *view = view_new(run, 3);
	struct snapshot s = { .serial = 0 };

	(void)state;
	iterate(run);
	view_collect(view, run, all.probes);
	view_fill(view, run, &all, &s);
	assert_int_equal(s.columns, 3);
	expect_text(&s, STEPS - 3);
	assert_false(s.start[0]);
	snapshot_release(&s);
	view_free(view);
	run_free(run);
}

static void the_axis_begins_again_at_a_wrap(void **state)
{
	struct run *run = make_run(CELL_GRU, 1, HIDDEN);
	struct view *view = view_new(run, 0);
	struct snapshot s = { .serial = 0 };
	size_t epoch = run_epoch(run);

	(void)state;
	for (size_t k = 1; k <= epoch; k++) {
		iterate(run);
		view_collect(view, run, all.probes);
	}
	view_fill(view, run, &all, &s);
	assert_int_equal(s.columns, epoch * STEPS);
	for (int k = 1; k <= 2; k++) {
		iterate(run);
		view_collect(view, run, all.probes);
		view_fill(view, run, &all, &s);
		assert_int_equal(s.columns, k * STEPS);
		expect_text(&s, 0);
		assert_true(s.start[0]);
		assert_false(s.start[STEPS * k - 1]);
	}
	snapshot_release(&s);
	view_free(view);
	run_free(run);
}

static void the_axis_begins_again_after_a_gap(void **state)
{
	struct run *run = make_run(CELL_RNN, 1, HIDDEN);
	struct view *view = view_new(run, 0);
	struct snapshot s = { .serial = 0 };

	(void)state;
	iterate(run);
	view_collect(view, run, all.probes);
	assert_int_equal(view_missing(view, run, 12), 0);
	iterate(run); /* not collected */
	assert_int_equal(view_missing(view, run, 12), 12);
	iterate(run);
	view_collect(view, run, all.probes);
	assert_int_equal(view_missing(view, run, 12), 12 - STEPS);
	assert_int_equal(view_missing(view, run, STEPS), 0);
	view_fill(view, run, &all, &s);
	assert_int_equal(s.columns, STEPS);
	expect_text(&s, 2 * STEPS);
	assert_false(s.start[0]);
	snapshot_release(&s);
	view_free(view);
	run_free(run);
}

/* Text that training has passed since is missing, text before the view is
 * not. */
static void a_view_begins_whole_and_is_cut_by_what_it_did_not_see(void **state)
{
	struct run *run = make_run(CELL_RNN, 1, HIDDEN);
	struct view *view;

	(void)state;
	iterate(run);
	iterate(run);
	view = view_new(run, 0);
	iterate(run);
	view_collect(view, run, all.probes);
	assert_int_equal(view_missing(view, run, 12), 0);
	view_free(view);
	view = view_new(run, 0);
	iterate(run);
	iterate(run);
	view_collect(view, run, all.probes);
	assert_int_equal(view_missing(view, run, 12), 12 - STEPS);
	view_free(view);
	run_free(run);
}

static void collecting_an_iteration_twice_changes_nothing(void **state)
{
	struct run *run = make_run(CELL_RNN, 1, HIDDEN);
	struct view *view = view_new(run, 0);
	struct snapshot s = { .serial = 0 };

	(void)state;
	view_collect(view, run, all.probes); /* nothing has happened yet */
	view_fill(view, run, &all, &s);
	assert_int_equal(s.columns, 0);
	for (int k = 0; k < 2; k++) {
		iterate(run);
		view_collect(view, run, all.probes);
		view_collect(view, run, all.probes);
	}
	view_fill(view, run, &all, &s);
	assert_int_equal(s.columns, 2 * STEPS);
	expect_text(&s, 0);
	snapshot_release(&s);
	view_free(view);
	run_free(run);
}

static void stream_zero_of_a_batch_is_shown(void **state)
{
	struct run *run = make_run(CELL_RNN, 3, HIDDEN);
	struct view *view = view_new(run, 0);
	struct snapshot s = { .serial = 0 };

	(void)state;
	for (int k = 0; k < 4; k++) {
		iterate(run);
		view_collect(view, run, all.probes);
	}
	view_fill(view, run, &all, &s);
	assert_int_equal(s.columns, 4 * STEPS);
	expect_text(&s, 0);
	snapshot_release(&s);
	view_free(view);
	run_free(run);
}

/* --- the values ---------------------------------------------------------- */

/* Row of gate_name in the engine's directory, in the top layer at time t of
 * stream 0: [H]. */
static void engine_row(const struct run *run, const char *row, int t,
		       double *out)
{
	const struct engine *engine = run->engine;
	const char *gates = cell_info[run->spec.cell].gate_letter;
	const char *gate = strchr(gates, row[0]);
	double buffer[4 * HIDDEN];
	int i = engine->find(run->net, gate ? "gates" : row,
			     run->spec.layers - 1);

	assert_true(i >= 0);
	engine->read(run->net, i, PART_VALUE, t * run->spec.batch, buffer);
	memcpy(out, gate ? buffer + (gate - gates) * HIDDEN : buffer,
	       HIDDEN * sizeof *out);
}

/* Of the newest T columns against the engine, which has no others. */
static void expect_values(const struct run *run, const struct snapshot *s)
{
	const int first = s->columns - STEPS;
	double row[HIDDEN];

	assert_true(first >= 0);
	for (int t = 0; t < STEPS; t++) {
		engine_row(run, "h", t, row);
		for (int u = 0; u < HIDDEN; u++)
			assert_true(snapshot_hidden(s, u, first + t) ==
				    (float)row[u]);
		for (int g = 0; g < snapshot_gates(s); g++) {
			engine_row(run, snapshot_gate_column(s, g)->name, t,
				   row);
			assert_true(snapshot_gate(s, g, first + t) ==
				    (float)row[s->unit]);
		}
	}
}

static void values_are_the_engines_for_every_cell_and_batch(void **state)
{
	static const char *const names[CELLS] = { "h", "rznh", "ifgoch" };
	static const bool is_signed[CELLS][6] = { { true },
						  { false, false, true, true },
						  { false, false, true, false,
						    true, true } };
	static const char *const words[CELLS][6] = {
		{ "state" },
		{ "reset", "update", "candidate", "state" },
		{ "input", "forget", "candidate", "output", "cell", "state" }
	};

	(void)state;
	for (int cell = 0; cell < CELLS; cell++)
		for (int batch = 1; batch <= 3; batch += 2) {
			struct run *run =
				make_run((enum cell)cell, batch, HIDDEN);
			struct view *view = view_new(run, 0);
			struct snapshot s = { .serial = 0 };

			for (int k = 0; k < 3; k++) {
				iterate(run);
				view_collect(view, run, all.probes);
				view_fill(view, run, &all, &s);
				expect_values(run, &s);
			}
			assert_int_equal(snapshot_gates(&s),
					 strlen(names[cell]));
			for (int g = 0; g < snapshot_gates(&s); g++) {
				char name[2] = { names[cell][g], '\0' };

				assert_string_equal(
					snapshot_gate_column(&s, g)->name,
					name);
				assert_int_equal(
					snapshot_gate_column(&s, g)->is_signed,
					is_signed[cell][g]);
				assert_string_equal(
					snapshot_gate_column(&s, g)->word,
					words[cell][g]);
				assert_int_equal(
					snapshot_gate_column(&s, g)->bounded,
					names[cell][g] != 'c');
				assert_int_equal(
					snapshot_gate_column(&s, g)->is_curve,
					strchr("nch", names[cell][g]) != NULL);
			}
			snapshot_release(&s);
			view_free(view);
			run_free(run);
		}
}

/* Collected columns do not change while the engine goes on. */
static void older_columns_keep_their_values(void **state)
{
	struct run *run = make_run(CELL_LSTM, 2, HIDDEN);
	struct view *view = view_new(run, 0);
	struct snapshot before = { .serial = 0 }, after = { .serial = 0 };

	(void)state;
	iterate(run);
	view_collect(view, run, all.probes);
	view_fill(view, run, &all, &before);
	iterate(run);
	view_collect(view, run, all.probes);
	view_fill(view, run, &all, &after);
	assert_int_equal(after.columns, 2 * before.columns);
	for (int p = PROBE_HIDDEN; p <= PROBE_GATES; p++) {
		const struct reading *old = &before.reading[p];

		assert_int_equal(old->rows, STEPS);
		assert_memory_equal(old->value, after.reading[p].value,
				    (size_t)(STEPS * old->cols) *
					    sizeof *old->value);
	}
	snapshot_release(&after);
	snapshot_release(&before);
	view_free(view);
	run_free(run);
}

static void another_unit_can_be_looked_at_while_training_pauses(void **state)
{
	struct run *run = make_run(CELL_LSTM, 1, HIDDEN);
	struct view *view = view_new(run, 0);
	struct snapshot_wants wants = all;
	struct snapshot s = { .serial = 0 };

	(void)state;
	iterate(run);
	view_collect(view, run, all.probes);
	for (int unit = 0; unit < HIDDEN; unit++) {
		wants.unit = unit;
		view_fill(view, run, &wants, &s);
		assert_int_equal(s.unit, unit);
		expect_values(run, &s);
	}
	snapshot_release(&s);
	view_free(view);
	run_free(run);
}

static void a_unit_out_of_range_is_brought_into_it(void **state)
{
	struct run *run = make_run(CELL_LSTM, 1, HIDDEN);
	struct view *view = view_new(run, 0);
	struct snapshot_wants wants = all;
	struct snapshot s = { .serial = 0 };

	(void)state;
	iterate(run);
	view_collect(view, run, all.probes);
	wants.unit = 1000;
	view_fill(view, run, &wants, &s);
	assert_int_equal(s.unit, HIDDEN - 1);
	expect_values(run, &s);
	wants.unit = -3;
	view_fill(view, run, &wants, &s);
	assert_int_equal(s.unit, 0);
	expect_values(run, &s);
	snapshot_release(&s);
	view_free(view);
	run_free(run);
}

static void what_is_not_wanted_is_not_filled(void **state)
{
	struct run *run = make_run(CELL_LSTM, 1, HIDDEN);
	struct view *view = view_new(run, 0);
	struct snapshot_wants wants = { .columns = 40 };
	struct snapshot s = { .serial = 0 };

	(void)state;
	iterate(run);
	view_collect(view, run, all.probes);
	view_fill(view, run, &wants, &s);
	assert_int_equal(s.columns, 0);
	assert_int_equal(snapshot_gates(&s), 0);
	wants.probes = PROBE_BIT(PROBE_HIDDEN);
	view_fill(view, run, &wants, &s);
	assert_int_equal(s.columns, STEPS);
	wants.columns = -1;
	view_fill(view, run, &wants, &s);
	assert_int_equal(s.columns, 0);
	snapshot_release(&s);
	view_free(view);
	run_free(run);
}

/* --- saturation, histogram, memory --------------------------------------- */

/* Sets every parameter of the run to zero except the recurrent biases of the
 * top layer: only they make the gates. */
static void set_top_bias(struct run *run, double bias)
{
	const struct engine *engine = run->engine;
	double row[4 * HIDDEN + 1000];

	for (int i = 0; i < engine->count(run->net); i++) {
		struct quantity q = engine->describe(run->net, i);
		bool top = strstr(q.name, "bias") && strstr(q.name, "l1");

		if (q.kind != QUANTITY_PARAMETER)
			continue;
		for (int c = 0; c < q.cols; c++)
			row[c] = top ? bias : 0;
		for (int r = 0; r < q.rows; r++)
			engine->write(run->net, i, PART_VALUE, r, row);
	}
}

static void fill_with_bias(struct snapshot *s, enum cell cell, double bias)
{
	struct run *run = make_run(cell, 1, HIDDEN);
	struct view *view = view_new(run, 0);

	set_top_bias(run, bias);
	iterate(run);
	view_collect(view, run, all.probes);
	view_fill(view, run, &all, s);
	view_free(view);
	run_free(run);
}

static void expect_saturation(const struct snapshot *s, const char *row,
			      double low, double high)
{
	const struct reading *saturation =
		snapshot_reading(s, PROBE_SATURATION);

	assert_non_null(saturation);
	for (int g = 0; g < snapshot_gates(s); g++)
		if (!strcmp(snapshot_gate_column(s, g)->name, row)) {
			assert_true(fabs(reading_at(saturation, g, 0) - low) <
				    1e-6);
			assert_true(fabs(reading_at(saturation, g, 1) - high) <
				    1e-6);
			return;
		}
	fail_msg("no row %s", row);
}

static void saturation_counts_both_ends_of_each_gate(void **state)
{
	struct snapshot s = { .serial = 0 };

	(void)state;
	fill_with_bias(&s, CELL_LSTM, 5); /* sigmoid 0.993, tanh 0.9999 */
	expect_saturation(&s, "i", 0, 1);
	expect_saturation(&s, "o", 0, 1);
	expect_saturation(&s, "g", 0, 1);
	expect_saturation(&s, "c", 0, 0); /* grows past 1: no bounds */
	/* |h| = 0.993 tanh(c), c = 0.99, 1.98, ...: 0.75, 0.96 .. 0.99 */
	expect_saturation(&s, "h", 0, 1 - 1.0 / STEPS);
	fill_with_bias(&s, CELL_LSTM, -5); /* 0.0067, -0.9999 */
	expect_saturation(&s, "f", 1, 0);
	expect_saturation(&s, "g", 0, 1);
	expect_saturation(&s, "h", 0, 0);
	fill_with_bias(&s, CELL_LSTM, 0);
	expect_saturation(&s, "i", 0, 0);
	expect_saturation(&s, "g", 0, 0); /* 0 is no end of -1..1 */
	fill_with_bias(&s, CELL_GRU, -5);
	expect_saturation(&s, "r", 1, 0);
	expect_saturation(&s, "z", 1, 0);
	expect_saturation(&s, "n", 0, 1);
	fill_with_bias(&s, CELL_RNN, 5);
	expect_saturation(&s, "h", 0, 1);
	snapshot_release(&s);
}

/* All values are in it. */
static void expect_bin(const struct snapshot *s, int bin)
{
	const struct reading *r = snapshot_reading(s, PROBE_HISTOGRAM);

	assert_non_null(r);
	for (int i = 0; i < HISTOGRAM_BINS; i++)
		assert_true(reading_at(r, 0, i) ==
			    (i == bin ? STEPS * HIDDEN : 0));
}

static void the_histogram_counts_every_unit_of_every_column(void **state)
{
	struct snapshot s = { .serial = 0 };

	(void)state;
	fill_with_bias(&s, CELL_RNN, 0); /* h = 0: the first bin from 0 on */
	expect_bin(&s, HISTOGRAM_BINS / 2);
	fill_with_bias(&s, CELL_RNN, 20); /* h = 1 exactly */
	expect_bin(&s, HISTOGRAM_BINS - 1);
	fill_with_bias(&s, CELL_RNN, -20);
	expect_bin(&s, 0);
	fill_with_bias(&s, CELL_RNN, atanh(-0.55)); /* -0.6..-0.5 */
	expect_bin(&s, 4);
	snapshot_release(&s);
}

/* 8 MB hold 347 columns of 1000 units and 6 rows. */
static void a_large_net_has_fewer_columns(void **state)
{
	struct run *run = make_run(CELL_LSTM, 1, 1000);
	struct view *view = view_new(run, SNAPSHOT_COLUMNS);
	struct snapshot_wants wants = all;
	struct snapshot s = { .serial = 0 };
	long fake;

	(void)state;
	iterate(run);
	/* the engine's work is not needed to fill the ring */
	for (fake = 0; fake < 100; fake++) {
		run->now.iteration = fake + 1;
		run->batch.fresh = NULL;
		view_collect(view, run, all.probes);
	}
	view_fill(view, run, &wants, &s);
	assert_in_range(s.columns, 300, 349);
	snapshot_release(&s);
	view_free(view);
	view_free(NULL);
	run_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			the_axis_is_the_text_unbroken_across_iterations),
		cmocka_unit_test(the_axis_keeps_the_newest_columns),
		cmocka_unit_test(
			an_iteration_longer_than_the_axis_shows_its_end),
		cmocka_unit_test(the_axis_begins_again_at_a_wrap),
		cmocka_unit_test(the_axis_begins_again_after_a_gap),
		cmocka_unit_test(
			a_view_begins_whole_and_is_cut_by_what_it_did_not_see),
		cmocka_unit_test(collecting_an_iteration_twice_changes_nothing),
		cmocka_unit_test(stream_zero_of_a_batch_is_shown),
		cmocka_unit_test(
			values_are_the_engines_for_every_cell_and_batch),
		cmocka_unit_test(older_columns_keep_their_values),
		cmocka_unit_test(
			another_unit_can_be_looked_at_while_training_pauses),
		cmocka_unit_test(a_unit_out_of_range_is_brought_into_it),
		cmocka_unit_test(what_is_not_wanted_is_not_filled),
		cmocka_unit_test(saturation_counts_both_ends_of_each_gate),
		cmocka_unit_test(
			the_histogram_counts_every_unit_of_every_column),
		cmocka_unit_test(a_large_net_has_fewer_columns),
	};

	blas_single_thread();
	return cmocka_run_group_tests(tests, load_corpus, release_corpus);
}
