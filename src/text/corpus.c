/* SPDX-License-Identifier: GPL-3.0-or-later */
/* corpus.c: reads or refuses a text and tells the user why; intake.c makes
 * the ids. */
#include "config.h"
#include "text/corpus.h"
#include "base/path.h"
#include "base/utf8.h"
#include "text/choose.h"
#include "text/guess.h"
#include "text/intake.h"
#include "text/source.h"
#include <stdlib.h>
#include <string.h>

enum {
	BLOCK = 256 * 1024,
	KEPT = 32,    /* bytes of a character or of a shift that goes on */
	PIECE = 4096, /* code points decoded at a time */
	LOOKED_AT = 1 << 20, /* bytes that say whether all are UTF-8 */
};

struct loader {
	struct corpus *c;
	const struct corpus_options *options;
	enum encoding encoding;
	const char *title;  /* the text's name for the user */
	const char *memory; /* the text; NULL: the file or pipe c->name */
	size_t memory_length;
	struct source source;
	struct intake intake;
	struct decoder decoder; /* of a named encoding */
	bool undecided; /* bytes for now: choose.c sees them at the end */
	struct strbuf notices;
};

/* --- taking blocks ------------------------------------------------------ */

/* Says nothing yet: later bytes may show the encoding. */
static bool not_utf8(struct loader *l, unsigned char bad, struct err *e)
{
	unsigned long long offset = l->intake.taken;

	if (l->encoding == ENCODING_UTF8 && !l->options->recorded)
		return err_set(e, ERR_INPUT,
			       "%s is not UTF-8 (first bad byte: "
			       "0x%02X at offset %llu)",
			       l->title, bad, offset);
	if (l->intake.symbols > VOCAB_MAX)
		return err_set(e, ERR_INPUT,
			       "%s has more than %d different "
			       "characters and is not UTF-8 from offset %llu "
			       "on; --encoding=bytes reads it",
			       l->title, VOCAB_MAX, offset);
	l->undecided = true;
	return intake_become_bytes(&l->intake, e);
}

/* Takes what it can of s; *used < length only by the beginning of a character
 * that the next block continues. */
static bool take_utf8(struct loader *l, const char *s, size_t length, bool last,
		      size_t *used, struct err *e)
{
	uint32_t ignored;

	if (!intake_text(&l->intake, s, length, used, e))
		return false;
	return *used == length ||
			       (!last && utf8_decode(s + *used, length - *used,
						     &ignored) >= 0)
		       ? true
		       : not_utf8(l, (unsigned char)s[*used], e);
}

static bool not_named(const struct loader *l, unsigned char bad, size_t left,
		      struct err *e)
{
	return err_set(e, ERR_INPUT,
		       "%s is not %s (first bad byte: 0x%02X at "
		       "offset %llu)",
		       l->title, l->options->encoding, bad,
		       (unsigned long long)(l->source.bytes - left));
}

/* Likewise, of a named encoding. */
static bool take_named(struct loader *l, const char *s, size_t length,
		       bool last, size_t *used, struct err *e)
{
	const char *at = s;
	uint32_t out[PIECE];
	size_t count, left = length;
	enum decoded how;

	do {
		how = decoder_take(&l->decoder, &at, &left, out, PIECE, &count);
		if (!intake_symbols(&l->intake, out, count, e))
			return false;
	} while (how == DECODED_FULL);
	*used = length - left;
	if (how == DECODED_BAD || left >= KEPT || (last && how == DECODED_CUT))
		return not_named(l, (unsigned char)*at, left, e);
	count = last ? decoder_end(&l->decoder, out, PIECE) : 0;
	return intake_symbols(&l->intake, out, count, e);
}

static bool take(struct loader *l, const char *s, size_t length, bool last,
		 size_t *used, struct err *e)
{
	*used = 0;
	if (l->encoding == ENCODING_NAMED)
		return take_named(l, s, length, last, used, e);
	if (!l->intake.bytes && !take_utf8(l, s, length, last, used, e))
		return false;
	if (!l->intake.bytes)
		return true;
	s += *used;
	length -= *used;
	*used += length;
	return intake_bytes(&l->intake, s, length, e);
}

static bool read_blocks(struct loader *l, char *block, size_t size,
			struct err *e)
{
	size_t kept = 0, used, n;

	do { /* `kept` bytes of a character wait at the block's beginning */
		if (!source_read(&l->source, block + kept, size, &n, e))
			return false;
		kept += n;
		if (!take(l, block, kept, n == 0, &used, e))
			return false;
		kept -= used;
		memmove(block, block + used, kept);
	} while (n > 0);
	return true;
}

static bool read_text(struct loader *l, struct err *e)
{
	size_t size = l->options->block ? l->options->block : BLOCK;
	char *block = malloc(size + KEPT);
	bool done;

	if (!block)
		return err_memory(e, "reading the text");
	done = read_blocks(l, block, size, e);
	free(block);
	if (done && source_changed(&l->source))
		strbuf_printf(&l->notices,
			      "%s changed while it was read: the "
			      "text may be part old, part new.\n",
			      l->title);
	return done;
}

/* --- the encoding ------------------------------------------------------- */

/* Bytes that the user insists on may be anything. */
static bool is_text(struct loader *l, struct err *e)
{
	const struct source *s = &l->source;
	const char *kind = guess_kind(s->head, s->head_length);

	if (l->encoding == ENCODING_BYTES)
		return true;
	if (kind)
		return err_set(e, ERR_INPUT,
			       "%s %s %s, not a text; "
			       "--encoding=bytes reads it all the same",
			       l->title, s->gzip ? "holds" : "is", kind);
	if (s->gzip)
		strbuf_printf(&l->notices,
			      "%s is packed (gzip): what is in it "
			      "is read.\n",
			      l->title);
	return true;
}

static bool open_source(struct loader *l, struct err *e)
{
	const uint64_t limit = l->options->max_bytes;
	const bool unpack = l->encoding != ENCODING_BYTES;

	if (l->memory)
		return source_open_memory(&l->source, l->memory,
					  l->memory_length, l->title, limit,
					  unpack, e);
	return source_open(&l->source, l->c->name, l->title, limit, unpack, e);
}

static bool open_text(struct loader *l, struct err *e)
{
	const char *name = l->options->encoding;
	struct source *s = &l->source;

	if (l->encoding == ENCODING_UNKNOWN)
		return err_set(e, ERR_INPUT,
			       "iconv does not know the "
			       "encoding %.100s; --encoding names another",
			       name);
	if (!open_source(l, e) || !is_text(l, e))
		return false;
	l->undecided = l->encoding == ENCODING_AUTO &&
		       (guess_by_mark(s->head, s->head_length) ||
			guess_by_zeros(s->head, s->head_length, 2));
	return (l->encoding != ENCODING_NAMED ||
		decoder_open(&l->decoder, name, e)) &&
	       intake_init(&l->intake,
			   l->undecided || l->encoding == ENCODING_BYTES, e);
}

/* A resumed run must read the text as its checkpoint says, and there bytes are
 * those of the file. */
static bool are_known_bytes(const struct loader *l, struct err *e)
{
	return !l->source.gzip || !l->intake.bytes ||
	       err_set(e, ERR_INPUT,
		       "what %s holds is in no encoding that "
		       "can be told; name it with --encoding, or unpack the "
		       "file",
		       l->title);
}

/* The name of the encoding for the corpus. */
static bool decide(struct loader *l, struct err *e)
{
	static const char *const own[] = {
		[ENCODING_AUTO] = "utf-8",
		[ENCODING_UTF8] = "utf-8",
		[ENCODING_BYTES] = "bytes",
	};
	struct choice choice = {
		.title = l->title,
		.notices = &l->notices,
		.as_utf8 = l->encoding == ENCODING_UTF8,
	};

	if (l->undecided)
		l->c->encoding = choose_encoding(&l->intake, &choice, e);
	else if (l->encoding == ENCODING_NAMED)
		l->c->encoding = xstrdup(l->options->encoding);
	else
		l->c->encoding = xstrdup(own[l->encoding]);
	return l->c->encoding && are_known_bytes(l, e);
}

/* --- all of it ---------------------------------------------------------- */

static bool is_usable(const struct loader *l, struct err *e)
{
	if (l->intake.symbols > VOCAB_MAX)
		return err_set(e, ERR_INPUT,
			       "%s has %d different characters; "
			       "at most %d are possible",
			       l->title, l->intake.symbols, VOCAB_MAX);
	if (l->intake.length < 2)
		return err_set(e, ERR_INPUT,
			       "%s %s; a text needs at least "
			       "two characters",
			       l->title,
			       l->intake.length ? "has only one character"
						: "is empty");
	return true;
}

/* Are more of the first bytes beyond ASCII in sequences of UTF-8 than not? */
static bool is_mostly_utf8(const char *s, size_t length)
{
	size_t good = 0, bad = 0;

	for (size_t at = 0; at < length;) {
		uint32_t c;
		int n = utf8_decode(s + at, length - at, &c);

		good += n > 1;
		bad += n < 1;
		at += (size_t)max_int(n, 1);
	}
	return good > bad;
}

/* Moves what the intake holds into the corpus. */
static bool finish(struct loader *l, struct err *e)
{
	struct corpus *c = l->c;
	bool utf8 = l->intake.bytes &&
		    is_mostly_utf8(l->intake.ids, l->intake.length < LOOKED_AT
							  ? l->intake.length
							  : LOOKED_AT);

	if (!intake_order(&l->intake, &c->vocab, &c->count, e))
		return false;
	if (l->intake.bom)
		strbuf_printf(&l->notices,
			      "%s begins with a byte order mark, "
			      "which is left out.\n",
			      l->title);
	c->vocab.utf8 = utf8;
	c->notices = strbuf_detach(&l->notices);
	c->length = l->intake.length;
	c->width = l->intake.width;
	c->ids = l->intake.ids;
	c->bytes = l->source.bytes;
	c->crc32 = l->source.crc32;
	l->intake.ids = NULL;
	return true;
}

/* Everything but the corpus is released again. */
static bool load(struct loader *l, struct err *e)
{
	bool done;

	l->encoding = encoding_of(l->options->encoding);
	l->source.fd = -1;
	l->decoder.iconv = (iconv_t)-1;
	strbuf_init(&l->notices);
	done = open_text(l, e) && read_text(l, e) && decide(l, e) &&
	       is_usable(l, e) && finish(l, e);
	decoder_close(&l->decoder);
	source_close(&l->source);
	intake_release(&l->intake);
	strbuf_release(&l->notices);
	if (!done)
		corpus_release(l->c);
	return done;
}

bool corpus_load(struct corpus *c, const char *name,
		 const struct corpus_options *options, struct err *e)
{
	bool is_stdin = !strcmp(name, "-");
	struct loader l = {
		.c = c,
		.options = options,
		.title = is_stdin ? "standard input" : name,
	};

	*c = (struct corpus){ .name = xstrdup(name) };
	c->path = is_stdin ? NULL : path_absolute(name);
	return load(&l, e);
}

bool corpus_from_text(struct corpus *c, const char *text, size_t n,
		      const struct corpus_options *options, struct err *e)
{
	struct loader l = {
		.c = c,
		.options = options,
		.title = "the text",
		.memory = text,
		.memory_length = n,
	};

	*c = (struct corpus){ .name = xstrdup("text") };
	return load(&l, e);
}

void corpus_release(struct corpus *c)
{
	free(c->name);
	free(c->path);
	free(c->encoding);
	vocab_release(&c->vocab);
	free(c->ids);
	free(c->count);
	free(c->notices);
	*c = (struct corpus){ 0 };
}

int corpus_draw(const struct corpus *c, double u)
{
	uint64_t place = (uint64_t)(u * (double)c->length), below = 0;

	for (int id = 0; id < c->vocab.size - 1; id++) {
		below += c->count[id];
		if (place < below)
			return id;
	}
	return c->vocab.size - 1;
}
