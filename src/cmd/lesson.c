/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lesson.c: finds lessons and begins one. */
#include "config.h"

#include "base/path.h"
#include "base/utf8.h"
#include "cmd/command.h"
#include "cmd/lesson.h"
#include "cmd/startup.h"
#include "lang/args.h"
#include "lang/match.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static const char settings_mark[] = "settings:";

/* --- the folder ----------------------------------------------------------- */

struct folder {
	char *path;
	struct dirent **entry;
	int count;
};

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void folder_close(struct folder *f)
{
	for (int i = 0; i < f->count; i++)
		free(f->entry[i]);
	free(f->entry);
	free(f->path);
}

static bool folder_open(struct folder *f, struct err *e)
{
	*f = (struct folder){ .path = path_data("lessons") };
	f->count = scandir(f->path, &f->entry, is_visible, alphasort);
	if (f->count >= 0)
		return true;
	err_errno(e, ERR_INPUT, "%s", f->path);
	f->count = 0;
	folder_close(f);
	return false;
}

static const char *name_at(int i, const void *folder)
{
	const struct folder *f = folder;

	return i < f->count ? f->entry[i]->d_name : NULL;
}

/* The path of the lesson of that name; the caller frees. */
static char *find(const char *name, struct err *e)
{
	struct folder folder;
	char *path = NULL;
	int i;

	if (strchr(name, '/'))
		return xstrdup(name);
	if (!folder_open(&folder, e)) {
		struct err why = *e;

		err_set(e, ERR_INPUT, "the lesson %.60s: %s", name, why.text);
		return NULL;
	}
	i = match_unique("lesson", name, name_at, &folder, e);
	if (i >= 0)
		path = xasprintf("%s/%s", folder.path, name_at(i, &folder));
	else
		e->kind = ERR_INPUT;
	folder_close(&folder);
	return path;
}

/* --- its first comments --------------------------------------------------- */

/* The text of the comment at *at, which moves past it; NULL: none is there.
 * The caller frees. */
static char *next_comment(const char **at)
{
	const char *line = *at, *end = strchrnul(line, '\n');

	if (*line != '#')
		return NULL;
	*at = *end ? end + 1 : end;
	line += 1 + strspn(line + 1, " \t");
	return xstrndup(line, (size_t)(end - line));
}

/* The first comment, or the first that begins with `mark`, without that.  ""
 * if there is none; the caller frees. */
static char *comment_of(const char *text, const char *mark)
{
	size_t length = strlen(mark);
	char *comment, *found = NULL;

	while (!found && (comment = next_comment(&text))) {
		if (!strncmp(comment, mark, length))
			found = xstrdup(comment + length);
		free(comment);
	}
	return found ? found : xstrdup("");
}

static char *read_script(const char *path, struct err *e)
{
	size_t length;
	char *text = path_read(path, SCRIPT_BYTES, &length, e);

	if (!text) {
		e->kind = ERR_INPUT;
		return NULL;
	}
	text = xrealloc(text, length + 1);
	text[length] = '\0';
	return text;
}

bool lessons_list(struct strbuf *out, struct err *e)
{
	struct folder folder;

	if (!folder_open(&folder, e))
		return false;
	for (int i = 0; i < folder.count; i++) {
		const char *name = name_at(i, &folder);
		char *path = xasprintf("%s/%s", folder.path, name);
		char *text = read_script(path, e);
		char *title = text ? comment_of(text, "") : NULL;

		if (title)
			strbuf_printf(out, "%-10s  %s\n", name, title);
		free(title);
		free(text);
		free(path);
	}
	folder_close(&folder);
	return true;
}

/* --- beginning one -------------------------------------------------------- */

/* What was chosen beside a lesson must not change what it shows. */
static bool may_join(const struct option *o)
{
	static const char *const settings[] = { "engine",    "precision",
						"threads",   "seed",
						"log-every", "save-every" };

	if (o->home != IN_SETTINGS)
		return strcmp(o->group, option_find("demo")->group) != 0 &&
		       strcmp(o->name, "init") != 0 &&
		       strcmp(o->name, "resume") != 0;
	for (size_t i = 0; i < LENGTH(settings); i++)
		if (!strcmp(o->name, settings[i]))
			return true;
	return false;
}

static bool check_chosen(const struct startup *start, struct err *e)
{
	if (start->corpus)
		return err_set(e, ERR_INPUT,
			       "--lesson and DATA cannot be used together: a "
			       "lesson has data of its own");
	for (int i = 0; i < option_count(); i++)
		if (start->given[i] && !may_join(option_at(i)))
			return err_set(e, ERR_INPUT,
				       "--lesson and --%s cannot be used "
				       "together: a lesson has settings of its "
				       "own",
				       option_at(i)->name);
	return true;
}

/* "hidden=64" */
static bool take_setting(struct startup *start, struct settings *set,
			 const char *word, struct err *e)
{
	const char *equals = strchr(word, '=');
	char *name = xstrndup(word, strcspn(word, "="));
	const struct option *o = setting_find(name);

	free(name);
	if (!equals || !o)
		return err_set(e, ERR_INPUT,
			       "\"%.60s\" is no NAME=VALUE of a "
			       "setting",
			       word);
	return start->given[option_index(o)] ||
	       startup_take(start, set, o, equals + 1, e);
}

static bool take_settings(struct startup *start, struct settings *set,
			  const char *text, struct err *e)
{
	char *line = comment_of(text, settings_mark);
	struct args args;
	bool ok = args_parse(&args, line, e);

	free(line);
	if (!ok)
		return false;
	for (int i = 0; ok && i < args.count; i++)
		ok = take_setting(start, set, args.word[i].text, e);
	args_release(&args);
	return ok;
}

static void add_script(struct startup *start, const char *path)
{
	struct strbuf line;

	strbuf_init(&line);
	strbuf_add(&line, "source -v ");
	args_quote(&line, path);
	startup_add_first(start, line.text);
	strbuf_release(&line);
}

bool lesson_apply(struct startup *start, struct settings *set, struct err *e)
{
	struct err reason;
	char *path, *text;
	bool ok;

	if (!start->lesson)
		return true;
	if (!check_chosen(start, e))
		return false;
	path = find(start->lesson, e);
	if (!path)
		return false;
	text = read_script(path, e);
	ok = text && take_settings(start, set, text, &reason);
	if (ok)
		add_script(start, path);
	else if (text)
		err_set(e, ERR_INPUT, "%s: its settings: %s", path,
			reason.text);
	free(text);
	free(path);
	return ok;
}
