/* SPDX-License-Identifier: GPL-3.0-or-later */
/* thread.c: starts threads. */
#include "config.h"

#include "base/thread.h"

#include "base/util.h"

#include <errno.h>
#include <signal.h>

/* Signals are for the thread that waits for them.  Those that the processor
 * itself raises stay open: blocked, they would kill the process past the
 * handler that restores the terminal. */
bool thread_start(pthread_t *thread, void *(*run)(void *), void *arg,
		  struct err *e)
{
	static const int open[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL,
				    SIGTRAP, SIGSYS, SIGABRT };
	sigset_t block, old;

	sigfillset(&block);
	for (size_t i = 0; i < LENGTH(open); i++)
		sigdelset(&block, open[i]);
	pthread_sigmask(SIG_SETMASK, &block, &old);
	errno = pthread_create(thread, NULL, run, arg);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return errno == 0 ||
	       err_errno(e, ERR_RESOURCE, "cannot start a thread");
}
