/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_recipes.c: how the settings of a run come together from defaults, a
 * recipe, a file and what was chosen. */
#include "config.h"

#include "lang/recipes.h"
#include "options_support.h"

/* A text that is only as long and as rich as recipes look at. */
static struct corpus text_of(size_t length, int symbols)
{
	return (struct corpus){ .length = length,
				.vocab = { .size = symbols } };
}

struct composed {
	struct start start;
	struct origins origins;
	struct corpus text;
};

static void compose(struct composed *c, const char *words, size_t length,
		    int symbols)
{
	accepted(&c->start, words);
	c->text = text_of(length, symbols);
	origins_init(&c->origins, &c->start.startup);
	settings_compose(&c->start.set, &c->origins, &c->text);
}

static enum origin origin(const struct composed *c, const char *name)
{
	return origin_of(&c->origins, option_find(name));
}

static const size_t lengths[] = { 2,      100,    4000,    30000,
				  100000, 260000, 1000000, 50000000 };

static void without_a_recipe_all_is_default(void **state)
{
	struct settings plain;
	struct composed c;

	(void)state;
	compose(&c, "a.txt", 1000000, 65);
	settings_default(&plain);
	settings_settle(&plain);
	for (int i = 0; i < option_count(); i++)
		if (option_is_setting(option_at(i)))
			assert_false(option_differs(option_at(i), &plain,
						    &c.start.set));
	start_release(&c.start);
}

static void the_lectures_recipe_is_the_lectures_program(void **state)
{
	struct composed c;

	(void)state;
	compose(&c, "--recipe lecture a.txt", 1000000, 65);
	assert_int_equal(c.start.set.cell, CELL_RNN);
	assert_int_equal(c.start.set.hidden, 100);
	assert_int_equal(c.start.set.seq_length, 25);
	assert_int_equal(c.start.set.optimizer, OPTIM_ADAGRAD);
	assert_true(c.start.set.learning_rate == 0.1);
	assert_int_equal(c.start.set.init_scheme, INIT_NORMAL);
	assert_int_equal(c.start.set.iterations, 0);
	start_release(&c.start);
}

/* Every row can be parsed (a wrong one aborts), holds something out and ends,
 * whatever the text. */
static void a_recipe_suits_every_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(lengths); i++)
		for (int r = 0; r < 2; r++) {
			struct composed c;

			compose(&c, r ? "--recipe best a" : "--recipe quick a",
				lengths[i], 65);
			assert_true(c.start.set.valid > 0);
			assert_true(c.start.set.iterations > 0);
			assert_int_equal(c.start.set.schedule_every,
					 c.start.set.iterations);
			assert_true(c.start.set.valid_every > 0 &&
				    c.start.set.valid_every <=
					    c.start.set.iterations);
			assert_int_equal(origin(&c, "hidden"), ORIGIN_RECIPE);
			start_release(&c.start);
		}
}

/* A net that is large for its text knows it by heart at once. */
static void a_short_text_gets_a_small_net_and_dropout(void **state)
{
	(void)state;
	for (int r = 0; r < 2; r++) {
		const char *words = r ? "--recipe best a" : "--recipe quick a";
		struct composed small, large;
		double passes;

		compose(&small, words, 4000, 60);
		compose(&large, words, 1000000, 60);
		assert_true(small.start.set.hidden < large.start.set.hidden);
		assert_true(small.start.set.dropout >= 0.3);
		passes = (double)small.start.set.iterations *
			 (double)small.start.set.seq_length *
			 (double)small.start.set.batch_size / 4000;
		assert_true(passes < 100);
		start_release(&small.start);
		start_release(&large.start);
	}
}

/* More work an iteration, fewer iterations: the same time. */
static void iterations_follow_the_work_of_one(void **state)
{
	struct composed few, many, large;

	(void)state;
	compose(&few, "--recipe quick a", 1000000, 65);
	compose(&many, "--recipe quick a", 1000000, 2000);
	compose(&large, "--recipe quick --hidden 1024 a", 1000000, 65);
	assert_true(many.start.set.iterations < few.start.set.iterations / 2);
	assert_true(large.start.set.iterations < few.start.set.iterations / 4);
	start_release(&few.start);
	start_release(&many.start);
	start_release(&large.start);
}

static void what_is_chosen_wins(void **state)
{
	struct composed c;

	(void)state;
	compose(&c, "--recipe quick --hidden 33 --valid 0 --iterations 77 a",
		1000000, 65);
	assert_int_equal(c.start.set.hidden, 33);
	assert_true(c.start.set.valid == 0);
	assert_int_equal(c.start.set.iterations, 77);
	assert_int_equal(c.start.set.schedule_every, 77);
	assert_int_equal(origin(&c, "hidden"), ORIGIN_CHOSEN);
	assert_int_equal(origin(&c, "optimizer"), ORIGIN_RECIPE);
	assert_int_equal(origin(&c, "momentum"), ORIGIN_DEFAULT);
	start_release(&c.start);
}

static void another_optimizer_has_its_own_rate(void **state)
{
	struct composed c;

	(void)state;
	compose(&c, "--recipe quick --optimizer rmsprop a", 1000000, 65);
	assert_true(c.start.set.learning_rate == 0.002);
	assert_int_equal(origin(&c, "learning-rate"), ORIGIN_DEFAULT);
	start_release(&c.start);
	compose(&c, "--recipe quick --optimizer sgd --learning-rate 3 a",
		1000000, 65);
	assert_true(c.start.set.learning_rate == 3);
	start_release(&c.start);
}

static void what_a_file_recorded_stays(void **state)
{
	struct composed c;

	(void)state;
	compose(&c, "--cell gru a", 1000000, 65);
	c.start.set.hidden = 41;
	origin_set(&c.origins, option_find("hidden"), ORIGIN_FILE);
	c.start.set.recipe = RECIPE_QUICK;
	settings_compose(&c.start.set, &c.origins, &c.text);
	assert_int_equal(c.start.set.hidden, 41);
	assert_int_equal(c.start.set.optimizer, OPTIM_ADAM);
	/* and the recipe leaves nothing behind */
	c.start.set.recipe = RECIPE_DEFAULT;
	settings_compose(&c.start.set, &c.origins, &c.text);
	assert_int_equal(c.start.set.optimizer, OPTIM_ADAGRAD);
	assert_int_equal(c.start.set.cell, CELL_GRU);
	assert_int_equal(c.start.set.iterations, 0);
	assert_true(c.start.set.valid == 0);
	start_release(&c.start);
}

static void small_weights_are_for_the_lectures_nets(void **state)
{
	static const struct {
		const char *words;
		enum init_scheme scheme;
	} row[] = {
		{ "a", INIT_NORMAL },
		{ "--cell rnn --hidden 500 a", INIT_NORMAL },
		{ "--layers 2 a", INIT_XAVIER },
		{ "--optimizer adam a", INIT_XAVIER },
		{ "--optimizer sgd a", INIT_XAVIER },
		{ "--layers 2 --init-scheme normal a", INIT_NORMAL },
		{ "--optimizer adam --init-scheme identity a", INIT_IDENTITY },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(row); i++) {
		struct composed c;

		compose(&c, row[i].words, 1000, 10);
		assert_int_equal(c.start.set.init_scheme, row[i].scheme);
		start_release(&c.start);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_recipe_all_is_default),
		cmocka_unit_test(the_lectures_recipe_is_the_lectures_program),
		cmocka_unit_test(a_recipe_suits_every_text),
		cmocka_unit_test(a_short_text_gets_a_small_net_and_dropout),
		cmocka_unit_test(iterations_follow_the_work_of_one),
		cmocka_unit_test(what_is_chosen_wins),
		cmocka_unit_test(another_optimizer_has_its_own_rate),
		cmocka_unit_test(what_a_file_recorded_stays),
		cmocka_unit_test(small_weights_are_for_the_lectures_nets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
