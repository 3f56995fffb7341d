/* SPDX-License-Identifier: GPL-3.0-or-later */
/* checkpoint_load.c: a checkpoint read and checked by itself. */
#include "config.h"

#include "train/checkpoint_parts.h"

#include "base/utf8.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The ranges of the option table, as far as sizes depend on them. */
enum {
	HIDDEN_MAX = 8192,
	LAYERS_MAX = 16,
	STEPS_MAX = 4096,
	BATCH_MAX = 1024,
};

/* So far below overflow that counting on is safe. */
static const long count_max = LONG_MAX / 4;

/* --- shapes --------------------------------------------------------------- */

static bool missing(struct err *e, const char *name)
{
	return err_set(e, ERR_INPUT, "it has no tensor %s", name);
}

static bool check_tensor(const struct safetensors *file, const char *name,
			 bool whole, int rank, const int64_t *shape,
			 struct err *e)
{
	const struct tensor *t = safetensors_find(file, name);

	if (!t)
		return missing(e, name);
	if (whole ? t->dtype != DTYPE_I64
		  : t->dtype != DTYPE_F32 && t->dtype != DTYPE_F64)
		return err_set(e, ERR_INPUT, "its tensor %s has a type that "
			       "is not read (%s)", name,
			       whole ? "I64 is" : "F32 and F64 are");
	if (t->rank != rank ||
	    (rank && memcmp(t->shape, shape, (size_t)rank * sizeof *shape)))
		return err_set(e, ERR_INPUT, "its tensor %s has another shape "
			       "than the rest asks for", name);
	return true;
}

/* All parameters with this prefix, in the spec's shapes. */
static bool check_parameters(const struct safetensors *file,
			     const struct net_spec *spec, const char *prefix,
			     struct err *e)
{
	struct stored p;
	char name[96];

	for (int i = 0; stored_at(spec, i, &p); i++) {
		snprintf(name, sizeof name, "%s.%s", prefix, p.name);
		if (!check_tensor(file, name, false, p.rank, p.shape, e))
			return false;
	}
	return true;
}

/* By its name, where there is one; else by the shape of its weight. */
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
		return fits ||
		       err_set(e, ERR_INPUT, "it names the cell %s, but "
			       "model.rnn.weight_hh_l0 is not that of one",
			       cell_info[i].name);
	}
	return err_set(e, ERR_INPUT, named ? "it names a cell that is not "
		       "known here" : "model.rnn.weight_hh_l0 is that of no "
		       "cell known here");
}

static int count_layers(const struct safetensors *file)
{
	char name[48];
	int layers = 0;

	do
		snprintf(name, sizeof name, "model.rnn.weight_hh_l%d",
			 layers);
	while (safetensors_find(file, name) && ++layers <= LAYERS_MAX);
	return layers;
}

/* Sizes come from the shapes alone; the rest must agree with them. */
static bool read_spec(const struct safetensors *file, struct net_spec *spec,
		      struct err *e)
{
	const struct tensor *hh =
		safetensors_find(file, "model.rnn.weight_hh_l0");
	const struct tensor *out = safetensors_find(file, "model.out.weight");
	int layers = count_layers(file);

	*spec = (struct net_spec){ .layers = layers };
	if (!hh)
		return missing(e, "model.rnn.weight_hh_l0");
	if (!out)
		return missing(e, "model.out.weight");
	if (hh->rank != 2 || hh->shape[1] < 1 || hh->shape[1] > HIDDEN_MAX ||
	    hh->shape[0] % hh->shape[1])
		return err_set(e, ERR_INPUT, "model.rnn.weight_hh_l0 is that "
			       "of no cell with 1 to %d units", HIDDEN_MAX);
	if (out->rank != 2 || out->shape[0] < 1 || out->shape[0] > VOCAB_MAX)
		return err_set(e, ERR_INPUT, "model.out.weight is not that of "
			       "1 to %d symbols", VOCAB_MAX);
	if (layers > LAYERS_MAX)
		return err_set(e, ERR_INPUT, "it has more than %d layers",
			       LAYERS_MAX);
	spec->hidden = (int)hh->shape[1];
	spec->vocab = (int)out->shape[0];
	return choose_cell(file, hh->shape[0] / hh->shape[1], &spec->cell, e) &&
	       check_parameters(file, spec, "model", e);
}

/* --- symbols -------------------------------------------------------------- */

static bool is_ours(const struct safetensors *file)
{
	return meta_is(file, "format", "rnntui");
}

/* Exactly one code point. */
static bool read_symbol(const json_t *item, bool bytes, uint32_t *codepoint)
{
	const char *s = json_string_value(item);
	size_t length = json_string_length(item);

	return s && length &&
	       utf8_decode(s, length, codepoint) == (int)length &&
	       (!bytes || *codepoint <= 0xff);
}

/* A symbol and its id in the file. */
struct numbered {
	uint32_t codepoint;
	int id;
};

static int by_codepoint(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;

	return (x->codepoint > y->codepoint) - (x->codepoint < y->codepoint);
}

/* Our own ids are in the order of code points, those of others in any. */
static bool read_numbered(const json_t *list, const struct checkpoint *c,
			  bool bytes, struct numbered *symbol)
{
	const size_t size = json_array_size(list);

	for (size_t i = 0; i < size; i++) {
		symbol[i].id = (int)i;
		if (!read_symbol(json_array_get(list, i), bytes,
				 &symbol[i].codepoint))
			return false;
	}
	if (!is_ours(c->file))
		qsort(symbol, size, sizeof *symbol, by_codepoint);
	for (size_t i = 1; i < size; i++)
		if (symbol[i - 1].codepoint >= symbol[i].codepoint)
			return false;
	return true;
}

static bool keep_symbols(struct checkpoint *c, const struct numbered *symbol,
			 bool bytes, struct err *e)
{
	const size_t size = (size_t)c->spec.vocab;
	uint32_t *codepoint = xcalloc(size, sizeof *codepoint);
	bool good;

	c->id = xcalloc(size, sizeof *c->id);
	for (size_t i = 0; i < size; i++) {
		codepoint[i] = symbol[i].codepoint;
		c->id[i] = symbol[i].id;
	}
	good = vocab_init(&c->vocab, codepoint, (int)size, bytes, e);
	free(codepoint);
	return good;
}

static bool symbols_into(const json_t *list, struct checkpoint *c,
			 struct err *e)
{
	const bool bytes = meta_is(c->file, "encoding", "bytes");
	const size_t size = json_array_size(list);
	struct numbered *symbol;
	bool good;

	if (size != (size_t)c->spec.vocab)
		return err_set(e, ERR_INPUT, "it has %zu symbols, but "
			       "model.out.weight %d rows", size, c->spec.vocab);
	symbol = xcalloc(size, sizeof *symbol);
	good = read_numbered(list, c, bytes, symbol)
		       ? keep_symbols(c, symbol, bytes, e)
		       : err_set(e, ERR_INPUT, "its symbols are not single "
				 "characters, each once%s", is_ours(c->file)
				 ? ", in ascending order" : "");
	free(symbol);
	return good;
}

static bool read_symbols(struct checkpoint *c, struct err *e)
{
	size_t length;
	const char *text = safetensors_meta(c->file, "symbols", &length);
	json_t *list;
	bool good;

	if (!text)
		return true;
	list = json_loadb(text, length, JSON_ALLOW_NUL, NULL);
	good = json_is_array(list)
		       ? symbols_into(list, c, e)
		       : err_set(e, ERR_INPUT, "its symbols are no JSON list");
	json_decref(list);
	return good;
}

/* --- the rest ------------------------------------------------------------- */

static bool check_crc(const struct safetensors *file, struct err *e)
{
	size_t length;
	long stated;

	if (!safetensors_meta(file, "data_crc32", &length))
		return true;
	if (!meta_long(file, "data_crc32", 0, UINT32_MAX, &stated) ||
	    (uint32_t)stated != safetensors_crc32(file))
		return err_set(e, ERR_INPUT, "it is damaged: the CRC of its "
			       "tensors is another");
	return true;
}

/* What our own files say twice must agree. */
static bool check_stated(const struct checkpoint *c, struct err *e)
{
	const struct {
		const char *key;
		long value;
	} row[] = {
		{ "hidden", c->spec.hidden }, { "layers", c->spec.layers },
		{ "vocab", c->spec.vocab },
	};
	long stated;

	if (!meta_is(c->file, "format_version", "1"))
		return err_set(e, ERR_INPUT, "its format version is not 1, "
			       "the one this program reads");
	for (size_t i = 0; i < LENGTH(row); i++)
		if (!meta_long(c->file, row[i].key, 1, LONG_MAX, &stated) ||
		    stated != row[i].value)
			return err_set(e, ERR_INPUT, "its %s is not what its "
				       "tensors show (%ld)", row[i].key,
				       row[i].value);
	return true;
}

/* What is used as an index or asserted on; other ranges are the codec's. */
static bool settings_are_sane(const struct settings *set)
{
	return set->optimizer >= 0 && set->optimizer < OPTIMIZERS &&
	       set->precision >= 0 && set->precision <= PRECISION_DOUBLE &&
	       set->engine >= 0 && set->engine < ENGINE_CHOICES &&
	       set->schedule >= 0 && set->schedule < SCHEDULES &&
	       set->init_scheme >= 0 && set->init_scheme < INIT_SCHEMES &&
	       set->valid >= 0 && set->valid <= 0.5;
}

static bool read_settings(struct checkpoint *c,
			  const struct settings_codec *codec,
			  const struct settings *base, struct err *e)
{
	size_t length;
	const char *text = safetensors_meta(c->file, "settings", &length);

	c->set = *base;
	if (is_ours(c->file) && text) {
		if (strlen(text) != length)
			return err_set(e, ERR_INPUT, "its settings hold NUL");
		if (!codec->decode(&c->set, text, e))
			return false;
		if (!settings_are_sane(&c->set) ||
		    c->set.cell != (int)c->spec.cell ||
		    c->set.hidden != c->spec.hidden ||
		    c->set.layers != c->spec.layers)
			return err_set(e, ERR_INPUT, "its settings are not "
				       "those of its tensors");
	}
	c->set.cell = (int)c->spec.cell;
	c->set.hidden = c->spec.hidden;
	c->set.layers = c->spec.layers;
	settings_settle(&c->set);
	return true;
}

static void read_corpus(struct checkpoint *c)
{
	size_t length;
	const char *path = safetensors_meta(c->file, "corpus", &length);
	long crc;

	if (path && length && strlen(path) == length)
		c->corpus = xstrdup(path);
	if (meta_long(c->file, "corpus_crc32", 0, UINT32_MAX, &crc))
		c->corpus_crc32 = (uint32_t)crc;
	if (!meta_long(c->file, "iteration", 0, count_max, &c->iteration))
		c->iteration = 0;
}

static bool read_all(struct checkpoint *c, const struct settings_codec *codec,
		     const struct settings *base, struct err *e)
{
	if (!check_crc(c->file, e) || !read_spec(c->file, &c->spec, e) ||
	    (is_ours(c->file) && !check_stated(c, e)) ||
	    !read_symbols(c, e) || !read_settings(c, codec, base, e))
		return false;
	read_corpus(c);
	c->resumable = check_resumable(c, &c->why_not);
	return true;
}

bool checkpoint_open(struct checkpoint *c, const char *path,
		     const struct settings_codec *codec,
		     const struct settings *base, struct err *e)
{
	struct err reason;

	memset(c, 0, sizeof *c);
	c->file = safetensors_open(path, e); /* its reasons name the file */
	if (!c->file)
		return false;
	c->name = xstrdup(path);
	if (read_all(c, codec, base, &reason))
		return true;
	err_set(e, reason.kind, "%s: %s", path, reason.text);
	checkpoint_close(c);
	return false;
}

void checkpoint_close(struct checkpoint *c)
{
	safetensors_free(c->file);
	if (c->vocab.codepoint)
		vocab_release(&c->vocab);
	free(c->id);
	free(c->corpus);
	free(c->name);
	memset(c, 0, sizeof *c);
}

/* --- what resuming takes -------------------------------------------------- */

static bool check_slots(const struct checkpoint *c, struct err *e)
{
	const struct optimizer_info *info = &optimizer_info[c->set.optimizer];
	const struct tensor *t = safetensors_find(c->file, "optim.step");
	int64_t step;
	char prefix[48];

	for (int i = 0; i < info->slots; i++) {
		snprintf(prefix, sizeof prefix, "optim.%s", info->slot[i]);
		if (!check_parameters(c->file, &c->spec, prefix, e))
			return false;
	}
	if (!check_tensor(c->file, "optim.step", true, 1, (int64_t[]){ 1 }, e))
		return false;
	if (!safetensors_ints(c->file, t, 0, 1, &step) || step < 0 ||
	    step > count_max)
		return err_set(e, ERR_INPUT, "its optim.step is damaged");
	return true;
}

static bool check_state(const struct checkpoint *c, struct err *e)
{
	const int64_t shape[3] = { c->spec.layers, c->set.batch_size,
				   c->spec.hidden };

	return check_tensor(c->file, "state.h", false, 3, shape, e) &&
	       (!cell_info[c->spec.cell].has_cell_state ||
		check_tensor(c->file, "state.c", false, 3, shape, e));
}

static bool check_streams(const struct checkpoint *c, struct err *e)
{
	char name[32];

	for (int i = 0; i < RNG_STREAMS; i++) {
		snprintf(name, sizeof name, "rng.%s",
			 rng_stream_name((enum rng_stream)i));
		if (!check_tensor(c->file, name, true, 1,
				  (int64_t[]){ RNG_WORDS }, e))
			return false;
	}
	return true;
}

static bool check_series(const struct checkpoint *c, struct err *e)
{
	int64_t info[4]; /* width, first, used, in_last */
	const struct tensor *t = safetensors_find(c->file, "series.info");

	if (!check_tensor(c->file, "series.info", true, 1,
			  (int64_t[]){ LENGTH(info) }, e))
		return false;
	if (!safetensors_ints(c->file, t, 0, LENGTH(info), info) ||
	    info[0] < 1 || info[0] > count_max / SERIES_BUCKETS ||
	    info[1] < 0 || info[1] > count_max || info[2] < 0 ||
	    info[2] > SERIES_BUCKETS || info[3] < (info[2] > 0) ||
	    info[3] > (info[2] ? info[0] : 0))
		return err_set(e, ERR_INPUT, "its history is damaged");
	return check_tensor(c->file, "series.loss", false, 2,
			    (int64_t[]){ info[2], SERIES_COLUMNS }, e);
}

static bool check_numbers(const struct checkpoint *c, struct err *e)
{
	const struct safetensors *file = c->file;
	const struct settings *set = &c->set;
	long position, n;
	double x;

	if (!meta_is(file, "precision", precision_name[set->precision]) ||
	    !meta_long(file, "seq_length", 1, STEPS_MAX, &n) ||
	    n != set->seq_length ||
	    !meta_long(file, "batch", 1, BATCH_MAX, &n) || n != set->batch_size)
		return err_set(e, ERR_INPUT, "its settings and its metadata "
			       "disagree");
	if (!meta_long(file, "iteration", 0, count_max, &n) ||
	    !meta_long(file, "position", 0, LONG_MAX, &position) ||
	    !meta_long(file, "corpus_crc32", 0, UINT32_MAX, &n))
		return err_set(e, ERR_INPUT, "it does not say where in the "
			       "text it is");
	for (int i = 0; i < STORED_METRICS; i++)
		if (!meta_double(file, stored_metric[i].name, &x) &&
		    !stored_metric[i].newer)
			return err_set(e, ERR_INPUT, "its %s is missing",
				       stored_metric[i].name);
	return true;
}

bool check_resumable(const struct checkpoint *c, struct err *e)
{
	size_t length;

	if (!is_ours(c->file) ||
	    !safetensors_meta(c->file, "settings", &length))
		return err_set(e, ERR_INPUT, "it holds only weights");
	if (!c->vocab.size)
		return err_set(e, ERR_INPUT, "it has no symbols");
	return check_numbers(c, e) && check_slots(c, e) && check_state(c, e) &&
	       check_streams(c, e) && check_series(c, e);
}
