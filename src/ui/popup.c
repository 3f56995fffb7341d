/* SPDX-License-Identifier: GPL-3.0-or-later */
/* popup.c: the candidates of a completion. */
#include "config.h"

#include "ui/popup.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum {
	GAP = 2, /* columns */
	WORDS_MAX = 5000,
	HELP_MIN = 20,  /* columns that make a description worth its row */
	HELP_ROWS = 4,  /* fewer show all candidates or no descriptions */
	HELP_PAGES = 4, /* more pages take longer to turn than columns to
			   read */
};

/* Length of the common beginning of two words, never half a character. */
static size_t common_length(const char *a, const char *b)
{
	size_t n = 0;

	while (a[n] && a[n] == b[n])
		n++;
	return utf8_cut(a, n);
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

/* The part of a path in which candidates differ: the last one, with the '/'
 * that a folder may end in. */
static const char *last_part(const char *path)
{
	const char *part = path;

	for (const char *s = path; *s; s++)
		if (*s == '/' && s[1])
			part = s + 1;
	return part;
}

static char *clean(const struct popup *p, const char *word)
{
	struct strbuf out;
	char *text;

	strbuf_init(&out);
	sanitize(&out, word, strlen(word), p->sanitize);
	text = strbuf_detach(&out);
	strbuf_release(&out);
	return text;
}

static bool same_words(const struct popup *p, const struct candidate *item,
		       int count)
{
	if (p->count != count)
		return false;
	for (int i = 0; i < count; i++)
		if (strcmp(p->item[i].word, item[i].word))
			return false;
	return true;
}

/* Shows the candidates, which it takes over. */
static void show(struct popup *p, struct candidate *fresh, int count)
{
	int page = same_words(p, fresh, count) ? p->page + 1 : 0;

	popup_close(p);
	p->item = fresh;
	p->count = count;
	p->page = page;
}

void popup_open(struct popup *p, const struct completion *c)
{
	int count = min_int(c->count, WORDS_MAX);
	struct candidate *fresh = xcalloc((size_t)count + 1, sizeof *fresh);

	for (int i = 0; i < count; i++) {
		fresh[i].word = clean(p, c->item[i].word);
		fresh[i].help = c->item[i].help;
	}
	show(p, fresh, count);
}

void popup_open_paths(struct popup *p, char *const *path, int count)
{
	struct candidate *fresh;

	count = clamp_int(count, 0, WORDS_MAX);
	fresh = xcalloc((size_t)count + 1, sizeof *fresh);
	for (int i = 0; i < count; i++)
		fresh[i].word = clean(p, last_part(path[i]));
	show(p, fresh, count);
}

/* --- drawing -------------------------------------------------------------- */

/* Arranges the candidates in the rows available. */
struct page_shape {
	bool described;
	int width;  /* of a column of words, with the gap */
	int across; /* such columns */
	int rows;   /* of candidates on a page */
	int pages;
};

static int word_column(const struct popup *p)
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

/* Is one candidate per row quick enough to read? */
static bool is_worth_rows(const struct popup *p, int most)
{
	return p->count <= most ||
	       (most >= HELP_ROWS && p->count <= HELP_PAGES * (most - 1));
}

static struct page_shape shape(const struct popup *p, int most, int cols)
{
	struct page_shape s = { .width = word_column(p), .across = 1 };
	int each;

	s.described = has_help(p) && s.width + HELP_MIN <= cols &&
		      is_worth_rows(p, most);
	if (!s.described)
		s.across = max_int(1, (cols + GAP) / s.width);
	s.rows = (p->count + s.across - 1) / s.across;
	if (s.rows > most)
		s.rows = max_int(1, most - 1);
	each = s.rows * s.across;
	s.pages = (p->count + each - 1) / each;
	return s;
}

int popup_rows(const struct popup *p, int most, int cols)
{
	struct page_shape s;

	if (!p->count)
		return 0;
	s = shape(p, most, cols);
	return min_int(s.rows + (s.pages > 1), most);
}

/* Shortens a description that is too long with dots. */
static void draw_help(struct canvas *canvas, struct rect r, int row, int col,
		      const char *help)
{
	static const char dots[] = "...";
	int end = r.col + r.cols;

	canvas_text(canvas, r, row, col, style_role(ROLE_DIM), help);
	if (col + text_width(help) > end)
		canvas_text(canvas, r, row, end - (int)strlen(dots),
			    style_role(ROLE_DIM), dots);
}

/* Draws item `i` of the page: column by column, as ls does. */
static void draw_item(const struct candidate *c, const struct page_shape *s,
		      int i, struct canvas *canvas, struct rect r)
{
	int row = r.row + i % s->rows, col = r.col + i / s->rows * s->width;

	canvas_text(canvas, r, row, col, style_role(ROLE_PANE), c->word);
	if (s->described && c->help)
		draw_help(canvas, r, row, col + s->width, c->help);
}

void popup_draw(const struct popup *p, struct canvas *canvas, struct rect r)
{
	struct page_shape s;
	int page, each, first;

	if (!p->count || r.rows <= 0 || r.cols <= 0)
		return;
	canvas_fill(canvas, r, style_role(ROLE_PANE), ' ');
	s = shape(p, r.rows, r.cols);
	page = p->page % s.pages;
	each = s.rows * s.across;
	first = page * each;
	for (int i = 0; i < each && first + i < p->count; i++)
		draw_item(&p->item[first + i], &s, i, canvas, r);
	if (s.pages > 1 && r.rows > s.rows)
		canvas_printf(canvas, r, r.row + s.rows, r.col,
			      style_role(ROLE_DIM),
			      "page %d of %d: Tab turns, Esc closes", page + 1,
			      s.pages);
}
