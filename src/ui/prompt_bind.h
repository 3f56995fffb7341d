/* prompt_bind.h: the variables and bindings of the one readline there is. */
#ifndef UI_PROMPT_BIND_H
#define UI_PROMPT_BIND_H

/* Binds ours before the user's inputrc is read, so that the user has the last
 * word. */
void prompt_bind(void);
/* Sets what must hold after any inputrc: variables, the function that begins a
 * paste; unbinds what crashes readline. */
void prompt_bind_rest(int (*paste)(int, int));

#endif
