#!/usr/bin/env python3
"""Bytes per second that rnntui writes to its terminal: while it trains, and
while it is paused.

usage: traffic.py [-s COLSxROWS] [-t SECONDS] [-T TERM] PROGRAM [ARGUMENT]...

Prints one line per state.  Only the standard library; nothing of what the
program writes is shown.
"""
# SPDX-License-Identifier: GPL-3.0-or-later
import argparse
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import tempfile
import termios
import time


def start(arguments, cols, rows, term, home):
    """The program in a terminal of its own; its process and the terminal."""
    pid, fd = pty.fork()
    if pid == 0:
        # the size must stand before the program asks for it
        fcntl.ioctl(0, termios.TIOCSWINSZ,
                    struct.pack("HHHH", rows, cols, 0, 0))
        os.environ.update(TERM=term, LC_ALL="C.UTF-8", XDG_STATE_HOME=home,
                          XDG_CONFIG_HOME=home)
        os.execvp(arguments[0], arguments)
    return pid, fd


def count(fd, seconds, sizes=None):
    """Bytes that come within that time; `sizes` gets those of each read."""
    total, end = 0, time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([fd], [], [], left)[0]:
            try:
                n = len(os.read(fd, 1 << 16))
            except OSError:
                sys.exit("traffic.py: the program has ended")
            total += n
            if sizes is not None:
                sizes.append((time.monotonic(), n))
    return total


def frames(sizes, pause=0.004):
    """Reads that follow each other at once are of one frame."""
    last, number = -1.0, 0
    for when, _ in sizes:
        number += when - last > pause
        last = when
    return number


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-s", "--size", default="100x30")
    parser.add_argument("-t", "--seconds", type=float, default=10)
    parser.add_argument("-T", "--term", default="xterm-256color")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    o = parser.parse_args()
    cols, rows = map(int, o.size.split("x"))
    with tempfile.TemporaryDirectory() as home:
        pid, fd = start(o.command, cols, rows, o.term, home)
        try:
            count(fd, 2)
            sizes = []
            n = count(fd, o.seconds, sizes)
            print(f"training {n / o.seconds:9.0f} bytes/s "
                  f"{n / o.seconds / cols / rows:6.2f} per cell "
                  f"{frames(sizes) / o.seconds:5.1f} frames/s")
            os.write(fd, b"pause\r")
            count(fd, 2)
            n = count(fd, o.seconds)
            print(f"paused   {n / o.seconds:9.0f} bytes/s")
        finally:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


main()
