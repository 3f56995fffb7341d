/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_figure.c: the figures of panels, and their pages and tables. */
#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "scene_fixture.h"
#include "ui/figure_csv.h"
#include "ui/page.h"

static const struct figure_detail detail = { 200, 80 };

/* A text that is no one's friend. */
#define HOSTILE "a<&>\"',\n\xed\x95\x9c]]>--"

static void prepare(struct fixture *f)
{
	fixture_init(f);
	fixture_text(f, HOSTILE "hello", 12);
	fixture_gates(f, "ifgoch");
	fixture_series(f, 200, 10, 104.36, 51.4);
	series_add_mark(f->snap.track[0].series, 1000, "lr 0.05, \"<b>\"");
}

static void figure_of(const struct fixture *f, enum panel_id id,
		      struct figure *fig)
{
	figure_init(fig);
	panel_table[id]->figure(&f->scene, &detail, fig);
}

static const struct layer *layer_of_kind(const struct plot *p,
					 enum layer_kind kind, int i)
{
	for (int k = 0; k < p->layers; k++)
		if (p->layer[k].kind == kind && i-- == 0)
			return &p->layer[k];
	return NULL;
}

static int layers_of_kind(const struct plot *p, enum layer_kind kind)
{
	int n = 0;

	while (layer_of_kind(p, kind, n))
		n++;
	return n;
}

/* --- figures -------------------------------------------------------------- */

static void the_loss_has_its_layers_in_units_of_the_axis(void **state)
{
	struct fixture f;
	struct figure fig;
	const struct layer *l;

	(void)state;
	prepare(&f);
	f.choice.bits = true;
	figure_of(&f, PANEL_LOSS, &fig);
	assert_int_equal(fig.plots, 1);
	assert_string_equal(fig.plot->x.name, "iteration");
	assert_string_equal(fig.plot->y.name, "bits per character");
	assert_int_equal(layers_of_kind(fig.plot, LAYER_BAND), 1);
	assert_int_equal(layers_of_kind(fig.plot, LAYER_DOTS), 2);
	assert_int_equal(layers_of_kind(fig.plot, LAYER_LEVEL), 4);
	assert_int_equal(layers_of_kind(fig.plot, LAYER_MARK), 1);
	l = layer_of_kind(fig.plot, LAYER_LEVEL, 2);
	assert_string_equal(l->label, "bigram");
	assert_true(fabs(l->y[0] - 2.59 / M_LN2) < 1e-12);
	l = layer_of_kind(fig.plot, LAYER_MARK, 0);
	assert_true(l->x[0] == 1000);
	l = layer_of_kind(fig.plot, LAYER_LINE, 1);
	assert_true(fabs(l->y[l->count - 1] -
			 f.snap.track[0].now.smooth_loss / 25 / M_LN2) < 1e-9);
	assert_true(l->x[l->count - 1] == 2000);
	figure_release(&fig);
	fixture_release(&f);
}

static void maps_have_every_value_of_the_snapshot(void **state)
{
	struct fixture f;
	struct figure fig;
	const struct layer *l;

	(void)state;
	prepare(&f);
	figure_of(&f, PANEL_HIDDEN, &fig);
	assert_int_equal(fig.plots, 1);
	assert_int_equal(fig.plot->letters, f.snap.columns);
	l = layer_of_kind(fig.plot, LAYER_HEAT, 0);
	assert_int_equal(l->rows, 12);
	for (int u = 0; u < l->rows; u++)
		for (int t = 0; t < l->cols; t++)
			assert_true(layer_value(l, u, t) ==
				    snapshot_hidden(&f.snap, u, t));
	figure_release(&fig);
	figure_of(&f, PANEL_GATES, &fig);
	/* the strips, then c and h as curves */
	assert_int_equal(fig.plots, 3);
	assert_int_equal(layers_of_kind(fig.plot, LAYER_HEAT), 6);
	l = layer_of_kind(fig.plot, LAYER_HEAT, 4);
	assert_string_equal(l->label, "c cell");
	for (int t = 0; t < l->cols; t++) {
		assert_true(fabs(layer_value(l, 0, t)) <= 1);
		assert_true(fabs(layer_value(l, 0, t) * l->scale -
				 snapshot_gate(&f.snap, 4, t)) < 1e-6);
	}
	assert_true(fig.plot[1].repeats && fig.plot[2].repeats);
	figure_release(&fig);
	fixture_release(&f);
}

static void a_net_without_gates_has_bars(void **state)
{
	struct fixture f;
	struct figure fig;
	const struct layer *l;
	double all = 0;

	(void)state;
	fixture_init(&f);
	fixture_text(&f, "hello", 12);
	fixture_gates(&f, "h");
	figure_of(&f, PANEL_GATES, &fig);
	assert_string_equal(fig.title, "state");
	l = layer_of_kind(&fig.plot[fig.plots - 1], LAYER_BARS, 0);
	assert_int_equal(l->count, HISTOGRAM_BINS);
	assert_true(l->x[0] == -1 && l->high[l->count - 1] == 1);
	for (int i = 0; i < l->count; i++)
		all += l->y[i];
	assert_true(fabs(all - 100) < 1e-9);
	figure_release(&fig);
	fixture_release(&f);
}

static void runs_share_axes_in_the_unit_of_the_current_one(void **state)
{
	struct fixture f;
	struct figure fig;
	const struct layer *l;

	(void)state;
	prepare(&f);
	snapshot_set_tracks(&f.snap, 2);
	strcpy(f.snap.track[0].name, "lstm");
	f.snap.track[1].spec = f.snap.track[0].spec;
	f.snap.track[1].spec.steps = 50;
	strcpy(f.snap.track[1].name, "long");
	series_init(f.snap.track[1].series, 0);
	for (int i = 0; i < 3000; i++)
		series_add(f.snap.track[1].series, 160, 150);
	figure_of(&f, PANEL_LOSS, &fig);
	/* to the end of the longer, the other's loss per 25 characters */
	assert_true(fig.plot->x.range.high == 3000);
	l = layer_of_kind(fig.plot, LAYER_LINE, 0);
	assert_string_equal(l->label, "long");
	assert_true(fabs(l->y[l->count - 1] - 75) < 1e-12);
	assert_false(l->bold);
	l = layer_of_kind(fig.plot, LAYER_LINE, 2);
	assert_string_equal(l->label, "lstm");
	assert_true(l->bold && l->named);
	assert_int_equal(layers_of_kind(fig.plot, LAYER_BAND), 1);
	assert_int_equal(layers_of_kind(fig.plot, LAYER_LEVEL), 4);
	figure_release(&fig);
	fixture_release(&f);
}

static void without_data_a_figure_is_empty(void **state)
{
	struct fixture f;
	struct figure fig;

	(void)state;
	fixture_init(&f);
	for (int i = 0; i < PANELS; i++) {
		if (i == PANEL_NUMBERS || !panel_table[i]->figure)
			continue;
		figure_of(&f, (enum panel_id)i, &fig);
		assert_int_equal(fig.plots + fig.rows + fig.texts, 0);
		figure_release(&fig);
	}
	fixture_release(&f);
}

/* --- pages ---------------------------------------------------------------- */

static void page_of(const struct fixture *f, enum panel_id id,
		    enum pen_kind kind, struct strbuf *out)
{
	struct page_format format = { .kind = kind };
	struct figure fig;
	struct err e;

	figure_of(f, id, &fig);
	if (!page_draw(&fig, &format, out, &e))
		fail_msg("%s", e.text);
	figure_release(&fig);
}

static int count(const char *text, const char *what)
{
	int n = 0;

	for (; (text = strstr(text, what)); text++)
		n++;
	return n;
}

static void an_svg_has_text_as_text_and_lines_as_lines(void **state)
{
	struct fixture f;
	struct strbuf out;

	(void)state;
	prepare(&f);
	strbuf_init(&out);
	page_of(&f, PANEL_LOSS, PEN_SVG, &out);
	assert_true(!strncmp(out.text, "<?xml", 5));
	assert_non_null(strstr(out.text, ">nats per 25 characters</text>"));
	assert_non_null(strstr(out.text, ">smooth loss</text>"));
	assert_non_null(strstr(out.text, ">unigram 83.00</text>"));
	assert_non_null(strstr(out.text, ">iteration</text>"));
	assert_true(count(out.text, "<polyline") > 5);
	assert_null(strstr(out.text, "<image"));
	assert_int_equal(count(out.text, "<g "), count(out.text, "</g>"));
	strbuf_release(&out);
	fixture_release(&f);
}

/* Each tag is one of ours, and every < or & is escaped. */
static void assert_well_formed(const char *svg)
{
	static const char *const begin[] = {
		"?xml ",     "svg ",     "/svg>",  "style>",    "/style>",
		"rect",      "text ",    "/text>", "g ",        "/g>",
		"polyline ", "polygon ", "path ",  "clipPath ", "/clipPath>"
	};

	for (const char *at = svg; (at = strpbrk(at, "<&")); at++) {
		bool known = *at == '&' && at[1] == '#';

		for (size_t i = 0; *at == '<' && i < LENGTH(begin); i++)
			known |= !strncmp(at + 1, begin[i], strlen(begin[i]));
		if (!known)
			fail_msg("not ours: %.40s", at);
	}
	for (const char *at = svg; *at; at++)
		assert_true((unsigned char)*at >= 0x20 || *at == '\n');
}

static void hostile_symbols_are_escaped(void **state)
{
	struct fixture f;
	struct strbuf out;

	(void)state;
	prepare(&f);
	strcpy(f.snap.track[0].name, "<&\">");
	strbuf_init(&out);
	for (int i = 0; i < PANELS; i++)
		if (panel_table[i]->figure) {
			strbuf_clear(&out);
			page_of(&f, (enum panel_id)i, PEN_SVG, &out);
			assert_well_formed(out.text);
		}
	page_of(&f, PANEL_HIDDEN, PEN_SVG, &out);
	assert_non_null(strstr(out.text, ">&#60;</text>"));
	assert_non_null(strstr(out.text, ">&#38;</text>"));
	assert_non_null(strstr(out.text, ">\xed\x95\x9c</text>"));
	strbuf_release(&out);
	fixture_release(&f);
}

/* Any size that a user may ask for, and figures with next to nothing. */
static void any_size_can_be_drawn(void **state)
{
	static const long side[] = { PAGE_LEAST, 333, 1600, PAGE_MOST };
	struct fixture f;
	struct strbuf out;

	(void)state;
	prepare(&f);
	strbuf_init(&out);
	for (size_t i = 0; i < LENGTH(side) * LENGTH(side); i++)
		for (int k = 0; k < PANELS; k++) {
			struct page_format format = {
				.kind = PEN_SVG,
				.width = side[i % LENGTH(side)],
				.height = side[i / LENGTH(side)]
			};
			struct figure fig;
			struct err e;

			if (!panel_table[k]->figure)
				continue;
			strbuf_clear(&out);
			figure_of(&f, (enum panel_id)k, &fig);
			assert_true(page_draw(&fig, &format, &out, &e));
			assert_null(strstr(out.text, "nan"));
			assert_null(strstr(out.text, "inf"));
			figure_release(&fig);
		}
	strbuf_release(&out);
	fixture_release(&f);
}

static void cairo_draws_what_it_says_or_is_missed_by_name(void **state)
{
	static const struct {
		enum pen_kind kind;
		const char *magic;
	} table[] = { { PEN_PDF, "%PDF-" }, { PEN_PNG, "\x89PNG\r\n" } };
	struct fixture f;

	(void)state;
	prepare(&f);
	for (size_t i = 0; i < LENGTH(table); i++) {
		struct strbuf out;
		struct err e;

		strbuf_init(&out);
		if (pen_available(table[i].kind, &e)) {
			page_of(&f, PANEL_HIDDEN, table[i].kind, &out);
			assert_true(out.length > 1000);
			assert_memory_equal(out.text, table[i].magic,
					    strlen(table[i].magic));
		} else {
			assert_non_null(strstr(e.text, "without cairo"));
			assert_non_null(strstr(e.text, "libcairo2-dev"));
			assert_non_null(strstr(e.text, "--with-cairo"));
		}
		strbuf_release(&out);
	}
	fixture_release(&f);
}

/* --- tables --------------------------------------------------------------- */

/* Cell `col` of line `row`, its quotes taken off; the caller frees.  NULL: there
 * is none. */
static char *csv_cell(const char *csv, int row, int col)
{
	struct strbuf cell;
	bool quoted = false;
	int r = 0, c = 0;
	char *text;

	strbuf_init(&cell);
	for (; *csv; csv++) {
		if (*csv == '"' && quoted && csv[1] == '"')
			csv++;
		else if (*csv == '"') {
			quoted = !quoted;
			continue;
		}
		if (!quoted && (*csv == ',' || *csv == '\n')) {
			if (r == row && c == col)
				break;
			c = *csv == ',' ? c + 1 : 0;
			r += *csv == '\n';
		} else if (r == row && c == col) {
			strbuf_add_char(&cell, *csv);
		}
	}
	text = *csv ? strbuf_detach(&cell) : NULL;
	strbuf_release(&cell);
	return text;
}

static void assert_cell(const char *csv, int row, int col, const char *expected)
{
	char *cell = csv_cell(csv, row, col);

	assert_non_null(cell);
	assert_string_equal(cell, expected);
	free(cell);
}

static double number_at(const char *csv, int row, int col)
{
	char *cell = csv_cell(csv, row, col), *end;
	double v;

	assert_non_null(cell);
	v = strtod(cell, &end);
	assert_true(end > cell && !*end);
	free(cell);
	return v;
}

static void a_table_reads_back_as_the_data(void **state)
{
	struct fixture f;
	struct figure fig;
	struct strbuf out;

	(void)state;
	prepare(&f);
	strbuf_init(&out);
	figure_of(&f, PANEL_HIDDEN, &fig);
	figure_csv(&fig, &out);
	assert_cell(out.text, 0, 0, "position");
	assert_cell(out.text, 0, 13, "11");
	for (int t = 0; t < f.snap.columns; t++)
		for (int u = 0; u < 12; u++)
			assert_true(number_at(out.text, t + 1, u + 2) ==
				    snapshot_hidden(&f.snap, u, t));
	/* quotes, commas */
	assert_cell(out.text, 5, 1, "\"");
	assert_cell(out.text, 7, 1, ",");
	assert_null(csv_cell(out.text, f.snap.columns + 1, 0));
	figure_release(&fig);
	strbuf_release(&out);
	fixture_release(&f);
}

static void a_table_of_the_loss_has_a_row_per_sample(void **state)
{
	struct fixture f;
	struct figure fig;
	struct strbuf out;
	int last = 0, marks = 0;

	(void)state;
	prepare(&f);
	strbuf_init(&out);
	figure_of(&f, PANEL_LOSS, &fig);
	figure_csv(&fig, &out);
	assert_cell(out.text, 0, 0, "iteration");
	assert_cell(out.text, 0, 5, "uniform");
	/* no column for a validation that never was */
	assert_cell(out.text, 0, 9, "smooth loss");
	assert_cell(out.text, 0, 10, "mark");
	for (char *c; (c = csv_cell(out.text, last + 1, 10)); last++) {
		marks += !strcmp(c, "lr 0.05, \"<b>\"");
		free(c);
	}
	assert_int_equal(marks, 1);
	/* two may share one */
	assert_in_range(last, 190, 200);
	assert_true(number_at(out.text, last, 0) == 2000);
	assert_true(number_at(out.text, last, 9) ==
		    f.snap.track[0].now.smooth_loss);
	assert_true(fabs(number_at(out.text, 1, 7) - 25 * 2.59) < 1e-12);
	figure_release(&fig);
	strbuf_release(&out);
	fixture_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_loss_has_its_layers_in_units_of_the_axis),
		cmocka_unit_test(maps_have_every_value_of_the_snapshot),
		cmocka_unit_test(a_net_without_gates_has_bars),
		cmocka_unit_test(
			runs_share_axes_in_the_unit_of_the_current_one),
		cmocka_unit_test(without_data_a_figure_is_empty),
		cmocka_unit_test(an_svg_has_text_as_text_and_lines_as_lines),
		cmocka_unit_test(hostile_symbols_are_escaped),
		cmocka_unit_test(any_size_can_be_drawn),
		cmocka_unit_test(cairo_draws_what_it_says_or_is_missed_by_name),
		cmocka_unit_test(a_table_reads_back_as_the_data),
		cmocka_unit_test(a_table_of_the_loss_has_a_row_per_sample),
	};

	return cmocka_run_group_tests_name("figure", tests, NULL, NULL);
}
