/* logfile_scan.h: how much of an old log stays when its run is resumed
 * (contract, section 5).  Reads only.  Part of logfile.c; no other file
 * includes it. */
#ifndef SESSION_LOGFILE_SCAN_H
#define SESSION_LOGFILE_SCAN_H

#include "lang/metrics.h"

#include <sys/types.h>

struct log_scan {
	const char *path; /* for reasons */
	bool json;
	const struct run *run; /* as it was restored */
	long log_every;
	struct strbuf *notices; /* gets one if rows are missing */
};

/* Reads a log from the beginning of `fd`.  *keep is the end of the rows that
 * stay: those of iterations the run has completed, without the last one if its
 * validation is still pending.  0: nothing stays, not even a header.  False
 * (ERR_INPUT): it is not a log of this run. */
bool log_scan(const struct log_scan *, int fd, off_t *keep,
	      struct err *) NODISCARD;

#endif
