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
		     " ✗ wangsibri  (wangsimni)\n"
		     "        ㅇㅘㅇㅅㅣㅂㄹㅣ</s>\n"
		     "   g        ░░░░           0.99\n"
		     "   s          ░░           0.99\n"
		     "   i            ▒▒         0.99\n"
		     " ✗►b              ▓▓       0.41\n"
		     " ✗ r                ██     0.99\n"
		     "   i                  ▒▒   0.99       …\n");
	assert_panel(&f, PANEL_EXAMPLE, 9, 24,
		     "─ example 12 ───────────\n"
		     " ✗ wangsibri  (wangsim…\n"
		     "       …ㅇㅅㅣㅂㄹㅣ</…\n"
		     "   g    ░░░░\n"
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
		     "─ example 12 ───────── truth ✗ a c b d ─\n"
		     " read    a c b d . . . . . >\n"
		     " wrote ✗             a c c d\n"
		     "                         ✗\n"
		     " truth               a c b d\n"
		     "\n"
		     "\n"
		     "\n"
		     "\n"
		     "\n");
	set_ascii(&f);
	assert_panel(&f, PANEL_EXAMPLE, 14, 24,
		     "- example 12 -----------\n"
		     " read    a c b d . . .\n"
		     " wrote -             a\n"
		     " truth               a\n"
		     "\n"
		     " read    . . >\n"
		     " wrote - c c d\n"
		     "           -\n"
		     " truth   c b d\n"
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

/* --- numbers -------------------------------------------------------------- */

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

static void the_header_is_about_the_task(void **state)
{
	struct fixture f;
	struct track_view *t = &f.snap.track[0];

	(void)state;
	fixture_data(&f);
	t->main_metric = "valid_accuracy";
	t->main_value = 0.983;
	t->baseline = 0.58;
	t->now.iteration = 1240;
	t->now.smooth_loss = 0.1234;
	assert_panel(
		&f, PANEL_NUMBERS, 2, 110,
		" rnntui  sentiment: reviews.tsv  1,352 rows  65 symbols              gru 1x12  adagrad 0.1  clip 5  ► RUNNING\n"
		" iteration 1,240  smooth loss 0.123  valid_accuracy 0.983  baseline 0.580     9.80k examples/s  trained 3 min\n");
	assert_panel(
		&f, PANEL_NUMBERS, 2, 80,
		" rnntui  sentiment: reviews.tsv        gru 1x12  adagrad 0.1  clip 5  ► RUNNING\n"
		" iteration 1,240  smooth loss 0.123  valid_accuracy 0.983      9.80k examples/s\n");
	t->spec.model = MODEL_SEQ2SEQ;
	t->spec.symbols_in = 67;
	t->spec.symbols_out = 26;
	t->spec.hidden = 64;
	free(f.snap.summary->source);
	f.snap.summary->source = xstrdup("generated: roman");
	f.snap.summary->rows = -1;
	assert_panel(
		&f, PANEL_NUMBERS, 20, 100,
		" rnntui  sentiment: roman  67 → 26 symbols              gru 2x32+64  adagrad 0.1  clip 5  ► RUNNING\n"
		"\n"
		" iteration             1,240                       net             gru 2x32+64 layers x units\n"
		" epoch                     -                       symbols V                67\n"
		" time trained          3 min                       steps T                  25 at most\n"
		" speed                 9.80k examples/s            examples B                1\n"
		"                                                   engine          float/x86-64-v3\n"
		" loss                  52.11 nats per symbol\n"
		" smooth loss           0.123 nats per symbol       optimizer           adagrad\n"
		" best smooth           51.40 nats per symbol       learning rate           0.1\n"
		" validation                - nats per symbol       clip by value             5 0 off\n"
		" best validation           - nats per symbol       clip by norm              0 0 off\n"
		" valid_accuracy        0.983 held out              dropout                   0 0 off\n"
		" baseline              0.580 without recurrence\n"
		"\n"
		" gradient norm         4.210 before clipping\n"
		" clipped                0.3% of the elements\n"
		"\n"
		"\n"
		"\n");
	fixture_release(&f);
}

/* --- loss ----------------------------------------------------------------- */

static void fixture_metric(struct fixture *f)
{
	struct track_view *t = &f->snap.track[0];

	fixture_task(f, "translate");
	fixture_series(f, 200, 4, 3.1, 0.05);
	for (int i = 8; i < 200; i += 8)
		t->series->bucket[i].valid = 1 - exp(-0.03 * i);
	t->main_metric = "valid_exact";
	t->main_value = 0.983;
	t->baseline = 0.58;
	t->now.valid_loss = 0.21;
}

static void the_main_metric_has_an_axis_of_its_own(void **state)
{
	struct fixture f;

	(void)state;
	fixture_metric(&f);
	assert_panel(&f, PANEL_LOSS, 10, 39,
		     "─ loss ──────────── valid_exact 0.983 ─\n"
		     "    │▴ 9.227 ⢕⢀⡀ ⣤⠆⢅⠞⠃⠅⠛⠃⡀⠉⠁ ⠉⠁⠂⠉⠁⢀├1.0\n"
		     "    │⢳⡀⢕⢕⢐⠅⢀⡄⢕⠛⠁⢀⢕⢕⢕⠅⠄⢕⢐⢅ ⠅⢐⢐⢐⢕⢀⢀⢐⢀│\n"
		     "    │⢕⠙⢦⣀⢕⢕⠏⢕⢕⢕⢕⢔⢕⢕⢕⢅⢕⢕⢕⢕⠄⠅⢐⢔⢐⢕⢐⢐⢕⢕│\n"
		     "    │⠒⢕⠒⠉⠛⠶⢦⣤⣤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀│\n"
		     "   0┤⢐⢕⠅⠏⢕⢕⢕⢕⢕⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉├0.5\n"
		     "    │⢐⠐⠅  ⠶⠶ smooth  ⠶  valid_exact│\n"
		     "    │  ⠁⠅⠅ ⠅ ⢐⢕⢐ ⠅⠕⢐⢕⢑⢕⢕⢑⢕⢕⢐⢕⢕⠅⠕⢑⢕⢐│\n"
		     "    │⠠⠠⢂ ⠁⠈⠅ ⢐⠐⠐   ⠈⠈⠈⠅⠈⢐⠑⢕ ⢕⠅⠅⠁⢐⠅⢐├0.0\n"
		     "     0                500        it 800\n");
	f.choice.bits = true; /* there are none */
	assert_says(&f, PANEL_LOSS, 10, 60, "nats/example", "bits");
	set_ascii(&f);
	assert_panel(
		&f, PANEL_LOSS, 12, 70,
		"- loss nats/example ------------------------------ valid_exact 0.983 -\n"
		"    |:^ 9.227 ::     ::   ::      :ooo. :ooo:  ooo   ooo   ooo .  +1.0\n"
		"   4+:::::::: ::. :  ::ooo:: ooo:::::   : :.:.. : ::  :: :. :..: .|\n"
		"    |***:::::.::: :o ::::::::::  :: raw  ** smooth  oo valid_exact|\n"
		"   2+:::****:::::oo:::::::::::::::::::::::::::: : :::::::: :::::::|\n"
		"    |-------**********----------------------------- baseline 0.580|\n"
		"   0+.:::::o::::::::::********************************************+0.5\n"
		"    | : :: :::::::::::::::::::::::::::::::::::::::::::::::::::::::|\n"
		"  -2+ :. : : ::  ::   :::::::::::: ::::: :::::::::: ::::::::: ::::|\n"
		"    |    . :.:  .::    :: : :.: :  ::: : ::: :::::: :::::: :: :: :|\n"
		"    | . . ..      : .. :  :    .       :  :    :: :.: : : . : :  :+0.0\n"
		"     0             200            400            600            it 800\n");
	f.snap.track[0].spec.goals = 1;
	f.snap.track[0].main_metric = "valid_mse";
	f.snap.track[0].main_falls = true;
	f.snap.track[0].baseline = 0.167;
	for (int i = 8; i < 200; i += 8)
		f.snap.track[0].series->bucket[i].valid = 0.2 * exp(-0.03 * i);
	assert_panel(
		&f, PANEL_LOSS, 10, 60,
		"- loss squared error/example ------------- valid_mse 0.983 -\n"
		"    |:^ 9.227: .: ::..  :: raw  ** smooth  oo valid_mse|\n"
		"    |*-o-------------------------------- baseline 0.167+0.15\n"
		"    |:***::::::::::::::::::::::::::::::.: :::::::::::::|\n"
		"    |::::**********::::::::::::::::::::::::::::::::::::+0.10\n"
		"   0+.::::::oo:::::************************************|\n"
		"    | :::::::::::oo::::::::::::::::::::::::::::::::::::+0.05\n"
		"    |  .  :   :: : o:::ooo : ::: ::::::::::::::::::::  |\n"
		"    | . .... . :  .: ::   .  ooo : ooo.::ooo:::ooo::   +0.00\n"
		"     0                             500                it 800\n");
	fixture_release(&f);
}

static void a_table_of_the_loss_has_the_metric(void **state)
{
	const struct figure_detail detail = { 10, 10 };
	struct fixture f;
	struct figure figure;
	struct strbuf out;

	(void)state;
	fixture_metric(&f);
	figure_init(&figure);
	strbuf_init(&out);
	loss_panel.figure(&f.scene, &detail, &figure);
	figure_csv(&figure, &out);
	assert_non_null(strstr(out.text, ",baseline,"));
	assert_non_null(strstr(out.text, ",valid_exact,"));
	assert_non_null(strstr(out.text, ",0.58,"));
	strbuf_release(&out);
	figure_release(&figure);
	fixture_release(&f);
}

/* --- data ----------------------------------------------------------------- */

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
		cmocka_unit_test(the_header_is_about_the_task),
		cmocka_unit_test(the_main_metric_has_an_axis_of_its_own),
		cmocka_unit_test(a_table_of_the_loss_has_the_metric),
		cmocka_unit_test(the_data_in_numbers_and_bars),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
