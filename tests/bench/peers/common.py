# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of the peers, and how they are timed: characters a second of
processor time, after a warm-up."""
import argparse
import time


def options():
    p = argparse.ArgumentParser()
    p.add_argument("--cell", default="lstm")
    p.add_argument("--hidden", type=int, default=100)
    p.add_argument("--layers", type=int, default=1)
    p.add_argument("--seq-length", type=int, default=25)
    p.add_argument("--batch-size", type=int, default=1)
    p.add_argument("--text", required=True)
    p.add_argument("--seconds", type=float, default=1)
    return p.parse_args()


def load(path):
    text = open(path, encoding="utf-8").read()
    symbols = sorted(set(text))
    number = {c: i for i, c in enumerate(symbols)}
    return [number[c] for c in text], len(symbols)


def measure(iterate, chars, seconds):
    iterate()
    iterate()
    n, begin = 0, time.process_time()
    while True:
        iterate()
        n += 1
        passed = time.process_time() - begin
        if passed >= seconds:
            break
    print(n * chars / passed)
