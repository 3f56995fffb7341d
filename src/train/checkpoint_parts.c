/* SPDX-License-Identifier: GPL-3.0-or-later */
/* checkpoint_parts.c: the contents of a checkpoint. */
#include "config.h"

#include "train/checkpoint_parts.h"

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

/* The four parameters of a layer: names, and whether their columns are I, H or
 * none. */
enum { LAYER_PARAMETERS = 4 };
static const struct {
	const char *name;
	enum stored_kind kind;
	enum { INPUTS, UNITS, NONE } columns;
} layer_table[LAYER_PARAMETERS] = {
	{ "rnn.weight_ih_l", STORED_ROWS, INPUTS },
	{ "rnn.weight_hh_l", STORED_ROWS, UNITS },
	{ "rnn.bias_ih_l", STORED_BIAS_IH, NONE },
	{ "rnn.bias_hh_l", STORED_BIAS_HH, NONE },
};

static void stored_in_layer(const struct net_spec *spec, int layer, int i,
			    struct stored *p)
{
	*p = (struct stored){ .kind = layer_table[i].kind, .layer = layer };
	snprintf(p->name, sizeof p->name, "%s%d", layer_table[i].name, layer);
	p->rank = layer_table[i].columns == NONE ? 1 : 2;
	p->shape[0] = (int64_t)cell_info[spec->cell].gates * spec->hidden;
	if (layer_table[i].columns == INPUTS && layer == 0)
		p->shape[1] = spec->model == MODEL_CHAR ? spec->symbols_in
							: spec->embedding;
	else if (layer_table[i].columns != NONE)
		p->shape[1] = spec->hidden;
}

/* Parameters outside the layers, by model; sizes are offsets in the spec, 0:
 * none. */
#define SIZE(member) offsetof(struct net_spec, member)
static const struct outer {
	const char *name;
	size_t rows, cols;
} outer_table[MODELS][4] = {
	[MODEL_CHAR] = { { "out.weight", SIZE(symbols_out), SIZE(hidden) },
			 { "out.bias", SIZE(symbols_out), 0 } },
	[MODEL_LABEL] = { { "embedding.weight", SIZE(symbols_in),
			    SIZE(embedding) },
			  { "linear.weight", SIZE(symbols_out), SIZE(hidden) },
			  { "linear.bias", SIZE(symbols_out), 0 } },
};

static int64_t size_at(const struct net_spec *spec, size_t offset)
{
	return *(const int *)(const void *)((const char *)spec + offset);
}

static bool stored_outside(const struct net_spec *spec, int i, struct stored *p)
{
	const struct outer *o = &outer_table[spec->model][i];

	if (!o->name)
		return false;
	*p = (struct stored){ .kind = STORED_ROWS,
			      .layer = -1,
			      .rank = o->cols ? 2 : 1,
			      .shape = { size_at(spec, o->rows) } };
	if (o->cols)
		p->shape[1] = size_at(spec, o->cols);
	strcpy(p->name, o->name);
	return true;
}

bool stored_at(const struct net_spec *spec, int i, struct stored *p)
{
	int layer = i / LAYER_PARAMETERS;

	if (layer >= spec->layers)
		return stored_outside(spec, i - spec->layers * LAYER_PARAMETERS,
				      p);
	stored_in_layer(spec, layer, i % LAYER_PARAMETERS, p);
	return true;
}

int find_role(const struct run *r, enum param_role role, int layer)
{
	for (int i = 0; i < r->engine->count(r->net); i++) {
		struct quantity q = r->engine->describe(r->net, i);

		if (q.kind == QUANTITY_PARAMETER && q.role == role &&
		    q.layer == layer)
			return i;
	}
	return -1;
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

	if (p->layer >= 0)
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
	return !strcmp(names->rnn, "model.rnn.") &&
	       (!strcmp(names->out, "model.out.") ||
		!strcmp(names->out, "model."));
}
