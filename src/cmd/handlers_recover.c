/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handlers_recover.c: recover. */
#include "config.h"

#include "cmd/handlers.h"
#include "lang/match.h"
#include "cmd/workspace_private.h"
#include "session/recover.h"

#include <stdlib.h>
#include <string.h>

enum { RECOVER_LOAD, RECOVER_DELETE, ACTIONS };
static const struct {
	const char *name, *help;
} action[ACTIONS] = {
	[RECOVER_LOAD] = { "load", "go on from the newest, or from number N" },
	[RECOVER_DELETE] = { "delete", "remove the newest, or number N" },
};
const struct choices recover_choices = CHOICES_OF(action);

static bool list_recovered(struct workspace *ws)
{
	const struct recovered_list *list = recover_list(ws->session, true);

	if (!list->count)
		session_say(ws->session, SAY_NOTICE,
			    "no work on this %s was put aside",
			    session_text(ws->session) ? "text" : "task");
	for (int i = 0; i < list->count; i++) {
		const struct recovered *r = &list->item[i];
		char when[32];
		struct strbuf net;

		strbuf_init(&net);
		workspace_add_net(&r->spec, &net);
		recover_when(r, when, sizeof when);
		session_say(ws->session, SAY_RESULT,
			    "%2d  iteration %ld  %s  %s  %s  %s", i + 1,
			    r->iteration, when, recover_cause(r->path),
			    net.text, r->path);
		strbuf_release(&net);
	}
	return true;
}

/* The row with that number; for 0 the newest whose file exists; -1: none. */
static int find_item(struct workspace *ws, long number, struct err *e)
{
	const struct recovered_list *list = recover_list(ws->session, false);

	for (int i = 0; i < list->count; i++)
		if (list->item[i].path && (!number || number == i + 1))
			return i;
	if (number)
		err_set(e, ERR_FAILED,
			"recover: there is no %ld; `recover` "
			"lists what there is",
			number);
	else
		err_set(e, ERR_FAILED, "no work on this %s was put aside",
			session_text(ws->session) ? "text" : "task");
	return -1;
}

static bool delete_item(struct workspace *ws, int row, bool now, struct err *e)
{
	char *question, *command;
	const struct recovered *r;
	char when[32];

	if (now || !workspace_may_ask(ws))
		return recover_remove(ws->session, row, e);
	r = &recover_list(ws->session, false)->item[row];
	recover_when(r, when, sizeof when);
	question = xasprintf("delete the work at iteration %ld (%s)? "
			     "(y or n) ",
			     r->iteration, when);
	command = xasprintf("recover delete %d now", row + 1);
	session_ask(ws->session, question, command);
	free(command);
	free(question);
	return true;
}

/* [N] [now] */
static bool parse_rest(const struct args *args, long *number, bool *now,
		       struct err *e)
{
	int count = args->count;

	*number = 0;
	*now = count > 2 && !strcmp(args->word[count - 1].text, "now");
	count -= *now;
	if (count == 2)
		return true;
	if (count == 3 && parse_long(args->word[2].text, number) && *number > 0)
		return true;
	return err_set(e, ERR_FAILED,
		       "recover load and recover delete take "
		       "one number of the list");
}

bool do_recover(struct workspace *ws, const struct args *args, struct err *e)
{
	int i, row;
	long number;
	bool now;

	if (args->count == 1)
		return list_recovered(ws);
	i = match_unique("word after recover", args->word[1].text, match_word,
			 &recover_choices.name, e);
	if (i < 0 || !parse_rest(args, &number, &now, e))
		return false;
	row = find_item(ws, number, e);
	if (row < 0)
		return false;
	if (i == RECOVER_DELETE)
		return delete_item(ws, row, now, e);
	return load_file(ws, recover_list(ws->session, false)->item[row].path,
			 now, e);
}
