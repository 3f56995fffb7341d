/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recover.c: work on this text that was put aside: it is looked for, offered
 * once, and removed when it has been taken up and saved elsewhere.
 *
 * That a file was offered is remembered by an empty file beside it, which two
 * programs cannot both make. */
#include "config.h"

#include "base/path.h"
#include "cmd/workspace_private.h"
#include "lang/settings_codec.h"

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

/* Of each the header is read to see what it is. */
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

/* True: nobody else has offered it. */
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

void recovered_unmark(const char *path)
{
	char *mark = xasprintf("%s" MARK, path);
	unlink(mark);
	free(mark);
}

/* A file that somebody removed by hand leaves its mark. */
static void clean_up(const char *name)
{
	if (!ends_in(name, ENDING MARK))
		return;
	char *mark = path_state(name, false);
	if (mark) {
		mark[strlen(mark) - strlen(MARK)] = '\0';
		if (access(mark, F_OK))
			recovered_unmark(mark);
	}
	free(mark);
}

/* --- looking -------------------------------------------------------------- */

/* Into the list of the newest, newest first; what falls out is freed. */
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
		clean_up(entry->d_name);
		if (!is_recovered(entry->d_name))
			continue;
		char *path = path_state(entry->d_name, false);
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

/* Whether the run can go on from it on this text. */
static bool is_ours(const struct workspace *ws, const char *path,
		    long *iteration)
{
	struct err e;
	struct checkpoint file;
	if (!checkpoint_peek(&file, path, &settings_codec, &ws->set, &e))
		return false;
	bool ours = file.resumable && file.corpus_crc32 == ws->corpus->crc32;
	*iteration = file.iteration;
	checkpoint_close(&file);
	return ours;
}

void recovered_release(struct recovered_list *list)
{
	for (int i = 0; i < list->count; i++)
		free(list->item[i].path);
	free(list->item);
	*list = (struct recovered_list){ 0 };
}

void ws_look_for_recovered(struct workspace *ws)
{
	struct found found[LOOKED_AT];
	struct recovered_list *list = &ws->aside;
	int count = find_newest(found);
	recovered_release(list);
	list->looked = true;
	list->item = xcalloc(LOOKED_AT, sizeof *list->item);
	for (int i = 0; i < count; i++) {
		struct recovered r = { found[i].path, found[i].when.tv_sec, 0 };
		if (is_ours(ws, r.path, &r.iteration))
			list->item[list->count++] = r;
		else
			free(r.path);
	}
}

void recovered_when(const struct recovered *r, char *out, size_t size)
{
	struct tm tm;
	*out = '\0';
	if (localtime_r(&r->when, &tm))
		strftime(out, size, "%Y-%m-%d %H:%M", &tm);
}

/* --- offering, taking ----------------------------------------------------- */

void ws_offer_recovered(struct workspace *ws)
{
	char when[32];
	if (ws->startup->batch)
		return;
	ws_look_for_recovered(ws);
	const struct recovered *newest = ws->aside.item;
	if (!ws->aside.count ||
	    (ws->startup->resume &&
	     path_same_file(ws->startup->resume, newest->path)) ||
	    !mark_offered(newest->path))
		return;
	recovered_when(newest, when, sizeof when);
	ws_say(ws, SAY_NOTICE,
	       "work on this text that %s at iteration %ld (%s)"
	       ": `recover load` goes on with it, `help recover` says more",
	       recovered_cause(newest->path), newest->iteration, when);
}

bool ws_remove_recovered(struct workspace *ws, struct recovered *r,
			 struct err *e)
{
	bool holds_run = ws->saved_path &&
			 path_same_file(ws->saved_path, r->path);
	if (unlink(r->path))
		return err_errno(e, ERR_FAILED, "cannot remove %s", r->path);
	recovered_unmark(r->path);
	ws_say(ws, SAY_NOTICE, "removed %s", r->path);
	if (holds_run) {
		ws_note_saved(ws, NULL);
		ws->run->saved_iteration = NEVER_SAVED;
	}
	free(r->path);
	r->path = NULL;
	return true;
}

void ws_loaded_recovered(struct workspace *ws, const char *path)
{
	char *folder = path_state("", false);
	size_t length = folder ? strlen(folder) : 0;
	free(ws->recovered);
	ws->recovered = NULL;
	if (length && !strncmp(path, folder, length) &&
	    is_recovered(path + length + strspn(path + length, "/")))
		ws->recovered = xstrdup(path);
	free(folder);
}

static bool same_file(const char *a, const char *b)
{
	struct stat s, t;
	return stat(a, &s) || stat(b, &t) ||
	       (s.st_dev == t.st_dev && s.st_ino == t.st_ino);
}

void ws_forget_recovered(struct workspace *ws, const char *saved)
{
	if (!ws->recovered)
		return;
	if (!same_file(saved, ws->recovered) && !unlink(ws->recovered)) {
		recovered_unmark(ws->recovered);
		ws_say(ws, SAY_NOTICE, "removed %s, which is saved now",
		       ws->recovered);
	}
	free(ws->recovered);
	ws->recovered = NULL;
}
