#!/bin/sh
# cursor.sh: the cursor in the maps, the pages of units, the mouse.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
. "${top_srcdir:?}/tests/tmux-lib.sh"
: "${RNNTUI:?}"
text=$top_srcdir/data/demo.txt

close_pane() { term_keys Escape; term_gone ' output '; }
values() { term_text | sed -n 's/^─ \(unit .*\)$/\1/p'; }
differ() { [ "$(values)" != "$1" ]; }
unit_is() { term_wait "^─ unit $1 '"; }
mouse_is() { [ "$(tm display-message -p '#{mouse_any_flag}')" = "$1" ]; }
has_underline() { tm capture-pane -p -e | grep -q '\[\([0-9;]*;\)*4[;m]'; }

term_open 80 24
term_run "--hidden=100 --sample-every=50" --mouse "$text"
term_wait RUNNING
term_type pause
term_wait PAUSED
close_pane
check "the mouse is asked for" mouse_is 1
check "an iteration's first character is underlined" term_until has_underline

# --- keys --------------------------------------------------------------------
term_keys Left
check "Left begins a cursor at the newest character" unit_is 0
newest=$(values)
term_keys Down
check "Down goes to the next unit" unit_is 1
term_keys Up
check "Up comes back" unit_is 0
term_keys Left
check "Left goes to the character before" term_until differ "$newest"
term_keys Right
check "Right comes back" term_wait "^─ $(printf '%s' "$newest" | cut -c1-20)"
term_type 'print 1'
term_wait '^1 = 1'
term_keys Left
check "a cursor is shown under what was printed" unit_is 0
term_keys Escape
check "Esc ends the cursor first" term_gone "^─ unit"
check "and leaves what was printed" term_has ' output '
close_pane
term_keys Left
unit_is 0
term_put x
check "typing ends the cursor" term_gone "^─ unit"
term_keys BSpace
term_keys F8
check "F8 turns a page" term_wait 'hidden units [1-9]'
term_keys F7
check "F7 turns it back" term_wait 'hidden units 0-'
term_keys Left
unit_is '[0-9]*'
term_keys F10
check "F10 steps and ends the cursor" term_gone "^─ unit"
term_wait PAUSED
term_type 'unit 0'
close_pane

# --- the mouse ---------------------------------------------------------------
term_put "$(printf '\033[<65;50;6M')"
check "the wheel turns the units" term_wait 'hidden units 2-'
term_put "$(printf '\033[<64;50;6M')"
check "and back" term_wait 'hidden units 0-'
term_put "$(printf '\033[<0;50;6M')"
check "a click chooses the unit below it" unit_is 4
term_type 'zoom hidden'
term_wait '100 units'
term_keys Left
check "a zoomed map's cursor has the gates too" \
	term_wait "^─ unit [0-9]* '.' h [^ ]* i "
term_keys Escape
term_gone '^─ unit'

# --- Ctrl-C ------------------------------------------------------------------
term_keys C-c
term_put x
term_wait ') x$'
term_keys BSpace
term_keys C-c
term_put print
term_wait ') print$'
check "Ctrl-C, a key, Ctrl-C are not twice in a row" term_lacks 'never saved'
term_keys C-u
term_type 'quit now'
term_wait '^left 0'
check "the mouse is given back" mouse_is 0
done_testing
