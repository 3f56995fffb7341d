/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loss_marks.c: where the user intervened, in the loss panel. */
#include "config.h"
#include "ui/loss_private.h"
#include "base/utf8.h"
#include <stdio.h>
#include <string.h>

enum {
	LIST_PANEL = 18,   /* rows of a panel that can list marks */
	LIST_FRACTION = 4, /* list at most one row in this many */
	LIST_MOST = 8,
};

/* Marks of the window: the newest of the series. */
static int marks_shown(const struct loss_panel *p)
{
	const struct series *s = scene_track(p->scene)->series;
	int shown = 0, marks = clamp_int(s->marks, 0, SERIES_MARKS);

	for (int i = 0; i < marks; i++)
		shown += s->mark[i].iteration >= p->chart.first;
	return shown;
}

/* The i-th newest of the window; NULL beyond the last. */
static const struct mark *mark_newest(const struct loss_panel *p, int i)
{
	const struct series *s = scene_track(p->scene)->series;

	for (int k = clamp_int(s->marks, 0, SERIES_MARKS) - 1; k >= 0; k--)
		if (s->mark[k].iteration >= p->chart.first && i-- == 0)
			return &s->mark[k];
	return NULL;
}

static void mark_text(const struct loss_panel *p, const struct mark *m,
		      struct strbuf *out)
{
	strbuf_clear(out);
	sanitize(out, m->text, strnlen(m->text, sizeof m->text),
		 p->scene->sanitize & SANITIZE_UTF8);
}

static int mark_column(const struct loss_panel *p, const struct mark *m)
{
	return cells_column(&p->cells, (double)m->iteration);
}

/* --- do the texts fit below the plot? ------------------------------------- */

/* Reserves columns as loss_below() does, but in `row`. */
static bool take(char *row, int cols, int col, int width)
{
	if (col < 0 || col + width > cols)
		return false;
	for (int i = max_int(col - 1, 0); i < min_int(col + width + 1, cols);
	     i++)
		if (row[i])
			return false;
	memset(row + col, 1, (size_t)width);
	return true;
}

static bool are_crowded(const struct loss_panel *p)
{
	int cols = p->rect.cols, end;
	char *row = xcalloc((size_t)max_int(cols, 0) + 1, 1);
	char count[NUMBER_TEXT];
	const struct mark *m;
	struct strbuf text;
	bool crowded = false;

	strbuf_init(&text);
	number_grouped(count, p->chart.end);
	end = 3 + (int)strlen(count); /* "it 16,384" */
	take(row, cols, cols - end, end);
	for (int i = 0; !crowded && (m = mark_newest(p, i)) != NULL; i++) {
		int col = mark_column(p, m) - p->rect.col, width;

		mark_text(p, m, &text);
		width = text_width(text.text) + 2;
		crowded = !take(row, cols, col, width) &&
			  !take(row, cols, col - width + 1, width);
	}
	strbuf_release(&text);
	free(row);
	return crowded;
}

int loss_marks_rows(const struct loss_panel *p)
{
	int most = min_int(p->rect.rows / LIST_FRACTION, LIST_MOST);

	if (p->rect.rows < LIST_PANEL || !are_crowded(p))
		return 0;
	return min_int(marks_shown(p), most);
}

/* --- drawing -------------------------------------------------------------- */

/* Writes its sign with its text to the right, or to the left, or alone. */
static void label_below(struct loss_panel *p, int col, const char *text)
{
	char sign[SIGN_TEXT];
	struct strbuf out;
	int width;

	strbuf_init(&out);
	sign_text(p->scene->glyphs, SIGN_MARK, sign);
	strbuf_printf(&out, "%s %s", sign, text);
	width = text_width(out.text);
	if (!loss_below(p, col, ROLE_MARK, out.text)) {
		strbuf_clear(&out);
		strbuf_printf(&out, "%s %s", text, sign);
		if (!loss_below(p, col - width + 1, ROLE_MARK, out.text))
			loss_below(p, col, ROLE_MARK, sign);
	}
	strbuf_release(&out);
}

/* Writes the number at the foot of its line, if nothing is there. */
static bool number_inside(struct loss_panel *p, int col, const char *text)
{
	const struct rect *a = &p->cells.area;
	int width = text_width(text);

	col = min_int(col, a->col + a->cols - width);
	for (int row = a->row + a->rows - 1; row > a->row; row--)
		if (loss_is_free(p, row, col, width)) {
			canvas_text(p->canvas, *a, row, col,
				    style_role(ROLE_MARK), text);
			return true;
		}
	return false;
}

/* Writes "^3" below the plot or, if other text is in the way, inside it; only
 * the sign if the number fits nowhere. */
static void number_below(struct loss_panel *p, int col, int number)
{
	char sign[SIGN_TEXT], text[SIGN_TEXT + NUMBER_TEXT];

	sign_text(p->scene->glyphs, SIGN_MARK, sign);
	snprintf(text, sizeof text, "%s%d", sign, number);
	if (!loss_below(p, col, ROLE_MARK, text) &&
	    !number_inside(p, col, text))
		loss_below(p, col, ROLE_MARK, sign);
}

/* "^3 lr 0.5  it 1,869,904" */
static void list_entry(struct loss_panel *p, int row, const struct mark *m,
		       int number)
{
	int col = p->cells.area.col;
	char sign[SIGN_TEXT], at[NUMBER_TEXT];
	struct strbuf text;

	strbuf_init(&text);
	sign_text(p->scene->glyphs, SIGN_MARK, sign);
	mark_text(p, m, &text);
	number_grouped(at, m->iteration);
	col += canvas_printf(p->canvas, p->rect, row, col,
			     style_role(ROLE_MARK), "%s%-3d", sign, number);
	col += canvas_text(p->canvas, p->rect, row, col, style_role(ROLE_TEXT),
			   text.text);
	canvas_printf(p->canvas, p->rect, row, col, style_role(ROLE_DIM),
		      "  it %s", at);
	strbuf_release(&text);
}

/* The newest first: its label is the one that must be read. */
void loss_marks_labels(struct loss_panel *p)
{
	int list = p->cells.area.row + p->cells.area.rows + 1;
	int shown = marks_shown(p);
	const struct mark *m;
	struct strbuf text;

	strbuf_init(&text);
	for (int i = 0; (m = mark_newest(p, i)) != NULL; i++) {
		mark_text(p, m, &text);
		if (p->listed == 0)
			label_below(p, mark_column(p, m), text.text);
		else
			number_below(p, mark_column(p, m), shown - i);
		if (i < p->listed)
			list_entry(p, list + i, m, shown - i);
	}
	strbuf_release(&text);
}
