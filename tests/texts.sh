#!/bin/sh
# texts.sh: the generated texts are what their script makes, and all texts
# are what data/README.md promises: UTF-8 without control characters.
set -u
: "${srcdir:=.}"
data=$srcdir/data
scratch=$(mktemp -d ./texts-XXXXXX) || exit 1
trap 'rm -rf "$scratch"' EXIT
number=0
status=0

# result NAME COMMAND...: one line of TAP
result() {
	number=$((number + 1))
	name=$1
	shift
	if "$@"; then
		echo "ok $number - $name"
	else
		echo "not ok $number - $name"
		status=1
	fi
}

is_clean_utf8() {
	iconv -f UTF-8 -t UTF-8 "$1" > "$scratch/same" &&
		cmp "$1" "$scratch/same" &&
		! tr -d '\n' < "$1" | LC_ALL=C grep -q '[[:cntrl:]]'
}

echo 1..7
result 'make-texts.sh runs' sh "$data/make-texts.sh" "$scratch"
for text in brackets lines; do
	result "$text.txt is what make-texts.sh makes" \
		cmp "$data/$text.txt" "$scratch/$text.txt"
done
for text in demo korean brackets lines; do
	result "$text.txt is UTF-8 without control characters" \
		is_clean_utf8 "$data/$text.txt"
done
exit "$status"
