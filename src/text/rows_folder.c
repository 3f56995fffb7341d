/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rows_folder.c: a folder with a file per class, or with a folder per class. */
#include "config.h"
#include "text/rows_private.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/* --- names ------------------------------------------------------------------ */

static int is_shown(const struct dirent *d) { return d->d_name[0] != '.'; }

static int compare_names(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void free_names(struct dirent **list, int count)
{
	for (int i = 0; i < count; i++)
		free(list[i]);
	free(list);
}

/* Names by their bytes; -1: cannot be read. */
static int read_names(const char *folder, struct dirent ***list, struct err *e)
{
	int n = scandir(folder, list, is_shown, compare_names);

	if (n < 0)
		err_errno(e, ERR_INPUT, "cannot read %s", folder);
	return n;
}

static mode_t kind_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_mode & S_IFMT : 0;
}

/* "Korean.txt.gz" is about "Korean". */
static struct span class_of(const char *name)
{
	size_t length = strlen(name);
	const char *dot;

	if (length > 3 && !strcasecmp(name + length - 3, ".gz"))
		length -= 3;
	dot = memrchr(name, '.', length);
	if (dot && dot > name)
		length = (size_t)(dot - name);
	return (struct span){ name, length };
}

/* --- files ------------------------------------------------------------------ */

static void put_lines(struct rows_maker *m, const struct corpus *c,
		      struct span label)
{
	struct reader r;
	struct strbuf line;
	size_t number;

	reader_init(&r, c);
	strbuf_init(&line);
	while (reader_next_line(&r, &line, &number))
		if (!is_blank(line.text, line.length))
			rows_put(m, number, label,
				 (struct span){ line.text, line.length });
	strbuf_release(&line);
}

static void put_whole(struct rows_maker *m, const struct corpus *c,
		      struct span label)
{
	struct reader r;
	struct strbuf text;

	reader_init(&r, c);
	strbuf_init(&text);
	while (r.at < r.end && text.length <= ROWS_TEXT_MAX)
		reader_add(&r, r.at++, &text);
	rows_put(m, 1, label, (struct span){ text.text, text.length });
	strbuf_release(&text);
}

/* A file that cannot be read is a rejected row.  False: no memory. */
static bool take_file(struct rows_maker *m, const char *path, struct span label,
		      void (*put)(struct rows_maker *, const struct corpus *,
				  struct span),
		      struct err *e)
{
	struct corpus c;

	m->file = string_table_add(&m->rows->files, path, strlen(path));
	if (kind_of(path) != S_IFREG) {
		rows_reject(m, 0, "no regular file");
		return true;
	}
	if (!corpus_load(&c, path, &m->how, e)) {
		if (e->kind == ERR_RESOURCE)
			return false;
		rows_reject(m, 0, "%s", e->text);
		return true;
	}
	if (rows_is_text(m, &c, e)) {
		rows_account(m, &c);
		put(m, &c, label);
	} else {
		rows_reject(m, 0, "%s", e->text);
	}
	corpus_release(&c);
	return true;
}

/* --- folders ---------------------------------------------------------------- */

static bool take_class(struct rows_maker *m, const char *folder,
		       const char *label, struct err *e)
{
	struct dirent **list;
	int n = read_names(folder, &list, e);
	bool done = n >= 0;

	for (int i = 0; i < n && done; i++) {
		char *path = xasprintf("%s/%s", folder, list[i]->d_name);

		done = take_file(m, path, (struct span){ label, strlen(label) },
				 put_whole, e);
		free(path);
	}
	if (n >= 0)
		free_names(list, n);
	return done;
}

static bool take_entry(struct rows_maker *m, const char *folder,
		       const char *name, bool folders, struct err *e)
{
	char *path = xasprintf("%s/%s", folder, name);
	bool is_dir = kind_of(path) == S_IFDIR, done = true;

	if (is_dir && folders)
		done = take_class(m, path, name, e);
	else if (!is_dir && !folders)
		done = take_file(m, path, class_of(name), put_lines, e);
	free(path);
	return done;
}

static int count_folders(const char *folder, struct dirent **list, int count)
{
	int folders = 0;

	for (int i = 0; i < count; i++) {
		char *path = xasprintf("%s/%s", folder, list[i]->d_name);

		folders += kind_of(path) == S_IFDIR;
		free(path);
	}
	return folders;
}

static bool take_entries(struct rows_maker *m, const char *folder,
			 struct dirent **list, int count, struct err *e)
{
	int folders = count_folders(folder, list, count);
	int others = folders ? count - folders : 0;
	bool done = true;

	m->rows->format =
		xstrdup(folders ? "a folder per class" : "a file per class");
	for (int i = 0; i < count && done; i++)
		done = take_entry(m, folder, list[i]->d_name, folders, e);
	if (others)
		strbuf_printf(&m->notices,
			      "%s: %d file%s beside its folders %s not read.\n",
			      folder, others, others == 1 ? "" : "s",
			      others == 1 ? "is" : "are");
	return done;
}

bool rows_take_folder(struct rows_maker *m, const char *name, struct err *e)
{
	struct dirent **list;
	bool done;
	int n;

	if (m->options->kind == ROWS_PAIRS)
		return err_set(e, ERR_INPUT,
			       "%s is a folder; pairs are read from a file",
			       name);
	n = read_names(name, &list, e);
	if (n < 0)
		return false;
	done = take_entries(m, name, list, n, e);
	free_names(list, n);
	return done;
}
