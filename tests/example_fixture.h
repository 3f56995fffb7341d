/* example_fixture.h: examples of nets that never were, in the scene of
 * scene_fixture.h.  For test programs. */
#ifndef TESTS_EXAMPLE_FIXTURE_H
#define TESTS_EXAMPLE_FIXTURE_H

#include "panel_text.h"
#include "probe/activity.h"

/* The words of a line, separated by blanks; "_" is a blank. */
static inline void words_set(struct words_list *list, const char *line)
{
	char *copy = xstrdup(line), *save = NULL;

	for (char *w = strtok_r(copy, " ", &save); w;
	     w = strtok_r(NULL, " ", &save))
		words_add(list, strcmp(w, "_") ? w : " ");
	free(copy);
}

/* A task with examples instead of a text. */
static inline void fixture_task(struct fixture *f, const char *task)
{
	struct track_view *t = &f->snap.track[0];

	fixture_init(f);
	t->corpus = NULL;
	t->examples = true;
	t->task = task;
	t->spec.cell = CELL_GRU;
	t->spec.hidden = 12;
	t->now.chars_per_second = NAN;
	t->now.examples_per_second = 9800;
	t->now.epoch = NAN;
	t->main_value = t->baseline = NAN;
	f->scene.ngram = (struct ngram){ NAN, NAN, NAN, NAN };
	f->snap.unit = 3;
	f->choice.unit = 3;
	screen_choice_default(&f->choice, true);
}

static inline struct example *example_of(struct fixture *f,
					 const char *question,
					 const char *answer, const char *truth)
{
	struct example *x = f->snap.example = example_new();

	x->number = 12;
	x->question = xstrdup(question);
	x->answer = xstrdup(answer);
	x->truth = truth ? xstrdup(truth) : NULL;
	if (truth)
		x->verdict = strcmp(answer, truth) ? VERDICT_WRONG
						   : VERDICT_RIGHT;
	return x;
}

/* Hidden states and the gates of a gru at each of its steps. */
static inline void example_states(struct fixture *f)
{
	struct example *x = f->snap.example;
	int steps = example_steps(x)->count, units = 12;
	struct example_array *h = example_add(x, "h", steps, units), *gates;

	for (int i = 0; i < steps * units; i++)
		h->value[i] = (float)fixture_noise((unsigned)i % 12,
						   (unsigned)i / 24);
	gates = example_add(x, "gates", steps, 3 * units);
	for (int i = 0; i < steps * 3 * units; i++)
		gates->value[i] =
			(float)(0.5 + 0.5 * fixture_noise(99, (unsigned)i));
	activity_of_example(
		CELL_GRU,
		&(struct snapshot_wants){ .probes = ~(uint64_t)0, .unit = 3 },
		&f->snap);
}

/* "quite music clumsy but": the probability of the second class after each. */
static inline void fixture_sentiment(struct fixture *f)
{
	static const float p[] = { .5f, .69f, 0, 0, .2f, .49f, .48f, 0 };
	struct example *x;
	struct example_array *a;

	fixture_task(f, "sentiment");
	x = example_of(f, "quite 음악 clumsy 하지만 cast 안 이야기 superb",
		       "negative", "negative");
	words_set(&x->in, "quite 음악 clumsy 하지만 cast 안 이야기 superb");
	words_set(&x->classes, "negative positive");
	x->chosen = x->right = 0;
	a = example_add(x, "p", 8, 2);
	for (int i = 0; i < 8; i++) {
		a->value[2 * i] = 1 - p[i];
		a->value[2 * i + 1] = p[i];
	}
	a = example_add(x, "bag", 1, 2);
	a->value[0] = 0.42f;
	a->value[1] = 0.58f;
	example_states(f);
}

/* A wrong romanisation, with its attention near the diagonal. */
static inline void fixture_roman(struct fixture *f)
{
	struct example *x;
	struct example_array *a;

	fixture_task(f, "translate");
	x = example_of(f, "왕십리", "wangsibri", "wangsimni");
	words_set(&x->in, "ㅇ ㅘ ㅇ ㅅ ㅣ ㅂ ㄹ ㅣ </s>");
	words_set(&x->out, "w a n g s i b r i </s>");
	words_set(&x->target, "w a n g s i m n i </s>");
	x->axis = AXIS_OF_OUT;
	a = example_add(x, "alpha", 10, 9);
	for (int u = 0; u < 10; u++)
		for (int t = 0; t < 9; t++)
			example_row(a, u)[t] =
				(float)exp(-2.5 * fabs(u * 0.85 - t));
	a = example_add(x, "p", 10, 1);
	for (int u = 0; u < 10; u++)
		a->value[u] = u == 6 ? 0.41f : 0.99f;
	example_states(f);
}

/* A translation of words. */
static inline void fixture_sentence(struct fixture *f)
{
	struct example *x;
	struct example_array *a;

	fixture_task(f, "translate");
	x = example_of(f, "I have already finished my homework .",
		       "Ich habe meine Hausaufgaben schon gemacht .",
		       "Ich habe meine Hausaufgaben schon erledigt .");
	words_set(&x->in, "I have already finished my homework . </s>");
	words_set(&x->out, "Ich habe meine Hausaufgaben schon gemacht . </s>");
	words_set(&x->target,
		  "Ich habe meine Hausaufgaben schon erledigt . </s>");
	x->axis = AXIS_OF_OUT;
	a = example_add(x, "alpha", 8, 8);
	for (int u = 0; u < 8; u++) {
		static const int at[] = { 0, 1, 4, 5, 2, 3, 6, 7 };

		example_row(a, u)[at[u]] = 0.9f;
		example_row(a, u)[at[(u + 1) % 8]] = 0.1f;
	}
	example_states(f);
}

static inline void fixture_adding(struct fixture *f)
{
	struct example *x;
	struct example_array *a;

	fixture_task(f, "memory");
	x = example_of(f, "0.730 + 0.410", "1.118", "1.140");
	x->verdict = VERDICT_NONE;
	a = example_add(x, "value", 50, 2);
	for (int t = 0; t < 50; t++) {
		example_row(a, t)[0] =
			(float)fabs(fixture_noise(5, (unsigned)t));
		words_add(&x->in, "0.5");
	}
	example_row(a, 7)[0] = 0.73f;
	example_row(a, 31)[0] = 0.41f;
	example_row(a, 7)[1] = example_row(a, 31)[1] = 1;
	example_states(f);
}

static inline void fixture_copy(struct fixture *f)
{
	struct example *x;

	fixture_task(f, "memory");
	x = example_of(f, "a c b d", "a c c d", "a c b d");
	words_set(&x->in, "a c b d . . . . . >");
	words_set(&x->out, "_ _ _ _ _ _ a c c d");
	words_set(&x->target, "_ _ _ _ _ _ a c b d");
	example_states(f);
}

#endif
