/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handlers_verify.c: verify. */
#include "config.h"

#include "base/utf8.h"
#include "cmd/handlers.h"
#include "cmd/workspace_private.h"
#include "text/source.h"
#include "lang/settings_codec.h"
#include "train/safetensors.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BLOCK = 1 << 16 };

/* How the text, or the data of another task, compares with what the file was
 * trained on. */
enum text_state {
	TEXT_UNNAMED,
	TEXT_RUNNING,
	TEXT_MISSING,
	TEXT_FOLDER, /* which is not read again */
	TEXT_READ
};

struct verify_job {
	struct job job;
	struct checkpoint file;
	struct safetensors_scan scan;
	bool scanned;
	uint64_t data; /* bytes of its tensors */
	enum text_state text;
	struct source source; /* the text, read like a corpus: unpacked */
	bool reading;
	uint64_t text_length; /* as recorded */
	uint32_t text_crc;
};

/* --- what it says --------------------------------------------------------- */

PRINTF_LIKE(3, 4)
static void row(struct strbuf *out, const char *name, const char *format, ...)
{
	va_list args;

	strbuf_printf(out, "%-14s", name);
	va_start(args, format);
	strbuf_vprintf(out, format, args);
	va_end(args);
	strbuf_add_char(out, '\n');
}

/* Foreign text, safe for the terminal. */
static void row_safe(struct strbuf *out, const char *name, const char *text,
		     const char *more)
{
	struct strbuf safe;

	strbuf_init(&safe);
	sanitize(&safe, text, strlen(text), SANITIZE_ANY_SINK);
	row(out, name, "%s%s", safe.text, more);
	strbuf_release(&safe);
}

static void row_meta(struct strbuf *out, const struct checkpoint *file,
		     const char *name, const char *key)
{
	size_t length;
	const char *text = safetensors_meta(file->file, key, &length);

	if (text)
		row_safe(out, name, text, "");
}

static void tell_net(const struct checkpoint *file, struct strbuf *out)
{
	const struct net_spec *net = &file->spec;

	row(out, "net", "%s, %d layer%s of %d unit%s",
	    cell_info[net->cell].name, net->layers, net->layers == 1 ? "" : "s",
	    net->hidden, net->hidden == 1 ? "" : "s");
	row(out, "symbols", "%d%s", net->symbols_in,
	    file->vocab.size || file->task ? "" : ", which it does not name");
	row_meta(out, file, "encoding", "encoding");
}

static void tell_run(const struct checkpoint *file, struct strbuf *out)
{
	const struct settings *set = &file->set;

	if (!file->resumable)
		return;
	row(out, "iteration", "%ld", file->iteration);
	row_meta(out, file, "smooth loss", "smooth_loss");
	row(out, "pass", "%ld steps x %ld sequence%s", set->seq_length,
	    set->batch_size, set->batch_size == 1 ? "" : "s");
	row(out, "optimizer", "%s, learning rate %.6g",
	    optimizer_info[set->optimizer].name, set->learning_rate);
}

static void tell_text(const struct verify_job *v, struct strbuf *out)
{
	const bool same = v->text_crc == v->file.corpus_crc32;
	const char *other = v->file.task
				    ? " (other data now: the CRC differs)"
				    : " (another text now: its CRC differs)";

	if (v->text == TEXT_UNNAMED)
		return;
	row_safe(out, v->file.task ? "data" : "text",
		 v->file.corpus ? v->file.corpus : "-",
		 v->text == TEXT_MISSING   ? " (not there)"
		 : v->text == TEXT_FOLDER  ? " (a folder, which was not read)"
		 : !same                   ? other
		 : v->text == TEXT_RUNNING ? " (the one that is running)"
					   : " (unchanged)");
}

static void tell_tensors(const struct verify_job *v, struct strbuf *out)
{
	const struct safetensors *file = v->file.file;
	size_t length;
	int64_t values = 0;
	bool data, meta;

	for (int i = 0; i < safetensors_count(file); i++)
		values += safetensors_at(file, i)->count;
	row(out, "tensors", "%d of %" PRId64 " values, %" PRIu64 " bytes",
	    safetensors_count(file), values, v->data);
	if (v->scan.unused)
		row_safe(out, "not finite", v->scan.unused->name,
			 ", which is not used");
	data = safetensors_meta(file, "data_crc32", &length);
	meta = safetensors_meta(file, "metadata_crc32", &length);
	row(out, "checksums",
	    data && meta ? "right"
	    : data       ? "right; the metadata has none"
	    : meta       ? "right; the tensors have none"
			 : "none");
}

/* Prints one line each, all below one name. */
static void tell_remarks(const struct checkpoint *file, struct strbuf *out)
{
	struct strbuf all;
	char *rest, *line;

	strbuf_init(&all);
	checkpoint_remarks(file, &all);
	rest = all.text;
	while ((line = strsep(&rest, "\n")) && *line)
		row(out, "note", "%s", line);
	strbuf_release(&all);
}

/* Symbols that are not characters have no order of their own: they are the
 * task's. */
static bool fits_symbols(const struct session *s, const struct checkpoint *file,
			 struct err *e)
{
	const struct run *run = session_run(s);

	if (task_of(&file->set) != run->task)
		return err_set(e, ERR_INPUT, "its task is %s, not %s",
			       task_of(&file->set)->name, run->task->name);
	return !run_symbols(run) || checkpoint_fits(file, run_symbols(run), e);
}

static void tell_use(const struct session *s, const struct verify_job *v,
		     struct strbuf *out)
{
	const struct checkpoint *file = &v->file;
	const char *what = session_text(s) ? "text" : "data";
	struct err e;

	if (!file->resumable)
		row(out, "resume", "no: %s", file->why_not.text);
	else if (task_of(&file->set) != session_run(s)->task)
		row(out, "resume", "only with the task %s",
		    task_of(&file->set)->name);
	else if (session_fits_data(s, file))
		row(out, "resume", "yes, with the %s that is running", what);
	else
		row(out, "resume", "only with the %s it was trained on", what);
	if (fits_symbols(s, file, &e))
		row(out, "init", "yes, with the %s that is running", what);
	else
		row(out, "init", "no: %s", e.text);
}

static void tell(struct session *s, const struct verify_job *v)
{
	struct strbuf out;

	strbuf_init(&out);
	row_safe(&out, "file", v->file.name, "");
	row_meta(&out, &v->file, "written by", "program");
	tell_net(&v->file, &out);
	tell_run(&v->file, &out);
	tell_text(v, &out);
	tell_tensors(v, &out);
	tell_remarks(&v->file, &out);
	tell_use(s, v, &out);
	session_say_text(s, SAY_RESULT, &out);
	strbuf_release(&out);
}

/* --- what it does --------------------------------------------------------- */

static bool wrong(const struct verify_job *v, struct err *e, const char *reason)
{
	return err_set(e, ERR_FAILED, "%s: %s", v->file.name, reason);
}

/* Judges the file after all tensors were read. */
static bool judge(const struct verify_job *v, struct err *e)
{
	struct strbuf name;
	uint32_t stated;

	if (checkpoint_data_crc32(&v->file, &stated) && stated != v->scan.crc)
		return wrong(v, e,
			     "it is damaged: the CRC of its tensors is "
			     "another");
	if (!v->scan.wanted)
		return true;
	strbuf_init(&name);
	sanitize(&name, v->scan.wanted->name, strlen(v->scan.wanted->name),
		 SANITIZE_ANY_SINK);
	err_set(e, ERR_FAILED,
		"%s: its tensor %.200s has a value that is not "
		"finite",
		v->file.name, name.text);
	strbuf_release(&name);
	return false;
}

/* False: the file is damaged. */
static bool read_tensors(struct verify_job *v, double end, struct err *e)
{
	struct err reason;
	bool more = true;

	while (more && now_seconds() < end)
		if (!safetensors_scan(v->file.file, &v->scan, &more, &reason))
			return wrong(v, e, reason.text);
	v->scanned = !more;
	return more || judge(v, e);
}

/* A text that cannot be read to its end counts as another one. */
static void read_text(struct verify_job *v, double end)
{
	char block[BLOCK];
	struct err ignored;

	while (v->reading && now_seconds() < end) {
		size_t n;
		bool ok = source_read(&v->source, block, sizeof block, &n,
				      &ignored);

		v->reading = ok && n > 0;
		v->text_crc = ok ? v->source.crc32 : ~v->file.corpus_crc32;
	}
}

static bool verify_slice(struct session *s, struct job *job)
{
	struct verify_job *v = (struct verify_job *)job;
	const double end = now_seconds() + SLICE_SECONDS;
	struct err e;

	if (!v->scanned && !read_tensors(v, end, &e)) {
		job->failed = true;
		session_fail(s, &e);
		return true;
	}
	if (v->scanned)
		read_text(v, end);
	job->progress = (double)(v->scan.at + v->source.bytes) /
			(double)(v->data + v->text_length + 1);
	if (!v->scanned || v->reading)
		return false;
	checkpoint_check_values(&v->file);
	tell(s, v);
	return true;
}

static void verify_free(struct job *job)
{
	struct verify_job *v = (struct verify_job *)job;

	source_close(&v->source);
	checkpoint_close(&v->file);
	free(v);
}

/* Opens only a file: a pipe might never end. */
static bool open_text(struct verify_job *v)
{
	const char *path = v->file.corpus;
	struct err ignored;
	struct stat st;
	size_t length;
	const char *bytes =
		safetensors_meta(v->file.file, "corpus_bytes", &length);
	const char *encoding = v->file.encoding;
	bool unpack = !encoding || strcmp(encoding, "bytes") != 0;

	if (!path || stat(path, &st) || !S_ISREG(st.st_mode))
		return false;
	v->text_length = bytes ? strtoull(bytes, NULL, 10) : 0;
	return source_open(&v->source, path, path, 0, unpack, &ignored);
}

static bool is_folder(const char *path)
{
	struct stat st;

	return path && !stat(path, &st) && S_ISDIR(st.st_mode);
}

/* The running text needs no reading. */
static void find_text(struct verify_job *v, const struct session *s)
{
	const struct dataset data =
		dataset_for(session_run(s)->task, session_data(s));
	const char *path = v->file.corpus;
	struct data_file running;
	bool any = dataset_file(&data, &running);

	if (!v->file.has_corpus)
		return;
	v->text = TEXT_RUNNING;
	v->text_crc = any ? running.crc32 : ~v->file.corpus_crc32;
	if (v->text_crc == v->file.corpus_crc32 ||
	    (path && any && running.path && !strcmp(path, running.path)))
		return;
	v->reading = open_text(v);
	v->text = v->reading        ? TEXT_READ
		  : is_folder(path) ? TEXT_FOLDER
				    : TEXT_MISSING;
}

bool do_verify(struct workspace *ws, const struct args *args, struct err *e)
{
	struct verify_job *v;

	if (args->count != 2)
		return err_set(e, ERR_FAILED, "verify needs a file name");
	v = xcalloc(1, sizeof *v);
	v->source.fd = -1;
	v->job = (struct job){
		.slice = verify_slice,
		.free = verify_free,
		.name = "verify",
	};
	if (!checkpoint_peek(&v->file, args->word[1].text, &settings_codec,
			     session_settings(ws->session), e)) {
		verify_free(&v->job);
		return false;
	}
	/* Without validation an iteration's loss is NAN. */
	v->scan.except = "series.";
	for (int i = 0; i < safetensors_count(v->file.file); i++)
		v->data += safetensors_bytes(v->file.file, i);
	find_text(v, ws->session);
	session_begin_job(ws->session, &v->job);
	return true;
}
