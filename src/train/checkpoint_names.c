/* SPDX-License-Identifier: GPL-3.0-or-later */
/* checkpoint_names.c: finds the tensors of a file that are a net, under any
 * program's names. */
#include "config.h"

#include "train/checkpoint_parts.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	SETS_MAX = 16, /* candidate nets in one file */
};

static const char first_hh[] = "weight_hh_l0";

/* --- one net -------------------------------------------------------------- */

const struct tensor *find_joined(const struct safetensors *file,
				 const char *prefix, const char *name)
{
	char *full = xasprintf("%s%s", prefix, name);
	const struct tensor *t = safetensors_find(file, full);

	free(full);
	return t;
}

/* Bytes before `end`, which begins the name or follows a point; -1: none. */
static long before(const char *name, const char *end)
{
	const size_t length = strlen(name), n = strlen(end);

	if (length < n || strcmp(name + length - n, end) != 0 ||
	    (length > n && name[length - n - 1] != '.'))
		return -1;
	return (long)(length - n);
}

/* Refuses tensors of layers that are unknown here. */
static bool check_layer_name(const struct safetensors *file, const char *prefix,
			     int layers, const char *name, struct err *e)
{
	static const char *const kind[] = { "weight_ih_l", "weight_hh_l",
					    "bias_ih_l", "bias_hh_l",
					    "weight_hr_l" };
	const size_t skipped = strlen(prefix);
	size_t i = 0;
	const char *rest;
	char *end;
	long layer;

	if (strncmp(name, prefix, skipped) != 0)
		return true;
	while (i < LENGTH(kind) &&
	       strncmp(name + skipped, kind[i], strlen(kind[i])) != 0)
		i++;
	if (i == LENGTH(kind))
		return true;
	rest = name + skipped + strlen(kind[i]);
	layer = strtol(rest, &end, 10);
	if (!strcmp(end, "_reverse"))
		return refuse_tensor(e, name,
				     "makes it bidirectional; nets "
				     "here read only forward");
	if (end == rest || *end)
		return true;
	if (!strcmp(kind[i], "weight_hr_l"))
		return refuse_tensor(e, name,
				     "projects the state; nets here "
				     "do not (proj_size is 0)");
	if (layer >= layers && find_joined(file, prefix, first_hh))
		return refuse_tensor(
			e, name,
			layer > layers ? "is there, but a layer below it is not"
				       : "is not a whole layer: it has no "
					 "weight_hh of that number");
	return true;
}

static int count_layers(const struct safetensors *file, const char *prefix)
{
	char name[32];
	int layers = 0;

	do
		snprintf(name, sizeof name, "weight_hh_l%d", layers);
	while (find_joined(file, prefix, name) && ++layers <= LAYERS_MAX);
	return layers;
}

static bool check_layer_names(const struct safetensors *file,
			      const char *prefix, struct err *e)
{
	const int layers = count_layers(file, prefix);

	if (layers > LAYERS_MAX)
		return err_set(e, ERR_INPUT, "it has more than %d layers",
			       LAYERS_MAX);
	for (int i = 0; i < safetensors_count(file); i++)
		if (!check_layer_name(file, prefix, layers,
				      safetensors_at(file, i)->name, e))
			return false;
	return true;
}

/* Chooses the cell by its name, if stated, else by the shape of its weight. */
static bool choose_cell(const struct safetensors *file, int64_t gates,
			enum cell *cell, struct err *e)
{
	size_t length;
	bool named = safetensors_meta(file, "cell", &length);

	for (int i = 0; i < CELLS; i++) {
		bool fits = gates == cell_info[i].gates;

		if (named ? !meta_is(file, "cell", cell_info[i].name) : !fits)
			continue;
		*cell = (enum cell)i;
		return fits || err_set(e, ERR_INPUT,
				       "it names the cell %s, but "
				       "its weight_hh_l0 is not that of one",
				       cell_info[i].name);
	}
	return err_set(e, ERR_INPUT,
		       named ? "it names a cell that is not "
			       "known here"
			     : "its weight_hh_l0 is that of no cell "
			       "known here");
}

/* Reads the cell and the sizes from the layers alone. */
static bool read_layers(const struct safetensors *file, const char *prefix,
			struct net_spec *spec, struct err *e)
{
	const struct tensor *hh = find_joined(file, prefix, first_hh);
	const struct tensor *ih = find_joined(file, prefix, "weight_ih_l0");

	if (!check_layer_names(file, prefix, e))
		return false;
	if (!ih)
		return refuse_tensor(e, hh->name,
				     "has no weight_ih_l0 beside "
				     "it");
	if (hh->rank != 2 || hh->shape[1] < 1 || hh->shape[1] > HIDDEN_MAX ||
	    hh->shape[0] % hh->shape[1])
		return err_set(e, ERR_INPUT,
			       "its weight_hh_l0 is that of no "
			       "cell with 1 to %d units",
			       HIDDEN_MAX);
	if (ih->rank != 2 || ih->shape[1] < 1 || ih->shape[1] > VOCAB_MAX)
		return err_set(e, ERR_INPUT,
			       "its weight_ih_l0 is not that of "
			       "1 to %d symbols",
			       VOCAB_MAX);
	*spec = (struct net_spec){ .layers = count_layers(file, prefix),
				   .hidden = (int)hh->shape[1],
				   .symbols_in = (int)ih->shape[1],
				   .symbols_out = (int)ih->shape[1] };
	return choose_cell(file, hh->shape[0] / hh->shape[1], &spec->cell, e);
}

/* --- the output ----------------------------------------------------------- */

/* Is it an embedding, which turns symbols into vectors before the layers:
 * "embedding.weight"? */
static bool is_embedding(const char *name)
{
	const long n = before(name, "weight");
	const char *last;

	if (n < 1)
		return false;
	last = memrchr(name, '.', (size_t)n - 1);
	last = last ? last + 1 : name;
	return strcasestr(last, "emb") || !strcmp(last, "encoder.weight") ||
	       !strcmp(last, "wte.weight");
}

/* Layers whose inputs are not symbols. */
static bool has_embedding(const struct safetensors *file,
			  const struct net_spec *spec, struct err *e)
{
	for (int i = 0; i < safetensors_count(file); i++) {
		const struct tensor *t = safetensors_at(file, i);

		if (t->rank == 2 && t->shape[1] == spec->symbols_out &&
		    is_embedding(t->name))
			return !refuse_tensor(e, t->name,
					      "embeds the symbols "
					      "before the layers read them; "
					      "nets here read the symbols "
					      "themselves (one-hot)");
	}
	return false;
}

/* If the i-th tensor can be the output's weight: length of the prefix before
 * "weight"; else -1. */
static long output_prefix(const struct safetensors *file, int i,
			  const struct net_spec *spec)
{
	const struct tensor *t = safetensors_at(file, i);

	if (t->rank != 2 || t->shape[0] != spec->symbols_out ||
	    t->shape[1] != spec->hidden || !strncmp(t->name, "optim.", 6) ||
	    is_embedding(t->name))
		return -1;
	return before(t->name, "weight");
}

/* --- which net ------------------------------------------------------------ */

/* The candidate found so far, and a list of all in one line for the user. */
struct choice {
	struct net_names names;
	struct net_spec spec;
	int fits;
	struct strbuf list;
};

static void fill_names(struct net_names *names, const char *rnn, size_t n,
		       const char *out, size_t m)
{
	free(names->rnn);
	free(names->out);
	names->rnn = xstrndup(rnn, n);
	names->out = xstrndup(out, m);
}

/* Adds all outputs that go with the layers. */
static bool add_fits(const struct safetensors *file, const char *rnn,
		     struct choice *choice, struct err *e)
{
	const int before_it = choice->fits;
	struct net_spec spec;

	if (!read_layers(file, rnn, &spec, e) || has_embedding(file, &spec, e))
		return false;
	for (int i = 0; i < safetensors_count(file); i++) {
		const char *name = safetensors_at(file, i)->name;
		const long n = output_prefix(file, i, &spec);
		char *both;

		if (n < 0)
			continue;
		both = xasprintf("%s* with %s", rnn, name);
		add_to_list(&choice->list, choice->fits++, both);
		free(both);
		choice->spec = spec;
		fill_names(&choice->names, rnn, strlen(rnn), name, (size_t)n);
	}
	if (choice->fits > before_it)
		return true;
	err_set(e, ERR_INPUT,
		"it has no output for its layers (a tensor "
		"named ...weight with %d rows and %d columns)",
		spec.symbols_out, spec.hidden);
	return refuse_with_names(file, e->text, e);
}

/* Of several nets, ignores those that do not fit. */
static bool choose_net(const struct safetensors *file, struct choice *choice,
		       struct err *e)
{
	struct err reason;
	int sets = 0;

	for (int i = 0; i < safetensors_count(file); i++) {
		const char *name = safetensors_at(file, i)->name;
		const long n = before(name, first_hh);
		char *rnn;

		if (n < 0 || !strncmp(name, "optim.", 6))
			continue;
		if (sets++ == SETS_MAX)
			return err_set(e, ERR_INPUT, "it has more than %d nets",
				       SETS_MAX);
		rnn = xstrndup(name, (size_t)n);
		if (!add_fits(file, rnn, choice, &reason) && sets == 1)
			*e = reason;
		free(rnn);
	}
	end_list(&choice->list, choice->fits);
	if (!sets)
		return refuse_with_names(file,
					 "it has no recurrent net (a "
					 "tensor named ...weight_hh_l0)",
					 e);
	if (choice->fits > 1)
		return err_set(e, ERR_INPUT,
			       "it has more than one net that "
			       "fits: %s",
			       choice->list.text);
	return choice->fits == 1;
}

/* Names written by rnntui are taken as they are. */
static bool has_our_names(const struct safetensors *file)
{
	return is_ours(file) || (safetensors_find(file, "model.out.weight") &&
				 find_joined(file, "model.rnn.", first_hh));
}

/* A matrix of at least one number and at most as many rows and columns; NULL:
 * there is none. */
static const struct tensor *matrix(const struct safetensors *file,
				   const char *name, int64_t rows, int64_t cols)
{
	const struct tensor *t = safetensors_find(file, name);

	return t && t->rank == 2 && t->shape[0] >= 1 && t->shape[0] <= rows &&
			       t->shape[1] >= 1 && t->shape[1] <= cols
		       ? t
		       : NULL;
}

static const struct tensor *table(const struct safetensors *file,
				  const char *name)
{
	return matrix(file, name, VOCAB_MAX, HIDDEN_MAX);
}

/* Adds an embedding, unless numbers are read, and a linear layer to layers that
 * were read as those of a net that predicts symbols. */
static bool read_label(const struct safetensors *file, struct net_spec *spec,
		       struct err *e)
{
	const struct tensor *symbols = table(file, "model.embedding.weight");
	const struct tensor *linear = table(file, "model.linear.weight");
	long goals = 0;

	if (!linear ||
	    (!symbols && safetensors_find(file, "model.embedding.weight")))
		return err_set(e, ERR_INPUT,
			       "its embedding or its linear layer is none");
	meta_long(file, GOALS_KEY, 1, HIDDEN_MAX, &goals);
	*spec = (struct net_spec){
		.model = MODEL_LABEL,
		.cell = spec->cell,
		.hidden = spec->hidden,
		.layers = spec->layers,
		.values = symbols ? 0 : spec->symbols_in,
		.goals = (int)goals,
	};
	if (symbols) {
		spec->symbols_in = (int)symbols->shape[0];
		spec->embedding = (int)symbols->shape[1];
	}
	if (!goals)
		spec->symbols_out = (int)linear->shape[0];
	return true;
}

/* Likewise, to the layers of a decoder. */
static bool read_seq2seq(const struct safetensors *file, struct net_spec *spec,
			 struct err *e)
{
	const struct tensor *in = table(file, "model.source_embedding.weight");
	const struct tensor *out = table(file, "model.target_embedding.weight");
	const struct tensor *score =
		matrix(file, "model.attention.score.weight", 1, HIDDEN_MAX);

	if (!in || !out)
		return err_set(e, ERR_INPUT, "one of its embeddings is none");
	*spec = (struct net_spec){
		.model = MODEL_SEQ2SEQ,
		.cell = spec->cell,
		.hidden = spec->hidden,
		.layers = spec->layers,
		.symbols_in = (int)in->shape[0],
		.symbols_out = (int)out->shape[0],
		.embedding = (int)in->shape[1],
		.attend = ATTEND_NONE,
	};
	if (score) {
		spec->attend = ATTEND_ADDITIVE;
		spec->attention = (int)score->shape[1];
	} else if (safetensors_find(file, "model.attention.key.weight")) {
		spec->attend = ATTEND_DOT;
	}
	return true;
}

/* The models: those besides the first occur only in our own files, and are
 * known by a tensor that the others lack. */
static const struct our_model {
	const char *rnn, *out, *known_by;
	bool (*read)(const struct safetensors *, struct net_spec *,
		     struct err *);
} our_model[] = {
	{ "model.rnn.", "model.", "model.linear.weight", read_label },
	{ "model.decoder.", "model.", "model.target_embedding.weight",
	  read_seq2seq },
	{ "model.rnn.", "model.out.", NULL, NULL },
};

static bool our_net(const struct safetensors *file, struct choice *choice,
		    struct err *e)
{
	const struct our_model *m = our_model;

	while (m->known_by &&
	       (!is_ours(file) || !safetensors_find(file, m->known_by)))
		m++;
	if (!find_joined(file, m->rnn, first_hh))
		return err_set(e, ERR_INPUT, "it has no tensor %s%s", m->rnn,
			       first_hh);
	fill_names(&choice->names, m->rnn, strlen(m->rnn), m->out,
		   strlen(m->out));
	return read_layers(file, m->rnn, &choice->spec, e) &&
	       (m->read ? m->read(file, &choice->spec, e)
			: is_ours(file) ||
				  !has_embedding(file, &choice->spec, e));
}

/* bias=False in PyTorch omits both biases of a module. */
static void find_biases(const struct safetensors *file, struct net_names *names,
			int layers)
{
	char name[32];

	names->out_bias = is_ours(file) ||
			  find_joined(file, names->out, "bias");
	names->rnn_biases = is_ours(file);
	for (int k = 0; k < 2 * layers && !names->rnn_biases; k++) {
		snprintf(name, sizeof name, "bias_%s_l%d", k % 2 ? "hh" : "ih",
			 k / 2);
		names->rnn_biases = find_joined(file, names->rnn, name);
	}
}

bool find_net(const struct safetensors *file, struct net_names *names,
	      struct net_spec *spec, struct err *e)
{
	struct choice choice = { .fits = 0 };
	bool found;

	strbuf_init(&choice.list);
	found = has_our_names(file) ? our_net(file, &choice, e)
				    : choose_net(file, &choice, e);
	strbuf_release(&choice.list);
	*names = choice.names;
	*spec = choice.spec;
	if (found)
		find_biases(file, names, spec->layers);
	return found;
}
