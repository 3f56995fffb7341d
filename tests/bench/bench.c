/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench.c: how fast the program trains, beside what the machine could do and
 * beside other programs ("make bench"; tests/bench/RESULTS.md).
 *
 *	bench [NAME]...    settings whose names begin so; "costs", "growth";
 *	                   "quality", which takes minutes: only by its name
 *
 * BENCH_ROUNDS (5), BENCH_SECONDS (0.5 a turn), BENCH_PEERS (0: without) and
 * BENCH_GIGABYTE=1 come from the environment.  A table goes to standard
 * output, all numbers to bench.json. */
#include "config.h"
#include "bench.h"
#include "base/util.h"
#include "nn/engine.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SMALL " --hidden 100 --seq-length 25 --batch-size 1"
#define LSTM128 "--hidden 128 --layers 2 --seq-length 50 --batch-size 50"
#define LSTM512 "--hidden 512 --seq-length 50 --batch-size 50"
#define GROWTH(H, B)                                                          \
	{                                                                     \
		.name = "growth-" #H "x" #B,                                  \
		.options = "--hidden " #H " --seq-length 25 --batch-size " #B \
	}

static const struct setting settings[] = {
	{ "rnn", "--cell rnn" SMALL, .peers = "lecture numpy torch" },
	{ "lstm", "--cell lstm" SMALL, .peers = "torch" },
	{ "gru", "--cell gru" SMALL, .peers = "torch" },
	{ "lstm128", LSTM128, .peers = "torch" },
	{ "lstm512", LSTM512, .peers = "torch" },
	{ "rnn-silent", "--cell rnn" SMALL, .silent = true },
	{ "lstm-silent", "--cell lstm" SMALL, .silent = true },
	{ "rnn-log", "--cell rnn" SMALL, .log = true },
	{ "lstm-log", "--cell lstm" SMALL, .log = true },
	{ "rnn-double", .options = "--cell rnn --precision double" SMALL },
	{ "lstm-double", .options = "--cell lstm --precision double" SMALL },
	{ "lstm128-double", .options = LSTM128 " --precision double" },
	{ "lstm128-threads2", .options = LSTM128 " --threads 2" },
	{ "lstm512-threads2", .options = LSTM512 " --threads 2" },
	{ "rnn-baseline", .options = "--cell rnn --engine baseline" SMALL },
	GROWTH(64, 1),
	GROWTH(64, 8),
	GROWTH(64, 50),
	GROWTH(128, 1),
	GROWTH(128, 8),
	GROWTH(128, 50),
	GROWTH(256, 1),
	GROWTH(256, 8),
	GROWTH(256, 50),
	GROWTH(512, 1),
	GROWTH(512, 8),
	GROWTH(512, 50),
	GROWTH(1024, 1),
	GROWTH(1024, 8),
	GROWTH(1024, 50),
};

/* Median of the first over the median of the second, as iterations a second. */
static const struct ratio {
	const char *of, *to, *means;
} ratios[] = {
	{ "rnn", "rnn-silent", "rnn with snapshots / without" },
	{ "lstm", "lstm-silent", "lstm with snapshots / without" },
	{ "rnn-log", "rnn", "rnn with a row of the log an iteration" },
	{ "lstm-log", "lstm", "lstm with a row of the log an iteration" },
	{ "rnn-double", "rnn", "rnn double / float" },
	{ "lstm-double", "lstm", "lstm double / float" },
	{ "lstm128-double", "lstm128", "lstm128 double / float" },
	{ "lstm128-threads2", "lstm128", "lstm128 with two threads / one" },
	{ "lstm512-threads2", "lstm512", "lstm512 with two threads / one" },
};

enum { PEERS = 4 };

struct contest {
	const struct setting *setting;
	struct ours *ours;
	struct peer *peer[PEERS];
	int peers;
	struct result result;
};

static double number(const char *variable, double fallback)
{
	const char *text = getenv(variable);

	return text && *text ? strtod(text, NULL) : fallback;
}

/* Without names everything is wanted. */
static bool wanted(const char *name, int names, char **list)
{
	for (int i = 0; i < names; i++) {
		const char *end = name + strlen(list[i]);

		if (!strncmp(name, list[i], strlen(list[i])) &&
		    (!*end || !strcmp(list[i], "growth")))
			return true;
	}
	return !names;
}

static bool contest_begin(struct contest *c, const struct setting *s,
			  const char *text)
{
	char *words = xstrdup(s->peers ? s->peers : "");

	*c = (struct contest){ .setting = s };
	c->ours = ours_new(s, text);
	for (char *w = strtok(words, " "); w; w = strtok(NULL, " ")) {
		struct peer *p = peer_new(w, s->options, text);

		if (p && number("BENCH_PEERS", 1) > 0 && c->peers < PEERS)
			c->peer[c->peers++] = p;
		else
			peer_free(p);
	}
	free(words);
	return c->ours;
}

static void contest_end(struct contest *c)
{
	ours_free(c->ours);
	for (int i = 0; i < c->peers; i++)
		peer_free(c->peer[i]);
}

static bool play(struct contest *all, int n, int rounds, double seconds)
{
	for (int round = 0; round < rounds; round++) {
		for (int i = 0; i < n; i++)
			if (!ours_turn(all[i].ours, seconds))
				return false;
		for (int i = 0; i < n; i++)
			for (int k = 0; k < all[i].peers; k++)
				if (!peer_turn(all[i].peer[k], seconds))
					fprintf(stderr, "bench: %s failed\n",
						peer_name(all[i].peer[k]));
		fprintf(stderr, "round %d of %d\r", round + 1, rounds);
	}
	fputs("                \n", stderr);
	return true;
}

/* --- what came out -------------------------------------------------------- */

static void show(struct contest *c, const struct machine *m, json_t *out)
{
	struct result *r = &c->result;
	json_t *object;

	*r = ours_result(c->ours, m);
	object = json_pack(
		"{s:s s:i s:f s:f s:f s:f s:f s:f s:f s:f}", "options",
		c->setting->options, "iterations", r->iterations, "median_us",
		r->median * 1e6, "best5_us", r->best * 1e6, "chars_per_second",
		r->chars / r->median, "chars_per_second_best5",
		r->chars / r->best, "flop", r->flop, "bytes", r->bytes,
		"floor_us", r->floor * 1e6, "of_floor", r->floor / r->best);
	printf("%-16s %10.0f %10.0f %9.1f %9.1f %10.0f %9.1f %6.2f",
	       c->setting->name, r->chars / r->median, r->chars / r->best,
	       r->median * 1e6, r->best * 1e6, 1 / r->median, r->floor * 1e6,
	       r->floor / r->best);
	for (int i = 0; i < c->peers; i++) {
		double chars = peer_chars(c->peer[i]);

		printf("  %s %.0f = 1/%.1f", peer_name(c->peer[i]), chars,
		       r->by_processor / chars);
		json_object_set_new(object, peer_name(c->peer[i]),
				    json_pack("{s:f s:f}", "chars_per_second",
					      chars, "ratio",
					      r->by_processor / chars));
	}
	putchar('\n');
	json_object_set_new(out, c->setting->name, object);
}

static const struct contest *named(const struct contest *all, int n,
				   const char *name)
{
	for (int i = 0; i < n; i++)
		if (!strcmp(all[i].setting->name, name))
			return &all[i];
	return NULL;
}

static void show_ratios(const struct contest *all, int n, json_t *out)
{
	for (size_t i = 0; i < LENGTH(ratios); i++) {
		const struct contest *a = named(all, n, ratios[i].of);
		const struct contest *b = named(all, n, ratios[i].to);
		double median, best;

		if (!a || !b)
			continue;
		median = b->result.median / a->result.median;
		best = b->result.best / a->result.best;
		printf("%-44s %12.3f (best 5 %%: %.3f)\n", ratios[i].means,
		       median, best);
		json_object_set_new(out, ratios[i].means,
				    json_pack("{s:f s:f}", "median", median,
					      "best5", best));
	}
}

static void show_machine(const struct machine *m, json_t *out)
{
	double single = m->flops[0] * 1e-9, twice = m->flops[1] * 1e-9;
	double second = m->second_cache * 1e-9, load = NAN;
	char line[256], model[256] = "?";
	FILE *f = fopen("/proc/cpuinfo", "r");

	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "model name : %255[^\n]", model) == 1)
			break;
	if (f)
		fclose(f);
	if (getloadavg(&load, 1) < 1)
		load = NAN;
	printf("%s, load %.2f: %.1f GFLOP/s float, %.1f double, "
	       "%.1f GB/s from the second cache\n\n",
	       model, load, single, twice, second);
	json_object_set_new(
		out, "machine",
		json_pack("{s:s s:f s:f s:f s:f s:f}", "model", model, "load",
			  load, "gflops_float", single, "gflops_double", twice,
			  "gbytes_second_cache", second, "seconds_since_1970",
			  (double)time(NULL)));
}

static bool compete(int names, char **list, const char *text, json_t *out)
{
	struct machine machine = { 0 };
	struct contest all[LENGTH(settings)];
	int n = 0;
	bool ok = true;

	machine_measure(&machine);
	for (size_t i = 0; ok && i < LENGTH(settings); i++)
		if (wanted(settings[i].name, names, list))
			ok = contest_begin(&all[n++], &settings[i], text);
	ok = ok && play(all, n, (int)number("BENCH_ROUNDS", 5),
			number("BENCH_SECONDS", 0.5));
	machine_measure(&machine);
	show_machine(&machine, out);
	if (ok && n)
		printf("%-16s %10s %10s %9s %9s %10s %9s %6s  peers\n",
		       "setting", "chars/s", "best 5 %", "us", "best 5 %",
		       "it/s", "floor us", "of it");
	for (int i = 0; ok && i < n; i++)
		show(&all[i], &machine, out);
	if (ok)
		show_ratios(all, n, out);
	while (n)
		contest_end(&all[--n]);
	return ok;
}

static const char *word(const char *variable, const char *fallback)
{
	const char *text = getenv(variable);

	return text && *text ? text : fallback;
}

static bool quality(void)
{
	char *demo = xasprintf("%s/data/demo.txt", word("top_srcdir", "."));
	bool ok = quality_measure(
		word("BENCH_TEXT", demo), word("BENCH_RECIPE", "quick"),
		(int)number("BENCH_SEEDS", 1), number("BENCH_PEERS", 1) > 0);

	free(demo);
	return ok;
}

int main(int argc, char **argv)
{
	static const char text[] = "bench-text.txt";
	json_t *out = json_object();
	bool ok;

	blas_single_thread();
	if (argc == 2 && !strcmp(argv[1], "quality"))
		return !quality();
	if (!write_text(text, 1 << 20))
		return 1;
	ok = compete(argc - 1, argv + 1, text, out);
	if (ok && wanted("costs", argc - 1, argv + 1))
		costs_measure(text, out);
	json_dump_file(out, "bench.json", JSON_INDENT(2) | JSON_SORT_KEYS);
	json_decref(out);
	unlink("bench-log.csv");
	unlink(text);
	return ok ? 0 : 1;
}
