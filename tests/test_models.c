/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_models.c: runs of each model that is not char, on batches of noise: its
 * checkpoints, gradient checks and reports. */
#include "config.h"

#include "run_codec.h"
#include "scratch.h"

#include <math.h>

#include "probe/gradcheck.h"
#include "task/task_table.h"

static const char file_name[] = "model.safetensors";

enum { T = 4, U = 3, B = 4, V = 5, WIDEST = 2 };

/* --- a task of noise ------------------------------------------------------ */

static const struct net_spec variant[] = {
	{ .model = MODEL_LABEL,
	  .symbols_in = V,
	  .symbols_out = V,
	  .embedding = 3 },
	{ .model = MODEL_LABEL, .values = 2, .symbols_out = V },
	{ .model = MODEL_LABEL, .values = 1, .goals = 2 },
	{ .model = MODEL_LABEL, .symbols_in = V, .embedding = 3, .goals = 1 },
	{ .model = MODEL_SEQ2SEQ,
	  .attend = ATTEND_ADDITIVE,
	  .attention = 4,
	  .symbols_in = V,
	  .symbols_out = V - 1,
	  .embedding = 3,
	  .out_steps = U },
	{ .model = MODEL_SEQ2SEQ,
	  .attend = ATTEND_DOT,
	  .symbols_in = V,
	  .symbols_out = V - 1,
	  .embedding = 3,
	  .out_steps = U },
	{ .model = MODEL_SEQ2SEQ,
	  .attend = ATTEND_NONE,
	  .symbols_in = V,
	  .symbols_out = V - 1,
	  .embedding = 3,
	  .out_steps = U },
};
enum { VARIANTS = sizeof variant / sizeof *variant };

struct noise {
	uint64_t next;
	int id[T * B], target[T * B], length[B], out_id[U * B];
	double value[T * B * WIDEST], goal[T * B * WIDEST];
	bool fresh[B];
};

/* The seed of a run chooses the variant. */
static const struct net_spec *variant_of(const struct settings *set)
{
	return &variant[set->seed % VARIANTS];
}

static void *noise_open(struct settings *set, const struct dataset *data UNUSED,
			struct net_spec *spec, struct strbuf *notices UNUSED,
			struct err *e UNUSED)
{
	const struct net_spec *of = variant_of(set);

	spec->model = of->model;
	spec->symbols_in = of->symbols_in;
	spec->symbols_out = of->symbols_out;
	spec->embedding = of->embedding;
	spec->values = of->values;
	spec->goals = of->goals;
	spec->attend = of->attend;
	spec->attention = of->attention;
	spec->out_steps = of->out_steps;
	return xcalloc(1, sizeof(struct noise));
}

static void noise_close(void *data) { free(data); }

static const struct vocab *noise_symbols(const void *data UNUSED)
{
	return NULL;
}

static size_t noise_memory(const void *data UNUSED) { return 0; }

static void noise_next(void *data, struct batch *batch)
{
	struct noise *n = data;
	uint64_t x = ++n->next;

	for (int i = 0; i < T * B; i++) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		n->id[i] = (int)(x >> 33) % V;
		n->target[i] = (int)(x >> 40) % (V - 1);
		if (i < U * B)
			n->out_id[i] = (int)(x >> 45) % (V - 1);
		for (int k = 0; k < WIDEST; k++) {
			n->value[i * WIDEST + k] = (double)(x >> 60) / 8 - 1;
			n->goal[i * WIDEST + k] = (double)(x >> 59) / 32 - k;
		}
	}
	for (int b = 0; b < B; b++) {
		n->length[b] = T - b;
		n->fresh[b] = true;
	}
	*batch = (struct batch){
		.steps = T,
		.id = n->id,
		.value = n->value,
		.target = n->target,
		.goal = n->goal,
		.fresh = n->fresh,
		.length = n->length,
		.out_steps = U,
		.out_id = n->out_id,
	};
}

static bool noise_back(void *data)
{
	return ((struct noise *)data)->next-- > 0;
}

static void noise_get_cursor(const void *data, uint64_t words[TASK_WORDS])
{
	memset(words, 0, TASK_WORDS * sizeof *words);
	words[0] = ((const struct noise *)data)->next;
}

static bool noise_set_cursor(void *data, const uint64_t words[TASK_WORDS])
{
	((struct noise *)data)->next = words[0];
	return true;
}

static size_t noise_epoch(const void *data UNUSED) { return 0; }

static double noise_first_loss(const struct net_spec *spec UNUSED)
{
	return log(V);
}

static bool noise_put_meta(const void *data UNUSED,
			   struct safetensors_writer *w UNUSED,
			   struct err *e UNUSED)
{
	return true;
}

static const struct task noise = {
	.name = "noise",
	.summary = "learn nothing",
	.open = noise_open,
	.close = noise_close,
	.symbols = noise_symbols,
	.memory = noise_memory,
	.next = noise_next,
	.back = noise_back,
	.get_cursor = noise_get_cursor,
	.set_cursor = noise_set_cursor,
	.epoch = noise_epoch,
	.first_loss = noise_first_loss,
	.put_meta = noise_put_meta,
};

/* --- runs ----------------------------------------------------------------- */

static struct settings settings_of(int which, enum cell cell)
{
	struct settings set = small_settings(cell);

	set.task = 1;
	set.seed = which;
	set.hidden = 5;
	set.layers = 2;
	set.seq_length = T;
	set.batch_size = B;
	set.optimizer = OPTIM_ADAM;
	set.init_scheme = INIT_XAVIER;
	set.learning_rate = 0.01;
	set.threads = 1 + which % 2;
	return set;
}

static struct run *run_of_noise(const struct settings *set)
{
	struct err e;
	struct run *r = run_new(set, &noise, NO_DATA, &e);

	if (!r)
		fail_msg("%s", e.text);
	return r;
}

typedef void check(const struct settings *);

static void for_all_variants(check *check_one)
{
	for (int which = 0; which < VARIANTS; which++)
		for (int cell = 0; cell < CELLS; cell++) {
			struct settings set =
				settings_of(which, (enum cell)cell);

			check_one(&set);
		}
}

static void assert_equal_states(const struct run *a, const struct run *b)
{
	struct state *x = state_of(a), *y = state_of(b);

	assert_same_tensors(a, b);
	assert_true(state_equal(x, y));
	state_free(y);
	state_free(x);
}

static void check_resuming(const struct settings *set)
{
	struct run *r = run_of_noise(set), *back;
	struct checkpoint c;
	struct err e;

	iterate(r, 5);
	save(r, file_name);
	open_checkpoint(&c, file_name);
	c.set.task = 1;
	c.set.threads = set->threads;
	back = checkpoint_resume(&c, &c.set, &noise, NO_DATA, &e);
	if (!back)
		fail_msg("variant %d: %s", (int)set->seed, e.text);
	assert_equal_states(r, back);
	iterate(r, 5);
	iterate(back, 5);
	assert_equal_states(r, back);
	checkpoint_close(&c);
	run_free(back);
	run_free(r);
}

static void resuming_is_exact(void **state UNUSED)
{
	for_all_variants(check_resuming);
}

/* Weights alone; by a net of another variant they are refused. */
static void check_weights(const struct settings *set)
{
	struct settings other = *set;
	struct run *r = run_of_noise(set), *fresh;
	struct checkpoint c;
	struct err e;

	iterate(r, 5);
	save(r, file_name);
	open_checkpoint(&c, file_name);
	fresh = checkpoint_init(&c, set, &noise, NO_DATA, &e);
	if (!fresh)
		fail_msg("variant %d: %s", (int)set->seed, e.text);
	for (int i = 0; i < r->engine->count(r->net); i++)
		if (r->engine->describe(r->net, i).kind == QUANTITY_PARAMETER)
			assert_same_rows(r, fresh, i, PART_VALUE);
	run_free(fresh);
	other.seed++;
	assert_null(checkpoint_init(&c, &other, &noise, NO_DATA, &e));
	assert_int_equal(e.kind, ERR_INPUT);
	checkpoint_close(&c);
	run_free(r);
}

static void weights_alone_can_be_taken(void **state UNUSED)
{
	for_all_variants(check_weights);
}

static void check_gradients(const struct settings *set)
{
	struct run *r = run_of_noise(set);
	struct gradcheck_result result[64];
	struct gradcheck *g;
	struct err e;
	int n;

	iterate(r, 5);
	g = gradcheck_new(r, 6, 1, &e);
	if (!g)
		fail_msg("variant %d: %s", (int)set->seed, e.text);
	while (!gradcheck_more(g, 1))
		;
	n = gradcheck_results(g, result, 64);
	assert_true(n >= 7);
	for (int i = 0; i < n; i++)
		if (!result[i].good)
			fail_msg("variant %d: %s", (int)set->seed,
				 result[i].name);
	gradcheck_free(g);
	run_free(r);
}

static void gradients_are_right(void **state UNUSED)
{
	for_all_variants(check_gradients);
}

/* The first quantity that is not finite is named. */
static void check_report(const struct settings *set)
{
	struct run *r = run_of_noise(set);
	int i = r->engine->find(r->net, "rnn.bias_ih_l1", 1);
	struct err e;

	if (i < 0)
		i = r->engine->find(r->net, "decoder.bias_ih_l1", 1);
	iterate(r, 2);
	r->engine->set(r->net, i, PART_VALUE, 0, 1, NAN);
	assert_false(run_iterate(r, &e));
	assert_non_null(strstr(e.text, " of layer 1 at time step 0"));
	assert_non_null(strstr(e.text, "bias_ih_l1 was not finite before"));
	run_free(r);
}

static void what_is_not_finite_is_named(void **state UNUSED)
{
	for_all_variants(check_report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SCRATCH(resuming_is_exact),
		IN_SCRATCH(weights_alone_can_be_taken),
		cmocka_unit_test(gradients_are_right),
		cmocka_unit_test(what_is_not_finite_is_named),
	};

	return cmocka_run_group_tests_name("models", tests, NULL, NULL);
}
