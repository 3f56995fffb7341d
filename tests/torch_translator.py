"""Recomputes an answer of the task translate from a checkpoint alone, by the
equations of rnntui-tasks(7), step by step.

usage: torch_translator.py CHECKPOINT EXAMPLE.json

The example's tokens are read with the checkpoint's source_symbols; what is then
written, how probable each symbol is and where the decoder looked must be what
the example says.
"""
import json
import sys

import numpy as np

from torch_reader import read


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()


class Cell:
    """One layer in one direction, in PyTorch's names and gate orders."""

    def __init__(self, kind, w, prefix, suffix):
        self.kind = kind
        self.w_ih, self.w_hh, self.b_ih, self.b_hh = (
            w[f"{prefix}.{name}_{suffix}"]
            for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))

    def step(self, x, h, c):
        a, b = self.w_ih @ x + self.b_ih, self.w_hh @ h + self.b_hh
        if self.kind == "rnn":
            return np.tanh(a + b), c
        if self.kind == "gru":
            (ar, az, an), (br, bz, bn) = np.split(a, 3), np.split(b, 3)
            r, z = sigmoid(ar + br), sigmoid(az + bz)
            return (1 - z) * np.tanh(an + r * bn) + z * h, c
        i, f, g, o = np.split(a + b, 4)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        return sigmoid(o) * np.tanh(c), c

    def run(self, xs):
        h = c = np.zeros(self.w_hh.shape[1])
        out = []
        for x in xs:
            h, c = self.step(x, h, c)
            out.append(h)
        return out


class Translator:
    def __init__(self, meta, w):
        self.w = w
        self.settings = json.loads(meta["settings"])
        kind, self.layers = meta["cell"], int(meta["layers"])
        self.encoder = [(Cell(kind, w, "encoder", f"l{k}"),
                         Cell(kind, w, "encoder", f"l{k}_reverse"))
                        for k in range(self.layers)]
        self.decoder = [Cell(kind, w, "decoder", f"l{k}")
                        for k in range(self.layers)]

    def encode(self, ids):
        xs, starts = [self.w["source_embedding.weight"][i] for i in ids], []
        for forwards, backwards in self.encoder:
            a, b = forwards.run(xs), backwards.run(xs[::-1])
            starts.append(np.tanh(self.w["bridge.weight"] @
                                  np.concatenate([a[-1], b[-1]]) +
                                  self.w["bridge.bias"]))
            xs = [np.concatenate(pair) for pair in zip(a, b[::-1])]
        return np.array(xs), starts

    def look(self, s, memory):
        kind = self.settings["attention"]
        if kind == "none":
            return None
        keys = memory @ self.w["attention.key.weight"].T
        if kind == "dot":
            return softmax(keys @ s / np.sqrt(len(s)))
        query = self.w["attention.query.weight"] @ s
        return softmax(np.tanh(keys + query) @ self.w["attention.score.weight"][0])

    def translate(self, ids, start, end, most):
        memory, h = self.encode(ids)
        c, y, out = list(h), start, []
        while len(out) < most:
            alpha = self.look(h[-1], memory)
            context = [] if alpha is None else [alpha @ memory]
            x = np.concatenate([self.w["target_embedding.weight"][y]] + context)
            for k, cell in enumerate(self.decoder):
                h[k], c[k] = cell.step(x, h[k], c[k])
                x = h[k]
            p = softmax(self.w["output.weight"] @ np.concatenate([x] + context)
                        + self.w["output.bias"])
            y = int(p.argmax())
            out.append((y, p[y], alpha, x))
            if y == end:
                break
        return out


def main():
    meta, tensors = read(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8") as f:
        example = json.load(f)
    weights = {k[len("model."):]: v.double().numpy()
               for k, v in tensors.items() if k.startswith("model.")}
    sources = json.loads(meta["source_symbols"])
    targets = json.loads(meta["target_symbols"])
    assert weights["source_embedding.weight"].shape[0] == len(sources)
    assert weights["output.weight"].shape[0] == len(targets)
    ids = [sources.index(token) for token in example["in"]]
    steps = Translator(meta, weights).translate(
        ids, targets.index("<s>"), targets.index("</s>"), len(example["out"]))
    wrote = [targets[y] for y, _, _, _ in steps]
    assert wrote == example["out"], f"{wrote}, not {example['out']}"
    close = 1e-6 if meta["precision"] == "double" else 1e-3
    arrays = {name: np.array(a["values"]).reshape(a["shape"])
              for name, a in example["arrays"].items()}
    ours = {"p": [[p] for _, p, _, _ in steps], "h": [h for _, _, _, h in steps]}
    if steps[0][2] is not None:
        ours["alpha"] = [alpha for _, _, alpha, _ in steps]
    assert ("alpha" in arrays) == ("alpha" in ours)
    for name, values in ours.items():
        worst = np.abs(np.array(values) - arrays[name]).max()
        assert worst < close, f"{name} differs by {worst}"


if __name__ == "__main__":
    main()
