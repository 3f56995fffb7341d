/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_sentiment.c: which sentences are learned from and which are held out,
 * how they become symbols, and what is answered about them. */
#include "config.h"

#include "label_runs.h"

#include <math.h>

#include "scratch.h"

static struct settings sentiment_settings(void)
{
	return label_settings(TASK_SENTIMENT);
}

static void open_sentences(struct sentences *s, const struct settings *set,
			   const struct dataset *data, struct strbuf *notices)
{
	struct err e;

	strbuf_init(notices);
	if (!sentences_open(s, set, data, notices, &e))
		fail_msg("%s", e.text);
}

static void close_sentences(struct sentences *s, struct strbuf *notices)
{
	sentences_close(s);
	strbuf_release(notices);
}

/* --- what is held out ----------------------------------------------------- */

static void no_text_is_on_both_sides(struct sentences *s, uint64_t trains)
{
	struct string_table seen;

	string_table_init(&seen);
	for (uint64_t i = 0; i < trains; i++) {
		const char *text = sentences_text(s, false, i);

		string_table_add(&seen, text, strlen(text));
	}
	for (long i = 0; i < s->held_out; i++) {
		const char *text = sentences_text(s, true, (uint64_t)i);

		assert_true(string_table_find(&seen, text, strlen(text)) < 0);
	}
	string_table_release(&seen);
}

static void generated_held_out_sentences_are_never_trained(void **state)
{
	struct settings set = sentiment_settings();

	(void)state;
	for (int language = 0; language < LANGUAGES; language++) {
		struct sentences s;
		struct strbuf notices;

		set.language = language;
		open_sentences(&s, &set, NO_DATA, &notices);
		assert_int_equal(s.held_out, 1000);
		no_text_is_on_both_sides(&s, 20000);
		close_sentences(&s, &notices);
	}
}

/* Also where the file has sentences more than once. */
static void rows_are_split_by_their_text(void **state)
{
	struct settings set = sentiment_settings();
	struct strbuf text;
	struct strbuf notices;
	struct sentences s;
	struct rows rows;

	(void)state;
	strbuf_init(&text);
	for (int i = 0; i < 90; i++)
		strbuf_printf(&text, "%s\tword %d again\n",
			      i % 3 ? "good" : "bad", i % 30);
	labelled(&rows, text.text);
	open_sentences(&s, &set, &(struct dataset){ .rows = &rows }, &notices);
	assert_int_equal(s.held_out, 18); /* a fifth, three times */
	assert_int_equal(sentences_count(&s), 72);
	no_text_is_on_both_sides(&s, 72);
	close_sentences(&s, &notices);
	rows_release(&rows);
	strbuf_release(&text);
}

/* By hand: a bag of words says "good" of "fine", and of what it never read the
 * more frequent class. */
static void a_file_may_hold_out_another(void **state)
{
	static const char known[] = "bad\tdull film\nbad\tdull play\n"
				    "good\tfine film\ngood\tfine play\n"
				    "good\tfine end\n";
	static const char asked[] = "good\tfine thing\nbad\tdull thing\n"
				    "bad\tfine\ngood\tnew thing\n";
	struct settings set = sentiment_settings();
	struct strbuf notices;
	struct sentences s;
	struct rows rows, held;
	struct run *r;

	(void)state;
	labelled(&rows, known);
	labelled(&held, asked);
	set.tokens = TOKENS_CHOICE_WORDS;
	open_sentences(&s, &set,
		       &(struct dataset){ .rows = &rows, .held_out = &held },
		       &notices);
	assert_int_equal(s.held_out, 4);
	assert_int_equal(sentences_count(&s), 5);
	assert_string_equal(sentences_text(&s, true, 3), "new thing");
	close_sentences(&s, &notices);
	r = label_run(&set,
		      &(struct dataset){ .rows = &rows, .held_out = &held });
	assert_true(own_metric(r, "baseline") == 0.75);
	iterate(r, 1);
	validate(r);
	assert_true(own_metric(r, "valid_accuracy") >= 0);
	run_free(r);
	rows_release(&held);
	rows_release(&rows);
}

static void nothing_need_be_held_out(void **state)
{
	struct settings set = sentiment_settings();
	struct answerer *a;
	struct rows rows;
	struct run *r;
	struct err e;

	(void)state;
	labelled_rows(&rows, 20, 2);
	set.valid = 0;
	r = label_run(&set, &(struct dataset){ .rows = &rows });
	assert_int_equal(r->task->epoch(r->data), 3);
	assert_true(isnan(own_metric(r, "baseline")));
	assert_false(run_validates(r));
	a = r->task->answerer_new(r, &e);
	assert_null(r->task->answer(a, 0, NULL, &e));
	assert_string_equal(e.text, "there are no held-out examples");
	r->task->answerer_free(a);
	run_free(r);
	rows_release(&rows);
}

/* --- what is refused ------------------------------------------------------ */

static void refused(const struct dataset *data, const char *reason,
		    const char *also)
{
	struct settings set = sentiment_settings();
	struct err e;

	assert_null(run_new(&set, &task_sentiment, data, &e));
	assert_int_equal(e.kind, ERR_INPUT);
	if (!strstr(e.text, reason) || !strstr(e.text, also))
		fail_msg("%s", e.text);
}

static void a_label_that_only_the_held_out_file_has_is_refused(void **state)
{
	struct rows rows, held;

	(void)state;
	labelled(&rows, "bad\tdull film\ngood\tfine film\n");
	labelled(&held, "bad\tdull end\nworse\tfine end\n");
	free(rows.name);
	free(held.name);
	rows.name = xstrdup("train.tsv");
	held.name = xstrdup("valid.tsv");
	refused(&(struct dataset){ .rows = &rows, .held_out = &held },
		"valid.tsv has the label \"worse\"", "train.tsv");
	rows_release(&held);
	rows_release(&rows);
}

static void too_many_classes_are_refused(void **state)
{
	struct settings set = sentiment_settings();
	struct strbuf text;
	struct rows rows;
	struct run *r;

	(void)state;
	strbuf_init(&text);
	strbuf_add(&text, "label\ttext\n");
	for (int i = 0; i < 2 * (CLASSES_MAX + 1); i++)
		strbuf_printf(&text, "c%d\tword %d\n", i / 2, i);
	labelled(&rows, text.text);
	refused(&(struct dataset){ .rows = &rows }, "1001 different labels",
		"--columns");
	rows_release(&rows);
	strbuf_clear(&text);
	strbuf_add(&text, "label\ttext\n");
	for (int i = 0; i < 2 * CLASSES_MAX; i++)
		strbuf_printf(&text, "c%d\tword %d\n", i / 2, i);
	labelled(&rows, text.text);
	r = label_run(&set, &(struct dataset){ .rows = &rows });
	assert_int_equal(r->spec.symbols_out, CLASSES_MAX);
	iterate(r, 1);
	run_free(r);
	rows_release(&rows);
	strbuf_release(&text);
}

/* --- symbols -------------------------------------------------------------- */

static const char films[] = "bad\tDull, dull film\nbad\tdull play\n"
			    "good\tfine film\ngood\tfine play\n";

static void rare_words_and_long_sentences_are_counted(void **state)
{
	struct settings set = sentiment_settings();
	struct strbuf notices;
	struct sentences s;
	struct rows rows;
	int id[8], class;

	(void)state;
	labelled(&rows, films);
	set.valid = 0;
	set.lower = 1;
	set.tokens = TOKENS_CHOICE_WORDS;
	set.min_count = 2;
	set.max_length = 3;
	open_sentences(&s, &set, &(struct dataset){ .rows = &rows }, &notices);
	assert_string_equal(notices.text,
			    "1 sentences are cut to 3 tokens (max-length)\n"
			    "2 tokens that occur fewer than 2 times are read "
			    "as <unk> (min-count)\n");
	assert_int_equal(sentences_get(&s, false, 0, id, &class), 3);
	assert_string_equal(sentences_class(&s, class), "bad");
	assert_string_equal(token_vocab_symbol(&s.vocab, id[0]), "dull");
	assert_int_equal(id[1], s.vocab.unknown);
	assert_int_equal(id[2], id[0]);
	assert_int_equal(s.longest, 3);
	close_sentences(&s, &notices);
	rows_release(&rows);
}

/* Names and Korean are spelt, English is read by words. */
static void tokens_suit_the_sentences(void **state)
{
	static const struct {
		const char *text;
		enum tokens kind;
	} row[] = {
		{ "a\tone two three\nb\tfour five six\n", TOKENS_WORDS },
		{ "a\tSmith\nb\tMoreau\na\tO Neil\n", TOKENS_CHARS },
		{ "a\t정말 재미있는 영화였다\nb\t너무 지루한 영화 였어요\n",
		  TOKENS_CHARS },
	};
	struct settings set = sentiment_settings();

	(void)state;
	set.valid = 0;
	for (size_t i = 0; i < LENGTH(row); i++) {
		struct strbuf notices;
		struct sentences s;
		struct rows rows;

		labelled(&rows, row[i].text);
		open_sentences(&s, &set, &(struct dataset){ .rows = &rows },
			       &notices);
		assert_int_equal(s.rules.kind, row[i].kind);
		close_sentences(&s, &notices);
		rows_release(&rows);
	}
}

/* --- answers -------------------------------------------------------------- */

struct ask {
	struct rows rows;
	struct run *run;
	struct answerer *answerer;
	struct strbuf out;
};

static void ask_begin(struct ask *a, const struct settings *set,
		      const char *text)
{
	struct err e;

	labelled(&a->rows, text);
	a->run = label_run(set, &(struct dataset){ .rows = &a->rows });
	iterate(a->run, 3);
	a->answerer = a->run->task->answerer_new(a->run, &e);
	assert_non_null(a->answerer);
	strbuf_init(&a->out);
}

static void ask_end(struct ask *a)
{
	strbuf_release(&a->out);
	a->run->task->answerer_free(a->answerer);
	run_free(a->run);
	rows_release(&a->rows);
}

static struct example *own(struct ask *a, const char *text)
{
	struct err e;
	struct example *x = a->run->task->answer(a->answerer, -1, text, &e);

	if (!x)
		fail_msg("%s", e.text);
	return x;
}

static void an_answer_is_printed_most_probable_first(void **state)
{
	struct settings set = sentiment_settings();
	double last = 1, sum = 0;
	struct ask a;
	struct example *x;
	char name[8];
	int at = 0, n, lines = 0;

	(void)state;
	set.valid = 0;
	ask_begin(&a, &set,
		  "label\ttext\nbad\tdull film a\ngood\tfine film a\n"
		  "so-so\tlong film a\nodd\tnew film a\n");
	x = own(&a, "new film");
	a.run->task->print_answer(x, &a.out);
	for (double p;
	     sscanf(a.out.text + at, "%7[^\t]\t%lf\n%n", name, &p, &n) == 2;
	     at += n, lines++) {
		const char *digits = strchr(a.out.text + at, '.');

		assert_true(p <= last && strspn(digits + 1, "0123456789") >= 6);
		if (!lines)
			assert_string_equal(name, x->answer);
		last = p;
		sum += p;
	}
	assert_int_equal(lines, 4);
	assert_int_equal(at, a.out.length);
	assert_true(fabs(sum - 1) < 1e-6);
	assert_int_equal(x->verdict, VERDICT_NONE);
	assert_int_equal(x->right, -1);
	assert_null(x->truth);
	assert_int_equal(x->classes.count, 4);
	assert_int_equal(example_find(x, "bag")->cols, 4);
	assert_int_equal(example_find(x, "p")->rows, 2);
	example_free(x);
	ask_end(&a);
}

/* As often as the answer is asked for, and wherever the reader was before. */
static void an_answer_depends_on_its_question_alone(void **state)
{
	struct settings set = sentiment_settings();
	struct example *x, *y;
	struct ask a;

	(void)state;
	set.valid = 0;
	ask_begin(&a, &set, films);
	x = own(&a, "fine film");
	example_free(own(&a, "dull dull dull , play film film film"));
	y = own(&a, "fine film");
	assert_memory_equal(example_find(x, "h")->value,
			    example_find(y, "h")->value, 2 * 6 * sizeof(float));
	example_free(x);
	example_free(y);
	ask_end(&a);
}

static void a_question_without_words_is_refused(void **state)
{
	static const char *const text[] = { "", "   ", "\n\t ", "\302\240",
					    "\001\033" };
	struct settings set = sentiment_settings();
	struct ask a;
	struct err e;

	(void)state;
	set.valid = 0;
	ask_begin(&a, &set, films);
	for (size_t i = 0; i < LENGTH(text); i++) {
		assert_null(a.run->task->answer(a.answerer, -1, text[i], &e));
		assert_int_equal(e.kind, ERR_FAILED);
		assert_string_equal(e.text, "there is nothing to read");
	}
	ask_end(&a);
}

static void a_long_question_is_cut(void **state)
{
	struct settings set = sentiment_settings();
	struct example *x;
	struct ask a;

	(void)state;
	set.valid = 0;
	set.tokens = TOKENS_CHOICE_WORDS;
	set.max_length = 5;
	ask_begin(&a, &set, films);
	x = own(&a, "dull film fine play dull film fine");
	assert_int_equal(x->in.count, 5);
	assert_int_equal(example_find(x, "h")->rows, 5);
	assert_string_equal(x->in.word[4], "dull");
	example_free(x);
	ask_end(&a);
}

static void assert_read_alike(struct ask *a, const char *one, const char *two)
{
	struct example *x = own(a, one), *y = own(a, two);
	const struct example_array *p = example_find(x, "p");
	const struct example_array *q = example_find(y, "p");

	assert_int_equal(p->rows, q->rows);
	assert_memory_equal(p->value, q->value,
			    (size_t)(p->rows * p->cols) * sizeof *p->value);
	example_free(x);
	example_free(y);
}

/* What is typed is spelt like the rows of a file: NFC, single spaces. */
static void a_question_is_spelt_as_the_rows_are(void **state)
{
	/* letters of Hangul one by one, as some systems type them */
	static const char letters[] = "\341\204\214\341\205\251\341\207\202"
				      "\341\204\213\341\205\241";
	struct settings set = sentiment_settings();
	struct example *x;
	struct ask a;

	(void)state;
	set.valid = 0;
	ask_begin(&a, &set, "good\t좋아 정말 영화\nbad\t싫어 정말 영화\n");
	assert_read_alike(&a, "좋아 영화", "  좋아\302\240 영화\n");
	assert_read_alike(&a, "좋아 영화", "좋아\001영화");
	assert_read_alike(&a, "좋아", letters);
	x = own(&a, "좋아 뭐");
	assert_string_equal(x->in.word[0], "좋");
	assert_string_equal(x->question, "좋아 뭐");
	example_free(x);
	ask_end(&a);
}

/* --- checkpoints ---------------------------------------------------------- */

static void init_is_refused(const struct checkpoint *c, const char *text,
			    const char *reason)
{
	struct settings set = sentiment_settings();
	struct rows rows;
	struct err e;

	set.valid = 0;
	labelled(&rows, text);
	assert_null(checkpoint_init(c, &set, &task_sentiment,
				    &(struct dataset){ .rows = &rows }, &e));
	assert_int_equal(e.kind, ERR_INPUT);
	if (!strstr(e.text, reason))
		fail_msg("%s", e.text);
	assert_null(checkpoint_resume(c, &c->set, &task_sentiment,
				      &(struct dataset){ .rows = &rows }, &e));
	if (!strstr(e.text, "trained on other data"))
		fail_msg("%s", e.text);
	rows_release(&rows);
}

/* Rows of weights belong to words and classes. */
static void weights_of_other_words_or_classes_are_refused(void **state)
{
	struct settings set = sentiment_settings();
	struct rows same;
	struct checkpoint c;
	struct ask a;
	struct run *r;
	struct err e;

	(void)state;
	set.valid = 0;
	ask_begin(&a, &set, "good\tfine film here\nbad\tdull film here\n");
	save_run(a.run, "films.safetensors");
	open_saved(&c, "films.safetensors");
	init_is_refused(&c, "good\tfine play here\nbad\tdull play here\n",
			"has other source_symbols");
	init_is_refused(&c, "yes\tfine film here\nno\tdull film here\n",
			"has other classes");
	labelled(&same, "good\tfine film here\nbad\tdull film here\n"
			"bad\tdull film here\ngood\tfine film here\n");
	r = checkpoint_init(&c, &set, &task_sentiment,
			    &(struct dataset){ .rows = &same }, &e);
	if (!r)
		fail_msg("%s", e.text);
	run_free(r);
	rows_release(&same);
	assert_null(
		checkpoint_resume(&c, &c.set, &task_sentiment, NO_DATA, &e));
	assert_non_null(strstr(e.text, "a file, not on generated examples"));
	checkpoint_close(&c);
	ask_end(&a);
}

/* --- its data ------------------------------------------------------------- */

static void its_data_are_summarized(void **state)
{
	struct settings set = sentiment_settings();
	const struct summary *s;
	struct rows rows;
	struct run *r;

	(void)state;
	labelled(&rows, "good\ta b c\nnothing\ngood\ta b c\nbad\ta b d e\n"
			"bad\ta b c\ngood\tf g\n");
	set.valid = 0.34;
	r = label_run(&set, &(struct dataset){ .rows = &rows });
	s = r->task->summarize(r->data);
	assert_int_equal(s->rows, 5);
	assert_int_equal(s->rejected, 1);
	assert_int_equal(s->reasons, 1);
	assert_int_equal(s->duplicates, 1);
	assert_int_equal(s->conflicting, 1);
	assert_int_equal(s->train + s->held_out, 5);
	assert_int_equal(s->longest, 4);
	assert_int_equal(s->bin_width, 1);
	assert_int_equal(s->length[1], 1);
	assert_int_equal(s->length[2], 3);
	assert_int_equal(s->length[3], 1);
	assert_int_equal(s->classes, 2);
	assert_string_equal(s->class_of[0].name, "bad");
	assert_int_equal(s->class_of[0].train + s->class_of[0].held_out, 2);
	assert_int_equal(s->class_of[1].train + s->class_of[1].held_out, 3);
	run_free(r);
	rows_release(&rows);
}

static void it_learns_what_a_bag_of_words_cannot(void **state)
{
	struct settings set = sentiment_settings();
	struct run *r;

	(void)state;
	set.hidden = 32;
	set.embedding = 16;
	set.batch_size = 32;
	set.cell = CELL_GRU;
	set.precision = PRECISION_FLOAT;
	r = label_run(&set, NO_DATA);
	iterate(r, 500);
	validate(r);
	assert_true(own_metric(r, "baseline") < 0.65);
	assert_true(own_metric(r, "valid_accuracy") > 0.9);
	run_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			generated_held_out_sentences_are_never_trained),
		cmocka_unit_test(rows_are_split_by_their_text),
		cmocka_unit_test(a_file_may_hold_out_another),
		cmocka_unit_test(nothing_need_be_held_out),
		cmocka_unit_test(
			a_label_that_only_the_held_out_file_has_is_refused),
		cmocka_unit_test(too_many_classes_are_refused),
		cmocka_unit_test(rare_words_and_long_sentences_are_counted),
		cmocka_unit_test(tokens_suit_the_sentences),
		cmocka_unit_test(an_answer_is_printed_most_probable_first),
		cmocka_unit_test(an_answer_depends_on_its_question_alone),
		cmocka_unit_test(a_question_without_words_is_refused),
		cmocka_unit_test(a_long_question_is_cut),
		cmocka_unit_test(a_question_is_spelt_as_the_rows_are),
		IN_SCRATCH(weights_of_other_words_or_classes_are_refused),
		cmocka_unit_test(its_data_are_summarized),
		cmocka_unit_test(it_learns_what_a_bag_of_words_cannot),
	};

	return cmocka_run_group_tests_name("sentiment", tests, NULL, NULL);
}
