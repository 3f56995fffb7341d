/* SPDX-License-Identifier: GPL-3.0-or-later */
/* frame.c: one picture of everything. */
#include "config.h"

#include "app/frame.h"

#include <string.h>

#include "base/utf8.h"
#include "ui/cursor.h"
#include "ui/statusline.h"

void frame_init(struct frame *f)
{
	*f = (struct frame){ .glyphs = GLYPH_BRAILLE };
	canvas_init(&f->canvas);
	canvas_init(&f->before);
}

void frame_release(struct frame *f)
{
	canvas_release(&f->canvas);
	canvas_release(&f->before);
}

static bool same_rect(struct rect a, struct rect b)
{
	return a.row == b.row && a.col == b.col && a.rows == b.rows &&
	       a.cols == b.cols;
}

/* Keeps the cells of a heat map from the frame before. */
static void keep_map(struct frame *f, int id)
{
	struct rect r = f->layout.panel[id];

	if (!same_rect(r, f->layout_before.panel[id]) ||
	    f->before.rows != f->canvas.rows ||
	    f->before.cols != f->canvas.cols)
		return;
	for (int row = r.row; row < r.row + r.rows; row++) {
		size_t at =
			(size_t)row * (size_t)f->canvas.cols + (size_t)r.col;

		memcpy(f->canvas.cell + at, f->before.cell + at,
		       (size_t)r.cols * sizeof *f->canvas.cell);
	}
}

struct scene frame_scene(const struct frame *f)
{
	struct scene s = {
		.snap = f->snap,
		.choice = f->choice,
		.made = f->made,
		.glyphs = f->glyphs,
		.colour = f->colour,
		.sanitize = f->sanitize,
	};

	s.ngram = ngram_of(scene_reading(&s, PROBE_NGRAM));
	return s;
}

static void draw_panels(struct frame *f, double now, bool whole)
{
	struct scene scene = frame_scene(f);

	panels_draw(&scene, &f->layout, &f->canvas);
	f->maps_are_old = !whole && !pace_allows_maps(&f->pace, now);
	if (f->maps_are_old)
		for (int id = 0; id < PANELS; id++)
			if (panel_table[id]->map)
				keep_map(f, id);
}

static void spend(struct frame *f, double now)
{
	struct rect all = { 0, 0, f->rows, f->cols };
	long maps = 0, whole;

	for (int id = 0; id < PANELS && !f->layout.too_small; id++)
		if (panel_table[id]->map)
			maps += traffic_cost(&f->before, &f->canvas,
					     f->layout.panel[id], f->depth);
	whole = traffic_cost(&f->before, &f->canvas, all, f->depth);
	f->pace.rate = pace_rate(f->rows, f->cols);
	pace_spend(&f->pace, now, maps, max_long(whole - maps, 0));
}

/* Draws the candidates over the rows above the prompt; nothing moves for
 * them. */
static void draw_popup(struct frame *f, struct rect r)
{
	r.rows = prompt_popup_rows(f->prompt, max_int(1, f->rows / 2), r.cols);
	r.row -= r.rows;
	if (r.rows && r.row >= 0)
		prompt_draw_popup(f->prompt, &f->canvas, r);
}

static void draw_too_small(struct frame *f)
{
	struct rect all = { 0, 0, f->rows, f->cols };
	struct rect prompt = { f->rows - 1, 0, 1, f->cols };
	char text[64];

	layout_needs(f->rows, f->cols, text, sizeof text);
	canvas_text(&f->canvas, all, 0, 0, style_role(ROLE_WARN), text);
	if (f->rows > 2)
		draw_popup(f, prompt);
	if (f->rows > 1)
		prompt_draw(f->prompt, &f->canvas, prompt);
}

/* Centred where panels would be. */
static void draw_vacant(struct frame *f)
{
	struct rect r = f->layout.vacant;
	const char *text = layout_vacant(&f->layout, f->choice);

	if (r.rows > 0)
		canvas_text(&f->canvas, r, r.row + (r.rows - 1) / 2,
			    r.col + (r.cols - text_width(text)) / 2,
			    style_role(ROLE_DIM), text);
}

static void draw_status(struct frame *f, double now)
{
	struct scene scene = frame_scene(f);
	struct strbuf values;
	bool maps = f->snap && panels_characters(&scene, &f->layout) > 0;

	strbuf_init(&values);
	if (maps)
		cursor_text(&scene, f->layout.status.cols - 4, &values);
	statusline_draw(f->snap ? snapshot_track(f->snap) : NULL, now,
			f->glyphs == GLYPH_ASCII, maps ? values.text : NULL,
			&f->canvas, f->layout.status);
	strbuf_release(&values);
}

static void draw(struct frame *f, double now, bool whole)
{
	int limit = max_int(0, f->rows / 2);

	layout_compute(&f->layout, f->rows, f->cols, f->choice,
		       pane_rows(f->pane, f->cols, limit));
	if (f->layout.too_small) {
		draw_too_small(f);
		return;
	}
	if (f->snap)
		draw_panels(f, now, whole);
	draw_vacant(f);
	pane_draw(f->pane, &f->canvas, f->layout.pane);
	draw_status(f, now);
	draw_popup(f, f->layout.prompt);
	prompt_draw(f->prompt, &f->canvas, f->layout.prompt);
}

void frame_draw(struct frame *f, double now, bool whole)
{
	struct canvas last = f->before;

	f->before = f->canvas;
	f->layout_before = f->layout;
	f->canvas = last;
	if (!canvas_resize(&f->canvas, f->rows, f->cols))
		return;
	draw(f, now, whole);
	spend(f, now);
}

bool frame_is_due(const struct frame *f, double now, bool fresh)
{
	return (fresh && pace_allows_rest(&f->pace, now)) ||
	       (f->maps_are_old && pace_allows_maps(&f->pace, now));
}

struct snapshot_wants frame_wants(const struct frame *f)
{
	struct snapshot_wants w = { .unit = (int)f->choice->unit };

	if (f->choice->cursor) {
		w.probes |= CURSOR_PROBES;
		w.parts |= WANT_EXAMPLE;
	}
	for (int id = 0; id < PANELS; id++) {
		const struct panel *p = panel_table[id];

		if (f->layout.too_small || f->layout.panel[id].rows == 0)
			continue;
		w.probes |= p->probes;
		w.parts |= p->parts;
		w.columns = max_int(w.columns,
				    p->columns ? p->columns(f->layout.panel[id])
					       : 0);
	}
	w.columns = min_int(w.columns, SNAPSHOT_COLUMNS);
	return w;
}
