#!/bin/sh
# torch.sh: a saved model loads in PyTorch and gives the same logits, and what
# PyTorch names its own way is taken by --init.
# SPDX-License-Identifier: GPL-3.0-or-later
# Skipped where no Python imports torch; CI installs it and counts a skip as
# a failure.
set -u

python=${PYTHON_TORCH:-}
if [ -z "$python" ]; then
	echo "1..0 # SKIP no python that imports torch"
	exit 0
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/rnntui-torch.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
text=${top_srcdir:?}/tests/reference/corpus-mixed.txt

echo "1..28"
n=0
try() { # NAME OPTION...
	n=$((n + 1))
	name=$1
	shift
	if "$RNNTUI" --batch --iterations=60 --hidden=24 --save="$work/m" "$@" \
		"$text" 2>"$work/log" &&
		./tests/dump_logits "$work/m" "$text" 40 >"$work/logits" &&
		"$python" "$top_srcdir/tests/torch_reader.py" "$work/m" \
			"$work/logits" 2>>"$work/log"; then
		echo "ok $n - $name"
	else
		sed 's/^/# /' "$work/log"
		echo "not ok $n - $name"
	fi
}
try "rnn in double gives PyTorch's logits" --cell=rnn --precision=double
try "gru in double gives PyTorch's logits" --cell=gru --precision=double
try "lstm in double gives PyTorch's logits" --cell=lstm --precision=double
try "rnn in float gives PyTorch's logits" --cell=rnn
try "gru in float gives PyTorch's logits" --cell=gru
try "lstm in float gives PyTorch's logits" --cell=lstm
try "two layers give PyTorch's logits" --cell=lstm --layers=2 --precision=double

# foreign NAME HABIT CELL TYPE LAYERS: PyTorch's file under its names.
foreign() {
	n=$((n + 1))
	if "$python" "$top_srcdir/tests/torch_writer.py" write "$work/f" \
		"$text" "$2" "$3" "$4" "$5" >"$work/log" 2>&1 &&
		"$RNNTUI" --batch --init="$work/f" --iterations=2 \
			"$text" >"$work/log" 2>&1 &&
		./tests/dump_logits "$work/f" "$text" 40 init \
			>"$work/logits" 2>"$work/log" &&
		"$python" "$top_srcdir/tests/torch_writer.py" compare \
			"$work/f.logits" "$work/logits" 2>"$work/log"; then
		echo "ok $n - $1"
	else
		sed 's/^/# /' "$work/log"
		echo "not ok $n - $1"
	fi
}
foreign "rnn. and fc. give PyTorch's logits" rnn gru F32 1
foreign "module.lstm. and decoder. give PyTorch's logits" module lstm F32 2
foreign "bare names and linear. give PyTorch's logits" bare rnn F32 1
foreign "float16 gives PyTorch's logits" rnn lstm F16 1
foreign "bfloat16 gives PyTorch's logits" module gru BF16 2
foreign "float64 gives PyTorch's logits" bare lstm F64 1
foreign "no biases give PyTorch's logits" nobias gru F32 2

# refused NAME HABIT REASON: exit 2, and why.
refused() {
	n=$((n + 1))
	"$python" "$top_srcdir/tests/torch_writer.py" write "$work/f" "$text" \
		"$2" lstm F32 1 >"$work/log" 2>&1
	"$RNNTUI" --batch --init="$work/f" --iterations=2 "$text" \
		>"$work/log" 2>&1
	if [ $? -eq 2 ] && grep -qF -e "$3" "$work/log"; then
		echo "ok $n - $1"
	else
		sed 's/^/# /' "$work/log"
		echo "not ok $n - $1"
	fi
}
refused "a bidirectional net is refused by name" bidirectional \
	"rnn.weight_ih_l0_reverse makes it bidirectional"
refused "a net with an embedding is refused by name" embedding \
	"encoder.weight embeds the symbols"
refused "a file of torch.save is named, with the way to convert it" pickle \
	"safetensors.torch.save_file(model.state_dict()"
refused "an old file of torch.save is named too" old-pickle \
	"safetensors.torch.save_file(model.state_dict()"

# translated NAME OPTION...: an answer follows from the checkpoint alone.
translated() {
	n=$((n + 1))
	name=$1
	shift
	rm -f "$work/m" "$work/x.json"
	if "$RNNTUI" --batch --task=translate --iterations=80 --hidden=24 \
		--valid-every=0 --save="$work/m" "$@" -e 'step 80' \
		-e 'example 7' -e "export example $work/x.json" \
		>"$work/log" 2>&1 &&
		"$python" "$top_srcdir/tests/torch_translator.py" "$work/m" \
			"$work/x.json" >"$work/log" 2>&1; then
		echo "ok $n - $name"
	else
		sed 's/^/# /' "$work/log"
		echo "not ok $n - $name"
	fi
}
translated "gru, additive attention: an answer can be recomputed" --cell=gru
translated "lstm, dot attention: likewise" --cell=lstm --attention=dot
translated "rnn, no attention: likewise" --cell=rnn --attention=none
translated "lstm, no attention, in double: likewise" --cell=lstm \
	--attention=none --precision=double
translated "two layers of gru in double: likewise" --cell=gru --layers=2 \
	--precision=double
translated "an odd number of units: likewise" --cell=lstm --hidden=15

# answered NAME QUESTION OPTION...: so does PyTorch, from the checkpoint alone.
answered() {
	n=$((n + 1))
	name=$1
	question=$2
	shift 2
	rm -f "$work/m" "$work/x.json"
	if "$RNNTUI" --batch --iterations=60 --hidden=24 --valid-every=0 \
		--save="$work/m" "$@" -e 'step 60' -e "predict $question" \
		-e "export example $work/x.json" >"$work/said" 2>"$work/log" &&
		"$python" "$top_srcdir/tests/torch_answers.py" "$work/m" \
			"$work/x.json" "$work/said" >"$work/log" 2>&1; then
		echo "ok $n - $name"
	else
		sed 's/^/# /' "$work/log"
		echo "not ok $n - $name"
	fi
}
answered "gru: PyTorch gives a sentence the same classes" \
	'"a fine film, but not zzz"' --task=sentiment --cell=gru
answered "two layers of rnn, Korean, in double: likewise" 7 \
	--task=sentiment --cell=rnn --layers=2 --language=ko --precision=double
answered "lstm: PyTorch adds to the same number" 3 --task=memory --length=20 \
	--cell=lstm
answered "rnn in double: likewise" 499 --task=memory --length=9 --cell=rnn \
	--precision=double
