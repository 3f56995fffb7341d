# SPDX-License-Identifier: GPL-3.0-or-later
"""What the peers of the tasks have in common: options, examples read from
files, and training that is either timed (examples per second of processor
time, after a warm-up) or, with --iterations, scored on held-out examples: a
line "seconds examples score" at each validation."""
import argparse
import random
import time

import torch


def options(**defaults):
    """The options of all; `defaults` may change theirs and adds new ones."""
    p = argparse.ArgumentParser()
    p.add_argument("--data", required=True, help="rows of two columns, TSV")
    p.add_argument("--valid", help="the held-out rows")
    known = dict(cell="lstm", hidden=64, batch_size=32, seconds=1.0,
                 learning_rate=0.005, clip_norm=1.0, forget_bias=1.0,
                 iterations=0, valid_every=100, stop=0.0, seed=1)
    known.update(defaults)
    for name, value in known.items():
        p.add_argument("--" + name.replace("_", "-"), type=type(value),
                       default=value)
    o = p.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(o.seed)
    random.seed(o.seed)
    return o


def rows(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file]


def numbering(sequences, special=0):
    """Each symbol's number, in the order of the symbols, after `special`."""
    symbols = sorted({s for sequence in sequences for s in sequence})
    return {s: i + special for i, s in enumerate(symbols)}


def padded(sequences, numbers):
    """[T, B] numbers, 0 beyond the end; [B] lengths."""
    lengths = torch.tensor([len(s) for s in sequences])
    ids = torch.zeros(max(len(s) for s in sequences), len(sequences),
                      dtype=torch.long)
    for b, s in enumerate(sequences):
        ids[:len(s), b] = torch.tensor([numbers[c] for c in s])
    return ids, lengths


def forever(examples, size, make):
    """Batches in a fresh order at each turn, made before they are used, so
    that making them is not timed."""
    while True:
        random.shuffle(examples)
        chunks = [make(examples[at:at + size])
                  for at in range(0, len(examples) - size + 1, size)]
        yield from chunks


def parts(examples, size, make):
    return [make(examples[at:at + size])
            for at in range(0, len(examples), size)]


class Clock:
    """Processor time without that of making batches and of scoring."""

    def __init__(self):
        self.passed = 0.0

    def __enter__(self):
        self.begin = time.process_time()

    def __exit__(self, *_):
        self.passed += time.process_time() - self.begin


def cell(kind, reads, hidden, forget_bias=1.0, **more):
    """nn.RNN, nn.GRU or nn.LSTM."""
    kinds = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}
    net = kinds[kind](reads, hidden, **more)
    for name, x in net.named_parameters():
        if kind == "lstm" and "bias_" in name:
            x.data[hidden:2 * hidden] = forget_bias if "_ih" in name else 0
    return net


def train(o, net, batches, loss_of, score=None):
    rule = torch.optim.Adam(net.parameters(), lr=o.learning_rate)
    clock, done = Clock(), 0

    def iterate():
        batch = next(batches)
        with clock:
            loss = loss_of(batch)
            rule.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), o.clip_norm)
            rule.step()

    if not o.iterations:
        for _ in range(3):
            iterate()
        clock.passed = 0.0
        while clock.passed < o.seconds:
            iterate()
            done += o.batch_size
        print(done / clock.passed)
        return
    for i in range(1, o.iterations + 1):
        iterate()
        if i % o.valid_every == 0:
            with torch.no_grad():
                value = score()
            print(f"{clock.passed:.2f} {i * o.batch_size} {value:.5f}",
                  flush=True)
            if o.stop and (value <= o.stop if score.falls
                           else value >= o.stop):
                break
