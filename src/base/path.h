/* path.h: files by name: atomic writing, private folders, absolute names.
 * Blocking; called by whichever thread owns the data. */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include "base/err.h"
#include <stdint.h>

/* Replaces or makes the file `path` with what was written, or leaves the old
 * one as it was: temporary file in the same folder (O_CREAT|O_EXCL|O_CLOEXEC),
 * full writes, fsync, checked close, rename, fsync of the folder.  A symbolic
 * link is followed, the old mode kept, stale temporaries of dead processes of
 * ours removed. */
struct atomic_file;
struct atomic_file *atomic_open(const char *path, struct err *) NODISCARD;
bool atomic_write(struct atomic_file *, const void *bytes, size_t length,
		  struct err *) NODISCARD;
bool atomic_commit(struct atomic_file *, struct err *) NODISCARD; /* frees */
void atomic_abandon(struct atomic_file *); /* frees; NULL is fine */

/* Every write of data goes through these, so tests can make the n-th call
 * fail: NULL in production. */
enum io_call { IO_OPEN, IO_WRITE, IO_FSYNC, IO_CLOSE, IO_RENAME, IO_READ };
extern bool (*io_fault)(enum io_call); /* true: fail with errno as it set it */

/* Reads at most `limit` bytes of a regular file; the caller frees.  NULL and
 * the reason when it cannot be read or is larger. */
char *path_read(const char *path, size_t limit, size_t *length,
		struct err *) NODISCARD;
/* Opens a regular file to read from; -1 and the reason for anything else. */
int path_open(const char *path, struct err *) NODISCARD;
/* pread(2) until `length` bytes are there; EINTR and short reads handled.
 * False: errno says why, 0 where the file ended before. */
bool read_at(int fd, void *bytes, size_t length, uint64_t offset) NODISCARD;
/* write(2) until all is out; EINTR and short writes handled. */
bool write_all(int fd, const void *bytes, size_t length);
char *path_absolute(const char *path); /* caller frees */
/* Both lead to one regular file, by device and inode; or, where neither is
 * there yet, to one name in one folder.  Symbolic links are followed. */
bool path_same_file(const char *a, const char *b);
/* $XDG_STATE_HOME/rnntui/NAME or ~/.local/state/...; makes the folder (0700)
 * when `make`; NULL when there is no home.  The caller frees. */
char *path_state(const char *name, bool make);
/* NAME in $RNNTUI_DATADIR, or in the folder where the program's data are
 * installed.  The caller frees. */
char *path_data(const char *name);
char *path_config(const char *name); /* likewise $XDG_CONFIG_HOME, never made */

#endif
