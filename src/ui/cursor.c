/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cursor.c: the unit and the character that the user points at. */
#include "config.h"
#include "ui/cursor.h"
#include "ui/chrome.h"
#include "base/utf8.h"
#include <math.h>
#include <string.h>

int cursor_column(const struct scene *s)
{
	if (!s->choice->cursor || s->snap->columns <= 0)
		return -1;
	return clamp_int(s->snap->columns - 1 - s->choice->cursor_back, 0,
			 s->snap->columns - 1);
}

int cursor_first(int units, int fit, int first, int unit, bool even)
{
	int last = max_int(units - fit, 0);

	if (even)
		last += last % 2;
	first = clamp_int(first, unit - fit + 1, unit);
	if (even && first % 2 != 0)
		first += first < unit ? 1 : -1;
	return clamp_int(first, 0, last);
}

/* The first unit of the view so far: the command "unit" only says which unit
 * must be in it. */
static int first_of(const struct scene *s, int fit,
		    const struct screen_choice *choice, long unit)
{
	return cursor_first(scene_units(s), fit, (int)choice->first_unit,
			    (int)unit, heat_halves(s));
}

void cursor_choose(const struct scene *s, int fit, struct screen_choice *choice,
		   long unit)
{
	int units = scene_units(s);

	if (fit > 0)
		choice->first_unit = first_of(s, fit, choice, choice->unit);
	choice->unit = clamp_int((int)unit, 0, units - 1);
	if (fit > 0)
		choice->first_unit = first_of(s, fit, choice, choice->unit);
}

void cursor_scroll(const struct scene *s, int fit, struct screen_choice *choice,
		   int by)
{
	int units = scene_units(s), first, unit = (int)choice->unit;

	if (fit <= 0)
		return;
	first = first_of(s, fit, choice, unit) + by;
	/* The last page is full. */
	first = clamp_int(first, 0, max_int(units - fit, 0));
	unit = clamp_int(unit, first, first + fit - 1);
	choice->unit = clamp_int(unit, 0, units - 1);
	choice->first_unit = first;
	choice->first_unit = first_of(s, fit, choice, choice->unit);
}

/* " i 0.91", with a sign if the row is signed. */
static void add_value(struct strbuf *out, int cols, const char *name,
		      double value, bool is_signed)
{
	struct strbuf part;

	strbuf_init(&part);
	strbuf_printf(&part, is_signed ? " %s %+.2f" : " %s %.2f", name, value);
	if (text_width(out->text) + text_width(part.text) <= cols)
		strbuf_add(out, part.text);
	strbuf_release(&part);
}

/* Adds the gates, then the signed rows, last the candidate: all but the last
 * row, which is h. */
static void add_gates(const struct snapshot *snap, int column, int cols,
		      struct strbuf *out)
{
	int gates = snapshot_gates(snap) - 1;

	for (int i = 0; i < gates; i++)
		if (!snapshot_gate_column(snap, i)->is_signed)
			add_value(out, cols,
				  snapshot_gate_column(snap, i)->name,
				  snapshot_gate(snap, i, column), false);
	for (int i = gates - 1; i >= 0; i--)
		if (snapshot_gate_column(snap, i)->is_signed)
			add_value(out, cols,
				  snapshot_gate_column(snap, i)->name,
				  snapshot_gate(snap, i, column), true);
}

void cursor_text(const struct scene *s, int cols, struct strbuf *out)
{
	const struct snapshot *snap = s->snap;
	int column = cursor_column(s);
	struct strbuf symbol;

	if (column < 0 || !snapshot_reading(snap, PROBE_HIDDEN))
		return;
	strbuf_init(&symbol);
	step_text(s, column, &symbol);
	strbuf_printf(out, "unit %d '%s'", snap->unit, symbol.text);
	strbuf_release(&symbol);
	add_value(out, cols, "h", snapshot_hidden(snap, snap->unit, column),
		  true);
	add_gates(snap, column, cols, out);
}
