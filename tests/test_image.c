/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_image.c: a net that loads an image goes on as the one that was saved,
 * bit for bit. */
#include "config.h"
#include "nets.h"
#include "base/rng.h"

enum { PASSES = 5 };

static struct net_spec spec_of(enum cell cell, int threads)
{
	return (struct net_spec){
		.cell = cell,
		.symbols_in = 13,
		.symbols_out = 13,
		.hidden = 11,
		.layers = 2,
		.steps = 6,
		.batch = 4,
		.threads = threads,
	};
}

/* Trains on batches that depend on the number of the pass, so that each
 * touches other rows of the lookup table. */
static void learn(struct subject *s, enum optimizer kind, int from, int to)
{
	struct pass pass = { .backward = true, .dropout = 0.2 };
	struct optim optim = {
		.kind = kind,
		.rate = 0.05,
		.momentum = 0.9,
		.decay = 0.9,
		.beta1 = 0.9,
		.beta2 = 0.99,
	};
	struct update_report report;

	for (int i = from; i < to; i++) {
		unsigned seed = (unsigned)i + 1;

		for (int k = 0; k < s->spec.steps * s->spec.batch; k++)
			s->in[k] = i + (int)(3 * (noise(&seed) + 1) / 2);
		pass.rng = rng_new((unsigned)i, RNG_DROPOUT);
		optim.step = i + 1;
		run(s, &pass);
		assert_true(s->e->update(s->net, &optim, &report));
		gsl_rng_free(pass.rng);
	}
}

static unsigned char *image_of(const struct subject *s, int slots)
{
	size_t bytes = s->e->image_bytes(s->net, slots);
	unsigned char *image = xmalloc(bytes + 2);

	/* nothing is written beside it, and its address is odd */
	image[0] = image[bytes + 1] = 0xa5;
	s->e->image_save(s->net, slots, image + 1);
	assert_int_equal(image[0], 0xa5);
	assert_int_equal(image[bytes + 1], 0xa5);
	return image;
}

static void check_replay(const struct engine *e, struct net_spec spec,
			 enum optimizer kind)
{
	struct subject a = subject(e, spec), b = subject(e, spec);
	struct subject c = subject(e, spec);
	int slots = optimizer_info[kind].slots;
	unsigned char *image;

	learn(&a, kind, 0, PASSES);
	image = image_of(&a, slots);
	learn(&a, kind, PASSES, 2 * PASSES);
	/* into another net, and into one that has moved on */
	e->image_load(b.net, slots, image + 1);
	learn(&b, kind, PASSES, 2 * PASSES);
	assert_same_nets(&a, &b);
	learn(&c, kind, 0, PASSES + 2);
	e->image_load(c.net, slots, image + 1);
	learn(&c, kind, PASSES, 2 * PASSES);
	assert_same_nets(&a, &c);
	free(image);
	subject_end(&a);
	subject_end(&b);
	subject_end(&c);
}

static void replay_has_the_same_bits(void **state)
{
	for (int cell = 0; cell < CELLS; cell++)
		for (int threads = 1; threads <= 3; threads += 2)
			for (int kind = 0; kind < OPTIMIZERS; kind++)
				check_replay(*state,
					     spec_of((enum cell)cell, threads),
					     (enum optimizer)kind);
}

static void replay_of_a_label_model_has_the_same_bits(void **state)
{
	struct net_spec spec = spec_of(CELL_GRU, 2);

	spec.model = MODEL_LABEL;
	spec.embedding = 5;
	check_replay(*state, spec, OPTIM_ADAM);
}

/* Loads its own image into a net full of other numbers. */
static void what_is_not_in_an_image_stays(void **state)
{
	const struct engine *e = *state;
	struct subject a = subject(e, spec_of(CELL_LSTM, 1));
	struct subject b = subject(e, spec_of(CELL_LSTM, 1));
	unsigned char *image;

	learn(&a, OPTIM_ADAM, 0, PASSES);
	image = image_of(&a, 1);
	learn(&b, OPTIM_ADAM, 0, 2 * PASSES);
	e->image_load(b.net, 1, image + 1);
	learn(&a, OPTIM_ADAM, PASSES, 2 * PASSES);
	for (int i = 0; i < e->count(a.net); i++) {
		struct quantity q = e->describe(a.net, i);
		struct values x, y;

		if (q.kind != QUANTITY_PARAMETER)
			continue;
		/* a and b have made the same updates */
		x = values(&a, i, PART_SLOT1);
		y = values(&b, i, PART_SLOT1);
		assert_memory_equal(x.x, y.x, (size_t)x.n * sizeof *x.x);
		free(x.x);
		free(y.x);
		x = values(&a, i, PART_GRADIENT);
		y = values(&b, i, PART_GRADIENT);
		assert_memory_equal(x.x, y.x, (size_t)x.n * sizeof *x.x);
		free(x.x);
		free(y.x);
	}
	free(image);
	subject_end(&a);
	subject_end(&b);
}

/* The past of a run is many images. */
static void image_of_the_lectures_net_is_small(void **state)
{
	const struct engine *e = *state;
	struct net_spec spec = spec_of(CELL_LSTM, 1);
	struct err err;
	struct net *net;

	spec.symbols_in = spec.symbols_out = 65;
	spec.hidden = 100;
	spec.layers = spec.batch = 1;
	net = e->net_new(&spec, &err);
	assert_non_null(net);
	assert_true(e->image_bytes(net, 1) <= (is_double(e) ? 1600e3 : 800e3));
	e->net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replay_has_the_same_bits),
		cmocka_unit_test(replay_of_a_label_model_has_the_same_bits),
		cmocka_unit_test(what_is_not_in_an_image_stays),
		cmocka_unit_test(image_of_the_lectures_net_is_small),
	};

	return run_for_engines("image", tests, LENGTH(tests), NULL);
}
