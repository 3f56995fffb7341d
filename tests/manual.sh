#!/bin/sh
# manual.sh: the command lines of rnntui-tasks(7) work as they stand, on the data
# that the page itself shows.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u

# shellcheck source=tests/tap-lib.sh
. "${top_srcdir:?}/tests/tap-lib.sh"
page=$top_srcdir/man/rnntui-tasks.7
export RNNTUI_DATADIR="$top_srcdir/data"
mkdir -p "$work/bin" "$work/data/names"
ln -s "$RNNTUI" "$work/bin/rnntui"
PATH=$work/bin:$PATH

# Characters of roff as the reader sees them.
plain()
{
	sed "s/\\\\(aq/'/g; s/\\\\(dq/\"/g; s/\\\\-/-/g; s/\\\\e/\\\\/g; s/\\\\&//g"
}

# The literal blocks after a comment "file: NAME".
plain <"$page" | awk -v folder="$work/data" '
	/^\.\\" file: / { name = folder "/" $3 }
	/^\.Ed/ { if (into) close(into); into = "" }
	into { print >into }
	/^\.Bd -literal/ && name { into = name; name = "" }'
names=$(sed -n 's/^\.\\" file: //p' "$page")
for name in $names; do
	[ -s "$work/data/$name" ]
	ok $? "the page shows $name"
done

sed -n 's/^\.Dl //p' "$page" | plain >"$work/lines"
while IFS= read -r line; do
	(cd "$work/data" && sh -c "$line") >"$work/out" 2>"$work/err" \
		</dev/null
	ok $? "$line"
done <"$work/lines"
[ "$(wc -l <"$work/lines")" -ge 10 ]
ok $? "there are such lines"

# The equations are exact enough to recompute an answer from a checkpoint.
recomputes() # TASK QUESTION OPTION...
{
	name="$*"
	task=$1 question=$2
	shift 2
	if [ -z "${PYTHON_NUMPY-}" ]; then
		n=$((n + 1))
		echo "ok $n - $name # SKIP no python that imports numpy"
		return
	fi
	"$RNNTUI" --batch --precision double --task "$task" "$@" -e 'step 40' \
		-e "predict $question" -e "export example $work/e.json" \
		-e "save $work/m" >"$work/out" 2>"$work/err" &&
		"$PYTHON_NUMPY" "$top_srcdir/tests/tasks_numpy.py" "$work/m" \
			"$work/e.json" 2>>"$work/err"
	ok $? "recomputed: $name"
}
review='"the plot was not very clever , but the acting is superb ."'
recomputes sentiment "$review" --cell rnn
recomputes sentiment "$review" --cell gru --layers 2 --hidden 9
recomputes sentiment "$review" --cell lstm --embedding 7
recomputes translate '"14 March 2026"'
recomputes translate '"2026년 3월 14일"' --cell lstm --layers 2 --hidden 7
recomputes translate '"3/14/2026"' --cell rnn --attention dot
recomputes translate '"14.3.2026"' --attention none
recomputes memory 3 --length 20
recomputes memory 3 --problem copy --length 12 --cell gru
recomputes memory 3 --problem reber --length 20

echo "1..$n"
