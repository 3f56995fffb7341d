/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prompt.c: the command line: readline, fed from our own queue. */
#include "config.h"

#include "ui/prompt_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>
#include <readline/history.h>

#include "base/utf8.h"
#include "cmd/complete.h"
#include "ui/prompt_bind.h"

enum { LINE_MAX_BYTES = 64 << 10, SEARCH_MAX = 400, MACRO_MAX = 4096 };

/* Readline's callbacks have no user pointer: this folder's only static. */
static struct prompt *self;

/* --- what readline calls -------------------------------------------------- */

int prompt_emit_key(enum key_id key)
{
	prompt_emit(self,
		    (struct prompt_event){ .kind = PROMPT_KEY, .key = key });
	return 0;
}

/* The mark of a paste came in pieces and so passed input.c. */
static int on_paste(int n UNUSED, int c UNUSED)
{
	input_begin_paste(&self->input);
	return 0;
}

/* Gives the bytes of the current key: readline never waits.  EOF ends any loop
 * that asks for more. */
static int next_byte(FILE *stream UNUSED)
{
	if (self->key_used >= self->key.length)
		return EOF;
	return (unsigned char)self->key.text[self->key_used++];
}

static int bytes_waiting(void) { return self->key_used < self->key.length; }

static void on_redisplay(void) { self->dirty = true; }

static void on_line(char *line)
{
	if (!line) {
		prompt_emit(self, (struct prompt_event){ .kind = PROMPT_EOF });
		return;
	}
	prompt_remember(self, line);
	/* A line ends the cursor; the next key may be waiting already. */
	if (self->arrows == ARROWS_MOVE)
		self->arrows = ARROWS_BEGIN;
	prompt_emit(self,
		    (struct prompt_event){ .kind = PROMPT_LINE, .line = line });
}

/* --- a command for an answer ---------------------------------------------- */

/* The question may have come in the middle of a line typed ahead: then
 * readline's line has its beginning. */
static char *take_command(const struct prompt *p)
{
	const char *answer = p->answer.text;
	char *whole;

	if (names_command(answer, true))
		return xstrdup(answer);
	whole = xasprintf("%s%s", rl_line_buffer, answer);
	if (rl_end && rl_point == rl_end && names_command(whole, false)) {
		rl_replace_line("", 1);
		rl_point = rl_end = 0;
		return whole;
	}
	free(whole);
	return names_command(answer, false) ? xstrdup(answer) : NULL;
}

bool prompt_answer_command(struct prompt *p)
{
	char *line = take_command(p);

	if (!line)
		return false;
	prompt_answer(p, false);
	on_line(line);
	return true;
}

/* --- completion ----------------------------------------------------------- */

/* Start of the line at the cursor, in a script of several. */
static int line_start(void)
{
	int at = rl_point;

	while (at > 0 && rl_line_buffer[at - 1] != '\n')
		at--;
	return at;
}

static char **on_complete(const char *text UNUSED, int start, int end UNUSED)
{
	struct completion *c = &self->offered;
	int first = line_start();

	completion_release(c);
	complete_line(c, rl_line_buffer + first, (size_t)(rl_point - first),
		      &self->runs);
	c->start += first;
	rl_attempted_completion_over = !c->files;
	if (c->files)
		return NULL;
	rl_completion_append_character = c->append;
	return popup_matches(c, rl_line_buffer, start);
}

/* Without candidates of ours they are readline's own: files, or users. */
static void on_candidates(char **matches, int count, int widest UNUSED)
{
	if (self->offered.count)
		popup_open(&self->popup, &self->offered);
	else
		popup_open_paths(&self->popup, matches + 1, count);
	self->popup_fresh = true;
	self->dirty = true;
}

/* --- start and end -------------------------------------------------------- */

static void set_callbacks(void)
{
	rl_outstream = self->null;
	rl_getc_function = next_byte;
	rl_input_available_hook = bytes_waiting;
	rl_redisplay_function = on_redisplay;
	rl_attempted_completion_function = on_complete;
	rl_completion_display_matches_hook = on_candidates;
}

struct prompt *prompt_new(const struct prompt_options *options)
{
	struct prompt *p = xcalloc(1, sizeof *p);

	self = p;
	p->end = &p->first;
	p->sanitize = options->utf8 ? SANITIZE_UTF8 : 0;
	p->text = xstrdup("");
	input_init(&p->input, options->utf8);
	if (options->expect_reply)
		input_expect_reply(&p->input);
	strbuf_init(&p->key);
	strbuf_init(&p->answer);
	popup_init(&p->popup, p->sanitize);
	p->null = fopen("/dev/null", "we");
	set_callbacks();
	prompt_bind();
	rl_add_defun("rnntui-paste", on_paste, -1);
	rl_initialize();
	prompt_bind_rest(on_paste);
	prompt_open_history(p, options->history);
	rl_callback_handler_install("", on_line);
	p->dirty = true;
	return p;
}

void prompt_free(struct prompt *p)
{
	if (!p)
		return;
	rl_callback_handler_remove();
	prompt_close_history(p);
	rl_outstream = stdout;
	if (p->null)
		fclose(p->null);
	prompt_drop_events(p);
	popup_close(&p->popup);
	completion_release(&p->offered);
	strbuf_release(&p->key);
	strbuf_release(&p->answer);
	input_release(&p->input);
	free(p->text);
	free(p->question);
	free(p);
	self = NULL;
}

/* --- keys ----------------------------------------------------------------- */

/* Readline is in a mode of its own (search, argument), where keys mean
 * something else. */
static bool readline_is_deep(void)
{
	return RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH |
			  RL_STATE_NUMERICARG | RL_STATE_MULTIKEY |
			  RL_STATE_VIMOTION | RL_STATE_CHARSEARCH);
}

bool prompt_is_idle(const struct prompt *p)
{
	return !rl_end && !readline_is_deep() && !p->popup.count &&
	       !p->question;
}

void prompt_set_arrows(struct prompt *p, enum prompt_arrows arrows)
{
	p->arrows = arrows;
}

void prompt_set_examples(struct prompt *p, bool examples)
{
	p->examples = examples;
}

static void apply_text(struct prompt *p)
{
	if (!p->text_stale || readline_is_deep())
		return;
	rl_set_prompt(p->text);
	p->text_stale = false;
}

/* Hands p->key over, all of it.  A key may advance a search or a macro by more
 * than one call; an endless macro gets no more. */
static void hand_over(struct prompt *p)
{
	p->key_used = 0;
	p->popup_fresh = false;
	for (int calls = 0; p->key_used < p->key.length; calls++) {
		size_t used = p->key_used;

		if (calls > MACRO_MAX)
			break;
		rl_callback_read_char();
		if (p->key_used > used)
			calls = 0;
	}
	if (!p->popup_fresh && p->popup.count)
		prompt_close_popup(p);
	if (rl_end > LINE_MAX_BYTES) {
		rl_delete_text(LINE_MAX_BYTES, rl_end);
		rl_point = min_int(rl_point, rl_end);
	}
	apply_text(p);
	p->dirty = true;
}

/* An unbound sequence would leave its tail in the line, and half of one would
 * take the next key with it. */
static bool is_unbound_sequence(const struct prompt *p)
{
	const char *s = p->key.text;

	if (p->key.length < 2 || s[0] != '\033' || (s[1] != '[' && s[1] != 'O'))
		return false;
	return p->key.length == 2 ||
	       !rl_function_of_keyseq_len(s, p->key.length, NULL, NULL);
}

/* Presses one key before the current one. */
static void press_alone(struct prompt *p, char key)
{
	struct strbuf kept = p->key;

	strbuf_init(&p->key);
	strbuf_add_char(&p->key, key);
	hand_over(p);
	strbuf_release(&p->key);
	p->key = kept;
}

/* A key that ends a search and then does its own work makes readline 8.2 call
 * itself; if that work is given up (Ctrl-X Ctrl-G) it jumps into a frame that
 * is gone.  So the search is ended first, and on its own. */
static void leave_search(struct prompt *p)
{
	/* keys of a search: Ctrl-G H J M R S V W Y */
	static const char own[] = "\a\b\n\r\022\023\026\027\031";
	unsigned char c = (unsigned char)*p->key.text;

	if (RL_ISSTATE(RL_STATE_ISEARCH) && c < 32 && !(c && strchr(own, c)))
		press_alone(p, '\033');
}

/* A line accepted with a numeric argument is delivered by readline 8.2 only
 * with the next key, whose work it spoils.  An argument has no meaning there:
 * Ctrl-G drops it. */
static void drop_argument(struct prompt *p)
{
	unsigned char c = (unsigned char)*p->key.text;

	if (RL_ISSTATE(RL_STATE_NUMERICARG) &&
	    (c == '\r' || c == '\n' || c == '\017'))
		press_alone(p, '\a');
}

/* Readline redraws the whole search string with every character, in a time that
 * grows faster than its length. */
static bool search_is_full(struct prompt *p, size_t more)
{
	if (RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH))
		p->searched += more;
	else
		p->searched = 0;
	return p->searched > SEARCH_MAX;
}

static void press(struct prompt *p)
{
	bool printable = (unsigned char)*p->key.text >= 32;

	if (prompt_is_idle(p) && (prompt_move(p) || prompt_example(p)))
		return;
	if (is_unbound_sequence(p))
		return;
	if (search_is_full(p, printable) && printable)
		return;
	drop_argument(p);
	leave_search(p);
	hand_over(p);
}

/* In vi's mode, in a search and after a prefix it means something to readline;
 * else it closes what is open above the prompt. */
static void press_escape(struct prompt *p)
{
	bool prefix = RL_ISSTATE(RL_STATE_NUMERICARG | RL_STATE_MULTIKEY);
	bool deep = readline_is_deep();

	if (p->popup.count && !deep) {
		prompt_close_popup(p);
		if (rl_editing_mode)
			return;
	}
	if (deep || !rl_editing_mode) {
		strbuf_clear(&p->key);
		strbuf_add_char(&p->key, prefix ? '\a' : '\033');
		hand_over(p);
	}
	if (!deep)
		prompt_emit_key(KEY_ID_ESCAPE);
}

/* A script without its end would do something else, so nothing of it is
 * kept. */
static void refuse_paste(struct prompt *p)
{
	prompt_emit(
		p, (struct prompt_event){
			   .kind = PROMPT_REFUSED,
			   .line = xasprintf(
				   "the prompt holds %d bytes and the paste is "
				   "larger: nothing was pasted (source FILE "
				   "runs a longer script)",
				   LINE_MAX_BYTES),
		   });
}

/* Pastes into a search as if typed. */
static void paste_into_search(struct prompt *p)
{
	struct strbuf flat;

	strbuf_init(&flat);
	input_flatten(&flat, p->key.text, p->key.length, p->sanitize);
	strbuf_clear(&p->key);
	strbuf_add(&p->key, flat.text);
	if (!search_is_full(p, flat.length))
		hand_over(p);
	strbuf_release(&flat);
}

static void paste_into_line(struct prompt *p)
{
	struct strbuf lines;

	strbuf_init(&lines);
	input_lines(&lines, p->key.text, p->key.length, p->sanitize);
	if (lines.length + (size_t)rl_end > LINE_MAX_BYTES) {
		refuse_paste(p);
	} else {
		prompt_close_popup(p);
		rl_begin_undo_group();
		rl_insert_text(lines.text);
		rl_end_undo_group();
	}
	strbuf_release(&lines);
}

static void paste(struct prompt *p)
{
	if (p->input.cut)
		refuse_paste(p);
	else if (readline_is_deep())
		paste_into_search(p);
	else
		paste_into_line(p);
	p->dirty = true;
}

static void pump(struct prompt *p, double now)
{
	enum input_kind kind;

	while ((kind = input_next(&p->input, now, &p->key)) != INPUT_NONE) {
		if (kind == INPUT_MOUSE)
			prompt_mouse(p);
		else if (kind == INPUT_REPLY)
			prompt_emit(p, (struct prompt_event){
					       .kind = PROMPT_REPLY,
					       .line = xstrdup(p->key.text) });
		else if (!p->question && kind == INPUT_KEY)
			press(p);
		else if (!p->question && kind == INPUT_ESCAPE)
			press_escape(p);
		else if (!p->question)
			paste(p);
		else if (kind == INPUT_KEY)
			prompt_answer_key(p);
		else if (kind == INPUT_ESCAPE)
			prompt_answer(p, false);
		else
			prompt_answer_paste(p);
	}
}

void prompt_feed(struct prompt *p, const char *bytes, size_t length, double now)
{
	input_feed(&p->input, bytes, length, now);
	pump(p, now);
}

void prompt_tick(struct prompt *p, double now) { pump(p, now); }

bool prompt_interrupt(struct prompt *p)
{
	bool empty = !rl_end && !readline_is_deep() && !p->input.pasting;

	input_clear(&p->input);
	if (p->question) {
		prompt_answer(p, false);
		return false;
	}
	prompt_close_popup(p);
	rl_free_line_state();
	rl_callback_sigcleanup();
	rl_replace_line("", 1);
	rl_point = rl_end = 0;
	using_history();
	apply_text(p);
	p->dirty = true;
	return empty;
}

/* --- what is shown -------------------------------------------------------- */

void prompt_set_runs(struct prompt *p, const struct words *runs)
{
	p->runs = *runs;
}

void prompt_set(struct prompt *p, const char *text)
{
	if (!strcmp(p->text, text))
		return;
	free(p->text);
	p->text = xstrdup(text);
	p->text_stale = p->dirty = true;
	apply_text(p);
}

void prompt_resize(struct prompt *p, int rows, int cols)
{
	rl_set_screen_size(max_int(rows, 1), max_int(cols, 1));
	p->dirty = true;
}

void prompt_draw(struct prompt *p, struct canvas *c, struct rect r)
{
	struct prompt_view view = {
		.before = rl_display_prompt ? rl_display_prompt : "",
		.line = rl_line_buffer,
		.point = (size_t)rl_point,
	};

	prompt_draw_view(p, &view, c, r);
}
