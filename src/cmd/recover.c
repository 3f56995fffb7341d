/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recover.c: work that was put aside is offered at the next start with the
 * same text, and forgotten once it has been taken up and saved. */
#include "config.h"

#include "base/path.h"
#include "cmd/workspace_private.h"
#include "train/checkpoint.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Of each the header is read to see what it is. */
enum { LOOKED_AT = 16 };

struct found {
	char *path;
	time_t when;
};

static bool is_recovered(const char *name)
{
	long pid;
	int end = 0;
	sscanf(name, "recovered-%ld%n", &pid, &end);
	return end && strstr(name + end, ".safetensors");
}

/* True: offered. */
static bool offer(struct workspace *ws, const struct found *f)
{
	struct err e;
	struct checkpoint file;
	if (!checkpoint_peek(&file, f->path, &settings_codec, &ws->set, &e))
		return false;
	bool ours = file.resumable && file.corpus_crc32 == ws->corpus->crc32;
	if (ours) {
		char when[32] = "";
		struct tm tm;
		if (localtime_r(&f->when, &tm))
			strftime(when, sizeof when, "%Y-%m-%d %H:%M", &tm);
		ws_say(ws, SAY_NOTICE,
		       "work on this text %s at iteration %ld (%s): "
		       "load \"%s\"", recovered_cause(f->path),
		       file.iteration, when, f->path);
	}
	checkpoint_close(&file);
	return ours;
}

/* Into the list of the newest, newest first; what falls out is freed. */
static void insert(struct found *list, int *count, struct found f)
{
	int at = *count;
	while (at > 0 && list[at - 1].when < f.when)
		at--;
	if (at == LOOKED_AT) {
		free(f.path);
		return;
	}
	if (*count == LOOKED_AT)
		free(list[--*count].path);
	memmove(list + at + 1, list + at,
		(size_t)(*count - at) * sizeof *list);
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
		if (!is_recovered(entry->d_name))
			continue;
		char *path = path_state(entry->d_name, false);
		if (path && !stat(path, &st))
			insert(list, &count,
			       (struct found){ path, st.st_mtime });
		else
			free(path);
	}
	if (dir)
		closedir(dir);
	free(folder);
	return count;
}

void ws_offer_recovered(struct workspace *ws)
{
	struct found list[LOOKED_AT];
	int count = find_newest(list);
	bool offered = false;
	for (int i = 0; i < count; i++) {
		offered = offered || offer(ws, &list[i]);
		free(list[i].path);
	}
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
	if (!same_file(saved, ws->recovered) && !unlink(ws->recovered))
		ws_say(ws, SAY_NOTICE, "removed %s, which is saved now",
		       ws->recovered);
	free(ws->recovered);
	ws->recovered = NULL;
}
