#!/bin/sh
# signals.sh: whatever ends the program, the terminal is as it was.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u

command -v tmux >/dev/null || { echo "1..0 # SKIP no tmux"; exit 0; }
# shellcheck source=tests/tmux-lib.sh
. "${top_srcdir:?}/tests/tmux-lib.sh"
: "${RNNTUI:?}"
text=$top_srcdir/data/demo.txt
small="--hidden=10 --sample-every=0"

trained() # some work is there to be saved
{
	now=$(term_iteration)
	[ -n "$now" ] && [ "$now" -gt 0 ]
}

# The shell would see the marks of a paste, had it been left on.
restored()
{
	term_until test -s "$term_work/after" &&
		cmp -s "$term_work/before" "$term_work/after" &&
		[ "$(tm display-message -p '#{alternate_on}')" = 0 ] &&
		[ "$(tm display-message -p '#{cursor_flag}')" = 1 ] || return 1
	tm set-buffer 'pasted'
	term_type 'cat -v'
	tm paste-buffer -p
	term_wait '^pasted' || return 1
	term_keys Enter C-c
}

term_open 80 24
term_type 'ulimit -c 0; clear'
for pair in TERM:15 HUP:1 QUIT:3 SEGV:11 BUS:7 FPE:8 ILL:4 ABRT:6; do
	signal=${pair%:*} number=${pair#*:}
	term_run "$small" "$text"
	term_wait RUNNING
	term_until trained
	term_signal "$signal"
	check "SIG$signal ends the program by that signal" \
		term_wait "^left $((128 + number))\."
	check "SIG$signal leaves the terminal as it was" restored
	case $signal in
	TERM | HUP)
		check "SIG$signal saves the work and says where" \
			term_has '^rnntui: saved .*recovered-'
		check "SIG$signal: the file is there" \
			test -s "$home/state/rnntui/recovered-$(cat \
			"$term_work/pid").safetensors"
		;;
	*)
		check "SIG$signal is reported" term_has '^rnntui: '
		;;
	esac
	term_type clear
	term_gone '^left'
done
rm -f "$home"/state/rnntui/recovered-*

# --- from the trainer's thread ------------------------------------------------------
# The one that worked most, of those that are not the first.
tgkill='
import ctypes, os, sys
pid, number = int(sys.argv[1]), int(sys.argv[2])
def ticks(tid):
    return int(open(f"/proc/{pid}/task/{tid}/stat").read().split()[13])
others = [int(t) for t in os.listdir(f"/proc/{pid}/task") if int(t) != pid]
tid = max(others, key=ticks)
sys.exit(ctypes.CDLL(None).syscall(234, pid, tid, number))
'
if [ -n "${PYTHON:-}" ] && [ "$(uname -m)" = x86_64 ]; then
	for number in 11 6; do
		term_run "$small" "$text"
		term_wait RUNNING
		term_until trained
		"$PYTHON" -c "$tgkill" "$(cat "$term_work/pid")" $number
		check "signal $number in the trainer's thread is reported" \
			term_wait '^rnntui: crashed'
		check "and leaves the terminal as it was" restored
		term_wait "^left $((128 + number))\."
		term_type clear
		term_gone '^left'
	done
fi

# A terminal that closes: its kernel, its shell and a session's manager.
for second in HUP TERM; do
	term_run "$small" "$text"
	term_wait RUNNING
	term_until trained
	term_signal HUP
	term_signal $second
	check "SIGHUP and SIG$second together save the work" \
		term_wait '^rnntui: saved .*recovered-'
	term_wait '^left '
	term_type clear
	term_gone '^left'
	rm -f "$home"/state/rnntui/recovered-*
done

# --- not to die of -----------------------------------------------------------------
term_run "$small --save=$term_work/saved.safetensors" "$text"
term_wait RUNNING
term_signal INT
check "SIGINT pauses" term_wait PAUSED
term_signal WINCH
term_signal CONT
term_type 'print 1+1'
check "SIGWINCH and SIGCONT change nothing" term_wait '^1+1 = 2'
term_signal TERM
check "SIGTERM saves to --save" term_wait '^rnntui: saved .*/saved.safetensors'
check "and makes that file" test -s "$term_work/saved.safetensors"
term_wait '^left 143\.'
term_type clear
term_gone '^left'

# --- stopped, and continued only to end ----------------------------------------------
term_type "$RNNTUI $small --save=$term_work/stopped.safetensors $text"
term_wait RUNNING
term_until trained
term_keys C-z
term_wait '^% *$'
term_type 'stty -echoctl; kill -TERM %1; kill -CONT %1'
check "a stopped program that is told to end saves first" \
	term_until test -s "$term_work/stopped.safetensors"
term_type 'wait; echo waited'
check "and is gone" term_wait '^waited'
check "the shell has its terminal" term_until term_lacks RUNNING
term_type 'echo kept $(stty -a | grep -c -e -echoctl)'
check "with the modes that the shell gave it" term_wait '^kept 1'
term_type 'stty echoctl; clear'

# --- the terminal goes away ----------------------------------------------------------
term_run "$small" "$text"
term_wait RUNNING
term_until trained
pid=$(cat "$term_work/pid")
term_close
saved() { test -s "$home/state/rnntui/recovered-$pid.safetensors"; }
check "a lost terminal saves the work" term_until saved
ended() { ! kill -0 "$pid" 2>/dev/null; }
check "and ends the program" term_until ended

done_testing
