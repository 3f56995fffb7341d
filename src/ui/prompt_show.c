/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prompt_show.c: the picture of the prompt, the question and messages, without
 * readline. */
#include "config.h"

#include "ui/prompt_private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

enum {
	ANSWER_MAX = 1000, /* bytes */
	ANSWER_COLS = 8,   /* left for it by a question */
	CTRL_D = 4,
	CTRL_G = 7,
	CTRL_U = 21,
};

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

bool prompt_dirty(const struct prompt *p) { return p->dirty; }

/* --- the question --------------------------------------------------------- */

static const char how_to_answer[] = "Please answer y or n.";

void prompt_ask(struct prompt *p, const char *question)
{
	free(p->question);
	p->question = xstrdup(question);
	strbuf_clear(&p->answer);
	p->misunderstood = false;
	prompt_close_popup(p);
	p->dirty = true;
}

void prompt_answer(struct prompt *p, bool yes)
{
	free(p->question);
	p->question = NULL;
	prompt_emit(p,
		    (struct prompt_event){ .kind = PROMPT_ANSWER, .yes = yes });
}

static void answer_add(struct prompt *p, const char *s, size_t length)
{
	if (length <= ANSWER_MAX - p->answer.length)
		strbuf_add_bytes(&p->answer, s, length);
}

static void answer_cut(struct prompt *p, size_t length)
{
	p->answer.length = length;
	p->answer.text[length] = '\0';
}

/* Erases the last character, or a byte that belongs to none. */
static void answer_erase(struct prompt *p)
{
	size_t length = p->answer.length;
	const char *end = p->answer.text + length;

	if (!length)
		return;
	for (size_t n = 2; n <= UTF8_MAX && n <= length; n++) {
		uint32_t c;

		if (utf8_decode(end - n, n, &c) == (int)n) {
			answer_cut(p, length - n);
			return;
		}
	}
	answer_cut(p, length - 1);
}

/* Accepts only the whole word; a command answers no and is executed. */
static void answer_accept(struct prompt *p)
{
	const char *s = p->answer.text + strspn(p->answer.text, " ");
	size_t length = strlen(s);

	while (length && s[length - 1] == ' ')
		length--;
	if ((length == 1 && !strncasecmp(s, "y", 1)) ||
	    (length == 3 && !strncasecmp(s, "yes", 3))) {
		prompt_answer(p, true);
	} else if ((length == 1 && !strncasecmp(s, "n", 1)) ||
		   (length == 2 && !strncasecmp(s, "no", 2))) {
		prompt_answer(p, false);
	} else if (!prompt_answer_command(p)) {
		strbuf_clear(&p->answer);
		p->misunderstood = true;
	}
}

void prompt_answer_key(struct prompt *p)
{
	unsigned char c = (unsigned char)*p->key.text;

	p->dirty = true;
	if (c >= 0x20 && c != 0x7f)
		answer_add(p, p->key.text, p->key.length);
	else if (c == '\r' || c == '\n')
		answer_accept(p);
	else if (c == '\b' || c == 0x7f)
		answer_erase(p);
	else if (c == CTRL_U)
		strbuf_clear(&p->answer);
	else if (c == CTRL_D || c == CTRL_G)
		prompt_answer(p, false);
}

void prompt_answer_paste(struct prompt *p)
{
	struct strbuf safe;

	strbuf_init(&safe);
	input_flatten(&safe, p->key.text, p->key.length, p->sanitize);
	answer_add(p, safe.text, safe.length);
	p->dirty = true;
	strbuf_release(&safe);
}

/* --- the candidates ------------------------------------------------------- */

int prompt_popup_rows(const struct prompt *p, int most, int cols)
{
	if (p->question)
		return min_int(p->misunderstood, most);
	return popup_rows(&p->popup, most, cols);
}

void prompt_draw_popup(const struct prompt *p, struct canvas *c, struct rect r)
{
	if (!p->question) {
		popup_draw(&p->popup, c, r);
	} else if (p->misunderstood) {
		canvas_fill(c, r, style_role(ROLE_PANE), ' ');
		canvas_text(c, r, r.row, r.col, style_role(ROLE_PANE),
			    how_to_answer);
	}
}

void prompt_close_popup(struct prompt *p)
{
	p->dirty |= p->popup.count > 0;
	popup_close(&p->popup);
}

/* --- the line ------------------------------------------------------------- */

static int width_of(const struct prompt *p, const char *s, size_t length)
{
	return sanitized_width(s, length, length, p->sanitize);
}

/* Returns the columns it took. */
static int draw_bytes(const struct prompt *p, struct canvas *c, struct rect r,
		      int col, enum role role, const char *s, size_t length)
{
	struct strbuf out;
	int width;

	strbuf_init(&out);
	sanitize(&out, s, length, p->sanitize);
	canvas_text(c, r, r.row, col, style_role(role), out.text);
	width = text_width(out.text);
	strbuf_release(&out);
	return width;
}

static void draw_safe(const struct prompt *p, struct canvas *c, struct rect r,
		      int col, enum role role, const char *s)
{
	draw_bytes(p, c, r, col, role, s, strlen(s));
}

/* Columns of the first `end` bytes of a script, in which a newline has one. */
static int script_width(const struct prompt *p, const char *s, size_t end)
{
	int width = 0;

	for (;;) {
		size_t n = strcspn(s, "\n");

		if (n >= end || !s[n])
			return width + sanitized_width(s, n, end, p->sanitize);
		width += width_of(p, s, n) + 1;
		s += n + 1;
		end -= n + 1;
	}
}

static void draw_script(const struct prompt *p, struct canvas *c, struct rect r,
			int col, const char *s)
{
	struct strbuf sign;

	strbuf_init(&sign);
	sanitize_symbol(&sign, '\n', p->sanitize);
	for (;; s++) {
		size_t n = strcspn(s, "\n");

		col += draw_bytes(p, c, r, col, ROLE_TEXT, s, n);
		s += n;
		if (!*s)
			break;
		canvas_text(c, r, r.row, col++, style_role(ROLE_DIM),
			    sign.text);
	}
	strbuf_release(&sign);
}

/* Keeps the cursor inside, with a third of the row as context. */
static void scroll_to(struct prompt *p, int cursor, int cols)
{
	if (cursor < cols)
		p->scroll = 0;
	else if (cursor < p->scroll || cursor >= p->scroll + cols)
		p->scroll = cursor - cols * 2 / 3;
}

/* Draws the end of a text that is too long for its rectangle. */
static void draw_end(const struct prompt *p, struct canvas *c, struct rect r,
		     enum role role, const char *s, int width)
{
	int over = max_int(0, width - r.cols);

	draw_safe(p, c, r, r.col - over, role, s);
	if (over)
		canvas_put(c, r, r.row, r.col, style_role(ROLE_DIM), '<');
}

/* Keeps the question visible, however long the answer is. */
static void draw_question(const struct prompt *p, struct canvas *c,
			  struct rect r)
{
	int asked = width_of(p, p->question, strlen(p->question));
	int width = width_of(p, p->answer.text, p->answer.length) + 1;
	int left = clamp_int(r.cols - ANSWER_COLS, 0, asked);
	struct rect question = { r.row, r.col, 1, left };
	struct rect answer = { r.row, r.col + left, 1, r.cols - left };

	draw_end(p, c, question, ROLE_WARN, p->question, asked);
	draw_end(p, c, answer, ROLE_TEXT, p->answer.text, width);
	c->cursor_row = r.row;
	c->cursor_col = answer.col + min_int(width, answer.cols) - 1;
}

void prompt_draw_view(struct prompt *p, const struct prompt_view *view,
		      struct canvas *c, struct rect r)
{
	int prompt = width_of(p, view->before, strlen(view->before));
	int cursor = prompt + script_width(p, view->line, view->point);

	p->dirty = false;
	if (r.rows <= 0 || r.cols <= 0)
		return;
	canvas_fill(c, r, style_role(ROLE_TEXT), ' ');
	if (p->question) {
		draw_question(p, c, r);
		return;
	}
	scroll_to(p, cursor, r.cols);
	draw_safe(p, c, r, r.col - p->scroll, ROLE_PROMPT, view->before);
	draw_script(p, c, r, r.col - p->scroll + prompt, view->line);
	if (p->scroll)
		canvas_put(c, r, r.row, r.col, style_role(ROLE_DIM), '<');
	c->cursor_row = r.row;
	c->cursor_col = r.col + cursor - p->scroll;
}
