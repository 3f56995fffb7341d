/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_checkpoint.c: a run comes back from its file bit by bit, and the file
 * is what the contract says. */
#include "config.h"

#include "run_codec.h"
#include "scratch.h"
#include "task/sampler.h"

#include <math.h>

static const char file_name[] = "x.safetensors";

/* --- resuming ------------------------------------------------------------- */

static void assert_same_samples(struct run *a, struct run *b)
{
	struct strbuf text[2];
	struct run *r[2] = { a, b };
	struct err e;

	for (int i = 0; i < 2; i++) {
		struct sample_request q = { .length = 100,
					    .temperature = 1,
					    .from_state = true,
					    .first = -1 };
		struct sampler *s =
			sampler_new(r[i], &q, r[i]->rng[RNG_USER], &e);

		assert_non_null(s);
		strbuf_init(&text[i]);
		assert_true(sampler_more(s, 1000, &text[i]));
		sampler_free(s);
	}
	assert_string_equal(text[0].text, text[1].text);
	strbuf_release(&text[0]);
	strbuf_release(&text[1]);
}

/* All numbers but the times. */
static void assert_same_metrics(const struct metrics *a,
				const struct metrics *b)
{
	struct metrics x[2] = { *a, *b };

	for (int i = 0; i < 2; i++)
		x[i].seconds = x[i].chars_per_second =
			x[i].examples_per_second = 0;
	assert_memory_equal(&x[0], &x[1], sizeof *a);
}

static void assert_same_settings(const struct settings *a,
				 const struct settings *b)
{
	char *x = codec_encode(a), *y = codec_encode(b);

	assert_string_equal(x, y);
	free(x);
	free(y);
}

/* Train 200 = train 100, save, resume, train 100. */
static void assert_resumes(const struct settings *set, const struct corpus *c)
{
	struct run *whole = run_of(set, c), *half = run_of(set, c), *rest;

	iterate(whole, 200);
	iterate(half, 100);
	save(half, file_name);
	assert_int_equal(half->saved_iteration, 100);
	rest = resume(file_name, c);
	assert_int_equal(rest->saved_iteration, 100);
	assert_same_run(half, rest);
	assert_same_metrics(&half->now, &rest->now);
	assert_same_settings(&half->set, &rest->set);
	run_free(half);
	iterate(rest, 100);
	assert_same_run(whole, rest);
	assert_same_metrics(&whole->now, &rest->now);
	assert_same_samples(whole, rest);
	run_free(whole);
	run_free(rest);
}

static void resuming_is_exact_for_all_cells_and_optimisers(void **state)
{
	struct corpus c;

	(void)state;
	corpus_of_length(&c, 777);
	for (int i = 0; i < CELLS * OPTIMIZERS * 2 * 2; i++) {
		struct settings set = small_settings((enum cell)(i % CELLS));

		set.optimizer = i / CELLS % OPTIMIZERS;
		set.precision = i / (CELLS * OPTIMIZERS) % 2;
		set.learning_rate = 0;
		settings_settle(&set);
		if (i / (CELLS * OPTIMIZERS * 2)) {
			set.layers = 2;
			set.batch_size = 3;
			set.dropout = 0.3;
			set.valid = 0.2;
			set.valid_every = 30;
			set.schedule = SCHEDULE_COSINE;
			set.schedule_every = 150;
		}
		assert_resumes(&set, &c);
	}
	corpus_release(&c);
}

static void a_file_of_iteration_0_is_the_beginning(void **state)
{
	struct settings set = small_settings(CELL_LSTM);
	struct run *fresh, *back;
	struct corpus c;

	(void)state;
	corpus_of_length(&c, 200);
	fresh = run_of(&set, &c);
	save(fresh, file_name);
	back = resume(file_name, &c);
	assert_true(isnan(back->now.loss) && isnan(back->now.best_smooth));
	iterate(fresh, 50);
	iterate(back, 50);
	assert_same_run(fresh, back);
	run_free(fresh);
	run_free(back);
	corpus_release(&c);
}

static void a_long_history_with_marks_comes_back(void **state)
{
	struct settings set = small_settings(CELL_RNN);
	struct settings old;
	struct run *r, *back;
	struct corpus c;

	(void)state;
	set.hidden = 2;
	set.valid = 0.3;
	set.valid_every = 100;
	corpus_of_length(&c, 200);
	r = run_of(&set, &c);
	for (int i = 0; i < 3; i++) {
		iterate(r, 1999);
		old = r->set;
		r->set.learning_rate *= 0.7;
		run_settings_changed(r, &old);
	}
	assert_int_equal(r->series.width, 8);
	save(r, file_name);
	back = resume(file_name, &c);
	assert_int_equal(back->series.marks, 3);
	assert_memory_equal(&r->series, &back->series, sizeof r->series);
	run_free(r);
	run_free(back);
	corpus_release(&c);
}

/* As written before the history had details: under other names they are as if
 * they were not there. */
static void hide_details(void)
{
	static const char *const name[] = { "\"series.order\"",
					    "\"series.detail\"",
					    "\"series.detail_order\"",
					    "\"series.recent\"",
					    "\"metadata_crc32\"" };
	size_t length;
	char *bytes = slurp(file_name, &length);
	FILE *f;

	for (size_t i = 0; i < LENGTH(name); i++) {
		char *at = memmem(bytes, length, name[i], strlen(name[i]));

		assert_non_null(at);
		at[1] = 'x';
	}
	f = fopen(file_name, "wb");
	fwrite(bytes, 1, length, f);
	fclose(f);
	free(bytes);
}

static void sum_values(void *owner, const struct series_piece *p)
{
	long *sum = owner;

	assert_true(p->bucket->low <= (double)p->bucket->order[0] + 1e-3);
	assert_true(p->bucket->high >= (double)p->bucket->order[0] - 1e-3);
	sum[0] += p->values;
	sum[1] += isfinite(p->bucket->valid);
}

/* Values that they lack are made from those they have, and go on from there. */
static void an_older_file_has_a_coarser_history(void **state)
{
	struct settings set = small_settings(CELL_RNN);
	long early[2] = { 0 }, recent[2] = { 0 }, n;
	struct run *r, *back;
	struct corpus c;

	(void)state;
	set.hidden = 2;
	set.valid = 0.3;
	set.valid_every = 100;
	corpus_of_length(&c, 200);
	r = run_of(&set, &c);
	iterate(r, 5555);
	save(r, file_name);
	hide_details();
	back = resume(file_name, &c);
	n = back->series.used;
	assert_memory_equal(&r->series.width, &back->series.width,
			    offsetof(struct series, bucket));
	for (long i = 0; i < n; i++)
		assert_true(r->series.bucket[i].mean ==
			    back->series.bucket[i].mean);
	iterate(back, 45);
	series_visit_early(&back->series, sum_values, early);
	assert_int_equal(early[0], 5600);
	assert_in_range(early[1], 25, 56);
	series_visit(&back->series, 5000, sum_values, recent);
	assert_in_range(recent[0], 600, 607);
	assert_int_equal(recent[1], 6);
	run_free(r);
	run_free(back);
	corpus_release(&c);
}

static void a_given_rate_wins_and_another_optimiser_starts_clean(void **state)
{
	struct settings set = small_settings(CELL_GRU);
	struct checkpoint file;
	struct settings wanted;
	struct run *r;
	struct corpus c;
	struct err e;

	(void)state;
	corpus_of_length(&c, 200);
	r = run_of(&set, &c);
	iterate(r, 20);
	save(r, file_name);
	run_free(r);
	open_checkpoint(&file, file_name);
	wanted = file.set;
	wanted.learning_rate = 0.01;
	r = checkpoint_resume(&file, &wanted, &task_char, OF_TEXT(&c), &e);
	assert_non_null(r);
	assert_true(r->set.learning_rate == 0.01);
	assert_int_equal(r->updates, 20);
	assert_string_equal(r->series.mark[0].text, "lr 0.01");
	run_free(r);
	wanted.optimizer = OPTIM_ADAM;
	r = checkpoint_resume(&file, &wanted, &task_char, OF_TEXT(&c), &e);
	assert_non_null(r);
	assert_int_equal(r->updates, 0);
	assert_true(r->engine->get(r->net, quantity_of(r, "out.bias", -1),
				   PART_SLOT0, 0, 0) == 0);
	iterate(r, 20);
	run_free(r);
	checkpoint_close(&file);
	corpus_release(&c);
}

static void another_shape_is_an_input_error(void **state)
{
	struct settings set = small_settings(CELL_LSTM);
	struct checkpoint file;
	struct run *r;
	struct corpus c;
	struct err e;

	(void)state;
	corpus_of_length(&c, 200);
	r = run_of(&set, &c);
	save(r, file_name);
	run_free(r);
	open_checkpoint(&file, file_name);
	for (int i = 0; i < 6; i++) {
		struct settings other = file.set;

		if (i == 0)
			other.cell = CELL_GRU;
		else if (i == 1)
			other.hidden++;
		else if (i == 2)
			other.layers++;
		else if (i == 3)
			other.seq_length++;
		else if (i == 4)
			other.batch_size++;
		else
			other.precision = PRECISION_FLOAT;
		assert_null(checkpoint_resume(&file, &other, &task_char,
					      OF_TEXT(&c), &e));
		assert_int_equal(e.kind, ERR_INPUT);
		assert_non_null(strstr(e.text, file_name));
	}
	checkpoint_close(&file);
	corpus_release(&c);
}

static void another_text_is_refused_and_init_named(void **state)
{
	struct settings set = small_settings(CELL_LSTM);
	struct corpus c, other;
	struct checkpoint file;
	struct run *r;
	struct err e;

	(void)state;
	corpus_of(&c, "abcabdabcabdabcabdabc");
	c.path = xstrdup("/texts/abc.txt");
	corpus_of(&other, "abcabdabcabdabcabdabd");
	r = run_of(&set, &c);
	save(r, file_name);
	run_free(r);
	open_checkpoint(&file, file_name);
	assert_int_equal(file.corpus_crc32, c.crc32);
	assert_string_equal(file.corpus, c.path);
	assert_null(checkpoint_resume(&file, &file.set, &task_char,
				      OF_TEXT(&other), &e));
	assert_int_equal(e.kind, ERR_INPUT);
	assert_non_null(strstr(e.text, "--init"));
	checkpoint_close(&file);
	corpus_release(&c);
	corpus_release(&other);
}

/* --- the file ------------------------------------------------------------- */

static void saving_what_was_resumed_gives_the_same_bytes(void **state)
{
	struct settings set = small_settings(CELL_LSTM);
	struct run *r, *back;
	struct corpus c;
	size_t length[2];
	char *bytes[2];

	(void)state;
	corpus_of_length(&c, 200);
	r = run_of(&set, &c);
	iterate(r, 50);
	save(r, file_name);
	back = resume(file_name, &c);
	save(back, "again");
	bytes[0] = slurp(file_name, &length[0]);
	bytes[1] = slurp("again", &length[1]);
	assert_int_equal(length[0], length[1]);
	assert_memory_equal(bytes[0], bytes[1], length[0]);
	for (int i = 0; i < 2; i++)
		free(bytes[i]);
	run_free(r);
	run_free(back);
	corpus_release(&c);
}

/* The metadata without the two keys that may differ, and their checksum. */
static json_t *comparable_header(const char *bytes)
{
	uint64_t length;
	json_t *all, *meta;

	memcpy(&length, bytes, 8);
	all = json_loadb(bytes + 8, length, JSON_ALLOW_NUL, NULL);
	meta = json_object_get(all, "__metadata__");
	assert_int_equal(json_object_del(meta, "corpus"), 0);
	assert_int_equal(json_object_del(meta, "program"), 0);
	assert_int_equal(json_object_del(meta, "metadata_crc32"), 0);
	return all;
}

static void two_equal_runs_write_the_same_but_for_the_text_name(void **state)
{
	struct settings set = small_settings(CELL_GRU);
	json_t *header[2];
	size_t length[2];
	char *bytes[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct corpus c;
		struct run *r;

		corpus_of_length(&c, 200); /* each time another file */
		r = run_of(&set, &c);
		iterate(r, 30);
		save(r, file_name);
		bytes[i] = slurp(file_name, &length[i]);
		header[i] = comparable_header(bytes[i]);
		run_free(r);
		corpus_release(&c);
	}
	assert_true(json_equal(header[0], header[1]));
	assert_memory_equal(bytes[0] + length[0] - 4000,
			    bytes[1] + length[1] - 4000, 4000);
	for (int i = 0; i < 2; i++) {
		json_decref(header[i]);
		free(bytes[i]);
	}
}

static void metadata_and_tensors_are_those_of_the_contract(void **state)
{
	static const char *const key[] = {
		"format",       "format_version", "cell",       "hidden",
		"layers",       "vocab",          "seq_length", "batch",
		"precision",    "iteration",      "position",   "epoch",
		"smooth_loss",  "symbols",        "encoding",   "corpus",
		"corpus_bytes", "corpus_crc32",   "data_crc32", "settings",
		"program",      "metadata_crc32",
	};
	static const char *const tensor[] = {
		"model.rnn.weight_ih_l0",
		"model.rnn.weight_hh_l0",
		"model.rnn.bias_ih_l0",
		"model.rnn.bias_hh_l0",
		"model.rnn.weight_ih_l1",
		"model.rnn.weight_hh_l1",
		"model.rnn.bias_ih_l1",
		"model.rnn.bias_hh_l1",
		"model.out.weight",
		"model.out.bias",
		"optim.sum_of_squares.rnn.weight_ih_l0",
		"optim.sum_of_squares.rnn.bias_hh_l1",
		"optim.sum_of_squares.out.bias",
		"optim.step",
		"state.h",
		"state.c",
		"rng.init",
		"rng.dropout",
		"rng.sample",
		"rng.user",
		"series.loss",
		"series.order",
		"series.info",
		"series.detail",
		"series.detail_order",
		"series.recent",
	};
	struct settings set = small_settings(CELL_LSTM);
	struct safetensors *s;
	struct corpus c;
	struct run *r;
	size_t length;
	struct err e;

	(void)state;
	set.layers = 2;
	set.batch_size = 3;
	corpus_of_length(&c, 200);
	c.path = xstrdup("/texts/abc.txt");
	r = run_of(&set, &c);
	iterate(r, 17);
	save(r, file_name);
	s = safetensors_open(file_name, &e);
	assert_non_null(s);
	for (size_t i = 0; i < LENGTH(key); i++)
		if (!safetensors_meta(s, key[i], &length))
			fail_msg("no metadata %s", key[i]);
	for (size_t i = 0; i < LENGTH(tensor); i++)
		if (!safetensors_find(s, tensor[i]))
			fail_msg("no tensor %s", tensor[i]);
	assert_string_equal(safetensors_meta(s, "symbols", &length),
			    "[\"\\n\",\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\""
			    ",\"h\"]");
	assert_string_equal(safetensors_meta(s, "encoding", &length), "utf-8");
	assert_string_equal(safetensors_meta(s, "iteration", &length), "17");
	assert_true(strtod(safetensors_meta(s, "smooth_loss", &length), NULL) ==
		    r->now.smooth_loss);
	assert_string_equal(safetensors_meta(s, "corpus", &length), c.path);
	assert_int_equal(safetensors_find(s, "state.c")->shape[1], 3);
	assert_int_equal(safetensors_find(s, "model.rnn.bias_ih_l1")->rank, 1);
	assert_int_equal(safetensors_find(s, "model.out.bias")->rank, 1);
	assert_int_equal(safetensors_find(s, "rng.user")->dtype, DTYPE_I64);
	safetensors_free(s);
	run_free(r);
	corpus_release(&c);
}

/* bias_hh is zero, but gru's n rows, which hold the bias of the reset
 * product; a slot likewise. */
static void bias_hh_is_zero_but_for_grus_n_rows(void **state)
{
	struct corpus c;

	(void)state;
	corpus_of_length(&c, 200);
	for (int cell = 0; cell < CELLS; cell++) {
		static const char *const name[] = {
			"model.rnn.bias_hh_l0",
			"optim.sum_of_squares.rnn.bias_hh_l0",
		};
		struct settings set = small_settings((enum cell)cell);
		struct run *r = run_of(&set, &c);
		struct safetensors *s;
		struct err e;

		iterate(r, 20);
		save(r, file_name);
		s = safetensors_open(file_name, &e);
		assert_non_null(s);
		for (int k = 0; k < 2; k++) {
			const struct tensor *t = safetensors_find(s, name[k]);
			double x[4 * 7];

			assert_true(safetensors_doubles(s, t, 0, t->count, x));
			for (int i = 0; i < t->count; i++)
				assert_int_equal(x[i] != 0,
						 cell == CELL_GRU && i >= 14);
		}
		safetensors_free(s);
		run_free(r);
	}
	corpus_release(&c);
}

static void texts_of_bytes_come_back_with_nul_and_all(void **state)
{
	static const char text[] = "a\0\xff\n\x80"
				   "b\0\0\xff"
				   "aba\xc3(\r";
	struct settings set = small_settings(CELL_RNN);
	static const struct corpus_options options;
	struct checkpoint file;
	struct run *r, *back;
	struct corpus c;
	struct err e;

	(void)state;
	assert_true(corpus_from_text(&c, text, sizeof text - 1, &options, &e));
	assert_true(c.vocab.bytes);
	r = run_of(&set, &c);
	iterate(r, 9);
	save(r, file_name);
	open_checkpoint(&file, file_name);
	assert_true(vocab_equal(&file.vocab, &c.vocab));
	checkpoint_close(&file);
	back = resume(file_name, &c);
	assert_same_run(r, back);
	run_free(back);
	run_free(r);
	corpus_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SCRATCH(resuming_is_exact_for_all_cells_and_optimisers),
		IN_SCRATCH(a_file_of_iteration_0_is_the_beginning),
		IN_SCRATCH(a_long_history_with_marks_comes_back),
		IN_SCRATCH(an_older_file_has_a_coarser_history),
		IN_SCRATCH(
			a_given_rate_wins_and_another_optimiser_starts_clean),
		IN_SCRATCH(another_shape_is_an_input_error),
		IN_SCRATCH(another_text_is_refused_and_init_named),
		IN_SCRATCH(saving_what_was_resumed_gives_the_same_bytes),
		IN_SCRATCH(two_equal_runs_write_the_same_but_for_the_text_name),
		IN_SCRATCH(metadata_and_tensors_are_those_of_the_contract),
		IN_SCRATCH(bias_hh_is_zero_but_for_grus_n_rows),
		IN_SCRATCH(texts_of_bytes_come_back_with_nul_and_all),
	};

	return cmocka_run_group_tests_name("checkpoint", tests, NULL, NULL);
}
