/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chart.c: the loss history as a figure. */
#include "config.h"
#include "ui/chart_private.h"
#include "base/utf8.h"
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

const struct curve curve_table[CHART_CURVES] = {
	[CHART_VALID] = { offsetof(struct bucket, valid), true, false,
			  ROLE_VALID, true, 'o', "validation" },
	[CHART_SMOOTH] = { offsetof(struct bucket, smooth), false, true,
			   ROLE_CURVE, false, '*', "smooth loss" },
};

void chart_references(const struct ngram *g,
		      struct reference out[CHART_REFERENCES])
{
	out[0] = (struct reference){ "uniform", g ? g->uniform : NAN };
	out[1] = (struct reference){ "unigram", g ? g->unigram : NAN };
	out[2] = (struct reference){ "bigram", g ? g->bigram : NAN };
	out[3] = (struct reference){ "trigram", g ? g->trigram : NAN };
}

/* --- collecting ----------------------------------------------------------- */

struct collector {
	struct chart *chart;
	struct samples *to;
	double per_step; /* nats per step to the unit of the axis */
	bool current;
	struct spread spread; /* of the raw loss in sample i */
	int i;
};

static int sample_at(const struct chart *ch, const struct samples *s,
		     double iteration)
{
	double at = figure_axis_at(&ch->figure.plot->x, iteration);

	return (int)lround(fmin(fmax(at, 0), 1) * max_int(s->count - 1, 0));
}

static void end_sample(struct collector *c)
{
	double per_step = c->per_step;

	if (c->spread.items > 0) {
		spread_sort(&c->spread);
		c->to->tenth[c->i] =
			spread_quantile(&c->spread, 0.1) * per_step;
		c->to->ninetieth[c->i] =
			spread_quantile(&c->spread, 0.9) * per_step;
	}
	spread_clear(&c->spread);
}

static void collect_raw(struct collector *c, const struct bucket *b,
			long values)
{
	struct samples *to = c->to;
	int i = c->i;

	spread_add(&c->spread, b, values);
	to->low[i] = fmin(to->low[i], b->low * c->per_step);
	to->high[i] = fmax(to->high[i], b->high * c->per_step);
}

static void collect(void *owner, const struct series_piece *p)
{
	struct collector *c = owner;
	struct chart *ch = c->chart;
	const struct bucket *b = p->bucket;
	int i = sample_at(ch, c->to, (double)p->end);

	if (i != c->i)
		end_sample(c);
	c->i = i;
	c->to->x[i] = (double)p->end;
	if (c->current)
		collect_raw(c, b, p->values);
	for (int k = 0; k < CHART_CURVES; k++) {
		const struct curve *curve = &curve_table[k];
		double v = *(const double *)((const char *)b + curve->value);

		if (!isfinite(v))
			continue;
		ch->has[k] = ch->has[k] || c->current;
		c->to->curve[k][i] = v * (!curve->per_char ? c->per_step
					  : ch->metric     ? 1
							   : ch->per_char);
	}
}

static void samples_init(struct samples *s, struct figure *f, int count)
{
	double *v = figure_array(f, (5 + CHART_CURVES) * count);

	*s = (struct samples){ .count = count, .x = v };
	s->low = v + count;
	s->high = s->low + count;
	s->tenth = s->high + count;
	s->ninetieth = s->tenth + count;
	for (int i = 0; i < CHART_CURVES; i++)
		s->curve[i] = s->ninetieth + (size_t)(i + 1) * (size_t)count;
}

double chart_unit(const struct scene *s, const struct track_view *track)
{
	int steps = chart_steps(track);
	int current = chart_steps(scene_track(s));

	return chart_in_bits(s) ? 1 / (steps * M_LN2) : (double)current / steps;
}

static void collect_track(struct chart *ch, const struct scene *scene,
			  const struct track_view *track, struct samples *to)
{
	const struct series *s = track->series;
	struct collector c = { .chart = ch,
			       .to = to,
			       .per_step = chart_unit(scene, track),
			       .current = track == scene_track(scene) };

	if (to->count <= 0 || s->used == 0 || series_end(s) <= ch->first)
		return;
	if (ch->log_time)
		series_visit_early(s, collect, &c);
	else
		series_visit(s, ch->first, collect, &c);
	end_sample(&c);
	spread_release(&c.spread);
	plot_join(to->tenth, to->count);
	plot_join(to->ninetieth, to->count);
}

/* --- the layers ----------------------------------------------------------- */

static struct layer *sampled_layer(struct chart *ch, const struct samples *s,
				   enum layer_kind kind, enum role role,
				   const char *label, double *y)
{
	struct layer *l = plot_layer(ch->figure.plot, kind, role, label);

	l->count = s->count;
	l->x = s->x;
	l->y = y;
	return l;
}

static void band_layers(struct chart *ch, const struct samples *s)
{
	sampled_layer(ch, s, LAYER_DOTS, ROLE_BAND, "lowest", s->low)->sign =
		'.';
	ch->highest = ch->figure.plot->layers;
	sampled_layer(ch, s, LAYER_DOTS, ROLE_BAND, "highest", s->high)->sign =
		'.';
	sampled_layer(ch, s, LAYER_BAND, ROLE_BAND, "8 in 10 iterations",
		      s->tenth);
	ch->figure.plot->layer[ch->highest + 1].high = s->ninetieth;
	ch->figure.plot->layer[ch->highest + 1].sign = ':';
}

/* A layer at a single position. */
static void single_layer(struct chart *ch, enum layer_kind kind, enum role role,
			 const char *label, double x, double y)
{
	struct layer *l = plot_layer(ch->figure.plot, kind, role, label);

	l->sign = '-';
	l->count = 1;
	l->x = figure_array(&ch->figure, 2);
	l->y = l->x + 1;
	*l->x = x;
	*l->y = y;
}

static void mark_layers(struct chart *ch, const struct scene *s)
{
	const struct series *series = scene_track(s)->series;
	struct strbuf text;

	strbuf_init(&text);
	for (int i = 0; i < clamp_int(series->marks, 0, SERIES_MARKS); i++) {
		const struct mark *m = &series->mark[i];

		if (m->iteration < ch->first)
			continue;
		strbuf_clear(&text);
		sanitize(&text, m->text, strnlen(m->text, sizeof m->text),
			 s->sanitize & SANITIZE_UTF8);
		single_layer(ch, LAYER_MARK, ROLE_MARK,
			     figure_printf(&ch->figure, "%s", text.text),
			     (double)m->iteration, NAN);
	}
	strbuf_release(&text);
}

static void reference_layers(struct chart *ch, const struct scene *s)
{
	struct reference ref[CHART_REFERENCES];

	chart_references(&s->ngram, ref);
	for (int i = 0; i < CHART_REFERENCES; i++)
		if (isfinite(ref[i].nats))
			single_layer(ch, LAYER_LEVEL, ROLE_REFERENCE,
				     ref[i].name, NAN,
				     ref[i].nats * ch->per_char);
}

/* What a model without the task's recurrence reaches. */
static void baseline_layer(struct chart *ch, const struct scene *s)
{
	double baseline = scene_track(s)->baseline;

	if (!ch->metric || !isfinite(baseline))
		return;
	single_layer(ch, LAYER_LEVEL, ROLE_REFERENCE, "baseline", NAN,
		     baseline);
	ch->figure.plot->layer[ch->figure.plot->layers - 1].on_right = true;
}

static void curve_layer(struct chart *ch, enum chart_curve i,
			const struct samples *s)
{
	const struct curve *curve = &curve_table[i];
	struct layer *l;

	ch->curve[i] = ch->figure.plot->layers;
	l = sampled_layer(ch, s, LAYER_LINE, curve->role,
			  ch->has[i] ? curve->label : "", s->curve[i]);
	if (i == CHART_VALID && ch->metric) {
		l->label = ch->has[i] ? ch->metric : "";
		l->on_right = true;
	}
	l->dashed = curve->dashed;
	l->sign = curve->sign;
	l->bold = !curve->dashed;
}

/* --- runs ----------------------------------------------------------------- */

enum { TRACK_ROLES = 4 };

enum role chart_track_role(int track)
{
	static const enum role role[TRACK_ROLES] = { ROLE_TRACK_1, ROLE_TRACK_2,
						     ROLE_TRACK_3,
						     ROLE_TRACK_4 };

	return role[track % TRACK_ROLES];
}

char chart_track_sign(int track)
{
	static const char sign[TRACKS_SHOWN + 1] = "*+x#%&=$";

	return sign[track % TRACKS_SHOWN];
}

bool chart_is_curve(enum role role)
{
	return role == ROLE_CURVE || role == ROLE_VALID ||
	       (role >= ROLE_TRACK_1 && role <= ROLE_TRACK_4);
}

/* A smooth curve among several. */
static void track_layer(struct chart *ch, const struct scene *s, int track,
			const struct samples *to)
{
	struct layer *l = sampled_layer(
		ch, to, LAYER_LINE, chart_track_role(track),
		s->snap->track[track].name, to->curve[CHART_SMOOTH]);

	l->named = true;
	l->bold = track == s->snap->current;
	l->dashed = track >= TRACK_ROLES;
	l->sign = chart_track_sign(track);
}

/* Draws the curve of the current run over the others. */
static void track_layers(struct chart *ch, const struct scene *s,
			 const struct samples *all)
{
	int current = s->snap->current;

	for (int i = 0; i < s->snap->tracks; i++)
		if (i != current && s->snap->track[i].series->used > 0)
			track_layer(ch, s, i, &all[i]);
	curve_layer(ch, CHART_VALID, &all[current]);
	ch->curve[CHART_SMOOTH] = ch->figure.plot->layers;
	track_layer(ch, s, current, &all[current]);
}

static void best_layer(struct chart *ch, const struct scene *s)
{
	const struct metrics *m = &scene_track(s)->now;

	ch->has_best = ch->has[CHART_VALID] && !ch->metric &&
		       isfinite(m->best_valid) &&
		       m->best_valid_at > (double)ch->first;
	if (ch->has_best)
		single_layer(ch, LAYER_POINT, ROLE_VALID, "best validation",
			     m->best_valid_at, m->best_valid * ch->per_char);
}

/* --- the whole ------------------------------------------------------------ */

/* From the first iteration of any run to the last. */
static void choose_window(struct chart *ch, const struct scene *scene)
{
	const struct screen_choice *choice = scene->choice;
	const struct series *s = scene_track(scene)->series;
	struct figure_axis *x = &ch->figure.plot->x;
	double low, high;

	ch->origin = ch->first = s->first;
	ch->end = series_end(s);
	for (int i = 0; i < scene->snap->tracks; i++) {
		s = scene->snap->track[i].series;
		ch->origin = min_long(ch->origin, s->first);
		ch->end = max_long(ch->end, series_end(s));
	}
	ch->first = ch->origin;
	ch->log_time = choice->window == WINDOW_LOG;
	if (choice->window == WINDOW_LAST)
		ch->first = max_long(ch->end - choice->last, ch->origin);
	/* The first value is that of one completed iteration. */
	low = ch->log_time ? 1 : (double)ch->first + 1;
	high = ch->log_time ? fmax((double)(ch->end - ch->origin), 2)
			    : fmax((double)ch->end, low + 1);
	x->range = (struct axis){ low, high, ch->log_time };
	x->origin = ch->log_time ? (double)ch->origin : 0;
	x->name = "iteration";
}

static void choose_unit(struct chart *ch, const struct scene *s)
{
	int steps = chart_steps(scene_track(s));
	struct figure_axis *y = &ch->figure.plot->y;

	ch->per_step = chart_unit(s, scene_track(s));
	ch->per_char = chart_in_bits(s) ? 1 / M_LN2 : steps;
	if (scene_track(s)->examples)
		y->name = figure_printf(&ch->figure, "%s per %s",
					chart_quantity(scene_track(s)),
					chart_per(scene_track(s)));
	else if (chart_in_bits(s) || steps == 1)
		y->name = chart_in_bits(s) ? "bits per character"
					   : "nats per character";
	else
		y->name = figure_printf(&ch->figure, "nats per %d characters",
					steps);
}

void chart_init(struct chart *ch, const struct scene *s, int samples)
{
	struct samples all[TRACKS_SHOWN];
	const struct samples *to = &all[s->snap->current];

	*ch = (struct chart){ .metric = scene_track(s)->main_metric };
	figure_init(&ch->figure);
	figure_plot(&ch->figure);
	choose_window(ch, s);
	choose_unit(ch, s);
	for (int i = 0; i < s->snap->tracks; i++) {
		samples_init(&all[i], &ch->figure, samples);
		collect_track(ch, s, &s->snap->track[i], &all[i]);
	}
	chart_fit_axis(ch, s, all);
	if (ch->metric)
		chart_fit_metric(ch, s, to);
	band_layers(ch, to);
	mark_layers(ch, s);
	reference_layers(ch, s);
	baseline_layer(ch, s);
	if (s->snap->tracks > 1)
		track_layers(ch, s, all);
	else
		for (int i = 0; i < CHART_CURVES; i++)
			curve_layer(ch, (enum chart_curve)i, to);
	best_layer(ch, s);
}

bool chart_has_any(const struct scene *s)
{
	for (int i = 0; i < s->snap->tracks; i++)
		if (s->snap->track[i].series->used > 0)
			return true;
	return false;
}

void chart_release(struct chart *ch) { figure_release(&ch->figure); }

void loss_figure(const struct scene *s, const struct figure_detail *detail,
		 struct figure *f)
{
	struct chart ch;

	if (chart_has_any(s)) {
		chart_init(&ch, s, detail->samples);
		*f = ch.figure;
	}
	scene_title(s, f, "loss");
}
