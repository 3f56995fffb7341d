/* handlers.h: the functions of the rows of the command table.
 *
 * Each executes one command line, already cut into words, on the workspace;
 * long work is begun and goes on in slices.  False: it failed, and why.  The
 * thread that owns the workspace. */
#ifndef CMD_HANDLERS_H
#define CMD_HANDLERS_H

#include "cmd/command.h"

bool do_continue(struct workspace *, const struct args *, struct err *);
bool do_pause(struct workspace *, const struct args *, struct err *);
bool do_step(struct workspace *, const struct args *, struct err *);
bool do_next(struct workspace *, const struct args *, struct err *);
bool do_finish(struct workspace *, const struct args *, struct err *);
bool do_until(struct workspace *, const struct args *, struct err *);
bool do_print(struct workspace *, const struct args *, struct err *);
bool do_info(struct workspace *, const struct args *, struct err *);
bool do_example(struct workspace *, const struct args *, struct err *);
bool do_predict(struct workspace *, const struct args *, struct err *);
bool do_score(struct workspace *, const struct args *, struct err *);
bool do_set(struct workspace *, const struct args *, struct err *);
bool do_lr(struct workspace *, const struct args *, struct err *);
bool do_sample(struct workspace *, const struct args *, struct err *);
bool do_save(struct workspace *, const struct args *, struct err *);
bool do_load(struct workspace *, const struct args *, struct err *);
bool do_recover(struct workspace *, const struct args *, struct err *);
bool do_gradcheck(struct workspace *, const struct args *, struct err *);
bool do_verify(struct workspace *, const struct args *, struct err *);
bool do_export(struct workspace *, const struct args *, struct err *);
bool do_log(struct workspace *, const struct args *, struct err *);
bool do_source(struct workspace *, const struct args *, struct err *);
bool do_echo(struct workspace *, const struct args *, struct err *);
bool do_assert(struct workspace *, const struct args *, struct err *);
bool do_wait(struct workspace *, const struct args *, struct err *);
bool do_explain(struct workspace *, const struct args *, struct err *);
bool do_help(struct workspace *, const struct args *, struct err *);
bool do_apropos(struct workspace *, const struct args *, struct err *);
bool do_run(struct workspace *, const struct args *, struct err *);
bool do_runs(struct workspace *, const struct args *, struct err *);
bool do_switch(struct workspace *, const struct args *, struct err *);
bool do_drop(struct workspace *, const struct args *, struct err *);
bool do_together(struct workspace *, const struct args *, struct err *);
bool do_compare(struct workspace *, const struct args *, struct err *);
bool do_quit(struct workspace *, const struct args *, struct err *);

extern const struct choices example_choices, info_choices, recover_choices,
	together_choices;

/* Commands of the screen: they change what is shown and no run. */
bool do_panel(struct screen_choice *, const struct args *, long units,
	      struct strbuf *out, struct err *);
bool do_zoom(struct screen_choice *, const struct args *, long units,
	     struct strbuf *out, struct err *);
bool do_unit(struct screen_choice *, const struct args *, long units,
	     struct strbuf *out, struct err *);
bool do_layout(struct screen_choice *, const struct args *, long units,
	       struct strbuf *out, struct err *);

#endif
