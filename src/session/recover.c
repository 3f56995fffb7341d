/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recover.c: work on this text that was put aside (recover.h). */
#include "config.h"

#include "base/path.h"
#include "lang/settings_codec.h"
#include "session/session_private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENDING ".safetensors"
#define MARK ".offered"

#define NAME "recovered-%ld%s" ENDING
#define NAME_AGAIN "recovered-%ld-%d%s" ENDING
enum { NAMES_MOST = 1000 };

/* Reads the header of each to identify it. */
enum { LOOKED_AT = 32 };

struct found {
	char *path;
	struct timespec when;
};

static bool is_older(struct timespec a, struct timespec b)
{
	return a.tv_sec < b.tv_sec ||
	       (a.tv_sec == b.tv_sec && a.tv_nsec < b.tv_nsec);
}

static bool ends_in(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n >= m && !strcmp(name + n - m, end);
}

static bool is_recovered(const char *name)
{
	long pid;
	int end = 0;

	sscanf(name, "recovered-%ld%n", &pid, &end);
	return end && ends_in(name, ENDING);
}

/* --- the marks ------------------------------------------------------------ */

/* True: no other program has offered it. */
static bool mark_offered(const char *path)
{
	char *mark = xasprintf("%s" MARK, path);
	int fd = open(mark, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool first = fd >= 0 || errno != EEXIST;

	if (fd >= 0)
		close(fd);
	free(mark);
	return first;
}

static void unmark(const char *path)
{
	char *mark = xasprintf("%s" MARK, path);

	unlink(mark);
	free(mark);
}

/* A file that was removed by hand leaves its mark. */
static void clean_up(const char *name)
{
	char *mark;

	if (!ends_in(name, ENDING MARK))
		return;
	mark = path_state(name, false);
	if (mark) {
		mark[strlen(mark) - strlen(MARK)] = '\0';
		if (access(mark, F_OK))
			unmark(mark);
	}
	free(mark);
}

/* --- names ---------------------------------------------------------------- */

/* The cause; its mark is part of the file's name, for the offer at a later
 * start. */
static const struct {
	const char *mark, *said;
} cause_table[] = {
	[CAUSE_SIGNAL] = { "", "was ended by a signal" },
	[CAUSE_UNSAVED] = { "-unsaved", "could not be saved" },
	[CAUSE_EXPLODED] = { "-exploded", "exploded" },
};

const char *recover_cause(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	for (size_t i = LENGTH(cause_table); --i > 0;)
		if (strstr(name, cause_table[i].mark))
			return cause_table[i].said;
	return cause_table[CAUSE_SIGNAL].said;
}

/* Never reuse an existing name: it is the work of another run, or of an earlier
 * process with the same id. */
char *recover_path(enum cause cause)
{
	const char *mark = cause_table[cause].mark;
	char name[64];
	char *path = NULL;

	for (int i = 1; i < NAMES_MOST; i++) {
		if (i == 1)
			snprintf(name, sizeof name, NAME, (long)getpid(), mark);
		else
			snprintf(name, sizeof name, NAME_AGAIN, (long)getpid(),
				 i, mark);
		free(path);
		path = path_state(name, true);
		if (!path || access(path, F_OK))
			break;
	}
	/* A file removed by hand may have left a mark. */
	if (path)
		unmark(path);
	return path;
}

/* --- looking -------------------------------------------------------------- */

/* Inserts into the list of the newest, newest first; frees an entry that falls
 * out. */
static void insert(struct found *list, int *count, struct found f)
{
	int at = *count;

	while (at > 0 && is_older(list[at - 1].when, f.when))
		at--;
	if (at == LOOKED_AT) {
		free(f.path);
		return;
	}
	if (*count == LOOKED_AT)
		free(list[--*count].path);
	memmove(list + at + 1, list + at, (size_t)(*count - at) * sizeof *list);
	list[at] = f;
	++*count;
}

static int find_newest(struct found *list)
{
	int count = 0;
	char *folder = path_state("", false);
	DIR *dir = folder ? opendir(folder) : NULL;
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		struct stat st;
		char *path;

		clean_up(entry->d_name);
		if (!is_recovered(entry->d_name))
			continue;
		path = path_state(entry->d_name, false);
		if (path && !stat(path, &st))
			insert(list, &count,
			       (struct found){ path, st.st_mtim });
		else
			free(path);
	}
	if (dir)
		closedir(dir);
	free(folder);
	return count;
}

/* Can a run on this text go on from it? */
static bool is_ours(const struct session *s, struct recovered *r)
{
	struct checkpoint file;
	struct err e;
	bool ours;

	if (!checkpoint_peek(&file, r->path, &settings_codec,
			     session_settings(s), &e))
		return false;
	ours = file.resumable && session_fits_data(s, &file);
	r->iteration = file.iteration;
	r->spec = file.spec;
	checkpoint_close(&file);
	return ours;
}

void recover_release(struct recovered_list *list)
{
	for (int i = 0; i < list->count; i++)
		free(list->item[i].path);
	free(list->item);
	*list = (struct recovered_list){ 0 };
}

static void look(struct session *s)
{
	struct found found[LOOKED_AT];
	struct recovered_list *list = &s->aside;
	int count = find_newest(found);

	recover_release(list);
	list->looked = true;
	list->item = xcalloc(LOOKED_AT, sizeof *list->item);
	for (int i = 0; i < count; i++) {
		struct recovered r = { .path = found[i].path,
				       .when = found[i].when.tv_sec };

		if (is_ours(s, &r))
			list->item[list->count++] = r;
		else
			free(r.path);
	}
}

const struct recovered_list *recover_list(struct session *s, bool again)
{
	if (again || !s->aside.looked)
		look(s);
	return &s->aside;
}

void recover_when(const struct recovered *r, char *out, size_t size)
{
	struct tm tm;

	*out = '\0';
	if (localtime_r(&r->when, &tm))
		strftime(out, size, "%Y-%m-%d %H:%M", &tm);
}

/* --- offering, removing --------------------------------------------------- */

void recover_offer(struct session *s)
{
	const struct recovered *newest;
	char when[32], others[48] = "";

	if (s->startup->batch)
		return;
	look(s);
	newest = s->aside.item;
	if (!s->aside.count ||
	    (s->startup->resume &&
	     path_same_file(s->startup->resume, newest->path)) ||
	    !mark_offered(newest->path))
		return;
	recover_when(newest, when, sizeof when);
	if (s->aside.count > 1)
		snprintf(others, sizeof others, "; `recover` lists all %d",
			 s->aside.count);
	session_say(s, SAY_NOTICE,
		    "work on this %s that %s at iteration %ld (%s)"
		    ": `recover load` goes on with it%s, `help recover` says "
		    "more",
		    session_text(s) ? "text" : "task",
		    recover_cause(newest->path), newest->iteration, when,
		    others);
}

/* Removes a file; runs that only this file held are unsaved from now on. */
static bool remove_file(struct session *s, const char *path)
{
	bool held[TRACKS];

	for (int i = 0; i < s->tracks; i++)
		held[i] = s->track[i]->saved_path &&
			  path_same_file(s->track[i]->saved_path, path);
	if (unlink(path))
		return false;
	unmark(path);
	for (int i = 0; i < s->tracks; i++)
		if (held[i]) {
			track_note_saved(s->track[i], NULL);
			s->track[i]->run->saved_iteration = NEVER_SAVED;
		}
	return true;
}

bool recover_remove(struct session *s, int row, struct err *e)
{
	struct recovered *r = &s->aside.item[row];

	if (!remove_file(s, r->path))
		return err_errno(e, ERR_FAILED, "cannot remove %s", r->path);
	session_say(s, SAY_NOTICE, "removed %s", r->path);
	free(r->path);
	r->path = NULL;
	return true;
}

void recover_note_loaded(struct track *t, const char *path)
{
	char *folder = path_state("", false);
	size_t length = folder ? strlen(folder) : 0;

	free(t->recovered);
	t->recovered = NULL;
	if (length && !strncmp(path, folder, length) &&
	    is_recovered(path + length + strspn(path + length, "/")))
		t->recovered = xstrdup(path);
	free(folder);
}

static bool same_file(const char *a, const char *b)
{
	struct stat s, t;

	return stat(a, &s) || stat(b, &t) ||
	       (s.st_dev == t.st_dev && s.st_ino == t.st_ino);
}

void recover_forget(struct track *t, const char *saved)
{
	if (!t->recovered)
		return;
	if (!same_file(saved, t->recovered) &&
	    remove_file(t->session, t->recovered))
		session_say(t->session, SAY_NOTICE,
			    "removed %s, which is saved now", t->recovered);
	free(t->recovered);
	t->recovered = NULL;
}
