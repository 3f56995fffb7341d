/* panel_text.h: a panel of a fixture as lines of text.  For test programs. */
#ifndef TESTS_PANEL_TEXT_H
#define TESTS_PANEL_TEXT_H

#include "scene_fixture.h"

static inline void draw(const struct fixture *f, enum panel_id id,
			struct canvas *c, struct rect r)
{
	panel_table[id]->draw(&f->scene, c, r);
}

/* A panel as lines of text; the caller frees. */
static inline char *panel_text(const struct fixture *f, enum panel_id id,
			       int rows, int cols)
{
	struct canvas c;
	struct strbuf out;
	char *text;

	canvas_init(&c);
	strbuf_init(&out);
	assert_true(canvas_resize(&c, rows, cols));
	draw(f, id, &c, (struct rect){ 0, 0, rows, cols });
	canvas_dump(&c, &out);
	canvas_release(&c);
	text = strbuf_detach(&out);
	strbuf_release(&out);
	return text;
}

static inline void assert_panel(const struct fixture *f, enum panel_id id,
				int rows, int cols, const char *expected)
{
	char *text = panel_text(f, id, rows, cols);

	assert_string_equal(text, expected);
	free(text);
}

/* Text that a panel has and text that it lacks; NULL: nothing. */
static inline void assert_says(const struct fixture *f, enum panel_id id,
			       int rows, int cols, const char *said,
			       const char *not_said)
{
	char *text = panel_text(f, id, rows, cols);

	if (said && !strstr(text, said))
		fail_msg("no '%s' in\n%s", said, text);
	if (not_said && strstr(text, not_said))
		fail_msg("'%s' in\n%s", not_said, text);
	free(text);
}

static inline void set_ascii(struct fixture *f)
{
	f->scene.glyphs = GLYPH_ASCII;
	f->scene.colour = false;
	f->scene.sanitize = 0;
}

#endif
