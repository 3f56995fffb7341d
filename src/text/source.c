/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source.c: the bytes of a text. */
#include "config.h"
#include "text/source.h"
#include "base/path.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <zlib.h>

enum { PACKED = 64 * 1024, GZIP_WINDOW = 15 + 16 /* with gzip's header */ };

struct unpacking {
	z_stream z;
	bool inside; /* a member has begun and not ended */
	bool ended;  /* there are no more packed bytes */
	Bytef in[PACKED];
};

/* --- opening ------------------------------------------------------------ */

/* Devices may never end; standard input is what the user asked for. */
static bool is_readable(const struct source *s, bool is_stdin, struct err *e)
{
	const struct stat *st = &s->before;

	if (S_ISDIR(st->st_mode))
		return err_set(e, ERR_INPUT, "%s is a directory, not a text",
			       s->title);
	if (!is_stdin && (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode)))
		return err_set(e, ERR_INPUT, "%s is a device, not a text",
			       s->title);
	if (s->limit && S_ISREG(st->st_mode) &&
	    (uint64_t)st->st_size > s->limit)
		return err_set(e, ERR_INPUT,
			       "%s has %llu bytes; --max-bytes "
			       "allows %llu",
			       s->title, (unsigned long long)st->st_size,
			       (unsigned long long)s->limit);
	return true;
}

static bool open_file(struct source *s, const char *name, struct err *e)
{
	bool is_stdin = strcmp(name, "-") == 0;
	struct statfs fs;

	/* O_NONBLOCK so that open() itself waits for nothing. */
	s->fd = is_stdin ? STDIN_FILENO
			 : open(name,
				O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (s->fd < 0 || fstat(s->fd, &s->before) < 0)
		return err_errno(e, ERR_INPUT, "cannot read %s", s->title);
	s->named_pipe = !is_stdin && S_ISFIFO(s->before.st_mode) &&
			fstatfs(s->fd, &fs) == 0 && fs.f_type != PIPEFS_MAGIC;
	return is_readable(s, is_stdin, e);
}

/* --- reading ------------------------------------------------------------ */

static ssize_t read_some(struct source *s, void *into, size_t capacity)
{
	struct pollfd p = { .fd = s->fd, .events = POLLIN };

	for (;;) {
		ssize_t n = io_fault && io_fault(IO_READ)
				    ? -1
				    : read(s->fd, into, capacity);

		/* A pipe that no process has opened for writing yet reads as
		 * ended; poll() waits for its first writer. */
		if (n > 0)
			s->named_pipe = false; /* the next 0 is the end */
		if (n > 0 || (n == 0 && !s->named_pipe))
			return n;
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return n;
		if (n < 0 && errno == EINTR)
			continue;
		if (poll(&p, 1, -1) > 0 && n == 0)
			s->named_pipe = false;
	}
}

static ssize_t copy_some(struct source *s, void *into, size_t capacity)
{
	size_t n = s->remaining < capacity ? s->remaining : capacity;

	memcpy(into, s->memory, n);
	s->memory += n;
	s->remaining -= n;
	return (ssize_t)n;
}

static bool read_raw(struct source *s, void *into, size_t capacity, size_t *n,
		     struct err *e)
{
	ssize_t got = s->memory ? copy_some(s, into, capacity)
				: read_some(s, into, capacity);

	if (got < 0)
		return err_errno(e, ERR_INPUT, "cannot read %s", s->title);
	*n = (size_t)got;
	return true;
}

/* --- gzip --------------------------------------------------------------- */

static bool damaged(const struct source *s, const char *why, struct err *e)
{
	return err_set(e, ERR_INPUT, "%s is a damaged gzip file: %s", s->title,
		       why);
}

static bool fetch_packed(struct source *s, struct err *e)
{
	struct unpacking *u = s->gzip;
	size_t n = 0;

	if (u->z.avail_in || u->ended)
		return true;
	if (!read_raw(s, u->in, sizeof u->in, &n, e))
		return false;
	u->z.next_in = u->in;
	u->z.avail_in = (uInt)n;
	u->ended = n == 0;
	return true;
}

/* Several members follow each other; what follows them is padding, as it is
 * for gzip(1). */
static bool read_unpacked(struct source *s, void *into, size_t capacity,
			  size_t *n, struct err *e)
{
	struct unpacking *u = s->gzip;

	for (*n = 0; *n == 0;) {
		int status;

		if (!fetch_packed(s, e))
			return false;
		if (u->ended)
			return !u->inside || damaged(s, "it ends too early", e);
		if (!u->inside && *u->z.next_in != 0x1f)
			return true;
		if (!u->inside)
			inflateReset(&u->z);
		u->inside = true;
		u->z.next_out = into;
		u->z.avail_out = (uInt)capacity;
		status = inflate(&u->z, Z_NO_FLUSH);
		if (status == Z_STREAM_END)
			u->inside = false;
		else if (status == Z_MEM_ERROR)
			return err_memory(e, "unpacking");
		else if (status != Z_OK && status != Z_BUF_ERROR)
			return damaged(s, u->z.msg ? u->z.msg : "no data", e);
		*n = capacity - u->z.avail_out;
	}
	return true;
}

static bool next_bytes(struct source *s, void *into, size_t capacity, size_t *n,
		       struct err *e)
{
	return s->gzip ? read_unpacked(s, into, capacity, n, e)
		       : read_raw(s, into, capacity, n, e);
}

static bool fill_head(struct source *s, struct err *e)
{
	size_t n = 1;

	for (s->head_length = 0; n && s->head_length < SOURCE_HEAD;
	     s->head_length += n)
		if (!next_bytes(s, s->head + s->head_length,
				SOURCE_HEAD - s->head_length, &n, e))
			return false;
	return true;
}

/* Hands the head to zlib: it is packed. */
static bool begin_unpacking(struct source *s, struct err *e)
{
	struct unpacking *u = calloc(1, sizeof *u);

	if (!u || inflateInit2(&u->z, GZIP_WINDOW) != Z_OK) {
		free(u);
		return err_memory(e, "unpacking");
	}
	memcpy(u->in, s->head, s->head_length);
	u->z.next_in = u->in;
	u->z.avail_in = (uInt)s->head_length;
	s->gzip = u;
	return fill_head(s, e);
}

/* --- all of it ---------------------------------------------------------- */

static bool open_head(struct source *s, bool unpack, struct err *e)
{
	s->crc32 = (uint32_t)crc32_z(0, NULL, 0);
	if (!fill_head(s, e))
		return false;
	if (unpack && s->head_length >= 3 &&
	    !memcmp(s->head, "\x1f\x8b\x08", 3))
		return begin_unpacking(s, e);
	return true;
}

bool source_open(struct source *s, const char *name, const char *title,
		 uint64_t limit, bool unpack, struct err *e)
{
	*s = (struct source){ .title = title, .limit = limit, .fd = -1 };
	return open_file(s, name, e) && open_head(s, unpack, e);
}

bool source_open_memory(struct source *s, const char *bytes, size_t n,
			const char *title, uint64_t limit, bool unpack,
			struct err *e)
{
	*s = (struct source){
		.title = title,
		.limit = limit,
		.fd = -1,
		.memory = bytes,
		.remaining = n,
	};
	return open_head(s, unpack, e);
}

bool source_read(struct source *s, char *into, size_t capacity, size_t *n,
		 struct err *e)
{
	size_t left = s->head_length - s->head_given;

	*n = left < capacity ? left : capacity;
	memcpy(into, s->head + s->head_given, *n);
	s->head_given += *n;
	if (!left && !next_bytes(s, into, capacity, n, e))
		return false;
	s->crc32 = (uint32_t)crc32_z(s->crc32, (const Bytef *)into, *n);
	s->bytes += *n;
	return !s->limit || s->bytes <= s->limit ||
	       err_set(e, ERR_INPUT,
		       "%s has more than the %llu bytes that "
		       "--max-bytes allows",
		       s->title, (unsigned long long)s->limit);
}

/* Files in /proc have no size and a time of their own. */
bool source_changed(const struct source *s)
{
	const struct stat *was = &s->before;
	struct stat is;

	return S_ISREG(was->st_mode) && was->st_size > 0 &&
	       fstat(s->fd, &is) == 0 &&
	       (was->st_size != is.st_size ||
		was->st_mtim.tv_sec != is.st_mtim.tv_sec ||
		was->st_mtim.tv_nsec != is.st_mtim.tv_nsec);
}

void source_close(struct source *s)
{
	if (s->gzip)
		inflateEnd(&s->gzip->z);
	free(s->gzip);
	s->gzip = NULL;
	if (s->fd >= 0 && s->fd != STDIN_FILENO)
		close(s->fd);
	s->fd = -1;
}
