/* frame.h: one picture of everything, composed in a canvas.  The screen's
 * thread. */
#ifndef APP_FRAME_H
#define APP_FRAME_H

#include "ui/layout.h"
#include "ui/pane.h"
#include "ui/panel.h"
#include "ui/prompt.h"

struct frame {
	int rows, cols;             /* of the terminal */
	enum glyphs glyphs;
	bool colour;
	unsigned sanitize;          /* flags for base/utf8.h */
	/* what is shown; borrowed */
	const struct snapshot *snap; /* NULL: nothing yet */
	const struct screen_choice *choice;
	const struct ngram *ngram;
	struct prompt *prompt;
	struct pane *pane;
	/* the result */
	struct canvas canvas;
	struct layout layout;
	/* heat maps change no faster than one can see */
	struct canvas before;
	struct layout layout_before;
	double maps_due;
	bool maps_are_old; /* they show another snapshot than the rest */
};

void frame_init(struct frame *);
void frame_release(struct frame *);
/* `whole`: heat maps too, whatever their time. */
void frame_draw(struct frame *, double now, bool whole);
/* What the trainer shall publish for the layout of the last frame. */
struct snapshot_wants frame_wants(const struct frame *);

#endif
