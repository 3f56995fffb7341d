/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_checkpoint_foreign.c: nets that other programs named, in files that
 * are written here by hand. */
#include "config.h"

#include "run_codec.h"
#include "scratch.h"

#include <endian.h>
#include <math.h>

enum { HIDDEN = 4, VOCAB = 5, DATA_MAX = 1 << 16 };

static const char file_name[] = "foreign.safetensors";

/* --- writing -------------------------------------------------------------- */

struct hand {
	struct strbuf header;
	unsigned char data[DATA_MAX];
	size_t used;
	const char *dtype; /* of what is put next */
};

static void hand_begin(struct hand *h, const char *dtype)
{
	memset(h, 0, sizeof *h);
	strbuf_init(&h->header);
	strbuf_add(&h->header, "{\"__metadata__\":{\"format\":\"pt\"}");
	h->dtype = dtype;
}

static void add_value(struct hand *h, double x)
{
	union {
		float f;
		uint32_t word;
	} as = { .f = (float)x };
	uint16_t half = (uint16_t)(as.word >> 16);

	if (!strcmp(h->dtype, "F64")) {
		memcpy(h->data + h->used, &x, sizeof x);
		h->used += sizeof x;
		return;
	}
	if (!strcmp(h->dtype, "F32")) {
		memcpy(h->data + h->used, &as.f, sizeof as.f);
		h->used += sizeof as.f;
		return;
	}
	if (!strcmp(h->dtype, "F16")) /* of normal numbers and infinity */
		half = (uint16_t)(isinf(x) ? 0x7c00
				  : x == 0 ? 0
					   : (as.word >> 13) - (112 << 10));
	memcpy(h->data + h->used, &half, sizeof half);
	h->used += sizeof half;
}

/* A value that tells tensor, row and column, exact in 8 bits of fraction. */
static double value_at(int tensor, int64_t row, int64_t col)
{
	return 0.25 + (double)((tensor * 7 + row * 5 + col * 3) % 61) / 128;
}

/* rows x cols, or `rows` alone where cols is 0. */
static void put(struct hand *h, const char *prefix, const char *name,
		int tensor, int rows, int cols)
{
	const size_t from = h->used;

	for (int i = 0; i < rows; i++)
		for (int k = 0; k < (cols ? cols : 1); k++)
			add_value(h, value_at(tensor, i, k));
	assert_true(h->used < DATA_MAX);
	strbuf_printf(&h->header, ",\"%s%s\":{\"dtype\":\"%s\",\"shape\":[%d",
		      prefix, name, h->dtype, rows);
	if (cols)
		strbuf_printf(&h->header, ",%d", cols);
	strbuf_printf(&h->header, "],\"data_offsets\":[%zu,%zu]}", from,
		      h->used);
}

static void put_layer(struct hand *h, const char *prefix, enum cell cell,
		      int layer, int inputs, bool biases)
{
	const int rows = cell_info[cell].gates * HIDDEN;
	const char *const kind[] = { "weight_ih_l", "weight_hh_l", "bias_ih_l",
				     "bias_hh_l" };

	for (int i = 0; i < (biases ? 4 : 2); i++) {
		char name[32];

		snprintf(name, sizeof name, "%s%d", kind[i], layer);
		put(h, prefix, name, 4 * layer + i, rows,
		    i == 0   ? inputs
		    : i == 1 ? HIDDEN
			     : 0);
	}
}

static void put_output(struct hand *h, const char *prefix, bool bias)
{
	put(h, prefix, "weight", 8, VOCAB, HIDDEN);
	if (bias)
		put(h, prefix, "bias", 9, VOCAB, 0);
}

static void hand_end(struct hand *h)
{
	FILE *f = fopen(file_name, "wb");
	uint64_t length;

	strbuf_add_char(&h->header, '}');
	length = htole64(h->header.length);
	assert_non_null(f);
	fwrite(&length, 8, 1, f);
	fwrite(h->header.text, 1, h->header.length, f);
	fwrite(h->data, 1, h->used, f);
	fclose(f);
	strbuf_release(&h->header);
}

/* --- reading -------------------------------------------------------------- */

/* NULL and the reason if it is refused. */
static struct run *init(const char *text, struct err *e)
{
	const struct settings base = small_settings(CELL_RNN);
	static struct corpus c; /* the run borrows it */
	struct checkpoint file;
	struct run *r;

	if (c.ids)
		corpus_release(&c);
	memset(&c, 0, sizeof c);
	memset(e, 0, sizeof *e);
	if (!checkpoint_open(&file, file_name, NULL, &base, e))
		return NULL;
	corpus_of(&c, text);
	r = checkpoint_init(&file, &file.set, &task_char, OF_TEXT(&c), e);
	checkpoint_close(&file);
	return r;
}

static const char five[] = "abcdeabcdeabcdeabcde";

static void assert_refused(const char *reason)
{
	struct err e;
	struct run *r = init(five, &e);

	if (r || !strstr(e.text, reason))
		fail_msg("not \"%s\": %s", reason, r ? "accepted" : e.text);
	assert_int_equal(e.kind, ERR_INPUT);
	assert_non_null(strstr(e.text, file_name));
}

static struct run *assert_taken(const char *notice)
{
	struct err e;
	struct run *r = init(five, &e);

	if (!r)
		fail_msg("%s", e.text);
	if (!strstr(r->notices.text, notice))
		fail_msg("no \"%s\" in %s", notice, r->notices.text);
	return r;
}

static void assert_values(const struct run *r)
{
	for (int i = 0; i < VOCAB; i++) {
		assert_true(peek(r, "rnn.weight_ih_l0", 0, 3, i) ==
			    value_at(0, 3, i));
		assert_true(peek(r, "out.weight", -1, i, 2) ==
			    value_at(8, i, 2));
		assert_true(peek(r, "out.bias", -1, 0, i) == value_at(9, i, 0));
	}
	assert_true(peek(r, "rnn.weight_hh_l0", 0, 1, 2) == value_at(1, 1, 2));
	assert_true(peek(r, "rnn.bias_ih_l0", 0, 0, 1) ==
		    value_at(2, 1, 0) + value_at(3, 1, 0));
}

/* --- names ---------------------------------------------------------------- */

static void a_net_is_found_under_any_prefix(void **state)
{
	static const struct {
		const char *rnn, *out;
	} row[] = {
		{ "rnn.", "fc." },
		{ "module.lstm.", "module.decoder." },
		{ "", "linear." },
		{ "gru.", "" },
		{ "model.rnn.", "head.2." },
		{ "net.0.", "out." },
		{ "encoder.", "decoder." },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(row) * CELLS; i++) {
		const char *rnn = row[i / CELLS].rnn, *out = row[i / CELLS].out;
		char *notice = xasprintf("the layers are %sweight_ih_l0 and so "
					 "on, the output is %sweight\n",
					 rnn, out);
		struct hand h;
		struct run *r;

		hand_begin(&h, "F32");
		put_output(&h, out, true); /* in any order */
		put_layer(&h, rnn, (enum cell)(i % CELLS), 0, VOCAB, true);
		hand_end(&h);
		r = assert_taken(notice);
		assert_int_equal(r->spec.cell, i % CELLS);
		assert_values(r);
		assert_null(strstr(r->notices.text, "unused"));
		iterate(r, 2);
		run_free(r);
		free(notice);
	}
}

static void our_own_names_go_without_saying(void **state)
{
	struct hand h;
	struct run *r;

	(void)state;
	hand_begin(&h, "F32");
	put_layer(&h, "model.rnn.", CELL_LSTM, 0, VOCAB, true);
	put_output(&h, "model.out.", true);
	put_layer(&h, "expect.grad.", CELL_LSTM, 0, VOCAB, true);
	put_output(&h, "expect.grad.", true);
	hand_end(&h);
	r = assert_taken("unused: expect.grad.weight_ih_l0, ");
	assert_values(r);
	assert_null(strstr(r->notices.text, "the layers are"));
	run_free(r);
}

static void of_several_nets_the_one_that_fits_is_taken(void **state)
{
	struct hand h;

	(void)state;
	hand_begin(&h, "F32");
	put_layer(&h, "a.", CELL_LSTM, 0, VOCAB + 1, true);
	put_layer(&h, "b.", CELL_LSTM, 0, VOCAB, true);
	put_output(&h, "fc.", true);
	hand_end(&h);
	run_free(assert_taken("the layers are b.weight_ih_l0"));
}

static void more_than_one_that_fits_is_refused_and_named(void **state)
{
	struct hand h;

	(void)state;
	hand_begin(&h, "F32");
	put_layer(&h, "a.", CELL_LSTM, 0, VOCAB, true);
	put_layer(&h, "b.", CELL_GRU, 0, VOCAB, true);
	put_output(&h, "fc.", true);
	hand_end(&h);
	assert_refused("more than one net that fits: a.* with fc.weight, "
		       "b.* with fc.weight");
	hand_begin(&h, "F32");
	put_layer(&h, "rnn.", CELL_LSTM, 0, VOCAB, true);
	put_output(&h, "fc.", true);
	put_output(&h, "head.", true);
	hand_end(&h);
	assert_refused("rnn.* with fc.weight, rnn.* with head.weight");
}

static void where_there_is_no_net_the_names_are_listed(void **state)
{
	struct hand h;

	(void)state;
	hand_begin(&h, "F32");
	for (int i = 0; i < 11; i++) {
		char name[16];

		snprintf(name, sizeof name, "bert.%d.w", i);
		put(&h, name, "\\u202e", 0, 2, 2);
	}
	hand_end(&h);
	assert_refused("no recurrent net (a tensor named ...weight_hh_l0); its "
		       "tensors: bert.0.w<U+202E>, bert.1.w<U+202E>, ");
	assert_refused(" and 3 more");
	hand_begin(&h, "F32");
	put_layer(&h, "rnn.", CELL_LSTM, 0, VOCAB, true);
	put(&h, "fc.", "weight", 8, VOCAB, HIDDEN + 1);
	hand_end(&h);
	assert_refused("no output for its layers (a tensor named ...weight "
		       "with 5 rows and 4 columns); its tensors: "
		       "rnn.weight_ih_l0");
}

/* --- nets of another kind ------------------------------------------------ */

static void nets_of_another_kind_are_refused_by_name(void **state)
{
	static const struct {
		const char *prefix, *name;
		int rows, cols;
		const char *reason;
	} row[] = {
		{ "rnn.", "weight_ih_l0_reverse", 16, VOCAB,
		  "rnn.weight_ih_l0_reverse makes it bidirectional" },
		{ "rnn.", "bias_hh_l0_reverse", 16, 0, "bidirectional" },
		{ "rnn.", "weight_hh_l2", 16, HIDDEN,
		  "rnn.weight_hh_l2 is there, but a layer below it is not" },
		{ "rnn.", "weight_ih_l1", 16, HIDDEN,
		  "rnn.weight_ih_l1 is not a whole layer" },
		{ "rnn.", "weight_hr_l0", HIDDEN, HIDDEN,
		  "rnn.weight_hr_l0 projects" },
		{ "embedding.", "weight", 65, VOCAB,
		  "embedding.weight embeds the symbols" },
		{ "module.encoder.", "weight", 65, VOCAB,
		  "module.encoder.weight embeds the symbols" },
		{ "tok_emb.", "weight", VOCAB, VOCAB, "tok_emb.weight embeds" },
	};

	(void)state;
	for (size_t k = 0; k < LENGTH(row); k++) {
		struct hand h;

		hand_begin(&h, "F32");
		put_layer(&h, "rnn.", CELL_LSTM, 0, VOCAB, true);
		put(&h, row[k].prefix, row[k].name, 1, row[k].rows,
		    row[k].cols);
		put_output(&h, "fc.", true);
		hand_end(&h);
		assert_refused(row[k].reason);
	}
}

/* An embedding of another width: the layers do not read symbols. */
static void an_embedding_net_is_refused_for_what_it_is(void **state)
{
	struct hand h;

	(void)state;
	hand_begin(&h, "F32");
	put(&h, "encoder.", "weight", 1, VOCAB, 3);
	put_layer(&h, "rnn.", CELL_GRU, 0, 3, true);
	put_output(&h, "decoder.", true);
	hand_end(&h);
	assert_refused("encoder.weight embeds the symbols before the layers "
		       "read them");
}

/* --- what is not there, what is not used --------------------------------- */

static void without_biases_they_are_zero_and_that_is_said(void **state)
{
	(void)state;
	for (int cell = 0; cell < CELLS; cell++) {
		struct hand h;
		struct run *r;

		hand_begin(&h, "F32");
		put_layer(&h, "rnn.", (enum cell)cell, 0, VOCAB, false);
		put_layer(&h, "rnn.", (enum cell)cell, 1, HIDDEN, false);
		put_output(&h, "fc.", false);
		hand_end(&h);
		r = assert_taken("the layers have no biases");
		assert_non_null(strstr(r->notices.text, "output has no bias"));
		assert_true(peek(r, "rnn.weight_hh_l1", 1, 2, 3) ==
			    value_at(5, 2, 3));
		for (int i = 0; i < HIDDEN; i++) {
			assert_true(peek(r, "rnn.bias_ih_l0", 0, 0, i) == 0);
			assert_true(peek(r, "rnn.bias_ih_l1", 1, 0, i) == 0);
			assert_true(cell != CELL_GRU ||
				    peek(r, "rnn.bias_hn_l0", 0, 0, i) == 0);
		}
		assert_true(peek(r, "out.bias", -1, 0, 2) == 0);
		run_free(r);
	}
}

static void some_biases_without_the_others_are_refused(void **state)
{
	struct hand h;

	(void)state;
	hand_begin(&h, "F32");
	put_layer(&h, "rnn.", CELL_LSTM, 0, VOCAB, true);
	put_layer(&h, "rnn.", CELL_LSTM, 1, HIDDEN, false);
	put_output(&h, "fc.", true);
	hand_end(&h);
	assert_refused("no tensor rnn.bias_ih_l1");
}

static void what_is_not_used_is_named_in_one_line(void **state)
{
	char name[64];
	struct hand h;
	struct run *r;

	(void)state;
	hand_begin(&h, "F32");
	put_layer(&h, "rnn.", CELL_LSTM, 0, VOCAB, true);
	put_output(&h, "fc.", true);
	put(&h, "", "a\\u001b[2J", 0, 1, 1);
	for (int i = 0; i < 20; i++) {
		snprintf(name, sizeof name,
			 "b%02d"
			 "0123456789012345678901234567890123456789012345678",
			 i);
		put(&h, "", name, 0, 1, 1);
	}
	hand_end(&h);
	r = assert_taken(": unused: a\xe2\x90\x9b[2J, b000123");
	assert_non_null(strstr(r->notices.text, "... and 13 more\n"));
	run_free(r);
}

static void our_own_checkpoints_are_quiet(void **state)
{
	struct settings set = small_settings(CELL_LSTM);
	struct checkpoint file;
	struct run *r, *fresh;
	struct corpus c;
	struct err e;

	(void)state;
	corpus_of_length(&c, 200);
	r = run_of(&set, &c);
	iterate(r, 10);
	save(r, file_name);
	open_checkpoint(&file, file_name);
	fresh = checkpoint_init(&file, &file.set, &task_char, OF_TEXT(&c), &e);
	assert_non_null(fresh);
	assert_string_equal(fresh->notices.text, "");
	checkpoint_close(&file);
	run_free(fresh);
	run_free(r);
	corpus_release(&c);
}

static void without_symbols_the_order_is_said_once(void **state)
{
	static const char said[] = "in the order of their code points\n";
	struct hand h;
	struct run *r;
	const char *at;

	(void)state;
	hand_begin(&h, "F32");
	put_layer(&h, "rnn.", CELL_LSTM, 0, VOCAB, true);
	put_output(&h, "fc.", true);
	hand_end(&h);
	r = assert_taken(said);
	at = strstr(r->notices.text, said);
	assert_null(strstr(at + 1, said));
	run_free(r);
}

/* --- half precision ------------------------------------------------------ */

static void other_types_of_numbers_are_read(void **state)
{
	static const char *const dtype[] = { "F16", "BF16", "F64" };

	(void)state;
	for (size_t i = 0; i < LENGTH(dtype); i++) {
		struct hand h;
		struct run *r;

		hand_begin(&h, dtype[i]);
		put_layer(&h, "rnn.", CELL_GRU, 0, VOCAB, true);
		put_output(&h, "fc.", true);
		hand_end(&h);
		r = assert_taken("");
		assert_values(r);
		run_free(r);
	}
}

static void an_infinite_half_is_refused(void **state)
{
	static const char *const dtype[] = { "F16", "BF16", "F32" };

	(void)state;
	for (size_t i = 0; i < LENGTH(dtype); i++) {
		struct hand h;

		hand_begin(&h, dtype[i]);
		put_layer(&h, "rnn.", CELL_GRU, 0, VOCAB, true);
		put_output(&h, "fc.", true);
		h.used -= strcmp(dtype[i], "F32") ? 2 : 4;
		add_value(&h, INFINITY);
		hand_end(&h);
		assert_refused("not finite");
	}
}

/* --- symbols ------------------------------------------------------------- */

static void an_unknown_symbol_is_named_as_it_is(void **state)
{
	static const struct {
		const char *text, *named, *encoding;
	} row[] = {
		{ "abcd\xed\x95\x9c", "\"\xed\x95\x9c\"", "auto" },
		{ "abcd\xc3\xa9", "\"\xc3\xa9\"", "auto" },
		{ "abcd\r", "\"<U+000D>\"", "auto" },
		{ "abcd\xe2\x80\xae", "\"<U+202E>\"", "auto" },
		{ "abcd\xcc\x81", "\"<U+0301>\"", "auto" },
		{ "abcd\xff", "\"<ff>\"", "bytes" },
		{ "abcdx", "\"x\"", "auto" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(row); i++) {
		struct settings set = small_settings(CELL_LSTM);
		struct corpus known, text;
		struct checkpoint file;
		struct run *r;
		struct err e;

		corpus_of(&known, "abcdefgabcdefgabcdefg");
		r = run_of(&set, &known);
		save(r, file_name);
		run_free(r);
		corpus_in(&text, row[i].text, row[i].encoding);
		open_checkpoint(&file, file_name);
		assert_false(checkpoint_fits(&file, &text.vocab, &e));
		if (!strstr(e.text, row[i].named))
			fail_msg("%s: %s", row[i].named, e.text);
		checkpoint_close(&file);
		corpus_release(&text);
		corpus_release(&known);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SCRATCH(a_net_is_found_under_any_prefix),
		IN_SCRATCH(our_own_names_go_without_saying),
		IN_SCRATCH(of_several_nets_the_one_that_fits_is_taken),
		IN_SCRATCH(more_than_one_that_fits_is_refused_and_named),
		IN_SCRATCH(where_there_is_no_net_the_names_are_listed),
		IN_SCRATCH(nets_of_another_kind_are_refused_by_name),
		IN_SCRATCH(an_embedding_net_is_refused_for_what_it_is),
		IN_SCRATCH(without_biases_they_are_zero_and_that_is_said),
		IN_SCRATCH(some_biases_without_the_others_are_refused),
		IN_SCRATCH(what_is_not_used_is_named_in_one_line),
		IN_SCRATCH(our_own_checkpoints_are_quiet),
		IN_SCRATCH(without_symbols_the_order_is_said_once),
		IN_SCRATCH(other_types_of_numbers_are_read),
		IN_SCRATCH(an_infinite_half_is_refused),
		IN_SCRATCH(an_unknown_symbol_is_named_as_it_is),
	};

	return cmocka_run_group_tests_name("checkpoint foreign", tests, NULL,
					   NULL);
}
