"""Recomputes an answer from a checkpoint with numpy alone, by the equations of
rnntui-tasks(7).

usage: tasks_numpy.py CHECKPOINT EXAMPLE

EXAMPLE is what `export example` wrote with the same weights: the tokens or
numbers that were read, and all that the net made of them.
"""
import json
import struct
import sys

import numpy as np

TYPES = {"F32": np.float32, "F64": np.float64, "I64": np.int64}
MEMORY = {"copy": [".", *"12345678", "go"], "parity": ["0", "1"],
          "reber": list("BTSXPVE")}
TOLERANCE = 2e-5  # of what the program computes and writes as float


def read(path):
    with open(path, "rb") as f:
        blob = f.read()
    (n,) = struct.unpack("<Q", blob[:8])
    header = json.loads(blob[8:8 + n].decode())
    meta = header.pop("__metadata__")
    data = blob[8 + n:]
    net = {}
    for name, t in header.items():
        a, b = t["data_offsets"]
        values = np.frombuffer(data[a:b], TYPES[t["dtype"]])
        if name.startswith("model."):
            net[name[len("model."):]] = values.reshape(t["shape"]).astype(float)
    return meta, net


def s(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def cell(kind, x, state, W, U, b, d):
    """The state (h, c) after reading x; W, U, b, d as the page has them."""
    h, c = state
    H = len(h)
    if kind == "rnn":
        return np.tanh(W @ x + b + U @ h + d), c
    if kind == "gru":
        r = s(W[:H] @ x + b[:H] + U[:H] @ h + d[:H])
        z = s(W[H:2 * H] @ x + b[H:2 * H] + U[H:2 * H] @ h + d[H:2 * H])
        n = np.tanh(W[2 * H:] @ x + b[2 * H:]
                    + r * (U[2 * H:] @ h + d[2 * H:]))
        return (1 - z) * n + z * h, c
    i, f, g, o = np.split(W @ x + b + U @ h + d, 4)
    c = s(f) * c + s(i) * np.tanh(g)
    return s(o) * np.tanh(c), c


class Layer:
    def __init__(self, kind, net, name, k, suffix=""):
        self.kind = kind
        self.part = [net[f"{name}.{part}_l{k}{suffix}"] for part in
                     ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
        self.zero = np.zeros(self.part[1].shape[1])

    def step(self, x, state):
        return cell(self.kind, x, state, *self.part)

    def read(self, xs):
        state, states = (self.zero, self.zero), []
        for x in xs:
            state = self.step(x, state)
            states.append(state[0])
        return states


def label(meta, net, example):
    """What the net of sentiment and memory says at each step."""
    arrays = example["arrays"]
    if "embedding.weight" in net:
        symbols = (json.loads(meta["source_symbols"])
                   if "source_symbols" in meta else
                   MEMORY[json.loads(meta["settings"])["problem"]])
        unknown = "<unk>" if "<unk>" in symbols else None
        ids = [symbols.index(w if w in symbols else unknown)
               for w in example["in"]]
        xs = [net["embedding.weight"][i] for i in ids]
    else:
        xs = np.array(arrays["value"]["values"])
    for k in range(int(meta["layers"])):
        xs = Layer(meta["cell"], net, "rnn", k).read(xs)
    y = [net["linear.weight"] @ h + net["linear.bias"] for h in xs]
    found = {"h": xs}
    if "p" in arrays:
        found["p"] = [softmax(v) for v in y]
        if "classes" in meta:
            best = json.loads(meta["classes"])[int(np.argmax(found["p"][-1]))]
            assert best == example["answer"], (best, example["answer"])
    else:
        found["y"] = y
    return found


def encode(meta, net, ids):
    """The m_t of the top layer, and s_0 of each layer of the decoder."""
    xs = [net["source_embedding.weight"][i] for i in ids]
    starts = []
    for k in range(int(meta["layers"])):
        f = Layer(meta["cell"], net, "encoder", k).read(xs)
        r = Layer(meta["cell"], net, "encoder", k, "_reverse").read(xs[::-1])
        r = r[::-1]
        starts.append(np.tanh(net["bridge.weight"] @ np.r_[f[-1], r[0]]
                              + net["bridge.bias"]))
        xs = [np.r_[a, b] for a, b in zip(f, r)]
    return xs, starts


def attend(net, kind, query, m):
    if kind == "none":
        return None, np.zeros(0)
    keys = [net["attention.key.weight"] @ v for v in m]
    if kind == "dot":
        e = [query @ key / np.sqrt(len(query)) for key in keys]
    else:
        q = net["attention.query.weight"] @ query
        e = [(net["attention.score.weight"] @ np.tanh(q + key))[0]
             for key in keys]
    a = softmax(np.array(e))
    return a, sum(w * v for w, v in zip(a, m))


def translate(meta, net, example):
    """The answer, symbol by symbol, and what was looked at."""
    source = json.loads(meta["source_symbols"])
    target = json.loads(meta["target_symbols"])
    kind = json.loads(meta["settings"])["attention"]
    words = [w for w in example["in"] if w != "</s>"]
    m, starts = encode(meta, net,
                       [source.index(w) for w in words + ["</s>"]])
    layers = [Layer(meta["cell"], net, "decoder", k)
              for k in range(len(starts))]
    states = [(start, start) for start in starts]
    found = {"h": [], "alpha": [], "p": []}
    shown = example["out"]  # an answer that grew too long ends in </s> too
    out = [w for w in shown if w != "</s>"]
    written, symbol = [], "<s>"
    while symbol != "</s>" and len(written) <= len(out):
        a, c = attend(net, kind, states[-1][0], m)
        x = np.r_[net["target_embedding.weight"][target.index(symbol)], c]
        for k, layer in enumerate(layers):
            states[k] = layer.step(x, states[k])
            x = states[k][0]
        p = softmax(net["output.weight"] @ np.r_[x, c] + net["output.bias"])
        symbol = target[int(np.argmax(p))]
        written.append(symbol)
        found["h"].append(x)
        found["alpha"].append(a)
        found["p"].append([p[target.index(shown[len(written) - 1])]])
    assert written[:len(out)] == out, (written, out)
    if kind == "none":
        del found["alpha"]
    return found


def main(checkpoint, exported):
    meta, net = read(checkpoint)
    with open(exported, encoding="utf-8") as f:
        example = json.load(f)
    answer = translate if meta["task"] == "translate" else label
    compared = 0
    for name, rows in answer(meta, net, example).items():
        want = np.array(example["arrays"][name]["values"])
        have = np.array(rows)[:len(want)]
        assert have.shape == want.shape, (name, have.shape, want.shape)
        worst = np.abs(have - want).max()
        assert worst < TOLERANCE, f"{name} differs by {worst}"
        compared += want.size
    assert compared > 20, "almost nothing was compared"


main(*sys.argv[1:])
