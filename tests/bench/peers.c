/* SPDX-License-Identifier: GPL-3.0-or-later */
/* peers.c: other programs on the same work: a script of tests/bench/peers in
 * a process of its own, which prints characters a second of processor time. */
#include "config.h"
#include "bench.h"
#include "base/util.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct kind {
	const char *name, *script;
	const char *python; /* environment variable with its interpreter */
} kinds[] = {
	{ "lecture", "lecture.py", "PYTHON_NUMPY" },
	{ "numpy", "restructured.py", "PYTHON_NUMPY" },
	{ "torch", "torch_peer.py", "PYTHON_TORCH" },
};

struct peer {
	const struct kind *kind;
	char *command; /* but for the seconds */
	struct samples turn;
};

struct peer *peer_new(const char *kind, const char *options, const char *text)
{
	const char *folder = getenv("top_srcdir"), *python;
	struct peer *p;

	for (size_t i = 0; i < LENGTH(kinds); i++) {
		if (strcmp(kinds[i].name, kind))
			continue;
		python = getenv(kinds[i].python);
		if (!python || !*python)
			return NULL;
		p = xcalloc(1, sizeof *p);
		p->kind = &kinds[i];
		p->command = xasprintf("OMP_NUM_THREADS=1 "
				       "OPENBLAS_NUM_THREADS=1 "
				       "'%s' '%s/tests/bench/peers/%s' "
				       "%s --text '%s'",
				       python, folder ? folder : ".",
				       kinds[i].script, options, text);
		return p;
	}
	return NULL;
}

void peer_free(struct peer *p)
{
	if (!p)
		return;
	samples_release(&p->turn);
	free(p->command);
	free(p);
}

const char *peer_name(const struct peer *p) { return p->kind->name; }

bool peer_turn(struct peer *p, double seconds)
{
	char *command = xasprintf("%s --seconds %g", p->command, seconds);
	FILE *out = popen(command, "r");
	double chars;
	bool ok;

	free(command);
	if (!out)
		return false;
	ok = fscanf(out, "%lf", &chars) == 1;
	ok = !pclose(out) && ok;
	if (ok)
		samples_add(&p->turn, chars);
	return ok;
}

double peer_chars(struct peer *p) { return samples_median(&p->turn); }
