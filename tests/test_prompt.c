/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_prompt.c: bytes of a keyboard in, lines and keys out. */
#include "config.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <readline/readline.h>

#include "base/utf8.h"
#include "scratch.h"
#include "ui/prompt.h"

/* Readline drops undo lists when a line is given up. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:libreadline\n"; }

/* One prompt and a clock that only the test moves. */
struct desk {
	struct prompt *prompt;
	double now;
	struct strbuf heard; /* "line:...;" "eof;" "key:F5;" "yes;" "no;",
				moves "<>^v[]" */
	struct strbuf shown;
};

static struct desk desk_open(const char *history)
{
	struct desk d = { .now = 100 };
	struct prompt_options options = { .history = history, .utf8 = true };

	d.prompt = prompt_new(&options);
	strbuf_init(&d.heard);
	strbuf_init(&d.shown);
	return d;
}

static void desk_close(struct desk *d)
{
	prompt_free(d->prompt);
	strbuf_release(&d->heard);
	strbuf_release(&d->shown);
}

static void listen(struct desk *d)
{
	struct prompt_event e;

	while (prompt_next(d->prompt, &e)) {
		if (e.kind == PROMPT_LINE)
			strbuf_printf(&d->heard, "line:%s;", e.line);
		else if (e.kind == PROMPT_EOF)
			strbuf_add(&d->heard, "eof;");
		else if (e.kind == PROMPT_KEY)
			strbuf_printf(&d->heard, "key:%s;",
				      key_table[e.key].name);
		else if (e.kind == PROMPT_REFUSED)
			strbuf_add(&d->heard, "refused;");
		else if (e.kind == PROMPT_MOUSE)
			strbuf_printf(&d->heard, "mouse:%d,%d,%d;",
				      e.mouse.button, e.mouse.row, e.mouse.col);
		else if (e.kind == PROMPT_MOVE)
			strbuf_printf(&d->heard, "%c", "<>^v[]"[e.move]);
		else
			strbuf_add(&d->heard, e.yes ? "yes;" : "no;");
		free(e.line);
	}
}

static void type_bytes(struct desk *d, const char *s, size_t n)
{
	prompt_feed(d->prompt, s, n, d->now);
	listen(d);
}

static void type(struct desk *d, const char *s) { type_bytes(d, s, strlen(s)); }

static void wait_for(struct desk *d, double seconds)
{
	d->now += seconds;
	prompt_tick(d->prompt, d->now);
	listen(d);
}

/* What happened since the last call. */
static void expect(struct desk *d, const char *heard)
{
	assert_string_equal(d->heard.text, heard);
	strbuf_clear(&d->heard);
}

/* The row as it is drawn, and the cursor's column after it. */
static void expect_row(struct desk *d, int cols, const char *row, int cursor)
{
	struct canvas c;
	char *end;

	canvas_init(&c);
	assert_true(canvas_resize(&c, 1, cols));
	prompt_draw(d->prompt, &c, (struct rect){ 0, 0, 1, cols });
	strbuf_clear(&d->shown);
	canvas_dump(&c, &d->shown);
	end = strchr(d->shown.text, '\n');
	if (end)
		*end = '\0';
	assert_string_equal(d->shown.text, row);
	assert_int_equal(c.cursor_col, cursor);
	canvas_release(&c);
}

/* --- the cursor ----------------------------------------------------------- */

static void test_clicks_never_come_into_the_line(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "pri\033[<0;300;12Mnt\033[<0;300;12m");
	expect(&d, "mouse:0,11,299;");
	type(&d, "\033[<68;1;1M\033[<M\033[<9999999;1;1M\033[<0;1M");
	expect(&d, "mouse:64,0,0;"); /* with Shift; the rest is nothing */
	type(&d, "\r");
	expect(&d, "line:print;");
	prompt_ask(d.prompt, "sure? ");
	type(&d, "\033[<0;2;2My\r");
	expect(&d, "yes;");
	desk_close(&d);
}

static void test_arrows_move_a_cursor_where_nothing_is_typed(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "print 1\r");
	expect(&d, "line:print 1;");
	/* training: they are readline's */
	type(&d, "\033[D\033[C\033[A");
	expect(&d, "");
	expect_row(&d, 40, "print 1", 7);
	type(&d, "\x15\r");
	expect(&d, "line:;");
	prompt_set_arrows(d.prompt, ARROWS_BEGIN);
	type(&d, "\033[A");
	expect(&d, "");
	expect_row(&d, 40, "print 1", 7);
	/* something is typed: they are readline's again */
	type(&d, "\033[D\033OD");
	expect(&d, "");
	expect_row(&d, 40, "print 1", 5);
	type(&d, "\x05\x15\r");
	expect(&d, "line:;");
	/* Left begins it, and at once all keys are its */
	type(&d, "\033[D\033[A\033[B\033OC\033[H\033[F\033[1~\033[4~");
	expect(&d, "<^v>[][]");
	expect_row(&d, 40, "", 0);
	assert_true(prompt_is_idle(d.prompt));
	type(&d, "\x10"); /* Ctrl-P is history always */
	expect(&d, "");
	expect_row(&d, 40, "print 1", 7);
	assert_false(prompt_is_idle(d.prompt));
	type(&d, "\x15\022"); /* nor in a search */
	assert_false(prompt_is_idle(d.prompt));
	type(&d, "\033[D");
	expect(&d, "");
	desk_close(&d);
}

/* Keys that come in one piece with it, before the screen has heard of any. */
static void test_a_line_ends_the_cursor_for_the_next_key(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "print 1\r");
	expect(&d, "line:print 1;");
	prompt_set_arrows(d.prompt, ARROWS_MOVE);
	type(&d, "\r\033[A");
	expect(&d, "line:;");
	expect_row(&d, 40, "print 1", 7);
	desk_close(&d);
}

static void test_a_cursor_leaves_questions_and_other_keys_alone(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	prompt_set_arrows(d.prompt, ARROWS_MOVE);
	type(&d, "\033[18~\033[19~\033OR");
	expect(&d, "key:F7;key:F8;key:F3;");
	type(&d, "\033");
	wait_for(&d, 0.1);
	expect(&d, "key:Esc;");
	prompt_ask(d.prompt, "Quit? ");
	type(&d, "\033[D");
	expect(&d, "");
	assert_false(prompt_is_idle(d.prompt));
	type(&d, "n\r");
	expect(&d, "no;");
	desk_close(&d);
}

/* --- lines ---------------------------------------------------------------- */

static void test_a_line_is_edited_and_accepted(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "stp 3\033[D\033[D\033[De");
	expect_row(&d, 40, "step 3", 3);
	type(&d, "\r");
	expect(&d, "line:step 3;");
	type(&d, "\r\r");
	expect(&d, "line:;line:;");
	desk_close(&d);
}

static void test_characters_split_into_bytes_arrive_whole(void **state)
{
	static const char text[] = "print \"안녕 é 🙂\"";
	struct desk d = desk_open(NULL);

	(void)state;
	for (const char *s = text; *s; s++)
		type_bytes(&d, s, 1);
	expect_row(&d, 40, text, 7 + 4 + 1 + 1 + 1 + 2 + 1);
	type(&d, "\r");
	expect(&d, "line:print \"안녕 é 🙂\";");
	desk_close(&d);
}

static void test_bytes_that_are_no_text_are_dropped(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "a\xff\xc3\x28\xed\xa0\x80z\xe2\x82");
	wait_for(&d, 2);
	type(&d, "!\r");
	expect(&d, "line:a(z!;");
	desk_close(&d);
}

static void test_a_wide_character_is_deleted_as_one(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "한국\177");
	expect_row(&d, 20, "한", 2);
	type(&d, "\033[D말\r");
	expect(&d, "line:말한;");
	desk_close(&d);
}

static void test_a_long_line_scrolls_with_its_cursor(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "0123456789abcdefghij");
	expect_row(&d, 12, "<defghij", 8);
	type(&d, "\001");
	expect_row(&d, 12, "0123456789ab", 0);
	desk_close(&d);
}

static void test_hostile_text_is_shown_escaped(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "a\xe2\x80\xae"
		 "b\026\001");
	expect_row(&d, 40, "a<U+202E>b␁", 11);
	desk_close(&d);
}

static void test_end_of_input_only_on_an_empty_line(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "ab\001\004\005");
	expect_row(&d, 20, "b", 1);
	expect(&d, "");
	type(&d, "\177\004");
	expect(&d, "eof;");
	type(&d, "still here\r");
	expect(&d, "line:still here;");
	desk_close(&d);
}

static void test_interrupt_drops_what_is_there(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "first\r");
	expect(&d, "line:first;");
	type(&d, "half");
	assert_false(prompt_interrupt(d.prompt));
	assert_true(prompt_interrupt(d.prompt));
	type(&d, "\022fir");
	assert_false(prompt_interrupt(d.prompt));
	expect_row(&d, 30, "", 0);
	type(&d, "x\r");
	expect(&d, "line:x;");
	desk_close(&d);
}

/* --- keys ----------------------------------------------------------------- */

static void test_keys_and_their_second_bindings(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "\033OP\033h\033[15~\033p\033[21~\033s\033[5~\033k\033[[A");
	expect(&d, "key:F1;key:F1;key:F5;key:F5;key:F10;key:F10;"
		   "key:PgUp;key:PgUp;key:F1;");
	desk_close(&d);
}

static void test_every_key_of_the_table_is_bound(void **state)
{
	(void)state;
	for (size_t i = 0; i < KEY_IDS; i++) {
		const struct key *k = &key_table[i];
		struct desk d = desk_open(NULL);
		char want[40], meta[3] = "\033";

		if (k->second) {
			assert_int_equal(strncmp(k->second, "M-", 2), 0);
			meta[1] = k->second[2];
			type(&d, meta);
		} else if (!k->name[1]) {
			prompt_set_examples(d.prompt, true);
			type(&d, k->name);
		} else {
			type(&d, i == KEY_ID_REDRAW ? "\f" : "\033");
			wait_for(&d, 1);
		}
		snprintf(want, sizeof want, "key:%s;", k->name);
		expect(&d, want);
		desk_close(&d);
	}
}

/* They are letters anywhere else, in a paste too. */
static void test_brackets_choose_an_example_on_an_empty_line(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "[]");
	expect_row(&d, 40, "[]", 2);
	expect(&d, "");
	type(&d, "\025");
	prompt_set_examples(d.prompt, true);
	type(&d, "][[");
	expect(&d, "key:];key:[;key:[;");
	expect_row(&d, 40, "", 0);
	type(&d, "p []");
	expect(&d, "");
	expect_row(&d, 40, "p []", 4);
	type(&d, "\025\033[200~[1]\033[201~");
	expect(&d, "");
	expect_row(&d, 40, "[1]", 3);
	type(&d, "\025\022[");
	expect(&d, "");
	type(&d, "\a");
	desk_close(&d);
}

static void test_a_lone_escape_waits_25_ms(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "\033");
	assert_true(fabs(prompt_deadline(d.prompt) - d.now - 0.025) < 1e-9);
	wait_for(&d, 0.020);
	expect(&d, "");
	wait_for(&d, 0.010);
	expect(&d, "key:Esc;");
	assert_true(isinf(prompt_deadline(d.prompt)));
	type(&d, "p\r");
	expect(&d, "line:p;");
	desk_close(&d);
}

static void test_a_sequence_in_pieces_is_one_key(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "\033");
	type(&d, "[1");
	wait_for(&d, 0.3);
	type(&d, "5~");
	expect(&d, "key:F5;");
	desk_close(&d);
}

static void test_unknown_sequences_leave_no_trace(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "a\033[1;9Z\033[<0;3;4M\033[I\033Oxb\r");
	expect(&d, "mouse:0,3,2;line:ab;");
	desk_close(&d);
}

static void test_an_inputrc_names_the_program_and_moves_keys(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	/* setup() wrote it: Ctrl-T is rnntui-step under $if rnntui */
	type(&d, "\024");
	expect(&d, "key:F10;");
	desk_close(&d);
}

/* Readline 8.2 crashes in a macro that presses a key nobody bound, and hangs
 * in one that presses itself. */
static void test_macros_of_an_inputrc_are_harmless(void **state)
{
	char text[] = "\"\\C-xs\": \"print 1\\C-m\"";
	char unbound[] = "\"\\C-xz\": \"\\e[31337m\"";
	char itself[] = "\"\\C-j\": \"\\C-j\"";
	struct desk d;

	(void)state;
	rl_parse_and_bind(text);
	rl_parse_and_bind(unbound);
	rl_parse_and_bind(itself);
	d = desk_open(NULL);
	type(&d, "\030s");
	expect(&d, "line:print 1;");
	type(&d, "\030z");
	type(&d, "ab\n");
	expect(&d, "line:ab;");
	rl_unbind_key_in_map('s', emacs_ctlx_keymap);
	desk_close(&d);
}

static void test_a_search_for_very_much_ends(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "\022");
	for (int i = 0; i < 20000; i++)
		type(&d, "x");
	/* and the next one begins anew */
	type(&d, "\a\022qq");
	expect_row(&d, 40, "(failed reverse-i-search)`qq':", 31);
	type(&d, "\aab\r");
	expect(&d, "line:ab;");
	desk_close(&d);
}

/* --- paste ---------------------------------------------------------------- */

static void test_a_paste_of_lines_waits_for_enter(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "\033[200~step 1\nlr\t0.1\r\n# 안\rquit\r\n\n\033[201~");
	expect(&d, "");
	expect_row(&d, 40, "step 1↵lr 0.1↵# 안↵quit", 23);
	type(&d, "\r");
	expect(&d, "line:step 1\nlr 0.1\n# 안\nquit;");
	desk_close(&d);
}

static void test_a_script_is_edited_as_a_line(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "\033[200~안\n\n녕\n\033[201~\033[D");
	expect_row(&d, 40, "안↵↵녕", 4);
	type(&d, "\033[D");
	expect_row(&d, 40, "안↵↵녕", 3);
	type(&d, "\033[D");
	expect_row(&d, 40, "안↵↵녕", 2);
	type(&d, "\033[D");
	expect_row(&d, 40, "안↵↵녕", 0);
	type(&d, "a\033[C\004");
	expect_row(&d, 40, "a안↵녕", 3);
	/* with the cursor behind the newline: it goes */
	type(&d, "\033[C\177");
	expect_row(&d, 40, "a안녕", 3);
	/* one undo takes a paste back */
	type(&d, "\005\025\033[200~b\nc\033[201~\037");
	expect_row(&d, 40, "", 0);
	desk_close(&d);
}

static void test_a_long_script_scrolls_with_its_cursor(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "\033[200~0\n2\n4\n6\n8\nabc\ndef\nhij\033[201~");
	expect_row(&d, 12, "<def↵hij", 8);
	desk_close(&d);
}

static void test_a_script_in_ascii(void **state)
{
	struct prompt_options options = { .utf8 = false };
	struct desk d = { .prompt = prompt_new(&options), .now = 100 };

	(void)state;
	strbuf_init(&d.heard);
	strbuf_init(&d.shown);
	type(&d, "\033[200~step\nstep\n\033[201~");
	expect_row(&d, 40, "step|step", 9);
	desk_close(&d);
}

static void test_completion_knows_the_line_of_a_script(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "\033[200~set cell \ngradc\033[201~\t");
	expect_row(&d, 40, "set cell ↵gradcheck", 20);
	type(&d, "\001\033[200~print 1\nset cell g\033[201~\t\r");
	expect(&d, "line:print 1\nset cell gruset cell \ngradcheck ;");
	desk_close(&d);
}

static void test_a_paste_with_escapes_is_text(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "\033[200~a\033[2J\001\t\x7f"
		 "b\xff\033[201~c\r");
	expect(&d, "line:a␛[2J␁ ␡b<ff>c;");
	desk_close(&d);
}

static void test_a_paste_split_anywhere_is_whole(void **state)
{
	static const char bytes[] = "\033[200~안\n녕\033[201~!\r";

	(void)state;
	for (size_t cut = 1; cut < sizeof bytes - 1; cut++) {
		struct desk d = desk_open(NULL);

		type_bytes(&d, bytes, cut);
		wait_for(&d, 0.015);
		type_bytes(&d, bytes + cut, sizeof bytes - 1 - cut);
		expect(&d, "line:안\n녕!;");
		desk_close(&d);
	}
}

/* Handed to readline it would freeze the program. */
static void test_a_paste_without_its_end_ends_in_a_second(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "\033[200~abc\n");
	wait_for(&d, 0.9);
	expect_row(&d, 20, "", 0);
	wait_for(&d, 0.2);
	expect_row(&d, 20, "abc", 3);
	type(&d, "d\r");
	expect(&d, "line:abcd;");
	desk_close(&d);
}

/* Its beginning alone would be another script. */
static void test_a_paste_too_large_is_refused_whole(void **state)
{
	struct desk d = desk_open(NULL);
	char block[4096];

	(void)state;
	for (size_t i = 0; i < sizeof block; i++)
		block[i] = i % 50 == 49 ? '\n' : 'x';
	type(&d, "half\033[200~");
	for (int i = 0; i < 100; i++)
		type_bytes(&d, block, sizeof block);
	type(&d, "\033[201~");
	expect(&d, "refused;");
	type(&d, "\r");
	expect(&d, "line:half;");
	/* also where the line has no space for it, or its end is late */
	for (int times = 0; times < 2; times++) {
		type(&d, "\033[200~");
		for (int i = 0; i < 12; i++)
			type_bytes(&d, block, sizeof block);
		type(&d, "\033[201~");
		expect(&d, times ? "refused;" : "");
	}
	type(&d, "\r");
	assert_int_equal(d.heard.length, strlen("line:;") + 12 * 4096);
	strbuf_clear(&d.heard);
	type(&d, "ok\r");
	expect(&d, "line:ok;");
	desk_close(&d);
}

static void test_a_paste_of_just_the_limit_is_taken(void **state)
{
	struct desk d = desk_open(NULL);
	char block[4096];

	(void)state;
	memset(block, 'x', sizeof block);
	for (int more = 0; more < 2; more++) {
		type(&d, "\033[200~");
		for (int i = 0; i < 16; i++)
			type_bytes(&d, block, sizeof block);
		type(&d, more ? "x\033[201~\r" : "\033[201~\r");
		if (more)
			expect(&d, "refused;line:;");
		else
			assert_int_equal(d.heard.length, 6 + 16 * 4096);
		strbuf_clear(&d.heard);
	}
	desk_close(&d);
}

/* --- history -------------------------------------------------------------- */

static void test_reverse_search_finds_many_byte_text(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "sample \"안녕하세요\"\rstep 2\r");
	strbuf_clear(&d.heard);
	type(&d, "\022녕하");
	expect_row(&d, 60, "(reverse-i-search)`녕하': sample \"안녕하세요\"",
		   18 + 1 + 4 + 3 + 8 + 2);
	type(&d, "\r");
	expect(&d, "line:sample \"안녕하세요\";");
	desk_close(&d);
}

static char *slurp(const char *path)
{
	FILE *f = fopen(path, "r");
	char text[1000];
	size_t n;

	assert_non_null(f);
	n = fread(text, 1, sizeof text - 1, f);
	text[n] = '\0';
	fclose(f);
	return xstrdup(text);
}

static void test_history_is_private_and_survives(void **state)
{
	struct desk d = desk_open("history.tmp");
	struct stat st;
	char *text;

	(void)state;
	type(&d, "step 1\rstep 1\r  \rlr 0.1\r");
	desk_close(&d);
	assert_int_equal(stat("history.tmp", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	text = slurp("history.tmp");
	assert_string_equal(text, "step 1\nlr 0.1\n");
	free(text);
	d = desk_open("history.tmp");
	type(&d, "\020\020\r");
	expect(&d, "line:step 1;");
	desk_close(&d);
	unlink("history.tmp");
}

static void test_a_script_is_one_entry_that_survives(void **state)
{
	struct desk d = desk_open("history.tmp");
	char *text;

	(void)state;
	type(&d, "step 1\r\033[200~step 2\nlr 0.1\n\033[201~\rprint 1\r");
	strbuf_clear(&d.heard);
	type(&d, "\020\020");
	expect_row(&d, 40, "step 2↵lr 0.1", 13);
	type(&d, "\r");
	expect(&d, "line:step 2\nlr 0.1;");
	desk_close(&d);
	text = slurp("history.tmp");
	assert_string_equal(text, "step 1\nstep 2\vlr 0.1\nprint 1\n"
				  "step 2\vlr 0.1\n");
	free(text);
	d = desk_open("history.tmp");
	type(&d, "\022lr\r");
	expect(&d, "line:step 2\nlr 0.1;");
	desk_close(&d);
	unlink("history.tmp");
}

/* The other one wrote while we were running. */
static void test_two_programs_keep_the_lines_of_both(void **state)
{
	struct desk d = desk_open("history.tmp");
	FILE *other;
	char *text;

	(void)state;
	type(&d, "mine 1\r");
	other = fopen("history.tmp", "a");
	assert_non_null(other);
	fputs("theirs\n", other);
	fclose(other);
	type(&d, "mine 2\r");
	desk_close(&d);
	text = slurp("history.tmp");
	assert_string_equal(text, "mine 1\ntheirs\nmine 2\n");
	free(text);
	unlink("history.tmp");
}

static void test_a_history_that_cannot_be_written_is_no_error(void **state)
{
	struct desk d = desk_open("no-such-folder/history");

	(void)state;
	type(&d, "one\r\020\r");
	expect(&d, "line:one;line:one;");
	desk_close(&d);
}

/* --- completion ----------------------------------------------------------- */

static void test_a_single_candidate_completes(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "gradc\t");
	expect_row(&d, 40, "gradcheck", 10);
	assert_int_equal(prompt_popup_rows(d.prompt, 12, 80), 0);
	desk_close(&d);
}

/* What stands above the prompt has that part. */
static void expect_popup(struct desk *d, int rows, const char *part)
{
	struct canvas c;
	struct rect r = { 0, 0, prompt_popup_rows(d->prompt, 12, 80), 80 };

	assert_int_equal(r.rows, rows);
	canvas_init(&c);
	assert_true(canvas_resize(&c, r.rows, r.cols));
	prompt_draw_popup(d->prompt, &c, r);
	strbuf_clear(&d->shown);
	canvas_dump(&c, &d->shown);
	if (!strstr(d->shown.text, part))
		fail_msg("'%s' is not in '%s'", part, d->shown.text);
	canvas_release(&c);
}

static void test_candidates_open_a_popup_that_escape_closes(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "s\t");
	expect_popup(&d, 7, "sample  let the net write\nsave ");
	type(&d, "\033");
	wait_for(&d, 1);
	assert_int_equal(prompt_popup_rows(d.prompt, 12, 80), 0);
	expect(&d, ""); /* the pane does not close with it */
	type(&d, "\ta");
	assert_int_equal(prompt_popup_rows(d.prompt, 12, 80), 0);
	desk_close(&d);
}

static void test_tab_turns_the_pages_of_candidates(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "\t");
	expect_popup(&d, 12, "page 1 of 4");
	expect_popup(&d, 12, "apropos    find what");
	type(&d, "\t");
	expect_popup(&d, 12, "page 2 of 4");
	type(&d, "\t\t\t");
	expect_popup(&d, 12, "page 1 of 4");
	desk_close(&d);
}

/* Readline cuts words at '-', the candidates are whole. */
static void test_candidates_are_whole_words(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "set learning_rate 1\001\013set save-\t");
	expect_row(&d, 40, "set save-every", 15);
	type(&d, "\025until loss-sample-\t");
	expect_popup(&d, 2, "sample-every   new text");
	type(&d, "l\t");
	expect_row(&d, 40, "until loss-sample-length", 25);
	desk_close(&d);
}

/* Whatever words were offered before. */
static void test_files_that_complete_are_shown(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	assert_int_equal(mkdir("complete.tmp", 0700), 0);
	assert_int_equal(mkdir("complete.tmp/sa", 0700), 0);
	assert_int_equal(mkdir("complete.tmp/sb", 0700), 0);
	type(&d, "s\t");
	expect_popup(&d, 7, "sample  let");
	type(&d, "ave complete.tmp/s\t");
	expect_popup(&d, 1, "sa  sb\n");
	rmdir("complete.tmp/sa");
	rmdir("complete.tmp/sb");
	rmdir("complete.tmp");
	desk_close(&d);
}

static void test_files_complete_with_spaces_in_quotes(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	assert_int_equal(mkdir("two words.tmp", 0700), 0);
	type(&d, "source two\t");
	type(&d, "x\r");
	expect(&d, "line:source \"two words.tmp/x;");
	rmdir("two words.tmp");
	desk_close(&d);
}

/* --- questions ------------------------------------------------------------ */

/* What it says above its row. */
static void expect_above(struct desk *d, const char *text)
{
	struct canvas c;
	struct rect r = { 0, 0, prompt_popup_rows(d->prompt, 12, 40), 40 };

	canvas_init(&c);
	assert_true(canvas_resize(&c, r.rows, r.cols));
	prompt_draw_popup(d->prompt, &c, r);
	strbuf_clear(&d->shown);
	canvas_dump(&c, &d->shown);
	assert_string_equal(d->shown.text, text);
	canvas_release(&c);
}

static void test_a_question_takes_a_line_and_gives_the_other_back(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "half\002");
	prompt_ask(d.prompt, "Quit without saving? (y or n) ");
	expect_row(&d, 60, "Quit without saving? (y or n)", 30);
	expect_above(&d, "");
	type(&d, "ye");
	expect_row(&d, 60, "Quit without saving? (y or n) ye", 32);
	expect(&d, "");
	type(&d, "s\rstep\r");
	expect(&d, "yes;line:halstepf;");
	desk_close(&d);
}

static void test_only_a_whole_word_answers(void **state)
{
	static const struct {
		const char *typed, *heard;
	} row[] = {
		{ "y\r", "yes;" },     { "Y\n", "yes;" },
		{ "yes\r", "yes;" },   { "yEs\r", "yes;" },
		{ " y \r", "yes;" },   { "n\r", "no;" },
		{ "N\r", "no;" },      { "no\r", "no;" },
		{ "NO\r", "no;" },     { "\004", "no;" },
		{ "ye\004", "no;" },   { "y\a", "no;" },
		{ "y", "" },           { "\r", "" },
		{ "sorry, no\r", "" }, { "ye\r", "" },
		{ "yy\r", "" },        { "y n\r", "" },
		{ "yes!\r", "" },      { "nope\r", "" },
		{ "\t", "" },          { "\033[A\033OP\033[15~\033y\r", "" },
	};
	struct desk d = desk_open(NULL);

	(void)state;
	for (size_t i = 0; i < LENGTH(row); i++) {
		prompt_ask(d.prompt, "? ");
		type(&d, row[i].typed);
		expect(&d, row[i].heard);
	}
	prompt_ask(d.prompt, "? ");
	type_bytes(&d, "", 1); /* Ctrl-Space */
	expect(&d, "");
	type_bytes(&d, "\0\r", 2);
	expect(&d, "");
	type(&d, "\033");
	wait_for(&d, 1);
	expect(&d, "no;");
	desk_close(&d);
}

static void test_another_answer_is_asked_again(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	prompt_ask(d.prompt, "Really? ");
	type(&d, "perhaps\r");
	expect_above(&d, "Please answer y or n.\n");
	expect_row(&d, 40, "Really?", 8);
	type(&d, "y");
	expect_row(&d, 40, "Really? y", 9);
	type(&d, "\r");
	expect(&d, "yes;");
	expect_above(&d, "");
	prompt_ask(d.prompt, "And this? ");
	expect_above(&d, "");
	desk_close(&d);
}

static void test_a_command_answers_no_and_is_executed(void **state)
{
	static const struct {
		const char *before, *answer, *heard;
	} row[] = {
		{ "", "quit now\r", "no;line:quit now;" },
		{ "", "q now\r", "no;line:q now;" },
		{ "", "next\r", "no;line:next;" },
		{ "", "set hidden 20\r", "no;line:set hidden 20;" },
		/* the question came while it was typed */
		{ "q", "uit now\r", "no;line:quit now;" },
		{ "qui", "t now\r", "no;line:quit now;" },
		{ "quit", " now\r", "no;line:quit now;" },
		{ "quit n", "ow\r", "no;line:quit now;" },
		{ "quit no", "w\r", "no;line:quit now;" },
		{ "ste", "p 5\r", "no;line:step 5;" },
		/* what was half typed is another line */
		{ "print lo", "quit now\r", "no;line:quit now;" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(row); i++) {
		struct desk d = desk_open(NULL);

		type(&d, row[i].before);
		prompt_ask(d.prompt, "? ");
		type(&d, row[i].answer);
		expect(&d, row[i].heard);
		desk_close(&d);
	}
}

static void test_an_answer_is_edited_and_pasted(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	prompt_ask(d.prompt, "? ");
	type(&d, "\177n안\b\177y");
	expect_row(&d, 40, "? y", 3);
	type(&d, "x\025\033[200~yes\nno\033[201~");
	expect_row(&d, 40, "? yes no", 8);
	type(&d, "\177\177\177\xec\x95");
	expect_row(&d, 40, "? yes", 5);
	wait_for(&d, 2); /* half a character is none */
	type(&d, "\033[200~\n\033[201~");
	expect(&d, "");
	type(&d, "\r");
	expect(&d, "yes;");
	desk_close(&d);
}

static void test_a_second_question_is_not_answered_by_the_first(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	prompt_ask(d.prompt, "One? ");
	type(&d, "y");
	prompt_ask(d.prompt, "Two? ");
	type(&d, "\r");
	expect(&d, "");
	expect_row(&d, 40, "Two?", 5);
	desk_close(&d);
}

static void test_an_interrupt_answers_no_and_leaves_the_line(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	type(&d, "half");
	prompt_ask(d.prompt, "? ");
	type(&d, "y");
	assert_false(prompt_interrupt(d.prompt));
	listen(&d);
	expect(&d, "no;");
	expect_row(&d, 40, "half", 4);
	desk_close(&d);
}

static void test_a_question_stays_beside_a_long_answer(void **state)
{
	struct desk d = desk_open(NULL);
	struct canvas c;

	(void)state;
	prompt_ask(d.prompt, "Really? ");
	type(&d, "0123456789abc");
	expect_row(&d, 18, "Really? <56789abc", 17);
	expect_row(&d, 12, "<y? <789abc", 11);
	type(&d, "\025y");
	expect_row(&d, 12, "<y? y", 5);
	canvas_init(&c);
	assert_true(canvas_resize(&c, 1, 30));
	for (int cols = 0; cols < 30; cols++)
		prompt_draw(d.prompt, &c, (struct rect){ 0, 0, 1, cols });
	canvas_release(&c);
	desk_close(&d);
}

static void test_the_text_before_the_line_waits_for_a_search(void **state)
{
	struct desk d = desk_open(NULL);

	(void)state;
	prompt_set(d.prompt, "(lstm) ");
	expect_row(&d, 40, "(lstm)", 7);
	type(&d, "\022");
	prompt_set(d.prompt, "(gru) ");
	expect_row(&d, 40, "(reverse-i-search)`':", 22);
	type(&d, "\a");
	expect_row(&d, 40, "(gru)", 6);
	desk_close(&d);
}

/* --- anything ------------------------------------------------------------- */

/* splitmix64: the same keys every time. */
static uint64_t next_random(uint64_t *s)
{
	uint64_t z = *s += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* Half of them from what a keyboard sends. */
static size_t random_key(uint64_t *s, char *out)
{
	static const char *const key[] = {
		"\033",      "\033[A",    "\033[B", "\033[C", "\033[D",
		"\033[200~", "\033[201~", "\t",     "\r",     "\022",
		"\004",      "\007",      "\030",   "\032",   "\033[3~",
		"안",        "é",         "\033-",  "\0339",  "\026",
		"\037",      "\031",      "\033[",  "\033O",  "\030(",
		"\030)",     "\030e",     "\033y",  "\033\n",
	};
	uint64_t r = next_random(s);
	const char *k = key[(r >> 8) % LENGTH(key)];

	if (r & 1) {
		*out = (char)(r >> 16);
		return 1;
	}
	memcpy(out, k, strlen(k));
	return strlen(k);
}

static void test_random_keys_never_crash_or_freeze(void **state)
{
	struct desk d = desk_open(NULL);
	uint64_t seed = 1;
	char key[16];
	struct canvas c;

	(void)state;
	canvas_init(&c);
	assert_true(canvas_resize(&c, 4, 30));
	for (int i = 0; i < 100000; i++) {
		size_t n = random_key(&seed, key);

		type_bytes(&d, key, n);
		strbuf_clear(&d.heard);
		if (i % 7 == 0)
			wait_for(&d, i % 3 ? 0.03 : 1.5);
		if (i % 101 == 0)
			prompt_interrupt(d.prompt);
		if (i % 997 == 0)
			prompt_ask(d.prompt, "Random? (y or n) ");
		if (i % 57 == 0) {
			prompt_draw(d.prompt, &c, (struct rect){ 3, 0, 1, 30 });
			prompt_draw_popup(d.prompt, &c,
					  (struct rect){ 0, 0, 3, 30 });
			assert_in_range(c.cursor_col, 0, 29);
		}
	}
	canvas_release(&c);
	desk_close(&d);
}

static int setup(void **state)
{
	FILE *f = fopen("inputrc.tmp", "w");

	(void)state;
	if (!f || !setlocale(LC_CTYPE, "C.UTF-8"))
		return -1;
	fputs("$if rnntui\n\"\\C-t\": rnntui-step\n$endif\n", f);
	fclose(f);
	return setenv("INPUTRC", "inputrc.tmp", 1);
}

static int teardown(void **state)
{
	(void)state;
	return unlink("inputrc.tmp");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clicks_never_come_into_the_line),
		cmocka_unit_test(
			test_arrows_move_a_cursor_where_nothing_is_typed),
		cmocka_unit_test(test_a_line_ends_the_cursor_for_the_next_key),
		cmocka_unit_test(
			test_a_cursor_leaves_questions_and_other_keys_alone),
		cmocka_unit_test(test_a_line_is_edited_and_accepted),
		cmocka_unit_test(test_characters_split_into_bytes_arrive_whole),
		cmocka_unit_test(test_bytes_that_are_no_text_are_dropped),
		cmocka_unit_test(test_a_wide_character_is_deleted_as_one),
		cmocka_unit_test(test_a_long_line_scrolls_with_its_cursor),
		cmocka_unit_test(test_hostile_text_is_shown_escaped),
		cmocka_unit_test(test_end_of_input_only_on_an_empty_line),
		cmocka_unit_test(test_interrupt_drops_what_is_there),
		cmocka_unit_test(test_keys_and_their_second_bindings),
		cmocka_unit_test(test_every_key_of_the_table_is_bound),
		cmocka_unit_test(
			test_brackets_choose_an_example_on_an_empty_line),
		cmocka_unit_test(test_a_lone_escape_waits_25_ms),
		cmocka_unit_test(test_a_sequence_in_pieces_is_one_key),
		cmocka_unit_test(test_unknown_sequences_leave_no_trace),
		cmocka_unit_test(
			test_an_inputrc_names_the_program_and_moves_keys),
		cmocka_unit_test(test_macros_of_an_inputrc_are_harmless),
		cmocka_unit_test(test_a_search_for_very_much_ends),
		cmocka_unit_test(test_a_paste_of_lines_waits_for_enter),
		cmocka_unit_test(test_a_script_is_edited_as_a_line),
		cmocka_unit_test(test_a_long_script_scrolls_with_its_cursor),
		cmocka_unit_test(test_a_script_in_ascii),
		cmocka_unit_test(test_completion_knows_the_line_of_a_script),
		cmocka_unit_test(test_a_paste_with_escapes_is_text),
		cmocka_unit_test(test_a_paste_split_anywhere_is_whole),
		cmocka_unit_test(test_a_paste_without_its_end_ends_in_a_second),
		cmocka_unit_test(test_a_paste_too_large_is_refused_whole),
		cmocka_unit_test(test_a_paste_of_just_the_limit_is_taken),
		cmocka_unit_test(test_reverse_search_finds_many_byte_text),
		IN_SCRATCH(test_history_is_private_and_survives),
		IN_SCRATCH(test_a_script_is_one_entry_that_survives),
		IN_SCRATCH(test_two_programs_keep_the_lines_of_both),
		cmocka_unit_test(
			test_a_history_that_cannot_be_written_is_no_error),
		cmocka_unit_test(test_a_single_candidate_completes),
		cmocka_unit_test(
			test_candidates_open_a_popup_that_escape_closes),
		cmocka_unit_test(test_tab_turns_the_pages_of_candidates),
		cmocka_unit_test(test_candidates_are_whole_words),
		IN_SCRATCH(test_files_that_complete_are_shown),
		IN_SCRATCH(test_files_complete_with_spaces_in_quotes),
		cmocka_unit_test(
			test_a_question_takes_a_line_and_gives_the_other_back),
		cmocka_unit_test(test_only_a_whole_word_answers),
		cmocka_unit_test(test_another_answer_is_asked_again),
		cmocka_unit_test(test_a_command_answers_no_and_is_executed),
		cmocka_unit_test(test_an_answer_is_edited_and_pasted),
		cmocka_unit_test(
			test_a_second_question_is_not_answered_by_the_first),
		cmocka_unit_test(
			test_an_interrupt_answers_no_and_leaves_the_line),
		cmocka_unit_test(test_a_question_stays_beside_a_long_answer),
		cmocka_unit_test(
			test_the_text_before_the_line_waits_for_a_search),
		cmocka_unit_test(test_random_keys_never_crash_or_freeze),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
