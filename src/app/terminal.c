/* SPDX-License-Identifier: GPL-3.0-or-later */
/* terminal.c: the terminal is left as it was found. */
#include "config.h"

#include "app/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#include "base/path.h"
#include "base/utf8.h"

enum { RESTORE_MAX = 512, KEPT_MAX = 16 << 10, STACK_BYTES = 64 << 10 };

static struct {
	bool started;
	volatile sig_atomic_t armed;    /* the screen is on the terminal */
	volatile sig_atomic_t stopping; /* a SIGTERM or SIGHUP came */
	volatile sig_atomic_t terms;    /* SIGTERMs */
	int fd;                         /* the keyboard */
	struct termios modes;
	char restore[RESTORE_MAX];
	size_t restore_length;
	int pipe[2];
	int null;   /* /dev/null */
	int output; /* the terminal, beside STDOUT_FILENO */
	int error;  /* standard error, where it led before */
	int kept;   /* the file that replaces it; -1: none */
	void *stack;
	struct sigaction old[NSIG];
} self = { .kept = -1 };

static const int fatal[] = { SIGSEGV, SIGBUS, SIGFPE,  SIGILL,
			     SIGABRT, SIGSYS, SIGTRAP, SIGQUIT };
static const int piped[] = {
	SIGINT, SIGTSTP, SIGCONT, SIGWINCH, SIGTERM, SIGHUP
};

/* --- in handlers: only what POSIX calls async-signal-safe ----------------- */

static void put(int fd, const char *s, size_t n)
{
	while (n) {
		ssize_t done = write(fd, s, n);

		if (done < 0 && errno != EINTR)
			return;
		if (done > 0) {
			s += done;
			n -= (size_t)done;
		}
	}
}

static void put_text(int fd, const char *s) { put(fd, s, strlen(s)); }

/* ST first: the screen may have been left in the middle of a sequence. */
static void restore_now(void)
{
	if (!self.armed)
		return;
	self.armed = 0;
	signal(SIGTTOU, SIG_IGN);
	put_text(self.output, "\033\\");
	put(self.output, self.restore, self.restore_length);
	tcsetattr(self.fd, TCSANOW, &self.modes);
}

/* Shows messages of an assertion, the allocator or a sanitizer raw, since the
 * program's own words count here. */
static void put_kept(void)
{
	char block[512];
	off_t at;
	ssize_t n;

	if (self.kept < 0)
		return;
	at = lseek(self.kept, 0, SEEK_END) - KEPT_MAX;
	for (at = at < 0 ? 0 : at;
	     (n = pread(self.kept, block, sizeof block, at)) > 0; at += n) {
		for (ssize_t i = 0; i < n; i++)
			if ((block[i] & 0xe0) == 0 && block[i] != '\n')
				block[i] = '?';
		put(self.error, block, (size_t)n);
	}
}

static const char *describe(int number)
{
	switch (number) {
	case SIGSEGV:
	case SIGBUS: return "rnntui: crashed: bad memory access\n";
	case SIGABRT: return "rnntui: crashed: aborted\n";
	case SIGQUIT: return "rnntui: quit by signal; nothing was saved\n";
	case SIGTERM:
		return "rnntui: ended by a second signal; nothing was saved\n";
	default: return "rnntui: crashed\n";
	}
}

/* Ends from any thread: the others go on drawing until the process is gone, and
 * none of that may come after the restoring bytes. */
static void restore_for_good(void)
{
	if (self.started)
		dup2(self.null, STDOUT_FILENO);
	restore_now();
}

static void on_fatal(int number)
{
	restore_for_good();
	put_kept();
	put_text(self.error, describe(number));
	signal(number, SIG_DFL);
	raise(number);
}

static void on_signal(int number)
{
	int saved = errno;
	char byte = (char)number;
	ssize_t ignored;

	/* Ignores a second SIGHUP, and one beside a SIGTERM: the kernel, the
	 * shell and the session's manager each send their own. */
	if (number == SIGTERM && self.terms++)
		on_fatal(number);
	if (number == SIGTERM || number == SIGHUP)
		self.stopping = 1;
	ignored = write(self.pipe[1], &byte, 1);
	(void)ignored;
	errno = saved;
}

/* --- start ---------------------------------------------------------------- */

static void on_exit_of_program(void) { restore_now(); }

static void catch_fatal(void)
{
	struct sigaction action = { .sa_handler = on_fatal };
	stack_t stack = { .ss_size = STACK_BYTES };

	self.stack = xmalloc(STACK_BYTES);
	stack.ss_sp = self.stack;
	sigaltstack(&stack, NULL);
	sigemptyset(&action.sa_mask);
	action.sa_flags = SA_ONSTACK | SA_NODEFER;
	for (size_t i = 0; i < LENGTH(fatal); i++)
		sigaction(fatal[i], &action, &self.old[fatal[i]]);
}

static void catch_piped(void)
{
	struct sigaction action = { .sa_handler = on_signal }, old;

	sigemptyset(&action.sa_mask);
	action.sa_flags = SA_RESTART;
	for (size_t i = 0; i < LENGTH(piped); i++) {
		/* Under nohup it stays ignored. */
		if (piped[i] == SIGHUP && !sigaction(SIGHUP, NULL, &old) &&
		    old.sa_handler == SIG_IGN)
			continue;
		sigaction(piped[i], &action, NULL);
	}
}

static void keep_standard_error(void)
{
	self.error = STDERR_FILENO;
	if (!isatty(STDERR_FILENO))
		return;
	self.kept = memfd_create("stderr", MFD_CLOEXEC);
	if (self.kept < 0)
		return;
	fcntl(self.kept, F_SETFL, O_APPEND);
	self.error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	dup2(self.kept, STDERR_FILENO);
}

bool terminal_start(int fd, struct err *e)
{
	self.fd = fd;
	if (tcgetattr(fd, &self.modes))
		return err_errno(e, ERR_INPUT, "the keyboard is no terminal");
	if (pipe2(self.pipe, O_CLOEXEC | O_NONBLOCK))
		return err_errno(e, ERR_RESOURCE, "cannot make a pipe");
	self.null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	self.output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	keep_standard_error();
	catch_fatal();
	/* Before curses: if it finds the default action of SIGTSTP, it ignores
	 * the signal during every update, and a Ctrl-Z gets lost. */
	catch_piped();
	if (!self.started)
		atexit(on_exit_of_program);
	self.started = true;
	return true;
}

void terminal_arm(const char *restore, size_t length)
{
	self.restore_length = length < RESTORE_MAX ? length : RESTORE_MAX;
	memcpy(self.restore, restore, self.restore_length);
	self.armed = 1;
	catch_piped();
}

/* --- signals -------------------------------------------------------------- */

int terminal_signal_fd(void) { return self.pipe[0]; }

int terminal_signal(void)
{
	unsigned char byte;

	return read(self.pipe[0], &byte, 1) == 1 ? byte : 0;
}

bool terminal_ending(void) { return self.stopping; }

void terminal_suspend(void)
{
	struct sigaction stop = { .sa_handler = SIG_DFL }, ours;

	sigemptyset(&stop.sa_mask);
	self.armed = 0;
	sigaction(SIGTSTP, &stop, &ours);
	raise(SIGTSTP);
	sigaction(SIGTSTP, &ours, NULL);
	if (!self.stopping) {
		self.armed = 1;
		return;
	}
	/* Continued only to end, in the background: the terminal is the
	 * shell's, with modes of its own, and we may neither change them or
	 * stop us again. */
	signal(SIGTTOU, SIG_IGN);
	dup2(self.null, STDOUT_FILENO);
}

/* --- the end -------------------------------------------------------------- */

static void show_kept(void)
{
	char *text = xmalloc(KEPT_MAX);
	off_t end = lseek(self.kept, 0, SEEK_END);
	off_t at = end > KEPT_MAX ? end - KEPT_MAX : 0;
	ssize_t n = pread(self.kept, text, KEPT_MAX, at);
	struct strbuf safe;

	strbuf_init(&safe);
	if (n > 0)
		sanitize(&safe, text, (size_t)n, SANITIZE_KEEP_NEWLINES);
	write_all(STDERR_FILENO, safe.text, safe.length);
	strbuf_release(&safe);
	free(text);
}

void terminal_stop(void)
{
	if (!self.started)
		return;
	restore_now();
	for (size_t i = 0; i < LENGTH(fatal); i++)
		sigaction(fatal[i], &self.old[fatal[i]], NULL);
	/* Saving may take long, and the pipe has no reader any more. */
	signal(SIGINT, SIG_DFL);
	signal(SIGTSTP, SIG_DFL);
	if (self.kept >= 0) {
		dup2(self.error, STDERR_FILENO);
		close(self.error);
		show_kept();
		close(self.kept);
		self.kept = -1;
	}
	close(self.output);
	close(self.null);
	self.error = STDERR_FILENO;
	self.started = false;
}

void terminal_die(int number)
{
	sigset_t set;

	signal(number, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(number);
	_exit(128 + number);
}

void terminal_out_of_memory(void)
{
	restore_for_good();
	put_kept();
	put_text(self.started ? self.error : STDERR_FILENO,
		 "rnntui: out of memory\n");
	_exit(ERR_RESOURCE);
}
