/* statusline.h: the line above the prompt: keys at the left, the trainer's work
 * in the middle, speed, epoch and the last save at the right.  Pure. */
#ifndef UI_STATUSLINE_H
#define UI_STATUSLINE_H

#include "train/snapshot.h"
#include "ui/canvas.h"

/* `track` may be NULL (nothing yet); `now`: of now_seconds().  `cursor`: the
 * values under the cursor, which replace the keys; "" if there could be one;
 * NULL if not. */
void statusline_draw(const struct track_view *track, double now, bool ascii,
		     const char *cursor, struct canvas *, struct rect);

#endif
