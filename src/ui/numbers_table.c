/* SPDX-License-Identifier: GPL-3.0-or-later */
/* numbers_table.c: all numbers of a run: the zoomed header, and its figure. */
#include "config.h"
#include "base/utf8.h"
#include "ui/numbers_private.h"
#include <math.h>
#include <stdio.h>

enum { ROWS_MAX = 32 };
struct table {
	int count;
	struct table_row {
		const char *label; /* NULL: a blank row */
		char value[PIECE];
		const char *unit;
	} row[ROWS_MAX];
};

static char *table_add(struct table *t, const char *label, const char *unit)
{
	struct table_row *row = &t->row[t->count++];

	*row = (struct table_row){ .label = label, .unit = unit };
	return row->value;
}

/* Of a text: per iteration and per character. */
static void table_losses(struct table *t, const struct track_view *track)
{
	const struct metrics *m = &track->now;
	double nats = numbers_per_char(track, m->smooth_loss);

	number_real(table_add(t, "loss", "nats over T"), m->loss);
	number_real(table_add(t, "smooth loss", "nats over T"), m->smooth_loss);
	number_real(table_add(t, "smooth, per char", "nats"), nats);
	number_real(table_add(t, "", "bits"), nats / M_LN2);
	number_real(table_add(t, "perplexity", "of V symbols"), exp(nats));
	number_real(table_add(t, "best smooth", "nats"), m->best_smooth);
	number_real(table_add(t, "validation", "nats a char"), m->valid_loss);
	number_real(table_add(t, "validation, warm", "nats a char"),
		    m->valid_loss_warm);
	number_real(table_add(t, "best validation", "nats a char"),
		    m->best_valid);
	if (isfinite(m->best_valid_at))
		number_grouped(table_add(t, "", "its iteration"),
			       (long)m->best_valid_at);
}

static void table_examples(struct table *t, const struct track_view *track)
{
	const struct metrics *m = &track->now;
	const char *unit = track->spec.goals > 0 ? "squared error"
			   : track->spec.model == MODEL_SEQ2SEQ
				   ? "nats per symbol"
				   : "nats per example";

	number_real(table_add(t, "loss", unit), m->loss);
	number_real(table_add(t, "smooth loss", unit), m->smooth_loss);
	number_real(table_add(t, "best smooth", unit), m->best_smooth);
	number_real(table_add(t, "validation", unit), m->valid_loss);
	number_real(table_add(t, "best validation", unit), m->best_valid);
	if (!track->main_metric)
		return;
	number_real(table_add(t, track->main_metric, "held out"),
		    track->main_value);
	number_real(table_add(t, "baseline", "without recurrence"),
		    track->baseline);
}

static void table_progress(struct table *t, const struct track_view *track)
{
	const struct metrics *m = &track->now;

	number_grouped(table_add(t, "iteration", ""), m->iteration);
	number_real(table_add(t, "epoch", ""), m->epoch);
	number_duration(table_add(t, "time trained", ""), m->seconds);
	number_short(table_add(t, "speed", numbers_rate_unit(track)),
		     track->running ? numbers_rate_of(track) : NAN);
	table_add(t, NULL, "");
	if (track->examples)
		table_examples(t, track);
	else
		table_losses(t, track);
	table_add(t, NULL, "");
	number_real(table_add(t, "gradient norm", "before clipping"),
		    m->grad_norm);
	number_percent(table_add(t, "clipped", "of the elements"),
		       m->clip_fraction);
}

static void table_setting(struct table *t, const char *label, const char *unit,
			  double value)
{
	snprintf(table_add(t, label, unit), NUMBER_TEXT, "%.6g", value);
}

static void table_shape(struct table *t, const struct track_view *track)
{
	const struct net_spec *n = &track->spec;

	numbers_shape_text(track, table_add(t, "net", "layers x units"));
	number_grouped(table_add(t, "symbols V", ""), n->symbols_in);
	number_grouped(table_add(t, "steps T",
				 track->examples ? "at most" : "characters"),
		       n->steps);
	number_grouped(
		table_add(t, track->examples ? "examples B" : "streams B", ""),
		n->batch);
	snprintf(table_add(t, "engine", ""), NUMBER_TEXT, "%.31s",
		 track->engine);
	table_add(t, NULL, "");
	snprintf(table_add(t, "optimizer", ""), NUMBER_TEXT, "%s",
		 optimizer_info[track->set.optimizer].name);
	table_setting(t, "learning rate", "", track->now.learning_rate);
	table_setting(t, "clip by value", "0 off", track->set.clip);
	table_setting(t, "clip by norm", "0 off", track->set.clip_norm);
	table_setting(t, "dropout", "0 off", track->set.dropout);
}

static void table_draw(const struct table *t, struct canvas *c, struct rect r)
{
	int row = r.row, right = 28;

	for (int i = 0; i < t->count && row < r.row + r.rows; i++, row++) {
		const struct table_row *e = &t->row[i];

		if (e->label == NULL)
			continue;
		canvas_text(c, r, row, r.col + 1, style_role(ROLE_DIM),
			    e->label);
		canvas_text(c, r, row,
			    r.col + max_int(right - text_width(e->value), 17),
			    style_role(ROLE_VALUE), e->value);
		canvas_text(c, r, row, r.col + right + 1, style_role(ROLE_DIM),
			    e->unit);
	}
}

void numbers_more(const struct scene *s, struct canvas *c, struct rect r)
{
	struct table t = { 0 };
	int half = r.cols / 2;
	bool beside = half >= 42;

	table_progress(&t, scene_track(s));
	if (beside) {
		table_draw(&t, c, (struct rect){ r.row, r.col, r.rows, half });
		t.count = 0;
		r.col += half;
		r.cols -= half;
	} else {
		table_add(&t, NULL, "");
	}
	table_shape(&t, scene_track(s));
	table_draw(&t, c, r);
}

/* --- as a figure ---------------------------------------------------------- */

void numbers_figure(const struct scene *s,
		    const struct figure_detail *detail UNUSED, struct figure *f)
{
	struct table t = { 0 };

	table_progress(&t, scene_track(s));
	table_add(&t, NULL, "");
	table_shape(&t, scene_track(s));
	scene_title(s, f, "numbers");
	for (int i = 0; i < t.count; i++)
		figure_row(f, t.row[i].label ? t.row[i].label : "",
			   t.row[i].value, t.row[i].unit);
}
