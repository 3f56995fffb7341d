/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel_answers.c: questions that the net has never been trained on, its
 * answers, and the truth. */
#include "config.h"
#include "base/utf8.h"
#include "ui/chrome.h"
#include "ui/figure.h"
#include "ui/panel_answers.h"
#include <stdio.h>
#include <string.h>

enum {
	SIGN_COLS = 2, /* the sign and a blank */
	GAP = 2,
	QUESTION_LEAST = 12, /* columns of a question beside its answer */
};

/* How the lines share the columns. */
struct answer_plan {
	int question, answer; /* columns of each */
	int rows;             /* 2: the answer is below its question */
};

/* Texts of one line, sanitized. */
struct answer_text {
	struct strbuf question, answer, truth;
};

static void add_safe(const struct scene *s, struct strbuf *out,
		     const char *text)
{
	sanitize(out, text ? text : "", text ? strlen(text) : 0, s->sanitize);
}

static void text_begin(const struct scene *s, struct answer_text *t,
		       const struct answer_line *line)
{
	strbuf_init(&t->question);
	strbuf_init(&t->answer);
	strbuf_init(&t->truth);
	add_safe(s, &t->question, line->question);
	add_safe(s, &t->answer, line->answer);
	if (line->truth && line->verdict != VERDICT_RIGHT) {
		strbuf_add(&t->truth, "(");
		add_safe(s, &t->truth, line->truth);
		strbuf_add(&t->truth, ")");
	}
}

static void text_end(struct answer_text *t)
{
	strbuf_release(&t->question);
	strbuf_release(&t->answer);
	strbuf_release(&t->truth);
}

static int answer_columns(const struct answer_text *t)
{
	int truth = text_width(t->truth.text);

	return text_width(t->answer.text) + (truth ? GAP + truth : 0);
}

/* The answer is always seen: a long question is cut, and one beside which the
 * answer does not fit is above it. */
static struct answer_plan plan_of(const struct scene *s, int rows, int cols)
{
	const struct answers *a = &s->snap->answers;
	struct answer_plan p = { 0, 0, 1 };
	int least;

	cols -= SIGN_COLS;
	for (int i = 0; i < min_int(a->count, rows); i++) {
		struct answer_text t;

		text_begin(s, &t, &a->line[i]);
		p.question = max_int(p.question, text_width(t.question.text));
		p.answer = max_int(p.answer, answer_columns(&t));
		text_end(&t);
	}
	least = min_int(p.question, QUESTION_LEAST);
	if (least + GAP + p.answer > cols && rows >= 4)
		return (struct answer_plan){ cols, cols, 2 };
	p.answer = min_int(p.answer, max_int(cols - least - GAP, cols / 2));
	p.question = min_int(p.question, cols - GAP - p.answer);
	return p;
}

static int cut_draw(const struct scene *s, struct canvas *c, struct rect r,
		    int row, int col, int cols, enum role role,
		    const char *text)
{
	struct strbuf cut;
	int used;

	strbuf_init(&cut);
	text_cut(s, text, cols, &cut);
	used = canvas_text(c, r, row, col, style_role(role), cut.text);
	strbuf_release(&cut);
	return used;
}

/* Draws "gungmin", or "jongro  (jongno)", of which the answer has its columns
 * first. */
static void answer_draw(const struct scene *s, struct canvas *c, struct rect r,
			int row, int col, int cols,
			const struct answer_line *line,
			const struct answer_text *t)
{
	col += cut_draw(s, c, r, row, col, cols, verdict_role(line->verdict),
			t->answer.text);
	if (*t->truth.text)
		cut_draw(s, c, r, row, col + GAP,
			 r.col + r.cols - 1 - col - GAP, ROLE_DIM,
			 t->truth.text);
}

static void line_draw(const struct scene *s, struct canvas *c, struct rect r,
		      int row, const struct answer_plan *p,
		      const struct answer_line *line)
{
	int col = r.col + 1 + SIGN_COLS;
	struct answer_text t;

	text_begin(s, &t, line);
	if (line->verdict != VERDICT_NONE)
		canvas_put(c, r, row, r.col + 1,
			   style_role(verdict_role(line->verdict)),
			   sign_of(s->glyphs, verdict_sign(line->verdict)));
	cut_draw(s, c, r, row, col, p->question, ROLE_TEXT, t.question.text);
	if (p->rows == 1)
		col += p->question + GAP;
	answer_draw(s, c, r, row + p->rows - 1, col, p->answer, line, &t);
	text_end(&t);
}

static bool has_verdicts(const struct answers *a)
{
	for (int i = 0; i < a->count; i++)
		if (a->line[i].verdict != VERDICT_NONE)
			return true;
	return false;
}

static void head_draw(const struct scene *s, struct canvas *c, struct rect r)
{
	const struct answers *a = &s->snap->answers;
	struct field f[2] = { { .label = NULL } };
	char of[NUMBER_TEXT];
	int n = 0;

	if (has_verdicts(a)) {
		snprintf(f[n].value, NUMBER_TEXT, "%d", a->right);
		snprintf(of, sizeof of, "of %d right", a->count);
		f[n++].unit = of;
	}
	if (a->count > 0) {
		f[n].label = "it";
		number_grouped(f[n++].value, a->iteration);
	}
	title_draw(s, c, r, "answers", "", f, n);
}

void answers_draw(const struct scene *s, struct canvas *c, struct rect r)
{
	const struct answers *a = &s->snap->answers;
	int rows = r.rows - 1;
	struct answer_plan p;

	head_draw(s, c, r);
	if (!scene_track(s)->examples) {
		empty_draw(s, c, r, "this task has no questions");
		return;
	}
	if (a->count == 0) {
		empty_draw(s, c, r, "no answers yet");
		return;
	}
	p = plan_of(s, rows, r.cols - 2);
	for (int i = 0; i < a->count && (i + 1) * p.rows <= rows; i++)
		line_draw(s, c, r, r.row + 1 + i * p.rows, &p, &a->line[i]);
}

/* --- as a figure ---------------------------------------------------------- */

void answers_figure(const struct scene *s,
		    const struct figure_detail *detail UNUSED, struct figure *f)
{
	static const char *const head[] = { "question", "answer", "truth" };
	const struct answers *a = &s->snap->answers;

	scene_title(s, f, "answers");
	f->head = head;
	for (int i = 0; i < a->count; i++) {
		struct strbuf text[3];
		const char *from[3] = { a->line[i].question, a->line[i].answer,
					a->line[i].truth };

		for (int k = 0; k < 3; k++) {
			strbuf_init(&text[k]);
			add_safe(s, &text[k], from[k]);
		}
		figure_row(f, text[0].text, text[1].text, text[2].text);
		for (int k = 0; k < 3; k++)
			strbuf_release(&text[k]);
	}
}

const struct panel answers_panel = {
	.min_rows = 3,
	.min_cols = 20,
	.side = SIDE_LEFT,
	.order = 5,
	.narrow = 4,
	.weight = 10,
	.parts = WANT_ANSWERS,
	.draw = answers_draw,
	.figure = answers_figure,
};
