/* ngram.h: how well counting predicts a text: the dashed lines in the loss
 * plot.  A net that learned something is below `unigram`; one that uses more
 * than two characters of context gets below `trigram`. */
#ifndef PROBE_NGRAM_H
#define PROBE_NGRAM_H

#include "probe/probe.h"

/* Nats per symbol.  Conditional entropies of the text's own counts (plug-in
 * estimates): the loss of the best table of that order on this very text.  On
 * an unseen text it would lose more, all the more the rarer its contexts. */
struct ngram {
	double uniform; /* ln V: nothing is known */
	double unigram; /* H(x), the frequencies */
	double bigram;  /* H(x | the one before); NAN: too many symbols */
	double trigram; /* H(x | the two before); NAN: too many symbols */
};

/* Measures at most the first 4 million symbols, or 1 million if more than 256
 * are different: 0.03 s for 1 MB of plain prose, 0.3 s for a text with many
 * symbols.  Any thread. */
void ngram_measure(struct ngram *, const struct corpus *);
/* make() of the probe table: measures the text.  ngram_of() reads its reading,
 * which may be NULL: all is NAN then. */
void ngram_make(const struct raw *, struct reading *made);
struct ngram ngram_of(const struct reading *);

#endif
