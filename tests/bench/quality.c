/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quality.c: how good a text how soon: the loss of the part that is held out
 * against processor time, for a recipe, for the defaults, and for torch with
 * the recipe's settings.
 *
 * BENCH_RECIPE (quick), BENCH_SEEDS (1), BENCH_PEERS (0: without torch) and
 * BENCH_TEXT (data/demo.txt; more than one, separated by ':') come from the
 * environment. */
#include "config.h"
#include "bench.h"
#include "base/util.h"
#include "lang/recipes.h"
#include "cmd/workspace.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What was held out, in bits a character, at times that rise. */
struct curve {
	struct samples time, bits;
};

/* Lowest at that time or before; INFINITY before the first. */
static double curve_at(const struct curve *c, double seconds)
{
	double best = INFINITY;

	for (int i = 0; i < c->time.n && c->time.x[i] <= seconds; i++)
		best = fmin(best, c->bits.x[i]);
	return best;
}

/* When it first was that low; INFINITY: never. */
static double curve_reaches(const struct curve *c, double bits)
{
	for (int i = 0; i < c->time.n; i++)
		if (c->bits.x[i] <= bits)
			return c->time.x[i];
	return INFINITY;
}

static double curve_end(const struct curve *c)
{
	return c->time.n ? c->time.x[c->time.n - 1] : 0;
}

static void curve_add(struct curve *c, double seconds, double bits)
{
	samples_add(&c->time, seconds);
	samples_add(&c->bits, bits);
}

static void curve_release(struct curve *c)
{
	samples_release(&c->time);
	samples_release(&c->bits);
}

/* --- the contestants ------------------------------------------------------ */

/* To the end of its own schedule, or for so many seconds. */
static bool train(struct ours *o, double most, struct curve *c)
{
	const struct run *run = ours_run(o);
	double begin = processor_seconds(), now = 0;
	long seen = 0, end = run->set.iterations;

	while (now < most && (!end || run->now.iteration < end)) {
		if (!ours_step(o))
			return false;
		now = processor_seconds() - begin;
		if (run->now.iteration == seen ||
		    run->now.iteration % run->set.valid_every)
			continue;
		seen = run->now.iteration;
		curve_add(c, now, run->now.valid_loss / M_LN2);
	}
	return true;
}

static bool train_recipe(const char *text, const char *recipe, int seed,
			 struct settings *used, struct curve *c)
{
	char *options = xasprintf("--recipe %s --seed %d", recipe, seed);
	const struct setting s = { "quality", options, .silent = true };
	struct ours *o = ours_new(&s, text);
	bool ok = o && train(o, INFINITY, c);

	if (o)
		*used = ours_run(o)->set;
	ours_free(o);
	free(options);
	return ok;
}

static bool train_default(const char *text, const struct settings *used,
			  double seconds, struct curve *c)
{
	char *options = xasprintf("--valid %g --valid-every 5000", used->valid);
	const struct setting s = { "quality", options, .silent = true };
	struct ours *o = ours_new(&s, text);
	bool ok = o && train(o, seconds, c);

	ours_free(o);
	free(options);
	return ok;
}

static bool train_torch(const char *text, const struct settings *s,
			struct curve *c)
{
	const char *folder = getenv("top_srcdir");
	const char *python = getenv("PYTHON_TORCH");
	double seconds, bits;
	char *command;
	FILE *out;

	if (!python || !*python)
		return false;
	command = xasprintf(
		"OMP_NUM_THREADS=1 '%s' '%s/tests/bench/peers/torch_recipe.py' "
		"--cell %s --hidden %ld --layers %ld --seq-length %ld "
		"--batch-size %ld --iterations %ld --schedule-every %ld "
		"--valid-every %ld --seed %ld --learning-rate %g --dropout %g "
		"--valid %g --clip %g --text '%s'",
		python, folder ? folder : ".", cell_info[s->cell].name,
		s->hidden, s->layers, s->seq_length, s->batch_size,
		s->iterations, s->schedule_every, s->valid_every, s->seed,
		s->learning_rate, s->dropout, s->valid, s->clip, text);
	out = popen(command, "r");
	free(command);
	if (!out)
		return false;
	while (fscanf(out, "%lf %lf", &seconds, &bits) == 2)
		curve_add(c, seconds, bits);
	return !pclose(out) && c->time.n > 0;
}

/* --- the table ------------------------------------------------------------ */

enum { SEEDS = 8 };
struct contest {
	const char *text, *recipe;
	struct settings used;
	struct curve recipe_curve[SEEDS], plain, torch;
	int seeds;
};

static void print_bits(double bits)
{
	if (isfinite(bits))
		printf(" %10.3f", bits);
	else
		printf(" %10s", "-");
}

static void print_row(const struct contest *c, double seconds)
{
	double low = INFINITY, high = 0;

	for (int i = 0; i < c->seeds; i++) {
		double bits = curve_at(&c->recipe_curve[i], seconds);

		low = fmin(low, bits);
		high = fmax(high, bits);
	}
	printf("%10.0f", seconds);
	print_bits(low);
	print_bits(high);
	print_bits(curve_at(&c->plain, seconds));
	print_bits(curve_at(&c->torch, seconds));
	putchar('\n');
}

static void print_table(const struct contest *c, double end)
{
	static const double share[] = { 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7,
					0.8, 0.9, 1,   1.5, 2,   3 };
	double last = fmax(end, curve_end(&c->torch));

	printf("\n%s on %s: %s %ldx%ld T=%ld B=%ld, %ld iterations, "
	       "the last %g %% held out\n",
	       c->recipe, c->text, cell_info[c->used.cell].name, c->used.layers,
	       c->used.hidden, c->used.seq_length, c->used.batch_size,
	       c->used.iterations, 100 * c->used.valid);
	printf("%10s %10s %10s %10s %10s   bits a character, lowest so far\n",
	       "seconds", c->recipe, "to", "default", "torch");
	for (size_t i = 0; i < LENGTH(share) && share[i] * end <= last; i++)
		print_row(c, share[i] * end);
	if (last > end)
		print_row(c, last);
}

/* The value that both reach: the higher of their ends. */
static void print_ratio(const struct contest *c)
{
	const struct curve *ours = &c->recipe_curve[0];
	double bits =
		fmax(curve_at(ours, INFINITY), curve_at(&c->torch, INFINITY));

	if (isfinite(bits))
		printf("to %.3f: %.1f s, torch %.1f s = %.2f times\n", bits,
		       curve_reaches(ours, bits),
		       curve_reaches(&c->torch, bits),
		       curve_reaches(&c->torch, bits) /
			       curve_reaches(ours, bits));
}

static bool measure(struct contest *c, int seeds, bool torch)
{
	double end = 0;

	for (; c->seeds < seeds; c->seeds++) {
		struct curve *curve = &c->recipe_curve[c->seeds];
		struct settings used;

		if (!train_recipe(c->text, c->recipe, c->seeds + 1, &used,
				  curve))
			return false;
		if (!c->seeds)
			c->used = used;
		end = fmax(end, curve_end(curve));
	}
	if (!train_default(c->text, &c->used, end, &c->plain))
		return false;
	if (torch && !train_torch(c->text, &c->used, &c->torch))
		fprintf(stderr, "bench: no torch\n");
	print_table(c, end);
	if (c->torch.time.n)
		print_ratio(c);
	fflush(stdout);
	return true;
}

bool quality_measure(const char *texts, const char *recipe, int seeds,
		     bool torch)
{
	char *names = xstrdup(texts), *rest = NULL;
	bool ok = true;

	for (char *w = strtok_r(names, ":", &rest); ok && w;
	     w = strtok_r(NULL, ":", &rest)) {
		struct contest *c = xcalloc(1, sizeof *c);

		c->text = w;
		c->recipe = recipe;
		ok = measure(c, seeds > SEEDS ? SEEDS : seeds, torch);
		for (int i = 0; i < c->seeds; i++)
			curve_release(&c->recipe_curve[i]);
		curve_release(&c->plain);
		curve_release(&c->torch);
		free(c);
	}
	free(names);
	return ok;
}
