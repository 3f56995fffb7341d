#!/usr/bin/env python3
"""How soon the tasks are learned, and how fast, as "make bench BENCH=tasks"
runs it.

usage: tasks.py [bars] [real] [speed] [tutorial]

Without words: all four.  Prints tables as RESULTS.md has them.  Seconds are
processor time of the whole process: start, training, validations, score.
Environment: RNNTUI, the program; PYTHON_TORCH, a Python with torch, else no
peers; BENCH_CORPORA, a folder with sentiment/ and translate/, else no real data;
BENCH_SEEDS (5), BENCH_ROUNDS (5), BENCH_ROWS, words: only rows whose name has
one of them.
"""
# SPDX-License-Identifier: GPL-3.0-or-later
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile

RNNTUI = os.path.abspath(os.environ.get("RNNTUI", "./rnntui"))
EXAMPLES = os.path.join(os.path.dirname(RNNTUI), "tests/bench/examples")
PEERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers")
TORCH = os.environ.get("PYTHON_TORCH")
CORPORA = os.environ.get("BENCH_CORPORA")
SEEDS = range(1, int(os.environ.get("BENCH_SEEDS", 5)) + 1)
ROUNDS = int(os.environ.get("BENCH_ROUNDS", 5))
ONLY = os.environ.get("BENCH_ROWS", "").split()

# name, arguments, what must hold, bar in seconds
BARS = [
    ("sentiment", "--task sentiment", "valid_accuracy >= 0.99", 3),
    ("dates", "--task translate", "valid_exact >= 0.99", 8),
    ("roman", "--task translate --pairs roman", "valid_exact >= 0.99", 25),
    ("numbers", "--task translate --pairs numbers", "valid_exact >= 0.99", 20),
    ("numbers back", "--task translate --pairs numbers --reverse",
     "valid_exact >= 0.99", 20),
    ("adding", "--task memory --problem adding --length 100",
     "valid_mse < 0.01", 10),
]
# of which row the median time is given to another net: name, row, arguments
BESIDE = [
    ("dates, no attention", "dates", "--attention none"),
    ("adding, rnn", "adding", "--cell rnn"),
]
# name, arguments, file, main metric, others, epochs
REAL = [
    ("names-18", "--task sentiment", "sentiment/names-18.tsv",
     "valid_accuracy", [], 10),
    ("NSMC", "--task sentiment --valid-file {}/sentiment/nsmc-test.tsv",
     "sentiment/nsmc-train.tsv", "valid_accuracy", [], 8),
]
for _pair, _file in (("eng-kor", "eng-kor"), ("eng-fra", "eng-fra-short")):
    for _way in ("", " --reverse"):
        for _look in ("", " --attention none"):
            if _pair == "eng-kor" or not _way:
                REAL.append((_pair + _way.replace(" --reverse", " back")
                             + _look.replace(" --attention", ","),
                             "--task translate" + _way + _look,
                             f"translate/{_file}.tsv", "valid_bleu",
                             ["valid_exact"], 10))
# name, our arguments, kind of examples, peer, its arguments
SPEED = [
    ("sentiment, gru", "--task sentiment --cell gru --hidden 64 "
     "--embedding 32 --batch-size 32 --language en", "en",
     "torch_label.py", "--cell gru"),
    ("sentiment, lstm", "--task sentiment --cell lstm --hidden 64 "
     "--embedding 32 --batch-size 32 --language en", "en",
     "torch_label.py", "--cell lstm"),
    ("dates, gru", "--task translate --cell gru --hidden 64 --embedding 20 "
     "--attention-size 32 --batch-size 64", "dates",
     "torch_seq2seq.py", "--cell gru"),
    ("dates, lstm", "--task translate --cell lstm --hidden 64 --embedding 20 "
     "--attention-size 32 --batch-size 64", "dates",
     "torch_seq2seq.py", "--cell lstm"),
    ("roman, gru", "--task translate --pairs roman --cell gru --hidden 64 "
     "--embedding 20 --attention-size 32 --batch-size 64", "roman",
     "torch_seq2seq.py", "--cell gru --tokens jamo"),
    ("adding, lstm", "--task memory --problem adding --length 100 "
     "--cell lstm --hidden 64 --batch-size 32", "adding",
     "torch_adding.py", "--cell lstm --batch-size 32"),
]


def selected(rows):
    return [row for row in rows
            if not ONLY or any(word in row[0].split(", ")[0].split() + [row[0]]
                               for word in ONLY)]


def run(argv, home):
    """Output and seconds of processor time of a process."""
    environment = dict(os.environ, OPENBLAS_NUM_THREADS="1",
                       OMP_NUM_THREADS="1", LC_ALL="C.UTF-8",
                       PYTHONDONTWRITEBYTECODE="1", XDG_STATE_HOME=home,
                       XDG_CONFIG_HOME=home)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as notes:
        process = subprocess.Popen(argv, stdout=out, stderr=notes,
                                   stdin=subprocess.DEVNULL, env=environment)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            notes.seek(0)
            sys.exit(notes.read().decode("utf-8", "replace")
                     + f"tasks.py: status {process.returncode}: "
                     + " ".join(argv))
        out.seek(0)
        return (out.read().decode("utf-8"),
                used.ru_utime + used.ru_stime)


def ours(home, arguments, *commands):
    """Seconds, and the values that the commands print as NAME = VALUE."""
    argv = [RNNTUI, "--batch"] + arguments
    for command in commands:
        argv += ["-e", command]
    text, seconds = run(argv, home)
    values = {}
    for line in text.splitlines():
        name, equals, value = line.partition(" = ")
        if equals:
            values[name] = value
    return seconds, values


def spread(values, form):
    """Least, median and most."""
    return " / ".join(form.format(x) for x in
                      (min(values), statistics.median(values), max(values)))


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def heading(*cells):
    print()
    row(*cells)
    row(*("---" for _ in cells))


# --- the bars -----------------------------------------------------------------

def bar(home, name, arguments, goal, limit):
    """Trains with each seed until the goal is met, or ten times the limit."""
    metric = goal.split()[0]
    seconds, scores, steps, met = [], [], [], 0
    for seed in SEEDS:
        # elapsed is by the clock, which other work makes run ahead
        used, value = ours(home, arguments.split() + ["--seed", str(seed)],
                           f"until {goal} or elapsed >= {10 * limit}",
                           "score", "print iteration", f"print {goal}")
        seconds.append(used)
        scores.append(float(value[metric]))
        steps.append(int(float(value["iteration"])))
        met += value[goal] == "true" or value[goal] == "1"
    row(name, goal, f"{met} of {len(scores)}", spread(seconds, "{:.1f}"),
        limit, spread(steps, "{:.0f}"), spread(scores, "{:.4f}"),
        value.get("baseline", "-"))
    return statistics.median(seconds)


def beside(home, name, arguments, metric, target):
    """Another net for as long: its iterations by a first, shorter run."""
    tried, scores, seconds = 200, [], []
    start, _ = ours(home, arguments, "until iteration >= 1")
    used, _ = ours(home, arguments, f"until iteration >= {tried}")
    steps = int(tried * max(target - start, 0.1) / max(used - start, 0.01))
    for seed in SEEDS:
        used, value = ours(home, arguments + ["--seed", str(seed)],
                           f"until iteration >= {steps}", "score")
        seconds.append(used)
        scores.append(float(value[metric]))
    row(name, "the same time", "-", spread(seconds, "{:.1f}"), "-", steps,
        spread(scores, "{:.4f}"), value.get("baseline", "-"))


def bars(home):
    heading("task", "until", "reached", "seconds: least / median / most",
            "bar", "iterations", "score", "baseline")
    for name, arguments, goal, limit in selected(BARS):
        median = bar(home, name, arguments, goal, limit)
        for other, of, more in BESIDE:
            if of == name:
                beside(home, other, (arguments + " " + more).split(),
                       goal.split()[0], median)


# --- real data ----------------------------------------------------------------

def best_of(log, metric):
    """The highest value of a column, and the iteration when it came."""
    best, when = float("nan"), 0
    with open(log, encoding="utf-8") as file:
        for line in csv.DictReader(file):
            value = float(line[metric] or "nan")
            if value == value and not value <= best:
                best, when = value, int(line["iteration"])
    return best, when


def print_translations(home, arguments):
    print()
    for number in range(10):
        path = os.path.join(home, "example.json")
        ours(home, arguments, f"example {number}", f"export example {path}")
        with open(path, encoding="utf-8") as file:
            x = json.load(file)
        print(f"    {x['question']} -> {x['answer']}   ({x['truth']})")
    print()


def real(home):
    if not CORPORA:
        print("tasks.py: no BENCH_CORPORA, no real data", file=sys.stderr)
        return
    heading("data", "epochs", "seconds", "baseline", "metric", "at the end",
            "best", "others")
    for name, arguments, path, metric, others, epochs in selected(REAL):
        net = os.path.join(home, "net.rnn")
        log = os.path.join(home, "log.csv")
        if os.path.exists(log):
            os.remove(log)
        seconds, value = ours(
            home, arguments.format(CORPORA).split()
            + [os.path.join(CORPORA, path), "--log", log, "--log-every", "10"],
            f"until epoch >= {epochs}", "score", f"save {net}")
        best, when = best_of(log, metric)
        row(name, epochs, f"{seconds:.1f}", value.get("baseline", "-"), metric,
            value[metric], f"{best:.4g} at {when}",
            ", ".join(f"{x} {value[x]}" for x in others))
        if "translate" in arguments:
            print_translations(home, ["--resume", net])
            heading("data", "epochs", "seconds", "baseline", "metric",
                    "at the end", "best", "others")


# --- speed --------------------------------------------------------------------

def our_speed(home, arguments, batch):
    """Examples per second of training, from runs of two lengths."""
    few, many = 20, 40
    more = ["--valid-every", "0"]
    before, _ = ours(home, arguments + more, f"until iteration >= {few}")
    while True:
        after, _ = ours(home, arguments + more, f"until iteration >= {many}")
        if after - before >= 1:
            return (many - few) * batch / (after - before)
        many *= 3


def option(arguments, name):
    words = arguments.split()
    return words[words.index(name) + 1]


def speed(home):
    heading("task", "examples/s", "torch", "ratio: least / median / most")
    for name, arguments, kind, peer, more in selected(SPEED):
        data = os.path.join(home, kind + ".tsv")
        text, _ = run([EXAMPLES, kind, "20000"], home)
        with open(data, "w", encoding="utf-8") as file:
            file.write(text)
        mine, theirs = [], []
        for _ in range(ROUNDS):
            mine.append(our_speed(home, arguments.split(), int(
                option(arguments, "--batch-size"))))
            if TORCH:
                theirs.append(float(run(
                    [TORCH, os.path.join(PEERS, peer), "--data", data,
                     "--seconds", "2"] + more.split(), home)[0]))
        row(name, spread(mine, "{:,.0f}"), spread(theirs, "{:,.0f}"),
            spread([a / b for a, b in zip(mine, theirs)], "{:.2f}")) \
            if theirs else row(name, spread(mine, "{:,.0f}"), "-", "-")


# --- the tutorial -------------------------------------------------------------

def tutorial(home):
    """Names by language, 100,000 single examples."""
    if not CORPORA:
        print("tasks.py: no BENCH_CORPORA, no tutorial", file=sys.stderr)
        return
    names = os.path.join(CORPORA, "sentiment/names-18.tsv")
    seconds, value = ours(
        home, ["--task", "sentiment", "--cell", "rnn", "--hidden", "128",
               "--embedding", "128", "--batch-size", "1", "--optimizer", "sgd",
               "--momentum", "0", "--learning-rate", "0.005", names,
               "--valid-every", "0"], "until iteration >= 100000", "score")
    heading("names by language", "seconds for 100,000", "accuracy")
    row("rnntui", f"{seconds:.1f}", value["valid_accuracy"])
    if TORCH:
        text, seconds = run([TORCH, os.path.join(PEERS, "torch_names.py"),
                             "--data", names], home)
        row("torch, the tutorial's loop", f"{seconds:.1f}", text.split()[2])


def main():
    parts = {"bars": bars, "real": real, "speed": speed,
             "tutorial": tutorial}
    wanted = sys.argv[1:] or list(parts)
    for word in wanted:
        if word not in parts:
            sys.exit(f"tasks.py: must be one of: {', '.join(parts)}")
    with tempfile.TemporaryDirectory() as home:
        for word in wanted:
            parts[word](home)


main()
