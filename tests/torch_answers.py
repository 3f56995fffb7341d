"""Recomputes an answer of the tasks sentiment and memory in PyTorch, from a
checkpoint alone, and compares it with what the program said.

usage: torch_answers.py CHECKPOINT EXAMPLE.json PREDICTED

EXAMPLE.json is what `export example` wrote; only its question is used, and h is
compared at every step.  PREDICTED is what `predict` printed.
"""
import json
import sys

import numpy as np
import torch

from torch_reader import read

KINDS = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}


class Model(torch.nn.Module):
    def __init__(self, meta, shape):
        super().__init__()
        H = int(meta["hidden"])
        if "embedding.weight" in shape:
            self.embedding = torch.nn.Embedding(*shape["embedding.weight"])
        self.rnn = KINDS[meta["cell"]](shape["rnn.weight_ih_l0"][1], H,
                                       int(meta["layers"]))
        self.linear = torch.nn.Linear(H, shape["linear.bias"][0])

    def forward(self, x):
        h = self.rnn(self.embedding(x) if x.dim() == 1 else x)[0]
        return h, self.linear(h)


def question(meta, example):
    if meta["task"] == "memory":
        value = torch.tensor(example["arrays"]["value"]["values"])
        return value.double() if meta["precision"] == "double" else value
    symbols = json.loads(meta["source_symbols"])
    return torch.tensor([symbols.index(w) if w in symbols
                         else symbols.index("<unk>") for w in example["in"]])


def answers(meta, logits, predicted):
    """What PyTorch says and what the program printed, in the same order."""
    if meta["task"] == "memory":
        return [logits.item()], [float(predicted)]
    p = torch.softmax(logits, 0).double().numpy()
    order = sorted(range(len(p)), key=lambda i: -p[i])
    lines = [line.split("\t") for line in predicted.splitlines()]
    classes = json.loads(meta["classes"])
    assert [name for name, _ in lines] == [classes[i] for i in order]
    return [p[i] for i in order], [float(x) for _, x in lines]


def main():
    meta, tensors = read(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8") as f:
        example = json.load(f)
    with open(sys.argv[3], encoding="utf-8") as f:
        predicted = f.read()
    weights = {k[len("model."):]: v for k, v in tensors.items()
               if k.startswith("model.")}
    model = Model(meta, {k: v.shape for k, v in weights.items()})
    if meta["precision"] == "double":
        model = model.double()
    model.load_state_dict(weights)   # strict: every name and shape must fit
    with torch.no_grad():
        h, y = model(question(meta, example))
    ours = np.array(example["arrays"]["h"]["values"])
    worst_h = np.abs(h.double().numpy() - ours).max()
    theirs, said = answers(meta, y[-1], predicted)
    worst = np.abs(np.array(theirs) - np.array(said)).max()
    print(f"# {meta['task']} {meta['cell']}: largest difference {worst:.1e}, "
          f"of h {worst_h:.1e}")
    return 0 if worst < 2e-6 and worst_h < 2e-6 else 1


sys.exit(main())
