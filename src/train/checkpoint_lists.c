/* SPDX-License-Identifier: GPL-3.0-or-later */
/* checkpoint_lists.c: the names of a file's tensors, in messages. */
#include "config.h"

#include "train/checkpoint_parts.h"

#include "base/utf8.h"

#include <string.h>

enum {
	LISTED_MAX = 8, /* names in one line */
	NAME_MAX_SHOWN = 48,
};

static void add_name(struct strbuf *out, const char *name)
{
	const size_t length = strlen(name);
	const size_t shown = length > NAME_MAX_SHOWN
				     ? utf8_cut(name, NAME_MAX_SHOWN)
				     : length;

	sanitize(out, name, shown, SANITIZE_UTF8);
	if (shown < length)
		strbuf_add(out, "...");
}

/* Adds the n-th name of a list that ends in "and N more". */
void add_to_list(struct strbuf *out, int n, const char *name)
{
	if (n >= LISTED_MAX)
		return;
	if (n > 0)
		strbuf_add(out, ", ");
	add_name(out, name);
}

void end_list(struct strbuf *out, int count)
{
	if (count > LISTED_MAX)
		strbuf_printf(out, " and %d more", count - LISTED_MAX);
}

/* Is it a tensor of ours beside the weights, which taking only those
 * ignores? */
static bool is_of_run(const struct checkpoint *c, const char *name)
{
	static const char *const prefix[] = { "optim.", "state.", "rng.",
					      "series." };

	for (size_t i = 0; is_ours(c->file) && i < LENGTH(prefix); i++)
		if (!strncmp(name, prefix[i], strlen(prefix[i])))
			return true;
	return false;
}

int checkpoint_unused(const struct checkpoint *c, struct strbuf *out)
{
	int count = 0;

	for (int i = 0; i < safetensors_count(c->file); i++) {
		const struct tensor *t = safetensors_at(c->file, i);

		if (!safetensors_is_wanted(c->file, t) &&
		    !is_of_run(c, t->name))
			add_to_list(out, count++, t->name);
	}
	end_list(out, count);
	return count;
}

/* Refuses with `what`, and the names that the file has instead. */
bool refuse_with_names(const struct safetensors *file, const char *what,
		       struct err *e)
{
	const int count = safetensors_count(file);
	struct strbuf list;

	strbuf_init(&list);
	for (int i = 0; i < count && i < LISTED_MAX; i++)
		add_to_list(&list, i, safetensors_at(file, i)->name);
	end_list(&list, count);
	err_set(e, ERR_INPUT, "%s; its tensors: %s", what,
		count ? list.text : "none");
	strbuf_release(&list);
	return false;
}

/* Refuses with a reason that names one tensor. */
bool refuse_tensor(struct err *e, const char *name, const char *reason)
{
	struct strbuf shown;

	strbuf_init(&shown);
	add_name(&shown, name);
	err_set(e, ERR_INPUT, "%s %s", shown.text, reason);
	strbuf_release(&shown);
	return false;
}
