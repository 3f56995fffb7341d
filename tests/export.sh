#!/bin/sh
# export.sh: panels as files, from a script.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u

# shellcheck source=tests/tap-lib.sh
. "${top_srcdir:?}/tests/tap-lib.sh"
cp "$top_srcdir/data/demo.txt" "$work/text.csv"
cd "$work" || exit 1

# check NAME COMMAND...: ok when the command succeeds.
check()
{
	name=$1
	shift
	"$@" >log 2>&1
	ok $? "$name"
}

# run LINE...: a fresh program of 40 iterations executes them; its status.
run()
{
	for line in "$@"; do
		printf '%s\n' "$line"
	done >script
	"$RNNTUI" --batch --hidden=8 -e 'step 40' -x script text.csv \
		>out 2>err
	status=$?
}

is() { [ "$status" = "$1" ] && { [ -z "${2-}" ] || grep -q "$2" err; }; }

begins() { [ "$(head -c "${#2}" "$1")" = "$2" ]; }

run 'export loss l.svg' 'export loss l.csv' 'export hidden h.svg' \
	'export hidden h.csv' 'export gates g.SVG' 'export numbers n.csv' \
	'export predict p.svg'
check 'every panel can be exported without a screen' is 0
check 'a figure is an SVG' begins l.svg '<?xml version="1.0"'
check 'the ending may be in capitals' begins g.SVG '<?xml version="1.0"'
check 'a table of the loss has a row per iteration' \
	[ "$(wc -l <l.csv)" = 41 ]
check 'a map has the characters of the last iteration' \
	[ "$(wc -l <h.csv)" = 26 ]
check 'a table of numbers' grep -q '^iteration,40,$' n.csv

run 'panel loss bits' 'export loss b.svg'
check 'a view of the panel is that of the figure' \
	grep -q '>bits per character<' b.svg
run 'unit 5' 'export gates u.svg'
check 'and so is the unit' grep -q '>unit 5; ' u.svg

run 'export loss l.jpg'
check 'an unknown ending is refused, with the known ones' \
	is 1 'must end in .svg, .pdf, .png or .csv'
run 'export sample s.svg'
check 'what has nothing to show says so' is 1 'sample has nothing to show yet'
run 'export loss l.svg 1600'
check 'a size has two sides' is 1 'a size such as 1600x900'
run 'export loss text.csv'
check 'the text is not written over' is 1 'text.csv is in use'
run 'export loss no/such/folder/l.svg'
check 'a file that cannot be written fails as save does' is 3 '^error: '

run 'export loss p.pdf' 'export hidden p.png 640x400'
if [ "$status" = 0 ]; then
	check 'a PDF' begins p.pdf '%PDF-'
	check 'a PNG of the size asked for' \
		[ "$(od -An -tu1 -j16 -N8 p.png | tr -s ' ')" = \
		' 0 0 2 128 0 0 1 144' ]
else
	check 'without cairo PDF says what is missing' \
		is 1 'without cairo.*libcairo2-dev'
	check 'and leaves no file' [ ! -e p.pdf ]
fi

echo "1..$n"
