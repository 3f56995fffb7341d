/* SPDX-License-Identifier: GPL-3.0-or-later */
/* checkpoint_begin.c: --resume and --init: checks whether a checkpoint fits a
 * text and settings, and makes a run of it. */
#include "config.h"

#include "train/checkpoint_parts.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* --- --resume ------------------------------------------------------------- */

static bool fits_shape(const struct checkpoint *c, const struct settings *set,
		       struct err *e)
{
	const struct {
		const char *name;
		double here, there;
	} row[] = {
		{ "hidden", (double)set->hidden, (double)c->set.hidden },
		{ "layers", (double)set->layers, (double)c->set.layers },
		{ "seq-length", (double)set->seq_length,
		  (double)c->set.seq_length },
		{ "batch-size", (double)set->batch_size,
		  (double)c->set.batch_size },
		{ "valid", set->valid, c->set.valid },
	};

	if (set->cell != c->set.cell)
		return err_set(e, ERR_INPUT, "%s: cell is %s there, not %s",
			       c->name, cell_info[c->set.cell].name,
			       cell_info[set->cell].name);
	if (set->precision != c->set.precision)
		return err_set(e, ERR_INPUT,
			       "%s: precision is %s there, not "
			       "%s",
			       c->name, precision_name[c->set.precision],
			       precision_name[set->precision]);
	for (size_t i = 0; i < LENGTH(row); i++)
		if (row[i].here != row[i].there)
			return err_set(e, ERR_INPUT,
				       "%s: %s is %.10g there, "
				       "not %.10g",
				       c->name, row[i].name, row[i].there,
				       row[i].here);
	return true;
}

static bool reads_text(const struct task *task)
{
	return task->reads == READS_TEXT;
}

static bool fits_task(const struct checkpoint *c, const struct task *task,
		      struct err *e)
{
	const char *there = c->task ? c->task : "char";

	return !strcmp(there, task->name) ||
	       err_set(e, ERR_INPUT, "%s: task is %.40s there, not %s", c->name,
		       there, task->name);
}

static bool same_symbols(const struct checkpoint *c,
			 const struct corpus *corpus, struct err *e)
{
	return vocab_equal(&corpus->vocab, &c->vocab) ||
	       err_set(e, ERR_INPUT,
		       "%s has other symbols than %s as it is read here (see "
		       "--encoding); --init takes only its weights",
		       c->name, corpus->name);
}

static bool same_file(const struct checkpoint *c, const char *kind,
		      uint32_t crc, const struct data_file *here, struct err *e)
{
	return here->crc32 == crc ||
	       err_set(e, ERR_INPUT,
		       "%s was trained %s (CRC %08" PRIx32
		       ", that of %s is %08" PRIx32
		       "); --init takes only its weights",
		       c->name, kind, crc, here->name, here->crc32);
}

/* Of a task that may generate its examples. */
static bool same_origin(const struct checkpoint *c, bool data, bool held_out,
			struct err *e)
{
	if (data != c->has_corpus)
		return err_set(e, ERR_INPUT,
			       "%s was trained on %s; --init takes only its "
			       "weights",
			       c->name,
			       data ? "generated examples, not on a file"
				    : "a file, not on generated examples");
	return held_out == c->has_valid_file ||
	       err_set(e, ERR_INPUT,
		       "%s was trained with%s --valid-file; --init takes only "
		       "its weights",
		       c->name, held_out ? "out" : "");
}

static bool fits_data(const struct checkpoint *c, const struct task *task,
		      const struct dataset *all, struct err *e)
{
	const struct dataset data = dataset_for(task, all);
	struct data_file file, valid;
	const bool has = dataset_file(&data, &file);
	const bool held_out = dataset_valid_file(&data, &valid);

	if (!same_origin(c, has, held_out, e))
		return false;
	if (has &&
	    !same_file(c, data.text ? "on another text" : "on other data",
		       c->corpus_crc32, &file, e))
		return false;
	if (held_out && !same_file(c, "with another --valid-file",
				   c->valid_file_crc32, &valid, e))
		return false;
	return !data.text || same_symbols(c, data.text, e);
}

bool checkpoint_is_of_data(const struct checkpoint *c, const struct task *task,
			   const struct dataset *all)
{
	const struct dataset data = dataset_for(task, all);
	struct data_file file, valid;
	const bool has = dataset_file(&data, &file);
	const bool held_out = dataset_valid_file(&data, &valid);

	return has == c->has_corpus && held_out == c->has_valid_file &&
	       (!has || file.crc32 == c->corpus_crc32) &&
	       (!held_out || valid.crc32 == c->valid_file_crc32);
}

/* The shapes of a text's net follow from its symbols, which are compared; those
 * of other nets are the task's. */
/* A file tells only that of additive attention. */
static int width_of_attention(const struct net_spec *spec)
{
	return spec->attend == ATTEND_ADDITIVE ? spec->attention : 0;
}

static bool fits_sizes(const struct checkpoint *c, const struct net_spec *spec,
		       struct err *e)
{
	const struct net_spec *there = &c->spec;
	const bool same =
		there->model == spec->model &&
		(spec->model == MODEL_CHAR ||
		 there->embedding == spec->embedding) &&
		there->values == spec->values && there->goals == spec->goals &&
		(spec->model != MODEL_SEQ2SEQ ||
		 (there->attend == spec->attend &&
		  there->attention == width_of_attention(spec))) &&
		(c->vocab.size || (there->symbols_in == spec->symbols_in &&
				   there->symbols_out == spec->symbols_out));

	return same || err_set(e, ERR_INPUT,
			       "%s holds a net of another task or of other "
			       "sizes",
			       c->name);
}

static bool same_list(const struct checkpoint *c,
		      const struct safetensors_writer *here, const char *key,
		      struct err *e)
{
	size_t length;
	const char *a = safetensors_writer_meta(here, key);
	const char *b = safetensors_meta(c->file, key, &length);

	return (a && b ? !strcmp(a, b) : a == b) ||
	       err_set(e, ERR_INPUT, "%s has other %s than the data here",
		       c->name, key);
}

/* Do the lists of symbols that the run's task would put into a file agree with
 * those of the file, in which the rows of the weights follow them? */
static bool fits_lists(const struct checkpoint *c, const struct run *r,
		       struct err *e)
{
	static const char *const key[] = { "source_symbols", "target_symbols",
					   "classes" };
	struct safetensors_writer *here = safetensors_writer_new();
	bool fits = r->task->put_meta(r->data, here, e);

	for (size_t i = 0; i < LENGTH(key) && fits; i++)
		fits = same_list(c, here, key[i], e);
	safetensors_writer_free(here);
	return fits;
}

struct run *checkpoint_resume(const struct checkpoint *c,
			      const struct settings *set,
			      const struct task *task,
			      const struct dataset *data, struct err *e)
{
	struct err reason;
	struct run *r;

	if (!c->resumable) {
		err_set(e, ERR_INPUT,
			"%s cannot be resumed: %s; --init takes "
			"only its weights",
			c->name, c->why_not.text);
		return NULL;
	}
	if (!fits_task(c, task, e) || !run_check_data(task, data, e) ||
	    !fits_data(c, task, data, e) || !fits_shape(c, set, e))
		return NULL;
	r = run_new(set, task, data, e);
	if (!r)
		return NULL;
	if (!fits_lists(c, r, e) || !fits_sizes(c, &r->spec, e)) {
		run_free(r);
		return NULL;
	}
	if (r->spec.steps == c->set.seq_length && restore_run(r, c, &reason))
		return r;
	if (r->spec.steps != c->set.seq_length)
		err_set(&reason, ERR_INPUT,
			"its seq-length does not fit the data");
	err_set(e, reason.kind, "%s: %s", c->name, reason.text);
	run_free(r);
	return NULL;
}

/* --- --init --------------------------------------------------------------- */

static bool same_meaning(const struct vocab *a, const struct vocab *b,
			 uint32_t codepoint)
{
	/* Beyond ASCII a byte is not a character. */
	return a->bytes == b->bytes || codepoint < 0x80;
}

/* Writes a symbol into a sentence: itself if visible, else its number. */
static void name_symbol(struct strbuf *out, const struct vocab *v, int id)
{
	const uint32_t codepoint = v->codepoint[id];

	if (v->bytes && codepoint >= 0x80)
		strbuf_printf(out, "<%02x>", (unsigned)codepoint);
	else if (codepoint_is_safe(codepoint) && codepoint_width(codepoint) > 0)
		strbuf_add_codepoint(out, codepoint);
	else
		strbuf_printf(out, "<U+%04X>", (unsigned)codepoint);
}

static bool unknown_symbols(const struct checkpoint *c,
			    const struct vocab *text, const int *ids,
			    struct err *e)
{
	struct strbuf first;
	int unknown = 0;

	strbuf_init(&first);
	for (int i = 0; i < text->size; i++)
		if (ids[i] < 0 && !unknown++)
			name_symbol(&first, text, i);
	err_set(e, ERR_INPUT,
		"%s does not know %d of the text's symbols "
		"(the first is \"%s\")",
		c->name, unknown, first.text);
	strbuf_release(&first);
	return false;
}

/* Finds the text's symbols in the file; the caller frees. */
static int *find_ids(const struct checkpoint *c, const struct vocab *text,
		     struct err *e)
{
	int *ids = xcalloc((size_t)text->size, sizeof *ids);
	bool known = true;

	for (int i = 0; i < text->size; i++) {
		uint32_t codepoint = text->codepoint[i];
		int id = same_meaning(&c->vocab, text, codepoint)
				 ? vocab_id(&c->vocab, codepoint)
				 : -1;

		ids[i] = id < 0 ? -1 : c->id[id];
		known = known && id >= 0;
	}
	if (known || unknown_symbols(c, text, ids, e))
		return ids;
	free(ids);
	return NULL;
}

static bool fits_net(const struct checkpoint *c, const struct settings *set,
		     struct err *e)
{
	if (set->cell != (int)c->spec.cell || set->hidden != c->spec.hidden ||
	    set->layers != c->spec.layers)
		return err_set(e, ERR_INPUT,
			       "%s holds %d layer%s of %d %s "
			       "units, not what is asked for",
			       c->name, c->spec.layers,
			       c->spec.layers == 1 ? "" : "s", c->spec.hidden,
			       cell_info[c->spec.cell].name);
	return true;
}

/* *ids: the file's ids of the text's symbols, which the caller frees; NULL: the
 * same ids. */
static bool fits_symbols(const struct checkpoint *c, const struct vocab *v,
			 int **ids, struct err *e)
{
	*ids = NULL;
	if (c->vocab.size) {
		*ids = find_ids(c, v, e);
		return *ids != NULL;
	}
	return v->size == c->spec.symbols_in ||
	       err_set(e, ERR_INPUT,
		       "%s is made for %d symbols and "
		       "does not say which; the text has %d",
		       c->name, c->spec.symbols_in, v->size);
}

bool checkpoint_fits(const struct checkpoint *c, const struct vocab *symbols,
		     struct err *e)
{
	int *ids = NULL;
	bool fits = fits_net(c, &c->set, e) &&
		    fits_symbols(c, symbols, &ids, e);

	free(ids);
	return fits;
}

static void add_prefix(struct strbuf *out, const char *prefix, const char *name)
{
	sanitize(out, prefix, strlen(prefix), SANITIZE_UTF8);
	strbuf_add(out, name);
}

void checkpoint_remarks(const struct checkpoint *c, struct strbuf *out)
{
	struct strbuf unused;

	if (!net_names_are_ours(&c->names)) {
		strbuf_add(out, "the layers are ");
		add_prefix(out, c->names.rnn, "weight_ih_l0 and so on");
		strbuf_add(out, ", the output is ");
		add_prefix(out, c->names.out, "weight\n");
	}
	if (!c->names.rnn_biases)
		strbuf_add(out, "the layers have no biases: they begin at "
				"zero\n");
	if (!c->names.out_bias)
		strbuf_add(out, "the output has no bias: it begins at zero\n");
	if (!c->vocab.size && !c->task)
		strbuf_add(out, "it does not name its symbols: the text's are "
				"assumed, in the order of their code points\n");
	strbuf_init(&unused);
	if (checkpoint_unused(c, &unused))
		strbuf_printf(out, "unused: %s\n", unused.text);
	strbuf_release(&unused);
}

/* Adds each line with the file's name. */
static void add_remarks(const struct checkpoint *c, struct strbuf *notices)
{
	struct strbuf all;
	char *rest, *line;

	strbuf_init(&all);
	checkpoint_remarks(c, &all);
	for (rest = all.text; (line = strsep(&rest, "\n")) && *line;)
		strbuf_printf(notices, "%s: %s\n", c->name, line);
	strbuf_release(&all);
}

/* If the file knows more symbols than the text has, takes only the weights of
 * the text's symbols. */
struct run *checkpoint_init(const struct checkpoint *c,
			    const struct settings *set, const struct task *task,
			    const struct dataset *data, struct err *e)
{
	struct run *r = NULL;
	int *ids = NULL;

	if (!run_check_data(task, data, e) || !fits_net(c, set, e) ||
	    (reads_text(task) && !fits_symbols(c, &data->text->vocab, &ids, e)))
		return NULL;
	r = run_new(set, task, data, e);
	if (r && (!fits_lists(c, r, e) || !fits_sizes(c, &r->spec, e) ||
		  (!reads_text(task) && run_symbols(r) &&
		   !fits_symbols(c, run_symbols(r), &ids, e)))) {
		run_free(r);
		r = NULL;
	}
	if (r)
		restore_parameters(r, c->file, &c->names, PART_VALUE, ids);
	free(ids);
	if (r && !run_is_finite(r)) {
		err_set(e, ERR_INPUT,
			"%s: a weight is not finite in %s "
			"precision",
			c->name, precision_name[set->precision]);
		run_free(r);
		r = NULL;
	}
	if (r)
		add_remarks(c, &r->notices);
	return r;
}
