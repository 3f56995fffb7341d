/* panel.h: a panel draws a snapshot into a rectangle of a canvas.
 * Pure: the same snapshot, choice and rectangle give the same cells. */
#ifndef UI_PANEL_H
#define UI_PANEL_H

#include "cmd/panels.h"
#include "lang/look.h"
#include "probe/ngram.h"
#include "probe/probe.h"
#include "ui/canvas.h"

/* Everything a panel may look at. */
struct scene {
	const struct snapshot *snap; /* never NULL */
	const struct screen_choice *choice;
	const struct reading *made; /* by the analyst [PROBES]; NULL: nothing */
	struct ngram ngram;         /* of the text; members may be NAN */
	enum glyphs glyphs;         /* never GLYPH_AUTO */
	bool colour;                /* maps are shown in colour */
	unsigned sanitize;          /* flags for base/utf8.h */
	bool stacked;               /* hidden and gates are one above the
				       other: their time axes agree */
};

/* A reading, copied or made; NULL before the first. */
static inline const struct reading *scene_reading(const struct scene *s,
						  enum probe_id id)
{
	if (!probe_table[id].make)
		return snapshot_reading(s->snap, id);
	return s->made && s->made[id].rows > 0 ? &s->made[id] : NULL;
}

/* The run that the panels are about. */
static inline const struct track_view *scene_track(const struct scene *s)
{
	return snapshot_track(s->snap);
}

/* Units of the hidden states on display. */
static inline int scene_units(const struct scene *s)
{
	const struct reading *r = snapshot_reading(s->snap, PROBE_HIDDEN);

	return r ? r->cols : scene_track(s)->spec.hidden;
}

/* A unit and a column of the snapshot; -1: none. */
struct spot {
	int unit, column;
};

/* Left: results (curve, text).  Right: internals (units, gates). */
enum side { SIDE_HEADER, SIDE_LEFT, SIDE_RIGHT };

struct figure;
struct figure_detail;
struct panel {
	int min_rows, min_cols; /* of the rectangle, with its title */
	enum side side;
	int order;       /* from top to bottom in a column of some panels, */
	int narrow;      /* and if all share one, the more important first */
	int weight;      /* spare rows are shared out in proportion */
	int below;       /* weight directly below another time axis */
	bool own_column; /* on a large screen */
	bool map;        /* changes in nearly every cell (traffic.h) */
	bool time_axis;  /* its columns are above characters */
	uint64_t probes; /* what it draws: bits of probe_table */
	unsigned parts;  /* and of a task's examples: WANT_EXAMPLE | ... */
	/* The first row of the rectangle is the title line. */
	void (*draw)(const struct scene *, struct canvas *, struct rect);
	/* The same without a medium; the figure borrows from the scene. NULL:
	 * it cannot be exported. */
	void (*figure)(const struct scene *, const struct figure_detail *,
		       struct figure *);
	/* Columns of the time axis that fit this rectangle; NULL: none, and
	 * a probe with a trace has nothing to read. */
	int (*columns)(struct rect);
	/* Finds what a cell of the rectangle shows; NULL: nothing of its own.
	 * A unit or column that it is not about is -1. */
	struct spot (*find)(const struct scene *, struct rect, int row,
			    int col);
	/* Characters that the cursor can point at; NULL: none. */
	int (*characters)(const struct scene *, struct rect);
	/* Units that it shows at once in this rectangle; NULL: one. */
	int (*units)(const struct scene *, struct rect);
};
#define DECLARE(ID, name) extern const struct panel name##_panel;
PANEL_LIST(DECLARE)
#undef DECLARE
extern const struct panel *const panel_table[PANELS];

/* Begins a figure: a title, and which run it is of. */
void scene_title(const struct scene *, struct figure *, const char *title);

/* All panels of a layout and the rules between their columns; the pane, the
 * status line and the prompt are the screen's. */
struct layout;
void panels_draw(const struct scene *, const struct layout *, struct canvas *);
/* Finds what a cell of the screen shows, and of which panel; -1: none. */
int panels_find(const struct scene *, const struct layout *, int row, int col,
		struct spot *);
/* Units that a panel on the screen shows at once; 0 without such a panel. */
int panels_units(const struct scene *, const struct layout *);
/* Characters of the longest time axis on the screen; 0 without one. */
int panels_characters(const struct scene *, const struct layout *);

#endif
