/* SPDX-License-Identifier: GPL-3.0-or-later */
/* safetensors_kind.c: recognizes files of other kinds. */
#include "config.h"

#include "train/safetensors_private.h"

#include "base/util.h"

#include <string.h>

#define FROM_TORCH                                                      \
	"; in Python, safetensors.torch.save_file(model.state_dict(), " \
	"\"net.safetensors\") makes one that is read here"
#define FROM_NUMPY                                                  \
	"; in Python, safetensors.numpy.save_file(dict of arrays, " \
	"\"net.safetensors\") makes one that is read here"

/* Takes the first row that fits: its bytes at the beginning, and `within`, if
 * it has one, among the first bytes. */
static const struct {
	const char *bytes;
	size_t length;
	const char *within, *what;
} kind_table[] = {
#define BYTES(s) s, sizeof s - 1
	{ BYTES("PK\x03\x04"), "data.pkl",
	  "a PyTorch file (a pickle in a zip)" FROM_TORCH },
	{ BYTES("PK\x03\x04"), ".npy", "a NumPy archive (.npz)" FROM_NUMPY },
	{ BYTES("PK\x03\x04"), NULL, "a zip archive" },
	{ BYTES("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"),
	  NULL, "an old PyTorch file (a pickle)" FROM_TORCH },
	{ BYTES("\x80\x02"), NULL, "a Python pickle" FROM_TORCH },
	{ BYTES("\x80\x03"), NULL, "a Python pickle" FROM_TORCH },
	{ BYTES("\x80\x04"), NULL, "a Python pickle" FROM_TORCH },
	{ BYTES("\x80\x05"), NULL, "a Python pickle" FROM_TORCH },
	{ BYTES("\x93NUMPY"), NULL, "a NumPy array (.npy)" FROM_NUMPY },
	{ BYTES("\x89HDF\r\n\x1a\n"), NULL, "an HDF5 file" },
	{ BYTES("version https://git-lfs"), NULL,
	  "a Git LFS pointer, not the file itself; `git lfs pull` brings it" },
	{ BYTES("\x1f\x8b"), NULL, "compressed by gzip; unpack it first" },
	{ BYTES("GGUF"), NULL, "a GGUF file" },
#undef BYTES
};

const char *safetensors_other_kind(const unsigned char *bytes, size_t length)
{
	for (size_t i = 0; i < LENGTH(kind_table); i++) {
		const char *within = kind_table[i].within;

		if (length >= kind_table[i].length &&
		    !memcmp(bytes, kind_table[i].bytes, kind_table[i].length) &&
		    (!within || memmem(bytes, length, within, strlen(within))))
			return kind_table[i].what;
	}
	return NULL;
}
