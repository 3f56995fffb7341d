/* util.h: the few macros and allocation helpers that every folder uses.
 *
 * Two rules for memory.  Small things (strings, table rows, nodes) come from
 * the x-functions, which never return NULL: when memory is out they call the
 * handler set with xalloc_on_failure(), which must not return (the program
 * restores the terminal and leaves with status 3).  Large things (a corpus, a
 * net, a checkpoint) are asked for with calloc() or malloc() and their
 * absence is an ordinary error. */
#ifndef BASE_UTIL_H
#define BASE_UTIL_H

#include <stdbool.h>
#include <stddef.h>

#define LENGTH(array) (sizeof(array) / sizeof *(array))
#define PRINTF_LIKE(string, args) \
	__attribute__((__format__(__printf__, string, args)))
#define NODISCARD __attribute__((warn_unused_result))
#define NORETURN __attribute__((noreturn))
#define UNUSED __attribute__((unused))

/* What happens without memory, in any thread; must not return.  The default
 * prints a line and leaves with status 3. */
void xalloc_on_failure(void (*handler)(void));

void *xmalloc(size_t bytes) __attribute__((malloc));
void *xcalloc(size_t count, size_t size) __attribute__((malloc));
void *xrealloc(void *p, size_t bytes) NODISCARD;
/* Like xrealloc(p, count * size), and fails on overflow as on no memory. */
void *xreallocarray(void *p, size_t count, size_t size) NODISCARD;
char *xstrdup(const char *s) __attribute__((malloc));
char *xstrndup(const char *s, size_t length) __attribute__((malloc));
char *xasprintf(const char *format, ...) PRINTF_LIKE(1, 2);

static inline int min_int(int a, int b) { return a < b ? a : b; }
static inline int max_int(int a, int b) { return a > b ? a : b; }
static inline long min_long(long a, long b) { return a < b ? a : b; }
static inline long max_long(long a, long b) { return a > b ? a : b; }
static inline int clamp_int(int x, int low, int high)
{
	return max_int(low, min_int(x, high));
}

/* Seconds on a clock that never goes back. */
double now_seconds(void);

#endif
