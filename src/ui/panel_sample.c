/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel_sample.c: the newest texts of the net, after the context it had
 * read. */
#include "config.h"
#include "base/utf8.h"
#include "ui/chrome.h"
#include "ui/figure.h"
#include "ui/panel_answers.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A line breaks at a space if that costs at most this many columns. */
enum { RAGGED = 12 };

/* Bytes of the first line of s[0..length) that is at most `cols` wide; `next`
 * is where the second begins. */
static size_t line_end(const char *s, size_t length, int cols, size_t *next)
{
	size_t end = 0, space = 0;
	int width = 0, space_width = 0;

	while (end < length && s[end] != '\n') {
		uint32_t c = 0;
		int n = max_int(utf8_decode(s + end, length - end, &c), 1);
		int w = max_int(codepoint_width(c), 0);

		if (c == ' ') {
			space = end;
			space_width = width;
		}
		if (width + w > cols)
			break;
		width += w;
		end += (size_t)n;
	}
	*next = end < length && s[end] == '\n' ? end + 1 : end;
	if (end < length && s[end] != '\n' && space > 0 &&
	    width - space_width <= RAGGED) {
		*next = space + 1;
		return space;
	}
	return end;
}

/* Draws row by row. */
struct flow {
	const struct scene *scene;
	struct canvas *canvas;
	struct rect rect;
	int row;
};

static int rows_left(const struct flow *f)
{
	return f->rect.row + f->rect.rows - f->row;
}

static int span_draw(struct flow *f, int col, bool bold, const char *text,
		     size_t length)
{
	struct style style = style_role(ROLE_TEXT);
	char *span = xstrndup(text, length);
	int used;

	style.bold = bold;
	used = canvas_text(f->canvas, f->rect, f->row, col, style, span);
	free(span);
	return used;
}

/* Draws one row whose first `bold` bytes are bold. */
static void line_draw(struct flow *f, const char *line, size_t length,
		      size_t bold, bool ends)
{
	int col = f->rect.col;

	bold = bold < length ? bold : length;
	col += span_draw(f, col, true, line, bold);
	col += span_draw(f, col, false, line + bold, length - bold);
	if (ends)
		canvas_put(f->canvas, f->rect, f->row, col,
			   style_role(ROLE_DIM),
			   sign_of(f->scene->glyphs, SIGN_NEWLINE));
	f->row++;
}

/* Draws text whose first `bold` bytes are bold; a sign tells that there is
 * more. */
static void text_draw(struct flow *f, const struct strbuf *text, size_t bold)
{
	size_t at = 0;

	while (at < text->length && rows_left(f) > 0) {
		const char *line = text->text + at;
		size_t next, n;

		n = line_end(line, text->length - at, f->rect.cols, &next);
		if (next == 0) /* a wide character in one column */
			break;
		line_draw(f, line, n, bold > at ? bold - at : 0,
			  line[n] == '\n');
		at += next;
	}
	if (at < text->length && f->rect.rows > 0)
		canvas_put(f->canvas, f->rect, f->rect.row + f->rect.rows - 1,
			   f->rect.col + f->rect.cols - 1, style_role(ROLE_DIM),
			   sign_of(f->scene->glyphs, SIGN_MORE));
}

/* Draws only what is visible: a sample may have a million symbols. */
static void sampled_draw(struct flow *f, const struct sampled *sampled)
{
	enum { CELL_BYTES = 16 }; /* of a character and its marks */
	const struct scene *s = f->scene;
	unsigned flags =
		s->sanitize | SANITIZE_KEEP_NEWLINES |
		(track_reads_bytes(scene_track(s)) ? SANITIZE_BYTES : 0);
	size_t most = (size_t)max_int(rows_left(f), 0) *
		      (size_t)max_int(f->rect.cols, 0) * CELL_BYTES;
	size_t written = sampled->length - sampled->seed, bold;
	struct strbuf text;

	strbuf_init(&text);
	sanitize(&text, sampled->text, sampled->seed, flags);
	bold = text.length;
	sanitize(&text, sampled->text + sampled->seed,
		 written < most ? written : most, flags);
	text_draw(f, &text, bold);
	strbuf_release(&text);
}

/* 1.0, 0.7, 0.55 */
static void temperature_text(char out[NUMBER_TEXT], double t)
{
	snprintf(out, NUMBER_TEXT, t * 10 == floor(t * 10) ? "%.1f" : "%.3g",
		 t);
}

/* Draws the earlier samples below the newest, each under its iteration. */
static void earlier_draw(struct flow *f, const struct sample_list *samples)
{
	for (int i = 1; i < samples->count && rows_left(f) > 1; i++) {
		const struct sampled *one = &samples->item[i];
		char at[NUMBER_TEXT], temperature[NUMBER_TEXT] = "";

		number_grouped(at, one->iteration);
		if (one->temperature != samples->item[0].temperature)
			temperature_text(temperature, one->temperature);
		canvas_printf(f->canvas, f->rect, f->row++, f->rect.col,
			      style_role(ROLE_DIM), "it %s%s%s", at,
			      *temperature ? "  temperature " : "",
			      temperature);
		sampled_draw(f, one);
	}
}

static void sample_draw(const struct scene *s, struct canvas *c, struct rect r)
{
	const struct snapshot *snap = s->snap;
	const struct sampled *newest = &snap->samples.item[0];
	struct flow f = { s,
			  c,
			  { r.row + 1, r.col + 1, r.rows - 1, r.cols - 2 },
			  r.row + 1 };
	struct field field[2] = { { .label = "it" },
				  { .label = "temperature" } };

	if (scene_track(s)->examples) {
		answers_draw(s, c, r);
		return;
	}
	if (snap->samples.count == 0) {
		title_draw(s, c, r, "sample", "", field, 0);
		empty_draw(s, c, r,
			   snapshot_track(snap)->set.sample_every > 0
				   ? "no sample yet"
				   : "sample-every is 0");
		return;
	}
	number_grouped(field[0].value, newest->iteration);
	temperature_text(field[1].value, newest->temperature);
	title_draw(s, c, r, "sample", "", field, 2);
	sampled_draw(&f, newest);
	earlier_draw(&f, &snap->samples);
}

/* --- as a figure ---------------------------------------------------------- */

static void sampled_figure(const struct scene *s, const struct sampled *one,
			   struct figure *f)
{
	unsigned flags =
		s->sanitize | SANITIZE_KEEP_NEWLINES |
		(track_reads_bytes(scene_track(s)) ? SANITIZE_BYTES : 0);
	char at[NUMBER_TEXT], temperature[NUMBER_TEXT];
	struct strbuf text;
	size_t bold;

	strbuf_init(&text);
	sanitize(&text, one->text, one->seed, flags);
	bold = text.length;
	sanitize(&text, one->text + one->seed, one->length - one->seed, flags);
	number_grouped(at, one->iteration);
	temperature_text(temperature, one->temperature);
	figure_add_text(f,
			figure_printf(f, "iteration %s, temperature %s", at,
				      temperature),
			text.text, bold);
	strbuf_release(&text);
}

static void sample_figure(const struct scene *s,
			  const struct figure_detail *detail, struct figure *f)
{
	if (scene_track(s)->examples) {
		answers_figure(s, detail, f);
		return;
	}
	scene_title(s, f, "sample");
	for (int i = 0; i < s->snap->samples.count; i++)
		sampled_figure(s, &s->snap->samples.item[i], f);
}

const struct panel sample_panel = {
	.min_rows = 3,
	.min_cols = 16,
	.side = SIDE_LEFT,
	.order = 5,
	.narrow = 4,
	.weight = 10,
	.parts = WANT_ANSWERS,
	.draw = sample_draw,
	.figure = sample_figure,
};
