/* summary.h: what the data of a task is: what `info data` prints and the data
 * panel shows.
 *
 * Belongs to the task's data, which makes it once and never changes it.  Its
 * words may come from a file: whoever shows them sanitizes them. */
#ifndef TRAIN_SUMMARY_H
#define TRAIN_SUMMARY_H

enum { LENGTH_BINS = 32, SUMMARY_REASONS = 8 };

struct class_count {
	char *name;
	long train, held_out;
};

/* Of generated examples, which have no end, rows and train are -1. */
struct summary {
	char *source; /* the file, or "generated: dates" */
	char *format; /* "TSV with a header: label, document"; NULL: generated */
	long rows, rejected, duplicates, conflicting; /* conflicting: the same
					question with another answer */
	long train, held_out;
	long source_symbols, target_symbols; /* 0: it has none */
	long longest, longest_answer;        /* in tokens; 0: no such thing */
	long cut, unknown; /* examples cut by --max-length; tokens made <unk>
			      by --min-count */
	int classes;
	struct class_count *class_of; /* [classes] */
	long length[LENGTH_BINS];     /* questions by tokens; the last bin: all
					 that are longer */
	int bin_width;                /* tokens per bin */
	int reasons;
	char *reason[SUMMARY_REASONS]; /* first rejected lines, "file:3: why" */
};

void summary_release(struct summary *);
struct summary *summary_copy(const struct summary *);
void summary_free(struct summary *); /* of summary_copy(); NULL is fine */

#endif
