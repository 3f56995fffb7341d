# SPDX-License-Identifier: GPL-3.0-or-later
"""The same numbers, arranged for numpy: single precision, rows looked up, the
logits and all weight gradients of the T steps as one product each."""
import numpy as np
from common import load, measure, options

o = options()
ids, V = load(o.text)
ids = np.array(ids)
H, T = o.hidden, o.seq_length
f = np.float32
rng = np.random.default_rng(1)
Wx = rng.normal(0, 0.01, (V, H)).astype(f)
Wh = rng.normal(0, 0.01, (H, H)).astype(f)
Wy = rng.normal(0, 0.01, (V, H)).astype(f)
bh, by = np.zeros(H, f), np.zeros(V, f)
weights = [Wx, Wh, Wy, bh, by]
squares = [np.zeros_like(w) for w in weights]
h = np.zeros((T + 1, H), f)
da = np.zeros((T, H), f)
steps = np.arange(T)
at = 0


def iterate():
    global at
    if at + T + 1 >= len(ids):
        at = 0
        h[T] = 0
    x, y = ids[at:at + T], ids[at + 1:at + T + 1]
    h[0] = h[T]
    z = Wx[x] + bh
    for t in range(T):
        np.tanh(z[t] + Wh @ h[t], out=h[t + 1])
    logits = h[1:] @ Wy.T + by
    logits -= logits.max(axis=1, keepdims=True)
    p = np.exp(logits)
    total = p.sum(axis=1, keepdims=True)
    np.sum(np.log(total[:, 0]) - logits[steps, y])
    p /= total
    p[steps, y] -= 1
    dh = p @ Wy
    slope = 1 - h[1:] * h[1:]
    da[T - 1] = dh[T - 1] * slope[T - 1]
    for t in range(T - 2, -1, -1):
        da[t] = (dh[t] + da[t + 1] @ Wh) * slope[t]
    dWx = np.zeros_like(Wx)
    np.add.at(dWx, x, da)
    for w, d, s in zip(weights, [dWx, da.T @ h[:T], p.T @ h[1:],
                                 da.sum(axis=0), p.sum(axis=0)], squares):
        np.clip(d, -5, 5, out=d)
        s += d * d
        w -= f(0.1) * d / np.sqrt(s + f(1e-8))
    at += T


measure(iterate, T, o.seconds)
