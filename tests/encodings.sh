#!/bin/sh
# encodings.sh: texts of other encodings from the command line: pipes, resuming,
# what is written, statuses.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u

# shellcheck source=tests/tap-lib.sh
. "${top_srcdir:?}/tests/tap-lib.sh"
utf8=${top_srcdir:?}/data/korean.txt

# run NAME STATUS PATTERN ARGUMENT...: the pattern is looked for in what is said.
run() {
	name=$1 want=$2 pattern=$3
	shift 3
	"$RNNTUI" --batch --hidden=16 "$@" >"$work/out" 2>"$work/err" <"$input"
	got=$?
	[ "$got" -eq "$want" ] &&
		cat "$work/out" "$work/err" | grep -q -e "$pattern"
	ok $? "$name"
}

input=/dev/null
cp949=$work/korean.cp949
iconv -f utf-8 -t cp949 "$utf8" >"$cp949"
gzip -c "$cp949" >"$work/korean.gz"

run "info run names the encoding" 0 '(CP949)' -e 'info run' "$cp949"
run "and what was packed" 0 '(CP949)' -e 'info run' "$work/korean.gz"
run "the notice says how to insist" 0 'CP949 (detected); --encoding=bytes' \
	-e 'info run' "$cp949"
run "a name that iconv does not know is a usage error" 2 'klingon.* is no name that iconv' \
	--encoding=klingon -e 'info run' "$cp949"
run "a named encoding must fit" 2 'is not euc-kr (first bad byte' \
	--encoding=euc-kr -e 'info run' "$utf8"
input=$cp949
run "standard input is decoded" 0 '(CP949)' -e 'info run' -
input=$work/korean.gz
run "and unpacked" 0 '(CP949)' -e 'info run' -
input=/dev/null

# --- resuming ----------------------------------------------------------------
both=$work/both.safetensors half=$work/half.safetensors
run "a run of a detected text is saved" 0 saved --iterations=40 \
	--save="$both" "$cp949"
run "and half of one" 0 saved --iterations=20 --save="$half" "$cp949"
run "resuming reads the text as it was, without a word" 0 '(CP949)' \
	--resume="$half" --iterations=40 --save="$half" -e 'info run'
! grep -q 'read as' "$work/err"
ok $? "and without a notice"
cmp "$both" "$half" >"$work/err" 2>&1
ok $? "and goes on bit for bit"
run "a checkpoint is no text" 2 'is a checkpoint (--resume' -e 'info run' \
	"$both"

{ cat "$utf8" "$utf8" "$utf8" "$utf8"; printf '\377'; cat "$utf8"; } \
	>"$work/few"
run "UTF-8 with a bad byte is saved" 0 'U+FFFD' --iterations=3 \
	--save="$work/few.safetensors" "$work/few"
run "and resumed" 0 '(utf-8)' --resume="$work/few.safetensors" -e 'info run'

# --- what is written ---------------------------------------------------------
run "samples are written in UTF-8" 0 나는 -e 'sample 1 "나는"' "$cp949"
iconv -f utf-8 -t utf-8 "$work/out" >/dev/null 2>"$work/err"
ok $? "and in nothing else"
printf 'Gr\366\337e\1\2\3 Gr\366\337e\n' >"$work/latin1"
run "of bytes the bytes" 0 '' --encoding=bytes -e 'sample 0 "\u00f6\xDF"' \
	"$work/latin1"
printf '\366\337\n' | cmp - "$work/out" >"$work/err" 2>&1
ok $? "exactly"

echo "1..$n"
