/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel_numbers.c: the header: what is trained, how, and how far. */
#include "config.h"
#include "base/utf8.h"
#include "ui/numbers_private.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PIECES = 12, GAP = 2 };

/* Pieces of a line; when space is short the highest `drop` goes first. */
struct piece {
	const char *label, *unit;
	char value[PIECE];
	enum role role;
	int drop;
	bool right; /* in the group at the right end */
};
struct line {
	int count;
	struct piece piece[PIECES];
};

static struct piece *line_add(struct line *l, enum role role, int drop,
			      bool right)
{
	struct piece *p = &l->piece[l->count++];

	*p = (struct piece){ .label = "",
			     .unit = "",
			     .role = role,
			     .drop = drop,
			     .right = right };
	return p;
}

static char *line_field(struct line *l, int drop, bool right, const char *label,
			const char *unit)
{
	struct piece *p = line_add(l, ROLE_TEXT, drop, right);

	p->label = label;
	p->unit = unit;
	return p->value;
}

static int part_width(const char *text)
{
	return *text != '\0' ? text_width(text) + 1 : 0;
}

static int piece_width(const struct piece *p)
{
	return part_width(p->label) + part_width(p->value) +
	       part_width(p->unit) - 1;
}

static int line_width(const struct line *l)
{
	int width = 0;

	for (int i = 0; i < l->count; i++)
		width += piece_width(&l->piece[i]) + GAP;
	return width;
}

static void line_shrink(struct line *l, int cols)
{
	while (l->count > 1 && line_width(l) > cols) {
		int worst = 0;

		for (int i = 1; i < l->count; i++)
			if (l->piece[i].drop >= l->piece[worst].drop)
				worst = i;
		l->count--;
		memmove(&l->piece[worst], &l->piece[worst + 1],
			(size_t)(l->count - worst) * sizeof *l->piece);
	}
}

static void piece_draw(const struct piece *p, struct canvas *c, struct rect r,
		       int row, int col)
{
	struct style dim = style_role(ROLE_DIM);

	canvas_text(c, r, row, col, dim, p->label);
	col += part_width(p->label);
	canvas_text(c, r, row, col, style_role(p->role), p->value);
	col += part_width(p->value);
	canvas_text(c, r, row, col, dim, p->unit);
}

static void line_draw(struct line *l, struct canvas *c, struct rect r, int row)
{
	int right = r.col + r.cols + GAP - 1, left = r.col + 1;

	line_shrink(l, r.cols);
	for (int i = l->count - 1; i >= 0; i--) {
		const struct piece *p = &l->piece[i];

		if (!p->right)
			continue;
		right -= piece_width(p) + GAP;
		piece_draw(p, c, r, row, right);
	}
	for (int i = 0; i < l->count; i++) {
		const struct piece *p = &l->piece[i];

		if (p->right)
			continue;
		piece_draw(p, c, r, row, left);
		left += piece_width(p) + GAP;
	}
}

/* --- what there is to say ----------------------------------------------- */

/* Appends a name without its folders, cut at a character; returns its bytes. */
static size_t name_put(const struct scene *s, const char *name, char *out)
{
	enum { NAME_BYTES = 40 };
	const char *slash = strrchr(name, '/');
	struct strbuf safe;
	size_t n = 0;

	if (strcmp(name, "-") == 0)
		name = "standard input";
	else if (slash != NULL && slash[1] != '\0')
		name = slash + 1;
	strbuf_init(&safe);
	sanitize(&safe, name, strlen(name), s->sanitize & SANITIZE_UTF8);
	for (;;) {
		size_t next =
			n + (size_t)utf8_length((unsigned char)safe.text[n]);

		if (n >= safe.length || next > NAME_BYTES)
			break;
		n = next;
	}
	memcpy(out, safe.text, n);
	out[n] = '\0';
	strbuf_release(&safe);
	return n;
}

/* The text's name, or the task's with that of its data: "translate: dates". */
static void text_name(const struct scene *s, char out[PIECE])
{
	static const char generated[] = "generated: ";
	const struct track_view *track = scene_track(s);
	const struct summary *data = track->examples ? s->snap->summary : NULL;
	const char *source = data ? data->source : NULL;
	int n;

	if (track->corpus) {
		name_put(s, track->corpus->name, out);
		return;
	}
	n = snprintf(out, PIECE, "%.30s", track->task);
	if (!source || !strcmp(source, generated))
		return;
	if (!strncmp(source, generated, strlen(generated)))
		source += strlen(generated);
	strcpy(out + n, ": ");
	name_put(s, source, out + n + 2);
}

static void state_text(const struct scene *s, char out[PIECE])
{
	bool running = scene_track(s)->running;
	char sign[SIGN_TEXT];

	sign_text(s->glyphs, running ? SIGN_RUN : SIGN_PAUSE, sign);
	snprintf(out, PIECE, "%s %s", sign, running ? "RUNNING" : "PAUSED");
}

static enum role state_role(const struct track_view *track)
{
	if (track->broken)
		return ROLE_ALARM;
	return track->running ? ROLE_GOOD : ROLE_WARN;
}

void numbers_shape_text(const struct track_view *track, char out[PIECE])
{
	const struct net_spec *n = &track->spec;
	const char *cell = cell_info[n->cell].name;

	if (n->model != MODEL_SEQ2SEQ)
		snprintf(out, PIECE, "%s %dx%d", cell, n->layers, n->hidden);
	else if (n->layers == 1) /* both directions of the encoder */
		snprintf(out, PIECE, "%s 2x%d+%d", cell, (n->hidden + 1) / 2,
			 n->hidden);
	else
		snprintf(out, PIECE, "%s %dx(2x%d+%d)", cell, n->layers,
			 (n->hidden + 1) / 2, n->hidden);
}

/* The run's name, if there are others. */
static void run_field(const struct scene *s, int drop, struct line *l)
{
	if (s->snap->tracks > 1)
		snprintf(line_field(l, drop, true, "run", ""), PIECE, "%s",
			 scene_track(s)->name);
}

static void clip_field(const struct settings *set, struct line *l)
{
	bool by_value = set->clip > 0;

	if (!by_value && set->clip_norm <= 0)
		return;
	snprintf(line_field(l, 5, true, by_value ? "clip" : "clip norm", ""),
		 PIECE, "%.4g", by_value ? set->clip : set->clip_norm);
}

static void rate_field(const struct track_view *track, int drop, struct line *l)
{
	snprintf(line_field(l, drop, true,
			    optimizer_info[track->set.optimizer].name, ""),
		 PIECE, "%.4g", track->now.learning_rate);
}

/* "65", or of a task that writes others than it reads "67 → 26". */
static void symbols_text(const struct scene *s, char out[PIECE])
{
	const struct net_spec *n = &scene_track(s)->spec;
	char in[NUMBER_TEXT], written[NUMBER_TEXT], sign[SIGN_TEXT];

	number_grouped(in, n->symbols_in);
	number_grouped(written, n->symbols_out);
	if (n->model == MODEL_SEQ2SEQ)
		snprintf(out, PIECE, "%s %s %s", in,
			 sign_text(s->glyphs, SIGN_TO, sign), written);
	else
		snprintf(out, PIECE, "%s", in);
}

static void what_line(const struct scene *s, struct line *l)
{
	const struct track_view *track = scene_track(s);
	const struct corpus *text = track->corpus;

	strcpy(line_add(l, ROLE_ACCENT, 4, false)->value, "rnntui");
	text_name(s, line_add(l, ROLE_TITLE, 2, false)->value);
	if (text)
		number_grouped(
			line_field(l, 7, false, "",
				   text->vocab.bytes ? "bytes" : "chars"),
			(long)text->length);
	if (s->snap->summary && track->examples && s->snap->summary->rows > 0)
		number_grouped(line_field(l, 7, false, "", "rows"),
			       s->snap->summary->rows);
	if (track->spec.symbols_in > 0)
		symbols_text(s, line_field(l, 8, false, "", "symbols"));
	run_field(s, 0, l);
	numbers_shape_text(track, line_add(l, ROLE_TEXT, 1, true)->value);
	rate_field(track, 3, l);
	clip_field(&track->set, l);
	state_text(s, line_add(l, state_role(track), 0, true)->value);
}

/* The only line of a low screen. */
static void only_line(const struct scene *s, struct line *l)
{
	const struct track_view *track = scene_track(s);

	strcpy(line_add(l, ROLE_ACCENT, 6, false)->value, "rnntui");
	text_name(s, line_add(l, ROLE_TITLE, 3, false)->value);
	number_grouped(line_field(l, 1, false, "iteration", ""),
		       track->now.iteration);
	number_real(line_field(l, 2, false, "smooth loss", ""),
		    track->now.smooth_loss);
	run_field(s, 3, l);
	numbers_shape_text(track, line_add(l, ROLE_TEXT, 4, true)->value);
	rate_field(track, 5, l);
	state_text(s, line_add(l, state_role(track), 0, true)->value);
}

const char *numbers_rate_unit(const struct track_view *track)
{
	return track->examples ? "examples/s"
	       : track->corpus ? "chars/s"
			       : "symbols/s";
}

double numbers_rate_of(const struct track_view *track)
{
	return track->examples ? track->now.examples_per_second
			       : track->now.chars_per_second;
}

/* NAN: the task reads no characters. */
double numbers_per_char(const struct track_view *track, double loss)
{
	return track->corpus ? loss / max_int(track->spec.steps, 1) : NAN;
}

/* Adds the best beside it once the validation has visibly risen again. */
static void valid_fields(const struct metrics *now, struct line *l)
{
	char valid[NUMBER_TEXT], best[NUMBER_TEXT];

	if (!isfinite(now->valid_loss))
		return;
	number_real(valid, now->valid_loss / M_LN2);
	number_real(best, now->best_valid / M_LN2);
	strcpy(line_field(l, 2, false, "validation", "bits/char"), valid);
	if (now->best_valid < now->valid_loss && strcmp(valid, best))
		strcpy(line_field(l, 6, false, "best", ""), best);
}

/* How well it does on held-out examples, and what it is compared with. */
static void metric_fields(const struct track_view *track, struct line *l)
{
	char *value;

	if (!track->main_metric)
		return;
	value = line_field(l, 2, false, track->main_metric, "");
	number_real(value, track->main_value);
	if (isfinite(track->baseline))
		number_real(line_field(l, 5, false, "baseline", ""),
			    track->baseline);
}

/* A paused program has no speed. */
static void time_fields(const struct track_view *track, struct line *l)
{
	if (track->running)
		number_short(
			line_field(l, 4, true, "", numbers_rate_unit(track)),
			numbers_rate_of(track));
	number_duration(
		line_field(l, track->running ? 7 : 4, true, "trained", ""),
		track->now.seconds);
}

static void epoch_text(char out[PIECE], double epoch)
{
	if (epoch >= 1000)
		number_grouped(out, (long)epoch);
	else
		snprintf(out, PIECE, "%.*f",
			 epoch < 10    ? 2
			 : epoch < 100 ? 1
				       : 0,
			 epoch);
}

static void how_far_line(const struct scene *s, struct line *l)
{
	const struct metrics *now = &scene_track(s)->now;

	number_grouped(line_field(l, 0, false, "iteration", ""),
		       now->iteration);
	if (!isnan(now->epoch))
		epoch_text(line_field(l, 3, false, "epoch", ""), now->epoch);
	number_real(line_field(l, 1, false, "smooth loss", ""),
		    now->smooth_loss);
	if (scene_track(s)->corpus)
		number_real(line_field(l, 5, false, "", "bits/char"),
			    numbers_per_char(scene_track(s), now->smooth_loss) /
				    M_LN2);
	if (scene_track(s)->examples)
		metric_fields(scene_track(s), l);
	else
		valid_fields(now, l);
	number_real(line_field(l, 8, true, "gradient", ""), now->grad_norm);
	number_percent(line_field(l, 9, true, "clipped", ""),
		       now->clip_fraction);
	time_fields(scene_track(s), l);
}

static void numbers_draw(const struct scene *s, struct canvas *c, struct rect r)
{
	struct rect below = { r.row + 2, r.col, r.rows - 2, r.cols };
	struct line l = { 0 };

	if (r.rows <= 0)
		return;
	if (r.rows == 1) {
		only_line(s, &l);
		line_draw(&l, c, r, r.row);
		return;
	}
	what_line(s, &l);
	line_draw(&l, c, r, r.row);
	if (r.rows > 2) {
		numbers_more(s, c, below);
		return;
	}
	l.count = 0;
	how_far_line(s, &l);
	line_draw(&l, c, r, r.row + 1);
}

/* --- as a figure ---------------------------------------------------------- */

void scene_title(const struct scene *s, struct figure *f, const char *title)
{
	const struct track_view *track = scene_track(s);
	char name[PIECE], shape[PIECE], count[NUMBER_TEXT];
	bool several = s->snap->tracks > 1;

	text_name(s, name);
	numbers_shape_text(track, shape);
	number_grouped(count, track->now.iteration);
	f->title = title;
	f->note = figure_printf(f, "%s%s%s, %s, %s %.4g, iteration %s",
				several ? track->name : "", several ? ": " : "",
				name, shape,
				optimizer_info[track->set.optimizer].name,
				track->now.learning_rate, count);
}

const struct panel numbers_panel = {
	.min_rows = 1,
	.min_cols = 20,
	.side = SIDE_HEADER,
	.parts = WANT_SUMMARY,
	.draw = numbers_draw,
	.figure = numbers_figure,
};
