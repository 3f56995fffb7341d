/* exchange.h: hands the newest of something from one thread to another.
 *
 * Three buffers, of which the owner of the exchange has an array: the producer
 * fills the one at the back and publishes it, the consumer takes the newest to
 * the front.  What is not taken is overwritten.  Each buffer has one owner at
 * a time, and neither thread waits for the other longer than it takes to swap
 * two indices under a mutex. */
#ifndef BASE_EXCHANGE_H
#define BASE_EXCHANGE_H

#include <pthread.h>
#include <stdbool.h>

enum { EXCHANGE_BUFFERS = 3 };

/* Always a permutation of 0, 1, 2. */
struct exchange {
	int back;  /* the producer's alone */
	int front; /* the consumer's alone */

	pthread_mutex_t lock; /* of all that follows */
	pthread_cond_t changed;
	int ready;  /* published last, or a spare */
	bool fresh; /* not taken yet */
	bool any;   /* something was published */
	bool closed;
};

void exchange_init(struct exchange *);
void exchange_release(struct exchange *);

/* The producer's side: what was filled in buffer[back] is published, and back
 * is another one. */
void exchange_publish(struct exchange *);
/* No more is published: the consumer need not wait. */
void exchange_close(struct exchange *);

/* The consumer's side: buffer[front] is the newest, until the next call.
 * False: nothing was ever published. */
bool exchange_take(struct exchange *);
/* Waits for one that was not taken yet.  False: closed. */
bool exchange_wait(struct exchange *);

#endif
