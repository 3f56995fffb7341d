/* SPDX-License-Identifier: GPL-3.0-or-later */
/* checkpoint_parts.c: the contents of a checkpoint. */
#include "config.h"

#include "train/checkpoint_parts.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct stored_metric stored_metric[STORED_METRICS] = {
	{ "epoch", offsetof(struct metrics, epoch), false },
	{ "loss", offsetof(struct metrics, loss), false },
	{ "smooth_loss", offsetof(struct metrics, smooth_loss), false },
	{ "learning_rate", offsetof(struct metrics, learning_rate), false },
	{ "grad_norm", offsetof(struct metrics, grad_norm), false },
	{ "clip_fraction", offsetof(struct metrics, clip_fraction), false },
	{ "valid_loss", offsetof(struct metrics, valid_loss), false },
	{ "best_smooth", offsetof(struct metrics, best_smooth), false },
	{ "best_valid", offsetof(struct metrics, best_valid), false },
	{ "best_valid_at", offsetof(struct metrics, best_valid_at), true },
	{ "valid_loss_warm", offsetof(struct metrics, valid_loss_warm), true },
};

/* The name without its last `from`, which becomes `to`. */
static void rename_part(char *out, size_t size, const char *name,
			const char *from, const char *to)
{
	const char *at = strstr(name, from);

	assert(at);
	snprintf(out, size, "%.*s%s%s", (int)(at - name), name, to,
		 at + strlen(from));
}

/* The stored form of a parameter; second: bias_hh beside bias_ih. */
static struct stored stored_of(const struct quantity *q, bool second)
{
	bool bias = q->role == PARAM_GATE_BIAS || q->role == PARAM_BIAS;
	struct stored p = {
		.kind = second                       ? STORED_BIAS_HH
			: q->role == PARAM_GATE_BIAS ? STORED_BIAS_IH
						     : STORED_ROWS,
		.layer = q->layer,
		.rank = bias ? 1 : 2,
		.shape = { bias ? q->cols : q->rows, bias ? 0 : q->cols },
		.gates = q->gates,
	};

	if (second)
		rename_part(p.name, sizeof p.name, q->name, "bias_ih",
			    "bias_hh");
	else
		snprintf(p.name, sizeof p.name, "%s", q->name);
	return p;
}

/* All engines declare the same. */
struct stored_list *stored_list_new(const struct net_spec *of, struct err *e)
{
	const struct engine *engine = engine_at(0, NULL);
	struct net_spec spec = *of;
	struct stored_list *list;
	struct net *net;
	int count;

	spec.steps = spec.out_steps = spec.batch = 1;
	net = engine->outline_new(&spec, e);
	if (!net)
		return NULL;
	count = engine->count(net);
	list = xcalloc(1, sizeof *list);
	list->item = xcalloc(2 * (size_t)count + 1, sizeof *list->item);
	for (int i = 0; i < count; i++) {
		struct quantity q = engine->describe(net, i);

		if (q.kind != QUANTITY_PARAMETER || q.role == PARAM_INNER_BIAS)
			continue;
		list->item[list->count++] = stored_of(&q, false);
		if (q.role == PARAM_GATE_BIAS)
			list->item[list->count++] = stored_of(&q, true);
	}
	engine->net_free(net);
	return list;
}

void stored_list_free(struct stored_list *list)
{
	if (!list)
		return;
	free(list->item);
	free(list);
}

int find_bias(const struct run *r, const struct stored *p, const char *kind)
{
	char name[sizeof p->name];

	rename_part(name, sizeof name, p->name,
		    p->kind == STORED_BIAS_HH ? "bias_hh" : "bias_ih", kind);
	return r->engine->find(r->net, name, p->layer);
}

bool meta_is(const struct safetensors *file, const char *key, const char *value)
{
	size_t length;
	const char *text = safetensors_meta(file, key, &length);

	return text && length == strlen(value) && !memcmp(text, value, length);
}

bool is_ours(const struct safetensors *file)
{
	return meta_is(file, "format", "rnntui");
}

/* Not NULL only for a whole C string: a NUL within is refused. */
static const char *meta_text(const struct safetensors *file, const char *key)
{
	size_t length;
	const char *text = safetensors_meta(file, key, &length);

	return text && length && strlen(text) == length ? text : NULL;
}

bool meta_long(const struct safetensors *file, const char *key, long low,
	       long high, long *out)
{
	const char *text = meta_text(file, key);
	char *end;

	if (!text || !((*text >= '0' && *text <= '9') || *text == '-'))
		return false;
	errno = 0;
	*out = strtol(text, &end, 10);
	return !errno && !*end && *out >= low && *out <= high;
}

bool meta_double(const struct safetensors *file, const char *key, double *out)
{
	const char *text = meta_text(file, key);
	char *end;

	if (!text)
		return false;
	*out = strtod(text, &end);
	return end != text && !*end;
}

/* --- names ---------------------------------------------------------------- */

char *stored_name(const struct net_names *names, const struct stored *p)
{
	const char *name = p->name;

	if (!strncmp(name, "rnn.", strlen("rnn.")))
		return xasprintf("%s%s", names->rnn, name + strlen("rnn."));
	if (!strncmp(name, "out.", strlen("out.")))
		name += strlen("out.");
	return xasprintf("%s%s", names->out, name);
}

void slot_names_init(struct slot_names *s, const char *slot,
		     enum model_kind model)
{
	snprintf(s->rnn, sizeof s->rnn, "optim.%s.rnn.", slot);
	snprintf(s->out, sizeof s->out, "optim.%s.%s", slot,
		 model == MODEL_CHAR ? "out." : "");
	s->names = (struct net_names){ s->rnn, s->out, true, true };
}

bool net_names_are_ours(const struct net_names *names)
{
	return (!strcmp(names->rnn, "model.rnn.") ||
		!strcmp(names->rnn, "model.decoder.")) &&
	       (!strcmp(names->out, "model.out.") ||
		!strcmp(names->out, "model."));
}
