/* export.h: a panel as a file: what is asked for, by the endings of names.
 * Stateless; who draws it is the host's business (cmd/workspace.h). */
#ifndef CMD_EXPORT_H
#define CMD_EXPORT_H

#include "base/err.h"
#include "cmd/panels.h"

enum export_kind { EXPORT_SVG, EXPORT_PDF, EXPORT_PNG, EXPORT_CSV, EXPORTS };

struct snapshot;
struct picture {
	int panel; /* enum panel_id */
	enum export_kind kind;
	long width, height; /* pixels of a PNG, points else; 0: as usual */
	const struct snapshot *snap;
	const struct screen_choice *choice;
};

/* By the name's ending; -1: none of ours, and which there are. */
int export_kind(const char *path, struct err *);
/* "1600x900"; false: it is none, or out of range. */
bool export_size(const char *text, struct picture *, struct err *) NODISCARD;

#endif
