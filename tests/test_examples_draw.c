/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_examples_draw.c: the panels of a task with examples, as text. */
#include "config.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "example_fixture.h"
#include "ui/cursor.h"
#include "ui/figure_csv.h"
#include "ui/layout.h"
#include <locale.h>

/* --- answers -------------------------------------------------------------- */

static void answer_is(struct fixture *f, const char *question,
		      const char *answer, const char *truth)
{
	struct example *x = example_of(f, question, answer, truth);

	answers_add(&f->snap.answers, x);
	example_free(x);
	f->snap.example = NULL;
	f->snap.answers.iteration = 1240;
}

static void a_wrong_answer_has_a_sign_and_the_truth(void **state)
{
	struct fixture f;

	(void)state;
	fixture_task(&f, "translate");
	answer_is(&f, "국민", "gungmin", "gungmin");
	answer_is(&f, "신라", "silla", "silla");
	answer_is(&f, "종로", "jongro", "jongno");
	answer_is(&f, "좋고", "joko", "joko");
	answer_is(&f, "같이", "gachi", "gachi");
	assert_panel(&f, PANEL_ANSWERS, 7, 39,
		     "─ answers ──── 4 of 5 right  it 1,240 ─\n"
		     " ✓ 국민  gungmin\n"
		     " ✓ 신라  silla\n"
		     " ✗ 종로  jongro  (jongno)\n"
		     " ✓ 좋고  joko\n"
		     " ✓ 같이  gachi\n"
		     "\n");
	f.scene.glyphs = GLYPH_BLOCKS;
	assert_panel(&f, PANEL_ANSWERS, 4, 39,
		     "─ answers ──── 4 of 5 right  it 1,240 ─\n"
		     " √ 국민  gungmin\n"
		     " √ 신라  silla\n"
		     " x 종로  jongro  (jongno)\n");
	set_ascii(&f);
	assert_panel(
		&f, PANEL_SAMPLE, 4, 60,
		"- answers ------------------------- 4 of 5 right  it 1,240 -\n"
		" + <U+AD6D><U+BBFC>  gungmin\n"
		" + <U+C2E0><U+B77C>  silla\n"
		" - <U+C885><U+B85C>  jongro  (jongno)\n");
	fixture_release(&f);
}

static void a_long_question_leaves_its_answer_seen(void **state)
{
	struct fixture f;

	(void)state;
	fixture_task(&f, "sentiment");
	answer_is(&f, "quite 음악 clumsy 하지만 cast 안 이야기 superb",
		  "negative", "positive");
	answer_is(&f, "a dull plot", "negative", "negative");
	assert_panel(&f, PANEL_ANSWERS, 4, 39,
		     "─ answers ──── 1 of 2 right  it 1,240 ─\n"
		     " ✗ quite 음악 c…  negative  (positive)\n"
		     " ✓ a dull plot    negative\n"
		     "\n");
	answer_is(&f, "Let's try something else today.",
		  "Versuchen wir heute etwas anderes.",
		  "Lass uns heute etwas anderes versuchen.");
	assert_panel(&f, PANEL_ANSWERS, 9, 45,
		     "─ answers ────────── 1 of 3 right  it 1,240 ─\n"
		     " ✗ quite 음악 clumsy 하지만 cast 안 이야기 …\n"
		     "   negative  (positive)\n"
		     " ✓ a dull plot\n"
		     "   negative\n"
		     " ✗ Let's try something else today.\n"
		     "   Versuchen wir heute etwas anderes.  (Las…\n"
		     "\n"
		     "\n");
	fixture_release(&f);
}

/* --- example -------------------------------------------------------------- */

static void words_stand_on_what_is_expected_so_far(void **state)
{
	struct fixture f;

	(void)state;
	fixture_sentiment(&f);
	assert_panel(&f, PANEL_EXAMPLE, 12, 40,
		     "─ example 12 ──────── truth ✓ negative ─\n"
		     " quite 음악 clumsy 하지만 cast 안\n"
		     " .50   .69  .00    .00    .20  .49\n"
		     " 이야기 superb\n"
		     " .48    .00\n"
		     " negative ■■■■■■■■ positive\n"
		     "\n"
		     " ► negative ███████████████████████ 1.0\n"
		     "   positive                         .00\n"
		     "   bag of words: positive .58\n"
		     "\n"
		     "\n");
	assert_panel(
		&f, PANEL_EXAMPLE, 12, 80,
		"─ example 12 ──────────────────────────────────────────────── truth ✓ negative ─\n"
		" quite 음악 clumsy 하지만 cast 안  이야기 superb\n"
		" .50   .69  .00    .00    .20  .49 .48    .00\n"
		" negative ■■■■■■■■ positive  after each step\n"
		"\n"
		"            gru                                bag of words\n"
		" ► negative █████████████████████████████ 1.0  ███████████▊                 .42\n"
		"   positive                               .00  ████████████████▎            .58\n"
		"\n"
		"\n"
		"\n"
		"\n");
	assert_panel(&f, PANEL_EXAMPLE, 5, 40,
		     "─ example 12 ──────── truth ✓ negative ─\n"
		     " 이야기 superb\n"
		     " ► negative ███████████████████████ 1.0\n"
		     "   positive                         .00\n"
		     "   bag of words: positive .58\n");
	f.choice.cursor = true;
	f.choice.cursor_back = 6;
	assert_panel(&f, PANEL_EXAMPLE, 12, 40,
		     "─ example 12 ──────── truth ✓ negative ─\n"
		     " quite 음악 clumsy 하지만 cast 안\n"
		     " .50   .69  .00    .00    .20  .49\n"
		     " 이야기 superb\n"
		     " .48    .00\n"
		     " negative ■■■■■■■■ positive\n"
		     "\n"
		     "   positive ███████████████▉        .69\n"
		     " ► negative ███████▏                .31\n"
		     "   bag of words: positive .58\n"
		     "\n"
		     "\n");
	set_ascii(&f);
	assert_panel(&f, PANEL_EXAMPLE, 12, 40,
		     "- example 12 -------- truth + negative -\n"
		     " quite <U+C74C><U+C545> clumsy\n"
		     " .50   .69              .00\n"
		     " <U+D558><U+C9C0><U+B9CC> cast C548\n"
		     " .00                      .20  .49\n"
		     " <U+C774><U+C57C><U+AE30> superb\n"
		     " .48                      .00\n"
		     " negative   .::*## positive\n"
		     "\n"
		     "   positive ################        .69\n"
		     " > negative #######.                .31\n"
		     "   bag of words: positive .58\n");
	fixture_release(&f);
}

static void attention_is_a_matrix(void **state)
{
	struct fixture f;

	(void)state;
	fixture_roman(&f);
	f.scene.colour = false;
	assert_panel(&f, PANEL_EXAMPLE, 15, 40,
		     "─ example 12 ──── 0 attention  ░░▒▓█ 1 ─\n"
		     "   왕십리\n"
		     " ✗ wangsibri  (wangsimni)\n"
		     "        ㅇㅘㅇㅅㅣㅂㄹㅣ</s>\n"
		     "   w    ██                 0.99\n"
		     "   a      ▓▓               0.99\n"
		     "   n        ▒▒             0.99\n"
		     "   g        ░░░░           0.99\n"
		     "   s          ░░           0.99\n"
		     "   i            ▒▒         0.99\n"
		     " ✗ b              ▓▓       0.41\n"
		     " ✗ r                ██     0.99\n"
		     "   i                  ▒▒   0.99\n"
		     "   </s>                 ░░ 0.99\n"
		     "\n");
	f.choice.cursor = true;
	f.choice.cursor_back = 3;
	assert_panel(&f, PANEL_EXAMPLE, 9, 40,
		     "─ example 12 ──── 0 attention  ░░▒▓█ 1 ─\n"
		     "   왕십리\n"
		     " ✗ wangsibri  (wangsimni)\n"
		     "        ㅇㅘㅇㅅㅣㅂㄹㅣ</s>\n"
		     "   s          ░░           0.99\n"
		     "   i            ▒▒         0.99\n"
		     " ✗►b              ▓▓       0.41\n"
		     " ✗ r                ██     0.99\n"
		     "   i                  ▒▒   0.99       …\n");
	assert_panel(&f, PANEL_EXAMPLE, 9, 24,
		     "─ example 12 ───────────\n"
		     "   왕십리\n"
		     " ✗ wangsibri  (wangsim…\n"
		     "       …ㅇㅅㅣㅂㄹㅣ</…\n"
		     "   s      ░░\n"
		     "   i        ▒▒\n"
		     " ✗►b          ▓▓\n"
		     " ✗ r            ██\n"
		     "   i              ▒▒  …\n");
	set_ascii(&f);
	assert_panel(
		&f, PANEL_EXAMPLE, 15, 60,
		"- example 12 ------------------------ 0 attention  ..:*# 1 -\n"
		"   <U+C655><U+C2ED><U+B9AC>\n"
		" - wangsibri  (wangsimni)\n"
		"        3147 3158 3147 3145 3163 3142 3139 3163 </s>\n"
		"   w    #####                                         0.99\n"
		"   a         *****                                    0.99\n"
		"   n              :::::                               0.99\n"
		"   g              ..........                          0.99\n"
		"   s                   .....                          0.99\n"
		"   i                        :::::                     0.99\n"
		" ->b                             *****                0.41\n"
		" - r                                  #####           0.99\n"
		"   i                                       :::::      0.99\n"
		"   </s>                                         ..... 0.99\n"
		"\n");
	fixture_release(&f);
}

static void long_tokens_take_turns_above_the_attention(void **state)
{
	struct fixture f;

	(void)state;
	fixture_sentence(&f);
	f.scene.colour = false;
	assert_panel(&f, PANEL_EXAMPLE, 15, 44,
		     "─ example 12 ──────── 0 attention  ░░▒▓█ 1 ─\n"
		     "   I have already finished my homework .\n"
		     " ✗ Ich habe meine Hausaufgaben schon gemac…\n"
		     "                I        finished .\n"
		     "                │  have  │  my    │  </s>\n"
		     "                │  │  already  homework\n"
		     "   Ich          ███\n"
		     "   habe            ███\n"
		     "   meine                    ███\n"
		     "   Hausaufgaben                ███\n"
		     "   schon              ███\n"
		     " ✗ gemacht               ███\n"
		     "   .                              ███\n"
		     "   </s>                              ███\n"
		     "\n");
	assert_panel(
		&f, PANEL_EXAMPLE, 15, 90,
		"─ example 12 ────────────────────────────────────────────────────── 0 attention  ░░▒▓█ 1 ─\n"
		"   I have already finished my homework .\n"
		" ✗ Ich habe meine Hausaufgaben schon gemacht .  (Ich habe meine Hausaufgaben schon erled…\n"
		"                I        have     already  finished my       homework .        </s>\n"
		"   Ich          █████████\n"
		"   habe                  █████████\n"
		"   meine                                            █████████\n"
		"   Hausaufgaben                                              █████████\n"
		"   schon                          █████████\n"
		" ✗ gemacht                                 █████████\n"
		"   .                                                                  █████████\n"
		"   </s>                                                                        █████████\n"
		"\n"
		"\n"
		"\n");
	fixture_release(&f);
}

static void numbers_that_count_are_marked(void **state)
{
	struct fixture f;

	(void)state;
	fixture_adding(&f);
	assert_panel(&f, PANEL_EXAMPLE, 12, 40,
		     "─ example 12 ───────────────────────────\n"
		     "   0.730 + 0.410\n"
		     "   1.118  (1.140)\n"
		     "   ▃▇                ▇▄   ▅      ▁▂█\n"
		     "  ▄██  ▃      ▃▇ ▂█  ██▂  ██    ▅███ ▁\n"
		     "  ███  █     ▁██ ██ ▄███▂ ██    ████ ██\n"
		     "  ███  █  █ ▆███▅██▆█████▄██▁ █ ████▄██\n"
		     " ▄███▃▁█  █▁█████████████████ █ ███████\n"
		     " ████████▄███████████████████▇█▇███████\n"
		     "       ▲                 ▲\n"
		     " 0.730 + 0.410  of 50 numbers\n"
		     " off by 0.0220\n");
	set_ascii(&f);
	assert_panel(
		&f, PANEL_EXAMPLE, 9, 80,
		"- example 12 -------------------------------------------------------------------\n"
		"   0.730 + 0.410\n"
		"   1.118  (1.140)\n"
		"  .###  .    #    ..  .# # ##..  #.#     . ###.\n"
		"  ####  #.  ## .####. ##.#######.###   # # ####.##\n"
		" ##########.############################.#########.\n"
		"        ^                       ^\n"
		" 0.730 + 0.410  of 50 numbers\n"
		" off by 0.0220\n");
	fixture_release(&f);
}

static void wrong_symbols_have_signs(void **state)
{
	struct fixture f;

	(void)state;
	fixture_copy(&f);
	assert_panel(&f, PANEL_EXAMPLE, 10, 40,
		     "─ example 12 ───────────────────────────\n"
		     "   a c b d\n"
		     " ✗ a c c d  (a c b d)\n"
		     " read   acbd.....>\n"
		     " wrote        accd\n"
		     "                ✗\n"
		     " truth        acbd\n"
		     "\n"
		     "\n"
		     "\n");
	set_ascii(&f);
	assert_panel(&f, PANEL_EXAMPLE, 14, 24,
		     "- example 12 -----------\n"
		     "   a c b d\n"
		     " - a c c d  (a c b d)\n"
		     " read   acbd.....>\n"
		     " wrote        accd\n"
		     "                -\n"
		     " truth        acbd\n"
		     "\n"
		     "\n"
		     "\n"
		     "\n"
		     "\n"
		     "\n"
		     "\n");
	fixture_release(&f);
}

/* --- hidden and gates ----------------------------------------------------- */

static void the_maps_are_of_the_example(void **state)
{
	struct fixture f;
	struct strbuf text;

	(void)state;
	fixture_sentiment(&f);
	f.scene.colour = false;
	assert_panel(&f, PANEL_HIDDEN, 8, 48,
		     "─ hidden units 0-5 of 12 ───────── -1  ░░▒▓█ 1 ─\n"
		     "   0            ▓▓▓▓▓▓▓▓▓▓▓▓░░░░░░░░████████████\n"
		     "     ▒▒▒▒▒▒▒▒▒▒▒░░░░░░░░░░░░████████\n"
		     "   2            ▒▒▒▒▒▒▒▒▒▒▒▒████████\n"
		     "  ►3                        ░░░░░░░░████████████\n"
		     "   4 ▒▒▒▒▒▒▒▒▒▒▒████████████████████▓▓▓▓▓▓▓▓▓▓▓▓\n"
		     "     ░░░░░░░░░░░            ████████████████████\n"
		     "     quite 음악 clums 하지  cast 안 이야  super\n");
	assert_panel(&f, PANEL_HIDDEN, 6, 39,
		     "─ hidden units 0-3 of 12 ─── -1  ▒█ 1 ─\n"
		     "   0         ▓▓▓▓▓▓▓▓░░░░░░░████████\n"
		     "     ▒▒▒▒▒▒▒▒░░░░░░░░███████\n"
		     "   2         ▒▒▒▒▒▒▒▒███████\n"
		     "  ►3                 ░░░░░░░████████\n"
		     "     qui 음  clu 하  cas 안 이  sup\n");
	assert_panel(&f, PANEL_GATES, 8, 48,
		     "─ gates unit 3 ─ 0 closed  ▒█ open 1  -1  ▒█ 1 ─\n"
		     "r 31       ▓▓▓▓▓░░░░░░░░░░░░        ██████\n"
		     "z 20 ██████▒▒▒▒▒▓▓▓▓▓▓▒▒▒▒▒▒░░░░░░░░░░░░░░\n"
		     "n  9 ▒▒▒▒▒▒▓▓▓▓▓▒▒▒▒▒▒▓▓▓▓▓▓█████▒▒▒▓▓▓▓▓▓▒▒▒▒▒▒\n"
		     "h  6                        ░░░░░░░░████████████\n"
		     "     quite 음악 clums 하지  cast 안 이야  super\n"
		     "\n"
		     "\n");
	f.choice.cursor = true;
	f.choice.cursor_back = 4;
	strbuf_init(&text);
	cursor_text(&f.scene, 70, &text);
	assert_string_equal(text.text,
			    "unit 3 '하지만' h -0.70 r 0.30 z 0.46 n +0.42");
	strbuf_release(&text);
	fixture_release(&f);
}

/* --- data ----------------------------------------------------------------- */

static void fixture_data(struct fixture *f)
{
	static char source[] = "reviews.tsv", yes[] = "positive",
		    no[] = "negative", format[] = "TSV: label, text",
		    why[] = "reviews.tsv:3: no tab";
	static struct class_count class[] = { { no, 410, 40 },
					      { yes, 820, 80 } };
	struct summary d = { .source = source,
			     .format = format,
			     .rows = 1352,
			     .rejected = 2,
			     .duplicates = 5,
			     .train = 1230,
			     .held_out = 120,
			     .source_symbols = 1841,
			     .longest = 31,
			     .classes = 2,
			     .class_of = class,
			     .bin_width = 2,
			     .reasons = 1,
			     .reason = { why } };

	for (int i = 0; i < 16; i++)
		d.length[i] = 200 - (i - 6) * (i - 6) * 2;
	fixture_task(f, "sentiment");
	f->snap.summary = summary_copy(&d);
}

static void the_data_in_numbers_and_bars(void **state)
{
	struct fixture f;

	(void)state;
	fixture_data(&f);
	assert_panel(&f, PANEL_DATA, 22, 50,
		     "─ data TSV: label, text ──────────────────────────\n"
		     " rows            1,352\n"
		     " trained on      1,230\n"
		     " held out          120 never trained on\n"
		     " rejected            2 lines\n"
		     " duplicates          5\n"
		     " vocabulary      1,841 symbols\n"
		     " longest            31 tokens\n"
		     " reviews.tsv:3: no tab\n"
		     "\n"
		     " positive       █████████████████████████     900\n"
		     " negative       ████████████▌                 450\n"
		     "\n"
		     " questions by their length in tokens\n"
		     "          ▃▃ ▆▆ ▇▇ ██ ▇▇ ▆▆ ▃▃\n"
		     "    ▂▂ ▇▇ ██ ██ ██ ██ ██ ██ ██ ▇▇ ▂▂\n"
		     " ▄▄ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ▄▄\n"
		     " ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ▅▅\n"
		     " ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ▄▄\n"
		     " ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ▃▃\n"
		     " ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██\n"
		     " 0                                             32\n");
	assert_panel(
		&f, PANEL_DATA, 14, 100,
		"─ data TSV: label, text ────────────────────────────────────────────────────────────────────────────\n"
		" rows            1,352                             duplicates          5\n"
		" trained on      1,230                             vocabulary      1,841 symbols\n"
		" held out          120 never trained on            longest            31 tokens\n"
		" rejected            2 lines\n"
		" reviews.tsv:3: no tab\n"
		"\n"
		" positive       ███████████████████████████████████████████████████████████████████████████     900\n"
		" negative       █████████████████████████████████████▌                                          450\n"
		"\n"
		" questions by their length in tokens\n"
		" ▂▂▂ ▄▄▄ ▅▅▅ ▇▇▇ ▇▇▇ ███ ███ ███ ▇▇▇ ▇▇▇ ▅▅▅ ▄▄▄ ▂▂▂\n"
		" ███ ███ ███ ███ ███ ███ ███ ███ ███ ███ ███ ███ ███ ███ ▆▆▆ ▃▃▃\n"
		" 0                                                             32\n");
	set_ascii(&f);
	assert_panel(&f, PANEL_DATA, 9, 40,
		     "- data TSV: label, text ----------------\n"
		     " rows            1,352\n"
		     " trained on      1,230\n"
		     " held out          120 never trained on\n"
		     " rejected            2 lines\n"
		     " duplicates          5\n"
		     " vocabulary      1,841 symbols\n"
		     " longest            31 tokens\n"
		     " reviews.tsv:3: no tab\n");
	fixture_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wrong_answer_has_a_sign_and_the_truth),
		cmocka_unit_test(a_long_question_leaves_its_answer_seen),
		cmocka_unit_test(words_stand_on_what_is_expected_so_far),
		cmocka_unit_test(attention_is_a_matrix),
		cmocka_unit_test(long_tokens_take_turns_above_the_attention),
		cmocka_unit_test(numbers_that_count_are_marked),
		cmocka_unit_test(wrong_symbols_have_signs),
		cmocka_unit_test(the_maps_are_of_the_example),
		cmocka_unit_test(the_data_in_numbers_and_bars),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
