/* checkpoint.h: a run in a file and back (contract, section 6).
 *
 * Saving is atomic; whatever fails, the old file is intact.  Resuming is
 * bit-exact.  Reading trusts nothing. */
#ifndef TRAIN_CHECKPOINT_H
#define TRAIN_CHECKPOINT_H

#include "train/run.h"

/* How the settings that determine the numbers travel: a JSON object in one
 * line.  The option table (cmd) provides both directions, so that a setting is
 * described in one place only. */
struct settings_codec {
	char *(*encode)(const struct settings *);               /* malloc'd */
	bool (*decode)(struct settings *, const char *json, struct err *);
};

/* Sets run->saved_iteration when it succeeds.  ERR_RESOURCE otherwise. */
bool checkpoint_save(struct run *, const struct settings_codec *,
		     const char *path, struct err *) NODISCARD;

/* A checkpoint that was read and checked by itself, not yet against a text. */
struct checkpoint {
	char *name;                /* the path, for reasons */
	struct safetensors *file;
	struct net_spec spec;      /* by the shapes; steps and batch are 0 */
	struct settings set;       /* as recorded, settled */
	struct vocab vocab;        /* size 0: the file has no symbols */
	int *id;                   /* [vocab.size] of its symbols in the file,
				      which may count them in another order */
	char *corpus;              /* recorded path, or NULL */
	uint32_t corpus_crc32;
	long iteration;
	bool resumable;            /* written by rnntui with all it takes */
	struct err why_not;        /* the reason when it is not */
};

/* `base` holds the settings a foreign file says nothing about. */
bool checkpoint_open(struct checkpoint *, const char *path,
		     const struct settings_codec *, const struct settings *base,
		     struct err *) NODISCARD;
void checkpoint_close(struct checkpoint *);

/* Everything that determines the numbers, exactly.  The corpus must be the one
 * it was trained on: another CRC is ERR_INPUT and the reason names --init. */
struct run *checkpoint_resume(const struct checkpoint *,
			      const struct settings *, const struct corpus *,
			      struct err *) NODISCARD;
/* Only the weights (--init): `settings` already has the file's cell, hidden,
 * layers; symbols must cover the text.  The rest of the run is new. */
struct run *checkpoint_init(const struct checkpoint *, const struct settings *,
			    const struct corpus *, struct err *) NODISCARD;

#endif
