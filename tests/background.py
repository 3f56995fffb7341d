#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""background.py: plays a terminal that is asked for its background.

    background.py RNNTUI TEXT

Runs the program on a pseudo-terminal, answers late, in pieces, wrongly or
never, and looks at what it writes; prints TAP.  Nothing sleeps: each step waits
for what the program writes, so what comes after it came later.
"""
import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time

QUERY = b"\x1b]11;?\x07"
DARK, LIGHT = b"38;5;246m", b"38;5;241m"  # ROLE_DIM, a colour of no map
BLACK = b"\x1b]11;rgb:0000/0000/0000\x07"
WHITE = b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\"
PATIENCE = 20  # seconds


class Failure(Exception):
    pass


class Terminal:
    """The program on a terminal, and all it has written."""

    def __init__(self, *options, **environment):
        self.seen = b""
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ,
                    struct.pack("HHHH", 24, 80, 0, 0))
        self.before = termios.tcgetattr(self.slave)
        kept = ("PATH", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "ASAN_OPTIONS",
                "UBSAN_OPTIONS", "TSAN_OPTIONS", "LD_LIBRARY_PATH")
        env = {k: os.environ[k] for k in kept if k in os.environ}
        env.update(TERM="xterm-256color", LC_ALL="C.UTF-8", INPUTRC="/dev/null")
        env.update(environment)
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
            for fd in range(3):
                os.dup2(self.slave, fd)
            os.execve(PROGRAM, [PROGRAM, "--hidden=10", *options, TEXT], env)

    def read(self, seconds):
        """More of what it writes; False: nothing came."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        block = os.read(self.master, 1 << 16)
        self.seen += block
        return bool(block)

    def wait(self, what, start=0):
        """Until it has written this; where that ends."""
        end = time.monotonic() + PATIENCE
        while what not in self.seen[start:]:
            if time.monotonic() > end:
                raise Failure("never wrote %r" % what)
            self.read(1)
        return self.seen.index(what, start) + len(what)

    def more(self):
        """Until it has drawn something else: time has passed for it."""
        length = len(self.seen)
        self.wait(b"\x1b", length)

    def send(self, text):
        os.write(self.master, text)

    def expect(self, condition, text):
        if not condition:
            raise Failure(text)

    def leave(self, command=b"quit now\r"):
        """Quits; the shell must get none of what the terminal sent."""
        if command:
            self.send(command)
        end = time.monotonic() + PATIENCE
        pid = 0
        while not pid:
            self.read(0.01)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if time.monotonic() > end:
                os.kill(self.pid, 9)
                os.waitpid(self.pid, 0)
                raise Failure("does not end")
        while self.read(0):
            pass
        self.expect(status == 0, "status %d" % status)
        self.expect(termios.tcgetattr(self.slave) == self.before,
                    "other modes of the terminal")
        left = self.left_over()
        self.expect(not left, "left to the shell: %r" % left)
        self.expect(b"rgb:" not in self.seen, "the answer is on the screen")

    def left_over(self):
        mode = termios.tcgetattr(self.slave)
        mode[3] &= ~termios.ICANON
        mode[6][termios.VMIN] = mode[6][termios.VTIME] = 0
        termios.tcsetattr(self.slave, termios.TCSANOW, mode)
        return os.read(self.slave, 4096)

    def command_works(self):
        start = len(self.seen)
        self.send(b"print 40+2\r")
        self.wait(b"= 42", start)


def answered(answer, guess, colour, **environment):
    t = Terminal(**environment)
    t.wait(guess)
    start = t.wait(QUERY)
    t.more()
    start = len(t.seen)
    for piece in answer:
        t.send(piece)
        t.more()
    if colour != guess:
        t.wait(colour, start)
        t.expect(guess not in t.seen[t.seen.rindex(colour):],
                 "the guess came back")
    t.command_works()
    t.expect(t.seen.count(QUERY) == 1, "asked again")
    t.leave()


def bytewise(answer):
    return [answer[i:i + 1] for i in range(len(answer))]


def a_light_one():
    answered([WHITE], DARK, LIGHT)


def a_dark_one_against_colorfgbg():
    answered([BLACK], LIGHT, DARK, COLORFGBG="0;15")


def in_two_pieces():
    answered([WHITE[:9], WHITE[9:]], DARK, LIGHT)


def byte_by_byte():
    answered(bytewise(WHITE), DARK, LIGHT)


def twice():
    answered([WHITE + WHITE, WHITE], DARK, LIGHT)


def changed():
    answered([WHITE, BLACK + WHITE], DARK, LIGHT)


def malformed():
    answered([b"\x1b]11;rgb:red/green/blue\x07"], DARK, DARK)


def enormous():
    answered([b"\x1b]11;rgb:"] + [b"f" * 2000] * 8 + [b"\x07"], DARK, DARK)


def never():
    t = Terminal(COLORFGBG="0;15")
    t.wait(QUERY)
    t.wait(LIGHT)
    t.command_works()
    t.leave()


def at_the_end():
    """The answer comes when the program has nothing more to write: it leaves,
    and waits for that a tenth of a second."""
    for _ in range(20):
        t = Terminal("-e", "quit now")
        t.wait(QUERY)
        last = time.monotonic()
        while t.read(0.03):
            last = time.monotonic()
        t.send(WHITE)
        in_time = time.monotonic() < last + 0.06
        try:
            t.leave(None)
        except Failure:
            if in_time:
                raise
        if in_time:
            return


def not_asked(*options, until=b"RUNNING", **environment):
    t = Terminal(*options, **environment)
    t.wait(until)
    t.command_works()
    t.expect(b"\x1b]11" not in t.seen, "asked")
    t.leave()
    return t.seen


def nobody_asks():
    for option, colour in ("dark", DARK), ("light", LIGHT):
        seen = not_asked("--background", option, COLORFGBG="7;7")
        if colour not in seen:
            raise Failure("not %s" % option)
    not_asked("--color=never")
    not_asked(NO_COLOR="1")
    for term in "linux", "vt100":
        not_asked(TERM=term)


def direct_colours():
    """Where the entry is missing, the 256 are drawn."""
    if os.system("infocmp xterm-direct >/dev/null 2>&1"):
        seen = not_asked("--background=dark", COLORTERM="truecolor")
        if DARK not in seen:
            raise Failure("no colours")
        return
    seen = not_asked("--background=dark", until=b"48:2::",
                     COLORTERM="truecolor")
    if b"38:2::148:148:148m" not in seen:
        raise Failure("no grey")
    if b"8;5;" in seen:
        raise Failure("colours of the 256")
    for option in "256", "16", "never":
        if b"8:2:" in not_asked("--background=dark", "--color=" + option,
                                COLORTERM="truecolor"):
            raise Failure("direct colours in spite of --color " + option)


TESTS = [
    ("a light background is learnt", a_light_one),
    ("the terminal knows better than COLORFGBG", a_dark_one_against_colorfgbg),
    ("an answer in two pieces", in_two_pieces),
    ("an answer byte by byte", byte_by_byte),
    ("an answer three times", twice),
    ("the last answer counts", changed),
    ("a malformed answer changes nothing", malformed),
    ("an enormous answer changes nothing", enormous),
    ("a terminal that never answers", never),
    ("an answer at the end does not reach the shell", at_the_end),
    ("no question where it is not wanted or not known", nobody_asks),
    ("24-bit colours by COLORTERM and terminfo", direct_colours),
]


def main():
    print("1..%d" % len(TESTS))
    for i, (name, test) in enumerate(TESTS, 1):
        try:
            test()
            print("ok %d - %s" % (i, name), flush=True)
        except Failure as failure:
            print("not ok %d - %s\n# %s" % (i, name, failure), flush=True)


PROGRAM, TEXT = sys.argv[1:]
main()
