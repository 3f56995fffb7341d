/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_metrics.c: the metric table. */
#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lang/metrics.h"
#include "task/task_char.h"
#include <math.h>

static void columns_have_the_contracts_order(void **state)
{
	static const char *const order[] = {
		"iteration",   "epoch",         "loss",
		"smooth_loss", "bpc",           "learning_rate",
		"grad_norm",   "clip_fraction", "chars_per_second",
	};

	(void)state;
	assert_true(metric_count() >= (int)LENGTH(order));
	for (int i = 0; i < (int)LENGTH(order); i++)
		assert_string_equal(metric_at(i)->name, order[i]);
}

static void names_are_different_and_found(void **state)
{
	(void)state;
	for (int i = 0; i < metric_count(); i++) {
		const struct metric *m = metric_at(i);

		assert_ptr_equal(metric_find(m->name), m);
		assert_true(m->help && *m->help && m->unit);
		assert_int_equal(strspn(m->name, "abcdefghijklmnopqrstuvwxyz_"),
				 strlen(m->name));
	}
	assert_ptr_equal(metric_find("smooth-loss"),
			 metric_find("smooth_loss"));
	assert_ptr_equal(metric_find("best_valid-iteration"),
			 metric_find("best_valid_iteration"));
	assert_null(metric_find("loss-"));
	assert_null(metric_find("los"));
	assert_null(metric_find(""));
}

static double value(const struct run *run, const char *name)
{
	return metric_value(metric_find(name), run);
}

static void units_are_converted(void **state)
{
	const struct run run = {
		.task = &task_char,
		.spec.steps = 25,
		.now = { .iteration = 7,
			 .epoch = 0.5,
			 .loss = 25 * log(8),
			 .smooth_loss = 25 * log(16),
			 .valid_loss = log(4),
			 .best_smooth = 3,
			 .best_valid = 2,
			 .seconds = 9 },
	};

	(void)state;
	assert_true(value(&run, "iteration") == 7);
	assert_true(value(&run, "epoch") == 0.5);
	assert_true(fabs(value(&run, "bpc") - 3) < 1e-12);
	assert_true(fabs(value(&run, "smooth_bpc") - 4) < 1e-12);
	assert_true(fabs(value(&run, "perplexity") - 8) < 1e-12);
	assert_true(fabs(value(&run, "valid_bpc") - 2) < 1e-12);
	assert_true(value(&run, "best_smooth_loss") == 3);
	assert_true(value(&run, "best_valid_loss") == 2);
	assert_true(value(&run, "elapsed") == 9);
}

static void an_unknown_value_stays_unknown(void **state)
{
	const struct run run = {
		.task = &task_char,
		.spec.steps = 25,
		.now = { .loss = NAN, .valid_loss = NAN },
	};

	(void)state;
	assert_true(isnan(value(&run, "loss")));
	assert_true(isnan(value(&run, "bpc")));
	assert_true(isnan(value(&run, "perplexity")));
	assert_true(isnan(value(&run, "valid_bpc")));
}

/* After iteration 4 of a rate that halves every 2. */
static void the_learning_rate_is_the_next_iterations(void **state)
{
	const struct run run = {
		.set = { .learning_rate = 8,
			 .schedule = SCHEDULE_STEP,
			 .schedule_factor = 0.5,
			 .schedule_every = 2 },
		.now = { .iteration = 4, .learning_rate = 4 },
	};

	(void)state;
	assert_true(value(&run, "learning_rate") == 2);
	assert_true(metric_in_log(metric_find("learning_rate"), &run) == 4);
	assert_true(metric_in_log(metric_find("iteration"), &run) == 3);
}

static void a_task_has_columns_and_values_of_its_own(void **state)
{
	static const struct task other = { .name = "other" };
	struct run run = { .task = &task_char,
			   .now = { .loss = 2, .valid_loss_warm = 3 } };
	const int common = metric_columns(&other);

	(void)state;
	assert_int_equal(metric_columns(&task_char),
			 common + task_char.metrics);
	assert_string_equal(metric_column(&task_char, common)->name,
			    "valid_loss_warm");
	for (int i = 0; i < common; i++)
		assert_ptr_equal(metric_column(&other, i), metric_at(i));
	assert_true(value(&run, "valid_loss_warm") == 3);
	run.task = &other;
	assert_true(isnan(value(&run, "valid_loss_warm")));
	assert_true(value(&run, "loss") == 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_have_the_contracts_order),
		cmocka_unit_test(names_are_different_and_found),
		cmocka_unit_test(units_are_converted),
		cmocka_unit_test(an_unknown_value_stays_unknown),
		cmocka_unit_test(a_task_has_columns_and_values_of_its_own),
		cmocka_unit_test(the_learning_rate_is_the_next_iterations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
