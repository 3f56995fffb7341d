# SPDX-License-Identifier: GPL-3.0-or-later
"""The loop of PyTorch's tutorial "NLP from scratch: classifying names with a
character-level RNN", as it stood for years: one name at a time, one-hot
letters, i2h and i2o over the letter beside the hidden state of 128, NLLLoss,
each parameter moved by -0.005 times its gradient.  Rows are language<TAB>name.
Prints examples per second of processor time, seconds, and accuracy of the last
tenth of the examples while training."""
import argparse
import random
import string
import time
import unicodedata

import torch

p = argparse.ArgumentParser()
p.add_argument("--data", required=True)
p.add_argument("--examples", type=int, default=100000)
p.add_argument("--hidden", type=int, default=128)
p.add_argument("--seed", type=int, default=1)
o = p.parse_args()
torch.set_num_threads(1)
torch.manual_seed(o.seed)
random.seed(o.seed)
LETTERS = string.ascii_letters + " .,;'"


def plain(name):
    return "".join(c for c in unicodedata.normalize("NFD", name)
                   if unicodedata.category(c) != "Mn" and c in LETTERS)


names = {}
with open(o.data, encoding="utf-8") as file:
    for line in file:
        language, name = line.rstrip("\n").split("\t")
        names.setdefault(language, []).append(plain(name))
languages = list(names)


class RNN(torch.nn.Module):
    def __init__(self):
        super().__init__()
        both = len(LETTERS) + o.hidden
        self.i2h = torch.nn.Linear(both, o.hidden)
        self.i2o = torch.nn.Linear(both, len(languages))

    def forward(self, letter, hidden):
        both = torch.cat((letter, hidden), 1)
        return torch.log_softmax(self.i2o(both), 1), self.i2h(both)


def random_example():
    language = random.randrange(len(languages))
    name = random.choice(names[languages[language]])
    line = torch.zeros(len(name), 1, len(LETTERS))
    for i, c in enumerate(name):
        line[i][0][LETTERS.find(c)] = 1
    return torch.tensor([language]), line


net = RNN()
criterion = torch.nn.NLLLoss()


def train(language, line):
    hidden = torch.zeros(1, o.hidden)
    net.zero_grad()
    for letter in line:
        output, hidden = net(letter, hidden)
    loss = criterion(output, language)
    loss.backward()
    for x in net.parameters():
        x.data.add_(x.grad.data, alpha=-0.005)
    return output.argmax(1).item() == language.item()


right, begin = 0, time.process_time()
for i in range(o.examples):
    known = train(*random_example())
    right += known and i >= o.examples * 9 // 10
seconds = time.process_time() - begin
print(o.examples / seconds, f"{seconds:.1f}",
      right / (o.examples - o.examples * 9 // 10))
