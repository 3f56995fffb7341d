#!/bin/sh
# lessons.sh: every lesson runs to its end, and all that it asserts is true; with
# RNNTUI_LONG set on each engine of the program.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u

# shellcheck source=tests/tap-lib.sh
. "${top_srcdir:?}/tests/tap-lib.sh"
export RNNTUI_DATADIR="$top_srcdir/data"
lessons=$(cd "$RNNTUI_DATADIR/lessons" && ls)
engines=auto
if [ -n "${RNNTUI_LONG-}" ]; then
	engines=$("$RNNTUI" --version | sed -n 's/^engine.*program://p' |
		sed 's/[^ ]* (not on this processor)//g; s/[a-z]*\///g' |
		tr ' ' '\n' | sort -u)
fi

"$RNNTUI" --lesson >"$work/out" 2>"$work/err" &&
	[ "$(sed 's/ .*//' "$work/out")" = "$lessons" ]
ok $? "--lesson lists the lessons"
! grep -qv '^[a-z-]*  *[A-Z].*\.$' "$work/out"
ok $? "with a sentence for each"
words=$("$RNNTUI" --help=all | sed -n '/--lesson/,/default/p' |
	sed -n 's/, \.\.\.; default.*//p' | tr -d ' ' | tr ',' '\n')
[ "$words" = "$lessons" ]
ok $? "the option names each of them"

# Lines that do not fit the narrowest screen are hard to read.
fits()
{
	! LC_ALL=C.UTF-8 grep -q '.\{79\}' "$1"
}

for lesson in $lessons; do
	for engine in $engines; do
		"$RNNTUI" --batch --lesson "$lesson" --engine "$engine" \
			>"$work/out" 2>"$work/err"
		ok $? "$lesson is true on engine $engine"
	done
	fits "$work/out"
	ok $? "$lesson fits 78 columns"
	! grep -q 'nan' "$work/out"
	ok $? "$lesson has every number that it shows"
done

# A claim that does not hold is found.
sed 's/^assert .*/assert iteration < 0/' "$RNNTUI_DATADIR/lessons/attention" \
	>"$work/wrong"
"$RNNTUI" --batch --lesson "$work/wrong" >"$work/out" 2>"$work/err"
[ $? -eq 1 ] && grep -q '^error: assert: iteration < 0 is false: iter' \
	"$work/err" && grep -q "wrong:[0-9]*: the script stops" "$work/err"
ok $? "a lesson that is not true fails with the reason and the status 1"

echo "1..$n"
