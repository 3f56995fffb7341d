# SPDX-License-Identifier: GPL-3.0-or-later
"""Classes of sentences in PyTorch: an embedding, nn.GRU or nn.LSTM over padded
batches, a linear layer at the last token, cross_entropy, optim.Adam, the
gradient clipped by its norm.  Rows are label<TAB>text."""
import re

import torch
from examples import (cell, forever, numbering, options, padded, parts, rows,
                      train)

o = options(embedding=32, tokens="words")
split = re.compile(r"\w+|[^\w\s]").findall if o.tokens == "words" else list
known = [(label, split(text)) for label, text in rows(o.data)]
classes = numbering([label] for label, _ in known)
words = numbering((text for _, text in known), 1)  # 0: padding, and unknown


def make(chunk):
    ids, lengths = padded([[w if w in words else None for w in text]
                           for _, text in chunk], {**words, None: 0})
    return ids, lengths, torch.tensor([classes[label] for label, _ in chunk])


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = torch.nn.Embedding(len(words) + 1, o.embedding)
        self.rnn = cell(o.cell, o.embedding, o.hidden, o.forget_bias)
        self.linear = torch.nn.Linear(o.hidden, len(classes))

    def forward(self, ids, lengths):
        h, _ = self.rnn(self.embed(ids))
        return self.linear(h[lengths - 1, torch.arange(len(lengths))])


net = Net()
held = parts([(label, split(text)) for label, text in rows(o.valid)],
             256, make) if o.valid else []


def loss_of(batch):
    ids, lengths, target = batch
    return torch.nn.functional.cross_entropy(net(ids, lengths), target)


def score():
    right = sum((net(ids, lengths).argmax(1) == target).sum().item()
                for ids, lengths, target in held)
    return right / sum(len(target) for _, _, target in held)


score.falls = False
train(o, net, forever(known, o.batch_size, make), loss_of, score)
