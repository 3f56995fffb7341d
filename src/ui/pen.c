/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pen.c: the available pens. */
#include "config.h"
#include "ui/pen.h"

bool pen_available(enum pen_kind kind, struct err *e)
{
#ifndef HAVE_CAIRO
	static const char *const name[PENS] = { "svg", "pdf", "png" };

	if (kind != PEN_SVG)
		return err_set(e, ERR_FAILED,
			       "this rnntui was built without cairo and cannot "
			       "write %s, but svg and csv; install "
			       "libcairo2-dev, then ./configure --with-cairo",
			       name[kind]);
#endif
	(void)kind;
	(void)e;
	return true;
}

struct pen *pen_new(enum pen_kind kind, double width, double height,
		    double scale, struct strbuf *out, struct err *e)
{
	if (!pen_available(kind, e))
		return NULL;
#ifdef HAVE_CAIRO
	if (kind != PEN_SVG)
		return pen_cairo(kind, width, height, scale, out, e);
#endif
	return pen_svg(width, height, scale, out);
}

bool pen_finish(struct pen *pen, struct err *e)
{
	return pen->ops->finish(pen, e);
}
