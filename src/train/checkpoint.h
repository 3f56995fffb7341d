/* checkpoint.h: a run in a file and back (contract, section 6).
 *
 * Saving is atomic; whatever fails, the old file is intact.  Resuming is
 * bit-exact.  Reading trusts nothing. */
#ifndef TRAIN_CHECKPOINT_H
#define TRAIN_CHECKPOINT_H

#include "text/corpus.h"
#include "train/run.h"

/* How the settings that determine the numbers travel: a JSON object in one
 * line.  The option table (cmd) provides both directions, so that a setting is
 * described in one place only. */
struct settings_codec {
	char *(*encode)(const struct settings *); /* malloc'd */
	bool (*decode)(struct settings *, const char *json, struct err *);
};

/* Sets run->saved_iteration when it succeeds.  ERR_RESOURCE otherwise. */
bool checkpoint_save(struct run *, const struct settings_codec *,
		     const char *path, struct err *) NODISCARD;

/* What stands before the names of a net's tensors in a file: "model.rnn."
 * before weight_ih_l0 and so on, "model.out." before weight and bias.  Biases
 * that a foreign file leaves out are zero. */
struct net_names {
	char *rnn, *out;
	bool rnn_biases, out_bias;
};

/* A checkpoint that was read and checked by itself, not yet against a text. */
struct checkpoint {
	char *name; /* the path, for reasons */
	struct safetensors *file;
	struct net_names names;
	struct net_spec spec; /* by the shapes; steps and batch are 0 */
	struct settings set;  /* as recorded, settled */
	struct vocab vocab;   /* size 0: the file has no symbols */
	int *id;              /* [vocab.size] of its symbols in the file,
				 which may count them in another order */
	char *task;           /* its name; NULL: char */
	char *corpus;         /* recorded path, or NULL */
	char *encoding;       /* of its text, as recorded, or NULL */
	uint32_t corpus_crc32;
	long iteration;
	bool resumable;     /* written by rnntui with all it takes */
	struct err why_not; /* the reason when it is not */
};

/* Reads only the header: what it holds, and whether it is consistent.  `base`
 * holds the settings a foreign file says nothing about. */
bool checkpoint_peek(struct checkpoint *, const char *path,
		     const struct settings_codec *, const struct settings *base,
		     struct err *) NODISCARD;
/* The same, then reads the tensors and checks their CRC; only such a one can
 * be resumed or taken as init. */
bool checkpoint_open(struct checkpoint *, const char *path,
		     const struct settings_codec *, const struct settings *base,
		     struct err *) NODISCARD;
void checkpoint_close(struct checkpoint *);

/* Everything that determines the numbers, exactly.  The task must be the one it
 * was trained on, and so must the corpus of one that reads a text:
 * another CRC is ERR_INPUT and the reason names --init. */
struct run *checkpoint_resume(const struct checkpoint *,
			      const struct settings *, const struct task *,
			      const struct corpus *, struct err *) NODISCARD;
/* Only the weights (--init): `settings` already has the file's cell, hidden,
 * layers; symbols must cover the text.  The rest of the run is new.  What was
 * made of a foreign file is told in run->notices. */
struct run *checkpoint_init(const struct checkpoint *, const struct settings *,
			    const struct task *, const struct corpus *,
			    struct err *) NODISCARD;
/* Of one that was only peeked at: reads the few values that could lead
 * resuming astray, which may make it not resumable. */
void checkpoint_check_values(struct checkpoint *);
/* The CRC-32 that it states of its tensors; false: none. */
bool checkpoint_data_crc32(const struct checkpoint *, uint32_t *crc);
/* Whether the weights fit a text, without reading them. */
bool checkpoint_fits(const struct checkpoint *, const struct corpus *,
		     struct err *) NODISCARD;
/* What was supposed where a foreign file does not say it, in lines. */
void checkpoint_remarks(const struct checkpoint *, struct strbuf *);
/* Appends the names of tensors that nothing is made of, sanitized, a few of
 * many, and returns how many there are. */
int checkpoint_unused(const struct checkpoint *, struct strbuf *);

#endif
