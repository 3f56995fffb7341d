/* checkpoint_parts.h: the contents of a checkpoint, as one list that saving and
 * reading share.  Part of checkpoint_*.c; no other file includes it. */
#ifndef TRAIN_CHECKPOINT_PARTS_H
#define TRAIN_CHECKPOINT_PARTS_H

#include "train/checkpoint.h"
#include "train/safetensors.h"

#include <limits.h>

/* A parameter as the file has it: PyTorch's names, shapes and two biases, while
 * the engine has one bias per gate row (and gru's rnn.bias_hn). */
enum stored_kind {
	STORED_ROWS,    /* a matrix or the output's bias, as in the engine */
	STORED_BIAS_IH, /* the trained bias */
	STORED_BIAS_HH, /* zero, except gru's n rows: rnn.bias_hn */
};
struct stored {
	enum stored_kind kind;
	char name[40]; /* "rnn.bias_hh_l0" */
	int layer;     /* -1: of none */
	int rank;
	int64_t shape[2];
	int gates; /* of a bias of gates */
};
/* The parameters of a net, in the order of the file.  NULL: its sizes are too
 * large. */
struct stored_list {
	int count;
	struct stored *item;
};
struct stored_list *stored_list_new(const struct net_spec *, struct err *);
void stored_list_free(struct stored_list *); /* NULL is fine */
/* The engine's bias of that kind ("bias_ih", "bias_hn") beside a stored bias of
 * gates; -1: there is none. */
int find_bias(const struct run *, const struct stored *, const char *kind);

/* Appends the n-th (from 0) of a list of names, of which only some are shown, and
 * the end of a list of `count`. */
void add_to_list(struct strbuf *, int n, const char *name);
void end_list(struct strbuf *, int count);
/* Refuse with `what`, and the names that the file has instead; or with a reason
 * that names one tensor. */
bool refuse_with_names(const struct safetensors *, const char *what,
		       struct err *);
bool refuse_tensor(struct err *, const char *name, const char *reason);

/* Finds the tensors of the net by their names and shapes; the sizes in `spec`
 * come from the shapes alone.  The caller frees the names, even after a
 * failure. */
bool find_net(const struct safetensors *, struct net_names *, struct net_spec *,
	      struct err *);
bool net_names_are_ours(const struct net_names *);
/* The file's name of a parameter; the caller frees. */
char *stored_name(const struct net_names *, const struct stored *);
const struct tensor *find_joined(const struct safetensors *, const char *prefix,
				 const char *name);
/* The names of an optimiser's slot, in our own files. */
struct slot_names {
	struct net_names names;
	char rnn[64], out[64];
};
void slot_names_init(struct slot_names *, const char *slot, enum model_kind);

/* Members of struct metrics that metadata stores, by name. */
struct stored_metric {
	const char *name;
	size_t offset; /* of a double in struct metrics */
	bool newer;    /* the first files lack it: then it is unknown */
};
enum { STORED_METRICS = 11 };
extern const struct stored_metric stored_metric[STORED_METRICS];

/* Metadata of a file that was written during the validation of its iteration;
 * resuming completes it first.  All others lack it. */
#define VALIDATION_DUE "validation_due"

/* Metadata that names the task; absent: char. */
#define TASK_KEY "task"
/* Metadata of a net that has goals: how many; absent: classes. */
#define GOALS_KEY "goals"
/* [TASK_WORDS] cursor of a task that the metadata cannot hold. */
#define CURSOR_TENSOR "task.words"

enum {
	SERIES_COLUMNS = 5, /* low high mean smooth valid */
	MOMENT_COLUMNS = 3
}; /* loss smooth valid */

/* Restore weights, slots, state and so on into a fresh run; checkpoint_open()
 * has checked and loaded the values.  `ids` [V]: the file's ids of the run's
 * symbols, NULL: the same ids. */
void restore_parameters(struct run *, const struct safetensors *,
			const struct net_names *, enum part, const int *ids);
bool restore_run(struct run *, const struct checkpoint *, struct err *);

/* Has the file everything that resuming takes, in the right shapes and with
 * values that lead nowhere astray? */
bool check_resumable(const struct checkpoint *, struct err *);
bool check_values(const struct checkpoint *, struct err *);
/* Requires a tensor of whole numbers (I64) or not, in that shape, and marks it
 * as wanted. */
bool check_tensor(struct safetensors *, const char *name, bool whole, int rank,
		  const int64_t *shape, struct err *);
/* The same for series.* (checkpoint_series.c). */
bool check_series(const struct checkpoint *, struct err *);
bool check_series_values(const struct checkpoint *);
/* No count in a file may be larger: so far below overflow that counting on is
 * safe. */
static const long count_max = LONG_MAX / 4;

/* Was it written by rnntui, as its metadata says? */
bool is_ours(const struct safetensors *);
/* Reads a metadata text as a number; false if absent or not one. */
bool meta_long(const struct safetensors *, const char *key, long low, long high,
	       long *out);
bool meta_double(const struct safetensors *, const char *key, double *out);
bool meta_is(const struct safetensors *, const char *key, const char *value);

#endif
