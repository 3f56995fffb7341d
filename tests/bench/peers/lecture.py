# SPDX-License-Identifier: GPL-3.0-or-later
"""The lecture's algorithm, one step at a time in double precision: a vector a
symbol, lists of columns, outer products, adagrad parameter by parameter."""
import numpy as np
from common import load, measure, options

o = options()
ids, V = load(o.text)
H, T = o.hidden, o.seq_length
rng = np.random.default_rng(1)
Wx = rng.normal(0, 0.01, (H, V))
Wh = rng.normal(0, 0.01, (H, H))
Wy = rng.normal(0, 0.01, (V, H))
bh, by = np.zeros((H, 1)), np.zeros((V, 1))
weights = [Wx, Wh, Wy, bh, by]
squares = [np.zeros_like(w) for w in weights]
state = {"h": np.zeros((H, 1)), "at": 0}


def gradients(inputs, targets, h):
    x, hs, p, loss = [], [h], [], 0.0
    for i, target in zip(inputs, targets):
        one = np.zeros((V, 1))
        one[i] = 1
        x.append(one)
        hs.append(np.tanh(Wx @ one + Wh @ hs[-1] + bh))
        e = np.exp(Wy @ hs[-1] + by)
        p.append(e / e.sum())
        loss -= np.log(p[-1][target, 0])
    dWx, dWh, dWy, dbh, dby = (np.zeros_like(w) for w in weights)
    after = np.zeros_like(h)
    for t in reversed(range(len(inputs))):
        dy = p[t].copy()
        dy[targets[t]] -= 1
        dWy += dy @ hs[t + 1].T
        dby += dy
        dh = Wy.T @ dy + after
        da = (1 - hs[t + 1] ** 2) * dh
        dbh += da
        dWx += da @ x[t].T
        dWh += da @ hs[t].T
        after = Wh.T @ da
    all_of_them = [dWx, dWh, dWy, dbh, dby]
    for g in all_of_them:
        np.clip(g, -5, 5, out=g)
    return loss, all_of_them, hs[-1]


def iterate():
    at = state["at"]
    if at + T + 1 >= len(ids):
        state["h"], at = np.zeros((H, 1)), 0
    _, g, state["h"] = gradients(ids[at:at + T], ids[at + 1:at + T + 1],
                                 state["h"])
    for w, d, s in zip(weights, g, squares):
        s += d * d
        w -= 0.1 * d / np.sqrt(s + 1e-8)
    state["at"] = at + T


measure(iterate, T, o.seconds)
