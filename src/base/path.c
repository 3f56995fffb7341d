/* SPDX-License-Identifier: GPL-3.0-or-later */
/* path.c: files by name: atomic writing, reading, comparing. */
#include "config.h"
#include "base/path.h"
#include "base/util.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

bool (*io_fault)(enum io_call);

static bool faulty(enum io_call call) { return io_fault && io_fault(call); }

static ssize_t write_some(int fd, const char *bytes, size_t length)
{
	return faulty(IO_WRITE) ? -1 : write(fd, bytes, length);
}

static bool wait_writable(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };

	return poll(&p, 1, -1) > 0 || errno == EINTR;
}

bool write_all(int fd, const void *bytes, size_t length)
{
	const char *p = bytes;

	while (length > 0) {
		ssize_t n = write_some(fd, p, length);

		if (n == 0)
			errno = EIO;
		if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
			return false;
		if (n < 0) {
			if (errno == EAGAIN && !wait_writable(fd))
				return false;
			continue;
		}
		p += n;
		length -= (size_t)n;
	}
	return true;
}

/* --- atomic files ------------------------------------------------------- */

struct atomic_file {
	char *path;      /* as the user gave it, for reasons */
	char *name;      /* in the folder, symbolic links followed */
	char *temporary; /* in the folder */
	int folder, fd;
};

enum { LINKS_MAX = 40, NAME_KEPT = 180, ATTEMPTS = 100 };

static bool save_failed(const struct atomic_file *f, struct err *e)
{
	return err_errno(e, ERR_RESOURCE, "cannot write %s", f->path);
}

/* The text of a symbolic link, NULL when `path` is none.  The caller frees. */
static char *link_text(const char *path)
{
	char text[PATH_MAX];
	ssize_t n = readlink(path, text, sizeof text);

	return n > 0 ? xstrndup(text, (size_t)n) : NULL;
}

/* Where `path` leads, also when nothing is there yet; NULL: a loop.
 * realpath() would want the last file to exist. */
static char *follow_links(const char *path)
{
	char *at = xstrdup(path);

	for (int i = 0; i < LINKS_MAX; i++) {
		char *text = link_text(at), *slash, *next;

		if (!text)
			return at;
		slash = strrchr(at, '/');
		if (text[0] == '/' || !slash)
			next = xstrdup(text);
		else
			next = xasprintf("%.*s/%s", (int)(slash - at), at,
					 text);
		free(text);
		free(at);
		at = next;
	}
	free(at);
	errno = ELOOP;
	return NULL;
}

/* Fills folder and name.  Later calls go by the open folder, so that nothing
 * changes under us when a folder above is renamed. */
static bool open_folder(struct atomic_file *f)
{
	char *target = follow_links(f->path);
	char *slash = target ? strrchr(target, '/') : NULL;
	const char *folder = ".";

	if (!target)
		return false;
	f->name = xstrdup(slash ? slash + 1 : target);
	if (slash == target)
		folder = "/";
	else if (slash) {
		*slash = '\0';
		folder = target;
	}
	if (!f->name[0]) {
		errno = EISDIR;
	} else if (!faulty(IO_OPEN)) {
		f->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	}
	free(target);
	return f->folder >= 0;
}

/* The beginning of every temporary name for this file; long names are cut to
 * stay under NAME_MAX. */
static char *temporary_prefix(const struct atomic_file *f)
{
	return xasprintf(".%.*s.rnntui-", NAME_KEPT, f->name);
}

/* A temporary is stale when its process is gone and no one holds its
 * lock.  Its number may be ours: in containers each start has the same. */
static bool is_stale(int folder, const char *name, size_t prefix)
{
	char *end;
	long pid = strtol(name + prefix, &end, 10);
	bool stale;
	int fd;

	if (pid <= 0 || *end != '-' || strlen(end) != 7)
		return false;
	if (pid != getpid() && !(kill((pid_t)pid, 0) < 0 && errno == ESRCH))
		return false;
	fd = openat(folder, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return false;
	stale = flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
	close(fd);
	return stale;
}

static void remove_stale(const struct atomic_file *f)
{
	char *prefix = temporary_prefix(f);
	size_t length = strlen(prefix);
	int fd = openat(f->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *d;

	while (folder && (d = readdir(folder))) {
		if (strncmp(d->d_name, prefix, length) == 0 &&
		    is_stale(f->folder, d->d_name, length))
			unlinkat(f->folder, d->d_name, 0);
	}
	if (folder)
		closedir(folder);
	else if (fd >= 0)
		close(fd);
	free(prefix);
}

static bool make_temporary(struct atomic_file *f)
{
	char *prefix = temporary_prefix(f);
	uint64_t at = (uint64_t)(now_seconds() * 1e6);

	for (int i = 0; i < ATTEMPTS && f->fd < 0; i++) {
		free(f->temporary);
		f->temporary = xasprintf("%s%ld-%06x", prefix, (long)getpid(),
					 (unsigned)(at++ & 0xffffff));
		if (faulty(IO_OPEN))
			break;
		f->fd = openat(f->folder, f->temporary,
			       O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (f->fd < 0 && errno != EEXIST)
			break;
	}
	free(prefix);
	if (f->fd < 0) {
		free(f->temporary); /* nothing of ours to remove */
		f->temporary = NULL;
		return false;
	}
	flock(f->fd, LOCK_EX | LOCK_NB); /* see is_stale(); advice only */
	return true;
}

/* Something that is no file (a device, a folder) or that we may not write is
 * not replaced, though rename() could. */
static bool may_replace(const struct atomic_file *f, const struct stat *old,
			struct err *e)
{
	if (S_ISDIR(old->st_mode)) {
		errno = EISDIR;
		return save_failed(f, e);
	}
	if (!S_ISREG(old->st_mode))
		return err_set(e, ERR_RESOURCE,
			       "cannot write %s: not a regular file", f->path);
	if (faccessat(f->folder, f->name, W_OK, AT_EACCESS) < 0)
		return save_failed(f, e);
	return true;
}

/* The owner only where we may give files away. */
static bool keep_mode(const struct atomic_file *f, const struct stat *old)
{
	if (old->st_uid != geteuid() || old->st_gid != getegid()) {
		int ignored = fchown(f->fd, old->st_uid, old->st_gid);

		(void)ignored;
	}
	return fchmod(f->fd, old->st_mode & 07777) == 0;
}

static struct atomic_file *atomic_new(const char *path)
{
	struct atomic_file *f = xcalloc(1, sizeof *f);

	f->path = xstrdup(path);
	f->folder = f->fd = -1;
	return f;
}

struct atomic_file *atomic_open(const char *path, struct err *e)
{
	struct atomic_file *f = atomic_new(path);
	struct stat old;
	bool exists;

	if (!open_folder(f)) {
		save_failed(f, e);
		goto fail;
	}
	exists = fstatat(f->folder, f->name, &old, AT_SYMLINK_NOFOLLOW) == 0;
	if (exists && !may_replace(f, &old, e))
		goto fail;
	remove_stale(f);
	if (!make_temporary(f) || (exists && !keep_mode(f, &old))) {
		save_failed(f, e);
		goto fail;
	}
	return f;
fail:
	atomic_abandon(f);
	return NULL;
}

bool atomic_write(struct atomic_file *f, const void *bytes, size_t length,
		  struct err *e)
{
	return write_all(f->fd, bytes, length) || save_failed(f, e);
}

static bool sync_file(int fd)
{
	if (faulty(IO_FSYNC))
		return false;
	return fsync(fd) == 0;
}

/* Some file systems cannot sync a folder and say so with EINVAL. */
static bool sync_folder(int fd) { return sync_file(fd) || errno == EINVAL; }

/* The descriptor is gone whatever close() says (close(2)). */
static bool close_file(struct atomic_file *f)
{
	bool fault = faulty(IO_CLOSE);
	int reason = errno;
	bool closed = close(f->fd) == 0;

	f->fd = -1;
	if (fault)
		errno = reason;
	return closed && !fault;
}

static bool rename_file(struct atomic_file *f)
{
	if (faulty(IO_RENAME) ||
	    renameat(f->folder, f->temporary, f->folder, f->name) < 0)
		return false;
	free(f->temporary);
	f->temporary = NULL;
	return true;
}

/* When only the last step fails the new file stands in its place, whole; what
 * is unknown is whether it would outlive a power failure. */
bool atomic_commit(struct atomic_file *f, struct err *e)
{
	bool done = sync_file(f->fd) && close_file(f) && rename_file(f) &&
		    sync_folder(f->folder);

	if (!done)
		save_failed(f, e);
	atomic_abandon(f);
	return done;
}

void atomic_abandon(struct atomic_file *f)
{
	if (!f)
		return;
	if (f->fd >= 0)
		close(f->fd);
	if (f->temporary)
		unlinkat(f->folder, f->temporary, 0);
	if (f->folder >= 0)
		close(f->folder);
	free(f->temporary);
	free(f->name);
	free(f->path);
	free(f);
}

/* --- reading ------------------------------------------------------------ */

int path_open(const char *path, struct err *e)
{
	struct stat st;
	int fd = faulty(IO_OPEN) ? -1
				 : open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY |
						      O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) < 0) {
		err_errno(e, ERR_INPUT, "cannot read %s", path);
	} else if (S_ISDIR(st.st_mode)) {
		err_set(e, ERR_INPUT, "cannot read %s: is a directory", path);
	} else if (!S_ISREG(st.st_mode)) {
		err_set(e, ERR_INPUT, "cannot read %s: not a regular file",
			path);
	} else {
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

static ssize_t read_some(int fd, char *into, size_t length)
{
	ssize_t n;

	do
		n = faulty(IO_READ) ? -1 : read(fd, into, length);
	while (n < 0 && errno == EINTR);
	return n;
}

bool read_at(int fd, void *bytes, size_t length, uint64_t offset)
{
	char *at = bytes;
	ssize_t n = 1;

	for (; length > 0 && n > 0; length -= (size_t)n, offset += (size_t)n) {
		do
			n = faulty(IO_READ)
				    ? -1
				    : pread(fd, at, length, (off_t)offset);
		while (n < 0 && errno == EINTR);
		if (n < 0)
			return false;
		at += n;
	}
	errno = 0;
	return n > 0;
}

/* st_size is not asked: files in /proc have 0 and others may grow. */
char *path_read(const char *path, size_t limit, size_t *length, struct err *e)
{
	size_t used = 0, capacity = 4096;
	char *text = NULL, *more;
	int fd = path_open(path, e);
	ssize_t n = 1;

	if (fd < 0)
		return NULL;
	for (text = malloc(capacity); text && n > 0 && used <= limit;) {
		n = read_some(fd, text + used, capacity - used - 1);
		used += n > 0 ? (size_t)n : 0;
		if (used + 1 < capacity)
			continue;
		more = realloc(text, capacity *= 2);
		if (!more)
			free(text);
		text = more;
	}
	if (!text)
		err_memory(e, path);
	else if (n < 0)
		err_errno(e, ERR_INPUT, "cannot read %s", path);
	else if (used > limit)
		err_set(e, ERR_INPUT, "%s is larger than %zu bytes", path,
			limit);
	close(fd);
	if (!text || n < 0 || used > limit) {
		free(text);
		return NULL;
	}
	text[used] = '\0'; /* not counted, for those who want a string */
	*length = used;
	return text;
}

/* --- comparing ---------------------------------------------------------- */

static bool same_inode(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Of files that are not there: the same name in the same folder. */
static bool same_place(const char *a, const char *b)
{
	struct atomic_file *f = atomic_new(a), *g = atomic_new(b);
	struct stat s, t;
	bool same = open_folder(f) && open_folder(g) && !fstat(f->folder, &s) &&
		    !fstat(g->folder, &t) && same_inode(&s, &t) &&
		    !strcmp(f->name, g->name);

	atomic_abandon(f);
	atomic_abandon(g);
	return same;
}

bool path_same_file(const char *a, const char *b)
{
	struct stat s, t;
	bool has_a = !stat(a, &s), has_b = !stat(b, &t);

	if (!has_a && !has_b)
		return same_place(a, b);
	return has_a && has_b && S_ISREG(s.st_mode) && same_inode(&s, &t);
}
