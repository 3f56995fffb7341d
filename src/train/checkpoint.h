/* checkpoint.h: a run in a file and back (contract, section 6).
 *
 * Saving is atomic: after any failure the old file is intact.  Resuming is
 * bit-exact.  Reading trusts nothing. */
#ifndef TRAIN_CHECKPOINT_H
#define TRAIN_CHECKPOINT_H

#include "text/corpus.h"
#include "train/run.h"

/* Converts the settings that determine the numbers to and from a JSON object in
 * one line.  The option table (cmd) provides both directions, so that a setting
 * is described only once. */
struct settings_codec {
	char *(*encode)(const struct settings *); /* malloc'd */
	bool (*decode)(struct settings *, const char *json, struct err *);
};

/* Sets run->saved_iteration if it succeeds.  ERR_RESOURCE otherwise. */
bool checkpoint_save(struct run *, const struct settings_codec *,
		     const char *path, struct err *) NODISCARD;

/* The prefixes of a net's tensors in a file: "model.rnn." before weight_ih_l0
 * and so on, "model.out." before weight and bias.  Biases that a foreign file
 * leaves out are zero. */
struct net_names {
	char *rnn, *out;
	bool rnn_biases, out_bias;
};

/* A checkpoint that was read and checked, but not yet against a text. */
struct checkpoint {
	char *name; /* the path, for error messages */
	struct safetensors *file;
	struct net_names names;
	struct net_spec spec; /* from the shapes; steps and batch are 0 */
	struct settings set;  /* as recorded, settled */
	struct vocab vocab;   /* size 0: the file has no symbols */
	int *id;              /* [vocab.size] their ids in the file, which
			         may order them differently */
	char *task;           /* its name; NULL: char */
	char *corpus;         /* path of its text or data; NULL: unnamed */
	char *encoding;       /* of those, as recorded, or NULL */
	char *columns;        /* --columns, or NULL */
	char *valid_file;     /* path of its held-out data; NULL: unnamed */
	bool has_corpus, has_valid_file; /* their CRCs are recorded */
	uint32_t corpus_crc32, valid_file_crc32;
	long iteration;
	bool resumable;     /* written by rnntui, with everything needed to
			       resume */
	struct err why_not; /* the reason if it is not */
};

/* Reads only the header: its contents, and whether they are consistent.  `base`
 * has the settings that a foreign file does not state. */
bool checkpoint_peek(struct checkpoint *, const char *path,
		     const struct settings_codec *, const struct settings *base,
		     struct err *) NODISCARD;
/* The same, then reads the tensors and checks their CRC; only a checkpoint
 * opened so can be resumed or taken as init. */
bool checkpoint_open(struct checkpoint *, const char *path,
		     const struct settings_codec *, const struct settings *base,
		     struct err *) NODISCARD;
void checkpoint_close(struct checkpoint *);

/* Restores everything that determines the numbers, exactly.  The task must be
 * the one it was trained on, and so must the data: another CRC is ERR_INPUT and
 * the reason names --init. */
struct run *checkpoint_resume(const struct checkpoint *,
			      const struct settings *, const struct task *,
			      const struct dataset *, struct err *) NODISCARD;
/* Takes only the weights (--init): `settings` already has the file's cell,
 * hidden, layers; the file's symbols must include the text's.  The rest of the
 * run is new.  run->notices tells what was assumed about a foreign file. */
struct run *checkpoint_init(const struct checkpoint *, const struct settings *,
			    const struct task *, const struct dataset *,
			    struct err *) NODISCARD;
/* For a checkpoint that was only peeked at: reads the few values that could
 * lead resuming astray, and may declare it not resumable. */
void checkpoint_check_values(struct checkpoint *);
/* The CRC-32 that the file states for its tensors; false: none. */
bool checkpoint_data_crc32(const struct checkpoint *, uint32_t *crc);
/* Was it trained on what that task reads of the data, as far as CRCs tell? */
bool checkpoint_is_of_data(const struct checkpoint *, const struct task *,
			   const struct dataset *);
/* Do the weights fit those symbols?  Does not read them. */
bool checkpoint_fits(const struct checkpoint *, const struct vocab *,
		     struct err *) NODISCARD;
/* Appends the assumptions about a foreign file, in lines. */
void checkpoint_remarks(const struct checkpoint *, struct strbuf *);
/* Appends the names of unused tensors, sanitized, a few of many, and returns
 * how many there are. */
int checkpoint_unused(const struct checkpoint *, struct strbuf *);

#endif
