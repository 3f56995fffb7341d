# SPDX-License-Identifier: GPL-3.0-or-later
"""A recipe in PyTorch: nn.GRU or nn.LSTM on one-hot symbols, dropout behind
each layer, Glorot's uniform weights, Adam along a cosine, one thread.  Prints
a line "seconds bits" at each validation: processor time since the beginning,
and bits a character of the part that was held out."""
import argparse
import math
import time

import torch
from common import load

p = argparse.ArgumentParser()
for name in ("hidden", "layers", "seq-length", "batch-size", "iterations",
             "schedule-every", "valid-every", "seed"):
    p.add_argument("--" + name, type=int, required=True)
for name in ("learning-rate", "dropout", "valid", "clip"):
    p.add_argument("--" + name, type=float, required=True)
p.add_argument("--cell", required=True)
p.add_argument("--text", required=True)
o = p.parse_args()

torch.set_num_threads(1)
torch.manual_seed(o.seed)
ids, V = load(o.text)
kept = int(o.valid * len(ids))
H, T, B = o.hidden, o.seq_length, o.batch_size
length = (len(ids) - kept) // B
text = torch.tensor(ids[:length * B]).view(B, length).t().contiguous()
held = torch.tensor(ids[len(ids) - kept:]).view(-1, 1)
one_hot = torch.eye(V)


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        cell = {"gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[o.cell]
        self.rnn = cell(V, H, o.layers,
                        dropout=o.dropout if o.layers > 1 else 0)
        self.last = torch.nn.Dropout(o.dropout)
        self.out = torch.nn.Linear(H, V)
        for name, x in self.named_parameters():
            if x.dim() < 2:
                torch.nn.init.zeros_(x)
                continue
            for gate in x.split(H) if "rnn" in name else [x]:
                torch.nn.init.xavier_uniform_(gate)
        if o.cell == "lstm":
            for k in range(o.layers):
                getattr(self.rnn, f"bias_ih_l{k}").data[H:2 * H] = 1

    def forward(self, x, state):
        h, state = self.rnn(one_hot[x], state)
        return self.out(self.last(h)), state


net = Net()
rule = torch.optim.Adam(net.parameters(), lr=o.learning_rate)
loss_of = torch.nn.functional.cross_entropy


def validate():
    total, state = 0.0, None
    net.eval()
    with torch.no_grad():
        for at in range(0, len(held) - 1, 256):
            x = held[at:min(at + 256, len(held) - 1)]
            y = held[at + 1:at + 1 + len(x)]
            logits, state = net(x, state)
            total += loss_of(logits.view(-1, V), y.view(-1),
                             reduction="sum").item()
    net.train()
    return total / (len(held) - 1) / math.log(2)


def detach(state):
    return tuple(s.detach() for s in state) if o.cell == "lstm" \
        else state.detach()


at, state = 0, None
for i in range(o.iterations):
    if at + T + 1 >= length:
        at, state = 0, None
    for group in rule.param_groups:
        group["lr"] = o.learning_rate * (
            1 + math.cos(math.pi * min(i / o.schedule_every, 1))) / 2
    logits, state = net(text[at:at + T], state)
    # the sum over time, the mean over the batch, as the recipe's clipping
    # expects
    loss = loss_of(logits.view(T * B, V),
                   text[at + 1:at + T + 1].reshape(T * B)) * T
    rule.zero_grad()
    loss.backward()
    if o.clip:
        torch.nn.utils.clip_grad_value_(net.parameters(), o.clip)
    rule.step()
    state = detach(state)
    at += T
    if (i + 1) % o.valid_every == 0:
        print(time.process_time(), validate(), flush=True)
