/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel_sample.c: the newest text the net wrote. */
#include "config.h"
#include "ui/panel_draw.h"
#include "base/utf8.h"
#include "ui/chrome.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A line is broken at a space when that costs at most so many columns. */
enum { RAGGED = 12 };

/* Bytes of the first line of s[0..length) that is at most `cols` wide; `next`
 * is where the second begins. */
static size_t line_end(const char *s, size_t length, int cols, size_t *next)
{
	size_t end = 0, space = 0;
	int width = 0, space_width = 0;

	while (end < length && s[end] != '\n') {
		uint32_t c = 0;
		int n = max_int(utf8_decode(s + end, length - end, &c), 1);
		int w = max_int(codepoint_width(c), 0);

		if (c == ' ') {
			space = end;
			space_width = width;
		}
		if (width + w > cols)
			break;
		width += w;
		end += (size_t)n;
	}
	*next = end < length && s[end] == '\n' ? end + 1 : end;
	if (end < length && s[end] != '\n' && space > 0 &&
	    width - space_width <= RAGGED) {
		*next = space + 1;
		return space;
	}
	return end;
}

static void body_draw(const struct scene *s, struct canvas *c, struct rect r,
		      const char *text, size_t length)
{
	size_t at = 0;

	for (int row = r.row; row < r.row + r.rows && at < length; row++) {
		size_t next, n;
		char *line;

		n = line_end(text + at, length - at, r.cols, &next);
		line = xstrndup(text + at, n);

		canvas_text(c, r, row, r.col, style_role(ROLE_TEXT), line);
		free(line);
		if (next == 0) /* a wide character in one column */
			break;
		at += next;
	}
	if (at < length && r.rows > 0)
		canvas_put(c, r, r.row + r.rows - 1, r.col + r.cols - 1,
			   style_role(ROLE_DIM), sign_of(s->glyphs, SIGN_MORE));
}

/* 1.0, 0.7, 0.55 */
static void temperature_text(char out[NUMBER_TEXT], double t)
{
	snprintf(out, NUMBER_TEXT, t * 10 == floor(t * 10) ? "%.1f" : "%.3g",
		 t);
}

void sample_draw(const struct scene *s, struct canvas *c, struct rect r)
{
	const struct snapshot *snap = s->snap;
	struct rect body = { r.row + 1, r.col + 1, r.rows - 1, r.cols - 2 };
	struct field f[2] = { { .label = "it" }, { .label = "T" } };
	const struct sampled *newest = &snap->samples.item[0];
	struct strbuf text;

	if (snap->samples.count == 0) {
		title_draw(s, c, r, "sample", "", f, 0);
		empty_draw(s, c, r, snap->set.sample_every > 0
				    ? "no sample yet" : "sample-every is 0");
		return;
	}
	number_grouped(f[0].value, newest->iteration);
	temperature_text(f[1].value, newest->temperature);
	title_draw(s, c, r, "sample", "", f, 2);
	strbuf_init(&text);
	sanitize(&text, newest->text + newest->seed,
		 newest->length - newest->seed,
		 s->sanitize | SANITIZE_KEEP_NEWLINES |
		 (snap->corpus->vocab.bytes ? SANITIZE_BYTES : 0));
	body_draw(s, c, body, text.text, text.length);
	strbuf_release(&text);
}
