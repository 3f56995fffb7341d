/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handlers_export.c: export: a panel as a figure in a file. */
#include "config.h"

#include "base/path.h"
#include "cmd/example_json.h"
#include "cmd/export.h"
#include "cmd/handlers.h"
#include "cmd/workspace_private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SIDE_LEAST = 200, SIDE_MOST = 8192 };

static const char *const endings[EXPORTS] = {
	[EXPORT_SVG] = ".svg",
	[EXPORT_PDF] = ".pdf",
	[EXPORT_PNG] = ".png",
	[EXPORT_CSV] = ".csv",
};

int export_kind(const char *path, struct err *e)
{
	size_t length = strlen(path);

	for (int i = 0; i < EXPORTS; i++) {
		size_t n = strlen(endings[i]);

		if (length > n && !strcasecmp(path + length - n, endings[i]))
			return i;
	}
	err_set(e, ERR_FAILED,
		"export: '%.200s' must end in .svg, .pdf, .png or .csv (example "
		"also in .json)",
		path);
	return -1;
}

bool export_size(const char *text, struct picture *p, struct err *e)
{
	char *end, *rest;

	p->width = strtol(text, &end, 10);
	p->height = *end == 'x' ? strtol(end + 1, &rest, 10) : 0;
	if (strspn(text, "0123456789x") != strlen(text) || *end != 'x' || *rest)
		return err_set(e, ERR_FAILED,
			       "export: '%.40s' must be a size such as "
			       "1600x900",
			       text);
	if (p->width < SIDE_LEAST || p->width > SIDE_MOST ||
	    p->height < SIDE_LEAST || p->height > SIDE_MOST)
		return err_set(e, ERR_FAILED,
			       "export: width and height must be in %d..%d",
			       SIDE_LEAST, SIDE_MOST);
	return true;
}

static bool parse_export(const struct args *args, struct picture *p,
			 struct err *e)
{
	int kind;

	if (args->count < 2)
		return panel_missing("export", e);
	if (args->count < 3 || args->count > 4)
		return err_set(e, ERR_FAILED,
			       "usage: export PANEL FILE [WIDTHxHEIGHT]");
	p->panel = panel_find(args->word[1].text, e);
	if (p->panel < 0)
		return false;
	kind = export_kind(args->word[2].text, e);
	if (kind < 0)
		return false;
	p->kind = (enum export_kind)kind;
	if (args->count < 4)
		return true;
	if (p->kind == EXPORT_CSV)
		return err_set(e, ERR_FAILED,
			       "export: a table (.csv) has no size");
	return export_size(args->word[3].text, p, e);
}

static bool write_file(const char *path, const struct strbuf *bytes,
		       struct err *e)
{
	struct atomic_file *file = atomic_open(path, e);

	if (!file)
		return false;
	if (!atomic_write(file, bytes->text, bytes->length, e)) {
		atomic_abandon(file);
		return false;
	}
	return atomic_commit(file, e);
}

static bool draw(struct workspace *ws, struct picture *p, struct strbuf *out,
		 struct err *e)
{
	const struct host *host = session_host(ws->session);
	struct snapshot_wants wants = { .probes = ~(uint64_t)0,
					.columns = SNAPSHOT_COLUMNS,
					.unit = (int)ws->choice.unit,
					.parts = ~0u };
	struct snapshot snap = { .serial = 0 };
	bool ok;

	if (!host->draw)
		return err_set(e, ERR_FAILED, "export: nothing here can draw");
	session_snapshot(ws->session, &wants, &snap);
	p->snap = &snap;
	p->choice = &ws->choice;
	ok = host->draw(host->owner, p, out, e);
	snapshot_release(&snap);
	return ok;
}

/* --- the example on display ----------------------------------------------- */

static bool is_json(const struct args *args)
{
	const char *path = args->count > 2 ? args->word[2].text : "";
	const size_t length = strlen(path);

	return length > 5 && !strcasecmp(path + length - 5, ".json");
}

static bool export_example(struct workspace *ws, const struct args *args,
			   struct err *e)
{
	const char *path = args->word[2].text;
	const struct example *x;
	struct strbuf out;
	bool ok;

	if (args->count > 3 || strcmp(args->word[1].text, "example") != 0)
		return err_set(e, ERR_FAILED,
			       "usage: export example FILE.json");
	if (!workspace_check_path(ws, FILE_EXPORT, path, e))
		return false;
	x = session_example(ws->session, e);
	if (!x)
		return false;
	strbuf_init(&out);
	example_add_json(x, workspace_run(ws)->task->name,
			 workspace_run(ws)->now.iteration, &out);
	ok = write_file(path, &out, e);
	strbuf_release(&out);
	if (ok)
		session_say(ws->session, SAY_NOTICE,
			    "example at iteration %ld is in %s",
			    workspace_run(ws)->now.iteration, path);
	return ok;
}

bool do_export(struct workspace *ws, const struct args *args, struct err *e)
{
	struct picture p = { .panel = 0 };
	const char *path;
	struct strbuf out;
	bool ok;

	if (is_json(args))
		return export_example(ws, args, e);
	if (!parse_export(args, &p, e))
		return false;
	path = args->word[2].text;
	if (!workspace_check_path(ws, FILE_EXPORT, path, e))
		return false;
	strbuf_init(&out);
	ok = draw(ws, &p, &out, e) && write_file(path, &out, e);
	strbuf_release(&out);
	if (ok)
		session_say(ws->session, SAY_NOTICE,
			    "%s at iteration %ld is in %s",
			    panel_info[p.panel].name,
			    workspace_run(ws)->now.iteration, path);
	return ok;
}
