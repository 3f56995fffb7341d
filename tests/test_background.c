/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_background.c: dark or light, by what terminals say. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "ui/background.h"

enum { NOTHING = BACKGROUNDS };

static int by_reply(const char *reply)
{
	enum background b;

	return background_of_reply(reply, &b) ? (int)b : NOTHING;
}

static int by_colorfgbg(const char *value)
{
	enum background b;

	return background_of_colorfgbg(value, &b) ? (int)b : NOTHING;
}

static void colorfgbg_names_the_background_last(void **state)
{
	(void)state;
	for (int i = 0; i < 16; i++) {
		char value[20];
		bool light = i == 7 || i >= 9;

		snprintf(value, sizeof value, "12;default;%d", i);
		assert_int_equal(by_colorfgbg(value),
				 light ? LIGHT_BACKGROUND : DARK_BACKGROUND);
		snprintf(value, sizeof value, "0;%d", i);
		assert_int_equal(by_colorfgbg(value),
				 light ? LIGHT_BACKGROUND : DARK_BACKGROUND);
	}
}

static void colorfgbg_of_no_use(void **state)
{
	static const char *const junk[] = {
		NULL,     "",      ";",
		"15",     "15;",   "15;default",
		"15;16",  "15;99", "15;-1",
		"15;0x0", "15; 0", "15;0 ",
		"15;000", "0;1e3", "15;99999999999999999999",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(junk); i++)
		assert_int_equal(by_colorfgbg(junk[i]), NOTHING);
}

static void answers_of_terminals(void **state)
{
	(void)state;
	assert_int_equal(by_reply("11;rgb:0000/0000/0000"), DARK_BACKGROUND);
	assert_int_equal(by_reply("11;rgb:1e1e/1e1e/1e1e"), DARK_BACKGROUND);
	assert_int_equal(by_reply("11;rgb:fdfd/f6f6/e3e3"), LIGHT_BACKGROUND);
	assert_int_equal(by_reply("11;rgb:FFFF/FFFF/FFFF"), LIGHT_BACKGROUND);
	assert_int_equal(by_reply("11;rgb:ff/ff/dd"), LIGHT_BACKGROUND);
	assert_int_equal(by_reply("11;rgb:f/f/f"), LIGHT_BACKGROUND);
	assert_int_equal(by_reply("11;rgb:0/0/8"), DARK_BACKGROUND);
	assert_int_equal(by_reply("11;rgb:fff/f0f/fff"), LIGHT_BACKGROUND);
	assert_int_equal(by_reply("11;rgba:ffff/ffff/ffff/0000"),
			 LIGHT_BACKGROUND);
	assert_int_equal(by_reply("11;rgba:0000/2b2b/3636/dddd"),
			 DARK_BACKGROUND);
}

static void other_answers_say_nothing(void **state)
{
	static const char *const junk[] = {
		"",
		"1",
		"11",
		"11;",
		"11;?",
		"11;rgb",
		"11;rgb:",
		"11;rgba:",
		"10;rgb:0000/0000/0000",
		"4;1;rgb:0000/0000/0000",
		"11;rgb:ffff",
		"11;rgb:ffff/",
		"11;rgb:ffff/ffff",
		"11;rgb:ffff/ffff/",
		"11;rgb:ffff/ffff/ffff/ffff",
		"11;rgba:ffff/ffff/ffff",
		"11;rgb:fffff/ffff/ffff",
		"11;rgb:ffff/ffff/fffff",
		"11;rgb:ffff/gggg/ffff",
		"11;rgb:ffff//ffff",
		"11;rgb:/ffff/ffff",
		"11;rgb:ffff ffff ffff",
		"11;rgb: fff/ffff/ffff",
		"11;rgb:ffff/ffff/ffff ",
		"11;#ffffff",
		"11;white",
		"11;rgb:\377/ffff/ffff",
		"11;rgba:ffff/ffff/ffff/",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(junk); i++)
		assert_int_equal(by_reply(junk[i]), NOTHING);
}

/* By what can be read on it: red and blue are dark, green and yellow light. */
static void luminance_decides(void **state)
{
	(void)state;
	assert_int_equal(background_of_rgb(0x0000ff), DARK_BACKGROUND);
	assert_int_equal(background_of_rgb(0xaa0000), DARK_BACKGROUND);
	assert_int_equal(background_of_rgb(0x00ff00), LIGHT_BACKGROUND);
	assert_int_equal(background_of_rgb(0xffff00), LIGHT_BACKGROUND);
	assert_int_equal(background_of_rgb(0x6c6c6c), DARK_BACKGROUND);
	assert_int_equal(background_of_rgb(0x808080), LIGHT_BACKGROUND);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(colorfgbg_names_the_background_last),
		cmocka_unit_test(colorfgbg_of_no_use),
		cmocka_unit_test(answers_of_terminals),
		cmocka_unit_test(other_answers_say_nothing),
		cmocka_unit_test(luminance_decides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
