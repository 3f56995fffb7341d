/* SPDX-License-Identifier: GPL-3.0-or-later */
/* corpus.c: what is read, what is refused and what the user is told;
 * intake.c makes the ids. */
#include "config.h"
#include "text/corpus.h"
#include "base/path.h"
#include "base/utf8.h"
#include "text/intake.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <zlib.h>

enum { BLOCK = 256 * 1024 };

struct loader {
	struct corpus *c;
	const struct corpus_options *options;
	const char *title; /* the text's name for the user */
	struct intake intake;
	struct strbuf notices;
	int fd;
	bool named_pipe;   /* whose writer may still be to come */
};

static bool not_utf8(struct loader *l, unsigned char bad, struct err *e)
{
	unsigned long long offset = l->intake.taken;

	if (l->options->encoding == ENCODING_UTF8)
		return err_set(e, ERR_INPUT, "%s is not UTF-8 (first bad byte: "
			       "0x%02X at offset %llu)", l->title, bad, offset);
	if (l->intake.symbols > VOCAB_MAX)
		return err_set(e, ERR_INPUT, "%s has more than %d different "
			       "characters and is not UTF-8 from offset %llu "
			       "on; --encoding bytes reads it", l->title,
			       VOCAB_MAX, offset);
	strbuf_printf(&l->notices, "%s is not UTF-8 (first bad byte: 0x%02X at "
		      "offset %llu): the whole text is read as bytes.\n",
		      l->title, bad, offset);
	return intake_become_bytes(&l->intake, e);
}

/* Takes what it can of s; *used < length only by the beginning of a character
 * that the next block continues. */
static bool append(struct loader *l, const char *s, size_t length, bool last,
		   size_t *used, struct err *e)
{
	size_t done = 0;
	uint32_t ignored;

	if (!l->intake.bytes && !intake_text(&l->intake, s, length, &done, e))
		return false;
	if (!l->intake.bytes && done < length &&
	    (last || utf8_decode(s + done, length - done, &ignored) < 0) &&
	    !not_utf8(l, (unsigned char)s[done], e))
		return false;
	if (l->intake.bytes) {
		if (!intake_bytes(&l->intake, s + done, length - done, e))
			return false;
		done = length;
	}
	*used = done;
	return true;
}

/* --- reading ------------------------------------------------------------ */

/* Devices may never end; standard input is what the user asked for. */
static bool is_readable(struct loader *l, const struct stat *st, bool is_stdin,
			struct err *e)
{
	uint64_t limit = l->options->max_bytes;

	if (S_ISDIR(st->st_mode))
		return err_set(e, ERR_INPUT, "%s is a directory, not a text",
			       l->title);
	if (!is_stdin && (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode)))
		return err_set(e, ERR_INPUT, "%s is a device, not a text",
			       l->title);
	if (limit && S_ISREG(st->st_mode) && (uint64_t)st->st_size > limit)
		return err_set(e, ERR_INPUT, "%s has %llu bytes; --max-bytes "
			       "allows %llu", l->title,
			       (unsigned long long)st->st_size,
			       (unsigned long long)limit);
	return true;
}

static bool open_text(struct loader *l, struct stat *st, struct err *e)
{
	bool is_stdin = strcmp(l->c->name, "-") == 0;
	struct statfs fs;

	/* O_NONBLOCK so that open() itself waits for nothing. */
	l->fd = is_stdin ? STDIN_FILENO :
		open(l->c->name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (l->fd < 0 || fstat(l->fd, st) < 0)
		return err_errno(e, ERR_INPUT, "cannot read %s", l->title);
	l->named_pipe = !is_stdin && S_ISFIFO(st->st_mode) &&
			fstatfs(l->fd, &fs) == 0 && fs.f_type != PIPEFS_MAGIC;
	return is_readable(l, st, is_stdin, e);
}

static ssize_t read_some(struct loader *l, char *into, size_t length)
{
	struct pollfd p = { .fd = l->fd, .events = POLLIN };

	for (;;) {
		ssize_t n = io_fault && io_fault(IO_READ) ? -1 :
			read(l->fd, into, length);

		/* A pipe that nobody has opened for writing yet reads as
		 * ended; poll() waits for its first writer. */
		if (n > 0 || (n == 0 && !(l->named_pipe && !l->c->bytes)))
			return n;
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return n;
		if (n < 0 && errno == EINTR)
			continue;
		if (poll(&p, 1, -1) > 0 && n == 0)
			l->named_pipe = false; /* the next 0 is the end */
	}
}

static bool read_blocks(struct loader *l, char *block, size_t size,
			struct err *e)
{
	struct corpus *c = l->c;
	uint64_t limit = l->options->max_bytes;
	size_t kept = 0, used;
	ssize_t n;

	do { /* `kept` bytes of a character wait at the block's beginning */
		n = read_some(l, block + kept, size);
		if (n < 0)
			return err_errno(e, ERR_INPUT, "cannot read %s",
					 l->title);
		c->crc32 = (uint32_t)crc32_z(c->crc32, (const Bytef *)block +
					     kept, (size_t)n);
		c->bytes += (uint64_t)n;
		if (limit && c->bytes > limit)
			return err_set(e, ERR_INPUT, "%s has more than the "
				       "%llu bytes that --max-bytes allows",
				       l->title, (unsigned long long)limit);
		kept += (size_t)n;
		if (!append(l, block, kept, n == 0, &used, e))
			return false;
		kept -= used;
		memmove(block, block + used, kept);
	} while (n > 0);
	return true;
}

static bool read_text(struct loader *l, struct err *e)
{
	size_t size = l->options->block ? l->options->block : BLOCK;
	struct stat before, after;
	char *block = NULL;
	bool done = false;

	if (!open_text(l, &before, e))
		goto out;
	block = malloc(size + UTF8_MAX);
	if (!block) {
		err_memory(e, "reading the text");
		goto out;
	}
	done = read_blocks(l, block, size, e);
	/* Files in /proc have no size and a time of their own. */
	if (done && S_ISREG(before.st_mode) && before.st_size > 0 &&
	    fstat(l->fd, &after) == 0 &&
	    (before.st_size != after.st_size ||
	     before.st_mtim.tv_sec != after.st_mtim.tv_sec ||
	     before.st_mtim.tv_nsec != after.st_mtim.tv_nsec))
		strbuf_printf(&l->notices, "%s changed while it was read: the "
			      "text may be part old, part new.\n", l->title);
out:
	free(block);
	if (l->fd >= 0 && l->fd != STDIN_FILENO)
		close(l->fd);
	return done;
}

/* --- all of it ---------------------------------------------------------- */

static bool is_usable(const struct loader *l, struct err *e)
{
	if (l->intake.symbols > VOCAB_MAX)
		return err_set(e, ERR_INPUT, "%s has %d different characters; "
			       "at most %d are possible", l->title,
			       l->intake.symbols, VOCAB_MAX);
	if (l->intake.length < 2)
		return err_set(e, ERR_INPUT, "%s %s; a text needs at least "
			       "two characters", l->title, l->intake.length ?
			       "has only one character" : "is empty");
	return true;
}

/* What was taken in becomes the corpus's own. */
static bool finish(struct loader *l, struct err *e)
{
	struct corpus *c = l->c;

	if (!intake_order(&l->intake, &c->vocab, &c->count, e))
		return false;
	if (l->intake.bom)
		strbuf_printf(&l->notices, "%s begins with a byte order mark, "
			      "which is left out.\n", l->title);
	c->notices = strbuf_detach(&l->notices);
	c->length = l->intake.length;
	c->width = l->intake.width;
	c->ids = l->intake.ids;
	l->intake.ids = NULL;
	return true;
}

bool corpus_load(struct corpus *c, const char *name,
		 const struct corpus_options *options, struct err *e)
{
	bool is_stdin = strcmp(name, "-") == 0;
	bool bytes = options->encoding == ENCODING_BYTES, done;
	struct loader l = {
		.c = c,
		.options = options,
		.title = is_stdin ? "standard input" : name,
		.fd = -1,
	};

	*c = (struct corpus){ .name = xstrdup(name) };
	c->path = is_stdin ? NULL : path_absolute(name);
	strbuf_init(&l.notices);
	c->crc32 = (uint32_t)crc32_z(0, NULL, 0);
	done = intake_init(&l.intake, bytes, e) && read_text(&l, e) &&
	       is_usable(&l, e) && finish(&l, e);
	intake_release(&l.intake);
	strbuf_release(&l.notices);
	if (!done)
		corpus_release(c);
	return done;
}

void corpus_release(struct corpus *c)
{
	free(c->name);
	free(c->path);
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
