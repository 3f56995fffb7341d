#!/bin/sh
# plain.sh: the program in scripts: statuses, streams, samples, logs, signals.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u

# shellcheck source=tests/tap-lib.sh
. "${top_srcdir:?}/tests/tap-lib.sh"
text=${top_srcdir:?}/data/demo.txt

# status EXPECTED NAME REASON COMMAND...: its status, and REASON (a pattern for
# grep, empty for none) on standard error.
status() {
	want=$1 name=$2 reason=$3
	shift 3
	"$@" >"$work/out" 2>"$work/err" </dev/null
	got=$?
	[ "$got" -eq "$want" ] && { [ -z "$reason" ] ||
		grep -q -e "$reason" "$work/err"; }
	result=$?
	[ "$got" -eq "$want" ] || echo "# status $got, not $want"
	ok "$result" "$name"
}

# session NAME EXPECTED-OUTPUT COMMANDS [OPTION...]
session() {
	name=$1 want=$2 commands=$3
	shift 3
	# shellcheck disable=SC2059 # the commands hold \n
	printf "$commands" | "$RNNTUI" "$@" "$text" >"$work/out" 2>"$work/err"
	printf '%s\n' "$want" >"$work/want"
	[ -n "$want" ] || : >"$work/want"
	cmp -s "$work/out" "$work/want"
	ok $? "$name"
}

# --- input that is refused ---------------------------------------------------
: >"$work/empty"
printf a >"$work/one"
printf ab >"$work/two"
printf 'hello world\n' >"$work/short"
status 2 "no text is a usage error that names --demo" demo "$RNNTUI"
status 2 "a missing text is named" "nowhere.txt" "$RNNTUI" --batch -e pause "$work/nowhere.txt"
status 2 "a folder is no text" directory "$RNNTUI" --batch -e pause "$work"
status 2 "a device is no text" device "$RNNTUI" --batch -e pause /dev/zero
status 2 "an empty text is refused" empty "$RNNTUI" --batch -e pause "$work/empty"
status 2 "one character is refused" "" "$RNNTUI" --batch -e pause "$work/one"
status 0 "the keys are the screen's" "there is no screen" "$RNNTUI" --batch \
	-e "help keys" "$work/two"
status 0 "two characters train" "" "$RNNTUI" --batch --iterations=5 "$work/two"
status 0 "a short text cuts seq-length with a notice" seq-length "$RNNTUI" --batch --iterations=5 "$work/short"
status 2 "a batch too large for the text" "" "$RNNTUI" --batch --iterations=1 --batch-size=100 "$work/short"
status 2 "an unknown option" no-such "$RNNTUI" --no-such "$text"
status 2 "out of range names the range" "1..8192" "$RNNTUI" --hidden=0 "$text"
status 2 "no number" "learning-rate" "$RNNTUI" --learning-rate=fast "$text"
status 2 "batch without anything to do" "iterations" "$RNNTUI" --batch "$text"
status 2 "a text over --max-bytes" "max-bytes\|bytes" "$RNNTUI" --batch -e pause --max-bytes=100 "$text"
status 2 "a log of no known kind" "csv" "$RNNTUI" --batch -e pause --log="$work/x.log" "$text"
status 2 "a script that is not there" "nothere" "$RNNTUI" --batch -x "$work/nothere" "$text"
status 2 "a damaged checkpoint" "" "$RNNTUI" --batch -e pause --resume="$text" "$text"
status 0 "--version names the BLAS" "" "$RNNTUI" --version
grep -q 'BLAS.*openblas' "$work/out"
ok $? "--version prints the library that is bound"
status 0 "--help" "" "$RNNTUI" --help
[ "$(wc -l <"$work/out")" -le 24 ]
ok $? "--help fits 24 lines"

for option in --help --help=all --version; do
	"$RNNTUI" $option >/dev/full 2>"$work/err"
	[ $? -eq 3 ]
	ok $? "$option to a full disk is status 3"
done
echo keep >"$work/keep.st"
status 2 "a script that is not there: nothing is done, nothing is saved" \
	"nothere" "$RNNTUI" --batch --iterations=1 -x "$work/nothere" \
	--save="$work/keep.st" "$text"
grep -qx keep "$work/keep.st"
ok $? "and the old checkpoint is still there"

# --- commands ----------------------------------------------------------------
session "print writes EXPR = value, and nothing else is on standard output" \
	"iteration = 3" 'step 3\nprint iteration\nquit\n'
session "blank lines and comments do nothing" "iteration = 1" \
	'\n# step 5\nstep # one\n\nprint iteration\n'
session "aliases" "iteration = 7" 's 2\nc 5\np iteration\nq\n'
session "until stops at the first iteration where it is true" \
	"iteration = 12" 'until iteration >= 12\nprint iteration\n'
session "a second until that is already true does nothing" \
	"iteration = 12" 'u iteration >= 12\nu iteration > 3\np iteration\n'
session "continue goes to --iterations and a step may pass it" \
	"iteration = 22" 'continue\nstep 2\np iteration\n' --iterations=20
session "next goes to the next sample" "iteration = 10" \
	'step 3\nnext\np iteration\n' --sample-every=10 --temperature=0 --sample-length=0
session "lr changes the rate" "learning-rate = 0.05" 'lr 0.05\nlr\n'
session "learning_rate is that of the next iteration" "learning_rate = 0.05" \
	'step 3\nlr 0.05\nprint learning_rate\n'
session "of a schedule too" "learning_rate = 0.025" \
	'step 2\nprint learning_rate\n' --learning-rate=0.1 --schedule=step \
	--schedule-every=1
"$RNNTUI" --batch --iterations=3 --learning-rate=0.1 --schedule=step \
	--schedule-every=1 --log="$work/rates.csv" "$text" 2>"$work/err"
[ "$(cut -d, -f6 "$work/rates.csv" | tr '\n' ' ')" = \
	"learning_rate 0.1 0.05 0.025 " ]
ok $? "in a log it is the row's"
session "another optimiser brings its rate" "learning-rate = 0.001" \
	'set optimizer adam\nlr\n'
session "a shape restarts where that is said" "iteration = 0" \
	'step 3\nset hidden 20 restart\nprint iteration\n'
session "a comparison prints a truth" "loss < 0 = 0" 'step\nprint loss < 0\n'

"$RNNTUI" --batch -e 'step 2 # one
print iteration' "$text" >"$work/out" 2>"$work/err" &&
	grep -qx 'iteration = 2' "$work/out"
ok $? "each line of -e is a command"

printf 'bogus\nstep 2\nprint iteration\n' |
	"$RNNTUI" "$text" >"$work/out" 2>"$work/err"
[ $? -eq 1 ] && grep -q '^error: ' "$work/err" &&
	grep -qx 'iteration = 2' "$work/out"
ok $? "a failing command prints error:, the rest goes on, the status is 1"

printf 'set hidden 20\n' | "$RNNTUI" "$text" >"$work/out" 2>"$work/err"
[ $? -eq 1 ] && grep -q 'set hidden 20 restart' "$work/err"
ok $? "a shape without restart is refused and says how"

printf 'step\0 2\nprint iteration\n' |
	"$RNNTUI" "$text" >"$work/out" 2>"$work/err"
[ $? -eq 1 ] && grep -q 'NUL' "$work/err" && grep -qx 'iteration = 0' "$work/out"
ok $? "a NUL byte in a command is an error, not its end"
printf 'step 2\0\nstep 5\n' >"$work/script"
"$RNNTUI" --batch -x "$work/script" -e 'print iteration' "$text" \
	>"$work/out" 2>"$work/err"
[ $? -eq 1 ] && grep -q "script:1" "$work/err" && grep -qx 'iteration = 0' "$work/out"
ok $? "in a script too"

printf 'print iteration\nbogus\nstep 5\n' >"$work/script"
"$RNNTUI" --batch -x "$work/script" -e 'print iteration' "$text" \
	>"$work/out" 2>"$work/err"
[ $? -eq 1 ] && grep -q "script:2" "$work/err" &&
	[ "$(grep -c 'iteration = 0' "$work/out")" -eq 2 ]
ok $? "a script stops where it fails and says file and line"

printf 'step 2\nsource %s\nstep 1\nprint iteration\n' "$work/inner" >"$work/script"
printf 'step 10\n' >"$work/inner"
"$RNNTUI" --batch -x "$work/script" "$text" >"$work/out" 2>"$work/err"
grep -qx 'iteration = 13' "$work/out"
ok $? "source inside a script runs before the rest of it"

printf 'step 4\nprint iteration\n' | "$RNNTUI" --batch -e 'print iteration' \
	"$text" >"$work/out" 2>"$work/err"
[ "$(cat "$work/out")" = "iteration = 0" ]
ok $? "--batch never reads standard input"

"$RNNTUI" --batch -e 'step 2' -e 'print iteration' - <"$text" \
	>"$work/out" 2>"$work/err" && grep -qx 'iteration = 2' "$work/out"
ok $? "the text may come from standard input"

# --- samples -----------------------------------------------------------------
sample='sample 200 "To be" temperature=0.7 rng=42'
"$RNNTUI" --batch -e 'step 50' -e "$sample" -e "$sample" "$text" \
	>"$work/out" 2>"$work/err"
half=$(($(wc -c <"$work/out") / 2))
head -c "$half" "$work/out" >"$work/a"
tail -c "$half" "$work/out" >"$work/b"
cmp -s "$work/a" "$work/b" && [ "$(head -c 5 "$work/a")" = "To be" ]
ok $? "a sample with rng is the same every time and begins with its text"

"$RNNTUI" --batch --iterations=80 --log="$work/a.csv" --save="$work/a.st" \
	"$text" >/dev/null 2>&1
"$RNNTUI" --batch --iterations=80 --log="$work/b.csv" --save="$work/b.st" \
	-e 'step 30' -e 'sample 50' -e 'info weights' -e 'gradcheck 1' -e 'sample rng=3' \
	--sample-every=20 "$text" >"$work/out" 2>"$work/err"
# The user's own stream advances with a sample that has no rng=: of all tensors
# only that one may differ.
cut -d, -f1-8 "$work/a.csv" >"$work/a" && cut -d, -f1-8 "$work/b.csv" |
	cmp -s - "$work/a"
ok $? "looking does not change training"

printf 'x\000y\000z\r\nx\000y\r\n\033[31m' >"$work/raw"
"$RNNTUI" --batch --iterations=30 -e 'sample 400 rng=1' --init-scheme=normal \
	"$work/raw" >"$work/out" 2>"$work/err" &&
	[ "$(wc -c <"$work/out")" -eq 402 ]
ok $? "redirected samples are byte-exact, NUL and escapes too"

printf 'sample 3 "a\343\205\213b"\nsample 0 "ab"\n' | "$RNNTUI" "$text" \
	>"$work/out" 2>"$work/err" && grep -q skipped "$work/err" &&
	tail -n 1 "$work/out" | grep -qx ab
ok $? "a character the net does not know is named and skipped"

# --- log and checkpoint ------------------------------------------------------
head -n 1 "$work/a.csv" |
	grep -q '^iteration,epoch,loss,smooth_loss,bpc,learning_rate,grad_norm,clip_fraction,chars_per_second'
ok $? "the log's columns are in the order of the contract"
sed -n 2p "$work/a.csv" | grep -q '^0,' && [ "$(wc -l <"$work/a.csv")" -eq 81 ]
ok $? "the first row is iteration 0, one row an iteration"

"$RNNTUI" --batch --iterations=40 --save="$work/half.st" "$text" 2>/dev/null
"$RNNTUI" --batch --iterations=80 --resume="$work/half.st" \
	--save="$work/whole.st" 2>"$work/err" >"$work/out"
cmp -s "$work/whole.st" "$work/a.st"
ok $? "40 iterations, save, resume, 40 more: the bytes of 80 at once"

"$RNNTUI" --batch --iterations=80 --resume="$work/whole.st" 2>"$work/err" >"$work/out"
ok $? "--iterations already reached: nothing is trained, status 0"
status 2 "another text than the checkpoint's is refused and names --init" \
	"--init" "$RNNTUI" --batch -e pause --resume="$work/a.st" "$work/short"
echo keep >"$work/keep.csv"
status 2 "a run that cannot begin is refused" "--init" "$RNNTUI" --batch \
	-e pause --resume="$work/a.st" --log="$work/keep.csv" "$work/short"
grep -qx keep "$work/keep.csv"
ok $? "and leaves the old log as it is"
status 2 "a shape that differs from the checkpoint's is refused" hidden \
	"$RNNTUI" --batch -e pause --hidden=50 --resume="$work/a.st"
"$RNNTUI" --batch -e lr --learning-rate=0.02 --resume="$work/a.st" \
	>"$work/out" 2>"$work/err" && grep -qx 'learning-rate = 0.02' "$work/out"
ok $? "an explicit live option wins over the checkpoint's"
"$RNNTUI" --batch --init="$work/a.st" -e 'print iteration' "$text" \
	>"$work/out" 2>"$work/err" && grep -qx 'iteration = 0' "$work/out"
ok $? "--init takes the weights and begins at iteration 0"

cp "$work/a.st" "$work/keep.st"
before=$(cksum <"$work/keep.st")
(ulimit -f 8; "$RNNTUI" --batch --iterations=5 --save="$work/keep.st" "$text") \
	>"$work/out" 2>"$work/err"
[ $? -eq 3 ] && [ "$(cksum <"$work/keep.st")" = "$before" ]
ok $? "a save over the quota is status 3 and the old file is intact"

status 3 "a save into a folder that is not there" "" \
	"$RNNTUI" --batch --iterations=2 --save="$work/no/such/m" "$text"
"$RNNTUI" --batch -e 'info vocab' "$text" >/dev/full 2>"$work/err"
[ $? -eq 3 ]
ok $? "a full standard output is status 3"

"$RNNTUI" --batch -e 'print 1' --log="$work/closed.csv" "$text" \
	>&- 2>"$work/err"
[ $? -eq 3 ] && head -n 1 "$work/closed.csv" | grep -q '^iteration,'
ok $? "a closed standard output is status 3 and no file takes its place"

escape=$(printf '\033]0;x\007')
cp "$work/raw" "$work/$escape"
printf '\377' >>"$work/$escape"
"$RNNTUI" --batch -e pause "$work/$escape" 2>"$work/out" >/dev/null
grep -q 'not UTF-8' "$work/out" && ! grep -q "$escape" "$work/out"
ok $? "a notice does not hand on the control characters of a name"

status 1 "an explosion in batch is status 1" "not finite" "$RNNTUI" --batch \
	--iterations=2000 --optimizer=sgd --learning-rate=1e38 --clip=0 \
	--save="$work/bad.st" "$text"
[ ! -e "$work/bad.st" ]
ok $? "and the bad state is not saved"

status 1 "weights that overflow in the last update are status 1" "" "$RNNTUI" \
	--batch --iterations=1 --optimizer=sgd --learning-rate=3e38 --clip=0 \
	"$text"

# --- limits, scripts, what is not kept -------------------------------------------
"$RNNTUI" --batch --iterations=5 -e 'step 5' -e 'until loss < 0' -e finish \
	-e 'print iteration' "$text" >"$work/out" 2>"$work/err"
grep -qx 'iteration = 5' "$work/out"
ok $? "until and finish do not pass --iterations"

"$RNNTUI" --batch --iterations=5 -e 'step 3' -e next -e 'print iteration' \
	-e next -e 'print iteration' "$text" >"$work/out" 2>"$work/err"
[ "$(cat "$work/out")" = "iteration = 5
iteration = 5" ]
ok $? "next does not pass --iterations"

status 3 "a --save that cannot be written is found before the work" \
	"cannot write" "$RNNTUI" --batch --iterations=5 \
	--log="$work/early.csv" --save="$work/nowhere/x.st" "$text"
[ ! -e "$work/early.csv" ]
ok $? "and nothing was begun"

cp "$text" "$work/own.txt"
status 2 "--save does not replace the text itself" "is both the data and --save" \
	"$RNNTUI" --batch -e 'step 1' --save="$work/own.txt" "$work/own.txt"
status 2 "--log does not replace the text itself" "is both the data and the log" \
	"$RNNTUI" --batch -e 'step 1' --log="$work/own.txt" "$work/own.txt"
"$RNNTUI" --batch -e "save $work/own.txt" "$work/own.txt" 2>"$work/err"
[ $? -eq 1 ] && cmp -s "$text" "$work/own.txt"
ok $? "nor does the command save"

status 2 "a folder as a script is found before the work" "$work" "$RNNTUI" \
	--batch -x "$work" --iterations=5 "$text"
status 2 "--save-every without --save is a usage error" "needs --save" \
	"$RNNTUI" --batch --iterations=5 --save-every=2 "$text"
status 2 "--save-best without validation is a usage error" "needs validation" \
	"$RNNTUI" --batch --iterations=5 --save-best="$work/best.st" "$text"
head -c 400 "$text" >"$work/little"
status 0 "a recipe says itself when training ends" "saved $work/best.st" \
	"$RNNTUI" --batch --recipe=quick --save-best="$work/best.st" \
	"$work/little"
"$RNNTUI" --batch --recipe=quick "$work/two" >"$work/out" 2>"$work/err"
[ $? -eq 0 ] && grep -q "recipe quick: " "$work/err" &&
	! grep -q "held out" "$work/err"
ok $? "a recipe does not say that something is held out where nothing is"
status 2 "--recipe is not for a run that goes on" "goes on with the settings" \
	"$RNNTUI" --recipe=quick --resume="$work/best.st" "$work/little"
status 0 "what kept the best goes on where that was" "" \
	"$RNNTUI" --batch --resume="$work/best.st" -e "print best_valid_loss" \
	"$work/little"
status 2 "an option with _ for - is named" "near: learning-rate" "$RNNTUI" \
	--batch --iterations=5 --learning_rate=1 "$text"
status 1 "a file name holds no NUL" "holds a NUL" "$RNNTUI" --batch \
	-e "save \"$work/cut\\u0000b.st\"" "$text"
[ ! -e "$work/cut" ]
ok $? "and nothing is written to its beginning"
printf '\357\273\277print 1+1\n' >"$work/script"
"$RNNTUI" --batch -x "$work/script" "$text" 2>"$work/err" |
	grep -q '= 2'
ok $? "a byte order mark does not spoil a script"

printf 'step 3\nset learning-rate 1e300\nstep 5\nprint 1\n' >"$work/script"
"$RNNTUI" --batch --optimizer=sgd -x "$work/script" "$text" \
	>"$work/out" 2>"$work/err"
[ $? -eq 1 ] && grep -q 'script:3' "$work/err" && ! grep -q '1 = 1' "$work/out"
ok $? "a script that an explosion stops says where"

"$RNNTUI" --batch --hidden=8 --optimizer=sgd --momentum=0 --clip=0 \
	--learning-rate=1e38 --iterations=20 --save="$work/inf.st" --save-every=1 \
	"$text" >"$work/out" 2>"$work/err"
[ $? -eq 1 ] && [ ! -e "$work/inf.st" ] && grep -q 'not finite' "$work/err"
ok $? "weights that are not finite are not saved"

"$RNNTUI" --batch --seq-length=100 --threads=4 --iterations=3 \
	--save="$work/cut.st" "$work/short" 2>"$work/err" >"$work/out" &&
	"$RNNTUI" --batch --seq-length=100 --threads=4 --iterations=5 \
		--resume="$work/cut.st" 2>"$work/err" >"$work/out"
ok $? "what the text cut is no other shape when it is asked for again"

"$RNNTUI" --batch --log="$work/same.csv" -e 'step 5' -e "log $work/same.csv" \
	-e 'step 3' "$text" >"$work/out" 2>"$work/err" &&
	[ "$(tr -d '\000' <"$work/same.csv" | cut -d, -f1 | tr '\n' ' ')" = \
		"iteration 5 6 7 " ]
ok $? "a log that is begun again in the same file holds the new rows alone"

status 2 "standard input that cannot be read is said" "standard input" \
	sh -c '"$1" --hidden=4 "$2" <"$3"' sh "$RNNTUI" "$text" "$work"

# --- signals -----------------------------------------------------------------
# The program says when it is under way through a fifo, so nothing sleeps.
mkfifo "$work/fifo" "$work/fifo2"
meanwhile=:
signal() { # SIGNAL NAME FILE OPTION...
	sig=$1 name=$2 file=$3
	shift 3
	# Without job control a shell has its background ignore INT and QUIT.
	env --default-signal="$sig" \
		"$RNNTUI" --batch --iterations=100000000 -e 'step 5' \
		-e 'print iteration' "$@" "$text" >"$work/fifo" 2>"$work/err" &
	pid=$!
	read -r _ <"$work/fifo"
	$meanwhile
	kill "-$sig" "$pid"
	wait "$pid"
	got=$?
	# shellcheck disable=SC2086 # a pattern
	[ "$got" -gt 128 ] && ls $file >/dev/null 2>&1
	result=$?
	[ "$result" -eq 0 ] || echo "# status $got"
	ok "$result" "$name"
}
signal TERM "SIGTERM saves a recovery file and is raised again" \
	"$work/state/rnntui/recovered-*.safetensors"
rm -f "$work"/state/rnntui/recovered-*
signal TERM "SIGTERM saves to --save" "$work/term.st" --save="$work/term.st"
signal INT "a signal that saves nothing still completes the log" \
	"$work/quit.csv" --log="$work/quit.csv"
[ "$(wc -l <"$work/quit.csv")" -ge 6 ]
ok $? "with every row so far"
mkdir "$work/gone"
meanwhile="rmdir $work/gone"
signal TERM "SIGTERM keeps the state elsewhere where --save cannot" \
	"$work/state/rnntui/recovered-*.safetensors" --save="$work/gone/x.st"
meanwhile=:
rm -f "$work"/state/rnntui/recovered-*

mkdir "$work/gone"
"$RNNTUI" --hidden=4 --save="$work/gone/x.st" -e 'step 5' -e 'print 1' \
	"$text" <"$work/fifo" >"$work/fifo2" 2>"$work/err" &
pid=$!
exec 3>"$work/fifo" 4<"$work/fifo2"
read -r _ <&4
rmdir "$work/gone"
exec 3>&- 4<&-
wait "$pid"
[ $? -eq 3 ] && ls "$work"/state/rnntui/recovered-*.safetensors >/dev/null 2>&1 &&
	grep -q '^rnntui: saved .*recovered-' "$work/err"
ok $? "a --save that fails at the end is status 3, and the work is kept aside"
recovered=$(ls "$work"/state/rnntui/recovered-*.safetensors)
"$RNNTUI" --hidden=4 --batch -e 'print 1' "$text" >"$work/out" 2>"$work/err"
! grep -q 'work on this text' "$work/err"
ok $? "work kept aside is not offered in batch"
printf 'recover load\nstep 1\nsave %s\n' "$work/taken.st" |
	"$RNNTUI" --hidden=4 "$text" >"$work/out" 2>"$work/err"
grep -q 'that could not be saved at iteration 5' "$work/err" &&
	[ -s "$work/taken.st" ] && [ ! -e "$recovered" ]
ok $? "work kept aside is offered, and removed when it has been saved"

"$RNNTUI" --batch --iterations=50 --hidden=4 --save="$work/keep.st" "$text" \
	2>"$work/err" && cp "$work/keep.st" "$work/keep.copy"
"$RNNTUI" --hidden=4 --resume="$work/keep.st" --save="$work/keep.st" "$text" \
	<"$work/fifo" >"$work/fifo2" 2>"$work/err" &
pid=$!
exec 3>"$work/fifo" 4<"$work/fifo2"
printf '%s\n' 'set optimizer sgd' 'set clip 0' 'lr 3e38' 'step 500' \
	'print 1' >&3
read -r _ <&4
kill -TERM "$pid"
exec 3>&- 4<&-
wait "$pid"
cmp -s "$work/keep.st" "$work/keep.copy"
ok $? "SIGTERM does not write weights that are no numbers over a good file"
rm -f "$work"/state/rnntui/recovered-*
signal HUP "SIGHUP saves to --save" "$work/hup.st" --save="$work/hup.st"
"$RNNTUI" --batch -e 'print iteration' --resume="$work/term.st" \
	>"$work/out" 2>"$work/err" && grep -q 'iteration = [0-9]' "$work/out"
ok $? "what a signal saved can be resumed"

# Several runs: each cell on the same text, and what each is worth.
"$RNNTUI" --batch --hidden=8 --seed=1 -e 'compare rnn lstm gru' -e 'step 30' \
	-e runs -e 'switch gru' -e 'print smooth_loss' "$text" \
	>"$work/out" 2>"$work/err"
[ "$(grep -c ' 30  ' "$work/out")" -eq 3 ] &&
	grep -q '^\* rnn ' "$work/out" && grep -q '^  gru ' "$work/out"
ok $? "runs that are compared have made as many iterations"
"$RNNTUI" --batch --hidden=8 --seed=1 --cell=gru --iterations=30 \
	-e 'step 30' -e 'print smooth_loss' "$text" >"$work/alone" 2>>"$work/err"
grep '^smooth_loss' "$work/out" | cmp -s - "$work/alone"
ok $? "and the numbers that each has alone"
grep -q '^lstm: iteration 30  smooth loss' "$work/err"
ok $? "the end says where each run stands"

# A terminal keeps the columns of an answer, and nothing else that moves it.
if [ -n "${PYTHON:-}" ]; then
	"$PYTHON" -c 'import pty, sys; pty.spawn(sys.argv[1:])' "$RNNTUI" \
		--batch --task sentiment -e 'predict "\x1b[31mgood"' \
		-e 'echo "a\x1b[31m"' >"$work/out" 2>"$work/err" </dev/null
	grep -q "^positive$(printf '\t')0\\." "$work/out" &&
		! grep -q "$(printf '\033')" "$work/out"
	ok $? "on a terminal the columns of an answer stay columns"
fi

echo "1..$n"
