/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decoder.c: the names of encodings, and bytes to code points. */
#include "config.h"
#include "text/decoder.h"
#include "base/utf8.h"
#include <ctype.h>
#include <endian.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

enum { PIECE = 4096, REPLACEMENT = 0xfffd };

/* In the order of this processor, and with an order in its name, so that no
 * mark comes first.  iconv refuses surrogates and what lies above U+10FFFF. */
static const char *const code_points =
	__BYTE_ORDER == __LITTLE_ENDIAN ? "UTF-32LE" : "UTF-32BE";

/* An empty name would be the locale's, and what follows a '/' an order to
 * leave out what is bad. */
static bool is_name(const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)name[i]) &&
		    !strchr("-_.:+()", name[i]))
			return false;
	return length > 0 && length <= 40;
}

static iconv_t open_name(const char *name)
{
	return is_name(name) ? iconv_open(code_points, name) : (iconv_t)-1;
}

enum encoding encoding_of(const char *name)
{
	static const struct {
		const char *name;
		enum encoding encoding;
	} own[] = {
		{ "auto", ENCODING_AUTO },
		{ "utf-8", ENCODING_UTF8 },
		{ "utf8", ENCODING_UTF8 },
		{ "bytes", ENCODING_BYTES },
	};
	iconv_t cd;

	for (size_t i = 0; i < LENGTH(own); i++)
		if (!name || strcasecmp(name, own[i].name) == 0)
			return own[i].encoding;
	cd = open_name(name);
	if (cd == (iconv_t)-1)
		return ENCODING_UNKNOWN;
	iconv_close(cd);
	return ENCODING_NAMED;
}

const char *encoding_wrong(const char *name)
{
	return encoding_of(name) == ENCODING_UNKNOWN
		       ? "is no name that iconv -l lists here"
		       : NULL;
}

bool decoder_open(struct decoder *d, const char *name, struct err *e)
{
	*d = (struct decoder){ .iconv = (iconv_t)-1 };
	if (encoding_of(name) == ENCODING_UTF8)
		return true;
	d->iconv = open_name(name);
	if (d->iconv != (iconv_t)-1)
		return true;
	if (errno == ENOMEM)
		return err_memory(e, "decoding");
	return err_set(e, ERR_INPUT, "iconv cannot read %s on this system",
		       name);
}

void decoder_close(struct decoder *d)
{
	if (d->iconv != (iconv_t)-1)
		iconv_close(d->iconv);
	d->iconv = (iconv_t)-1;
}

/* --- a piece ------------------------------------------------------------ */

/* Length of the bad sequence that begins s: as many as could begin one
 * (Unicode standard, U+FFFD substitution of maximal subparts). */
static size_t bad_length(const char *s, size_t length)
{
	uint32_t c;
	size_t n = 1;

	while (n < length && utf8_decode(s, n + 1, &c) == 0)
		n++;
	return n;
}

static enum decoded take_utf8(struct decoder *d, const char **s, size_t *length,
			      uint32_t *out, size_t capacity, size_t *count)
{
	for (*count = 0; *length; ++*count) {
		int n;

		if (*count == capacity)
			return DECODED_FULL;
		n = utf8_decode(*s, *length, &out[*count]);
		if (n == 0)
			return DECODED_CUT;
		if (n < 0) {
			if (*count) /* the walk counts from here */
				return DECODED_FULL;
			d->replaced++;
			out[*count] = REPLACEMENT;
			n = (int)bad_length(*s, *length);
		}
		*s += n;
		*length -= (size_t)n;
	}
	return DECODED_ALL;
}

enum decoded decoder_take(struct decoder *d, const char **s, size_t *length,
			  uint32_t *out, size_t capacity, size_t *count)
{
	char *in = (char *)*s, *to = (char *)out;
	size_t left = capacity * sizeof *out;
	enum decoded how = DECODED_ALL;

	if (d->iconv == (iconv_t)-1)
		return take_utf8(d, s, length, out, capacity, count);
	if (iconv(d->iconv, &in, length, &to, &left) == (size_t)-1)
		how = errno == E2BIG    ? DECODED_FULL
		      : errno == EINVAL ? DECODED_CUT
					: DECODED_BAD;
	*s = in;
	*count = capacity - left / sizeof *out;
	return how;
}

size_t decoder_end(struct decoder *d, uint32_t *out, size_t capacity)
{
	char *to = (char *)out;
	size_t left = capacity * sizeof *out;

	if (d->iconv != (iconv_t)-1)
		iconv(d->iconv, NULL, NULL, &to, &left);
	return capacity - left / sizeof *out;
}

/* --- a text ------------------------------------------------------------- */

bool decoder_walk(struct decoder *d, const char *s, size_t length,
		  struct decoder_sink *sink)
{
	const char *at = s;
	size_t left = length, count;
	uint32_t out[PIECE];
	enum decoded how;

	d->replaced = 0;
	d->cut = false;
	do {
		size_t before = (size_t)(at - s);
		uint64_t bad = d->replaced;

		how = decoder_take(d, &at, &left, out, PIECE, &count);
		if (how == DECODED_BAD)
			return false;
		if (bad == 0 && d->replaced)
			d->first = before;
		sink->take(sink, out, count, (size_t)(at - s));
	} while (how == DECODED_FULL);
	count = decoder_end(d, out, PIECE - 1);
	d->cut = how == DECODED_CUT;
	if (d->cut && !d->replaced++)
		d->first = length - left;
	if (d->cut)
		out[count++] = REPLACEMENT;
	sink->take(sink, out, count, length);
	return true;
}
