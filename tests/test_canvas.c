/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_canvas.c: cells keep their promises at every edge. */
#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "ui/canvas.h"
#include <locale.h>
#include <string.h>

static const struct style plain;

static struct canvas canvas_of(int rows, int cols)
{
	struct canvas c;

	canvas_init(&c);
	assert_true(canvas_resize(&c, rows, cols));
	return c;
}

static void assert_dump(const struct canvas *c, const char *expected)
{
	struct strbuf out;

	strbuf_init(&out);
	canvas_dump(c, &out);
	assert_string_equal(out.text, expected);
	strbuf_release(&out);
}

static struct rect whole(const struct canvas *c)
{
	return (struct rect){ 0, 0, c->rows, c->cols };
}

/* Every right half has its left, every wide character its right half. */
static void assert_halves(const struct canvas *c)
{
	for (int i = 0; i < c->rows * c->cols; i++)
		if (c->cell[i].codepoint == 0) {
			assert_true(i % c->cols > 0);
			assert_true(c->cell[i - 1].codepoint >= 0x1100);
		}
}

static void text_is_clipped_at_all_edges(void **state)
{
	struct canvas c = canvas_of(3, 6);
	struct rect clip = { 1, 1, 1, 4 };

	(void)state;
	canvas_text(&c, clip, 0, 1, plain, "above");
	canvas_text(&c, clip, 2, 1, plain, "below");
	canvas_text(&c, clip, 1, -1, plain, "abcdefghij");
	assert_dump(&c, "\n cdef\n\n");
	canvas_text(&c, (struct rect){ -5, -5, 100, 100 }, 2, 4, plain, "xyz");
	assert_dump(&c, "\n cdef\n    xy\n");
	canvas_release(&c);
}

static void any_rectangle_is_legal(void **state)
{
	static const struct rect odd[] = {
		{ 0, 0, 0, 0 },
		{ -1, -1, -1, -1 },
		{ 0, 0, -5, 3 },
		{ 2147483647, 2147483647, 2147483647, 2147483647 },
		{ -2147483647, 0, 2147483647, 5 },
		{ 1, 1, 2147483647, 2147483647 },
	};
	struct canvas c = canvas_of(2, 3);

	(void)state;
	for (size_t i = 0; i < LENGTH(odd); i++) {
		struct rect in = canvas_rect(&c, odd[i]);

		canvas_fill(&c, odd[i], plain, 'x');
		canvas_text(&c, odd[i], odd[i].row, 0, plain, "xxx");
		assert_true(in.rows >= 0 && in.row + in.rows <= 2);
		assert_true(in.cols >= 0 && in.col + in.cols <= 3);
	}
	assert_dump(&c, "\n xx\n");
	canvas_release(&c);
}

static void size_zero_holds_nothing(void **state)
{
	struct canvas c = canvas_of(0, 0);

	(void)state;
	canvas_fill(&c, (struct rect){ 0, 0, 5, 5 }, plain, 'x');
	assert_int_equal(canvas_text(&c, whole(&c), 0, 0, plain, ""), 0);
	assert_dump(&c, "");
	assert_true(canvas_resize(&c, 2, 0));
	assert_dump(&c, "\n\n");
	assert_true(canvas_resize(&c, -3, 4));
	assert_int_equal(c.rows, 0);
	canvas_release(&c);
}

static void outside_is_blank(void **state)
{
	static const int outside[][2] = {
		{ -1, 0 }, { 0, -1 }, { 2, 0 }, { 0, 3 }, { 1000, 1000 }
	};
	struct canvas c = canvas_of(2, 3);

	(void)state;
	canvas_fill(&c, whole(&c), style_role(ROLE_CURVE), 'x');
	assert_int_equal(canvas_at(&c, 1, 2)->codepoint, 'x');
	assert_int_equal(canvas_at(&c, 1, 2)->style.role, ROLE_CURVE);
	for (size_t i = 0; i < LENGTH(outside); i++) {
		const struct canvas_cell *cell =
			canvas_at(&c, outside[i][0], outside[i][1]);

		assert_int_equal(cell->codepoint, ' ');
		assert_int_equal(cell->style.role, ROLE_TEXT);
	}
	canvas_release(&c);
}

static void wide_characters_take_two_columns(void **state)
{
	struct canvas c = canvas_of(1, 6);

	(void)state;
	assert_int_equal(canvas_text(&c, whole(&c), 0, 0, plain, "물a가"), 5);
	assert_dump(&c, "물a가\n");
	assert_int_equal(c.cell[1].codepoint, 0);
	assert_int_equal(c.cell[2].codepoint, 'a');
	assert_halves(&c);
	canvas_release(&c);
}

static void half_a_wide_character_is_never_drawn(void **state)
{
	struct canvas c = canvas_of(1, 5);

	(void)state;
	canvas_text(&c, whole(&c), 0, 0, plain, "abcde");
	canvas_text(&c, whole(&c), 0, 4, plain, "물");
	assert_dump(&c, "abcd\n");
	canvas_text(&c, whole(&c), 0, -1, plain, "물z");
	assert_dump(&c, " zcd\n");
	canvas_text(&c, (struct rect){ 0, 1, 1, 2 }, 0, 0, plain, "가나");
	assert_dump(&c, "   d\n");
	assert_halves(&c);
	canvas_release(&c);
}

static void overwriting_half_blanks_the_other(void **state)
{
	struct canvas c = canvas_of(1, 6);

	(void)state;
	canvas_text(&c, whole(&c), 0, 0, plain, "물물물");
	canvas_put(&c, whole(&c), 0, 1, plain, 'x');
	assert_dump(&c, " x물물\n");
	canvas_put(&c, whole(&c), 0, 2, plain, 'y');
	assert_dump(&c, " xy 물\n");
	canvas_text(&c, whole(&c), 0, 3, plain, "가");
	assert_dump(&c, " xy가\n");
	assert_halves(&c);
	canvas_release(&c);
}

static void combining_marks_join_their_base(void **state)
{
	struct canvas c = canvas_of(1, 4);

	(void)state;
	canvas_text(&c, whole(&c), 0, 0, plain, "e\u0301\u0323\u0302x");
	assert_dump(&c, "e\u0301\u0323x\n"); /* two at most */
	canvas_text(&c, whole(&c), 0, 0, plain,
		    "\u0301a"); /* no base: dropped */
	assert_dump(&c, "ax\n");
	canvas_text(&c, whole(&c), 0, 2, plain, "물\u0301");
	assert_dump(&c, "ax물\u0301\n");
	canvas_put(&c, whole(&c), 0, 3, plain, 'z');
	assert_dump(&c, "ax z\n"); /* the mark goes with its base */
	canvas_release(&c);
}

/* What a ZWJ joins may be one cell in some terminal: without it nothing
 * moves. */
static void a_zwnj_stays_and_a_zwj_goes(void **state)
{
	struct canvas c = canvas_of(1, 12);

	(void)state;
	assert_int_equal(
		canvas_text(&c, whole(&c), 0, 0, plain, "م\u200cخ 👩\u200d💻|"),
		8);
	assert_dump(&c, "م\u200cخ 👩💻|\n");
	canvas_release(&c);
}

static void what_has_no_width_is_not_put(void **state)
{
	struct canvas c = canvas_of(1, 8);

	(void)state;
	canvas_text(&c, whole(&c), 0, 0, plain, "a\x1b[1m\u202eb\tc\xff");
	assert_dump(&c, "a[1mbc\n");
	canvas_put(&c, whole(&c), 0, 0, plain, 0x1b);
	canvas_put(&c, whole(&c), 0, 0, plain, 0x202e);
	canvas_fill(&c, whole(&c), plain, '\n');
	assert_dump(&c, "a[1mbc\n");
	canvas_release(&c);
}

static void styles_stay_with_their_cells(void **state)
{
	struct canvas c = canvas_of(1, 3);

	(void)state;
	canvas_text(&c, whole(&c), 0, 0, style_role(ROLE_WARN), "가");
	canvas_put(&c, whole(&c), 0, 2, style_role(ROLE_GOOD), '!');
	assert_int_equal(c.cell[0].style.role, ROLE_WARN);
	assert_int_equal(c.cell[1].style.role, ROLE_WARN);
	assert_int_equal(c.cell[2].style.role, ROLE_GOOD);
	canvas_clear(&c);
	assert_int_equal(c.cell[0].style.role, ROLE_TEXT);
	assert_int_equal(c.cursor_row, -1);
	canvas_release(&c);
}

static void printf_reports_its_columns(void **state)
{
	struct canvas c = canvas_of(1, 10);

	(void)state;
	assert_int_equal(
		canvas_printf(&c, whole(&c), 0, 1, plain, "%d %s", 42, "가"),
		5);
	assert_dump(&c, " 42 가\n");
	canvas_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_clipped_at_all_edges),
		cmocka_unit_test(any_rectangle_is_legal),
		cmocka_unit_test(size_zero_holds_nothing),
		cmocka_unit_test(outside_is_blank),
		cmocka_unit_test(wide_characters_take_two_columns),
		cmocka_unit_test(half_a_wide_character_is_never_drawn),
		cmocka_unit_test(overwriting_half_blanks_the_other),
		cmocka_unit_test(combining_marks_join_their_base),
		cmocka_unit_test(a_zwnj_stays_and_a_zwj_goes),
		cmocka_unit_test(what_has_no_width_is_not_put),
		cmocka_unit_test(styles_stay_with_their_cells),
		cmocka_unit_test(printf_reports_its_columns),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
