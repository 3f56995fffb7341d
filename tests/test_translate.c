/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_translate.c: pairs become symbols and batches, answers are the likeliest
 * ones, what is counted of them is right, and a net learns to translate. */
#include "config.h"

#include "run_support.h"

#include <math.h>

#include "lang/metrics.h"
#include "lang/settings_codec.h"
#include "probe/gradcheck.h"
#include "scratch.h"
#include "task/beam.h"
#include "task/bleu.h"
#include "task/task_table.h"
#include "task/task_translate.h"
#include "task/translate.h"

static struct settings translate_settings(void)
{
	struct settings set;

	settings_default(&set);
	set.task = TASK_TRANSLATE;
	set.cell = CELL_GRU;
	set.hidden = 64;
	set.embedding = 20;
	set.batch_size = 64;
	set.optimizer = OPTIM_ADAM;
	set.learning_rate = 0.005;
	set.clip = 0;
	set.clip_norm = 1;
	set.valid = 0.1;
	set.valid_every = 0;
	set.init_scheme = INIT_XAVIER;
	settings_settle(&set);
	return set;
}

/* A net of a few units, in double. */
static struct settings tiny_settings(void)
{
	struct settings set = translate_settings();

	set.hidden = 10;
	set.embedding = 5;
	set.attention_size = 6;
	set.batch_size = 8;
	set.precision = PRECISION_DOUBLE;
	return set;
}

static struct run *translate_run(const struct settings *set,
				 const struct dataset *data)
{
	struct err e;
	struct run *r = run_new(set, &task_translate, data, &e);

	if (!r)
		fail_msg("%s", e.text);
	return r;
}

static struct translate *data_of(const struct run *r) { return r->data; }

static void rows_of(struct rows *rows, const char *text)
{
	const struct rows_options how = { .kind = ROWS_PAIRS };
	struct err e;

	if (!rows_from_text(rows, text, strlen(text), &how, &e))
		fail_msg("%s", e.text);
}

/* --- generated pairs ------------------------------------------------------ */

static void text_of_side(struct pair_set *p, enum pair_side side,
			 const struct pair *x, struct strbuf *out)
{
	strbuf_clear(out);
	pair_set_join(p, side, x->id[side], x->length[side], out);
}

/* Whatever the seed: nothing is unknown and nothing is cut. */
static void every_generated_pair_can_be_written_and_read(void **state)
{
	struct settings set = translate_settings();
	struct strbuf text;

	(void)state;
	strbuf_init(&text);
	for (int kind = 0; kind < 2 * PAIRS; kind++) {
		struct pair_set p;
		struct pair x;
		struct err e;

		set.pairs = kind / 2;
		set.reverse = kind % 2;
		set.seed = 77 + kind;
		assert_true(pair_set_open(&p, &set, NO_DATA, &text, &e));
		pair_init(&x);
		for (uint64_t i = 0; i < 4000; i++) {
			const char *spelt[PAIR_SIDES];

			pair_set_get(&p, i % 2, i, &x);
			pair_set_texts(&p, i % 2, i, spelt);
			for (int side = 0; side < PAIR_SIDES; side++) {
				text_of_side(&p, (enum pair_side)side, &x,
					     &text);
				assert_string_equal(text.text, spelt[side]);
			}
		}
		pair_release(&x);
		pair_set_close(&p);
	}
	strbuf_release(&text);
}

/* Hangul is spelt by letters, but only where it is the source of roman. */
static void letters_are_what_the_rules_are_about(void **state)
{
	struct settings set = translate_settings();
	struct strbuf notices;
	struct pair_set p;
	struct pair x;
	struct err e;

	(void)state;
	strbuf_init(&notices);
	pair_init(&x);
	set.pairs = PAIRS_ROMAN;
	assert_true(pair_set_open(&p, &set, NO_DATA, &notices, &e));
	assert_true(pair_set_read(&p, "국민", &x, &e));
	assert_int_equal(x.length[SOURCE], 6);
	pair_set_close(&p);
	set.pairs = PAIRS_NUMBERS;
	set.reverse = 1;
	assert_true(pair_set_open(&p, &set, NO_DATA, &notices, &e));
	assert_true(pair_set_read(&p, "이만천십일", &x, &e));
	assert_int_equal(x.length[SOURCE], 5);
	pair_set_close(&p);
	pair_release(&x);
	strbuf_release(&notices);
}

static void refused_question(struct pair_set *p, const char *text,
			     const char *reason)
{
	struct pair x;
	struct err e;

	pair_init(&x);
	assert_false(pair_set_read(p, text, &x, &e));
	assert_int_equal(e.kind, ERR_FAILED);
	if (!strstr(e.text, reason))
		fail_msg("%s", e.text);
	pair_release(&x);
}

static void what_cannot_be_asked_is_refused_with_a_reason(void **state)
{
	struct settings set = translate_settings();
	struct strbuf notices;
	struct pair_set p;
	struct err e;

	(void)state;
	strbuf_init(&notices);
	set.max_length = 12;
	assert_true(pair_set_open(&p, &set, NO_DATA, &notices, &e));
	refused_question(&p, "5 M\303\244rz", "does not know \"\303\244\"");
	refused_question(&p, " \n", "nothing to translate");
	refused_question(&p, "1 January 1990", "has 14 tokens; max-length");
	pair_set_close(&p);
	strbuf_release(&notices);
}

/* --- pairs of a file ------------------------------------------------------ */

static const char verbs[] = "source\ttarget\n"
			    "I go.\tje vais.\n"
			    "you go.\ttu vas.\n"
			    "I see.\tje vois.\n"
			    "you see.\ttu vois.\n"
			    "I am.\tje suis.\n"
			    "you are.\ttu es.\n"
			    "I read.\tje lis.\n"
			    "you read.\ttu lis.\n"
			    "I eat.\tje mange.\n"
			    "you eat.\ttu manges.\n";

static void rows_are_read_as_words(void **state)
{
	struct settings set = translate_settings();
	struct strbuf notices;
	struct pair_set p;
	struct rows rows;
	struct pair x;
	struct err e;

	(void)state;
	rows_of(&rows, verbs);
	strbuf_init(&notices);
	pair_init(&x);
	set.valid = 0.2;
	set.lower = 1;
	assert_true(pair_set_open(&p, &set, &(struct dataset){ .rows = &rows },
				  &notices, &e));
	assert_int_equal(p.held_out, 2);
	assert_int_equal(pair_set_count(&p), 8);
	assert_true(pair_set_read(&p, "You dance.", &x, &e));
	assert_int_equal(x.length[SOURCE], 3);
	assert_string_equal(
		token_vocab_symbol(&p.vocab[SOURCE], x.id[SOURCE][0]), "you");
	assert_int_equal(x.id[SOURCE][1], p.vocab[SOURCE].unknown);
	assert_string_equal(notices.text, "");
	pair_set_close(&p);
	pair_release(&x);
	strbuf_release(&notices);
	rows_release(&rows);
}

static void reversing_exchanges_the_sides(void **state)
{
	struct settings set = translate_settings();
	struct strbuf notices;
	struct pair_set p;
	struct rows rows;
	const char *text[PAIR_SIDES];
	struct err e;

	(void)state;
	rows_of(&rows, "a b\tx\na c\ty\nb c\tx\n");
	strbuf_init(&notices);
	set.valid = 0;
	set.reverse = 1;
	assert_true(pair_set_open(&p, &set, &(struct dataset){ .rows = &rows },
				  &notices, &e));
	pair_set_texts(&p, false, 1, text);
	assert_string_equal(text[SOURCE], "y");
	assert_string_equal(text[TARGET], "a c");
	assert_int_equal(p.train.rows.conflicting, 1); /* x: a b, b c */
	assert_int_equal(rows.conflicting, 0);
	pair_set_close(&p);
	strbuf_release(&notices);
	rows_release(&rows);
}

static void what_is_rare_or_long_is_counted(void **state)
{
	struct settings set = translate_settings();
	struct strbuf notices;
	struct pair_set p;
	struct rows rows;
	struct pair x;
	struct err e;

	(void)state;
	rows_of(&rows, "a a b\tx\na a\ty\na c a a\tx\n");
	strbuf_init(&notices);
	pair_init(&x);
	set.valid = 0;
	set.min_count = 2;
	set.max_length = 3;
	assert_true(pair_set_open(&p, &set, &(struct dataset){ .rows = &rows },
				  &notices, &e));
	assert_string_equal(notices.text,
			    "sources: 1 are cut to 3 tokens (see max-length)\n"
			    "sources: 2 rare tokens are <unk>, 2 times (see "
			    "min-count)\n"
			    "targets: 1 rare tokens are <unk>, 1 times (see "
			    "min-count)\n");
	pair_set_get(&p, false, 1, &x);
	assert_int_equal(x.id[TARGET][0], p.vocab[TARGET].unknown);
	/* What is not known is never right. */
	assert_false(pair_set_is_target(&p, &x, x.id[TARGET], 1));
	pair_set_get(&p, false, 0, &x);
	assert_true(pair_set_is_target(&p, &x, x.id[TARGET], 1));
	assert_int_equal(x.id[SOURCE][2], p.vocab[SOURCE].unknown);
	pair_set_close(&p);
	pair_release(&x);
	strbuf_release(&notices);
	rows_release(&rows);
}

static void a_file_may_hold_out_another(void **state)
{
	struct settings set = tiny_settings();
	struct rows rows, held;
	struct run *r;
	const char *text[PAIR_SIDES];

	(void)state;
	rows_of(&rows, verbs);
	rows_of(&held, "you go.\ttu vas.\nyou fly away.\ttu t'envoles.\n");
	r = translate_run(
		&set, &(struct dataset){ .rows = &rows, .held_out = &held });
	assert_int_equal(r->task->held_out(r->data), 2);
	assert_int_equal(pair_set_count(&data_of(r)->pairs), 10);
	pair_set_texts(&data_of(r)->pairs, true, 1, text);
	assert_string_equal(text[TARGET], "tu t'envoles.");
	assert_int_equal(data_of(r)->steps, 5);
	/* Of its two sources one is known by heart. */
	assert_true(data_of(r)->baseline == 0.5);
	run_free(r);
	rows_release(&held);
	rows_release(&rows);
}

/* --- batches -------------------------------------------------------------- */

static void check_batch(const struct run *r, bool backwards)
{
	const struct pair_set *p = &data_of(r)->pairs;
	struct pair_batch b;
	int source[] = { 5, 6, 7 }, target[] = { 8, 9 };
	const struct pair one = { { source, target }, { 3, 2 }, { 0, 0 } };
	const struct pair two = { { source, target }, { 1, 1 }, { 0, 0 } };
	const int ids[] = {
		backwards ? 7 : 5, 5,          6,          SOURCE_END,
		backwards ? 5 : 7, SOURCE_END, SOURCE_END, SOURCE_END
	};
	const int reads[] = { TARGET_START, TARGET_START, 8, 8, 9, TARGET_END };
	const int writes[] = { 8, 8, 9, TARGET_END, TARGET_END, TARGET_END };
	struct batch batch;
	double sum = 0;

	pair_batch_init(&b, p, 2, 9, 9);
	pair_batch_put(&b, 0, &one);
	pair_batch_put(&b, 1, &two);
	batch = pair_batch_of(&b);
	assert_int_equal(batch.steps, 4);
	assert_int_equal(batch.out_steps, 3);
	assert_memory_equal(batch.id, ids, sizeof ids);
	assert_memory_equal(batch.out_id, reads, sizeof reads);
	assert_memory_equal(batch.target, writes, sizeof writes);
	assert_int_equal(batch.length[0], 4);
	assert_int_equal(batch.length[1], 2);
	for (int i = 0; i < 6; i++)
		sum += batch.weight[i];
	assert_true(batch.weight[5] == 0 && fabs(sum - 2) < 1e-15);
	pair_batch_release(&b);
}

static void pairs_stand_side_by_side(void **state)
{
	struct settings set = tiny_settings();
	struct run *r = translate_run(&set, NO_DATA);

	(void)state;
	check_batch(r, false);
	run_free(r);
	set.attention = ATTEND_NONE; /* then sources are read from their end */
	r = translate_run(&set, NO_DATA);
	check_batch(r, true);
	run_free(r);
}

static void its_first_loss_is_that_of_knowing_nothing(void **state)
{
	struct settings set = translate_settings();
	struct run *r = translate_run(&set, NO_DATA);
	const double known = log(r->spec.symbols_out);

	(void)state;
	assert_true(r->now.smooth_loss == known);
	iterate(r, 1);
	assert_true(fabs(r->now.loss - known) < 0.05 * known);
	run_free(r);
}

/* --- answers -------------------------------------------------------------- */

static void batch_of_one(struct run *r, struct pair_batch *b, long number,
			 struct batch *out)
{
	struct pair x;

	pair_init(&x);
	pair_set_get(&data_of(r)->pairs, true, (uint64_t)number, &x);
	pair_batch_init(b, &data_of(r)->pairs, 1, data_of(r)->steps,
			data_of(r)->out_steps);
	pair_batch_put(b, 0, &x);
	*out = pair_batch_of(b);
	pair_release(&x);
}

/* The likeliest symbol at each step, by the engine alone. */
static int greedy(struct run *r, const struct batch *batch, int *id, int most)
{
	struct err e;
	struct net *reader =
		r->engine->reader_new(r->net, data_of(r)->steps, 1, 1, &e);
	const int V = r->spec.symbols_out;
	double *p = xcalloc((size_t)V, sizeof *p);
	int fed = TARGET_START, n = 0;

	assert_non_null(reader);
	r->engine->decode_begin(reader, batch);
	for (;; n++) {
		int best = 0;

		r->engine->decode_step(reader, &fed);
		r->engine->read(reader, r->engine->find(reader, "p", -1),
				PART_VALUE, 0, p);
		for (int i = 1; i < V; i++)
			if (p[i] > p[best])
				best = i;
		if (best == TARGET_END || n == most)
			break;
		id[n] = fed = best;
	}
	r->engine->net_free(reader);
	free(p);
	return n;
}

static void a_beam_of_one_is_greedy(void **state)
{
	struct settings set = translate_settings();
	struct run *r = translate_run(&set, NO_DATA);
	const int most = data_of(r)->out_steps - 1;
	struct beam *beam;
	struct err e;
	int id[64], cut = 0;

	(void)state;
	iterate(r, 40); /* it says something, but not yet what is right */
	beam = beam_new(r, 1, 1, data_of(r)->steps, most, &e);
	assert_non_null(beam);
	for (long i = 0; i < 60; i++) {
		struct pair_batch b;
		struct batch batch;
		const int *answer;
		int length, n;
		bool complete;

		batch_of_one(r, &b, i, &batch);
		beam_search(beam, &batch);
		answer = beam_answer(beam, 0, &length, &complete);
		n = greedy(r, &batch, id, most);
		assert_int_equal(length, n);
		assert_memory_equal(answer, id, (size_t)n * sizeof *id);
		cut += !complete;
		pair_batch_release(&b);
	}
	assert_true(cut < 60);
	beam_free(beam);
	run_free(r);
}

/* Mean ln P of each symbol of the target, by teacher forcing. */
static double score_of(struct run *r, const struct pair *x)
{
	struct err e;
	struct net *reader = r->engine->reader_new(
		r->net, data_of(r)->steps, data_of(r)->out_steps, 1, &e);
	struct pair_batch b;
	struct batch batch;
	double loss;

	assert_non_null(reader);
	pair_batch_init(&b, &data_of(r)->pairs, 1, data_of(r)->steps,
			data_of(r)->out_steps);
	pair_batch_put(&b, 0, x);
	batch = pair_batch_of(&b);
	loss = r->engine->run(reader, &batch, &(struct pass){ 0 });
	r->engine->net_free(reader);
	pair_batch_release(&b);
	return -loss;
}

/* With one symbol at most there are few answers, and a wide beam sees all. */
static void a_wide_beam_finds_the_best_of_all_answers(void **state)
{
	struct settings set = tiny_settings();
	struct rows rows;
	struct run *r;
	struct beam *beam;
	struct pair x;
	struct err e;
	int longer = 0;

	(void)state;
	rows_of(&rows, "a\tx\nb\ty\na b\tz\nb a\tx\na a\ty\nb b\tx\n");
	set.valid = 0.5;
	r = translate_run(&set, &(struct dataset){ .rows = &rows });
	pair_init(&x);
	beam = beam_new(r, 1, BEAM_MAX, data_of(r)->steps, 1, &e);
	assert_non_null(beam);
	for (int turn = 0; turn < 20; turn++) {
		const int *answer;
		struct pair_batch b;
		struct batch batch;
		double best = -INFINITY;
		int length, target[1], wanted = -1;
		bool complete;

		batch_of_one(r, &b, turn % 3, &batch);
		pair_set_get(&data_of(r)->pairs, true, (uint64_t)turn % 3, &x);
		for (int y = 0; y < r->spec.symbols_out; y++) {
			struct pair said = x;
			double score;

			target[0] = y;
			said.id[TARGET] = target;
			said.length[TARGET] = y != TARGET_END;
			score = score_of(r, &said);
			if (score > best) {
				best = score;
				wanted = y;
			}
		}
		beam_search(beam, &batch);
		answer = beam_answer(beam, 0, &length, &complete);
		assert_true(complete);
		assert_int_equal(length, wanted != TARGET_END);
		if (length)
			assert_int_equal(answer[0], wanted);
		longer += length;
		pair_batch_release(&b);
		iterate(r, 2);
	}
	assert_in_range(longer, 1, 19); /* both kinds came */
	pair_release(&x);
	beam_free(beam);
	run_free(r);
	rows_release(&rows);
}

static struct example *answer_of(struct answerer *a, long number,
				 const char *text)
{
	struct err e;
	struct example *x = translate_answer(a, number, text, &e);

	if (!x)
		fail_msg("%s", e.text);
	return x;
}

static void an_answer_shows_what_was_looked_at(void **state)
{
	struct settings set = translate_settings();
	struct run *r = translate_run(&set, NO_DATA);
	const struct example_array *alpha, *p;
	struct answerer *a;
	struct example *x;
	struct strbuf out;
	struct err e;

	(void)state;
	iterate(r, 150);
	a = translate_answerer_new(r, &e);
	assert_non_null(a);
	x = answer_of(a, -1, "3 May 2024");
	assert_string_equal(x->question, "3 May 2024");
	assert_string_equal(x->answer, "2024-05-03");
	assert_int_equal(x->verdict, VERDICT_NONE);
	assert_int_equal(x->in.count, 11);
	assert_string_equal(x->in.word[10], "</s>");
	assert_int_equal(x->out.count, 11);
	assert_string_equal(x->out.word[0], "2");
	alpha = example_find(x, "alpha");
	p = example_find(x, "p");
	assert_int_equal(alpha->rows, 11);
	assert_int_equal(alpha->cols, 11);
	for (int u = 0; u < 11; u++) {
		double sum = 0;

		for (int t = 0; t < 11; t++)
			sum += (double)example_row(alpha, u)[t];
		assert_true(fabs(sum - 1) < 1e-5);
		assert_true(example_row(p, u)[0] > 0.2f);
	}
	assert_int_equal(example_find(x, "h")->rows, 11);
	assert_int_equal(example_find(x, "gates")->cols, 3 * 64);
	assert_int_equal(example_find(x, "encoder")->cols, 64);
	assert_null(example_find(x, "c"));
	strbuf_init(&out);
	translate_print_answer(x, &out);
	assert_string_equal(out.text, "2024-05-03\n");
	strbuf_release(&out);
	example_free(x);
	assert_null(translate_answer(a, 500, NULL, &e));
	assert_non_null(strstr(e.text, "0 to 499"));
	translate_answerer_free(a);
	run_free(r);
}

/* Ids of words that an answer is made of. */
static int ids_of(const struct pair_set *p, const struct words_list *out,
		  int *id)
{
	for (int i = 0; i < out->count - 1; i++)
		id[i] = token_vocab_id(&p->vocab[TARGET], out->word[i]);
	return out->count - 1;
}

/* A validation, side by side, counts what answers, one at a time, show. */
static void validation_counts_right_answers(void **state)
{
	struct settings set = translate_settings();
	struct run *r;
	struct pair_set *p;
	double exact = 0, same = 0, all = 0;
	struct bleu bleu = { 0 };
	struct answerer *a;
	struct pair pair;
	struct err e;

	(void)state;
	set.pairs = PAIRS_NUMBERS; /* answers are too short or too long */
	r = translate_run(&set, NO_DATA);
	p = &data_of(r)->pairs;
	iterate(r, 45);
	run_begin_validation(r);
	while (!run_validate_slice(r, 0))
		;
	a = translate_answerer_new(r, &e);
	pair_init(&pair);
	for (long i = 0; i < p->held_out; i++) {
		struct example *x = answer_of(a, i, NULL);
		int id[64], n = ids_of(p, &x->out, id);

		pair_set_get(p, true, (uint64_t)i, &pair);
		assert_int_equal(x->verdict == VERDICT_RIGHT,
				 !strcmp(x->answer, x->truth));
		exact += !strcmp(x->answer, x->truth);
		for (int u = 0; u < n && u < pair.length[TARGET]; u++)
			same += id[u] == pair.id[TARGET][u];
		all += max_int(n, pair.length[TARGET]);
		bleu_add(&bleu, id, n, pair.id[TARGET], pair.length[TARGET]);
		example_free(x);
	}
	assert_in_range(exact, 20, 480); /* neither all nor none */
	assert_true(r->now.own[OWN_EXACT] == exact / 500);
	assert_true(fabs(r->now.own[OWN_TOKEN_ACCURACY] - same / all) < 1e-12);
	assert_true(fabs(r->now.own[OWN_BLEU] - bleu_score(&bleu)) < 1e-9);
	assert_true(r->now.own[OWN_BASELINE] < 0.05);
	translate_answerer_free(a);
	pair_release(&pair);
	run_free(r);
}

/* Looking changes nothing: the numbers go on as if nobody had. */
static void looking_changes_no_number(void **state)
{
	struct settings set = tiny_settings();
	struct run *r = translate_run(&set, NO_DATA);
	struct run *same = translate_run(&set, NO_DATA);
	struct answerer *a;
	struct err e;

	(void)state;
	a = translate_answerer_new(r, &e);
	for (int i = 0; i < 10; i++) {
		example_free(answer_of(a, i, NULL));
		r->set.beam = 1 + i;
		run_validate(r);
		iterate(r, 2);
		iterate(same, 2);
	}
	assert_same_tensors(r, same);
	translate_answerer_free(a);
	run_free(same);
	run_free(r);
}

static void it_learns_dates(void **state)
{
	struct settings set = translate_settings();
	struct run *r;

	(void)state;
	set.valid_every = 200;
	r = translate_run(&set, NO_DATA);
	iterate(r, 200);
	assert_true(r->now.own[OWN_EXACT] > 0.9);
	run_free(r);
}

/* --- resuming, gradients -------------------------------------------------- */

static struct run *saved_and_resumed(struct run *r, const struct dataset *data)
{
	static const char file[] = "translate.safetensors";
	struct settings base;
	struct checkpoint c;
	struct run *back;
	struct err e;

	settings_default(&base);
	if (!checkpoint_save(r, &settings_codec, file, &e) ||
	    !checkpoint_open(&c, file, &settings_codec, &base, &e))
		fail_msg("%s", e.text);
	back = checkpoint_resume(&c, &c.set, task_of(&c.set), data, &e);
	if (!back)
		fail_msg("%s", e.text);
	checkpoint_close(&c);
	return back;
}

static void goes_on_exactly(const struct settings *set,
			    const struct dataset *data)
{
	struct run *r = translate_run(set, data), *back;
	struct state *x, *y;

	iterate(r, 5);
	back = saved_and_resumed(r, data);
	iterate(r, 6);
	iterate(back, 6);
	assert_same_tensors(r, back);
	x = state_of(r);
	y = state_of(back);
	assert_true(state_equal(x, y));
	state_free(x);
	state_free(y);
	run_free(back);
	run_free(r);
}

static void each_cell_and_optimizer_resumes_exactly(void **state)
{
	struct settings set = tiny_settings();
	struct rows rows;

	(void)state;
	rows_of(&rows, verbs);
	set.batch_size = 3; /* epochs of four iterations */
	set.valid_every = 4;
	set.dropout = 0.2;
	for (int cell = 0; cell < CELLS; cell++)
		for (int optimizer = 0; optimizer < OPTIMIZERS; optimizer++) {
			set.cell = cell;
			set.optimizer = optimizer;
			set.learning_rate = 0.01;
			set.attention = optimizer % ATTENDS;
			set.precision = optimizer % 2;
			goes_on_exactly(&set, NO_DATA);
			goes_on_exactly(&set,
					&(struct dataset){ .rows = &rows });
		}
	rows_release(&rows);
}

static void what_is_rewound_goes_on_exactly(void **state)
{
	struct settings set = tiny_settings();
	struct run *r = translate_run(&set, NO_DATA);
	struct state *before, *x, *y;
	struct err e;

	(void)state;
	iterate(r, 3);
	before = state_of(r);
	iterate(r, 4);
	x = state_of(r);
	assert_true(state_put(r, before, &e));
	iterate(r, 4);
	y = state_of(r);
	assert_true(state_equal(x, y));
	state_free(before);
	state_free(x);
	state_free(y);
	run_free(r);
}

static void its_gradients_are_right_after_training(void **state)
{
	struct gradcheck_result result[64];
	struct settings set = tiny_settings();

	(void)state;
	for (int cell = 0; cell < CELLS; cell++) {
		struct gradcheck *g;
		struct run *r;
		struct err e;
		int n;

		set.cell = cell;
		set.attention = cell % ATTENDS;
		r = translate_run(&set, NO_DATA);
		iterate(r, 20);
		g = gradcheck_new(r, 0, 1, &e);
		assert_non_null(g);
		while (!gradcheck_more(g, 1))
			;
		n = gradcheck_results(g, result, 64);
		assert_true(n > 12);
		for (int i = 0; i < n; i++)
			assert_true(result[i].good);
		gradcheck_free(g);
		run_free(r);
	}
}

/* What the data panel shows. */
static void its_data_are_summarized(void **state)
{
	struct settings set = tiny_settings();
	const struct summary *s;
	struct rows rows;
	struct run *r;

	(void)state;
	rows_of(&rows, "a b\tx\nnothing\na b\tx\na c\ty\na c\tz\nb\tx\n");
	set.valid = 0.4;
	r = translate_run(&set, &(struct dataset){ .rows = &rows });
	s = r->task->summarize(r->data);
	assert_int_equal(s->rows, 5);
	assert_int_equal(s->rejected, 1);
	assert_int_equal(s->reasons, 1);
	assert_int_equal(s->duplicates, 1);
	assert_int_equal(s->conflicting, 1);
	assert_int_equal(s->train + s->held_out, 5);
	assert_int_equal(s->longest, 2);
	run_free(r);
	rows_release(&rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_generated_pair_can_be_written_and_read),
		cmocka_unit_test(letters_are_what_the_rules_are_about),
		cmocka_unit_test(what_cannot_be_asked_is_refused_with_a_reason),
		cmocka_unit_test(rows_are_read_as_words),
		cmocka_unit_test(reversing_exchanges_the_sides),
		cmocka_unit_test(what_is_rare_or_long_is_counted),
		cmocka_unit_test(a_file_may_hold_out_another),
		cmocka_unit_test(pairs_stand_side_by_side),
		cmocka_unit_test(its_first_loss_is_that_of_knowing_nothing),
		cmocka_unit_test(a_beam_of_one_is_greedy),
		cmocka_unit_test(a_wide_beam_finds_the_best_of_all_answers),
		cmocka_unit_test(an_answer_shows_what_was_looked_at),
		cmocka_unit_test(validation_counts_right_answers),
		cmocka_unit_test(looking_changes_no_number),
		cmocka_unit_test(it_learns_dates),
		cmocka_unit_test_setup_teardown(
			each_cell_and_optimizer_resumes_exactly, scratch_enter,
			scratch_leave),
		cmocka_unit_test(what_is_rewound_goes_on_exactly),
		cmocka_unit_test(its_gradients_are_right_after_training),
		cmocka_unit_test(its_data_are_summarized),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
