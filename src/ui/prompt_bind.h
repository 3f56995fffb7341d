/* prompt_bind.h: the variables and bindings of the one readline there is. */
#ifndef UI_PROMPT_BIND_H
#define UI_PROMPT_BIND_H

/* Ours, before the user's inputrc is read, so that it has the last word. */
void prompt_bind(void);
/* After it, what must hold whatever an inputrc says: variables, the function
 * that begins a paste, and away with what readline cannot take. */
void prompt_bind_rest(int (*paste)(int, int));

#endif
