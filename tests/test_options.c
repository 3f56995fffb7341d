/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_options.c: the option table, its values, and the settings of a
 * checkpoint. */
#include "config.h"
#include "options_support.h"
#include "lang/settings_codec.h"
#include "task/task_table.h"

#include <limits.h>
#include <math.h>

static char *printed(const struct option *o, const struct settings *set)
{
	struct strbuf b;
	char *text;

	strbuf_init(&b);
	option_print(o, set, &b);
	text = strbuf_detach(&b);
	strbuf_release(&b);
	return text;
}

/* --- the table ----------------------------------------------------------- */

/* Contract, section 1, word by word: name, range, default. */
static const struct {
	const char *name, *range, *fallback;
} contract[] = {
	{ "recipe", "default, lecture, quick, best", "default" },
	{ "cell", "rnn, gru, lstm", "lstm" },
	{ "hidden", "1..8192", "100" },
	{ "layers", "1..16", "1" },
	{ "seq-length", "1..4096", "25" },
	{ "batch-size", "1..1024", "1" },
	{ "optimizer", "adagrad, rmsprop, adam, sgd", "adagrad" },
	{ "learning-rate", "> 0", NULL },
	{ "momentum", "0..1", "0.9" },
	{ "decay", "0..1", "0.95" },
	{ "beta1", "0..1", "0.9" },
	{ "beta2", "0..1", "0.999" },
	{ "schedule", "constant, step, exponential, cosine", "constant" },
	{ "clip", ">= 0", "5" },
	{ "clip-norm", ">= 0", "0" },
	{ "dropout", "0..0.95", "0" },
	{ "forget-bias", "any real number", "1" },
	{ "init-scheme", "normal, xavier, orthogonal, identity", "normal" },
	{ "precision", "float, double", "float" },
	{ "engine", "auto, baseline, x86-64-v3", "auto" },
	{ "threads", "1..64", "1" },
	{ "seed", "0..2^63-1", "1" },
	{ "valid", "0..0.5", "0" },
	{ "valid-every", ">= 0", "1000" },
	{ "iterations", ">= 0", "0" },
	{ "sample-every", ">= 0", "100" },
	{ "sample-length", "0..1000000", "200" },
	{ "temperature", "0..10", "1" },
	{ "init", "", "none" },
	{ "resume", "", "none" },
	{ "save", "", "none" },
	{ "save-every", ">= 0", "0" },
	{ "save-best", "", "none" },
	{ "log", "", "none" },
	{ "log-every", ">= 1", "1" },
	{ "batch", "", "none" },
	{ "color", "auto, always, never, 16, 256, direct", "auto" },
	{ "background", "auto, dark, light", "auto" },
	{ "glyphs", "auto, braille, blocks, ascii", "auto" },
	{ "fps", "1..120", "30" },
	{ "palette", "viridis, inferno", "viridis" },
	{ "encoding", "auto, utf-8, bytes, latin1, cp949, ...", "auto" },
	{ "max-bytes", ">= 1", "1073741824" },
	{ "demo", "", "none" },
	{ "help", "", "none" },
	{ "version", "", "none" },
};

/* Words after a ';' are a rule, not the value. */
static void begins_default(const struct option *o, const char *value)
{
	struct strbuf b;

	strbuf_init(&b);
	option_default(o, &b);
	b.text[strcspn(b.text, ";")] = '\0';
	assert_string_equal(b.text, value);
	strbuf_release(&b);
}

static void the_table_agrees_with_the_contract(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(contract); i++) {
		const struct option *o = option_find(contract[i].name);
		char *range;

		if (!o)
			fail_msg("no --%s", contract[i].name);
		range = range_of(o);
		assert_string_equal(range, contract[i].range);
		free(range);
		if (contract[i].fallback)
			begins_default(o, contract[i].fallback);
	}
}

static void default_rates_are_the_contracts(void **state)
{
	struct strbuf b;

	(void)state;
	strbuf_init(&b);
	option_default(option_find("learning-rate"), &b);
	assert_string_equal(b.text, "adagrad 0.1, rmsprop 0.002, adam 0.001, "
				    "sgd 0.1");
	strbuf_release(&b);
}

static void only_these_options_affect_results(void **state)
{
	static const char *const others[] = {
		"iterations",   "save-every",       "log-every",
		"sample-every", "sample-length",    "temperature",
		"recipe",       "explosion-factor", "beam",
	};

	(void)state;
	for (int i = 0; i < option_count(); i++) {
		const struct option *o = option_at(i);
		bool expected = o->home == IN_SETTINGS;

		for (size_t j = 0; j < LENGTH(others); j++)
			expected = expected && strcmp(o->name, others[j]);
		assert_int_equal(o->affects_results, expected);
	}
}

static void rows_are_complete_and_different(void **state)
{
	(void)state;
	for (int i = 0; i < option_count(); i++) {
		const struct option *o = option_at(i);

		assert_ptr_equal(option_find(o->name), o);
		assert_non_null(o->unit);
		assert_non_null(o->group);
		assert_true(o->help && *o->help);
		assert_true(o->help[strlen(o->help) - 1] != '.');
		if (o->type == OPTION_FLAG)
			assert_null(o->argument);
		else
			assert_non_null(o->argument);
		if (o->zero_off)
			assert_true(o->low == 0 && !o->low_open);
		if (o->type == OPTION_WORD)
			assert_true(o->words.count > 0);
		for (int j = 0; j < i; j++) {
			assert_string_not_equal(o->name, option_at(j)->name);
			if (o->letter)
				assert_true(o->letter != option_at(j)->letter);
		}
	}
	assert_ptr_equal(option_find("learning_rate"),
			 option_find("learning-rate"));
	assert_null(option_find("learning"));
}

static void defaults_are_in_their_ranges(void **state)
{
	struct settings fresh, set;
	struct err e;

	(void)state;
	settings_default(&fresh);
	for (int i = 0; i < option_count(); i++) {
		const struct option *o = option_at(i);
		char *text;

		if (o->home != IN_SETTINGS || !strcmp(o->name, "learning-rate"))
			continue;
		set = fresh;
		text = printed(o, &fresh);
		assert_true(option_set(o, &set, text, ERR_INPUT, &e));
		assert_memory_equal(&set, &fresh, sizeof set);
		free(text);
	}
}

/* --- values -------------------------------------------------------------- */

static void set_and_print_agree(const struct option *o, const char *text)
{
	struct settings set;
	struct err e;
	char *back;

	settings_default(&set);
	if (!option_set(o, &set, text, ERR_FAILED, &e))
		fail_msg("%s", e.text);
	back = printed(o, &set);
	assert_string_equal(back, text);
	free(back);
}

static void every_setting_prints_as_it_was_set(void **state)
{
	(void)state;
	for (int i = 0; i < option_count(); i++) {
		const struct option *o = option_at(i);

		if (o->home != IN_SETTINGS)
			continue;
		if (o->type == OPTION_WORD) {
			for (int w = 0; w < o->words.count; w++)
				set_and_print_agree(o, word_at(&o->words, w));
		} else if (o->type == OPTION_LONG) {
			set_and_print_agree(o, o->low <= 1 ? "1" : "4");
			set_and_print_agree(o, o->high > 1000 ? "1000" : "7");
		} else {
			set_and_print_agree(o, "0.1");
			set_and_print_agree(o, "0.30000000000000004");
		}
	}
	set_and_print_agree(option_find("seed"), "9223372036854775807");
	set_and_print_agree(option_find("forget-bias"), "-2.5");
}

/* The text of a number one step outside the range. */
static void outside(const struct option *o, bool above, char text[40])
{
	double edge = above ? o->high : o->low;

	if (o->type == OPTION_LONG && edge == 0x1p63)
		snprintf(text, 40, "9223372036854775808");
	else if (o->type == OPTION_LONG)
		snprintf(text, 40, "%.0f", above ? edge + 1 : edge - 1);
	else if (!above && o->low_open)
		snprintf(text, 40, "%.17g", edge);
	else
		snprintf(text, 40, "%.17g",
			 nextafter(edge, above ? INFINITY : -INFINITY));
}

static void check_edge(const struct option *o, bool above)
{
	double edge = above ? o->high : o->low;
	char text[40];
	char *words, *range = range_of(o);

	if (isfinite(edge)) {
		outside(o, above, text);
		words = xasprintf("--%s=%s", o->name, text);
		refused(words, o->name);
		refused(words, text);
		refused(words, range);
		free(words);
	}
	free(range);
}

static void below_and_above_the_range_is_refused_with_the_range(void **state)
{
	(void)state;
	for (int i = 0; i < option_count(); i++) {
		const struct option *o = option_at(i);

		if (o->type != OPTION_LONG && o->type != OPTION_REAL)
			continue;
		check_edge(o, false);
		check_edge(o, true);
	}
}

static void the_edges_of_the_range_are_accepted(void **state)
{
	struct settings set;
	struct err e;
	char text[40];

	(void)state;
	settings_default(&set);
	for (int i = 0; i < option_count(); i++) {
		const struct option *o = option_at(i);

		if (o->home != IN_SETTINGS || o->type == OPTION_WORD)
			continue;
		if (isfinite(o->low) && !o->low_open) {
			snprintf(text, sizeof text, "%.17g", o->low);
			assert_true(option_set(o, &set, text, ERR_FAILED, &e));
		}
		if (isfinite(o->high) && o->high < 0x1p63) {
			snprintf(text, sizeof text, "%.17g", o->high);
			assert_true(option_set(o, &set, text, ERR_FAILED, &e));
		}
	}
	assert_true(option_set(option_find("learning-rate"), &set, "1e-300",
			       ERR_FAILED, &e));
}

static void a_non_value_is_refused_with_the_range(void **state)
{
	static const char *const bad[] = { "x", "nan", "inf", "1x", "1,5" };

	(void)state;
	for (int i = 0; i < option_count(); i++) {
		const struct option *o = option_at(i);

		if (o->type == OPTION_FLAG || o->type == OPTION_TEXT ||
		    o->type == OPTION_ACTION)
			continue;
		for (size_t j = 0; j < LENGTH(bad); j++) {
			char *words = xasprintf("--%s=%s", o->name, bad[j]);
			char *range = range_of(o);

			refused(words, range);
			free(range);
			free(words);
		}
	}
	refused("--hidden 1.5", "--hidden|1.5|whole number|1..8192");
	refused("--hidden=", "1..8192");
	refused("--cell LSTM", "rnn, gru, lstm");
}

static void a_refused_value_leaves_the_old_one(void **state)
{
	struct settings set, before;
	struct err e;

	(void)state;
	settings_default(&set);
	before = set;
	assert_false(
		option_set(option_find("hidden"), &set, "0", ERR_FAILED, &e));
	assert_int_equal(e.kind, ERR_FAILED);
	assert_string_equal(e.text, "hidden: '0' is out of range (1..8192)");
	assert_memory_equal(&set, &before, sizeof set);
	assert_false(option_set(option_find("fps"), &set, "3", ERR_FAILED, &e));
	assert_non_null(strstr(e.text, "at the start"));
}

static void hostile_values_are_shown_safely(void **state)
{
	struct settings set;
	struct err e;

	(void)state;
	settings_default(&set);
	assert_false(option_set(option_find("hidden"), &set,
				"\x1b[2J\xff\xe2\x80\xae", ERR_FAILED, &e));
	assert_null(strchr(e.text, '\x1b'));
	assert_null(strchr(e.text, '\xff'));
	assert_null(strstr(e.text, "\xe2\x80\xae"));
}

/* Each task brings its own, which no other task takes. */
static void a_setting_of_another_task_is_refused(void **state UNUSED)
{
	static const struct task other = { .name = "other" };
	const struct task *first = task_at(TASK_CHAR);
	const struct option *shared = option_find("hidden");
	const struct option *own = option_find("temperature");
	struct err e;

	assert_null(option_task(shared));
	assert_true(option_check_task(shared, "", &other, ERR_FAILED, &e));
	assert_ptr_equal(option_task(own), first);
	assert_true(option_check_task(own, "", first, ERR_FAILED, &e));
	assert_false(option_check_task(own, "--", &other, ERR_INPUT, &e));
	assert_int_equal(e.kind, ERR_INPUT);
	assert_string_equal(e.text, "--temperature belongs to the task char, "
				    "not to other");
}

static void every_setting_of_a_task_is_in_the_table(void **state UNUSED)
{
	int own = 0;

	for (int i = 0; i < TASKS; i++)
		for (int k = 0; task_at(i)->options[k]; k++)
			for (int n = 0; n < task_at(i)->options[k]->rows; n++) {
				const struct option *o =
					&task_at(i)->options[k]->row[n];

				assert_ptr_equal(option_find(o->name), o);
				assert_true(option_is_of(o, task_at(i)));
				own++;
			}
	for (int i = 0; i < option_count(); i++)
		assert_int_equal(option_index(option_at(i)), i);
	assert_true(own > 0);
}

static void settings_are_found_by_unique_prefix(void **state)
{
	struct err e;

	(void)state;
	assert_ptr_equal(option_match("hid", NULL, &e), option_find("hidden"));
	assert_ptr_equal(option_match("learning_r", NULL, &e),
			 option_find("learning-rate"));
	assert_ptr_equal(option_match("clip", NULL, &e), option_find("clip"));
	assert_ptr_equal(option_match("clip-", NULL, &e),
			 option_find("clip-norm"));
	assert_null(option_match("sample", NULL, &e));
	assert_non_null(strstr(e.text, "sample-every"));
	assert_non_null(strstr(e.text, "sample-length"));
	assert_null(option_match("lerning-rate", NULL, &e));
	assert_non_null(strstr(e.text, "near: learning-rate"));
	assert_null(option_match("palette", NULL, &e));
	assert_non_null(strstr(e.text, "--palette"));
	assert_null(option_match("", NULL, &e));
}

/* --- checkpoint ---------------------------------------------------------- */

/* Not by memcmp(): padding may differ. */
static void assert_same_value(const struct option *o, const struct settings *a,
			      const struct settings *b)
{
	size_t size = o->type == OPTION_LONG   ? sizeof(long)
		      : o->type == OPTION_REAL ? sizeof(double)
					       : sizeof(int);

	assert_memory_equal((const char *)a + o->offset,
			    (const char *)b + o->offset, size);
}

static void encoded_settings_come_back_exactly(void **state)
{
	struct settings set, back;
	struct err e;
	char *json, *again;

	(void)state;
	settings_default(&set);
	settings_settle(&set);
	set.cell = CELL_GRU;
	set.seed = LONG_MAX;
	set.learning_rate = 0.1 + 0.2;
	set.dropout = 1.0 / 3;
	set.forget_bias = -1e-300;
	set.optimizer = OPTIM_ADAM;
	set.schedule_every = 123456789012345;
	json = settings_codec.encode(&set);
	settings_default(&back);
	if (!settings_codec.decode(&back, json, &e))
		fail_msg("%s", e.text);
	for (int i = 0; i < option_count(); i++) {
		const struct option *o = option_at(i);

		if (o->home == IN_SETTINGS && o->affects_results)
			assert_same_value(o, &set, &back);
	}
	again = settings_codec.encode(&back);
	assert_string_equal(json, again);
	free(again);
	free(json);
}

static void keys_are_sorted_and_only_numbers_are_kept(void **state)
{
	struct settings set;
	char *json;
	int keys = 0, rows = 0;
	char last[64] = "";

	(void)state;
	settings_default(&set);
	set.iterations = 12345;
	json = settings_codec.encode(&set);
	assert_null(strstr(json, "12345"));
	assert_null(strchr(json, '\n'));
	for (const char *s = json; (s = strpbrk(s, "{,"));) {
		char key[64];

		assert_int_equal(sscanf(++s, "\"%63[a-z0-9_]\":", key), 1);
		assert_true(strcmp(last, key) < 0);
		strcpy(last, key);
		keys++;
	}
	for (int i = 0; i < option_count(); i++)
		rows += option_at(i)->affects_results &&
			!option_at(i)->omit_default &&
			option_is_of(option_at(i), task_at(TASK_CHAR));
	assert_int_equal(keys, rows);
	assert_null(strstr(json, "\"task\"")); /* files of char never had it */
	free(json);
}

static void missing_and_unknown_keys_are_no_mistake(void **state)
{
	struct settings set, expected;
	struct err e;

	(void)state;
	settings_default(&set);
	expected = set;
	expected.hidden = 7;
	assert_true(settings_codec.decode(&set, "{}", &e));
	assert_true(settings_codec.decode(&set,
					  "{\"hidden\":7,\"moon\":[1,{}],"
					  "\"iterations\":5,\"batch\":true}",
					  &e));
	assert_memory_equal(&set, &expected, sizeof set);
	set.task = -1; /* independent of the old value */
	assert_true(settings_codec.decode(&set, "{}", &e));
	assert_memory_equal(&set, &expected, sizeof set);
	assert_true(settings_codec.decode(&set, "{\"task\":\"char\"}", &e));
	assert_false(settings_codec.decode(&set, "{\"task\":\"chess\"}", &e));
}

static void hostile_json_is_refused_and_changes_nothing(void **state)
{
	static const char *const bad[] = {
		"",
		"[]",
		"3",
		"null",
		"{",
		"{\"hidden\":0}",
		"{\"layers\":2,\"hidden\":8193}",
		"{\"hidden\":\"7\"}",
		"{\"hidden\":7.0}",
		"{\"hidden\":1e3}",
		"{\"hidden\":-1}",
		"{\"hidden\":99999999999999999999}",
		"{\"hidden\":null}",
		"{\"learning_rate\":0}",
		"{\"learning_rate\":-1}",
		"{\"learning_rate\":1e999}",
		"{\"learning_rate\":\"0.1\"}",
		"{\"dropout\":0.96}",
		"{\"cell\":\"tanh\"}",
		"{\"cell\":1}",
		"{\"cell\":\"lstm\\u0000x\"}",
		"{\"cell\":[]}",
		"{\"hidden\":7,\"hidden\":8}",
		"{\"hidden\":7} x",
		"{\"optimizer\":true}",
		"{\"seed\":-1}",
	};
	struct settings set, before;
	struct err e;

	(void)state;
	settings_default(&set);
	before = set;
	for (size_t i = 0; i < LENGTH(bad); i++) {
		if (settings_codec.decode(&set, bad[i], &e))
			fail_msg("accepted: %s", bad[i]);
		assert_int_equal(e.kind, ERR_INPUT);
		assert_memory_equal(&set, &before, sizeof set);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_agrees_with_the_contract),
		cmocka_unit_test(default_rates_are_the_contracts),
		cmocka_unit_test(only_these_options_affect_results),
		cmocka_unit_test(defaults_are_in_their_ranges),
		cmocka_unit_test(rows_are_complete_and_different),
		cmocka_unit_test(every_setting_prints_as_it_was_set),
		cmocka_unit_test(
			below_and_above_the_range_is_refused_with_the_range),
		cmocka_unit_test(the_edges_of_the_range_are_accepted),
		cmocka_unit_test(a_non_value_is_refused_with_the_range),
		cmocka_unit_test(a_refused_value_leaves_the_old_one),
		cmocka_unit_test(hostile_values_are_shown_safely),
		cmocka_unit_test(a_setting_of_another_task_is_refused),
		cmocka_unit_test(every_setting_of_a_task_is_in_the_table),
		cmocka_unit_test(settings_are_found_by_unique_prefix),
		cmocka_unit_test(encoded_settings_come_back_exactly),
		cmocka_unit_test(keys_are_sorted_and_only_numbers_are_kept),
		cmocka_unit_test(missing_and_unknown_keys_are_no_mistake),
		cmocka_unit_test(hostile_json_is_refused_and_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
