/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handlers_recover.c: recover. */
#include "config.h"

#include "cmd/handlers.h"
#include "lang/match.h"
#include "cmd/workspace_private.h"

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
	ws_look_for_recovered(ws);
	if (!ws->aside.count)
		ws_say(ws, SAY_NOTICE, "no work on this text was put aside");
	for (int i = 0; i < ws->aside.count; i++) {
		const struct recovered *r = &ws->aside.item[i];
		char when[32];
		recovered_when(r, when, sizeof when);
		ws_say(ws, SAY_RESULT, "%2d  iteration %ld  %s  %s  %s", i + 1,
		       r->iteration, when, recovered_cause(r->path), r->path);
	}
	return true;
}

/* The row of that number; without one (0) the newest that is still there. */
static struct recovered *find_item(struct workspace *ws, long number,
				   struct err *e)
{
	struct recovered_list *list = &ws->aside;
	if (!list->looked)
		ws_look_for_recovered(ws);
	for (int i = 0; i < list->count; i++)
		if (list->item[i].path && (!number || number == i + 1))
			return &list->item[i];
	if (number)
		err_set(e, ERR_FAILED,
			"recover: there is no %ld; `recover` "
			"lists what there is",
			number);
	else
		err_set(e, ERR_FAILED, "no work on this text was put aside");
	return NULL;
}

static bool delete_item(struct workspace *ws, struct recovered *r, bool now,
			struct err *e)
{
	if (now || !may_ask(ws))
		return ws_remove_recovered(ws, r, e);
	char when[32];
	recovered_when(r, when, sizeof when);
	char *question = xasprintf("delete the work at iteration %ld (%s)? "
				   "(y or n) ",
				   r->iteration, when);
	char *command = xasprintf("recover delete %d now",
				  (int)(r - ws->aside.item) + 1);
	ws_ask(ws, question, command);
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
	long number;
	bool now;
	if (args->count == 1)
		return list_recovered(ws);
	int i = match_unique("word after recover", args->word[1].text,
			     match_word, &recover_choices.name, e);
	if (i < 0 || !parse_rest(args, &number, &now, e))
		return false;
	struct recovered *r = find_item(ws, number, e);
	if (!r)
		return false;
	return i == RECOVER_LOAD ? ws_load(ws, r->path, now, e)
				 : delete_item(ws, r, now, e);
}
