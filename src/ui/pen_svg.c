/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pen_svg.c: SVG 1.1, in which text stays text: it can be searched, copied and
 * edited. */
#include "config.h"
#include "ui/pen.h"
#include "base/utf8.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct svg {
	struct pen pen;
	struct strbuf *out;
	int clips;
	bool clipped;
};

static struct svg *svg_of(struct pen *pen) { return (struct svg *)pen; }

/* Two decimals resolve a 7000th of an inch. */
static void add_number(struct strbuf *out, double v)
{
	double rounded = round(v * 100) / 100;

	strbuf_printf(out, "%.*f",
		      rounded == floor(rounded)             ? 0
		      : rounded * 10 == floor(rounded * 10) ? 1
							    : 2,
		      rounded);
}

static void add_pair(struct strbuf *out, const char *before, double x, double y)
{
	strbuf_add(out, before);
	add_number(out, x);
	strbuf_add(out, ",");
	add_number(out, y);
}

static void add_attribute(struct strbuf *out, const char *name, double v)
{
	strbuf_printf(out, " %s=\"", name);
	add_number(out, v);
	strbuf_add(out, "\"");
}

static void add_points(struct strbuf *out, const struct point *p, int n)
{
	strbuf_add(out, " points=\"");
	for (int i = 0; i < n; i++)
		add_pair(out, i ? " " : "", p[i].x, p[i].y);
	strbuf_add(out, "\"");
}

static void svg_line(struct pen *pen, const struct point *p, int n,
		     const struct stroke *ink)
{
	struct strbuf *out = svg_of(pen)->out;

	strbuf_add(out, "<polyline");
	add_points(out, p, n);
	strbuf_printf(out, " fill=\"none\" stroke=\"#%06x\"",
		      (unsigned)ink->rgb);
	add_attribute(out, "stroke-width", ink->width);
	if (ink->alpha < 1)
		add_attribute(out, "stroke-opacity", ink->alpha);
	if (ink->dash > 0)
		add_attribute(out, "stroke-dasharray", ink->dash);
	strbuf_add(out, " stroke-linejoin=\"round\"/>\n");
}

static void svg_area(struct pen *pen, const struct point *p, int n,
		     const struct stroke *ink)
{
	struct strbuf *out = svg_of(pen)->out;

	strbuf_add(out, "<polygon");
	add_points(out, p, n);
	strbuf_printf(out, " fill=\"#%06x\"", (unsigned)ink->rgb);
	if (ink->alpha < 1)
		add_attribute(out, "fill-opacity", ink->alpha);
	strbuf_add(out, "/>\n");
}

static void svg_boxes(struct pen *pen, const struct box *b, int n, uint32_t rgb)
{
	struct strbuf *out = svg_of(pen)->out;

	strbuf_printf(out,
		      "<path fill=\"#%06x\" shape-rendering=\"crispEdges\" "
		      "d=\"",
		      (unsigned)rgb);
	for (int i = 0; i < n; i++) {
		add_pair(out, "M", b[i].x, b[i].y);
		strbuf_add(out, "h");
		add_number(out, b[i].w);
		strbuf_add(out, "v");
		add_number(out, b[i].h);
		strbuf_add(out, "h");
		add_number(out, -b[i].w);
		strbuf_add(out, "z");
	}
	strbuf_add(out, "\"/>\n");
}

/* --- text ----------------------------------------------------------------- */

/* XML cannot represent the other controls and the noncharacters. */
static bool is_xml(uint32_t c)
{
	return (c >= 0x20 || c == '\t') && (c < 0xd800 || c > 0xdfff) &&
	       (c & 0xfffe) != 0xfffe && c != 0x7f;
}

static void add_escaped(struct strbuf *out, const char *text)
{
	size_t length = strlen(text);

	while (length > 0) {
		uint32_t c;
		int n = utf8_decode(text, length, &c);

		if (n <= 0 || !is_xml(c))
			strbuf_add(out, "\xef\xbf\xbd");
		else if (strchr("&<>\"'", (int)c) && c < 0x80)
			strbuf_printf(out, "&#%u;", (unsigned)c);
		else
			strbuf_add_codepoint(out, c);
		n = max_int(n, 1);
		text += n;
		length -= (size_t)n;
	}
}

static void svg_text(struct pen *pen, double x, double y, const struct font *f,
		     const char *text)
{
	struct strbuf *out = svg_of(pen)->out;

	strbuf_add(out, "<text");
	if (f->upwards) {
		add_pair(out, " transform=\"translate(", x, y);
		strbuf_add(out, ") rotate(-90)\"");
	} else {
		add_attribute(out, "x", x);
		add_attribute(out, "y", y);
	}
	add_attribute(out, "font-size", f->size);
	strbuf_printf(out, " fill=\"#%06x\"", (unsigned)f->rgb);
	if (f->anchor > 0)
		strbuf_printf(out, " text-anchor=\"%s\"",
			      f->anchor < 0.75 ? "middle" : "end");
	if (f->mono)
		strbuf_add(out, " class=\"mono\"");
	if (f->bold)
		strbuf_add(out, " font-weight=\"bold\"");
	strbuf_add(out, ">");
	add_escaped(out, text);
	strbuf_add(out, "</text>\n");
}

/* An estimate, since the viewer chooses the font: the width in most of them. */
static double svg_width(struct pen *pen UNUSED, const struct font *f,
			const char *text)
{
	double narrow = f->mono ? 0.602 : f->bold ? 0.62 : 0.56;

	return text_width(text) * narrow * f->size;
}

/* --- the whole ------------------------------------------------------------ */

static void svg_clip(struct pen *pen, const struct box *b)
{
	struct svg *s = svg_of(pen);

	if (s->clipped)
		strbuf_add(s->out, "</g>\n");
	s->clipped = b;
	if (!b)
		return;
	strbuf_printf(s->out, "<clipPath id=\"clip%d\"><rect", ++s->clips);
	add_attribute(s->out, "x", b->x);
	add_attribute(s->out, "y", b->y);
	add_attribute(s->out, "width", b->w);
	add_attribute(s->out, "height", b->h);
	strbuf_printf(s->out, "/></clipPath>\n<g clip-path=\"url(#clip%d)\">\n",
		      s->clips);
}

static bool svg_finish(struct pen *pen, struct err *e UNUSED)
{
	struct svg *s = svg_of(pen);

	svg_clip(pen, NULL);
	strbuf_add(s->out, "</svg>\n");
	free(s);
	return true;
}

static const struct pen_ops svg_ops = {
	.line = svg_line,
	.area = svg_area,
	.boxes = svg_boxes,
	.text = svg_text,
	.width = svg_width,
	.clip = svg_clip,
	.finish = svg_finish,
};

struct pen *pen_svg(double width, double height, double scale,
		    struct strbuf *out)
{
	struct svg *s = xcalloc(1, sizeof *s);

	s->pen.ops = &svg_ops;
	s->out = out;
	strbuf_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			"<svg xmlns=\"http://www.w3.org/2000/svg\"");
	add_attribute(out, "width", width * scale);
	add_attribute(out, "height", height * scale);
	strbuf_add(out, " viewBox=\"0 0 ");
	add_number(out, width);
	strbuf_add(out, " ");
	add_number(out, height);
	strbuf_add(out, "\">\n<style>text{font-family:'DejaVu Sans',"
			"Verdana,'Noto Sans','Noto Sans CJK KR',sans-serif;"
			"white-space:pre}.mono{font-family:'DejaVu Sans Mono',"
			"Menlo,Consolas,'Noto Sans Mono CJK KR',monospace}"
			"</style>\n<rect width=\"100%\" height=\"100%\" "
			"fill=\"#ffffff\"/>\n");
	return &s->pen;
}
