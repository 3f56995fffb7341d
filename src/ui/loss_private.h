/* loss_private.h: what the parts of the loss panel share: panel_loss.c (axes,
 * title), loss_units.c (units, the main metric), loss_lines.c (references,
 * curves beyond the axis), loss_marks.c (where the user intervened).  Nobody else includes it. */
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
	int right;  /* columns of the right axis; 0: there is none */
	int listed; /* rows of the list of marks below the x axis */
};

/* --- panel_loss.c --------------------------------------------------------- */

void loss_put(struct loss_panel *, int row, int col, enum role, enum sign);
/* May these cells of the plot be written on?  Never on a curve or a word. */
bool loss_is_free(const struct loss_panel *, int row, int col, int cols);
/* Is a word or a number in these cells? */
bool loss_has_words(const struct loss_panel *, int row, int col, int cols);
/* Puts text on the row below the plot unless other text is there or too
 * near. */
bool loss_below(struct loss_panel *, int col, enum role, const char *text);

/* --- loss_units.c --------------------------------------------------------- */

/* "nats/25 chars": what the axis counts. */
void loss_unit_text(const struct scene *, char out[NUMBER_TEXT]);
/* A loss in nats per character, or per example, in the unit of the axis. */
void loss_text(const struct scene *, char out[NUMBER_TEXT], double nats);
/* Columns of the axis of the main metric; 0: there is none. */
int loss_right_columns(const struct loss_panel *);
void loss_right_axis(struct loss_panel *);
/* "valid_exact 0.983": how well it does.  Returns the number of fields. */
int loss_metric_field(const struct scene *, struct field *);
/* Names the baseline of the main metric at its line. */
void loss_baseline_label(struct loss_panel *);

/* --- loss_lines.c --------------------------------------------------------- */

void loss_reference_labels(struct loss_panel *);
/* Do the cells from `col` on show the line that runs along the row?  It is seen
 * unless a curve hides it. */
bool loss_line_is_seen(const struct loss_panel *, int row, int col, int cols);
/* Finds the lowest reference that the curve is below for good: "bigram", and
 * since when, rounded to its accuracy.  False: none. */
bool loss_lowest_crossed(const struct loss_panel *, const char **name,
			 char since[NUMBER_TEXT]);
/* Do the labels themselves tell it? */
bool loss_labels_tell_crossings(const struct loss_panel *);
/* Draws a sign and a number at the top edge for curves above the axis. */
void loss_cuts(struct loss_panel *);

/* --- loss_marks.c --------------------------------------------------------- */

/* Rows for a list of the marks: none if their texts fit on the row below the
 * plot, or if the panel is low. */
int loss_marks_rows(const struct loss_panel *);
/* Writes the labels below the plot. */
void loss_marks_labels(struct loss_panel *);

#endif
