/* input.h: the bytes of a keyboard, cut into whole keys.
 *
 * A key is one UTF-8 character, or an escape sequence, or everything between
 * the two marks of a bracketed paste.  Bytes that cannot become a character are
 * dropped.  The terminal's answer to a question (ESC ] NUMBER ; ... BEL or ST)
 * comes as one piece that is no key, whenever and in however many pieces it
 * arrives.  Time comes in as an argument: nothing here waits.  Pure data, one
 * thread. */
#ifndef UI_INPUT_H
#define UI_INPUT_H

#include "base/strbuf.h"

enum { PASTE_MAX = 64 << 10 };
#define INPUT_ESCAPE_SECONDS 0.025 /* then an ESC is the key of that name */
#define INPUT_PASTE_SECONDS 1.0    /* of silence end a paste without its end */

/* A terminal's answer is over after this time, with its end or without. */
#define INPUT_REPLY_SECONDS 5.0
enum { REPLY_MAX = 256 }; /* a longer one is dropped */

enum input_kind {
	INPUT_NONE,
	INPUT_KEY,
	INPUT_ESCAPE,
	INPUT_PASTE,
	INPUT_REPLY,
	INPUT_MOUSE, /* ESC [ < BUTTON ; COLUMN ; ROW M, or m: it went up */
};

struct input {
	struct strbuf bytes;
	size_t start; /* of the first byte not yet used */
	bool utf8;    /* else every byte is a character */
	bool pasting;
	bool discarding;  /* the rest of a paste */
	bool cut;         /* the last INPUT_PASTE is only its beginning */
	double newest;    /* when the last byte came */
	bool asked;       /* the terminal may answer at any time from here on */
	int given;        /* bytes of an answer's ESC ] that went out as keys */
	bool replying;    /* within an answer, whose ESC ] is used ... */
	bool dropping;    /* ... and which is to be dropped */
	double reply_end; /* when it is over even without its end */
};

void input_init(struct input *, bool utf8);
void input_release(struct input *);
void input_feed(struct input *, const char *bytes, size_t length, double now);
/* Takes the next whole key into *key (cleared first); INPUT_NONE: not yet.  A
 * paste and an answer come without their marks, as they were sent. */
enum input_kind input_next(struct input *, double now, struct strbuf *key);
/* When input_next() may have something without another byte; INFINITY never. */
double input_deadline(const struct input *);
/* Declares that the terminal was asked something.  From here on an answer is
 * recognized even if its first bytes came so slowly that they were taken for
 * the keys Esc or M-]. */
void input_expect_reply(struct input *);
/* Takes what follows as pasted. */
void input_begin_paste(struct input *);
/* Appends pasted text that is safe to show (`flags` for base/utf8.h).  CR and
 * CRLF are newlines, a tab becomes a space, the last newlines vanish. */
void input_lines(struct strbuf *out, const char *s, size_t length,
		 unsigned flags);
/* The same as one line: each newline becomes a space. */
void input_flatten(struct strbuf *out, const char *s, size_t length,
		   unsigned flags);
/* Drops the unused bytes, and the rest of a paste or an answer that has begun
 * when it comes. */
void input_clear(struct input *);

#endif
