/* label.h: what tasks on the model "label" share: batches, the held-out set,
 * and answers.
 *
 * A task's data begins with a struct label_task, so that the functions below,
 * which are members of struct task, find it.  One thread. */
#ifndef TASK_LABEL_H
#define TASK_LABEL_H

#include "task/label_batch.h"
#include "task/supply.h"
#include "train/example.h"
#include "train/run.h"

struct label_task {
	struct supply supply;
	struct label_sizes size;
	struct label_batch batch; /* of an iteration */
	uint64_t *number;         /* [B] its examples */
	long held_out;
	/* Makes an example: fills in the item, whose arrays have T rows. */
	void (*make)(void *task, bool held_out, uint64_t number,
		     struct label_item *);
};

/* After the other members are set but `batch` and `number`; fills in what the
 * net has of it. */
void label_task_init(struct label_task *, int batch, struct net_spec *);
void label_task_release(struct label_task *);
size_t label_task_memory(const struct label_task *);

/* --- members of struct task ----------------------------------------------- */

void label_next(void *data, struct batch *);
bool label_back(void *data);
void label_get_cursor(const void *data, uint64_t words[TASK_WORDS]);
bool label_set_cursor(void *data, const uint64_t words[TASK_WORDS]);
size_t label_epoch(const void *data);
size_t label_left(const void *data);
bool label_validates(const void *data);
long label_held_out(const void *data);
/* ERR_FAILED: no held-out example has this number. */
bool label_is_held_out(const struct label_task *, long number, struct err *);

struct validation *label_validation_new(const struct run *, struct err *);
void label_validation_free(struct validation *);
bool label_validation_more(struct validation *);
double label_validation_progress(const struct validation *);
double label_validation_loss(const struct validation *);
/* Of the steps that count, after all is read: the fraction whose most probable class
 * is the target, and the mean squared error; NAN where there is no such
 * thing. */
double label_accuracy(const struct validation *);
double label_squared_error(const struct validation *);

/* --- answers -------------------------------------------------------------- */

/* Answers one example at a time. */
struct label_reader;
/* steps: the most of an item. */
struct label_reader *label_reader_new(const struct run *, int steps,
				      struct err *);
void label_reader_free(struct label_reader *); /* NULL is fine */
/* The item to be filled in for label_read(). */
struct label_item *label_reader_item(struct label_reader *);
/* Reads it with the present weights and adds h, gates and p (of goals: y
 * [T][goals], what the net says), of an lstm c too, to the example. */
void label_read(struct label_reader *, struct example *);

#endif
