/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guess.c: guesses what the bytes of a text are. */
#include "config.h"
#include "text/guess.h"
#include <string.h>
#include <strings.h>
#include <uchardet.h>

/* --- no text ------------------------------------------------------------ */

/* The length of the header in eight bytes, the smallest first, and the header,
 * which is JSON. */
static bool is_safetensors(const char *s, size_t length)
{
	return length > 9 && memcmp(s + 4, "\0\0\0\0{\"", 6) == 0;
}

#define MAGIC(bytes) bytes, sizeof bytes - 1

const char *guess_kind(const char *head, size_t length)
{
	static const struct {
		const char *magic;
		size_t length;
		const char *what;
	} row[] = {
		{ MAGIC("\x89PNG\r\n\x1a\n"), "a PNG picture" },
		{ MAGIC("\xff\xd8\xff"), "a JPEG picture" },
		{ MAGIC("GIF87a"), "a GIF picture" },
		{ MAGIC("GIF89a"), "a GIF picture" },
		{ MAGIC("%PDF-"), "a PDF document" },
		{ MAGIC("PK\3\4"), "a zip archive (or a document in one)" },
		{ MAGIC("\x7f"
			"ELF"),
		  "an ELF program or library" },
		{ MAGIC("\x1f\x8b\x08"), "a gzip file" },
		{ MAGIC("\xfd"
			"7zXZ\0"),
		  "an xz file" },
		{ MAGIC("\x28\xb5\x2f\xfd"), "a zstd file" },
	};

	for (size_t i = 0; i < LENGTH(row); i++)
		if (length >= row[i].length &&
		    memcmp(head, row[i].magic, row[i].length) == 0)
			return row[i].what;
	return is_safetensors(head, length)
		       ? "a checkpoint (--resume goes on with it)"
		       : NULL;
}

/* --- Unicode ------------------------------------------------------------ */

const char *guess_by_mark(const char *head, size_t length)
{
	/* That of UTF-16LE begins that of UTF-32LE. */
	static const struct {
		const char *mark;
		size_t length;
		const char *name;
	} row[] = {
		{ MAGIC("\xff\xfe\0\0"), "UTF-32LE" },
		{ MAGIC("\0\0\xfe\xff"), "UTF-32BE" },
		{ MAGIC("\xff\xfe"), "UTF-16LE" },
		{ MAGIC("\xfe\xff"), "UTF-16BE" },
	};

	for (size_t i = 0; i < LENGTH(row); i++)
		if (length >= row[i].length &&
		    memcmp(head, row[i].mark, row[i].length) == 0)
			return row[i].name;
	return NULL;
}

/* Counts zero bytes by their offset modulo 4. */
static void count_zeros(const char *s, size_t length, size_t zeros[4])
{
	memset(zeros, 0, 4 * sizeof *zeros);
	for (size_t i = 0; i < length; i++)
		zeros[i % 4] += s[i] == 0;
}

/* A low byte is 0 too now and then (U+AC00 is the Korean "ga"). */
static bool are_high_bytes(size_t high, size_t low, size_t least)
{
	return high >= least && high / 4 >= low;
}

const char *guess_by_zeros(const char *text, size_t length, size_t share)
{
	size_t n = length / 4, least = length / 2 / share + 2, zero[4];

	count_zeros(text, length, zero);
	if (n >= 2 && zero[3] >= n && zero[2] >= n - n / 8 && zero[0] < n / 4)
		return "UTF-32LE";
	if (n >= 2 && zero[0] >= n && zero[1] >= n - n / 8 && zero[3] < n / 4)
		return "UTF-32BE";
	if (are_high_bytes(zero[1] + zero[3], zero[0] + zero[2], least))
		return "UTF-16LE";
	if (are_high_bytes(zero[0] + zero[2], zero[1] + zero[3], least))
		return "UTF-16BE";
	return NULL;
}

/* --- everything else ---------------------------------------------------- */

/* Texts under these names mostly use a vendor's larger set. */
static const char *larger_set(const char *name)
{
	static const char *const row[][2] = {
		{ "UHC", "CP949" },       { "EUC-KR", "CP949" },
		{ "SHIFT_JIS", "CP932" }, { "BIG5", "CP950" },
		{ "GB2312", "GB18030" },
	};

	for (size_t i = 0; i < LENGTH(row); i++)
		if (strcasecmp(name, row[i][0]) == 0)
			return row[i][1];
	return name;
}

char *guess_by_letters(const char *text, size_t length)
{
	uchardet_t u = uchardet_new();
	const char *name = "";
	char *copy = NULL;

	if (!u)
		return NULL;
	if (uchardet_handle_data(u, text, length) == 0) {
		uchardet_data_end(u);
		name = uchardet_get_charset(u);
	}
	if (*name && strcasecmp(name, "UTF-8") && strcasecmp(name, "ASCII"))
		copy = xstrdup(larger_set(name));
	uchardet_delete(u);
	return copy;
}
