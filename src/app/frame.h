/* frame.h: one picture of everything, composed in a canvas.  The screen's
 * thread. */
#ifndef APP_FRAME_H
#define APP_FRAME_H

#include "ui/layout.h"
#include "ui/pane.h"
#include "ui/panel.h"
#include "ui/prompt.h"
#include "ui/traffic.h"

struct frame {
	int rows, cols; /* of the terminal */
	enum glyphs glyphs;
	bool colour;
	enum colour_depth depth;
	unsigned sanitize; /* flags for base/utf8.h */
	/* what is shown; borrowed */
	const struct snapshot *snap; /* NULL: nothing yet */
	const struct screen_choice *choice;
	const struct reading *made; /* by the analyst; NULL: nothing yet */
	struct prompt *prompt;
	struct pane *pane;
	/* the result */
	struct canvas canvas;
	struct layout layout;
	/* the cells now on the terminal, and its budget */
	struct canvas before;
	struct layout layout_before;
	struct pace pace;
	bool maps_are_old; /* they show another snapshot than the rest */
};

void frame_init(struct frame *);
void frame_release(struct frame *);
/* `whole`: heat maps too, at any cost.  The caller shows the result. */
void frame_draw(struct frame *, double now, bool whole);
/* Does the pace allow a frame of a snapshot that is not waited for: a new one,
 * or else only for heat maps that are old? */
bool frame_is_due(const struct frame *, double now, bool fresh);
/* What the panels look at; snap is NULL before the first. */
struct scene frame_scene(const struct frame *);
/* What the trainer must publish for the layout of the last frame. */
struct snapshot_wants frame_wants(const struct frame *);

#endif
