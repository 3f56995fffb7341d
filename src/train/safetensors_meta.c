/* SPDX-License-Identifier: GPL-3.0-or-later */
/* safetensors_meta.c: the metadata of a tensor file, and its checksum. */
#include "config.h"

#include "train/safetensors_private.h"

#include "base/util.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static const char crc_key[] = "metadata_crc32";

const char *safetensors_meta(const struct safetensors *s, const char *key,
			     size_t *length)
{
	const json_t *value = json_object_get(s->meta, key);

	if (value)
		*length = json_string_length(value);
	return json_string_value(value);
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

uint32_t safetensors_meta_crc32(json_t *meta)
{
	const char **key = xcalloc(json_object_size(meta) + 1, sizeof *key);
	uLong crc = crc32_z(0, NULL, 0);
	const char *name;
	json_t *value;
	size_t n = 0;

	json_object_foreach(meta, name, value) if (strcmp(name, crc_key) != 0)
		key[n++] = name;
	qsort(key, n, sizeof *key, by_bytes);
	for (size_t i = 0; i < n; i++) {
		value = json_object_get(meta, key[i]);
		crc = crc32_z(crc, (const Bytef *)key[i], strlen(key[i]) + 1);
		/* jansson ends a text in a NUL outside its length */
		crc = crc32_z(crc, (const Bytef *)json_string_value(value),
			      json_string_length(value) + 1);
	}
	free(key);
	return (uint32_t)crc;
}

bool safetensors_meta_is_sound(const struct safetensors *s)
{
	size_t length = 0;
	const char *stated = safetensors_meta(s, crc_key, &length);
	char *own = xasprintf("%lu",
			      (unsigned long)safetensors_meta_crc32(s->meta));
	bool sound = !stated || (length == strlen(own) && !strcmp(stated, own));

	free(own);
	return sound;
}
