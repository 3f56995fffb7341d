/* SPDX-License-Identifier: GPL-3.0-or-later */
/* broken.c: training that has gone wrong, by a value that is not finite or by
 * a loss that explodes: one pause for both, with a reason and a way out. */
#include "config.h"

#include "cmd/workspace_private.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

/* A single bad piece of text may cost as much once. */
enum { BEYOND_MOST = 10 };

static double usual_rate(const struct workspace *ws)
{
	return optimizer_info[ws->set.optimizer].default_rate;
}

static double lower_rate(const struct workspace *ws)
{
	return fmin(ws->set.learning_rate / 10, usual_rate(ws));
}

static bool rate_overflows(const struct workspace *ws)
{
	double most = ws->set.precision == PRECISION_FLOAT ? (double)FLT_MAX
							   : DBL_MAX;
	return settings_rate(&ws->set, ws->run->now.iteration) > most;
}

static void stop(struct workspace *ws, const char *what, double rate,
		 const struct err *e)
{
	snprintf(ws->broken.why, sizeof ws->broken.why, "%s; lr %g", what,
		 rate);
	ws->broken.beyond = 0;
	ws_pause(ws);
	ws_fail(ws, e);
	ws_stop_scripts(ws);
	ws_drop_queue(ws); /* it was meant for training that went well */
}

void broken_by_value(struct workspace *ws, const struct err *e)
{
	if (rate_overflows(ws)) {
		stop(ws, "the rate is too large", usual_rate(ws), e);
		ws_say(ws, SAY_NOTICE, "training is paused: lr %g",
		       usual_rate(ws));
		return;
	}
	/* The iteration would fail again at any rate: it is the weights that
	 * are too large by now. */
	stop(ws, "not finite", lower_rate(ws), e);
	ws_say(ws, SAY_NOTICE,
	       "training is paused; the weights have grown too large: load a "
	       "checkpoint, or begin again: lr %g, then set seed %ld anew",
	       lower_rate(ws), ws->set.seed);
}

/* ln V * T is what a net costs that knows nothing.  It is 0 where the text has
 * one symbol, and then no loss means anything. */
static double bound(const struct workspace *ws)
{
	const struct net_spec *spec = &ws->run->spec;
	return ws->set.explosion_factor * log(spec->vocab) * spec->steps;
}

bool broken_by_loss(struct workspace *ws)
{
	struct err e;
	double most = bound(ws), loss = ws->run->now.loss;
	if (!(most > 0) || loss <= most) {
		ws->broken = (struct broken){ 0 };
		return false;
	}
	if (++ws->broken.beyond < BEYOND_MOST)
		return false;
	err_set(&e, ERR_FAILED,
		"the loss explodes: %.4g after iteration %ld, and %d times in "
		"a row over %.4g (explosion-factor %g times ln V * T)",
		loss, ws->run->now.iteration, BEYOND_MOST, most,
		ws->set.explosion_factor);
	stop(ws, "the loss explodes", lower_rate(ws), &e);
	ws_say(ws, SAY_NOTICE,
	       "training is paused: lr %g, then continue; where the weights "
	       "have grown too large by now, load a checkpoint, or begin "
	       "again: set seed %ld anew",
	       lower_rate(ws), ws->set.seed);
	return true;
}
