# SPDX-License-Identifier: GPL-3.0-or-later
"""The adding problem in PyTorch: two numbers per step, one of them marking two
steps whose values are to be added, into nn.RNN, nn.GRU or nn.LSTM, a linear
layer at the last step, the squared error, optim.Adam.  Rows are the sum, then
the T values and the T marks in turn, separated by blanks."""
import numpy as np
import torch
from examples import cell, forever, options, parts, rows, train

o = options()


def read(path):
    return [(float(total), np.array(numbers.split(), np.float32))
            for total, numbers in rows(path)]


def make(chunk):
    value = torch.from_numpy(np.stack([numbers for _, numbers in chunk]))
    steps = value.view(len(chunk), -1, 2).transpose(0, 1).contiguous()
    return steps, torch.tensor([total for total, _ in chunk])


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = cell(o.cell, 2, o.hidden, o.forget_bias)
        self.linear = torch.nn.Linear(o.hidden, 1)

    def forward(self, steps):
        h, _ = self.rnn(steps)
        return self.linear(h[-1])[:, 0]


net = Net()
held = parts(read(o.valid), 256, make) if o.valid else []


def loss_of(batch):
    steps, total = batch
    return ((net(steps) - total) ** 2).mean()


def score():
    return sum(((net(steps) - total) ** 2).sum().item()
               for steps, total in held) / sum(len(t) for _, t in held)


score.falls = True
train(o, net, forever(read(o.data), o.batch_size, make), loss_of, score)
