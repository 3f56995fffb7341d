/* logfile.h: one row per iteration, in CSV or JSON lines by the name of the
 * file (contract, section 5).  Truncated at start, unless its run is resumed.
 * Belongs to the thread that owns the run; written in blocks. */
#ifndef SESSION_LOGFILE_H
#define SESSION_LOGFILE_H

#include "lang/metrics.h"

struct logfile;
/* ERR_INPUT: neither .csv nor .jsonl, or it cannot be made. */
struct logfile *logfile_open(const char *path, const struct task *,
			     struct err *) NODISCARD;
/* For a run that was just restored: keeps rows up to its iteration, lets the
 * next ones replace later ones, and cuts half a row at the end.  A log of
 * another run, or with other columns, is ERR_INPUT and stays unchanged.
 * Missing rows add a notice.  A missing file, or one that is not regular, is
 * opened as by logfile_open(). */
struct logfile *logfile_resume(const char *path, const struct run *,
			       long log_every, struct strbuf *notices,
			       struct err *) NODISCARD;
/* Writes the row of the iteration just completed.  Its `iteration` column is
 * that iteration's number, counted from 0.  False: the write failed (once;
 * later rows are dropped). */
bool logfile_row(struct logfile *, const struct run *, struct err *) NODISCARD;
const char *logfile_path(const struct logfile *); /* as it was given */
bool logfile_flush(struct logfile *, struct err *) NODISCARD;
bool logfile_close(struct logfile *, struct err *); /* frees; NULL is fine */

#endif
