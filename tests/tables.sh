#!/bin/sh
# tables.sh: every long option, its words, every command with its short name
# and every setting of the program stands in --help=all, in the man page and in
# the completion for bash, and those name no others.
# SPDX-License-Identifier: GPL-3.0-or-later

top=${top_srcdir:-..}
rnntui=${RNNTUI:-./rnntui}
man=$top/man/rnntui.1
completion=$top/completions/rnntui
count=0
failed=0

# check NAME EXPECTED ACTUAL: both are sorted lists, one a line.
check()
{
	count=$((count + 1))
	if [ "$2" = "$3" ] && [ -n "$2" ]; then
		echo "ok $count - $1"
	else
		failed=1
		echo "not ok $count - $1"
		for word in $2; do
			printf '%s\n' "$3" | grep -qxe "$word" ||
				echo "# missing: $word"
		done
		for word in $3; do
			printf '%s\n' "$2" | grep -qxe "$word" ||
				echo "# too many: $word"
		done
	fi
}

help=$("$rnntui" --help=all) || help=

# --help=all is made from the tables: it is what the others are held against.
options=$(printf '%s\n' "$help" |
	sed -n 's/^  *\(-[a-z], \)\{0,1\}--\([a-z0-9-]*\).*/\2/p' | sort)

# entries HEADING: the names at the beginning of the lines below it.
entries()
{
	printf '%s\n' "$help" | sed -n "/^$1/,/^\$/p" |
		sed -n 's/^  \([a-z_][a-z_]*\)\( .*\)\{0,1\}$/\1/p' | sort
}
commands=$(entries Commands)
metrics=$(entries Metrics)
panels=$(entries Panels)

# The man page: ".It Fl -cell Cm rnn", ".It Fl e , Fl -execute Ar COMMAND",
# ".It Ic step Op Ar N".
section()
{
	sed -n "/^\\.Sh $1/,/^\\.Sh $2/p" "$man"
}
man_options=$(section OPTIONS COMMANDS | grep '^\.It Fl' |
	grep -o 'Fl -[a-z0-9-]*' | sed 's/^Fl -//' | sort)
man_commands=$(section COMMANDS KEYS |
	sed -n 's/^\.It Ic \([a-z]*\).*/\1/p' | sort)

# The short names: "  step [N] (s)" and ".It Ic step Oo Ar N Oc Pq Ic s"; Op
# would take what follows it into its brackets.
aliases=$(printf '%s\n' "$help" | sed -n '/^Commands/,/^$/p' |
	sed -n 's/^  \([a-z]*\)\( .*\)\{0,1\} (\([a-z]*\))\( .*\)\{0,1\}$/\1=\3/p' |
	sort)
man_aliases=$(section COMMANDS KEYS |
	sed -n '/ Op .*Pq/d; s/^\.It Ic \([a-z]*\)\( .*\)\{0,1\} Pq Ic \([a-z]*\)$/\1=\3/p' |
	sort)

# The completion: the list of options, and what may follow -e.
words()
{
	tr -s '" \t' '\n' | sed '/^$/d'
}
shell_options=$(sed -n '/"--cell --hidden/,/"$/p' "$completion" | words |
	sed -n 's/^--\([a-z0-9-]*\)$/\1/p' | sort)
shell_commands=$(sed -n '/"continue pause/,/" ;;/p' "$completion" |
	sed 's/.*"continue/continue/; s/".*//' | words | sort)

echo 1..9
check 'the man page has every option and no other' "$options" "$man_options"
check 'the completion has every option and no other' "$options" "$shell_options"
check 'the man page has every command and no other' "$commands" "$man_commands"
check 'the man page has every short name beside its command' \
	"$aliases" "$man_aliases"
check 'the completion has every command and no other' \
	"$commands" "$shell_commands"

# Every metric and panel is at least named in the man page.
named()
{
	for word in $1; do
		grep -qw -e "$word" "$man" && echo "$word"
	done
}
check 'the man page names every metric' "$metrics" "$(named "$metrics")"
check 'the man page names every panel' "$panels" "$(named "$panels")"

# Words of options: "rnn, gru, lstm; default lstm" below "--cell CELL".
words=$(printf '%s\n' "$help" | awk '
	$1 ~ /^--/ { name = $1 }
	/; default / && !/^ *(--|[0-9>]|any|above)/ {
		sub(/; default.*/, ""); sub(/, \.\.\./, ""); gsub(/[ ,]+/, " "); print name $0
	}' | sort | tr ' ' '=')
# shellcheck disable=SC2016 # the dollars are the completion's
shell_words=$(tr -s '\n\t' '  ' <"$completion" |
	grep -o -e '--[a-z-]*) _rnntui_words "$cur" "[a-z0-9 -]*"' |
	sed 's/) _rnntui_words "$cur" "/ /; s/"$//' | sort | tr ' ' '=')
check 'the completion has every word of every option' "$words" "$shell_words"

# bash itself: what it offers for an option and for a value.
offered=$(bash -c '
	. "$1"
	try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _rnntui
		printf "%s\n" "${COMPREPLY[@]}"; }
	try rnntui --cell g
	try rnntui --cell = l
	try rnntui --see
	try rnntui --help = a
	try rnntui -e gradc
	try rnntui --hidden ""
' sh "$completion" 2>&1 | sed '/^$/d')
check 'bash completes with it' 'gru
lstm
--seed
all
gradcheck' "$offered"

exit $failed
