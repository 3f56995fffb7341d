"""Loads a checkpoint of rnntui into PyTorch's own modules and compares logits;
and recomputes its checksums by the documented rule.

usage: torch_reader.py CHECKPOINT LOGITS

The reader below is written from the safetensors format's description alone:
eight bytes little-endian header length, a JSON header, then the tensors.
LOGITS holds one line a step: what the program computed for the symbols
0 1 2 ... (mod V) from a zero state.
"""
import json
import struct
import sys
import zlib

import numpy as np
import torch

DTYPES = {"F32": np.float32, "F64": np.float64, "I64": np.int64}


def read(path):
    with open(path, "rb") as f:
        blob = f.read()
    (n,) = struct.unpack("<Q", blob[:8])
    assert n % 8 == 0, "the header is not padded to a multiple of 8"
    header = json.loads(blob[8:8 + n].decode("utf-8"))
    data = blob[8 + n:]
    meta = header.pop("__metadata__", {})
    tensors, end = {}, 0
    for name, t in sorted(header.items(), key=lambda kv: kv[1]["data_offsets"]):
        a, b = t["data_offsets"]
        assert a == end, f"a hole before {name}"
        end = b
        values = np.frombuffer(data[a:b], dtype=DTYPES[t["dtype"]])
        tensors[name] = torch.tensor(values.reshape(t["shape"]).copy())
    assert end == len(data), "something after the last tensor"
    check_sums(meta, data)
    return meta, tensors


def check_sums(meta, data):
    assert int(meta["data_crc32"]) == zlib.crc32(data), "data_crc32"
    crc = 0
    for key in sorted(k.encode() for k in meta if k != "metadata_crc32"):
        value = meta[key.decode()].encode()
        crc = zlib.crc32(key + b"\0" + value + b"\0", crc)
    assert meta["metadata_crc32"] == str(crc), "metadata_crc32"


class Model(torch.nn.Module):
    def __init__(self, meta):
        super().__init__()
        kind = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU,
                "lstm": torch.nn.LSTM}[meta["cell"]]
        V, H = int(meta["vocab"]), int(meta["hidden"])
        self.rnn = kind(V, H, int(meta["layers"]))
        self.out = torch.nn.Linear(H, V)

    def forward(self, x):
        return self.out(self.rnn(x)[0])


def main():
    meta, tensors = read(sys.argv[1])
    ours = np.loadtxt(sys.argv[2], ndmin=2)
    prefix = "model."
    weights = {k[len(prefix):]: v for k, v in tensors.items()
               if k.startswith(prefix)}
    model = Model(meta)
    if meta["precision"] == "double":
        model = model.double()
    model.load_state_dict(weights)   # strict: every name and shape must fit
    V = int(meta["vocab"])
    assert len(json.loads(meta["symbols"])) == V
    ids = torch.arange(len(ours)) % V
    x = torch.nn.functional.one_hot(ids, V).to(next(model.parameters()).dtype)
    with torch.no_grad():
        theirs = model(x[:, None, :])[:, 0, :].double().numpy()
    worst = np.abs(theirs - ours).max() / np.abs(theirs).max()
    print(f"# {meta['cell']} {meta['precision']}: largest difference {worst:.2e}")
    return 0 if worst < 1e-6 else 1


if __name__ == "__main__":
    sys.exit(main())
