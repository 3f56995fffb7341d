#!/bin/sh
# limits.sh: under a small address space the program ends, with its work done
# or with a reason.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u

# shellcheck source=tests/tap-lib.sh
. "${top_srcdir:?}/tests/tap-lib.sh"
text=${top_srcdir:?}/data/demo.txt

# As a user starts it: the other tests tell OpenBLAS to start no threads.
unset OPENBLAS_NUM_THREADS

# under KILOBYTES OPTION...: 0 when it ends by itself, with status 0, or with
# a reason and the status for that: 3, or 127 of the dynamic linker.
under() {
	kilobytes=$1
	shift
	(ulimit -v "$kilobytes" && exec timeout -s KILL 10 "$RNNTUI" "$@") \
		>"$work/out" 2>"$work/err" </dev/null
	got=$?
	case $got in
	0) ;;
	3 | 127) [ -s "$work/err" ] ;;
	*) false ;;
	esac
}

"$RNNTUI" --version >"$work/out" 2>"$work/err" && grep -q '^rnntui' "$work/out"
ok $? "it ends where nothing is limited"

# Sanitizers take terabytes of addresses for themselves.
if [ -z "${SANITIZERS-}" ]; then
	for limit in 40 60 80 100 120 140 160 180 200 220 240 260 280 300 320 \
		340 360 380 400; do
		under $((limit * 1024)) --version
		ok $? "--version ends under $limit MB"
		under $((limit * 1024)) --batch --iterations=2 "$text"
		ok $? "training ends under $limit MB"
		under $((limit * 1024)) --batch --iterations=1 --hidden=256 \
			--batch-size=64 "$text"
		ok $? "training a large net ends under $limit MB"
	done
	under $((400 * 1024)) --batch --iterations=2 --save="$work/m" "$text"
	[ "$got" -eq 0 ] && [ -s "$work/m" ]
	ok $? "what can be done under 400 MB is done"
	under $((100 * 1024)) --version
	[ "$got" -eq 0 ] && grep -q '^rnntui' "$work/out"
	ok $? "--version is answered under 100 MB"

	mkfifo "$work/in" "$work/out.fifo"
	"$RNNTUI" "$text" <"$work/in" >"$work/out.fifo" 2>"$work/err" &
	pid=$!
	exec 3>"$work/in" 4<"$work/out.fifo"
	echo 'print 1' >&3
	read -r _ <&4
	# shellcheck disable=SC2012 # names of digits
	[ "$(ls "/proc/$pid/task" | wc -l)" -eq 1 ]
	ok $? "a library starts no threads of its own"
	exec 3>&- 4<&-
	wait "$pid"
fi

# --- with the screen ------------------------------------------------------------
if [ -z "${SANITIZERS-}" ] && command -v tmux >/dev/null; then
	# shellcheck source=tests/tmux-lib.sh
	. "$top_srcdir/tests/tmux-lib.sh"
	trap 'term_close; rm -rf "$work" "$term_work"' EXIT
	for limit in 120 180 400; do
		term_open 80 24
		term_type "unset OPENBLAS_NUM_THREADS; ulimit -v $((limit * 1024))"
		term_run --hidden=20 "$text"
		term_wait 'RUNNING\|^left'
		term_type 'quit now'
		term_wait '^left [03]\.'
		ok $? "the screen ends under $limit MB"
	done
fi

echo "1..$n"
