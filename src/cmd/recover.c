/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recover.c: work that a signal ended is offered at the next start with the
 * same text. */
#include "config.h"

#include "base/path.h"
#include "cmd/workspace_private.h"
#include "train/checkpoint.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static void offer(struct workspace *ws, const char *path)
{
	struct err e;
	struct checkpoint file;
	if (!checkpoint_open(&file, path, &settings_codec, &ws->set, &e))
		return;
	if (file.resumable && file.corpus_crc32 == ws->corpus->crc32)
		ws_say(ws, SAY_NOTICE,
		       "work on this text that a signal ended at iteration "
		       "%ld: load \"%s\"",
		       file.iteration, path);
	checkpoint_close(&file);
}

void ws_offer_recovered(struct workspace *ws)
{
	char *folder = path_state("", false);
	DIR *dir = folder ? opendir(folder) : NULL;
	struct dirent *entry;
	while (dir && (entry = readdir(dir))) {
		long pid;
		char name[64];
		if (sscanf(entry->d_name, "recovered-%ld.", &pid) != 1)
			continue;
		snprintf(name, sizeof name, RECOVERED_NAME, pid);
		char *path = path_state(name, false);
		if (path)
			offer(ws, path);
		free(path);
	}
	if (dir)
		closedir(dir);
	free(folder);
}
