/* trainer.h: the thread that owns every run.
 *
 * Others post requests, which it executes between two slices of work, and hear
 * its messages.  It knows nothing of commands: the owner of the work passes two
 * functions, and decides what the kinds of its messages mean.  Every function
 * here may be called from the screen's thread; the functions of struct
 * trainer_work are called on the trainer's. */
#ifndef TRAIN_TRAINER_H
#define TRAIN_TRAINER_H

#include "base/err.h"
#include "base/logring.h"

/* A request to the trainer's side, or a message from it.  Messages own their
 * texts, which are NUL-terminated. */
struct message {
	int kind;      /* the owner's enum; 0 in a message: a line for the
		          user */
	enum say say;  /* of such a line */
	char *text;    /* never NULL; may hold NUL */
	size_t length; /* of it */
	char *second;  /* NULL: none */
};
/* Frees the texts. */
void message_release(struct message *);

struct trainer_work {
	void *owner;
	/* Runs one iteration or one slice of a long command.  False: nothing to
	 * do until the next request. */
	bool (*slice)(void *owner);
	/* Executes a posted request. */
	void (*request)(void *owner, const struct message *);
};

struct trainer;
/* `wake_fd` (or -1; borrowed, made non-blocking) gets a byte for every message
 * and every completed request: the screen polls it.  All signals are blocked in
 * the thread except those that the processor raises (SIGSEGV, ...), for which
 * it has its own stack: handlers with SA_ONSTACK use it. */
struct trainer *trainer_new(const struct trainer_work *, int wake_fd,
			    struct err *) NODISCARD;
/* Finishes the current slice and ends the thread; requests still waiting are
 * not executed.  NULL is fine. */
void trainer_free(struct trainer *);

/* The texts are copied; `second` may be NULL. */
void trainer_post(struct trainer *, int kind, const char *text,
		  const char *second);
/* Asks the current work to stop at the next whole slice: trainer_interrupted()
 * is true until the owner clears it. */
void trainer_interrupt(struct trainer *);
bool trainer_interrupted(const struct trainer *);
void trainer_clear_interrupt(struct trainer *);
/* Requests posted and not yet done. */
int trainer_pending(struct trainer *);
/* Waits, `seconds` at most, until the thread rests between two slices, and
 * tells whether it does.  From its next rest on it does nothing until
 * trainer_resume(). */
bool trainer_rest(struct trainer *, double seconds);
void trainer_resume(struct trainer *);

/* From any thread: a line for the user, and a message of another kind, whose
 * texts are copied.  At most 4 MB wait to be heard: beyond that the oldest are
 * dropped, and a notice counts them. */
void trainer_say(struct trainer *, enum say, const char *text, size_t length);
void trainer_tell(struct trainer *, int kind, const char *text,
		  const char *second);
/* Screen's side: takes the oldest message, the caller's to release; false:
 * none. */
bool trainer_hear(struct trainer *, struct message *) NODISCARD;

#endif
