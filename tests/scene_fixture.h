/* scene_fixture.h: a snapshot of a net that never was: for tests of drawing.
 * The state is a leaky sum of what each symbol does to each unit, so that the
 * maps have the texture of real ones; everything is deterministic. */
#ifndef TESTS_SCENE_FIXTURE_H
#define TESTS_SCENE_FIXTURE_H

#include "base/utf8.h"
#include "ui/panel.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct fixture {
	struct snapshot snap;
	struct reading_column gate[8];
	char gate_name[8][2];
	struct corpus corpus;
	struct screen_choice choice;
	struct scene scene;
};

/* A value of a reading, to be changed. */
static inline float *fixture_at(struct snapshot *s, enum probe_id id, int row,
				int col)
{
	return &s->reading[id].value[row * s->reading[id].cols + col];
}

static inline double fixture_noise(unsigned a, unsigned b)
{
	unsigned x = a * 2654435761u ^ (b + 1) * 2246822519u;

	x = (x ^ x >> 15) * 2246822519u;
	x = (x ^ x >> 13) * 3266489917u;
	return (double)(x >> 8) / (double)(1u << 23) - 1;
}

/* The time axis: the characters of `text`. */
static inline void fixture_text(struct fixture *f, const char *text, int hidden)
{
	struct snapshot *s = &f->snap;
	size_t length = strlen(text), at = 0;

	memset(s->start, 0, sizeof s->start);
	memset(s->window, 0, sizeof s->window);
	s->track[0].spec.hidden = hidden;
	s->columns = 0;
	while (at < length && s->columns < SNAPSHOT_COLUMNS) {
		int n = utf8_decode(text + at, length - at,
				    &s->symbol[s->columns]);

		at += (size_t)(n > 0 ? n : 1);
		s->columns++;
	}
	reading_reserve(&s->reading[PROBE_HIDDEN], s->columns, hidden);
	for (int u = 0; u < hidden; u++) {
		double v = 0, keep = 0.5 + 0.48 * fixture_noise(7, (unsigned)u);

		for (int t = 0; t < s->columns; t++) {
			v = keep * v +
			    0.9 * fixture_noise((unsigned)u, s->symbol[t]);
			*fixture_at(s, PROBE_HIDDEN, t, u) = (float)tanh(v);
		}
	}
}

static inline const char *fixture_word(char name)
{
	static const char letters[] = "ifgochrzn";
	static const char *const word[] = { "input",  "forget", "candidate",
					    "output", "cell",   "state",
					    "reset",  "update", "candidate" };
	const char *at = strchr(letters, name);

	return at ? word[at - letters] : "";
}

/* names: "ifgoch", "rznh" or "h"; big letters in `bounded` are not needed: g,
 * n, c and h are signed. */
static inline void fixture_gates(struct fixture *f, const char *names)
{
	struct snapshot *s = &f->snap;
	int gates = (int)strlen(names);

	reading_reserve(&s->reading[PROBE_GATES], s->columns, gates);
	reading_reserve(&s->reading[PROBE_SATURATION], gates, 2);
	reading_reserve(&s->reading[PROBE_HISTOGRAM], 1, HISTOGRAM_BINS);
	s->reading[PROBE_GATES].column = f->gate;
	for (int g = 0; g < gates; g++) {
		struct reading_column *column = &f->gate[g];
		double v = 0;

		f->gate_name[g][0] = names[g];
		column->name = f->gate_name[g];
		column->word = fixture_word(names[g]);
		column->is_signed = strchr("gnch", names[g]) != NULL;
		column->bounded = names[g] != 'c';
		column->is_curve = strchr("nch", names[g]) != NULL;
		for (int t = 0; t < s->columns; t++) {
			v = 0.6 * v + 1.2 * fixture_noise((unsigned)names[g],
							  s->symbol[t]);
			*fixture_at(s, PROBE_GATES, t, g) =
				(float)(names[g] == 'c' ? 1.5 * v
					: column->is_signed
						? tanh(v)
						: 1 / (1 + exp(-2 * v)));
		}
		*fixture_at(s, PROBE_SATURATION, g, 0) =
			column->is_signed ? 0 : (float)(0.02 * g);
		*fixture_at(s, PROBE_SATURATION, g, 1) =
			(float)(0.61 / (g + 1));
	}
	for (int i = 0; i < HISTOGRAM_BINS; i++) {
		double x = (i - 9.5) / 9.5;

		*fixture_at(s, PROBE_HISTOGRAM, 0, i) =
			(float)(int)(100 + 800 * x * x * x * x);
	}
}

/* The order statistics of all buckets, after their extremes were changed. */
static inline void fixture_orders(struct fixture *f)
{
	for (int i = 0; i < f->snap.track[0].series->used; i++)
		bucket_estimate_order(&f->snap.track[0].series->bucket[i],
				      f->snap.track[0].series->width);
}

/* `used` buckets of a curve that falls from `high` to `low`. */
static inline void fixture_series(struct fixture *f, int used, long width,
				  double high, double low)
{
	struct series *s = f->snap.track[0].series;

	memset(s, 0, sizeof *s);
	s->width = width;
	s->used = used;
	s->in_last = width;
	for (int i = 0; i < used; i++) {
		double v = low + (high - low) * exp(-8.0 * i / (used + 1));
		double noise = 3 + 0.04 * v;

		s->bucket[i].smooth = v;
		s->bucket[i].mean = v;
		s->bucket[i].low =
			v - noise * (1.2 + fixture_noise(1, (unsigned)i));
		s->bucket[i].high =
			v + noise * (1.2 + fixture_noise(2, (unsigned)i));
		s->bucket[i].valid = NAN;
	}
	fixture_orders(f);
	f->snap.track[0].now.iteration = s->used ? (s->used - 1) * width + width
						 : 0;
	f->snap.track[0].now.smooth_loss = used ? s->bucket[used - 1].smooth
						: high;
}

static inline void fixture_init(struct fixture *f)
{
	static char name[] = "corpora/tinyshakespeare.txt";

	memset(f, 0, sizeof *f);
	snapshot_set_tracks(&f->snap, 1);
	f->corpus.name = name;
	f->corpus.length = 1115394;
	f->corpus.vocab.size = 65;
	f->snap.track[0].corpus = &f->corpus;
	f->snap.track[0].engine = "float/x86-64-v3";
	f->snap.track[0].spec = (struct net_spec){ .cell = CELL_LSTM,
						   .symbols_in = 65,
						   .symbols_out = 65,
						   .hidden = 100,
						   .layers = 1,
						   .steps = 25,
						   .batch = 1,
						   .threads = 1 };
	f->snap.track[0].set.optimizer = OPTIM_ADAGRAD;
	f->snap.track[0].set.clip = 5;
	f->snap.track[0].set.sample_every = 100;
	f->snap.track[0].running = true;
	f->snap.unit = 37;
	f->snap.track[0].now = (struct metrics){
		.epoch = 1.37,
		.loss = 52.11,
		.smooth_loss = 104.36,
		.learning_rate = 0.1,
		.grad_norm = 4.21,
		.clip_fraction = 0.003,
		.valid_loss = NAN,
		.best_smooth = 51.4,
		.best_valid = NAN,
		.best_valid_at = NAN,
		.valid_loss_warm = NAN,
		.seconds = 205,
		.chars_per_second = 171234,
	};
	f->choice.zoom = -1;
	f->choice.unit = 37;
	for (int i = 0; i < PANELS; i++)
		f->choice.shown[i] = panel_info[i].shown;
	f->scene = (struct scene){
		.snap = &f->snap,
		.choice = &f->choice,
		.ngram = { 4.174, 3.32, 2.59, 2.24 },
		.glyphs = GLYPH_BRAILLE,
		.colour = true,
		.sanitize = SANITIZE_UTF8,
	};
}

static inline void fixture_release(struct fixture *f)
{
	snapshot_release(&f->snap);
}

#endif
