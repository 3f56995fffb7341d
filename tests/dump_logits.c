/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dump_logits.c: a tool of tests/torch.sh: the logits of a checkpoint's net for
 * symbols 0 1 2 ... (mod V), from a zero state, one line per step. usage:
 * dump_logits CHECKPOINT CORPUS STEPS [init] With "init" only the weights are
 * taken, as --init does. */
#include "config.h"

#include "datasets.h"

#include "lang/settings_codec.h"
#include "text/corpus.h"
#include "train/checkpoint.h"
#include "task/task_char.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(const struct err *e)
{
	fprintf(stderr, "dump_logits: %s\n", e->text);
	return 1;
}

static void dump(const struct run *run, int steps)
{
	struct err e;
	const struct engine *engine = run->engine;
	int V = run->spec.symbols_out;
	double *logits = xcalloc((size_t)V, sizeof *logits);
	struct walker *walker = engine->walker_new(run->net, 1, &e);
	if (!walker)
		exit(fail(&e));
	for (int t = 0; t < steps; t++) {
		int id = t % V;
		engine->walker_run(walker, &id, NULL, 1);
		engine->walker_logits(walker, 0, logits);
		for (int v = 0; v < V; v++)
			printf("%.17g%c", logits[v], v == V - 1 ? '\n' : ' ');
	}
	engine->walker_free(walker);
	free(logits);
}

int main(int argc, char **argv)
{
	struct err e;
	struct corpus corpus;
	struct corpus_options how = { .max_bytes = 1 << 24 };
	struct settings base;
	struct checkpoint file;
	bool init = argc == 5 && !strcmp(argv[4], "init");
	if (argc != 4 && !init)
		return 2;
	settings_default(&base);
	settings_settle(&base);
	if (!corpus_load(&corpus, argv[2], &how, &e) ||
	    !checkpoint_open(&file, argv[1], &settings_codec, &base, &e))
		return fail(&e);
	struct run *run = init ? checkpoint_init(&file, &file.set, &task_char,
						 OF_TEXT(&corpus), &e)
			       : checkpoint_resume(&file, &file.set, &task_char,
						   OF_TEXT(&corpus), &e);
	if (!run)
		return fail(&e);
	dump(run, atoi(argv[3]));
	run_free(run);
	checkpoint_close(&file);
	corpus_release(&corpus);
	return 0;
}
