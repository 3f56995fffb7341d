/* SPDX-License-Identifier: GPL-3.0-or-later */
/* checkpoint_load.c: reads a checkpoint and checks it by itself. */
#include "config.h"

#include "train/checkpoint_parts.h"
#include "base/utf8.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- shapes --------------------------------------------------------------- */

/* The name may come from another program. */
static bool refuse(struct err *e, const char *name, const char *reason)
{
	struct strbuf shown;

	strbuf_init(&shown);
	sanitize(&shown, name, strlen(name), SANITIZE_UTF8);
	err_set(e, ERR_INPUT, "its tensor %.200s %s", shown.text, reason);
	strbuf_release(&shown);
	return false;
}

bool check_tensor(struct safetensors *file, const char *name, bool whole,
		  int rank, const int64_t *shape, struct err *e)
{
	const struct tensor *t = safetensors_find(file, name);

	if (!t)
		return err_set(e, ERR_INPUT, "it has no tensor %.200s", name);
	if (whole ? t->dtype != DTYPE_I64
		  : t->dtype == DTYPE_I64 || t->dtype == DTYPE_OTHER)
		return refuse(e, name,
			      whole ? "has a type that is not read "
				      "(I64 is)"
				    : "has a type that is not read (F16, "
				      "BF16, F32 and F64 are)");
	if (t->rank != rank ||
	    (rank && memcmp(t->shape, shape, (size_t)rank * sizeof *shape)))
		return refuse(e, name,
			      "has another shape than the rest asks for");
	safetensors_want(file, t);
	return true;
}

static bool may_lack(const struct net_names *names, const struct stored *p)
{
	return p->rank == 1 &&
	       !(p->layer < 0 ? names->out_bias : names->rnn_biases);
}

/* Checks all parameters of these names for the spec's shapes. */
static bool check_parameters(struct safetensors *file,
			     const struct net_spec *spec,
			     const struct net_names *names, struct err *e)
{
	struct stored_list *list = stored_list_new(spec, e);
	bool good = list;

	for (int i = 0; good && i < list->count; i++) {
		const struct stored *p = &list->item[i];
		char *name = stored_name(names, p);

		good = may_lack(names, p) ||
		       check_tensor(file, name, false, p->rank, p->shape, e);
		free(name);
	}
	stored_list_free(list);
	return good;
}

/* --- symbols -------------------------------------------------------------- */

/* Takes exactly one code point. */
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

/* Our own ids are in the order of code points, those of other programs in any
 * order. */
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
	const size_t size = (size_t)c->spec.symbols_in;
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

	if (size != (size_t)c->spec.symbols_in)
		return err_set(e, ERR_INPUT,
			       "it has %zu symbols, but its output %d rows",
			       size, c->spec.symbols_in);
	symbol = xcalloc(size, sizeof *symbol);
	good = read_numbered(list, c, bytes, symbol)
		       ? keep_symbols(c, symbol, bytes, e)
		       : err_set(e, ERR_INPUT,
				 "its symbols are not single "
				 "characters, each once%s",
				 is_ours(c->file) ? ", in ascending order"
						  : "");
	free(symbol);
	return good;
}

static bool read_symbols(struct checkpoint *c, struct err *e)
{
	size_t length;
	const char *text = safetensors_meta(c->file, "encoding", &length);
	json_t *list;
	bool good;

	if (text)
		c->encoding = xstrndup(text, length);
	text = safetensors_meta(c->file, "symbols", &length);
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

static bool check_metadata(const struct safetensors *file, struct err *e)
{
	return safetensors_meta_is_sound(file) ||
	       err_set(e, ERR_INPUT,
		       "it is damaged: the CRC of its metadata is another");
}

/* Facts that our own files state twice must agree. */
static bool check_stated(const struct checkpoint *c, struct err *e)
{
	const struct {
		const char *key;
		long value;
	} row[] = {
		{ "hidden", c->spec.hidden },
		{ "layers", c->spec.layers },
		{ "vocab", c->spec.symbols_in },
	};
	long stated;

	if (!meta_is(c->file, "format_version", "1"))
		return err_set(
			e, ERR_INPUT,
			"its format version is not 1, the one this program reads");
	for (size_t i = 0; i < LENGTH(row); i++)
		if (!meta_long(c->file, row[i].key, 0, LONG_MAX, &stated) ||
		    stated != row[i].value)
			return err_set(
				e, ERR_INPUT,
				"its %s is not what its tensors show (%ld)",
				row[i].key, row[i].value);
	return true;
}

/* Checks settings that are used as an index or asserted on; the codec checks
 * other ranges. */
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
			return err_set(e, ERR_INPUT,
				       "its settings are not "
				       "those of its tensors");
	}
	c->set.cell = (int)c->spec.cell;
	c->set.hidden = c->spec.hidden;
	c->set.layers = c->spec.layers;
	settings_settle(&c->set);
	return true;
}

/* NULL: absent, empty, or with a NUL inside. */
static char *read_text(const struct checkpoint *c, const char *key)
{
	size_t length;
	const char *text = safetensors_meta(c->file, key, &length);

	return text && length && strlen(text) == length ? xstrdup(text) : NULL;
}

static bool read_crc(const struct checkpoint *c, const char *key, uint32_t *crc)
{
	long stated;

	if (!meta_long(c->file, key, 0, UINT32_MAX, &stated))
		return false;
	*crc = (uint32_t)stated;
	return true;
}

static void read_data(struct checkpoint *c)
{
	size_t length;
	const char *task = safetensors_meta(c->file, TASK_KEY, &length);

	if (task)
		c->task = xstrndup(task, length);
	c->corpus = read_text(c, "corpus");
	c->columns = read_text(c, "columns");
	c->valid_file = read_text(c, "valid_file");
	c->has_corpus = read_crc(c, "corpus_crc32", &c->corpus_crc32);
	c->has_valid_file =
		read_crc(c, "valid_file_crc32", &c->valid_file_crc32);
	if (!meta_long(c->file, "iteration", 0, count_max, &c->iteration))
		c->iteration = 0;
}

static bool read_header(struct checkpoint *c,
			const struct settings_codec *codec,
			const struct settings *base, struct err *e)
{
	if (!check_metadata(c->file, e) ||
	    !find_net(c->file, &c->names, &c->spec, e) ||
	    !check_parameters(c->file, &c->spec, &c->names, e) ||
	    (is_ours(c->file) && !check_stated(c, e)) || !read_symbols(c, e) ||
	    !read_settings(c, codec, base, e))
		return false;
	read_data(c);
	c->resumable = check_resumable(c, &c->why_not);
	return true;
}

/* Closes the file, and names it in the reason. */
static bool give_up(struct checkpoint *c, const struct err *reason,
		    struct err *e)
{
	err_set(e, reason->kind, "%s: %s", c->name, reason->text);
	checkpoint_close(c);
	return false;
}

bool checkpoint_peek(struct checkpoint *c, const char *path,
		     const struct settings_codec *codec,
		     const struct settings *base, struct err *e)
{
	struct err reason;

	memset(c, 0, sizeof *c);
	c->file = safetensors_open(path, e); /* its errors name the file */
	if (!c->file)
		return false;
	c->name = xstrdup(path);
	return read_header(c, codec, base, &reason) || give_up(c, &reason, e);
}

bool checkpoint_data_crc32(const struct checkpoint *c, uint32_t *crc)
{
	size_t length;
	long stated;

	if (!safetensors_meta(c->file, "data_crc32", &length))
		return false;
	/* A value that is not a number is no CRC. */
	*crc = meta_long(c->file, "data_crc32", 0, UINT32_MAX, &stated)
		       ? (uint32_t)stated
		       : 0;
	return true;
}

void checkpoint_check_values(struct checkpoint *c)
{
	c->resumable = c->resumable && check_values(c, &c->why_not);
}

static bool load_data(struct checkpoint *c, struct err *e)
{
	uint32_t stated, crc = 0;
	const bool states = checkpoint_data_crc32(c, &stated);

	if (!safetensors_load(c->file, states ? &crc : NULL, e))
		return false;
	if (states && stated != crc)
		return err_set(e, ERR_INPUT,
			       "it is damaged: the CRC of its "
			       "tensors is another");
	checkpoint_check_values(c);
	return true;
}

bool checkpoint_open(struct checkpoint *c, const char *path,
		     const struct settings_codec *codec,
		     const struct settings *base, struct err *e)
{
	struct err reason;

	return checkpoint_peek(c, path, codec, base, e) &&
	       (load_data(c, &reason) || give_up(c, &reason, e));
}

void checkpoint_close(struct checkpoint *c)
{
	safetensors_free(c->file);
	if (c->vocab.codepoint)
		vocab_release(&c->vocab);
	free(c->names.rnn);
	free(c->names.out);
	free(c->id);
	free(c->task);
	free(c->corpus);
	free(c->encoding);
	free(c->columns);
	free(c->valid_file);
	free(c->name);
	memset(c, 0, sizeof *c);
}

/* --- what resuming takes -------------------------------------------------- */

static bool check_slots(const struct checkpoint *c, struct err *e)
{
	const struct optimizer_info *info = &optimizer_info[c->set.optimizer];

	for (int i = 0; i < info->slots; i++) {
		struct slot_names slot;

		slot_names_init(&slot, info->slot[i], c->spec.model);
		if (!check_parameters(c->file, &c->spec, &slot.names, e))
			return false;
	}
	return check_tensor(c->file, "optim.step", true, 1, (int64_t[]){ 1 },
			    e);
}

static bool check_state(const struct checkpoint *c, struct err *e)
{
	const int64_t shape[3] = { c->spec.layers, c->set.batch_size,
				   c->spec.hidden };

	if (!model_info[c->spec.model].carries_state)
		return true;
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

bool check_values(const struct checkpoint *c, struct err *e)
{
	const struct tensor *t = safetensors_find(c->file, "optim.step");
	int64_t step;

	if (!safetensors_ints(c->file, t, 0, 1, &step) || step < 0 ||
	    step > count_max)
		return err_set(e, ERR_INPUT, "its optim.step is damaged");
	return check_series_values(c) ||
	       err_set(e, ERR_INPUT, "its history is damaged");
}

/* A task other than char has its cursor in a tensor. */
static bool says_where(const struct checkpoint *c)
{
	long position;

	return c->task ||
	       (meta_long(c->file, "position", 0, LONG_MAX, &position) &&
		c->has_corpus);
}

static bool check_cursor(const struct checkpoint *c, struct err *e)
{
	return !c->task || check_tensor(c->file, CURSOR_TENSOR, true, 1,
					(int64_t[]){ TASK_WORDS }, e);
}

static bool check_numbers(const struct checkpoint *c, struct err *e)
{
	const struct safetensors *file = c->file;
	const struct settings *set = &c->set;
	long n;
	double x;

	if (!meta_is(file, "precision", precision_name[set->precision]) ||
	    !meta_long(file, "seq_length", 1, SEQ_LENGTH_MAX, &n) ||
	    n != set->seq_length ||
	    !meta_long(file, "batch", 1, BATCH_SIZE_MAX, &n) ||
	    n != set->batch_size)
		return err_set(e, ERR_INPUT,
			       "its settings and its metadata disagree");
	if (!meta_long(file, "iteration", 0, count_max, &n) || !says_where(c))
		return err_set(e, ERR_INPUT,
			       "it does not say where in the text it is");
	for (int i = 0; i < STORED_METRICS; i++)
		if (!meta_double(file, stored_metric[i].name, &x) &&
		    !stored_metric[i].newer)
			return err_set(e, ERR_INPUT, "its %s is missing",
				       stored_metric[i].name);
	return true;
}

bool check_resumable(const struct checkpoint *c, struct err *e)
{
	size_t size;

	if (!is_ours(c->file) || !safetensors_meta(c->file, "settings", &size))
		return err_set(e, ERR_INPUT, "it holds only weights");
	if (!c->vocab.size && !c->task)
		return err_set(e, ERR_INPUT, "it has no symbols");
	return check_numbers(c, e) && check_slots(c, e) && check_state(c, e) &&
	       check_streams(c, e) && check_cursor(c, e) && check_series(c, e);
}
