#!/bin/sh
# examples.sh: every example that `help COMMAND` shows works as it stands.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u

work=$(mktemp -d "${TMPDIR:-/tmp}/rnntui-examples.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
text=${top_srcdir:?}/data/demo.txt
program=$RNNTUI
cd "$work" || exit 1

# What `load` and `source` expect to find; `switch` and `drop`: a run rnn.
"$program" --batch --iterations=2 --save=example.safetensors "$text" 2>log ||
	cat log
echo "step 2" >example.rnn

commands=$("$program" --batch -e help "$text" 2>/dev/null |
	sed -n 's/^[a-z ]\{8\}\([a-z][a-z]*\)  .*/\1/p')
# shellcheck disable=SC2086 # one word a command
set -- $commands
echo "1..$(($# + 1))"
if [ $# -ge 20 ]; then
	echo "ok 1 - help names the commands"
else
	echo "not ok 1 - help names the commands: $*"
fi
# The first task other than char, for commands about examples.
task=$("$program" --batch -e "help tasks" "$text" 2>/dev/null |
	awk '/^  [a-z]/ && $1 != "char" { print $1; exit }')
# on COMMAND: what the program is started with.
on()
{
	case $1 in
	example | predict | score) echo "${task:+--task=$task}" ;;
	*) echo "$text" ;;
	esac
}
n=1
for command in "$@"; do
	n=$((n + 1))
	example=$("$program" --batch -e "help $command" "$text" 2>/dev/null |
		sed -n 's/^Example: //p')
	on=$(on "$command")
	if [ -z "$on" ]; then
		echo "ok $n - $example # SKIP no task has examples"
	elif [ -n "$example" ] &&
		"$program" --iterations=30 --cell=lstm \
			-e "run rnn cell=rnn" -e "switch lstm" \
			-e "$example" "$on" \
			>out 2>err </dev/null; then
		echo "ok $n - $example"
	else
		sed 's/^/# /' err
		echo "not ok $n - $command: $example"
	fi
done
