/* dataset.h: what the user's files contain, as a task reads it.
 *
 * Copied by assignment; what its members point to is immutable and outlives the
 * runs that learn from it.  A member is NULL where there is nothing of its
 * kind; what a task reads says its `reads` (train/task.h). */
#ifndef TRAIN_DATASET_H
#define TRAIN_DATASET_H

#include "text/corpus.h"
#include <stddef.h>

struct rows;
struct safetensors_writer;
struct task;

struct dataset {
	const struct corpus *text;   /* a text for prediction */
	const struct rows *rows;     /* labelled sentences, or pairs; NULL: the
					 task generates its examples */
	const struct rows *held_out; /* --valid-file; NULL: a part of `rows` */
	const char *columns;         /* --columns, as given; NULL: found */
	const char *notices;         /* of reading them, in lines; NULL: none */
};

/* A file, or a folder, as messages and checkpoints name it. */
struct data_file {
	const char *name; /* as given; "-" for standard input */
	const char *path; /* absolute; NULL: it has none */
	uint64_t bytes;
	uint32_t crc32;
};

/* The part of it that the task reads. */
struct dataset dataset_for(const struct task *, const struct dataset *);
/* The file that training reads.  False: examples are generated. */
bool dataset_file(const struct dataset *, struct data_file *);
/* That of the held-out examples.  False: there is none. */
bool dataset_valid_file(const struct dataset *, struct data_file *);
/* Puts those files, and how they were read, into a checkpoint's metadata. */
void dataset_put_meta(const struct dataset *, struct safetensors_writer *);

#endif
