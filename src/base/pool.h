/* pool.h: a few threads that do the same work on different parts, again and
 * again.
 *
 * The work is called once for each part, all at the same time: part 0 on the
 * caller's thread, the others each on a thread of its own, which stays.  What
 * the parts touch must be their own.  A pool belongs to one thread. */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include "base/err.h"

typedef void pool_work(void *arg, int part);

struct pool;
/* Threads for parts 1..parts-1. */
struct pool *pool_new(int parts, struct err *);
/* Ends the threads; NULL is fine. */
void pool_free(struct pool *);
/* Returns when all parts are done. */
void pool_run(struct pool *, pool_work *, void *arg);

#endif
