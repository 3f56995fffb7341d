/* export.h: a panel as a file: its format and size, by the ending of its name.
 * Stateless; the host draws it (cmd/workspace.h). */
#ifndef CMD_EXPORT_H
#define CMD_EXPORT_H

#include "base/err.h"
#include "cmd/panels.h"

enum export_kind { EXPORT_SVG, EXPORT_PDF, EXPORT_PNG, EXPORT_CSV, EXPORTS };

struct snapshot;
struct picture {
	int panel; /* enum panel_id */
	enum export_kind kind;
	long width, height; /* pixels of a PNG, else points; 0: the usual
			       size */
	const struct snapshot *snap;
	const struct screen_choice *choice;
};

/* The format by the name's ending; -1: an unknown one, and which there are. */
int export_kind(const char *path, struct err *);
/* Parses "1600x900"; false: it is no size, or out of range. */
bool export_size(const char *text, struct picture *, struct err *) NODISCARD;

#endif
