# tmux-lib.sh: a program in a terminal that a script can see.  Sourced.
#
# Each term_open has a tmux server of its own, with its own socket and a clean
# environment; a shell in it runs the program.  Nothing sleeps for a fixed time:
# term_wait looks until the text is there or its patience ends.
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh

term_work=$(mktemp -d "${TMPDIR:-/tmp}/rnntui-term.XXXXXX") || exit 1
term_count=0
term_patience=20 # seconds
trap 'term_close; rm -rf "$term_work"' EXIT
trap 'exit 1' INT TERM HUP

tm()
{
	tmux -S "$term_work/socket$term_count" -f /dev/null "$@"
}

# term_open COLS ROWS [NAME=VALUE...]: an interactive shell.
term_open()
{
	term_close
	term_count=$((term_count + 1))
	cols=$1 rows=$2
	shift 2
	home=$term_work/home
	mkdir -p "$home"
	env -i PATH="$PATH" LC_ALL=C.UTF-8 TERM=xterm-256color SHELL=/bin/sh \
		tmux -u -S "$term_work/socket$term_count" -f /dev/null \
		new-session -d -x "$cols" -y "$rows" \
		env -i PATH="$PATH" HOME="$home" TERM=tmux-256color \
		LC_ALL=C.UTF-8 TZ=UTC INPUTRC=/dev/null PS1='% ' \
		XDG_STATE_HOME="$home/state" XDG_CONFIG_HOME="$home/config" \
		OPENBLAS_NUM_THREADS=1 ${ASAN_OPTIONS+ASAN_OPTIONS="$ASAN_OPTIONS"} \
		"$@" sh -i
	tm set-option -g status off
	tm resize-window -x "$cols" -y "$rows"
	term_wait '^%'
}

term_close()
{
	[ "$term_count" -eq 0 ] || tm kill-server 2>/dev/null || :
}

# term_run ARGUMENT...: the program, as one would type it; its process id goes
# to $term_work/pid, its end is announced as "left STATUS.".
term_run()
{
	cat >"$term_work/go" <<-END
		stty -g >'$term_work/before'
		sh -c 'echo \$\$ >"$term_work/pid"; exec "\$@"' sh '$RNNTUI' $*
		status=\$?
	END
	rm -f "$term_work/pid" "$term_work/before" "$term_work/after"
	term_type ". $term_work/go; stty -g >$term_work/after; echo left \$status."
}

# term_type TEXT: and Enter.  term_keys KEY...: as tmux names them.
term_type()
{
	tm send-keys -l -- "$1"
	tm send-keys Enter
}

# term_put TEXT: without Enter.
term_put()
{
	tm send-keys -l -- "$1"
}

term_keys()
{
	tm send-keys -- "$@"
}

term_text()
{
	tm capture-pane -p
}

# term_until COMMAND...: until it succeeds.  1: it never did.
term_until()
{
	looks=$((term_patience * 20))
	while [ "$looks" -gt 0 ]; do
		if "$@"; then
			return 0
		fi
		sleep 0.05
		looks=$((looks - 1))
	done
	return 1
}

term_has()
{
	term_text | grep -q -e "$1"
}

term_lacks()
{
	! term_has "$1"
}

# term_wait PATTERN: until the screen has it.  term_gone: until it has not.
term_wait()
{
	term_until term_has "$1"
}

term_gone()
{
	term_until term_lacks "$1"
}

# The iteration in the loss panel.
term_iteration()
{
	term_text | tr -d , | sed -n 's/.* it \([0-9][0-9]*\).*/\1/p' | head -n 1
}

term_signal()
{
	kill -s "$1" "$(cat "$term_work/pid")"
}

# --- TAP ----------------------------------------------------------------------

tests=0

# check NAME COMMAND...: with the screen when it fails.
check()
{
	name=$1
	shift
	tests=$((tests + 1))
	if "$@"; then
		echo "ok $tests - $name"
	else
		echo "not ok $tests - $name"
		term_text 2>&1 | sed 's/^/# |/'
	fi
}

done_testing()
{
	echo "1..$tests"
}
