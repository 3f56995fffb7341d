/* SPDX-License-Identifier: GPL-3.0-or-later */
/* time_axis.c: the steps in time below the maps: characters of the text, or
 * words of the example on display. */
#include "config.h"
#include "base/utf8.h"
#include "ui/chrome.h"
#include "ui/cursor.h"
#include "ui/figure.h"
#include <string.h>

/* --- labels --------------------------------------------------------------- */

/* A picture of a control is no letter of the text, nor are the digits of a byte
 * or of a code point. */
bool symbol_stands_in(const struct scene *s, uint32_t symbol)
{
	bool digits = track_reads_bytes(scene_track(s)) ||
		      !(s->sanitize & SANITIZE_UTF8);

	return symbol < 0x20 || symbol == 0x7f || (symbol >= 0x80 && digits);
}

int symbol_text(const struct scene *s, uint32_t symbol, struct strbuf *out)
{
	bool bytes = track_reads_bytes(scene_track(s));

	strbuf_clear(out);
	if (symbol >= 0x80 && !bytes && !(s->sanitize & SANITIZE_UTF8))
		strbuf_printf(out, "%04X", (unsigned)symbol & 0xffffff);
	else
		sanitize_symbol(out, symbol,
				s->sanitize | (bytes ? SANITIZE_BYTES : 0));
	return text_width(out->text);
}

const struct example *scene_example(const struct scene *s)
{
	return scene_track(s)->examples ? s->snap->example : NULL;
}

/* Of an example that is longer than the axis the last steps are shown. */
const char *example_step(const struct scene *s, int column)
{
	const struct example *x = scene_example(s);
	const struct example_array *h = x ? example_find(x, "h") : NULL;
	const struct words_list *words = x ? example_steps(x) : NULL;
	int i = column + (h ? h->rows - s->snap->columns : 0);

	return words && i >= 0 && i < words->count ? words->word[i] : "";
}

/* The code point of a word that is a single one; -1: it is more. */
static long single(const char *word)
{
	uint32_t code = 0;
	size_t length = strlen(word);

	return length > 0 && utf8_decode(word, length, &code) == (int)length
		       ? (long)code
		       : -1;
}

int word_text(const struct scene *s, const char *word, struct strbuf *out)
{
	long code = single(word);

	strbuf_clear(out);
	if (code >= 0x80 && !(s->sanitize & SANITIZE_UTF8))
		strbuf_printf(out, "%04lX", (unsigned long)code);
	else
		sanitize(out, word, strlen(word), s->sanitize);
	return text_width(out->text);
}

bool words_are_symbols(const struct words_list *list)
{
	for (int i = 0; i < list->count; i++)
		if (*list->word[i] != '<' && *list->word[i] &&
		    single(list->word[i]) < 0)
			return false;
	return true;
}

int step_text(const struct scene *s, int column, struct strbuf *out)
{
	if (scene_example(s))
		return word_text(s, example_step(s, column), out);
	return symbol_text(s, s->snap->symbol[column], out);
}

static bool step_stands_in(const struct scene *s, int column)
{
	return !scene_example(s) &&
	       symbol_stands_in(s, s->snap->symbol[column]);
}

/* --- columns -------------------------------------------------------------- */

bool axis_is_named(const struct scene *s, struct rect r)
{
	enum { NAMED_FROM = 80 };

	return snapshot_gates(s->snap) > 1 && r.cols >= NAMED_FROM;
}

struct rect axis_beside_names(struct rect r)
{
	r.col += AXIS_NAMES;
	r.cols -= AXIS_NAMES;
	return r;
}

int time_axis_columns(struct rect r)
{
	return clamp_int(r.cols - AXIS_MARGIN, 0, SNAPSHOT_COLUMNS);
}

/* Hexadecimal digits would run into each other: a blank separates them. */
static int symbol_columns(const struct scene *s, uint32_t symbol,
			  struct strbuf *text)
{
	int width = symbol_text(s, symbol, text);

	return clamp_int(width > 2 ? width + 1 : width, 1, AXIS_WIDE_MAX);
}

/* Goes back from the newest while all fit at the width of the widest. */
static void place_symbols(const struct scene *s, struct time_axis *a, int cols)
{
	const struct snapshot *snap = s->snap;
	int wide = 1;
	struct strbuf text;

	strbuf_init(&text);
	for (; a->count < snap->columns; a->count++) {
		int at = snap->columns - 1 - a->count;
		int need = max_int(wide,
				   symbol_columns(s, snap->symbol[at], &text));

		if ((a->count + 1) * need > cols)
			break;
		wide = need;
	}
	strbuf_release(&text);
	a->first = snap->columns - a->count;
	for (int k = 0; k <= a->count; k++)
		a->at[k] = (short)(k * wide);
}

/* Columns of a word with the blank after it, which a symbol does not need. */
static int word_columns(int width, bool symbols)
{
	return max_int(width + (!symbols || width > 2), 2);
}

static int all_columns(const short *width, int n, int most)
{
	int all = 0;

	for (int i = 0; i < n; i++)
		all += min_int(width[i], most);
	return all;
}

/* Shows all steps if they fit with their words cut short, else those around
 * the cursor, or the last. */
static void place_words(const struct scene *s, struct time_axis *a, int cols)
{
	const int steps = s->snap->columns, cursor = cursor_column(s);
	const bool symbols = words_are_symbols(example_steps(scene_example(s)));
	short width[SNAPSHOT_COLUMNS];
	int most = 1, longest = 1, wider;
	struct strbuf text;

	strbuf_init(&text);
	for (int i = 0; i < steps; i++) {
		width[i] = (short)min_int(
			word_columns(word_text(s, example_step(s, i), &text),
				     symbols),
			cols);
		longest = max_int(longest, width[i]);
	}
	strbuf_release(&text);
	while (most < longest && all_columns(width, steps, most + 1) <= cols)
		most++;
	a->count = min_int(steps, cols);
	a->first = steps - a->count;
	if (cursor >= 0)
		a->first = clamp_int(cursor - a->count / 2, 0, a->first);
	/* Few steps are twice as wide, like the cells of a large matrix. */
	wider = 2 * all_columns(width, steps, most) <= cols ? 2 : 1;
	for (int k = 0; k < a->count; k++)
		a->at[k + 1] =
			(short)(a->at[k] +
				wider * min_int(width[a->first + k], most));
}

struct time_axis time_axis_of(const struct scene *s, struct rect r)
{
	struct time_axis a = { .col = r.col + AXIS_MARGIN };
	int cols = max_int(r.cols - AXIS_MARGIN, 0);

	if (scene_example(s))
		place_words(s, &a, min_int(cols, SNAPSHOT_COLUMNS));
	else
		place_symbols(s, &a, cols);
	return a;
}

int time_axis_characters(const struct scene *s, const struct time_axis *a)
{
	return scene_example(s) ? s->snap->columns : a->count;
}

int time_axis_find(const struct time_axis *a, int col)
{
	for (int k = 0; k < a->count; k++)
		if (col >= time_axis_col(a, k) &&
		    col < time_axis_col(a, k) + time_axis_wide(a, k))
			return a->first + k;
	return -1;
}

/* --- drawing -------------------------------------------------------------- */

static struct style step_style(const struct scene *s, int column)
{
	const struct snapshot *snap = s->snap;
	struct style style =
		style_role(step_stands_in(s, column) ? ROLE_DIM : ROLE_TEXT);

	/* The state was zero: the text begins here. */
	if (snap->start[column])
		style.role = ROLE_MARK;
	/* With T = 1 every character would be marked. */
	style.underline = snap->window[column] &&
			  snapshot_track(snap)->spec.steps > 1;
	style.reverse = column == cursor_column(s);
	return style;
}

/* A single letter of a long word would tell nothing. */
static bool is_told(const struct time_axis *a, int k, int width)
{
	return time_axis_wide(a, k) > 1 || width <= 1;
}

/* A word is cut to leave a blank before the next, a symbol is not. */
static void step_draw(const struct scene *s, struct canvas *c, struct rect r,
		      const struct time_axis *a, int k, int row)
{
	struct style style = step_style(s, a->first + k);
	int col = time_axis_col(a, k), wide = time_axis_wide(a, k);
	struct rect cell = { row, col, 1, wide > 2 ? wide - 1 : wide };
	struct strbuf text;

	if (!scene_example(s))
		cell = r;
	strbuf_init(&text);
	if (!is_told(a, k, step_text(s, a->first + k, &text)))
		strbuf_clear(&text);
	for (int i = 0; style.reverse && i < wide; i++)
		canvas_put(c, r, row, col + i, style, ' ');
	canvas_text(c, cell, row, col, style, text.text);
	strbuf_release(&text);
}

void time_axis_draw(const struct scene *s, struct canvas *c, struct rect r,
		    const struct time_axis *a, int row)
{
	for (int k = 0; k < a->count; k++)
		step_draw(s, c, r, a, k, row);
}

void figure_letters(const struct scene *s, struct figure *f, struct plot *plot,
		    int first, int count)
{
	const struct snapshot *snap = s->snap;
	struct strbuf text;

	strbuf_init(&text);
	plot->letters = count;
	plot->letter = figure_alloc(f, (size_t)count * sizeof *plot->letter);
	for (int i = 0; i < count; i++) {
		step_text(s, first + i, &text);
		plot->letter[i] = (struct letter){
			.text = figure_printf(f, "%s", text.text),
			.stand_in = step_stands_in(s, first + i),
			.start = snap->start[first + i],
			.window = snap->window[first + i] &&
				  scene_track(s)->spec.steps > 1,
		};
	}
	plot->x.range = axis_around(0, count, false);
	strbuf_release(&text);
}

void label_draw(const struct scene *s, struct canvas *c, struct rect r, int row,
		const char *text, bool chosen)
{
	struct style style = style_role(chosen ? ROLE_ACCENT : ROLE_DIM);
	int col = r.col + AXIS_MARGIN - 1 - text_width(text);

	if (chosen && col > r.col)
		canvas_put(c, r, row, col - 1, style,
			   sign_of(s->glyphs, SIGN_CHOSEN));
	canvas_text(c, r, row, max_int(col, r.col), style, text);
}
