#!/bin/sh
# same-bytes.sh BEFORE AFTER: whether two builds of the program train alike.
#
# Each line of the table below is run by both programs on the texts of data/.
# Checkpoints must be equal byte by byte, and so must logs but for the columns
# that time fills, samples, and what --resume goes on with.  For a change that
# must not change numbers; not part of "make check", as it needs two builds.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu

[ $# = 2 ] || {
	echo "usage: $0 BEFORE AFTER (two builds of rnntui)" >&2
	exit 2
}
before=$(realpath "$1")
after=$(realpath "$2")
data=$(realpath "$(dirname "$0")/../data")
work=$(mktemp -d "${TMPDIR:-/tmp}/same-bytes.XXXXXX")
trap 'rm -rf "$work"' EXIT
export XDG_STATE_HOME="$work" XDG_CONFIG_HOME="$work" OPENBLAS_NUM_THREADS=1
runs=0
differ=0

# The log $1 without the columns that hold times.
timeless()
{
	awk -F, -v OFS=, '
		NR == 1 { for (i = 1; i <= NF; i++)
				if ($i ~ /per_second|elapsed/) drop[i] }
		{ for (i in drop) $i = ""; print }' "$1"
}

# train FOLDER PROGRAM TEXT OPTION...: a run, and one that resumes it.
train()
{
	folder=$work/$1
	program=$2
	text=$data/$3
	shift 3
	mkdir -p "$folder"
	(
		cd "$folder"
		"$program" --batch --iterations 150 --save a --save-every 60 \
			--log a.csv --sample-every 50 --sample-length 40 \
			"$@" "$text" >a.out 2>"$work/reasons"
		cp a b
		cp a.csv b.csv
		"$program" --batch --iterations 250 --resume b --save b \
			--log b.csv -e 'sample 80 rng=3' -e 'sample 60' \
			-e 'sample 40 state=current rng=4' >b.out 2>"$work/reasons"
		for log in a b; do
			timeless $log.csv >$log.log
			rm $log.csv
		done
	)
}

same()
{
	rm -rf "$work/before" "$work/after"
	train before "$before" "$@" || cat "$work/reasons"
	train after "$after" "$@" || cat "$work/reasons"
	runs=$((runs + 1))
	if diff -r "$work/before" "$work/after" >"$work/differences" 2>&1; then
		echo "same: $*"
	else
		differ=$((differ + 1))
		echo "DIFFER: $*"
		sed 's/^/    /' "$work/differences" | head -n 8
	fi
}

while read -r line; do
	# the line is a list
	# shellcheck disable=SC2086
	[ -z "$line" ] || same $line
done <<'END'
demo.txt
demo.txt --cell rnn
demo.txt --cell gru
demo.txt --cell rnn --precision double
demo.txt --cell gru --precision double
demo.txt --cell lstm --precision double
demo.txt --cell rnn --layers 2 --hidden 37
demo.txt --cell gru --layers 3 --hidden 24 --dropout 0.3
demo.txt --cell lstm --layers 2 --hidden 50 --dropout 0.5 --seed 7
demo.txt --cell lstm --batch-size 3 --threads 4 --dropout 0.2 --layers 2
demo.txt --cell rnn --batch-size 8 --threads 2
demo.txt --cell gru --batch-size 5 --threads 3 --precision double
demo.txt --cell lstm --batch-size 32 --hidden 40
demo.txt --cell rnn --optimizer sgd --learning-rate 0.02 --clip 1
demo.txt --cell lstm --optimizer adam --learning-rate 0.01
demo.txt --cell gru --optimizer rmsprop --clip-norm 2 --clip 0
demo.txt --cell lstm --optimizer adam --batch-size 6 --threads 2
demo.txt --cell rnn --init-scheme identity --hidden 64
demo.txt --cell gru --init-scheme orthogonal
demo.txt --cell lstm --init-scheme xavier --forget-bias -1
demo.txt --schedule step --schedule-every 20 --schedule-factor 0.7
demo.txt --schedule cosine --schedule-every 200
demo.txt --schedule exponential --schedule-every 30
demo.txt --valid 0.1 --valid-every 40 --save-best best
demo.txt --cell gru --valid 0.2 --valid-every 25 --batch-size 2
demo.txt --cell rnn --valid 0.3 --valid-every 50 --layers 2 --threads 4 --batch-size 4
demo.txt --engine baseline
demo.txt --engine baseline --cell gru --precision double
demo.txt --seq-length 7 --batch-size 11
demo.txt --seq-length 200 --cell rnn
korean.txt --cell gru
korean.txt --encoding bytes --cell lstm --valid 0.1 --valid-every 30
lines.txt --recipe best
brackets.txt --recipe quick --log-every 7
brackets.txt --recipe lecture
demo.txt --temperature 0.5 --seed 123456789 --explosion-factor 0
END
echo "$runs settings, $differ differ"
[ $differ = 0 ]
