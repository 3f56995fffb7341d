"""Writes nets of PyTorch under the names that its users give them.

usage: torch_writer.py write FILE CORPUS HABIT CELL TYPE LAYERS
       torch_writer.py compare THEIRS OURS

The first writes FILE, a state_dict in the safetensors format, and FILE.logits:
what PyTorch computes for the symbols 0 1 2 ... (mod V) from a zero state with
the weights as TYPE holds them.  HABIT is rnn, module, bare or nobias, or one
that rnntui refuses: bidirectional, embedding, pickle or old-pickle.
"""
import json
import struct
import sys

import numpy as np
import torch
from torch import nn

STEPS = 40
TYPES = {"F16": torch.float16, "BF16": torch.bfloat16, "F32": torch.float32,
         "F64": torch.float64}
CELLS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
NAMES = {"module": ("module.lstm.", "decoder."), "bare": ("", "linear.")}
HIDDEN = 24


def write_file(path, tensors):
    """The format by hand: length, JSON, data."""
    header, blobs, end = {"__metadata__": {"format": "pt"}}, [], 0
    for name, t in tensors.items():
        words = t.contiguous()
        if t.dtype == torch.bfloat16:  # numpy has none
            words = words.view(torch.int16)
        blob = words.numpy().tobytes()
        kind = next(k for k, v in TYPES.items() if v == t.dtype)
        header[name] = {"dtype": kind, "shape": list(t.shape),
                        "data_offsets": [end, end + len(blob)]}
        blobs.append(blob)
        end += len(blob)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def write(path, corpus, habit, cell, kind, layers):
    torch.manual_seed(5)
    with open(corpus, encoding="utf-8", newline="") as f:
        V = len(set(f.read()))
    both, biases = habit == "bidirectional", habit != "nobias"
    inputs = 16 if habit == "embedding" else V
    rnn = CELLS[cell](inputs, HIDDEN, layers, bias=biases, bidirectional=both)
    out = nn.Linear(HIDDEN * (2 if both else 1), V, bias=biases)
    first, last = NAMES.get(habit, ("rnn.", "fc."))
    state = {}
    if habit == "embedding":
        state["encoder.weight"] = nn.Embedding(V, inputs).weight
    state.update({first + k: v for k, v in rnn.state_dict().items()})
    state.update({last + k: v for k, v in out.state_dict().items()})
    state = {k: v.detach().to(TYPES[kind]) for k, v in state.items()}
    if habit.endswith("pickle"):
        torch.save(state, path,
                   _use_new_zipfile_serialization=habit == "pickle")
        return
    write_file(path, state)
    if both or habit == "embedding":
        return
    rnn.load_state_dict({k: state[first + k].float()
                         for k in rnn.state_dict()})
    out.load_state_dict({k: state[last + k].float()
                         for k in out.state_dict()})
    ids = torch.arange(STEPS) % V
    x = nn.functional.one_hot(ids, V).float()[:, None, :]
    with torch.no_grad():
        np.savetxt(path + ".logits", out(rnn(x)[0])[:, 0, :].numpy())


def compare(theirs, ours):
    theirs, ours = np.loadtxt(theirs, ndmin=2), np.loadtxt(ours, ndmin=2)
    worst = np.abs(theirs - ours).max()
    print(f"# largest difference {worst:.2e}")
    return 0 if worst < 1e-5 else 1


if sys.argv[1] == "compare":
    sys.exit(compare(*sys.argv[2:]))
write(*sys.argv[2:6], sys.argv[6], int(sys.argv[7]))
