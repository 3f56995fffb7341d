/* SPDX-License-Identifier: GPL-3.0-or-later */
/* broken.c: training that went wrong, by a value that is not finite or by a
 * loss that explodes: one pause for both, with a reason and a remedy. */
#include "config.h"

#include "session/session_private.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

/* A single bad passage of text may cost as much once. */
enum { BEYOND_MOST = 10 };

static double usual_rate(const struct settings *set)
{
	return optimizer_info[set->optimizer].default_rate;
}

static double lower_rate(const struct settings *set)
{
	return fmin(set->learning_rate / 10, usual_rate(set));
}

static bool rate_overflows(const struct run *run)
{
	double most = run->set.precision == PRECISION_FLOAT ? (double)FLT_MAX
							    : DBL_MAX;

	return settings_rate(&run->set, run->now.iteration) > most;
}

/* Ends the training of this run, and of the session unless others go on. */
static void stop(struct track *t, const char *what, double rate,
		 const struct err *e)
{
	struct session *s = t->session;

	snprintf(t->broken.why, sizeof t->broken.why, "%s; lr %g", what, rate);
	t->broken.beyond = 0;
	t->rests = session_others_train(s, t);
	if (t->rests) {
		track_flush_log(t);
		track_fail(t, e);
		publish_numbers(s);
		return;
	}
	session_pause(s);
	track_fail(t, e);
	/* The waiting lines were meant for training that goes well. */
	s->lines.stop(s->lines.owner, true);
}

/* What happened to training, for the user. */
static const char *state_of(const struct track *t)
{
	return t->rests ? "the others train on; for this one"
			: "training is paused";
}

void broken_by_value(struct track *t, const struct err *e)
{
	const struct settings *set = &t->run->set;

	if (rate_overflows(t->run)) {
		stop(t, "the rate is too large", usual_rate(set), e);
		track_say(t, SAY_NOTICE, "%s: lr %g", state_of(t),
			  usual_rate(set));
		return;
	}
	/* The iteration would fail again at any rate: the weights are already
	 * too large. */
	stop(t, "not finite", lower_rate(set), e);
	track_say(t, SAY_NOTICE,
		  "%s; the weights have grown too large: load a "
		  "checkpoint, or start over: lr %g, then set seed %ld restart",
		  state_of(t), lower_rate(set), set->seed);
}

/* ln V * T is the loss of a net that knows nothing.  It is 0 if the text has
 * one symbol, and then no loss is a bad sign. */
static double bound(const struct run *run)
{
	return run->set.explosion_factor * run->task->first_loss(&run->spec);
}

bool broken_by_loss(struct track *t)
{
	const struct settings *set = &t->run->set;
	double most = bound(t->run), loss = t->run->now.loss;
	struct err e;

	if (!(most > 0) || loss <= most) {
		t->broken = (struct broken){ 0 };
		return false;
	}
	if (++t->broken.beyond < BEYOND_MOST)
		return false;
	err_set(&e, ERR_FAILED,
		"the loss explodes: %.4g after iteration %ld, and %d times in "
		"a row over %.4g (explosion-factor %g times ln V * T)",
		loss, t->run->now.iteration, BEYOND_MOST, most,
		set->explosion_factor);
	stop(t, "the loss explodes", lower_rate(set), &e);
	track_say(t, SAY_NOTICE,
		  "%s: lr %g, then continue; if the weights "
		  "have grown too large by now, load a checkpoint, or start "
		  "over: set seed %ld restart",
		  state_of(t), lower_rate(set), set->seed);
	return true;
}
