/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prompt_show.c: what the prompt shows and tells, without readline. */
#include "config.h"

#include "ui/prompt_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* --- what happened -------------------------------------------------------- */

void prompt_emit(struct prompt *p, struct prompt_event event)
{
	struct event_node *node = xcalloc(1, sizeof *node);

	node->event = event;
	*p->end = node;
	p->end = &node->next;
	p->dirty = true;
}

bool prompt_next(struct prompt *p, struct prompt_event *event)
{
	struct event_node *node = p->first;

	if (!node)
		return false;
	p->first = node->next;
	if (!p->first)
		p->end = &p->first;
	*event = node->event;
	free(node);
	return true;
}

void prompt_drop_events(struct prompt *p)
{
	struct prompt_event event;

	while (prompt_next(p, &event))
		free(event.line);
}

double prompt_deadline(const struct prompt *p)
{
	return input_deadline(&p->input);
}

bool prompt_dirty(const struct prompt *p)
{
	return p->dirty;
}

/* --- the question --------------------------------------------------------- */

void prompt_ask(struct prompt *p, const char *question)
{
	free(p->question);
	p->question = xstrdup(question);
	prompt_close_popup(p);
	p->dirty = true;
}

void prompt_answer(struct prompt *p, bool yes)
{
	free(p->question);
	p->question = NULL;
	prompt_emit(p, (struct prompt_event){ .kind = PROMPT_ANSWER,
					      .yes = yes });
}

void prompt_answer_key(struct prompt *p)
{
	if (p->key.length != 1)
		return;
	if (strchr("yY", *p->key.text))
		prompt_answer(p, true);
	else if (strchr("nN\004\a", *p->key.text))
		prompt_answer(p, false);
}

/* --- the candidates ------------------------------------------------------- */

int prompt_popup_rows(const struct prompt *p, int cols)
{
	return popup_rows(&p->popup, cols);
}

void prompt_draw_popup(const struct prompt *p, struct canvas *c, struct rect r)
{
	popup_draw(&p->popup, c, r);
}

void prompt_close_popup(struct prompt *p)
{
	p->dirty |= p->popup.count > 0;
	popup_close(&p->popup);
}

/* --- the line ------------------------------------------------------------- */

static int width_of(const struct prompt *p, const char *s, size_t length)
{
	struct strbuf out;
	int width;

	strbuf_init(&out);
	sanitize(&out, s, length, p->sanitize);
	width = text_width(out.text);
	strbuf_release(&out);
	return width;
}

static void draw_safe(const struct prompt *p, struct canvas *c, struct rect r,
		      int col, enum role role, const char *s)
{
	struct strbuf out;

	strbuf_init(&out);
	sanitize(&out, s, strlen(s), p->sanitize);
	canvas_text(c, r, r.row, col, style_role(role), out.text);
	strbuf_release(&out);
}

/* Keeps the cursor inside, with a third of the row as run-up. */
static void scroll_to(struct prompt *p, int cursor, int cols)
{
	if (cursor < cols)
		p->scroll = 0;
	else if (cursor < p->scroll || cursor >= p->scroll + cols)
		p->scroll = cursor - cols * 2 / 3;
}

void prompt_draw_view(struct prompt *p, const struct prompt_view *view,
		      struct canvas *c, struct rect r)
{
	const char *before = p->question ? p->question : view->before;
	const char *line = p->question ? "" : view->line;
	int prompt = width_of(p, before, strlen(before));
	int cursor = prompt;

	if (!p->question)
		cursor += width_of(p, line, view->point);
	p->dirty = false;
	if (r.rows <= 0 || r.cols <= 0)
		return;
	scroll_to(p, cursor, r.cols);
	canvas_fill(c, r, style_role(ROLE_TEXT), ' ');
	draw_safe(p, c, r, r.col - p->scroll,
		  p->question ? ROLE_WARN : ROLE_PROMPT, before);
	draw_safe(p, c, r, r.col - p->scroll + prompt, ROLE_TEXT, line);
	if (p->scroll)
		canvas_put(c, r, r.row, r.col, style_role(ROLE_DIM), '<');
	c->cursor_row = r.row;
	c->cursor_col = r.col + cursor - p->scroll;
}
