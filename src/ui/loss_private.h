/* loss_private.h: what the parts of the loss panel share: panel_loss.c (axes,
 * title), loss_lines.c (references, what is cut), loss_marks.c (where the user
 * intervened).  Nobody else includes it. */
#ifndef UI_LOSS_PRIVATE_H
#define UI_LOSS_PRIVATE_H

#include "ui/canvas_figure.h"
#include "ui/chart.h"
#include "ui/chrome.h"

struct loss_panel {
	const struct scene *scene;
	struct canvas *canvas;
	struct rect rect;
	struct chart chart;
	struct cells cells; /* of its plot */
	int ticks;          /* of the y axis, and their labels */
	double tick[AXIS_TICKS];
	char tick_label[AXIS_TICKS][AXIS_LABEL];
	int listed; /* rows of the list of marks below the x axis */
};

/* --- panel_loss.c --------------------------------------------------------- */

void loss_put(struct loss_panel *, int row, int col, enum role, enum sign);
/* May these cells of the plot be written on?  Never where a curve or a word
 * is. */
bool loss_is_free(const struct loss_panel *, int row, int col, int cols);
/* Is a word or a number in these cells? */
bool loss_has_words(const struct loss_panel *, int row, int col, int cols);
/* Puts text on the row below the plot unless something is there or too near. */
bool loss_below(struct loss_panel *, int col, enum role, const char *text);
/* A loss in nats per character, as the axis has it. */
void loss_text(const struct scene *, char out[NUMBER_TEXT], double nats);

/* --- loss_lines.c --------------------------------------------------------- */

void loss_reference_labels(struct loss_panel *);
/* "bigram" and since when the curve is below it for good, of the lowest such
 * reference; false: none.  `since` is rounded to what is known. */
bool loss_lowest_crossed(const struct loss_panel *, const char **name,
			 char since[NUMBER_TEXT]);
/* Whether the labels themselves say it. */
bool loss_labels_tell_crossings(const struct loss_panel *);
/* A sign and a number at the top edge where the axis ends too low. */
void loss_cuts(struct loss_panel *);

/* --- loss_marks.c --------------------------------------------------------- */

/* Rows for a list of the marks: none where their texts find their place on the
 * row below the plot, or where the panel is low. */
int loss_marks_rows(const struct loss_panel *);
/* What stands below the plot. */
void loss_marks_labels(struct loss_panel *);

#endif
