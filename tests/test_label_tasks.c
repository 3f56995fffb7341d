/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_label_tasks.c: what must hold of sentiment and of memory: exact resuming
 * and rewinding, right gradients, a validation that counts what single answers
 * count, looking that changes nothing; and memory's own problems. */
#include "config.h"

#include "label_runs.h"

#include <math.h>

#include "probe/gradcheck.h"
#include "scratch.h"
#include "task/make_memory.h"

/* Sentiment generated, of two classes, of four; the problems of memory. */
enum { SOURCES = 3 + MEMORY_PROBLEMS };

struct source {
	struct settings set;
	struct rows rows;
	struct dataset data;
};

static void source_init(struct source *s, int i)
{
	memset(s, 0, sizeof *s);
	s->set = label_settings(i < 3 ? TASK_SENTIMENT : TASK_MEMORY);
	if (i >= 3)
		s->set.problem = i - 3;
	if (i != 1 && i != 2)
		return;
	labelled_rows(&s->rows, 50, i == 1 ? 2 : 4);
	s->data.rows = &s->rows;
}

static void source_release(struct source *s)
{
	if (s->data.rows)
		rows_release(&s->rows);
}

static void assert_equal_runs(const struct run *a, const struct run *b)
{
	struct state *x = state_of(a), *y = state_of(b);

	assert_same_tensors(a, b);
	assert_true(state_equal(x, y));
	state_free(y);
	state_free(x);
}

/* --- resuming ------------------------------------------------------------- */

static struct run *saved_and_resumed(struct run *r, const struct dataset *data)
{
	struct checkpoint c;
	struct run *back;
	struct err e;

	save_run(r, "label.safetensors");
	open_saved(&c, "label.safetensors");
	back = checkpoint_resume(&c, &c.set, task_of(&c.set), data, &e);
	if (!back)
		fail_msg("%s", e.text);
	checkpoint_close(&c);
	return back;
}

static void goes_on_exactly(const struct source *s)
{
	struct run *r = label_run(&s->set, &s->data), *back;

	iterate(r, 5);
	back = saved_and_resumed(r, &s->data);
	iterate(r, 6);
	iterate(back, 6);
	assert_equal_runs(r, back);
	run_free(back);
	run_free(r);
}

static void each_cell_and_optimizer_resumes_exactly(void **state)
{
	(void)state;
	for (int i = 0; i < SOURCES; i++) {
		struct source s;

		source_init(&s, i);
		s.set.valid_every = 4;
		s.set.dropout = 0.2;
		for (int k = 0; k < CELLS * OPTIMIZERS; k++) {
			s.set.cell = k / OPTIMIZERS;
			s.set.optimizer = k % OPTIMIZERS;
			s.set.precision = k % 2;
			goes_on_exactly(&s);
		}
		source_release(&s);
	}
}

static void what_is_rewound_goes_on_exactly(void **state)
{
	(void)state;
	for (int i = 0; i < SOURCES; i++) {
		struct state *before, *x, *y;
		struct source s;
		struct run *r;
		struct err e;

		source_init(&s, i);
		r = label_run(&s.set, &s.data);
		iterate(r, 3);
		before = state_of(r);
		iterate(r, 9); /* into the next epoch */
		x = state_of(r);
		assert_true(state_put(r, before, &e));
		iterate(r, 9);
		y = state_of(r);
		assert_true(state_equal(x, y));
		state_free(before);
		state_free(x);
		state_free(y);
		run_free(r);
		source_release(&s);
	}
}

static void what_is_cancelled_was_never_begun(void **state)
{
	(void)state;
	for (int i = 0; i < SOURCES; i++) {
		struct source s;
		struct run *r, *same;
		struct err e;

		source_init(&s, i);
		r = label_run(&s.set, &s.data);
		same = label_run(&s.set, &s.data);
		assert_false(r->task->back(r->data)); /* nothing was read */
		for (int k = 0; k < 8; k++) {
			assert_true(run_begin(r, &e));
			run_cancel(r);
			iterate(r, 1);
			iterate(same, 1);
		}
		assert_equal_runs(r, same);
		run_free(same);
		run_free(r);
		source_release(&s);
	}
}

/* --- numbers -------------------------------------------------------------- */

static void check_gradients(const struct run *r)
{
	struct gradcheck_result result[16];
	struct err e;
	struct gradcheck *g = gradcheck_new(r, 0, 1, &e);
	int n;

	assert_non_null(g);
	while (!gradcheck_more(g, 1))
		;
	n = gradcheck_results(g, result, 16);
	assert_in_range(n, 5, 7);
	for (int i = 0; i < n; i++)
		assert_true(result[i].good); /* under 1e-6 */
	gradcheck_free(g);
}

static void gradients_are_right_after_training(void **state)
{
	(void)state;
	for (int i = 0; i < SOURCES; i++) {
		struct source s;

		source_init(&s, i);
		for (int cell = 0; cell < CELLS; cell++) {
			struct run *r;

			s.set.cell = cell;
			r = label_run(&s.set, &s.data);
			iterate(r, 20);
			check_gradients(r);
			run_free(r);
		}
		source_release(&s);
	}
}

static void threads_give_the_same_loss(void **state)
{
	(void)state;
	for (int i = 0; i < SOURCES; i++) {
		struct source s;
		struct run *one, *two;

		source_init(&s, i);
		one = label_run(&s.set, &s.data);
		s.set.threads = 2;
		two = label_run(&s.set, &s.data);
		assert_int_equal(two->spec.threads, 2);
		iterate(one, 12);
		iterate(two, 12);
		assert_true(fabs(one->now.loss - two->now.loss) <
			    1e-9 * one->now.loss);
		run_free(two);
		run_free(one);
		source_release(&s);
	}
}

static void the_first_loss_is_that_of_knowing_nothing(void **state)
{
	static const double known[SOURCES] = { 2, 2, 4, 0, 10, 2, 7 };

	(void)state;
	for (int i = 0; i < SOURCES; i++) {
		const bool adds = known[i] == 0;
		const double loss = adds ? 1 + 1.0 / 6 : log(known[i]);
		struct source s;
		struct run *r;

		source_init(&s, i);
		s.set.batch_size = 64;
		s.set.init_scheme = INIT_XAVIER;
		r = label_run(&s.set, &s.data);
		assert_true(fabs(r->now.smooth_loss - loss) < 1e-12);
		iterate(r, 1);
		if (fabs(r->now.loss - loss) > (adds ? 0.5 : 0.25) * loss)
			fail_msg("%d: %g is not about %g", i, r->now.loss,
				 loss);
		run_free(r);
		source_release(&s);
	}
}

/* --- validation ----------------------------------------------------------- */

struct judged {
	double loss, right, squares, steps;
};

static void judge_step(struct run *r, struct net *reader,
		       const struct label_item *item, int t, struct judged *out)
{
	const int q = r->engine->find(reader, item->goal ? "logits" : "p", -1);
	double row[64];
	int best = 0;

	r->engine->read(reader, q, PART_VALUE, t, row);
	out->steps++;
	if (item->goal) {
		out->squares += pow(row[0] - item->goal[t], 2);
		return;
	}
	for (int i = 1; i < r->spec.symbols_out; i++)
		if (row[i] > row[best])
			best = i;
	out->right += best == item->target[t];
}

/* Reads the held-out examples one by one. */
static struct judged judge_singly(struct run *r)
{
	struct label_task *task = r->data;
	struct judged sum = { 0 };
	struct label_batch one;
	struct net *reader;
	struct err e;

	reader = r->engine->reader_new(r->net, task->size.steps, 0, 1, &e);
	assert_non_null(reader);
	label_batch_init(&one, &task->size, 1);
	for (long i = 0; i < task->held_out; i++) {
		struct batch batch;

		task->make(task, true, (uint64_t)i, &one.item);
		label_batch_put(&one, 0);
		batch = label_batch_of(&one);
		assert_int_equal(batch.steps, one.item.steps);
		sum.loss += r->engine->run(reader, &batch, &(struct pass){ 0 });
		for (int t = one.item.first; t <= one.item.last; t++)
			judge_step(r, reader, &one.item, t, &sum);
	}
	sum.loss /= (double)task->held_out;
	label_batch_release(&one);
	r->engine->net_free(reader);
	return sum;
}

static void a_validation_is_that_of_single_examples(void **state)
{
	(void)state;
	for (int i = 0; i < SOURCES; i++) {
		struct judged alone;
		struct source s;
		struct run *r;

		source_init(&s, i);
		r = label_run(&s.set, &s.data);
		iterate(r, 30);
		validate(r);
		alone = judge_singly(r);
		assert_true(fabs(r->now.valid_loss - alone.loss) <
			    1e-12 * (1 + alone.loss));
		if (r->spec.goals) {
			assert_true(fabs(own_metric(r, "valid_mse") -
					 alone.squares / alone.steps) < 1e-12);
			assert_true(isnan(own_metric(r, "valid_accuracy")));
		} else {
			assert_true(own_metric(r, "valid_accuracy") ==
				    alone.right / alone.steps);
		}
		run_free(r);
		source_release(&s);
	}
}

/* What it says of an example is what the validation counts. */
static void answers_agree_with_the_validation(void **state)
{
	(void)state;
	for (int i = 0; i < SOURCES; i++) {
		const bool counts = i != 3 && i != 3 + MEMORY_COPY;
		struct answerer *a;
		struct source s;
		struct run *r;
		struct err e;
		double right = 0;
		long n;

		source_init(&s, i);
		r = label_run(&s.set, &s.data);
		iterate(r, 30);
		validate(r);
		n = r->task->held_out(r->data);
		a = r->task->answerer_new(r, &e);
		assert_non_null(a);
		for (long k = 0; k < n; k++) {
			struct example *x = r->task->answer(a, k, NULL, &e);

			assert_non_null(x);
			assert_int_equal(x->number, k);
			assert_int_equal(x->in.count,
					 example_find(x, "h")->rows);
			if (counts)
				assert_int_equal(x->verdict == VERDICT_RIGHT,
						 !strcmp(x->answer, x->truth));
			right += x->verdict == VERDICT_RIGHT;
			example_free(x);
		}
		if (counts)
			assert_true(own_metric(r, "valid_accuracy") ==
				    right / (double)n);
		assert_null(r->task->answer(a, n, NULL, &e));
		assert_int_equal(e.kind, ERR_FAILED);
		assert_null(r->task->answer(a, -1, NULL, &e));
		r->task->answerer_free(a);
		run_free(r);
		source_release(&s);
	}
}

static void looking_changes_no_number(void **state)
{
	(void)state;
	for (int i = 0; i < SOURCES; i++) {
		struct answerer *a;
		struct source s;
		struct run *r, *same;
		struct err e;

		source_init(&s, i);
		s.set.dropout = 0.2;
		r = label_run(&s.set, &s.data);
		same = label_run(&s.set, &s.data);
		a = r->task->answerer_new(r, &e);
		assert_non_null(a);
		for (int k = 0; k < 8; k++) {
			example_free(r->task->answer(a, k, NULL, &e));
			example_free(r->task->answer(a, -1, "key0 but w3", &e));
			validate(r);
			iterate(r, 2);
			iterate(same, 2);
		}
		assert_same_tensors(r, same);
		r->task->answerer_free(a);
		run_free(same);
		run_free(r);
		source_release(&s);
	}
}

/* --- memory --------------------------------------------------------------- */

/* Goals or classes that count, by the definition of each problem. */
static int asked_of(const struct settings *set, bool held_out, uint64_t number,
		    double *asked)
{
	int id[64], target[64], n = 1;
	double value[128], goal[64], weight[64];
	struct memory_example x = {
		.id = id,
		.value = value,
		.target = target,
		.goal = goal,
		.weight = weight,
	};

	make_memory((uint64_t)set->seed, number, held_out,
		    (enum memory_problem)set->problem, (int)set->length, &x);
	if (set->problem == MEMORY_ADDING)
		asked[0] = goal[x.steps - 1];
	else if (set->problem == MEMORY_REBER)
		asked[0] = target[x.steps - 2];
	else if (set->problem == MEMORY_PARITY)
		asked[0] = target[x.steps - 1];
	else
		for (n = 0; n < COPIED; n++)
			asked[n] = target[x.steps - COPIED + n];
	return n;
}

/* The mean, or the most frequent of what training asks. */
static double usual_answer(const struct settings *set)
{
	double asked[COPIED], sum = 0, count[64] = { 0 };
	int usual = 0;

	for (uint64_t i = 0; i < 2000; i++) {
		const int n = asked_of(set, false, i, asked);

		for (int k = 0; k < n; k++) {
			sum += asked[k];
			count[(int)asked[k]]++;
		}
	}
	for (int i = 1; i < 64; i++)
		if (count[i] > count[usual])
			usual = i;
	return set->problem == MEMORY_ADDING ? sum / 2000 : usual;
}

static void the_baseline_is_always_the_same_answer(void **state)
{
	struct settings set = label_settings(TASK_MEMORY);

	(void)state;
	for (int problem = 0; problem < MEMORY_PROBLEMS; problem++) {
		double asked[COPIED], usual, score = 0, n = 0;
		struct run *r;

		set.problem = problem;
		r = label_run(&set, NO_DATA);
		usual = usual_answer(&r->set);
		for (uint64_t i = 0; i < 500; i++) {
			const int count = asked_of(&r->set, true, i, asked);

			for (int k = 0; k < count; k++, n++)
				score += problem == MEMORY_ADDING
						 ? pow(asked[k] - usual, 2)
						 : asked[k] == usual;
		}
		assert_true(fabs(own_metric(r, "baseline") - score / n) <
			    1e-12);
		if (problem == MEMORY_ADDING)
			assert_true(fabs(score / n - 1.0 / 6) < 0.03);
		run_free(r);
	}
}

static void a_short_length_is_raised(void **state)
{
	struct settings set = label_settings(TASK_MEMORY);

	(void)state;
	for (int problem = 0; problem < MEMORY_PROBLEMS; problem++) {
		const int least =
			memory_shape((enum memory_problem)problem).shortest;
		char notice[100];
		struct run *r;

		set.problem = problem;
		set.length = least - 1;
		r = label_run(&set, NO_DATA);
		snprintf(notice, sizeof notice,
			 "length is raised from %d to %d: %s needs that\n",
			 least - 1, least, memory_name[problem]);
		assert_string_equal(r->notices.text, notice);
		assert_int_equal(r->set.length, least);
		assert_int_equal(r->set.seq_length, least);
		iterate(r, 2);
		run_free(r);
		set.length = least;
		r = label_run(&set, NO_DATA);
		assert_string_equal(r->notices.text, "");
		run_free(r);
	}
}

/* The histogram has the lengths that the held-out sequences have. */
static void its_lengths_are_counted(void **state)
{
	struct settings set = label_settings(TASK_MEMORY);

	(void)state;
	set.length = 40;
	for (int problem = 0; problem < MEMORY_PROBLEMS; problem++) {
		long bin[LENGTH_BINS] = { 0 }, longest = 0;
		const struct summary *s;
		struct label_batch one;
		struct label_task *task;
		struct run *r;

		set.problem = problem;
		r = label_run(&set, NO_DATA);
		s = r->task->summarize(r->data);
		task = r->data;
		label_batch_init(&one, &task->size, 1);
		for (uint64_t i = 0; i < 500; i++) {
			task->make(task, true, i, &one.item);
			bin[(one.item.steps - 1) / s->bin_width]++;
			longest = max_int((int)longest, one.item.steps);
		}
		assert_memory_equal(s->length, bin, sizeof bin);
		assert_int_equal(s->longest, longest);
		assert_int_equal(s->held_out, 500);
		assert_int_equal(s->rows, -1);
		label_batch_release(&one);
		run_free(r);
	}
}

static struct example *asked(struct answerer *a, const struct run *r, long i)
{
	struct err e;
	struct example *x = r->task->answer(a, i, NULL, &e);

	if (!x)
		fail_msg("%s", e.text);
	return x;
}

/* Its question is a sum, its truth the result. */
static void adding_is_asked_as_a_sum(void **state)
{
	struct settings set = label_settings(TASK_MEMORY);
	struct run *r = label_run(&set, NO_DATA);
	struct answerer *a;
	struct strbuf out;
	struct err e;

	(void)state;
	iterate(r, 5);
	strbuf_init(&out);
	a = r->task->answerer_new(r, &e);
	for (long i = 0; i < 20; i++) {
		struct example *x = asked(a, r, i);
		const struct example_array *y = example_find(x, "y");
		double first, second, said;

		assert_int_equal(
			sscanf(x->question, "%lf + %lf", &first, &second), 2);
		assert_true(fabs(first + second - strtod(x->truth, NULL)) <
			    0.0151);
		strbuf_clear(&out);
		r->task->print_answer(x, &out);
		said = strtod(out.text, NULL);
		assert_true(fabs(said - (double)example_row(
						y, y->rows - 1)[0]) < 1e-5);
		assert_int_equal(x->verdict == VERDICT_RIGHT,
				 fabs(said - first - second) < 0.1);
		example_free(x);
	}
	assert_null(r->task->answer(a, -1, "0.5 + 0.5", &e));
	assert_non_null(strstr(e.text, "0..499"));
	r->task->answerer_free(a);
	strbuf_release(&out);
	run_free(r);
}

static void copying_is_right_when_all_symbols_are(void **state)
{
	struct settings set = label_settings(TASK_MEMORY);
	struct answerer *a;
	struct run *r;
	struct err e;

	(void)state;
	set.problem = MEMORY_COPY;
	r = label_run(&set, NO_DATA);
	iterate(r, 5);
	a = r->task->answerer_new(r, &e);
	for (long i = 0; i < 20; i++) {
		struct example *x = asked(a, r, i);
		struct strbuf begun;

		strbuf_init(&begun);
		for (int k = 0; k < COPIED; k++)
			strbuf_printf(&begun, "%s%s", k ? " " : "",
				      x->in.word[k]);
		assert_string_equal(x->truth, begun.text);
		assert_int_equal(x->out.count, COPIED);
		assert_int_equal(x->verdict == VERDICT_RIGHT,
				 !strcmp(x->answer, x->truth));
		strbuf_release(&begun);
		example_free(x);
	}
	r->task->answerer_free(a);
	run_free(r);
}

static void another_problem_has_another_net(void **state)
{
	struct settings set = label_settings(TASK_MEMORY);
	struct run *r = label_run(&set, NO_DATA);
	struct checkpoint c;
	struct err e;

	(void)state;
	save_run(r, "adding.safetensors");
	open_saved(&c, "adding.safetensors");
	for (int problem = 0; problem < MEMORY_PROBLEMS; problem++) {
		struct run *other;

		set.problem = problem;
		other = checkpoint_init(&c, &set, &task_memory, NO_DATA, &e);
		assert_int_equal(other != NULL, problem == MEMORY_ADDING);
		if (other)
			run_free(other);
		else
			assert_int_equal(e.kind, ERR_INPUT);
	}
	checkpoint_close(&c);
	run_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SCRATCH(each_cell_and_optimizer_resumes_exactly),
		cmocka_unit_test(what_is_rewound_goes_on_exactly),
		cmocka_unit_test(what_is_cancelled_was_never_begun),
		cmocka_unit_test(gradients_are_right_after_training),
		cmocka_unit_test(threads_give_the_same_loss),
		cmocka_unit_test(the_first_loss_is_that_of_knowing_nothing),
		cmocka_unit_test(a_validation_is_that_of_single_examples),
		cmocka_unit_test(answers_agree_with_the_validation),
		cmocka_unit_test(looking_changes_no_number),
		cmocka_unit_test(the_baseline_is_always_the_same_answer),
		cmocka_unit_test(a_short_length_is_raised),
		cmocka_unit_test(its_lengths_are_counted),
		cmocka_unit_test(adding_is_asked_as_a_sum),
		cmocka_unit_test(copying_is_right_when_all_symbols_are),
		IN_SCRATCH(another_problem_has_another_net),
	};

	return cmocka_run_group_tests_name("label tasks", tests, NULL, NULL);
}
