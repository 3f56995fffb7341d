/* SPDX-License-Identifier: GPL-3.0-or-later */
/* screen.c: the terminal through curses. */
#include "config.h"

#include "ui/screen.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "lang/look.h"
#include "ui/background.h"
#include "ui/colour.h"

/* Pasted text comes between two marks, so that its newlines run nothing. */
#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
/* Buttons and the wheel, in decimal digits: no column is too far right. */
#define MOUSE_ON "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"

#define ANSWER_SECONDS 1.0 /* after which an answer is not waited for */
#define DRAIN_SECONDS 0.1  /* wait for a late answer at the end */

struct screen {
	SCREEN *curses;
	struct colours *colours;
	enum glyphs glyphs;
	bool utf8, paste, mouse;
	int fd;       /* the keyboard */
	double asked; /* when, for the background; -INFINITY: never */
	bool answered;
};

/* --- start ---------------------------------------------------------------- */

static const char *capability(const char *name)
{
	const char *s = tigetstr(name);

	return s && s != (char *)-1 ? s : NULL;
}

/* The ladder: braille, blocks, ASCII.  The Linux console has no braille. */
static enum glyphs choose_glyphs(int wanted, bool utf8)
{
	const char *term = getenv("TERM");

	if (!utf8)
		return GLYPH_ASCII;
	if (wanted != GLYPH_AUTO)
		return (enum glyphs)wanted;
	return term && !strncmp(term, "linux", 5) ? GLYPH_BLOCKS
						  : GLYPH_BRAILLE;
}

/* Keys come singly and without echo.  Ctrl-S must not freeze a class. */
static void set_modes(const struct screen *s)
{
	struct termios t;

	cbreak();
	noecho();
	nonl();
	if (tcgetattr(s->fd, &t))
		return;
	t.c_iflag &= ~(tcflag_t)(IXON | IXOFF | INLCR | IGNCR | ICRNL);
	t.c_lflag &= ~(tcflag_t)IEXTEN;
	tcsetattr(s->fd, TCSADRAIN, &t);
	def_prog_mode();
}

/* Turns on what the terminal sends beside keys. */
static void set_reports(const struct screen *s, bool on)
{
	if (!s->paste)
		return;
	putp(on ? PASTE_ON : PASTE_OFF);
	if (s->mouse)
		putp(on ? MOUSE_ON : MOUSE_OFF);
	fflush(stdout);
}

static void complain(struct err *e)
{
	const char *term = getenv("TERM");

	err_set(e, ERR_INPUT,
		"the terminal type \"%.40s\" (TERM) %s; try "
		"TERM=xterm-256color, or --batch for no screen",
		term ? term : "",
		term && *term ? "is unknown or cannot place its cursor"
			      : "is not set");
}

/* setupterm() asks without touching the terminal. */
static bool is_usable(struct err *e)
{
	int result;
	bool good = setupterm(NULL, STDOUT_FILENO, &result) == OK &&
		    capability("cup") && capability("clear");

	if (!good)
		complain(e);
	if (cur_term)
		del_curterm(cur_term);
	return good;
}

/* --- direct colours ------------------------------------------------------- */

/* Capabilities besides colours, by their terminfo names. */
static const char *const plain_strings[] = {
	"cup",   "clear", "el",   "el1",   "ed",    "ech",   "rep",  "csr",
	"ind",   "ri",    "il",   "il1",   "dl",    "dl1",   "ich",  "ich1",
	"dch",   "dch1",  "smir", "rmir",  "home",  "cub",   "cub1", "cuf",
	"cuf1",  "cuu",   "cuu1", "cud",   "cud1",  "hpa",   "vpa",  "smcup",
	"rmcup", "smkx",  "rmkx", "civis", "cnorm", "sgr0",  "bold", "dim",
	"rev",   "smul",  "rmul", "op",    "smacs", "rmacs", "acsc", "enacs",
};
static const char *const plain_flags[] = { "am", "bce", "xenl", "msgr", "mir" };

/* All of it as one text, for comparison. */
static void describe_terminal(struct strbuf *out)
{
	strbuf_clear(out);
	for (size_t i = 0; i < LENGTH(plain_strings); i++) {
		const char *s = capability(plain_strings[i]);

		strbuf_printf(out, "%s=%s\n", plain_strings[i], s ? s : "");
	}
	for (size_t i = 0; i < LENGTH(plain_flags); i++)
		strbuf_printf(out, "%s=%d\n", plain_flags[i],
			      tigetflag(plain_flags[i]) > 0);
}

/* Looks a terminal up in terminfo without touching it.  False: no such
 * entry. */
static bool look_up(const char *name, struct strbuf *description, bool *direct)
{
	int result;
	bool good = setupterm(name, STDOUT_FILENO, &result) == OK;

	if (good) {
		describe_terminal(description);
		*direct = tigetflag("RGB") > 0 || tigetnum("RGB") > 0;
		del_curterm(cur_term);
	}
	return good;
}

/* Does the entry differ from the terminal's own only in its colours? */
static bool is_direct_twin(const char *name, const struct strbuf *own)
{
	struct strbuf other;
	bool direct = false, same;

	strbuf_init(&other);
	same = look_up(name, &other, &direct) && direct &&
	       !strcmp(own->text, other.text);
	strbuf_release(&other);
	return same;
}

/* The entries that may describe the same terminal with direct colours. */
static char *direct_name(const char *term, int i)
{
	size_t length = strlen(term);
	const char *colours = strstr(term, "-256color");

	if (i == 0)
		return xasprintf("%s-direct", term);
	if (i == 1)
		return colours ? xasprintf("%.*s-direct", (int)(colours - term),
					   term)
			       : NULL;
	if (length >= 5 && !strncmp(term, "xterm", 5))
		return xstrdup("xterm-direct");
	if (!strncmp(term, "tmux", 4) || !strncmp(term, "screen", 6))
		return xstrdup("tmux-direct");
	return NULL;
}

static bool wants_direct(int choice)
{
	const char *term = getenv("COLORTERM");
	bool can = term &&
		   (!strcmp(term, "truecolor") || !strcmp(term, "24bit"));

	return choice == COLOR_DIRECT ||
	       (can && !colours_refused(choice) &&
		(choice == COLOR_AUTO || choice == COLOR_ALWAYS));
}

/* The terminfo entry to draw by; NULL: that of TERM, if usable. */
static char *choose_entry(int choice)
{
	const char *term = getenv("TERM");
	struct strbuf own;
	char *name = NULL;
	bool direct = false, found = false;

	strbuf_init(&own);
	if (term && wants_direct(choice) && look_up(NULL, &own, &direct))
		for (int i = 0; i < 3 && !direct && !found; i++) {
			free(name);
			name = direct_name(term, i);
			found = name && is_direct_twin(name, &own);
		}
	if (!found) {
		free(name);
		name = NULL;
	}
	strbuf_release(&own);
	return name;
}

static SCREEN *start_curses(const struct screen_options *o)
{
	char *entry = choose_entry(o->color);
	SCREEN *curses = newterm(entry, stdout, o->in);

	if (!curses && entry)
		curses = newterm(NULL, stdout, o->in);
	free(entry);
	return curses;
}

/* --- the background ------------------------------------------------------- */

/* Descendants of xterm know the question; others might print it. */
static bool can_be_asked(void)
{
	static const char *const families[] = { "tmux", "screen", "rxvt" };
	const char *term = getenv("TERM");

	if (tigetflag("XT") > 0)
		return true;
	for (size_t i = 0; term && i < LENGTH(families); i++)
		if (!strncmp(term, families[i], strlen(families[i])))
			return true;
	return false;
}

static enum background first_background(int choice)
{
	enum background background = DARK_BACKGROUND;

	if (choice == BACKGROUND_LIGHT)
		return LIGHT_BACKGROUND;
	if (choice == BACKGROUND_AUTO)
		(void)background_of_colorfgbg(getenv("COLORFGBG"), &background);
	return background;
}

/* Asks once, after echo is off. */
static void ask_background(struct screen *s, int choice)
{
	s->asked = -INFINITY;
	if (choice != BACKGROUND_AUTO || !screen_has_colour(s) ||
	    !can_be_asked())
		return;
	putp(BACKGROUND_QUERY);
	fflush(stdout);
	s->asked = now_seconds();
}

bool screen_asked(const struct screen *s) { return s->asked >= 0; }

bool screen_hear(struct screen *s, const char *reply)
{
	enum background background;

	if (!screen_asked(s) || !background_of_reply(reply, &background))
		return false;
	s->answered = true;
	if (background == colours_background(s->colours))
		return false;
	colours_set_background(s->colours, background);
	clearok(curscr, TRUE);
	return true;
}

/* Drops a late answer: the shell would take it for keys. */
static void drain_answer(struct screen *s)
{
	struct pollfd fd = { .fd = s->fd, .events = POLLIN };
	double now = now_seconds(), end = now + DRAIN_SECONDS;
	bool over = s->answered || now >= s->asked + ANSWER_SECONDS;

	while (!over && (now = now_seconds()) < end) {
		char bytes[256];
		ssize_t n = 0;
		int ready = poll(&fd, 1, (int)ceil(1000 * (end - now)));

		if (ready > 0)
			n = read(s->fd, bytes, sizeof bytes);
		/* BEL or the end of ST */
		over = n > 0 ? memchr(bytes, '\a', (size_t)n) ||
				       memchr(bytes, '\\', (size_t)n)
			     : ready >= 0 || errno != EINTR;
	}
	s->answered = true;
}

/* --- start and end -------------------------------------------------------- */

struct screen *screen_new(const struct screen_options *o, struct err *e)
{
	struct screen *s = xcalloc(1, sizeof *s);
	const char *move;

	s->fd = fileno(o->in);
	s->utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
	s->glyphs = choose_glyphs(o->glyphs, s->utf8);
	if (!is_usable(e))
		goto fail;
	use_env(TRUE);
	use_tioctl(TRUE);
	s->curses = start_curses(o);
	if (!s->curses) {
		complain(e);
		goto fail;
	}
	set_modes(s);
	typeahead(-1); /* a frame is drawn whole */
	leaveok(stdscr, FALSE);
	start_color();
	use_default_colors(); /* else without colours it is white on black */
	s->colours = colours_new(o->color, (enum palette)o->palette,
				 first_background(o->background));
	move = capability("cup");
	s->paste = move && !strncmp(move, "\033[", 2);
	s->mouse = s->paste && o->mouse;
	set_reports(s, true);
	ask_background(s, o->background);
	return s;
fail:
	free(s);
	return NULL;
}

void screen_free(struct screen *s)
{
	if (!s)
		return;
	screen_suspend(s);
	colours_free(s->colours);
	delscreen(s->curses);
	free(s);
}

bool screen_is_utf8(const struct screen *s) { return s->utf8; }

enum glyphs screen_glyphs(const struct screen *s) { return s->glyphs; }

bool screen_has_colour(const struct screen *s)
{
	return colours_depth(s->colours) != DEPTH_MONO;
}

enum colour_depth screen_depth(const struct screen *s)
{
	return colours_depth(s->colours);
}

/* Omits padding ("$<5>"), which is for terminals of paper. */
static size_t append(char *out, size_t at, size_t size, const char *s)
{
	while (s && *s) {
		if (s[0] == '$' && s[1] == '<') {
			s += strcspn(s, ">");
			s += *s == '>';
		} else {
			if (at < size)
				out[at++] = *s;
			s++;
		}
	}
	return at;
}

size_t screen_restoring(const struct screen *s, char *out, size_t size)
{
	static const char *const names[] = { "sgr0", "op",    "rmacs",
					     "rmkx", "cnorm", "rmcup" };
	const char *rmcup = capability("rmcup");
	size_t n = 0;

	if (s->paste)
		n = append(out, n, size, PASTE_OFF);
	if (s->mouse)
		n = append(out, n, size, MOUSE_OFF);
	for (size_t i = 0; i < LENGTH(names); i++)
		n = append(out, n, size, capability(names[i]));
	/* Without another screen to return to, goes below the last line. */
	return append(out, n, size, rmcup ? "\r" : "\r\n");
}

/* --- frames --------------------------------------------------------------- */

void screen_measure(struct screen *s, int *rows, int *cols)
{
	struct winsize size;

	/* curses would turn a window of 0 rows into one of 1. */
	if (!ioctl(s->fd, TIOCGWINSZ, &size) && size.ws_row && size.ws_col &&
	    (size.ws_row != LINES || size.ws_col != COLS))
		resizeterm(size.ws_row, size.ws_col);
	*rows = LINES;
	*cols = COLS;
}

static void put_cell(struct screen *s, int row, int col,
		     const struct canvas_cell *cell)
{
	wchar_t text[4] = { (wchar_t)cell->codepoint, (wchar_t)cell->mark[0],
			    (wchar_t)cell->mark[1] };
	struct cell_look look = colours_look(s->colours, &cell->style);
	cchar_t c;

	if (setcchar(&c, text, look.attr, 0, &look.pair) == OK)
		mvadd_wch(row, col, &c);
}

void screen_show(struct screen *s, const struct canvas *canvas)
{
	const struct canvas_cell *cell = canvas->cell;

	erase();
	for (int row = 0; row < canvas->rows; row++)
		for (int col = 0; col < canvas->cols; col++, cell++)
			if (cell->codepoint)
				put_cell(s, row, col, cell);
	curs_set(canvas->cursor_row >= 0);
	if (canvas->cursor_row >= 0)
		move(canvas->cursor_row, canvas->cursor_col);
	wnoutrefresh(stdscr);
	doupdate();
}

void screen_redraw(struct screen *s UNUSED) { clearok(curscr, TRUE); }

void screen_suspend(struct screen *s)
{
	if (isendwin())
		return; /* the terminal may have other modes by now */
	drain_answer(s);
	set_reports(s, false);
	endwin();
	fflush(stdout);
}

/* The shell has turned bracketed paste off. */
void screen_resume(struct screen *s)
{
	reset_prog_mode();
	clearok(curscr, TRUE);
	wnoutrefresh(stdscr);
	doupdate();
	set_reports(s, true);
}
