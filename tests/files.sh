#!/bin/sh
# files.sh: the files of one program never overwrite each other.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u

# shellcheck source=tests/tap-lib.sh
. "${top_srcdir:?}/tests/tap-lib.sh"

text=$work/text.csv
cp "${top_srcdir:?}/data/demo.txt" "$text"
cd "$work" || exit 1
small="--batch --hidden=4"
# shellcheck disable=SC2086 # options
"$RNNTUI" $small --iterations=3 --save=r.csv "$text" 2>err || exit 1
cp r.csv i.csv
ln -s r.csv r-link.csv
ln r.csv r-hard.csv
ln -s nowhere.csv dangling.csv
echo 'step 1' >s.csv
ln -s s.csv s-link.csv
mkdir folder
ln -s . here

# refused NAME FILE OPTION...: status 2, a reason that says what FILE is, and
# everything is as it was.
refused() {
	name=$1 file=$2
	shift 2
	before=$(cksum ./*.csv 2>/dev/null)
	# shellcheck disable=SC2086 # options
	"$RNNTUI" $small --iterations=6 "$@" "$text" >out 2>err </dev/null
	[ $? -eq 2 ] && grep -q "$file is both" err &&
		[ "$(cksum ./*.csv 2>/dev/null)" = "$before" ]
	ok $? "$name"
}
refused "a script is not saved over" s.csv -x s.csv --save s.csv
refused "nor through a link to it" s-link.csv -x s.csv --save s-link.csv
refused "nor logged over" s.csv -x s.csv --log s.csv
refused "what is resumed is not logged over" r.csv --resume r.csv --log r.csv
refused "nor through a symbolic link" r.csv --resume r.csv --log r-link.csv
refused "nor through a hard link" r.csv --resume r.csv --log r-hard.csv
refused "weights to begin with are not saved over" i.csv \
	--init i.csv --save i.csv
refused "nor logged over" i.csv --init i.csv --log i.csv
refused "the log is not the checkpoint" s.csv --log s.csv --save s.csv
refused "also where neither is there yet" c.csv --log c.csv --save c.csv
refused "however it is spelt" c.csv --log c.csv --save ./folder/../c.csv
refused "or reached" c.csv --log c.csv --save here/c.csv
refused "or linked to what is not there" nowhere.csv \
	--save nowhere.csv --log dangling.csv
refused "the best is not the last" b.csv --save b.csv --save-best b.csv
refused "nor what is resumed" r.csv --resume r.csv --save-best r.csv
refused "the text is not saved over" text.csv --save text.csv
refused "nor logged over" text.csv --log here/text.csv

before=$(cksum <text.csv)
# shellcheck disable=SC2086 # options
"$RNNTUI" $small --iterations=6 --resume r.csv --save text.csv >out 2>err
[ $? -eq 2 ] && [ "$(cksum <text.csv)" = "$before" ]
ok $? "nor is the text that a checkpoint names"

# shellcheck disable=SC2086 # options
"$RNNTUI" $small --iterations=6 --resume r.csv --save r.csv "$text" 2>err
ok $? "a run is saved where it came from"
# shellcheck disable=SC2086 # options
"$RNNTUI" $small --iterations=9 --resume r.csv --save r-link.csv "$text" 2>err
ok $? "also through a link"

echo 'step 1' >input.csv
# shellcheck disable=SC2094 # that is the matter
"$RNNTUI" --hidden=4 --save input.csv "$text" <input.csv >out 2>err
[ $? -eq 2 ] && grep -qx 'step 1' input.csv
ok $? "standard input is not saved over"
# shellcheck disable=SC2094
"$RNNTUI" --hidden=4 --log out.csv "$text" <input.csv >out.csv 2>err
[ $? -eq 2 ] && [ ! -s out.csv ]
ok $? "the log is not written over standard output"
"$RNNTUI" --hidden=4 "$text" <input.csv >both.csv 2>&1
ok $? "both outputs may be one file"

# --- commands -----------------------------------------------------------------
# fails NAME FILE COMMAND...: the last command fails and FILE is as it was.
fails() {
	name=$1 file=$2
	shift 2
	"$RNNTUI" --hidden=4 --save end.csv "$text" >out 2>err <<-END
		$*
		print 6*7
	END
	[ $? -eq 1 ] && grep -q "error: $file is in use" err &&
		grep -q '= 42' out
	ok $? "$name"
}
fails "save does not replace the text" text.csv save text.csv
fails "log does not replace the text" text.csv log text.csv
fails "save does not replace the log" l.csv "log l.csv
save l.csv"
fails "log does not replace what --save will" end.csv log end.csv
fails "source does not read what is being logged" l.csv "log l.csv
source l.csv"
[ "$(cksum <text.csv)" = "$before" ]
ok $? "and the text is as it was"

printf 'step 1\nsave script.csv\nstep 1\n' >script.csv
cp script.csv script.copy
"$RNNTUI" --hidden=4 "$text" >out 2>err <<-END
	source script.csv
	print iteration
END
[ $? -eq 1 ] && cmp -s script.csv script.copy &&
	grep -qx 'iteration = 1' out
ok $? "a script does not replace itself"
printf 'log script-link.csv\n' >script.csv
ln -s script.csv script-link.csv
# shellcheck disable=SC2086 # options
"$RNNTUI" $small -x script.csv "$text" >out 2>err
[ $? -eq 1 ] && grep -qx 'log script-link.csv' script.csv
ok $? "nor through a link"

"$RNNTUI" --hidden=4 "$text" >out 2>err <<-END &&
	log again.csv
	step 2
	log again.csv
	step 2
	log off
	save again.csv
END
	"$RNNTUI" --batch -e 'print 1' --resume again.csv "$text" >out 2>err
ok $? "a log may begin again, and its file is free when it is closed"

# shellcheck disable=SC2086 # options
"$RNNTUI" $small --save off -e 'log l.csv' -e 'log off' "$text" >out 2>err
ok $? "the word off is no file"

echo "1..$n"
