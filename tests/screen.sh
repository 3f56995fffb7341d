#!/bin/sh
# screen.sh: the program in a terminal, as a user meets it.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u

command -v tmux >/dev/null || { echo "1..0 # SKIP no tmux"; exit 0; }
# shellcheck source=tests/tmux-lib.sh
. "${top_srcdir:?}/tests/tmux-lib.sh"
: "${RNNTUI:?}"
text=$top_srcdir/data/demo.txt
small="--hidden=20 --sample-every=50"

moves() # the iteration on the screen grows
{
	before=$(term_iteration)
	term_until further "$before"
}

further()
{
	now=$(term_iteration)
	[ -n "$now" ] && [ "$now" -gt "${1:-0}" ]
}

rests() # a command later a paused program shows the same
{
	before=$(term_iteration)
	term_type 'print 7*7'
	term_wait '7\*7 = 49' && [ "$(term_iteration)" = "$before" ]
}

# Esc and another key at once would be Alt and that key.
close_pane()
{
	term_keys Escape
	term_gone ' output '
}

panels()
{
	for panel in loss sample hidden gates; do
		term_wait "─ $panel " || return 1
	done
}

# --- the panels, a command, the keys -----------------------------------------
term_open 80 24
mkdir -p "$home/config/rnntui"
echo 'print 6*7' >"$home/config/rnntui/init"
term_run "$small" "$text"
check "it starts running" term_wait RUNNING
check "the init script has run" term_wait '6\*7 = 42'
check "training goes on under the pane" moves
term_keys Escape
check "Esc closes the pane" term_gone '6\*7 = 42'
check "all panels have their place at 80x24" panels

term_type 'print 1+2'
check "a command's result is in the pane, below its echo" \
	term_wait '^1+2 = 3'
check "the pane shows the command" term_wait '^(lstm) print 1+2'
term_type 'no-such-command'
check "a mistake is explained" term_wait 'error: '
term_keys Escape
check "Esc closes the pane again" term_gone 'error: '
term_keys PPage
check "PgUp brings it back with its history" term_wait '1+2 = 3'
close_pane

term_put 'print 안녕 é'
check "Korean and other text is typed as it is" term_wait 'print 안녕 é$'
term_keys BSpace BSpace BSpace
check "a wide character is erased as one" term_wait 'print 안$'
term_keys C-u

term_put s
term_keys Tab
check "Tab shows the candidates" term_wait 'sample  *let the net write'
term_keys Escape
check "Esc closes the candidates" term_gone 'sample  *let the net write'
term_keys C-u
term_put gradc
term_keys Tab
check "a single candidate is completed" term_wait ') gradcheck'
term_keys C-u

tm set-buffer "$(printf 'print 7\nquit now\n')"
tm paste-buffer -p -r
check "a paste of two lines stands in the prompt" \
	term_wait 'print 7↵quit now$'
check "and runs nothing" term_lacks '^7 = 7'
term_keys C-u

term_keys F5
check "F5 pauses" term_wait PAUSED
check "a paused program rests" rests
before=$(term_iteration)
term_keys F10
check "F10 makes a step" term_until further "$before"
term_keys M-p
check "M-p continues" term_wait RUNNING
term_put 'half a line'
term_wait 'half a line'
term_keys C-c
check "Ctrl-C pauses" term_wait PAUSED
check "Ctrl-C drops the line" term_gone 'half a line'
before=$(term_iteration)
term_type 'step 2'
term_until further "$((before + 1))"
before=$(term_iteration)
term_keys Enter
check "an empty line repeats step" term_until further "$((before + 1))"
term_type continue
check "continue continues" term_wait RUNNING
close_pane
term_type 'zoom loss'
check "zoom shows one panel alone" term_gone '─ hidden '
term_keys F2 F2 F2 F2
check "F2 goes round to all panels" panels

# --- lines that wait ---------------------------------------------------------------
term_type 'continue 100000000'
term_type 'lr 0.07'
term_type 'save waited.safetensors'
check "what changes waits for the end of the work" term_wait '^(lstm 2 waiting)'
term_type 'print 8*8'
check "what looks is answered at once" term_wait '^8\*8 = 64'
check "and says how far the work is" \
	term_wait '^(continue: [0-9]* of 100000000)'
term_keys C-c
check "Ctrl-C drops what waits and says so" \
	term_wait 'dropped 2 lines: "lr 0.07", "save waited.safetensors"'
check "the prompt shows that nothing waits" term_wait '^(lstm paused)'
check "nothing was saved" test ! -e "$home/waited.safetensors"
tm set-buffer "$(printf 'step 2\n\n# nothing\nprint 9*9\nunit 3\nxyzzy\nstep 5\n')"
tm paste-buffer -p -r
term_wait '↵step 5$'
check "a pasted script runs nothing by itself" term_lacks '^9\*9 = 81'
term_keys Enter
check "after Enter it stops at its mistake" \
	term_wait '^error: pasted line 6: the script stops here'
check "what is left is named" term_has '^dropped 1 line: "step 5"'
check "the lines before it were executed in order" \
	term_wait '^9\*9 = 81'
check "by the screen too" term_wait '►3 '
term_keys Up
check "it comes back as it was" term_wait '↵xyzzy↵step 5$'
term_keys C-u
term_type continue
term_wait RUNNING
close_pane

# --- a line with a newline -------------------------------------------------------
split_line() # what stands before, what stands after a Ctrl-J
{
	term_put "$1"
	term_keys C-v C-j
	term_type "$2"
}
split_line '# a comment' 'print 5*5'
check "each line of a line is a command" term_wait '^5\*5 = 25'
tm send-keys -l "$(printf 'print 1\rprint 2\rprint 3\r# more\026')"
term_keys C-j
term_type 'print 6*6'
check "also where others wait" term_wait '^6\*6 = 36'
check "and each is shown" term_has '^(lstm) print 6\*6'
close_pane

# --- size ----------------------------------------------------------------------
tm resize-window -x 120 -y 40
check "it follows a larger window" term_wait '^.\{119\}'
check "all panels are there at 120x40" panels
tm resize-window -x 30 -y 8
check "a window too small says what is needed" term_wait '40x12'
tm resize-window -x 80 -y 24
check "and the panels come back" panels
check "training went on" moves

# --- suspend ---------------------------------------------------------------------
term_keys C-z
check "Ctrl-Z gives the terminal back" term_wait '^% *$'
check "the other screen is left" \
	test "$(tm display-message -p '#{alternate_on}')" = 0
at=$(grep -s . "$term_work/pid")
stopped() { grep -q '^State:.*T' "/proc/$at/status"; }
check "the process is stopped" term_until stopped
again()
{
	term_type fg
	term_wait RUNNING
	term_keys C-z
	term_until stopped && term_wait '^% *$'
}
check "a Ctrl-Z while it repaints is not lost" again
check "nor is the next" again
check "nor the one after" again
term_type "fg; s=\$?; stty -g >$term_work/after; echo left \$s."
check "fg brings the screen back" panels
check "and it trains on" moves
tm set-buffer "$(printf 'print 7\nquit now\n')"
tm paste-buffer -p -r
check "a paste stands after fg too" term_wait 'print 7↵quit now$'
term_keys C-u

# --- the end ---------------------------------------------------------------------
term_type quit
check "quit asks when there is unsaved work" term_wait 'never saved: discard them'
term_type 'sorry, no'
check "a y within other words does not answer" \
	term_wait 'Please answer y or n\.'
check "it is asked again" term_wait 'discard them? (y or n) *$'
term_type n
check "n goes on" term_gone 'never saved: discard them'
term_keys C-c
term_wait PAUSED
term_keys C-c C-c
check "Ctrl-C twice on an empty line asks" term_wait 'never saved: discard them'
term_keys C-Space
term_put 'no'
check "the answer is seen" term_wait 'discard them? (y or n) no$'
term_keys Enter
term_gone 'never saved: discard them'
term_keys C-d
check "Ctrl-D on an empty line asks" term_wait 'never saved: discard them'
term_type y
check "y leaves with status 0" term_wait '^left 0\.'
check "a closing line says where training stands" \
	term_wait '^iteration .*smooth loss'
check "the terminal's modes are as before" \
	term_until cmp -s "$term_work/before" "$term_work/after"
check "the history is kept" \
	grep -q -x 'step 2' "$home/state/rnntui/history"
check "for the user's eyes only" \
	test "$(stat -c %a "$home/state/rnntui/history")" = 600
rm -r "$home/config"

term_run "$small" "$text"
term_wait RUNNING
term_until further 10
term_keys C-c
term_wait PAUSED
term_type quit
term_wait 'never saved: discard them'
term_type 'quit now'
check "quit now ends whatever is asked" term_wait '^left 0\.'
term_type clear
term_gone '^left'

# --- keys from the terminal, text from a pipe ---------------------------------------
term_type "cat $text | $RNNTUI $small -; echo left \$?."
check "a text from a pipe trains on the screen" term_wait RUNNING
term_type 'print 2*3'
check "keys then come from the terminal" term_wait '^2\*3 = 6'
term_type 'quit now'
check "quit now does not ask" term_wait '^left 0\.'

# --- the screen changes no number ---------------------------------------------------
term_open 120 40
once="$small --iterations=8000"
term_run "$once --log=$term_work/seen.csv --save=$term_work/seen" "$text"
term_wait '^(lstm'
term_type 'sample 50 rng=1'
term_type 'unit 3'
term_type 'gradcheck 2'
term_wait ' it 8,000'
term_type quit
term_wait '^left 0'
# shellcheck disable=SC2086 # options
"$RNNTUI" --batch $once --log="$term_work/unseen.csv" \
	--save="$term_work/unseen" "$text" 2>"$term_work/err"
same_log() # but for how fast and how long: columns 9 and 16
{
	for log in seen unseen; do
		cut -d, -f1-8,10-15 "$term_work/$log.csv" >"$term_work/$log"_rows
	done
	cmp "$term_work/seen_rows" "$term_work/unseen_rows"
}
check "the log is the same as without a screen" same_log
check "so is the checkpoint" cmp "$term_work/seen" "$term_work/unseen"

# --- what a terminal can -----------------------------------------------------------
term_open 80 24 TERM=dumb
term_run "$small" "$text"
check "a dumb terminal is refused" term_wait '^left 2\.'
check "with a reason" term_has 'terminal type "dumb"'
term_type clear
term_type 'TERM=no-such-terminal'
term_run "$small" "$text"
check "an unknown terminal is refused" term_wait 'type "no-such-terminal"'

ascii_only()
{
	term_text | LC_ALL=C grep -q '[^ -~]' && return 1
	return 0
}

term_open 80 24 LC_ALL=C
term_run "$small" "$top_srcdir/data/korean.txt"
check "the C locale has a screen" term_wait RUNNING
check "of ASCII alone" ascii_only
term_type 'quit now'
term_wait '^left 0'

# --- the mouse ----------------------------------------------------------------------
click() # column, row, from 1
{
	term_put "$(printf '\033[<0;%d;%dM' "$1" "$2")"
}

term_open 80 24
term_run "$small" --mouse "$text"
term_wait RUNNING
term_type pause
term_wait PAUSED
close_pane
click 50 6
check "a click at a pause shows the values there" \
	term_wait '^─ unit [0-9]* .* h [+-][0-9.]* i [0-9.]* f '
check "nothing of it is typed" term_wait '^(lstm paused) *$'
term_type 'quit now'
term_wait '^left 0'

term_open 80 24 TERM=linux
term_run "$small" "$text"
term_wait RUNNING
moves
no_braille() # U+2800 to U+28FF
{
	! term_text | LC_ALL=C grep -q "$(printf '\342[\240-\243]')"
}

check "the Linux console has no braille" no_braille
term_type 'quit now'
term_wait '^left 0'

term_open 120 40
term_run "$small" "$text"
term_wait RUNNING
term_type 'run big hidden=20'
check "a new run is the one that the header and the prompt name" \
	term_wait 'run big  [a-z]* 1x20 '
check "and so does the prompt" term_wait '^(big'
term_type 'together on'
term_type 'pause'
term_wait PAUSED
check "a pause says where each run stands" term_wait '^big: iteration'
term_type 'switch lstm'
check "another run is shown at rest" term_wait 'run lstm '
term_type 'quit'
check "leaving asks for the work of all by name" \
	term_wait '2 unsaved runs (lstm, big): discard them'
term_type 'y'
term_wait '^left 0'

term_open 80 24 NO_COLOR=1
term_run "$small" "$text"
term_wait RUNNING
moves
no_colour()
{
	! tm capture-pane -p -e | grep -q '\[\([0-9;]*;\)*[34][0-8][;m]'
}

check "NO_COLOR is kept" no_colour
term_type 'quit now'
term_wait '^left 0'

done_testing
