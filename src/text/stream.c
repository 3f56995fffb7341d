/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stream.c: how training walks a text. */
#include "config.h"
#include "text/stream.h"
#include <assert.h>

bool stream_init(struct stream *s, const struct corpus *c, double valid,
		 int *steps, int batch, struct err *e)
{
	size_t kept = (size_t)(valid * (double)c->length);
	size_t train = c->length - kept;
	size_t stride = train / (size_t)batch;

	assert(valid >= 0 && valid <= 0.5 && *steps >= 1 && batch >= 1);
	if (train < 2)
		return err_set(e, ERR_INPUT,
			       "the text leaves %zu characters "
			       "to train on beside the validation part; at "
			       "least 2 are needed",
			       train);
	if (stride < 2)
		return err_set(e, ERR_INPUT,
			       "a batch of %d is too large: the "
			       "%zu characters to train on make at most %zu "
			       "streams of 2",
			       batch, train, train / 2);
	if ((size_t)*steps > stride - 1)
		*steps = (int)(stride - 1);
	*s = (struct stream){ .corpus = c,
			      .train = train,
			      .stride = stride,
			      .steps = *steps,
			      .batch = batch };
	return true;
}

/* The smallest k >= 0 with p + k T + T + 1 >= stride. */
size_t stream_left(const struct stream *s)
{
	size_t steps = (size_t)s->steps, next = s->position + steps + 1;

	return next >= s->stride ? 0 : (s->stride - next + steps - 1) / steps;
}

bool stream_next(struct stream *s, int *in, int *target)
{
	size_t steps = (size_t)s->steps, batch = (size_t)s->batch;
	bool wraps = stream_left(s) == 0;

	if (wraps)
		s->position = 0;
	for (size_t b = 0; b < batch; b++) {
		size_t at = b * s->stride + s->position;

		for (size_t t = 0; t < steps; t++) {
			in[t * batch + b] = corpus_id(s->corpus, at + t);
			target[t * batch + b] =
				corpus_id(s->corpus, at + t + 1);
		}
	}
	s->position += steps;
	return wraps;
}

bool stream_back(struct stream *s)
{
	if (s->position < (size_t)s->steps)
		return false;
	s->position -= (size_t)s->steps;
	return true;
}

/* The smallest k >= 1 with k T + T + 1 >= stride. */
size_t stream_epoch(const struct stream *s)
{
	size_t steps = (size_t)s->steps;
	size_t k = (s->stride - 1 - steps + steps - 1) / steps;

	return k ? k : 1;
}

size_t stream_valid_length(const struct stream *s)
{
	return s->corpus->length - s->train;
}
