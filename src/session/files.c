/* SPDX-License-Identifier: GPL-3.0-or-later */
/* files.c: which files are in use, and for what. */
#include "config.h"

#include "base/path.h"
#include "session/files.h"

#include <stdlib.h>
#include <string.h>

static const struct role {
	const char *name;
	bool written;
	bool start_only; /* --log: afterwards the open log counts */
} role_table[FILE_ROLES] = {
	[FILE_TEXT] = { "the data", false, false },
	[FILE_VALID] = { "--valid-file", false, false },
	[FILE_INIT] = { "--init", false, true },
	[FILE_RESUME] = { "--resume", false, true },
	[FILE_SCRIPT] = { "a script", false, false },
	[FILE_SAVE] = { "--save", true, false },
	[FILE_BEST] = { "--save-best", true, false },
	[FILE_LOG] = { "the log", true, true },
	[FILE_EXPORT] = { "a figure", true, false },
	[FILE_INPUT] = { "standard input", false, false },
	[FILE_OUTPUT] = { "standard output", true, false },
};

/* A run may be saved where it came from, and the shell decides how the standard
 * streams are connected. */
static bool may_share(enum file_role a, enum file_role b)
{
	if (a == b || (!role_table[a].written && !role_table[b].written) ||
	    (a >= FILE_INPUT && b >= FILE_INPUT))
		return true;
	return (a == FILE_RESUME && b == FILE_SAVE) ||
	       (a == FILE_SAVE && b == FILE_RESUME);
}

void files_init(struct files *f) { *f = (struct files){ 0 }; }

void files_release(struct files *f)
{
	free(f->use);
	files_init(f);
}

void files_add(struct files *f, enum file_role role, const char *path)
{
	if (!path || !strcmp(path, "-"))
		return;
	f->use = xreallocarray(f->use, (size_t)f->count + 1, sizeof *f->use);
	f->use[f->count++] = (struct file_use){ role, path };
}

void files_add_startup(struct files *f, const struct startup *s, bool begun)
{
	const struct file_use of[] = {
		{ FILE_TEXT, s->corpus },       { FILE_VALID, s->valid_file },
		{ FILE_INIT, s->init },         { FILE_RESUME, s->resume },
		{ FILE_SAVE, s->save },         { FILE_BEST, s->save_best },
		{ FILE_LOG, s->log },           { FILE_INPUT, "/dev/stdin" },
		{ FILE_OUTPUT, "/dev/stdout" }, { FILE_OUTPUT, "/dev/stderr" },
	};

	for (size_t i = 0; i < LENGTH(of); i++)
		if (!begun || !role_table[of[i].role].start_only)
			files_add(f, of[i].role, of[i].path);
	for (int i = 0; i < s->commands; i++)
		if (s->command[i].file)
			files_add(f, FILE_SCRIPT, s->command[i].text);
}

static const struct file_use *find_harmed(const struct files *f, int count,
					  enum file_role role, const char *path)
{
	for (int i = 0; i < count; i++)
		if (!may_share(f->use[i].role, role) &&
		    path_same_file(f->use[i].path, path))
			return &f->use[i];
	return NULL;
}

bool files_are_distinct(const struct files *f, struct err *e)
{
	for (int i = 1; i < f->count; i++) {
		const struct file_use *a = &f->use[i];
		const struct file_use *b = find_harmed(f, i, a->role, a->path);

		if (b)
			return err_set(e, ERR_INPUT, "%s is both %s and %s",
				       b->path, role_table[b->role].name,
				       role_table[a->role].name);
	}
	return true;
}

bool files_check_startup(const struct startup *startup, struct err *e)
{
	struct files files;
	bool apart;

	files_init(&files);
	files_add_startup(&files, startup, false);
	apart = files_are_distinct(&files, e);
	files_release(&files);
	return apart;
}

bool files_check_path(const struct files *f, enum file_role role,
		      const char *path, struct err *e)
{
	const struct file_use *harmed = find_harmed(f, f->count, role, path);

	return !harmed || err_set(e, ERR_INPUT, "%s is in use: it is %s", path,
				  role_table[harmed->role].name);
}
