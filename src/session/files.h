/* files.h: the files that one program has in use, so that none of them is
 * overwritten by another.  One table, of their roles, says which of them may be
 * one file.  Paths are borrowed; one thread. */
#ifndef SESSION_FILES_H
#define SESSION_FILES_H

#include "lang/options.h"

enum file_role {
	FILE_TEXT,
	FILE_VALID,
	FILE_INIT,
	FILE_RESUME,
	FILE_SCRIPT,
	FILE_SAVE,
	FILE_BEST,
	FILE_LOG,
	FILE_EXPORT,
	FILE_INPUT,
	FILE_OUTPUT, /* standard streams: the last */
	FILE_ROLES,
};

struct file_use {
	enum file_role role;
	const char *path;
};

struct files {
	struct file_use *use;
	int count;
};

void files_init(struct files *);
void files_release(struct files *);
/* Ignores NULL and "-". */
void files_add(struct files *, enum file_role, const char *path);
/* Adds those of the command line and the standard streams; `begun`: without
 * those that only the start needs. */
void files_add_startup(struct files *, const struct startup *, bool begun);
/* False (ERR_INPUT): two of them are one file and must not be. */
bool files_are_distinct(const struct files *, struct err *) NODISCARD;
/* Checks those of the command line; again, once the text of --resume is
 * known. */
bool files_check_startup(const struct startup *, struct err *) NODISCARD;
/* False (ERR_INPUT): `path` in that role would harm one of them. */
bool files_check_path(const struct files *, enum file_role, const char *path,
		      struct err *) NODISCARD;

#endif
