/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_checkpoint_init.c: weights from files of other programs (--init). */
#include "config.h"

#include "run_codec.h"
#include "scratch.h"

enum { HIDDEN = 4, LAYERS = 2, VOCAB = 5 };

static const char file_name[] = "foreign.safetensors";

/* A value that tells tensor, row and column. */
static double value_at(int tensor, int64_t row, int64_t col)
{
	return tensor + (double)row / 64 + (double)col / 4096;
}

struct foreign {
	enum cell cell;
	enum dtype dtype;
	const char *symbols, *stated_cell, *leave_out;
};

/* Tensors 0..3 are layer 0's, 4..7 layer 1's, 8 and 9 the output's. */
static void write_foreign(const struct foreign *f)
{
	static const char *const name[] = { "weight_ih_l", "weight_hh_l",
					    "bias_ih_l", "bias_hh_l" };
	struct safetensors_writer *w = safetensors_writer_new();
	const int64_t rows = cell_info[f->cell].gates * HIDDEN;
	struct err e;

	for (int i = 0; i < 4 * LAYERS + 2; i++) {
		int64_t shape[2] = { i < 8 ? rows : VOCAB, i ? HIDDEN : VOCAB };
		int rank = i % 4 > 1 || i == 9 ? 1 : 2;
		char full[64];

		snprintf(full, sizeof full, "model.rnn.%s%d", name[i % 4],
			 i / 4);
		if (i >= 8)
			strcpy(full,
			       i == 8 ? "model.out.weight" : "model.out.bias");
		if (f->leave_out && !strcmp(full, f->leave_out))
			continue;
		assert_true(
			safetensors_put(w, full, f->dtype, rank, shape, &e));
		for (int64_t r = 0; r < shape[0]; r++)
			for (int64_t c = 0; c < (rank > 1 ? shape[1] : 1);
			     c++) {
				double x = value_at(i, r, c);
				int64_t n = (int64_t)x;

				if (f->dtype == DTYPE_I64)
					safetensors_put_ints(w, &n, 1);
				else
					safetensors_put_doubles(w, &x, 1);
			}
	}
	if (f->symbols)
		safetensors_put_meta(w, "symbols", f->symbols,
				     strlen(f->symbols));
	if (f->stated_cell)
		safetensors_put_meta(w, "cell", f->stated_cell,
				     strlen(f->stated_cell));
	assert_true(safetensors_write(w, file_name, &e));
	safetensors_writer_free(w);
}

static bool open_foreign(struct checkpoint *file, struct err *e)
{
	const struct settings base = small_settings(CELL_RNN);

	memset(e, 0, sizeof *e);
	return checkpoint_open(file, file_name, NULL, &base, e);
}

static struct run *init_foreign(const struct corpus *c, struct err *e)
{
	struct checkpoint file;
	struct run *r;

	if (!open_foreign(&file, e))
		fail_msg("%s", e->text);
	assert_false(file.resumable);
	r = checkpoint_init(&file, &file.set, &task_char, OF_TEXT(c), e);
	checkpoint_close(&file);
	return r;
}

/* Rows of the engine's bias, and gru's inner one. */
static void assert_biases(const struct run *r, enum cell cell, int layer)
{
	int rows = cell_info[cell].gates * HIDDEN;
	char name[32];

	for (int i = 0; i < rows; i++) {
		double ih = value_at(4 * layer + 2, i, 0);
		double hh = value_at(4 * layer + 3, i, 0);
		bool inner = cell == CELL_GRU && i >= 2 * HIDDEN;

		snprintf(name, sizeof name, "rnn.bias_ih_l%d", layer);
		assert_true(peek(r, name, layer, 0, i) ==
			    (inner ? ih : ih + hh));
		snprintf(name, sizeof name, "rnn.bias_hn_l%d", layer);
		if (inner)
			assert_true(peek(r, name, layer, 0, i - 2 * HIDDEN) ==
				    hh);
	}
}

static void sizes_and_cell_come_from_the_shapes(void **state)
{
	struct corpus c;

	(void)state;
	corpus_of(&c, "abcdeabcdeabcdeabcdeabcde");
	for (int i = 0; i < CELLS * 2; i++) {
		const struct foreign f = { .cell = (enum cell)(i % CELLS),
					   .dtype = i / CELLS ? DTYPE_F32
							      : DTYPE_F64 };
		struct run *r;
		struct err e;

		write_foreign(&f);
		r = init_foreign(&c, &e);
		if (!r)
			fail_msg("%s", e.text);
		assert_int_equal(r->spec.cell, f.cell);
		assert_int_equal(r->spec.hidden, HIDDEN);
		assert_int_equal(r->spec.layers, LAYERS);
		assert_true(peek(r, "rnn.weight_ih_l0", 0, 3, 4) ==
			    value_at(0, 3, 4));
		assert_true(peek(r, "rnn.weight_hh_l1", 1, 2, 3) ==
			    value_at(5, 2, 3));
		assert_true(peek(r, "out.weight", -1, 4, 1) ==
			    value_at(8, 4, 1));
		assert_true(peek(r, "out.bias", -1, 0, 3) == value_at(9, 3, 0));
		assert_biases(r, f.cell, 0);
		assert_biases(r, f.cell, 1);
		assert_int_equal(r->now.iteration, 0);
		assert_int_equal(stream_of(r)->position, 0);
		iterate(r, 3);
		run_free(r);
	}
	corpus_release(&c);
}

static void without_symbols_their_number_must_agree(void **state)
{
	const struct foreign f = { .cell = CELL_LSTM, .dtype = DTYPE_F32 };
	struct corpus c;
	struct err e;

	(void)state;
	write_foreign(&f);
	corpus_of(&c, "abcdabcdabcdabcd");
	assert_null(init_foreign(&c, &e));
	assert_int_equal(e.kind, ERR_INPUT);
	assert_non_null(strstr(e.text, "5 symbols"));
	corpus_release(&c);
}

/* The text has fewer symbols: the weights of the others are left out. */
static void symbols_are_matched_by_what_they_are(void **state)
{
	const struct foreign f = { .cell = CELL_GRU,
				   .dtype = DTYPE_F64,
				   .symbols = "[\"a\",\"b\",\"c\",\"z\","
					      "\"\\uac00\"]" };
	static const int place[3] = { 1, 3, 4 };
	struct corpus c;
	struct run *r;
	struct err e;

	(void)state;
	write_foreign(&f);
	corpus_of(&c, "bz\xea\xb0\x80"
		      "bzzb\xea\xb0\x80zzbbzbzbzb");
	r = init_foreign(&c, &e);
	if (!r)
		fail_msg("%s", e.text);
	assert_int_equal(r->spec.symbols_in, 3);
	for (int i = 0; i < 3; i++) {
		assert_true(peek(r, "rnn.weight_ih_l0", 0, 7, i) ==
			    value_at(0, 7, place[i]));
		assert_true(peek(r, "out.weight", -1, i, 2) ==
			    value_at(8, place[i], 2));
		assert_true(peek(r, "out.bias", -1, 0, i) ==
			    value_at(9, place[i], 0));
	}
	iterate(r, 3);
	run_free(r);
	corpus_release(&c);
}

/* Other programs number their symbols as they like. */
static void symbols_may_be_in_any_order(void **state)
{
	const struct foreign f = { .cell = CELL_LSTM,
				   .dtype = DTYPE_F32,
				   .symbols = "[\"c\",\"e\",\"a\",\"d\","
					      "\"b\"]" };
	static const int place[VOCAB] = { 2, 4, 0, 3, 1 };
	struct corpus c;
	struct run *r;
	struct err e;

	(void)state;
	write_foreign(&f);
	corpus_of(&c, "abcdeabcdeabcde");
	r = init_foreign(&c, &e);
	if (!r)
		fail_msg("%s", e.text);
	for (int i = 0; i < VOCAB; i++) {
		assert_true(peek(r, "rnn.weight_ih_l0", 0, 7, i) ==
			    value_at(0, 7, place[i]));
		assert_true(peek(r, "out.weight", -1, i, 2) ==
			    value_at(8, place[i], 2));
		assert_true(peek(r, "out.bias", -1, 0, i) ==
			    value_at(9, place[i], 0));
	}
	run_free(r);
	corpus_release(&c);
}

static void symbols_that_do_not_cover_the_text_are_named(void **state)
{
	const struct foreign f = { .cell = CELL_RNN,
				   .dtype = DTYPE_F32,
				   .symbols = "[\"a\",\"b\",\"c\",\"d\","
					      "\"e\"]" };
	struct corpus c;
	struct err e;

	(void)state;
	write_foreign(&f);
	corpus_of(&c, "abcxyabcxyabcxy");
	assert_null(init_foreign(&c, &e));
	assert_int_equal(e.kind, ERR_INPUT);
	assert_non_null(strstr(e.text, "2 of the text's symbols"));
	assert_non_null(strstr(e.text, "\"x\""));
	corpus_release(&c);
}

static void files_that_do_not_hold_a_net_are_refused(void **state)
{
	static const struct {
		struct foreign f;
		const char *reason;
	} row[] = {
		{ { CELL_LSTM, DTYPE_F32, NULL, NULL, "model.out.weight" },
		  "no output for its layers" },
		{ { CELL_LSTM, DTYPE_F32, NULL, NULL,
		    "model.rnn.weight_hh_l0" },
		  "no recurrent net" },
		{ { CELL_LSTM, DTYPE_F32, NULL, NULL, "model.rnn.bias_hh_l1" },
		  "model.rnn.bias_hh_l1" },
		{ { CELL_LSTM, DTYPE_F32, NULL, NULL,
		    "model.rnn.weight_ih_l1" },
		  "model.rnn.weight_ih_l1" },
		{ { CELL_LSTM, DTYPE_I64, NULL, NULL, NULL }, "F32 and F64" },
		{ { CELL_LSTM, DTYPE_F32, NULL, "gru", NULL },
		  "names the cell gru" },
		{ { CELL_LSTM, DTYPE_F32, NULL, "other", NULL },
		  "names a cell that is not known" },
		{ { CELL_LSTM, DTYPE_F32, "[\"a\"]", NULL, NULL }, "symbols" },
		{ { CELL_LSTM, DTYPE_F32, "{}", NULL, NULL }, "symbols" },
		{ { CELL_LSTM, DTYPE_F32, "[\"e\",\"d\",\"c\",\"b\",\"e\"]",
		    NULL, NULL },
		  "symbols" },
		{ { CELL_LSTM, DTYPE_F32, "[\"a\",\"b\",\"c\",\"d\",\"ee\"]",
		    NULL, NULL },
		  "symbols" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(row); i++) {
		struct checkpoint file;
		struct err e;

		write_foreign(&row[i].f);
		if (open_foreign(&file, &e) || !strstr(e.text, row[i].reason))
			fail_msg("row %zu: %s", i, e.text);
		assert_int_equal(e.kind, ERR_INPUT);
		assert_non_null(strstr(e.text, file_name));
	}
}

/* Only the weights: same numbers, everything else new. */
static void our_own_files_give_their_weights(void **state)
{
	struct corpus c, other;

	(void)state;
	corpus_of_length(&c, 300);
	corpus_of_length(&other, 400);
	for (int cell = 0; cell < CELLS; cell++) {
		struct settings set = small_settings((enum cell)cell);
		struct checkpoint file;
		struct run *r, *fresh;
		struct err e;

		set.precision = PRECISION_FLOAT;
		r = run_of(&set, &c);
		iterate(r, 20);
		save(r, file_name);
		open_checkpoint(&file, file_name);
		fresh = checkpoint_init(&file, &file.set, &task_char,
					OF_TEXT(&other), &e);
		assert_non_null(fresh);
		for (int i = 0; i < r->engine->count(r->net); i++)
			if (r->engine->describe(r->net, i).kind ==
			    QUANTITY_PARAMETER)
				assert_same_rows(r, fresh, i, PART_VALUE);
		assert_int_equal(fresh->now.iteration, 0);
		assert_int_equal(fresh->updates, 0);
		assert_true(peek(fresh, "state.h", 0, 0, 1) == 0);
		checkpoint_close(&file);
		run_free(fresh);
		run_free(r);
	}
	corpus_release(&c);
	corpus_release(&other);
}

static void sizes_that_contradict_the_file_are_refused(void **state)
{
	const struct foreign f = { .cell = CELL_GRU, .dtype = DTYPE_F32 };
	struct checkpoint file;
	struct settings other;
	struct corpus c;
	struct err e;

	(void)state;
	write_foreign(&f);
	corpus_of(&c, "abcdeabcdeabcdeabcdeabcde");
	assert_true(open_foreign(&file, &e));
	other = file.set;
	other.hidden = 100;
	assert_null(
		checkpoint_init(&file, &other, &task_char, OF_TEXT(&c), &e));
	assert_int_equal(e.kind, ERR_INPUT);
	assert_non_null(strstr(e.text, "2 layers of 4 gru units"));
	checkpoint_close(&file);
	corpus_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SCRATCH(sizes_and_cell_come_from_the_shapes),
		IN_SCRATCH(without_symbols_their_number_must_agree),
		IN_SCRATCH(symbols_are_matched_by_what_they_are),
		IN_SCRATCH(symbols_may_be_in_any_order),
		IN_SCRATCH(symbols_that_do_not_cover_the_text_are_named),
		IN_SCRATCH(files_that_do_not_hold_a_net_are_refused),
		IN_SCRATCH(our_own_files_give_their_weights),
		IN_SCRATCH(sizes_that_contradict_the_file_are_refused),
	};

	return cmocka_run_group_tests_name("checkpoint init", tests, NULL,
					   NULL);
}
