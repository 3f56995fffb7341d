/* statusline.h: the line above the prompt: keys at the left, what the trainer
 * is at in the middle, speed, epoch and the last save at the right.  Pure. */
#ifndef UI_STATUSLINE_H
#define UI_STATUSLINE_H

#include "train/snapshot.h"
#include "ui/canvas.h"

/* `track` may be NULL (nothing yet); `now`: of now_seconds().  `cursor`: the
 * values under the cursor, which replace the keys; "" where there is
 * none but can be; NULL where it cannot. */
void statusline_draw(const struct track_view *track, double now, bool ascii,
		     const char *cursor, struct canvas *, struct rect);

#endif
