#!/bin/sh
# torch.sh: a saved model loads in PyTorch and gives the same logits.
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

echo "1..7"
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
