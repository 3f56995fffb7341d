#!/bin/sh
# verify.sh: `verify` shows what a checkpoint holds, and finds what is wrong
# with a damaged one.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u

work=$(mktemp -d "${TMPDIR:-/tmp}/rnntui-verify.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
printf 'abcabdabcabdabcabdabcabdabc\n%.0s' 1 2 3 4 5 6 7 8 >text
cp text other
printf 'x' >>other
LC_ALL=C
export LC_ALL

count=0
# check NAME COMMAND...: ok when it succeeds.
check()
{
	name=$1
	shift
	count=$((count + 1))
	if "$@"; then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name"
		sed 's/^/# /' out err
	fi
}

# verify FILE [TEXT]: its report in out, its reason in err, its status.
verify()
{
	"$RNNTUI" --batch -e "verify $1" "${2:-text}" >out 2>err
}

# shows FILE NAME VALUE [TEXT]: it is sound, and has that row.
shows()
{
	verify "$1" "${4:-text}" || return 1
	row=$(printf '%-14s%s' "$2" "$3")
	grep -qF -e "$row" out
}

# fails FILE REASON: with status 1, and nothing shown.
fails()
{
	verify "$1"
	[ $? -eq 1 ] && [ ! -s out ] && grep -qF -e "error: $1: $2" err
}

# patch FILE OFFSET OCTAL: other bytes there.
patch()
{
	# shellcheck disable=SC2059 # they are escapes
	printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

# What was not made by this program has no checksums.
without_sums()
{
	sed 's/"data_crc32"/"data_crc33"/; s/metadata_crc32/metadata_crc33/' "$1"
}

"$RNNTUI" --batch --iterations=20 --hidden=9 --save=good text 2>err || cat err
header=$(od -An -tu8 -N8 good | tr -d ' ')
data=$((8 + header))

echo 1..25
check 'the net' shows good net 'lstm, 1 layer of 9 units'
check 'the symbols' shows good symbols 5
check 'the iteration' shows good iteration 20
check 'the optimizer' shows good optimizer 'adagrad, learning rate 0.1'
check 'the checksums' shows good checksums right
check 'the text that is running' \
	shows good text "$work/text (the one that is running)"
check 'it can be resumed' shows good resume 'yes, with the text that is running'
check 'nothing is unused' sh -c '! grep -q unused out'

check 'under another text, its own is looked at' \
	shows good text "$work/text (unchanged)" other
check 'there it cannot be resumed' \
	shows good resume 'only with the text it was trained on' other
check 'there --init would not know a symbol' shows good init \
	'no: good does not know 1 of the text'\''s symbols (the first is "x")' other
gzip -c text >packed.gz
"$RNNTUI" --batch --iterations=3 --hidden=4 --save=packed packed.gz 2>err
check 'a packed text is unpacked for that' \
	shows packed text "$work/packed.gz (unchanged)" other
mkfifo pipe
without_sums good | sed "s|$work/text|$work/pipe|" >bad
check 'a pipe is not waited for' \
	shows bad text "$work/pipe (not there)" other
mv text kept
check 'a text that is not there' shows good text "$work/text (not there)" other
cp other text
check 'a text that is another now' \
	shows good text "$work/text (another text now" other
mv kept text

cp good bad
patch bad $((data + 100)) '\377'
check 'a changed tensor' fails bad 'it is damaged: the CRC of its tensors'
printf 'verify bad\nstep 1\n' >script
stops()
{
	"$RNNTUI" --batch --iterations=5 -x script text >out 2>err
	[ $? -eq 1 ] && grep -q 'script:1: the script stops here' err
}
check 'a script stops there' stops
sed 's/"iteration":"20"/"iteration":"21"/' good >bad
check 'a changed number' fails bad 'it is damaged: the CRC of its metadata'
head -c $((data + 50)) good >bad
check 'a file that is cut off' fails bad 'tensor "'
: >bad
check 'an empty file' fails bad 'it is empty'

without_sums good >bad
check 'a file without checksums' shows bad checksums none
patch bad "$data" '\000\000\300\177'
check 'a weight that is no number' fails bad \
	'its tensor model.rnn.weight_ih_l0 has a value that is not finite'
without_sums good | sed 's/optim.step/optim.stop/' >bad
check 'what keeps it from being resumed' \
	shows bad resume 'no: it has no tensor optim.step'

# Another program's: the weights alone, and a tensor of no use.
without_sums good | sed 's/"format":"rnntui"/"format":"rnnTUI"/
	s/model\.rnn\./modul.RNN./g; s/model\.out\./modul.fc0./g' >foreign
check 'another program'\''s names' shows foreign note \
	'the layers are modul.RNN.weight_ih_l0 and so on'
check 'and its tensors that are not used' shows foreign note 'unused: optim.'
