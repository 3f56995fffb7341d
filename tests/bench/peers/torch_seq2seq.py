# SPDX-License-Identifier: GPL-3.0-or-later
"""Translation in PyTorch: an embedding, a bidirectional encoder over packed
batches, a decoder with additive attention (context from the state before, read
beside the last symbol), teacher forcing, cross_entropy over the symbols of the
target, optim.Adam.  Rows are source<TAB>target; symbols are characters, or
with --tokens words what blanks separate, or jamo of Korean syllables.  With
--attention none the source is read backwards, and the decoder sees its last
state only.  The score is the fraction of held-out sources whose greedy
translation is wholly right."""
import unicodedata

import torch
from examples import (cell, forever, numbering, options, padded, parts, rows,
                      train)

BEGIN, END = 0, 1
o = options(batch_size=64, embedding=20, width=32, attention="additive",
            tokens="chars")


def split(text):
    if o.tokens == "words":
        return text.split()
    return list(unicodedata.normalize("NFD", text)
                if o.tokens == "jamo" else text)


def read(path):
    return [(split(row[0]), split(row[1])) for row in rows(path)]


known = read(o.data)
source_of = numbering((s for s, _ in known), 1)
target_of = {None: END, **numbering((t for _, t in known), 2)}
attends = o.attention != "none"


def make(chunk):
    sources = [[c if c in source_of else None for c in s] for s, _ in chunk]
    if not attends:
        sources = [s[::-1] for s in sources]
    ids, lengths = padded(sources, {**source_of, None: 0})
    targets = [[c if c in target_of else None for c in t] + [None]
               for _, t in chunk]
    goal, steps = padded(targets, target_of)
    read = torch.cat([torch.full((1, len(chunk)), BEGIN), goal[:-1]])
    real = torch.arange(len(goal))[:, None] < steps
    return ids, lengths, read, goal, real


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        nn, E, H, A = torch.nn, o.embedding, o.hidden, o.width
        self.source = nn.Embedding(len(source_of) + 1, E)
        self.target = nn.Embedding(len(target_of) + 1, E)
        self.encoder = cell(o.cell, E, H // 2, o.forget_bias,
                            bidirectional=True)
        self.bridge = nn.Linear(H, H)
        if attends:
            self.query = nn.Linear(H, A, bias=False)
            self.key = nn.Linear(H, A, bias=False)
            self.score = nn.Linear(A, 1, bias=False)
        read = E + H if attends else E
        self.decoder = {"rnn": nn.RNNCell, "gru": nn.GRUCell,
                        "lstm": nn.LSTMCell}[o.cell](read, H)
        if o.cell == "lstm":
            self.decoder.bias_ih.data[H:2 * H] = o.forget_bias
            self.decoder.bias_hh.data[H:2 * H] = 0
        self.output = nn.Linear(2 * H if attends else H, len(target_of) + 1)

    def encode(self, ids, lengths):
        packed = torch.nn.utils.rnn.pack_padded_sequence(
            self.source(ids), lengths, enforce_sorted=False)
        states, last = self.encoder(packed)
        states, _ = torch.nn.utils.rnn.pad_packed_sequence(states)
        last = last[0] if o.cell == "lstm" else last
        last = torch.cat([last[0], last[1]], 1)
        h = torch.tanh(self.bridge(last))
        state = (h, torch.zeros_like(h)) if o.cell == "lstm" else h
        # alpha is 0 beyond the end
        hide = torch.arange(len(ids))[:, None] >= lengths
        memory = (states, self.key(states), hide) if attends else None
        return memory, state

    def step(self, symbol, memory, state):
        x = self.target(symbol)
        if attends:
            states, keys, hide = memory
            h = state[0] if o.cell == "lstm" else state
            e = self.score(torch.tanh(keys + self.query(h)))[:, :, 0]
            alpha = torch.softmax(e.masked_fill(hide, -1e9), 0)
            context = (alpha[:, :, None] * states).sum(0)
            x = torch.cat([x, context], 1)
        state = self.decoder(x, state)
        h = state[0] if o.cell == "lstm" else state
        return torch.cat([h, context], 1) if attends else h, state


net = Net()


def loss_of(batch):
    ids, lengths, read, goal, real = batch
    memory, state = net.encode(ids, lengths)
    out = []
    for symbol in read:
        h, state = net.step(symbol, memory, state)
        out.append(h)
    logits = net.output(torch.stack(out))
    return torch.nn.functional.cross_entropy(logits[real], goal[real])


def translate(ids, lengths, longest):
    memory, state = net.encode(ids, lengths)
    symbol = torch.full((ids.shape[1],), BEGIN)
    out = []
    for _ in range(longest):
        h, state = net.step(symbol, memory, state)
        symbol = net.output(h).argmax(1)
        out.append(symbol)
    return torch.stack(out)


held = parts(read(o.valid), 256, make) if o.valid else []


def score():
    right = total = 0
    for ids, lengths, _, goal, real in held:
        same = (translate(ids, lengths, len(goal)) == goal) | ~real
        right += same.all(0).sum().item()
        total += goal.shape[1]
    return right / total


score.falls = False
train(o, net, forever(known, o.batch_size, make), loss_of, score)
