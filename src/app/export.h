/* export.h: draws what the command export asks for; the host's `draw` in plain
 * mode and on the screen.  The thread that owns the workspace. */
#ifndef APP_EXPORT_H
#define APP_EXPORT_H

#include "base/err.h"
#include "base/strbuf.h"
#include "cmd/export.h"

/* Appends the whole file, in the colours of --palette.  ERR_FAILED: there is
 * nothing to draw yet, or this build cannot write the format. */
bool export_draw(int palette, const struct picture *, struct strbuf *out,
		 struct err *) NODISCARD;

#endif
