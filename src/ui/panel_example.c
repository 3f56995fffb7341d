/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel_example.c: one example, and how the net comes to its answer. */
#include "config.h"
#include "base/utf8.h"
#include "ui/cursor.h"
#include "ui/example_private.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- what the parts share ------------------------------------------------- */

int example_cursor(const struct scene *s, const struct example *x)
{
	const struct example_array *h = example_find(x, "h");
	int column = cursor_column(s);

	return column < 0 || !h ? -1 : column + h->rows - s->snap->columns;
}

int example_text(struct example_panel *p, int col, int cols, struct style style,
		 const char *text)
{
	struct strbuf cut;
	int used;

	strbuf_init(&cut);
	text_cut(p->scene, text, cols, &cut);
	used = canvas_text(p->canvas, p->rect, p->row, col, style, cut.text);
	strbuf_release(&cut);
	return used;
}

char *example_word(const struct scene *s, const char *word)
{
	struct strbuf text;
	char *out;

	strbuf_init(&text);
	word_text(s, word ? word : "", &text);
	out = strbuf_detach(&text);
	strbuf_release(&text);
	return out;
}

int example_widest(const struct scene *s, const struct words_list *list)
{
	struct strbuf text;
	int widest = 1;

	strbuf_init(&text);
	for (int i = 0; i < list->count; i++)
		widest = max_int(widest, word_text(s, list->word[i], &text));
	strbuf_release(&text);
	return widest;
}

void figure_words(const struct scene *s, struct figure *f, struct plot *plot,
		  const struct words_list *words, int count)
{
	plot->letters = max_int(count, 0);
	plot->letter =
		figure_alloc(f, (size_t)plot->letters * sizeof *plot->letter);
	for (int i = 0; i < plot->letters; i++) {
		char *word = example_word(s, words->word[i]);

		plot->letter[i].text = figure_printf(f, "%s", word);
		free(word);
	}
	plot->x.range = axis_around(0, plot->letters, false);
}

/* --- which part ----------------------------------------------------------- */

/* How an example is shown, by what it has. */
struct example_part {
	bool (*fits)(const struct example *);
	void (*draw)(struct example_panel *);
	void (*figure)(const struct scene *, const struct example *,
		       struct figure *);     /* NULL: words alone */
	bool answers;                        /* it shows the answer itself, */
	int (*rows)(const struct example *); /* else from so many rows on the
						question has its own */
};

static bool has_attention(const struct example *x)
{
	const struct example_array *a = example_find(x, "alpha");

	return a && a->rows > 0 && a->cols > 0 && x->out.count > 0 &&
	       x->in.count > 0;
}

static bool has_values(const struct example *x)
{
	const struct example_array *a = example_find(x, "value");

	return a && a->rows > 0 && a->cols > 0;
}

static bool has_symbols(const struct example *x) { return x->out.count > 1; }

static bool has_classes(const struct example *x)
{
	const struct example_array *a = example_find(x, "p");

	return a && a->rows > 0 && x->classes.count > 0 &&
	       a->cols == x->classes.count;
}

static bool has_anything(const struct example *x UNUSED) { return true; }

static int matrix_rows(const struct example *x) { return x->out.count + 3; }

static int value_rows(const struct example *x UNUSED) { return 8; }

static const struct example_part parts[] = {
	{ has_attention, example_matrix_draw, example_matrix_figure, false,
	  matrix_rows },
	{ has_values, example_values_draw, example_values_figure, false,
	  value_rows },
	{ has_symbols, example_symbols_draw, NULL, true, NULL },
	{ has_classes, example_words_draw, example_words_figure, true, NULL },
	{ has_anything, NULL, NULL, false, NULL },
};

static const struct example_part *part_of(const struct example *x)
{
	const struct example_part *part = parts;

	while (!part->fits(x))
		part++;
	return part;
}

/* --- question and answer -------------------------------------------------- */

static void line_draw(struct example_panel *p, const char *text, enum role role)
{
	char *safe = example_word(p->scene, text);

	example_text(p, p->rect.col + 2, p->rect.cols - 2, style_role(role),
		     safe);
	free(safe);
}

/* Draws "✓ gungmin", or "✗ jongro  (jongno)". */
static void answer_draw(struct example_panel *p)
{
	const struct example *x = p->x;
	enum role role = verdict_role(x->verdict);
	char *answer = example_word(p->scene, x->answer);
	char *truth = example_word(p->scene, x->truth), *beside;
	int col = p->rect.col + 2;

	if (x->verdict != VERDICT_NONE)
		canvas_put(p->canvas, p->rect, p->row, p->rect.col,
			   style_role(role),
			   sign_of(p->scene->glyphs, verdict_sign(x->verdict)));
	col += example_text(p, col, p->rect.cols - 2, style_role(role), answer);
	beside = xasprintf("(%s)", truth);
	if (x->truth && x->verdict != VERDICT_RIGHT)
		example_text(p, col + 2, p->rect.col + p->rect.cols - col - 2,
			     style_role(ROLE_DIM), beside);
	free(beside);
	free(truth);
	free(answer);
	p->row++;
}

/* A question is left out if its words are in the picture and the rows are
 * short, an answer too if they are very short. */
static void words_draw(struct example_panel *p, const struct example_part *part)
{
	enum { ANSWER_ROWS = 7 };
	int rows = p->rect.rows;

	if (part->draw && part->answers)
		return;
	if (!part->draw || rows >= part->rows(p->x)) {
		line_draw(p, p->x->question, ROLE_DIM);
		p->row++;
	}
	if (!part->draw || rows >= ANSWER_ROWS)
		answer_draw(p);
}

/* --- the panel ------------------------------------------------------------ */

static void note_text(const struct scene *s, const struct example *x,
		      char out[NUMBER_TEXT])
{
	char count[NUMBER_TEXT];

	if (!x || x->number < 0) {
		snprintf(out, NUMBER_TEXT, "%s", x ? "yours" : "");
		return;
	}
	number_grouped(count, x->number);
	snprintf(out, NUMBER_TEXT, "%.24s", count);
	(void)s;
}

/* Draws the truth of a class in the title; other answers have a line. */
static void head_draw(const struct scene *s, struct canvas *c, struct rect r,
		      const struct example *x)
{
	struct field f[2] = { { .label = NULL } };
	char note[NUMBER_TEXT], sign[SIGN_TEXT];
	struct strbuf truth;
	int n = 0;

	strbuf_init(&truth);
	note_text(s, x, note);
	if (x && part_of(x)->answers && x->truth) {
		char *safe = example_word(s, x->truth);

		text_cut(s, safe, max_int(r.cols / 2 - 8, 4), &truth);
		free(safe);
		f[n].label = "truth";
		if (x->verdict != VERDICT_NONE)
			snprintf(f[n].value, NUMBER_TEXT, "%s",
				 sign_text(s->glyphs, verdict_sign(x->verdict),
					   sign));
		f[n++].unit = truth.text;
	}
	if (x && example_find(x, "alpha"))
		f[n++] = (struct field){ .label = "attention",
					 .scale = MAP_UNIT };
	title_draw(s, c, r, "example", note, f, n);
	strbuf_release(&truth);
}

static void example_draw(const struct scene *s, struct canvas *c, struct rect r)
{
	const struct example *x = scene_example(s);
	struct example_panel p = { s,
				   x,
				   c,
				   { r.row + 1, r.col + 1, r.rows - 1,
				     r.cols - 2 },
				   r.row + 1 };

	head_draw(s, c, r, x);
	if (!x) {
		empty_draw(s, c, r,
			   scene_track(s)->examples
				   ? "no example yet"
				   : "this task has no examples");
		return;
	}
	if (p.rect.rows <= 0 || p.rect.cols <= 0)
		return;
	words_draw(&p, part_of(x));
	if (part_of(x)->draw)
		part_of(x)->draw(&p);
}

static void example_figure(const struct scene *s,
			   const struct figure_detail *detail UNUSED,
			   struct figure *f)
{
	const struct example *x = scene_example(s);
	const char *label[3] = { "question", "answer", "truth" };
	const char *text[3];

	scene_title(s, f, "example");
	if (!x)
		return;
	text[0] = x->question;
	text[1] = x->answer;
	text[2] = x->truth;
	for (int i = 0; i < 3; i++) {
		char *safe = example_word(s, text[i]);

		if (text[i])
			figure_row(f, label[i], safe, "");
		free(safe);
	}
	if (part_of(x)->figure)
		part_of(x)->figure(s, x, f);
}

/* --- where things are ----------------------------------------------------- */

static int example_characters(const struct scene *s, struct rect r UNUSED)
{
	return scene_example(s) ? s->snap->columns : 0;
}

const struct panel example_panel = {
	.min_rows = 8,
	.min_cols = 24,
	.side = SIDE_RIGHT,
	.order = 1,
	.narrow = 3,
	.weight = 45,
	.map = true,
	.parts = WANT_EXAMPLE,
	.draw = example_draw,
	.figure = example_figure,
	.characters = example_characters,
};
