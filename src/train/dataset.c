/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dataset.c: the files of a dataset in a checkpoint's metadata. */
#include "config.h"

#include "train/dataset.h"

#include "text/rows.h"
#include "train/safetensors.h"
#include "train/task.h"

#include <jansson.h>

struct dataset dataset_for(const struct task *task, const struct dataset *data)
{
	struct dataset seen = *data;

	if (task->reads != READS_TEXT)
		seen.text = NULL;
	if (task->reads != READS_LABELLED && task->reads != READS_PAIRS)
		seen.rows = seen.held_out = NULL;
	return seen;
}

static void file_of_rows(const struct rows *rows, struct data_file *out)
{
	*out = (struct data_file){
		.name = rows->name,
		.path = rows->path,
		.bytes = rows->bytes,
		.crc32 = rows->crc32,
	};
}

bool dataset_file(const struct dataset *data, struct data_file *out)
{
	const struct corpus *c = data->text;

	if (c)
		*out = (struct data_file){ c->name, c->path, c->bytes,
					   c->crc32 };
	else if (data->rows)
		file_of_rows(data->rows, out);
	return c || data->rows;
}

bool dataset_valid_file(const struct dataset *data, struct data_file *out)
{
	if (data->held_out)
		file_of_rows(data->held_out, out);
	return data->held_out;
}

/* JSON cannot represent a name that is not UTF-8: it is left out, and resuming
 * asks for the file. */
static void put_path(struct safetensors_writer *w, const char *key,
		     const char *path)
{
	json_t *name = path ? json_string(path) : NULL;

	safetensors_put_text(w, key, name ? path : "");
	json_decref(name);
}

static const char *encoding_of_data(const struct dataset *data)
{
	return data->text ? data->text->encoding : data->rows->encoding;
}

void dataset_put_meta(const struct dataset *data, struct safetensors_writer *w)
{
	struct data_file file;

	if (!dataset_file(data, &file))
		return;
	put_path(w, "corpus", file.path);
	safetensors_put_whole(w, "corpus_bytes", (int64_t)file.bytes);
	safetensors_put_whole(w, "corpus_crc32", file.crc32);
	safetensors_put_text(w, "encoding", encoding_of_data(data));
	if (data->columns)
		put_path(w, "columns", data->columns);
	if (!dataset_valid_file(data, &file))
		return;
	put_path(w, "valid_file", file.path);
	safetensors_put_whole(w, "valid_file_crc32", file.crc32);
}
