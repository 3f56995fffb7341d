/* SPDX-License-Identifier: GPL-3.0-or-later */
/* popup.c: the candidates of a completion. */
#include "config.h"

#include "ui/popup.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum { GAP = 2, WORDS_MAX = 5000 };

/* Bytes that two words begin with, never half a character. */
static size_t common_length(const char *a, const char *b)
{
	size_t n = 0;

	while (a[n] && a[n] == b[n])
		n++;
	while (n && ((unsigned char)a[n] & 0xc0) == 0x80)
		n--;
	return n;
}

static char *aligned(const char *word, int from, const char *line, int start)
{
	size_t skip = start > from ? (size_t)(start - from) : 0;

	if (skip)
		return xstrdup(skip < strlen(word) ? word + skip : "");
	return xasprintf("%.*s%s", from - start, line + start, word);
}

char **popup_matches(const struct completion *c, const char *line, int start)
{
	char **match;
	size_t common;

	if (!c->count)
		return NULL;
	match = xcalloc((size_t)c->count + 2, sizeof *match);
	for (int i = 0; i < c->count; i++)
		match[i + 1] = aligned(c->item[i].word, c->start, line, start);
	common = strlen(match[1]);
	for (int i = 2; i <= c->count; i++) {
		size_t n = common_length(match[1], match[i]);

		common = n < common ? n : common;
	}
	match[0] = xstrndup(match[1], common);
	if (c->count == 1) {
		free(match[1]);
		match[1] = NULL;
	}
	return match;
}

void popup_init(struct popup *p, unsigned flags)
{
	*p = (struct popup){ .sanitize = flags };
}

static void free_items(struct candidate *item, int count)
{
	for (int i = 0; i < count; i++)
		free(item[i].word);
	free(item);
}

void popup_close(struct popup *p)
{
	free_items(p->item, p->count);
	p->item = NULL;
	p->count = p->page = 0;
}

void popup_release(struct popup *p)
{
	popup_close(p);
	free_items(p->known, p->knows);
	p->known = NULL;
	p->knows = 0;
}

void popup_know(struct popup *p, const struct completion *c, char **match)
{
	free_items(p->known, p->knows);
	p->known = xcalloc((size_t)c->count + 1, sizeof *p->known);
	p->knows = 0;
	for (int i = 0; i < c->count && match && c->count > 1; i++)
		p->known[p->knows++] = (struct candidate){
			xstrdup(match[i + 1]), c->item[i].help };
}

static const char *help_of(const struct popup *p, const char *word)
{
	for (int i = 0; i < p->knows; i++)
		if (!strcmp(p->known[i].word, word))
			return p->known[i].help;
	return NULL;
}

/* What of a path tells its candidates apart: its last part, with the '/' that
 * a folder may end in. */
static const char *last_part(const char *path)
{
	const char *part = path;

	for (const char *s = path; *s; s++)
		if (*s == '/' && s[1])
			part = s + 1;
	return part;
}

static char *clean(const struct popup *p, const char *word, bool files)
{
	struct strbuf out;
	char *text;

	if (files)
		word = last_part(word);
	strbuf_init(&out);
	sanitize(&out, word, strlen(word), p->sanitize);
	text = strbuf_detach(&out);
	strbuf_release(&out);
	return text;
}

static bool popup_same(const struct popup *p, const struct candidate *word,
		       int count)
{
	if (p->count != count)
		return false;
	for (int i = 0; i < count; i++)
		if (strcmp(p->item[i].word, word[i].word))
			return false;
	return true;
}

void popup_open(struct popup *p, char *const *word, int count, bool files)
{
	struct candidate *fresh;
	int page;

	count = clamp_int(count, 1, WORDS_MAX);
	fresh = xcalloc((size_t)count, sizeof *fresh);
	for (int i = 0; i < count; i++)
		fresh[i] = (struct candidate){
			clean(p, word[i], files),
			files ? NULL : help_of(p, word[i]) };
	page = popup_same(p, fresh, count) ? p->page + 1 : 0;
	popup_close(p);
	p->item = fresh;
	p->count = count;
	p->page = page;
}

static int popup_column(const struct popup *p)
{
	int widest = 0;

	for (int i = 0; i < p->count; i++)
		widest = max_int(widest, text_width(p->item[i].word));
	return widest + GAP;
}

static bool has_help(const struct popup *p)
{
	for (int i = 0; i < p->count; i++)
		if (p->item[i].help)
			return true;
	return false;
}

/* Words that have descriptions stand one below the other. */
static int popup_across(const struct popup *p, int cols)
{
	if (has_help(p))
		return 1;
	return max_int(1, (cols + GAP) / popup_column(p));
}

int popup_rows(const struct popup *p, int cols)
{
	int across;

	if (!p->count)
		return 0;
	across = popup_across(p, cols);
	return (p->count + across - 1) / across;
}

/* A description that is too long ends in dots. */
static void draw_help(struct canvas *canvas, struct rect r, int row, int col,
		      const char *help)
{
	static const char dots[] = "...";
	int cut = r.col + r.cols - (int)strlen(dots);

	canvas_text(canvas, r, row, col, style_role(ROLE_DIM), help);
	if (col + text_width(help) <= r.col + r.cols || col >= cut)
		return;
	canvas_text(canvas, r, row, cut, style_role(ROLE_DIM), dots);
}

static void draw_item(const struct candidate *item, struct canvas *canvas,
		      struct rect r, int row, int col, int width)
{
	canvas_text(canvas, r, row, col, style_role(ROLE_PANE), item->word);
	if (item->help)
		draw_help(canvas, r, row, col + width, item->help);
}

/* Filled column by column, as ls does.  The last line tells of other pages. */
void popup_draw(const struct popup *p, struct canvas *canvas, struct rect r)
{
	int wanted = popup_rows(p, r.cols), width, across, rows, each, pages;
	int page, first;

	if (!wanted || r.rows <= 0 || r.cols <= 0)
		return;
	canvas_fill(canvas, r, style_role(ROLE_PANE), ' ');
	width = popup_column(p);
	across = popup_across(p, r.cols);
	rows = wanted <= r.rows ? wanted : max_int(1, r.rows - 1);
	each = rows * across;
	pages = (p->count + each - 1) / each;
	page = p->page % pages;
	first = page * each;
	for (int i = first; i < p->count && i < first + each; i++)
		draw_item(&p->item[i], canvas, r, r.row + (i - first) % rows,
			  r.col + (i - first) / rows * width, width);
	if (pages > 1 && r.rows > rows)
		canvas_printf(canvas, r, r.row + rows, r.col,
			      style_role(ROLE_DIM),
			      "page %d of %d: Tab turns, Esc closes",
			      page + 1, pages);
}
