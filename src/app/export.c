/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export.c: a picture of a panel without a screen. */
#include "config.h"

#include "app/export.h"

#include "base/utf8.h"
#include "ui/figure_csv.h"
#include "ui/page.h"
#include "ui/panel.h"

#include <stdlib.h>

/* A page has a limited width; a table has everything. */
static const struct figure_detail on_page = { 240, 80 };
static const struct figure_detail in_table = { 10000, SNAPSHOT_COLUMNS };

static bool write_figure(int palette, const struct picture *p,
			 const struct figure *f, struct strbuf *out,
			 struct err *e)
{
	static const enum pen_kind pens[] = {
		[EXPORT_SVG] = PEN_SVG,
		[EXPORT_PDF] = PEN_PDF,
		[EXPORT_PNG] = PEN_PNG,
	};
	struct page_format format = { .width = p->width,
				      .height = p->height,
				      .palette = (enum palette)palette };

	if (f->plots + f->rows + f->texts == 0)
		return err_set(e, ERR_FAILED,
			       "export: %s has nothing to show yet",
			       panel_info[p->panel].name);
	if (p->kind == EXPORT_CSV) {
		figure_csv(f, out);
		return true;
	}
	format.kind = pens[p->kind];
	return page_draw(f, &format, out, e);
}

static bool draw_scene(int palette, const struct picture *p,
		       const struct reading *made, struct strbuf *out,
		       struct err *e)
{
	struct scene scene = { .snap = p->snap,
			       .choice = p->choice,
			       .made = made,
			       .glyphs = GLYPH_BRAILLE,
			       .colour = true,
			       .sanitize = SANITIZE_UTF8 };
	struct figure f;
	bool ok;

	scene.ngram = ngram_of(scene_reading(&scene, PROBE_NGRAM));
	figure_init(&f);
	panel_table[p->panel]->figure(
		&scene, p->kind == EXPORT_CSV ? &in_table : &on_page, &f);
	ok = write_figure(palette, p, &f, out, e);
	figure_release(&f);
	return ok;
}

/* Plain mode has no analyst to wait for. */
bool export_draw(int palette, const struct picture *p, struct strbuf *out,
		 struct err *e)
{
	struct reading made[PROBES] = { { 0 } };
	struct raw raw = { .corpus = snapshot_track(p->snap)->corpus };
	bool ok;

	if (!panel_table[p->panel]->figure)
		return err_set(e, ERR_FAILED, "export: %s cannot be drawn",
			       panel_info[p->panel].name);
	for (int i = 0; i < PROBES; i++)
		if (probe_table[i].make &&
		    panel_table[p->panel]->probes & PROBE_BIT(i)) {
			raw.reading = p->snap->reading[i];
			probe_table[i].make(&raw, &made[i]);
		}
	ok = draw_scene(palette, p, made, out, e);
	for (int i = 0; i < PROBES; i++)
		free(made[i].value);
	return ok;
}
