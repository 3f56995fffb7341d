/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel_hidden.c: the state of the units over the last characters. */
#include "config.h"
#include "ui/panel_draw.h"
#include "ui/chrome.h"
#include <math.h>
#include <stdio.h>

/* Lines of the map: rows of cells, or half rows.  With more units than lines
 * every n-th is shown, beginning so that the chosen one (the snapshot's: that
 * of the gates) is among them: an average would be a value that no unit has.
 * With fewer each takes several. */
struct map_plan {
	int lines, per_row; /* per_row: 1 or 2 */
	int first, every;   /* units */
	int repeat;         /* lines a unit */
	int rows;           /* of cells used */
};

enum { REPEAT_MAX = 4 };

static struct map_plan plan_of(const struct scene *s, int rows)
{
	int units = s->snap->spec.hidden, shown;
	struct map_plan p = { .per_row = heat_halves(s) ? 2 : 1, .repeat = 1 };

	p.lines = rows * p.per_row;
	p.every = (units + p.lines - 1) / p.lines;
	p.first = s->snap->unit % p.every;
	if (p.every == 1)
		p.repeat = clamp_int(p.lines / units, 1, REPEAT_MAX);
	shown = (units - p.first + p.every - 1) / p.every * p.repeat;
	p.rows = min_int((shown + p.per_row - 1) / p.per_row, rows);
	return p;
}

/* The unit of a line; -1: below the last. */
static int unit_at(const struct scene *s, const struct map_plan *p, int line)
{
	int unit = p->first + line / p->repeat * p->every;

	return unit < s->snap->spec.hidden ? unit : -1;
}

static double value_at(const struct scene *s, int unit, int column)
{
	const struct snapshot *snap = s->snap;

	if (unit < 0)
		return NAN;
	return (double)snap->hidden[(size_t)column * (size_t)snap->spec.hidden +
				    (size_t)unit];
}

static void row_draw(const struct scene *s, struct canvas *c, struct rect r,
		     const struct time_axis *a, const struct map_plan *p, int i)
{
	int top = unit_at(s, p, i * p->per_row);
	int bottom = p->per_row == 2 ? unit_at(s, p, 2 * i + 1) : -1;

	for (int k = 0; k < a->count; k++) {
		int col = a->col + k * a->wide;
		double value = value_at(s, top, a->first + k);

		if (p->per_row == 2)
			heat_two(s, c, r, r.row + 1 + i, col, a->wide,
				 MAP_SIGNED, value,
				 value_at(s, bottom, a->first + k));
		else
			heat_one(s, c, r, r.row + 1 + i, col, a->wide,
				 MAP_SIGNED, value);
	}
}

/* Every fifth row is numbered, and that of the chosen unit. */
static void labels_draw(const struct scene *s, struct canvas *c, struct rect r,
			const struct map_plan *p)
{
	int step = p->repeat > 1 ? 1 : p->rows <= 8 ? 2 : 5, last = -1;

	for (int i = 0; i < p->rows; i++) {
		int top = unit_at(s, p, i * p->per_row);
		int bottom = unit_at(s, p, i * p->per_row + p->per_row - 1);
		bool chosen = s->snap->unit == top || s->snap->unit == bottom;
		int unit = chosen ? s->snap->unit : top;
		char text[NUMBER_TEXT];

		if (unit == last || (i % step != 0 && !chosen))
			continue;
		snprintf(text, sizeof text, "%d", unit);
		label_draw(s, c, r, r.row + 1 + i, text, chosen);
		last = unit;
	}
}

static const char *ordinal(int n)
{
	if (n / 10 % 10 == 1)
		return "th";
	switch (n % 10) {
	case 1: return "st";
	case 2: return "nd";
	case 3: return "rd";
	default: return "th";
	}
}

static void head_draw(const struct scene *s, struct canvas *c, struct rect r,
		      const struct map_plan *p, int columns)
{
	struct field f[3] = { { .scale = MAP_SIGNED }, { .unit = "units" },
			      { .unit = "chars" } };
	char note[NUMBER_TEXT] = "";

	if (p->every > 1)
		snprintf(note, sizeof note, "every %d%s unit", p->every,
			 ordinal(p->every));
	snprintf(f[1].value, NUMBER_TEXT, "%d", s->snap->spec.hidden);
	snprintf(f[2].value, NUMBER_TEXT, "%d", columns);
	title_draw(s, c, r, "hidden", note, f, 3);
}

void hidden_draw(const struct scene *s, struct canvas *c, struct rect r)
{
	const struct snapshot *snap = s->snap;
	struct time_axis a;
	struct map_plan p;

	if (snap->columns <= 0 || snap->hidden == NULL || r.rows < 3) {
		title_draw(s, c, r, "hidden", "", NULL, 0);
		empty_draw(s, c, r, "no activity yet");
		return;
	}
	a = time_axis_of(s, r);
	p = plan_of(s, r.rows - 2);
	head_draw(s, c, r, &p, a.count);
	for (int i = 0; i < p.rows; i++)
		row_draw(s, c, r, &a, &p, i);
	labels_draw(s, c, r, &p);
	time_axis_draw(s, c, r, &a, r.row + 1 + p.rows);
}
