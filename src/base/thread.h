/* thread.h: starts threads that leave signals to the main thread. */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>

#include "base/err.h"

/* False: ERR_RESOURCE. */
bool thread_start(pthread_t *, void *(*run)(void *), void *arg,
		  struct err *) NODISCARD;

#endif
