/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rows_lines.c: the lines of a text, and fastText's way to label them. */
#include "config.h"
#include "text/clean.h"
#include "text/rows_private.h"
#include <string.h>

#define LABEL_MARK "__label__"

void reader_init(struct reader *r, const struct corpus *c)
{
	*r = (struct reader){
		.c = c,
		.end = c->length,
		.line = 1,
		.has_lf = vocab_id(&c->vocab, '\n') >= 0,
	};
}

size_t reader_line_end(const struct reader *r, size_t at)
{
	uint32_t c = reader_symbol(r, at);

	if (c == '\n')
		return 1;
	if (c != '\r')
		return 0;
	if (at + 1 < r->end && reader_symbol(r, at + 1) == '\n')
		return 2;
	return !r->has_lf;
}

void reader_skip_line(struct reader *r)
{
	size_t n = 0;

	while (r->at < r->end && !(n = reader_line_end(r, r->at)))
		r->at++;
	r->at += n;
	r->line++;
}

void reader_add(const struct reader *r, size_t at, struct strbuf *out)
{
	uint32_t c = reader_symbol(r, at);

	strbuf_add_codepoint(out, c ? c : ' ');
}

bool reader_next_line(struct reader *r, struct strbuf *line, size_t *number)
{
	strbuf_clear(line);
	*number = r->line;
	if (r->at == r->end)
		return false;
	while (r->at < r->end && !reader_line_end(r, r->at) &&
	       line->length <= LINE_MAX_BYTES)
		reader_add(r, r->at++, line);
	reader_skip_line(r);
	return true;
}

bool is_blank(const char *s, size_t length)
{
	struct strbuf seen;
	bool blank;

	for (size_t i = 0; i < length; i++)
		if (s[i] > ' ') /* the usual case costs nothing */
			return false;
	strbuf_init(&seen);
	clean_text(&seen, s, length);
	blank = seen.length == 0;
	strbuf_release(&seen);
	return blank;
}

/* --- fastText -------------------------------------------------------------- */

/* Cuts the next word off the line; its length is 0 at the end. */
static struct span next_word(struct span *line)
{
	struct span word;
	size_t from = strspn(line->text, " \t");

	line->text += from;
	line->length -= from;
	word = (struct span){ line->text, strcspn(line->text, " \t") };
	line->text += word.length;
	line->length -= word.length;
	return word;
}

static bool is_label(struct span word)
{
	return word.length > strlen(LABEL_MARK) &&
	       !strncmp(word.text, LABEL_MARK, strlen(LABEL_MARK));
}

/* Puts a line, whose labels may stand anywhere; says whether it has several. */
static bool put_labelled(struct rows_maker *m, size_t number, struct span line,
			 struct strbuf *text)
{
	struct span word, label = { 0 };
	int labels = 0;

	strbuf_clear(text);
	while ((word = next_word(&line)).length > 0) {
		if (!is_label(word)) {
			strbuf_add_bytes(text, word.text, word.length);
			strbuf_add_char(text, ' ');
		} else if (!labels++) {
			label.text = word.text + strlen(LABEL_MARK);
			label.length = word.length - strlen(LABEL_MARK);
		}
	}
	if (labels)
		rows_put(m, number, label,
			 (struct span){ text->text, text->length });
	else
		rows_reject(m, number, "there is no " LABEL_MARK);
	return labels > 1;
}

static bool begins_with_label(const struct corpus *c)
{
	struct reader r;
	struct strbuf line;
	size_t number;
	bool begins = false;

	reader_init(&r, c);
	strbuf_init(&line);
	while (reader_next_line(&r, &line, &number)) {
		struct span rest = { line.text, line.length };

		if (is_blank(line.text, line.length))
			continue;
		begins = is_label(next_word(&rest));
		break;
	}
	strbuf_release(&line);
	return begins;
}

static void put_lines(struct rows_maker *m, const struct corpus *c)
{
	struct reader r;
	struct strbuf line, text;
	size_t number, several = 0;

	reader_init(&r, c);
	strbuf_init(&line);
	strbuf_init(&text);
	while (reader_next_line(&r, &line, &number))
		if (!is_blank(line.text, line.length))
			several += put_labelled(
				m, number,
				(struct span){ line.text, line.length }, &text);
	strbuf_release(&text);
	strbuf_release(&line);
	if (several)
		strbuf_printf(&m->notices,
			      "%zu line%s several labels: the first is "
			      "taken.\n",
			      several, several == 1 ? " has" : "s have");
}

enum rows_took rows_take_fasttext(struct rows_maker *m, const struct corpus *c,
				  struct err *e UNUSED)
{
	if (m->options->kind != ROWS_LABELLED || !begins_with_label(c))
		return ROWS_OTHER;
	m->rows->format = xstrdup("fastText");
	put_lines(m, c);
	return ROWS_TAKEN;
}
