/* bench.h: what the parts of the benchmark have in common.
 *
 * Everything is measured in rounds: in each round every contestant has its
 * turn, so that a machine that changes its speed changes it for all. */
#ifndef BENCH_H
#define BENCH_H

#include "train/run.h"
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum { ARGS = 24 };

/* --- machine.c: what the processor can do at most ------------------------- */

struct machine {
	double flops[2];     /* multiplications and additions a second, in
				vectors of the best engine: float, double */
	double second_cache; /* bytes a second read from it */
};
/* Raises what is there: begin with zeros, call now and then. */
void machine_measure(struct machine *);
/* Bytes a second when that many are read again and again. */
double machine_reads(size_t bytes);

/* --- numbers.c: samples --------------------------------------------------- */

struct samples {
	double *x;
	int n, room;
};
void samples_add(struct samples *, double x);
/* The value below which that share of them lies; NAN of none. */
double samples_at(struct samples *, double share);
double samples_median(struct samples *);
void samples_release(struct samples *);

/* --- ours.c: training as users run it ------------------------------------- */

/* A row of the table in bench.c. */
struct setting {
	const char *name;
	const char *options; /* as on the command line, single blanks */
	bool silent;         /* without snapshots for a screen */
	bool log;            /* --log, a row an iteration */
	const char *peers;   /* words of peers.c, or NULL */
};

struct ours;
/* NULL: refused, and said why. */
struct ours *ours_new(const struct setting *, const char *text);
void ours_free(struct ours *);
const struct run *ours_run(const struct ours *);
/* One iteration; false when it failed. */
bool ours_step(struct ours *);
double processor_seconds(void); /* that this process has used */
/* Trains for about that long; false when it failed. */
bool ours_turn(struct ours *, double seconds);

struct result {
	double median, best; /* seconds an iteration; best: one in twenty is
				faster */
	double chars;        /* an iteration: T*B */
	double by_processor; /* chars a second of processor time, median */
	double flop, bytes;  /* of an iteration */
	double floor;        /* seconds */
	int iterations;
};
struct result ours_result(struct ours *, const struct machine *);

/* --- peers.c: other programs ---------------------------------------------- */

struct peer;
/* NULL: not installed. */
struct peer *peer_new(const char *kind, const char *options, const char *text);
void peer_free(struct peer *);
const char *peer_name(const struct peer *);
bool peer_turn(struct peer *, double seconds);
double peer_chars(struct peer *); /* a second of processor time, median */

/* --- quality.c: how good how soon ----------------------------------------- */

/* Prints a table for each of the texts, whose names ':' separates; false when
 * training failed. */
bool quality_measure(const char *texts, const char *recipe, int seeds,
		     bool torch);

/* --- costs.c: what is not training ---------------------------------------- */

/* Measures and prints; adds members to `out`. */
void costs_measure(const char *text, json_t *out);

/* Writes a text of 65 symbols that occur unequally often. */
bool write_text(const char *path, size_t bytes);

#endif
