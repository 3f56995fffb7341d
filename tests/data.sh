#!/bin/sh
# data.sh: files of pairs reach the task, are recorded, checked and kept.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u

# shellcheck source=tests/tap-lib.sh
. "${top_srcdir:?}/tests/tap-lib.sh"

cd "$work" || exit 1
small="--batch --hidden=8 --embedding=4 --batch-size=4 --valid-every=5"

i=0
while [ $i -lt 30 ]; do
	printf 'word%s is here.\tdas Wort%s ist hier.\tCC-BY\n' $i $i
	i=$((i + 1))
done >pairs.tsv
printf 'word3 is not.\tdas Wort3 ist nicht.\n' >held.tsv
cat >sheet.csv <<'END'
Nummer;Englisch;Deutsch
1;"I said ""no"", twice.";"Ich sagte; nein."
2;"two
lines";zwei Zeilen
3;yes;ja
END

echo 1..30

train() { # OPTION...
	# shellcheck disable=SC2086 # options
	"$RNNTUI" $small --task=translate "$@" >out 2>err </dev/null
}

# The same numbers, whoever trained them and in however many parts.
train --iterations=12 --save=whole.st --valid-file=held.tsv --columns=1,2 \
	pairs.tsv &&
	train --iterations=6 --save=half.st --valid-file=held.tsv \
		--columns=1,2 pairs.tsv &&
	"$RNNTUI" --batch --resume=half.st --iterations=12 --save=rest.st \
		>out 2>err && cmp whole.st rest.st >>err
ok $? "--resume finds both files and goes on exactly"
train --iterations=12 --save=whole.st &&
	train --iterations=6 --save=half2.st &&
	"$RNNTUI" --batch --resume=half2.st --iterations=12 --save=rest.st \
		>out 2>err && cmp whole.st rest.st >>err
ok $? "what is generated needs no file to go on"

# fails NAME REASON COMMAND...
fails() {
	name=$1 reason=$2
	shift 2
	"$@" >out 2>err </dev/null
	[ $? -eq 2 ] && grep -q -e "$reason" err
	ok $? "$name"
}
resume() { "$RNNTUI" --batch --iterations=12 "$@"; }

cp held.tsv held.was
echo 'one	more' >>held.tsv
fails "other held-out data are refused" \
	'with another --valid-file (CRC .*); --init takes only' \
	resume --resume=half.st
cp held.was held.tsv
cp pairs.tsv pairs.was
echo 'one	more' >>pairs.tsv
fails "other data are refused" 'on other data (CRC .*); --init takes only' \
	resume --resume=half.st
cp pairs.was pairs.tsv
mv pairs.tsv gone.tsv
fails "data that are gone are named" pairs.tsv resume --resume=half.st
resume --resume=half.st gone.tsv >out 2>err
ok $? "and may be named again"
mv gone.tsv pairs.tsv
fails "a file for what was generated is refused" \
	'trained on generated examples, not on a file' \
	resume --resume=half2.st pairs.tsv
fails "other symbols are no weights to begin with" 'other source_symbols' \
	train --iterations=1 --init=half2.st pairs.tsv
fails "the task of a checkpoint is not another" 'has task translate, not memory' \
	resume --resume=half2.st --task=memory

# shellcheck disable=SC2086 # options
"$RNNTUI" $small --task=translate --iterations=3 --save=stdin.st - \
	<pairs.tsv >out 2>err && grep -a -q '"source_symbols":.*word4' stdin.st
ok $? "pairs come from standard input"
fails "what came from there must be given again" 'does not name its data' \
	resume --resume=stdin.st
gzip -c pairs.tsv >pairs.gz && train --iterations=3 pairs.gz &&
	grep -q gzip err
ok $? "packed files are unpacked, with a notice"
iconv -t UTF-16 pairs.tsv >pairs.utf16 && train --iterations=3 pairs.utf16
ok $? "a spreadsheet's UTF-16 is read"
train --iterations=3 --save=sheet.st --valid=0 --columns=Deutsch,Englisch sheet.csv &&
	grep -a -q '"columns":"Deutsch,Englisch"' sheet.st
ok $? "columns are named by the header, and recorded"
grep -a -q 'zwei' sheet.st && grep -a -q twice sheet.st
ok $? "quotes, line ends and separators inside are text"

printf 'a b\tx\nnothing\nb a\ty\n\tz\n' >bad.tsv
train --iterations=1 bad.tsv && grep -q 'bad.tsv: left out 2 of 4 rows' err &&
	grep -q 'bad.tsv:2: ' err && grep -q 'bad.tsv:4: ' err
ok $? "what cannot be used is counted and named"
printf 'a b\tx\nnothing\nnor here\n' >worse.tsv
fails "more than half of it is too much" 'worse.tsv:2: ' \
	train --iterations=1 worse.tsv
: >empty.tsv
fails "an empty file" 'empty.tsv' train --iterations=1 empty.tsv
fails "a file that is not there" 'nowhere.tsv' train --iterations=1 nowhere.tsv
fails "a checkpoint is no data" 'half.st' train --iterations=1 half.st
mkdir folder
fails "an empty folder" 'folder' train --iterations=1 folder
fails "a column that is not there" 'Latein' \
	train --iterations=1 --columns=Latein,Deutsch sheet.csv

fails "generated pairs are not chosen for a file" \
	'--pairs chooses generated examples' \
	train --iterations=1 --pairs=roman pairs.tsv
fails "columns without data" 'is about DATA, but none' \
	train --iterations=1 --columns=1,2
fails "held-out data without data" 'is about DATA, but none' \
	train --iterations=1 --valid-file=held.tsv
fails "the demonstration text is no pairs" 'takes no --demo' \
	train --iterations=1 --demo
fails "a text has no columns" 'reads a text: it takes no --columns' \
	"$RNNTUI" --batch --iterations=1 --columns=1,2 pairs.tsv

before=$(cksum pairs.tsv held.tsv)
fails "the data are not saved over" 'is both the data and --save' \
	train --iterations=1 --save=pairs.tsv pairs.tsv
fails "nor the held-out ones, as a checkpoint names them" \
	'is both --valid-file and --save' resume --resume=half.st --save=held.tsv
[ "$(cksum pairs.tsv held.tsv)" = "$before" ]
ok $? "and are as they were"
