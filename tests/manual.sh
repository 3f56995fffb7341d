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

echo "1..$n"
