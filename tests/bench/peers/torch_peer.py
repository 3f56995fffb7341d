# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch as its manual has it: one-hot symbols into nn.RNN, nn.GRU or
nn.LSTM, a linear layer, cross_entropy, optim.Adagrad, one thread."""
import torch
from common import load, measure, options

o = options()
torch.set_num_threads(1)
torch.manual_seed(1)
ids, V = load(o.text)
H, T, B = o.hidden, o.seq_length, o.batch_size
length = len(ids) // B
text = torch.tensor(ids[:length * B]).view(B, length).t().contiguous()
cell = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}
net = cell[o.cell](V, H, o.layers)
out = torch.nn.Linear(H, V)
params = list(net.parameters()) + list(out.parameters())
rule = torch.optim.Adagrad(params, lr=0.1)
one_hot = torch.eye(V)
at, state = 0, None


def iterate():
    global at, state
    if at + T + 1 >= length:
        at, state = 0, None
    x, y = one_hot[text[at:at + T]], text[at + 1:at + T + 1]
    h, state = net(x, state)
    loss = torch.nn.functional.cross_entropy(out(h).view(T * B, V),
                                             y.reshape(T * B))
    rule.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_value_(params, 5)
    rule.step()
    state = (tuple(s.detach() for s in state) if o.cell == "lstm"
             else state.detach())
    at += T


measure(iterate, T * B, o.seconds)
