/* safetensors_private.h: a tensor file for its own sources.  Part of
 * safetensors*.c; no other file includes it. */
#ifndef TRAIN_SAFETENSORS_PRIVATE_H
#define TRAIN_SAFETENSORS_PRIVATE_H

#include "train/safetensors.h"

#include <time.h>

struct entry {
	struct tensor tensor;
	uint64_t end;        /* offset after its last byte */
	unsigned char *kept; /* its bytes; NULL: only in the file */
	bool wanted;
};

struct safetensors {
	int fd; /* -1: all of it is in `memory` */
	unsigned char *memory;
	uint64_t length;              /* of the whole file */
	struct timespec changed;      /* when it was opened */
	uint64_t data_at;             /* where its data part begins */
	uint64_t size;                /* of the data part */
	json_t *header;               /* owns names and metadata */
	json_t *meta;                 /* borrowed from header; NULL: none */
	struct entry *entry;          /* in the order of the data */
	const struct entry **by_name; /* in the order of names */
	int count;
};

/* Reads bytes of the file from `at` on.  A file that has become shorter since
 * it was opened is an error like any other. */
bool safetensors_read_file(const struct safetensors *, uint64_t at, void *bytes,
			   size_t length, struct err *) NODISCARD;
/* The same of its data part. */
bool safetensors_read(const struct safetensors *, uint64_t at, void *bytes,
		      size_t length, struct err *) NODISCARD;
/* False if the file has changed since it was opened. */
bool safetensors_is_unchanged(const struct safetensors *,
			      struct err *) NODISCARD;
/* Decodes one element as a double; false: the type is not numeric. */
bool safetensors_decode(enum dtype, const unsigned char *at, double *x);

/* The kind of a file that begins with these bytes, and a remedy; NULL:
 * unknown. */
const char *safetensors_other_kind(const unsigned char *bytes, size_t length);

/* The rule of "metadata_crc32"; see safetensors.h. */
uint32_t safetensors_meta_crc32(json_t *meta);

#endif
