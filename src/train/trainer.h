/* trainer.h: the thread that owns every run.
 *
 * Others post requests, which it executes between two slices of work, and hear
 * what it says.  It knows nothing of commands: the owner of the work passes
 * three functions.  Every function here may be called from the screen's
 * thread; the functions of struct trainer_work are called on the trainer's. */
#ifndef TRAIN_TRAINER_H
#define TRAIN_TRAINER_H

#include "base/err.h"
#include "base/logring.h"

struct trainer_work {
	void *owner;
	/* One iteration or one slice of a long command.  False: nothing to do
	 * until the next request. */
	bool (*slice)(void *owner);
	/* Executes a request, as it was posted. */
	void (*request)(void *owner, int kind, const char *text,
			const char *second);
};

struct trainer;
/* `wake_fd` (or -1; borrowed, made non-blocking) gets a byte when something was
 * said and when a request was done: the screen polls it.  All signals are
 * blocked in the thread but those that the processor raises (SIGSEGV, ...),
 * for which it has a stack of its own: handlers with SA_ONSTACK use it. */
struct trainer *trainer_new(const struct trainer_work *, int wake_fd,
			    struct err *) NODISCARD;
/* Finishes the slice at hand and ends the thread; requests still waiting are
 * not executed.  NULL is fine. */
void trainer_free(struct trainer *);

/* `kind` is the owner's own; `second` may be NULL.  Both are copied. */
void trainer_post(struct trainer *, int kind, const char *text,
		  const char *second);
/* Asks the work at hand to stop at the next whole slice: trainer_interrupted()
 * is true until the owner clears it. */
void trainer_interrupt(struct trainer *);
bool trainer_interrupted(const struct trainer *);
void trainer_clear_interrupt(struct trainer *);
/* Requests posted and not yet done. */
int trainer_pending(struct trainer *);

/* Trainer's side: something for the user.  Any thread.  At most 4 MB wait to
 * be heard: then the oldest go, and a notice in their place counts them. */
void trainer_say(struct trainer *, enum say, const char *text, size_t length);
/* Screen's side: the oldest thing said, or NULL; the caller frees. */
char *trainer_hear(struct trainer *, enum say *, size_t *length);

#endif
