/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pen_cairo.c: PDF and PNG.  The only file that knows cairo.
 *
 * Its two dozen libraries would make every start a third longer, so they are
 * loaded by the first page that needs them.  cairo alone draws a text with one
 * font, and boxes for missing characters, so fontconfig chooses one for each
 * run of characters. */
#include "config.h"
#include "ui/pen.h"
#include "base/utf8.h"
#include <cairo-ft.h>
#include <cairo-pdf.h>
#include <dlfcn.h>
#include <fontconfig/fontconfig.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
#define CAIRO_FUNCTIONS(X) \
	X(cairo_clip) \
	X(cairo_create) \
	X(cairo_destroy) \
	X(cairo_fill) \
	X(cairo_font_face_destroy) \
	X(cairo_ft_font_face_create_for_pattern) \
	X(cairo_image_surface_create) \
	X(cairo_line_to) \
	X(cairo_move_to) \
	X(cairo_new_path) \
	X(cairo_paint) \
	X(cairo_pdf_surface_create_for_stream) \
	X(cairo_rectangle) \
	X(cairo_restore) \
	X(cairo_rotate) \
	X(cairo_save) \
	X(cairo_scale) \
	X(cairo_select_font_face) \
	X(cairo_set_antialias) \
	X(cairo_set_dash) \
	X(cairo_set_font_face) \
	X(cairo_set_font_size) \
	X(cairo_set_line_join) \
	X(cairo_set_line_width) \
	X(cairo_set_source_rgba) \
	X(cairo_show_text) \
	X(cairo_status) \
	X(cairo_status_to_string) \
	X(cairo_stroke) \
	X(cairo_surface_destroy) \
	X(cairo_surface_finish) \
	X(cairo_surface_status) \
	X(cairo_surface_write_to_png_stream) \
	X(cairo_text_extents) \
	X(cairo_translate)
#define FONTCONFIG_FUNCTIONS(X) \
	X(FcCharSetHasChar) \
	X(FcConfigSubstitute) \
	X(FcDefaultSubstitute) \
	X(FcFontRenderPrepare) \
	X(FcFontSetDestroy) \
	X(FcFontSort) \
	X(FcPatternBuild) \
	X(FcPatternDestroy) \
	X(FcPatternGetCharSet)
/* clang-format on */

/* The functions of the libraries, by their own names. */
struct api {
#define MEMBER(name) __typeof__(name) *name;
	CAIRO_FUNCTIONS(MEMBER)
	FONTCONFIG_FUNCTIONS(MEMBER)
#undef MEMBER
};

enum { FAMILIES = 4 }; /* mono or not, bold or not */

/* The fonts of a family, the preferred one first, and those that were used. */
struct family {
	FcFontSet *fonts;
	FcPattern *wanted;
	cairo_font_face_t **face;
};

struct drawing {
	struct pen pen;
	struct api api;
	struct strbuf *out;
	cairo_surface_t *surface;
	cairo_t *cairo;
	bool png, clipped;
	double scale;
	struct family family[FAMILIES];
};

static struct drawing *drawing_of(struct pen *pen)
{
	return (struct drawing *)pen;
}

/* --- libraries ------------------------------------------------------------ */

static void *library_open(const char *name, struct err *e)
{
	void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);

	if (!library)
		err_set(e, ERR_RESOURCE, "cannot load %s: %s", name, dlerror());
	return library;
}

/* They stay loaded: fontconfig cannot be unloaded. */
static bool api_load(struct api *api, struct err *e)
{
	void *cairo = library_open("libcairo.so.2", e);
	void *fontconfig = cairo ? library_open("libfontconfig.so.1", e) : NULL;
	bool complete = true;

	if (!fontconfig)
		return false;
#define FIND(library, name)                                    \
	api->name = (__typeof__(name) *)dlsym(library, #name); \
	complete = complete && api->name;
#define FIND_CAIRO(name) FIND(cairo, name)
#define FIND_FONTCONFIG(name) FIND(fontconfig, name)
	CAIRO_FUNCTIONS(FIND_CAIRO)
	FONTCONFIG_FUNCTIONS(FIND_FONTCONFIG)
	return complete || err_set(e, ERR_RESOURCE, "this cairo is too old");
}

/* --- fonts ---------------------------------------------------------------- */

static void family_load(struct drawing *d, struct family *f, bool mono,
			bool bold)
{
	FcResult result;

	f->wanted = d->api.FcPatternBuild(
		NULL, FC_FAMILY, FcTypeString,
		mono ? "monospace" : "sans-serif", FC_WEIGHT, FcTypeInteger,
		bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR, (char *)NULL);
	d->api.FcConfigSubstitute(NULL, f->wanted, FcMatchPattern);
	d->api.FcDefaultSubstitute(f->wanted);
	f->fonts = d->api.FcFontSort(NULL, f->wanted, FcTrue, NULL, &result);
	if (f->fonts)
		f->face = xcalloc((size_t)f->fonts->nfont + 1, sizeof *f->face);
}

static void family_release(struct drawing *d, struct family *f)
{
	for (int i = 0; f->fonts && i < f->fonts->nfont; i++)
		d->api.cairo_font_face_destroy(f->face[i]);
	free(f->face);
	if (f->fonts)
		d->api.FcFontSetDestroy(f->fonts);
	if (f->wanted)
		d->api.FcPatternDestroy(f->wanted);
}

/* The first font that has the character; the preferred one if none has it. */
static int font_with(const struct drawing *d, const struct family *f,
		     uint32_t c)
{
	for (int i = 0; f->fonts && i < f->fonts->nfont; i++) {
		FcCharSet *set;

		if (d->api.FcPatternGetCharSet(f->fonts->fonts[i], FC_CHARSET,
					       0, &set) == FcResultMatch &&
		    d->api.FcCharSetHasChar(set, c))
			return i;
	}
	return 0;
}

static void use_font(struct drawing *d, struct family *f, int i, double size)
{
	FcPattern *font;

	if (!f->fonts || i >= f->fonts->nfont) {
		d->api.cairo_select_font_face(d->cairo, "sans-serif",
					      CAIRO_FONT_SLANT_NORMAL,
					      CAIRO_FONT_WEIGHT_NORMAL);
	} else {
		if (!f->face[i]) {
			font = d->api.FcFontRenderPrepare(NULL, f->wanted,
							  f->fonts->fonts[i]);
			f->face[i] =
				d->api.cairo_ft_font_face_create_for_pattern(
					font);
			d->api.FcPatternDestroy(font);
		}
		d->api.cairo_set_font_face(d->cairo, f->face[i]);
	}
	d->api.cairo_set_font_size(d->cairo, size);
}

static struct family *family_of(struct drawing *d, const struct font *f)
{
	struct family *family = &d->family[2 * f->mono + f->bold];

	if (!family->wanted)
		family_load(d, family, f->mono, f->bold);
	return family;
}

/* Bytes that one font draws, and that font. */
static size_t run_of(const struct drawing *d, const struct family *f,
		     const char *text, int *font)
{
	size_t length = strlen(text), n = 0;

	while (n < length) {
		uint32_t c = 0xfffd;
		int bytes = max_int(utf8_decode(text + n, length - n, &c), 1);
		int has = n > 0 && codepoint_width(c) == 0 ? *font
							   : font_with(d, f, c);

		if (n > 0 && has != *font)
			break;
		*font = has;
		n += (size_t)bytes;
	}
	return n;
}

/* Draws from the current point, or only measures. */
static double text_runs(struct drawing *d, const struct font *f,
			const char *text, bool show)
{
	struct family *family = family_of(d, f);
	double width = 0;

	while (*text) {
		int font = 0;
		size_t n = run_of(d, family, text, &font);
		char *run = xstrndup(text, n);
		cairo_text_extents_t size;

		use_font(d, family, font, f->size);
		d->api.cairo_text_extents(d->cairo, run, &size);
		if (show)
			d->api.cairo_show_text(d->cairo, run);
		width += size.x_advance;
		free(run);
		text += n;
	}
	return width;
}

static double drawing_width(struct pen *pen, const struct font *f,
			    const char *text)
{
	return text_runs(drawing_of(pen), f, text, false);
}

/* --- drawing -------------------------------------------------------------- */

static void set_colour(struct drawing *d, uint32_t rgb, double alpha)
{
	d->api.cairo_set_source_rgba(d->cairo, (rgb >> 16 & 255) / 255.0,
				     (rgb >> 8 & 255) / 255.0,
				     (rgb & 255) / 255.0, alpha);
}

static void drawing_text(struct pen *pen, double x, double y,
			 const struct font *f, const char *text)
{
	struct drawing *d = drawing_of(pen);
	double left = f->anchor > 0 ? f->anchor * drawing_width(pen, f, text)
				    : 0;

	d->api.cairo_save(d->cairo);
	set_colour(d, f->rgb, 1);
	d->api.cairo_translate(d->cairo, x, y);
	if (f->upwards)
		d->api.cairo_rotate(d->cairo, -1.57079632679489662);
	d->api.cairo_move_to(d->cairo, -left, 0);
	text_runs(d, f, text, true);
	d->api.cairo_restore(d->cairo);
}

static void add_path(struct drawing *d, const struct point *p, int n)
{
	d->api.cairo_new_path(d->cairo);
	for (int i = 0; i < n; i++)
		d->api.cairo_line_to(d->cairo, p[i].x, p[i].y);
}

static void drawing_line(struct pen *pen, const struct point *p, int n,
			 const struct stroke *ink)
{
	struct drawing *d = drawing_of(pen);

	add_path(d, p, n);
	set_colour(d, ink->rgb, ink->alpha);
	d->api.cairo_set_line_width(d->cairo, ink->width);
	d->api.cairo_set_line_join(d->cairo, CAIRO_LINE_JOIN_ROUND);
	d->api.cairo_set_dash(d->cairo, &ink->dash, ink->dash > 0, 0);
	d->api.cairo_stroke(d->cairo);
}

static void drawing_area(struct pen *pen, const struct point *p, int n,
			 const struct stroke *ink)
{
	struct drawing *d = drawing_of(pen);

	add_path(d, p, n);
	set_colour(d, ink->rgb, ink->alpha);
	d->api.cairo_fill(d->cairo);
}

static void drawing_boxes(struct pen *pen, const struct box *b, int n,
			  uint32_t rgb)
{
	struct drawing *d = drawing_of(pen);
	/* Viewers smooth edges that only touch, so that the paper shines
	 * through. */
	double lap = d->png ? 0 : 0.3;

	d->api.cairo_new_path(d->cairo);
	for (int i = 0; i < n; i++)
		d->api.cairo_rectangle(d->cairo, b[i].x, b[i].y, b[i].w + lap,
				       b[i].h + lap);
	d->api.cairo_set_antialias(d->cairo, CAIRO_ANTIALIAS_NONE);
	set_colour(d, rgb, 1);
	d->api.cairo_fill(d->cairo);
	d->api.cairo_set_antialias(d->cairo, CAIRO_ANTIALIAS_DEFAULT);
}

static void drawing_clip(struct pen *pen, const struct box *b)
{
	struct drawing *d = drawing_of(pen);

	if (d->clipped)
		d->api.cairo_restore(d->cairo);
	d->clipped = b;
	if (!b)
		return;
	d->api.cairo_save(d->cairo);
	d->api.cairo_rectangle(d->cairo, b->x, b->y, b->w, b->h);
	d->api.cairo_clip(d->cairo);
}

/* --- the whole ------------------------------------------------------------ */

static cairo_status_t add_bytes(void *out, const unsigned char *bytes,
				unsigned length)
{
	strbuf_add_bytes(out, (const char *)bytes, length);
	return CAIRO_STATUS_SUCCESS;
}

static bool drawing_finish(struct pen *pen, struct err *e)
{
	struct drawing *d = drawing_of(pen);
	cairo_status_t status;

	drawing_clip(pen, NULL);
	status = d->api.cairo_status(d->cairo);
	if (!status && d->png)
		status = d->api.cairo_surface_write_to_png_stream(
			d->surface, add_bytes, d->out);
	d->api.cairo_destroy(d->cairo);
	d->api.cairo_surface_finish(d->surface);
	if (!status)
		status = d->api.cairo_surface_status(d->surface);
	d->api.cairo_surface_destroy(d->surface);
	for (int i = 0; i < FAMILIES; i++)
		family_release(d, &d->family[i]);
	if (status)
		err_set(e, ERR_RESOURCE, "cairo: %s",
			d->api.cairo_status_to_string(status));
	free(d);
	return !status;
}

static const struct pen_ops drawing_ops = {
	.line = drawing_line,
	.area = drawing_area,
	.boxes = drawing_boxes,
	.text = drawing_text,
	.width = drawing_width,
	.clip = drawing_clip,
	.finish = drawing_finish,
};

struct pen *pen_cairo(enum pen_kind kind, double width, double height,
		      double scale, struct strbuf *out, struct err *e)
{
	struct drawing *d = xcalloc(1, sizeof *d);

	if (!api_load(&d->api, e)) {
		free(d);
		return NULL;
	}
	d->pen.ops = &drawing_ops;
	d->out = out;
	d->png = kind == PEN_PNG;
	d->surface =
		d->png ? d->api.cairo_image_surface_create(
				 CAIRO_FORMAT_RGB24, (int)(width * scale),
				 (int)(height * scale))
		       : d->api.cairo_pdf_surface_create_for_stream(
				 add_bytes, out, width * scale, height * scale);
	d->cairo = d->api.cairo_create(d->surface);
	if (d->api.cairo_status(d->cairo)) {
		if (!drawing_finish(&d->pen, e))
			return NULL;
		err_set(e, ERR_RESOURCE, "cairo has no memory");
		return NULL;
	}
	d->api.cairo_scale(d->cairo, scale, scale);
	set_colour(d, 0xffffff, 1);
	d->api.cairo_paint(d->cairo);
	return &d->pen;
}
