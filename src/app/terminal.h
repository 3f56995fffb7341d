/* terminal.h: the terminal is left as it was found, however the program ends.
 *
 * Saves the modes of the terminal before the screen starts; a crash, a fatal
 * signal and exit() write the restoring bytes and put the modes back.  Other
 * signals become bytes of a pipe.  Handlers have no user pointer: the state is
 * one static struct of terminal.c, so there is one terminal.  Functions are
 * for the screen's thread; crashes may come from any. */
#ifndef APP_TERMINAL_H
#define APP_TERMINAL_H

#include "base/err.h"

/* Before curses.  `fd`: of the keyboard.  Standard error, if it is a terminal,
 * is kept aside from here on and shown by terminal_stop(). */
bool terminal_start(int fd, struct err *) NODISCARD;
/* After curses has started, which may have installed handlers: installs ours
 * again, and keeps the bytes that leave the screen. */
void terminal_arm(const char *restore, size_t length);
/* Readable when terminal_signal() has something. */
int terminal_signal_fd(void);
/* The next signal that came (SIGINT, SIGTSTP, SIGCONT, SIGWINCH, SIGTERM,
 * SIGHUP), 0 none.  A second SIGTERM ends the program at once. */
int terminal_signal(void);
/* A SIGTERM or SIGHUP has come, perhaps not yet read. */
bool terminal_ending(void);
/* Stops the process until it is continued.  The screen is suspended. If
 * terminal_ending() afterwards, the terminal is no longer ours: the screen must
 * not be resumed, and output to it goes nowhere. */
void terminal_suspend(void);
/* Restores modes, handlers and standard error, and shows what was kept from
 * it.  Does nothing the second time. */
void terminal_stop(void);
/* Ends the process by this signal.  After terminal_stop(). */
NORETURN void terminal_die(int signal);
/* For xalloc_on_failure(): restores, reports, leaves with status 3. */
void terminal_out_of_memory(void);

#endif
