/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handlers_show.c: panel, zoom, unit, layout. */
#include "config.h"
#include "cmd/handlers.h"
#include "cmd/panels.h"
#include "lang/match.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Executes panel loss log|linear|bits|nats; false: no such word. */
static bool loss_view(struct screen_choice *choice, const char *word,
		      struct strbuf *out)
{
	bool axis = !strcmp(word, "log") || !strcmp(word, "linear");

	if (axis)
		choice->log_axis = !strcmp(word, "log");
	else if (!strcmp(word, "bits") || !strcmp(word, "nats"))
		choice->bits = !strcmp(word, "bits");
	else
		return false;
	strbuf_printf(out, axis ? "loss has a %s axis\n" : "loss is in %s\n",
		      word);
	return true;
}

/* Parses 2000, 2k, 1.5M: a whole number above 0. */
static bool parse_iterations(const char *text, long *out)
{
	double v;
	char *end;

	if (!isdigit((unsigned char)*text) || strpbrk(text, "xX"))
		return false;
	v = strtod(text, &end);
	if (*end == 'k' || *end == 'M')
		v *= *end++ == 'k' ? 1e3 : 1e6;
	if (*end || !(v >= 1 && v <= 1e15) || fabs(v - nearbyint(v)) > 1e-6 * v)
		return false;
	*out = (long)nearbyint(v);
	return true;
}

/* Executes panel loss last N|all|log. */
static bool loss_last(struct screen_choice *choice, const char *word,
		      struct strbuf *out, struct err *e)
{
	if (!strcmp(word, "all")) {
		choice->window = WINDOW_ALL;
		strbuf_add(out, "loss shows all iterations\n");
	} else if (!strcmp(word, "log")) {
		choice->window = WINDOW_LOG;
		strbuf_add(out, "loss shows all iterations on a logarithmic "
				"axis\n");
	} else if (parse_iterations(word, &choice->last)) {
		choice->window = WINDOW_LAST;
		strbuf_printf(out, "loss shows the last %ld iteration%s\n",
			      choice->last, choice->last == 1 ? "" : "s");
	} else {
		return err_set(e, ERR_FAILED,
			       "panel loss last: '%.40s' must "
			       "be a number of iterations (2000, 2k, 1.5M), "
			       "all or log",
			       word);
	}
	return true;
}

/* Executes panel NAME VIEW, where VIEW is neither on nor off. */
static bool panel_view(struct screen_choice *choice, int id, const char *word,
		       struct strbuf *out, struct err *e)
{
	const struct words *views = &panel_info[id].views;
	struct strbuf words;

	if (id == PANEL_LOSS && !strcmp(word, "bits") && choice->examples)
		return err_set(e, ERR_FAILED,
			       "panel loss: this task reads no characters, so "
			       "its loss is per example");
	if (id == PANEL_LOSS && !strcmp(word, "all"))
		return loss_last(choice, word, out, e);
	if (id == PANEL_LOSS && loss_view(choice, word, out))
		return true;
	strbuf_init(&words);
	for (int i = 0; i < views->count; i++)
		strbuf_printf(&words, ", %s", word_at(views, i));
	err_set(e, ERR_FAILED, "panel %s: the last word is on or off%s",
		panel_info[id].name, words.text);
	strbuf_release(&words);
	return false;
}

static bool panel_usage(struct err *e)
{
	return err_set(e, ERR_FAILED,
		       "usage: panel NAME [on|off], or panel loss "
		       "log|linear|bits|nats|all, or panel loss last "
		       "N|all|log");
}

/* Executes panel NAME [on|off|VIEW], panel loss last N|all|log; without a word
 * it toggles the panel. */
bool do_panel(struct screen_choice *choice, const struct args *args,
	      long units UNUSED, struct strbuf *out, struct err *e)
{
	const char *word = args->count >= 3 ? args->word[2].text : NULL;
	int id;
	bool on, last;

	if (args->count < 2 || args->count > 4)
		return panel_usage(e);
	id = panel_find(args->word[1].text, e);
	if (id < 0)
		return false;
	last = id == PANEL_LOSS && word && !strcmp(word, "last");
	if (last != (args->count == 4))
		return panel_usage(e);
	if (last)
		return loss_last(choice, args->word[3].text, out, e);
	on = word ? !strcmp(word, "on") : !choice->shown[id];
	if (word && !on && strcmp(word, "off") != 0)
		return panel_view(choice, id, word, out, e);
	choice->shown[id] = on;
	if (!on && choice->zoom == id)
		choice->zoom = -1;
	strbuf_printf(out, "%s is %s\n", panel_info[id].name,
		      on ? "on" : "off");
	return true;
}

/* Executes zoom [PANEL]; without a name, or with that of the zoomed panel, it
 * goes back. */
bool do_zoom(struct screen_choice *choice, const struct args *args,
	     long units UNUSED, struct strbuf *out UNUSED, struct err *e)
{
	int id = -1;

	if (args->count > 2)
		return err_set(e, ERR_FAILED, "usage: zoom [PANEL]");
	if (args->count == 2) {
		id = panel_find(args->word[1].text, e);
		if (id < 0)
			return false;
	} else if (choice->zoom < 0) {
		return panel_missing("zoom", e);
	}
	choice->zoom = id == choice->zoom ? -1 : id;
	return true;
}

bool do_unit(struct screen_choice *choice, const struct args *args, long units,
	     struct strbuf *out UNUSED, struct err *e)
{
	long unit;

	if (args->count != 2)
		return err_set(e, ERR_FAILED, "usage: unit N");
	if (!parse_long(args->word[1].text, &unit) || unit < 0 || unit >= units)
		return err_set(e, ERR_FAILED,
			       "unit: '%.40s' is out of range (0..%ld)",
			       args->word[1].text, units - 1);
	choice->unit = unit;
	return true;
}

bool do_layout(struct screen_choice *choice, const struct args *args,
	       long units UNUSED, struct strbuf *out UNUSED, struct err *e)
{
	int id;

	if (args->count != 2)
		return match_missing("layout which", match_word,
				     &layout_choices.name, e);
	id = match_unique("layout", args->word[1].text, match_word,
			  &layout_choices.name, e);
	if (id < 0)
		return false;
	choice->layout = (enum layout_id)id;
	choice->zoom = -1; /* else it would be hidden */
	return true;
}

bool screen_execute(struct screen_choice *choice, const struct args *args,
		    long units, struct strbuf *out, struct err *e)
{
	const struct command *command =
		command_find(args->count ? args->word[0].text : "", e);

	if (!command)
		return false;
	if (!command->show)
		return err_set(e, ERR_FAILED, "%s is no command of the screen",
			       command->name);
	return command->show(choice, args, units, out, e);
}
