/* handlers.h: what the rows of the command table call.
 *
 * Each executes one command line, already cut into words, on the workspace;
 * long work is begun and goes on in slices.  False: it failed, and why.  The
 * thread that owns the workspace. */
#ifndef CMD_HANDLERS_H
#define CMD_HANDLERS_H

#include "cmd/command.h"

bool command_continue(struct workspace *, const struct args *, struct err *);
bool command_pause(struct workspace *, const struct args *, struct err *);
bool command_step(struct workspace *, const struct args *, struct err *);
bool command_next(struct workspace *, const struct args *, struct err *);
bool command_finish(struct workspace *, const struct args *, struct err *);
bool command_until(struct workspace *, const struct args *, struct err *);
bool command_print(struct workspace *, const struct args *, struct err *);
bool command_info(struct workspace *, const struct args *, struct err *);
bool command_set(struct workspace *, const struct args *, struct err *);
bool command_lr(struct workspace *, const struct args *, struct err *);
bool command_sample(struct workspace *, const struct args *, struct err *);
bool command_save(struct workspace *, const struct args *, struct err *);
bool command_load(struct workspace *, const struct args *, struct err *);
bool command_recover(struct workspace *, const struct args *, struct err *);
bool command_gradcheck(struct workspace *, const struct args *, struct err *);
bool command_verify(struct workspace *, const struct args *, struct err *);
bool command_log(struct workspace *, const struct args *, struct err *);
bool command_source(struct workspace *, const struct args *, struct err *);
bool command_explain(struct workspace *, const struct args *, struct err *);
bool command_help_command(struct workspace *, const struct args *,
			  struct err *);
bool command_apropos_command(struct workspace *, const struct args *,
			     struct err *);
bool command_quit(struct workspace *, const struct args *, struct err *);

#endif
