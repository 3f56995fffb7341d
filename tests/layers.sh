#!/bin/sh
# layers.sh: the arrows between the folders of src/ (HACKING.md).
#
# A file includes its own folder and what stands left of it; the screen and
# large libraries are known in few places.  What a grep cannot see, the
# symbols of the archives prove (of the engine: engine-symbols.sh).  Each rule
# is also broken once, in a copy, to see that it is one.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu

: "${top_srcdir:?}" "${NM:=nm}" "${CC:=cc}" "${LINT_CPPFLAGS=}"
copy=${HOME:?}/broken
count=0

# passes NAME OUTPUT: ok when there is none.
passes()
{
	count=$((count + 1))
	if [ -z "$2" ]; then
		echo "ok $count - $1"
	else
		echo "not ok $count - $1"
		printf '%s\n' "$2" | sed 's/^/# /'
	fi
}

# "FILE INCLUDED" a line, for every #include below src/ of folder $1.
includes()
{
	(cd "$1/src" && find . -name '*.[ch]' -exec awk '
		/^[ \t]*#[ \t]*include[ \t]*["<]/ {
			split($0, part, /["<>]/)
			print substr(FILENAME, 3), part[2]
		}' {} +)
}

# What src/$1 may include, a pattern of grep -E.  The screen reads snapshots,
# results of probes, and the tables of panels, options and completion.
allowed()
{
	case $1 in
	base) echo '^base/' ;;
	text) echo '^(base|text)/' ;;
	nn) echo '^(base|text|nn)/' ;;
	train) echo '^(base|text|nn|train)/' ;;
	task) echo '^(base|text|nn|train|task)/' ;;
	probe) echo '^(base|text|nn|train|task|probe)/' ;;
	lang) echo '^(base|text|nn|train|task|probe|lang)/' ;;
	session) echo '^(base|text|nn|train|task|probe|lang|session)/' ;;
	cmd) echo '^(base|text|nn|train|task|probe|lang|session|cmd)/' ;;
	ui) echo '^(base|ui|probe)/|^train/(snapshot|series)\.h|^lang/look\.h|^cmd/(panels|complete)\.h' ;;
	app | main.c) echo . ;;
	*) echo '^$' ;;
	esac
}

# Includes of ours that point right.
wrong_arrows()
{
	includes "$1" | while read -r file included; do
		[ -f "$1/src/$included" ] || continue
		echo "$included" | grep -qE "$(allowed "${file%%/*}")" ||
			echo "src/$file includes $included"
	done
}

# What the screen sees through other headers as well, a pattern of grep -E:
# copies and tables, but neither a run nor a net.
SEEN='^(base|ui|probe|lang)/|^text/(corpus|decoder|vocab)\.h|^nn/(engine|batch)\.h'
SEEN="$SEEN|^train/(snapshot|example|summary|metrics|sample_list|series|bucket|settings|rows)\\.h"
SEEN="$SEEN|^cmd/(panels|complete)\\.h"

# Headers of ours that a file of the screen sees, and must not.
seen()
{
	$CC -MM -I"$1/src" $LINT_CPPFLAGS "$1"/src/ui/*.c |
		sed 's/\\$//' | tr ' ' '\n' |
		sed -n "s|^$1/src/||p" | awk '
			/\.c$/ { file = $0; next }
			{ print "src/" file " sees " $0 }' |
		while read -r line; do
			echo "${line##* }" | grep -qE "$SEEN" || echo "$line"
		done
}

# An include of ours is written "folder/name", so that wrong_arrows sees it.
short_names()
{
	includes "$1" | while read -r file included; do
		case $included in
		*..*) echo "src/$file includes $included" ;;
		config.h | */*) ;;
		*)
			[ ! -f "$1/src/$(dirname "$file")/$included" ] ||
				echo "src/$file includes $included"
			;;
		esac
	done
}

# Files outside of $3 (a pattern) that include $2 (a pattern).
outside()
{
	includes "$1" | awk -v what="$2" -v where="$3" '
		$2 ~ what && $1 !~ where { print "src/" $1 " includes " $2 }'
}

curses()   { outside "$1" 'curses|^term\.h' '^ui/(screen|colour)\.c$'; }
readline() { outside "$1" '^readline/' '^ui/prompt(_bind|_history)?\.c$'; }
cblas()    { outside "$1" 'cblas|gsl_blas' '^nn/(kernels|blas)\.c$'; }
cairo()    { outside "$1" '^cairo|^fontconfig/' '^ui/pen_cairo\.c$'; }
threads()  { outside "$1" '^(pthread|threads)\.h' \
	'^base/(pool|exchange|thread)\.[ch]$|^train/(trainer|snapshot)\.c$'; }

# Symbols that the objects "$@" use and do not define.
undefined()
{
	"$NM" -P "$@" 2>/dev/null | awk '
		$2 == "U" { used[$1] }
		$2 ~ /^[A-TV-Z]$/ { own[$1] }
		END { for (s in used) if (!(s in own)) print s }' | sort
}

# What the screen's libraries offer, those that the program runs with.
offered()
{
	ldd "${RNNTUI:?}" | awk '/lib(ncursesw|tinfo|readline)\./ { print $3 }' |
		while read -r library; do
			"$NM" -P -D --defined-only "$library"
		done |
		awk '$2 ~ /^[TDBRW]$/ { sub(/@.*/, "", $1); print $1 }' |
		sort -u
}

# Symbols of curses and readline that the archive $1 needs.
screen_symbols()
{
	[ -f "$1" ] || echo "no $1"
	undefined "$1" libcmd.a librnn.a >"$HOME/undefined"
	offered >"$HOME/offered"
	for symbol in initscr tputs rl_set_prompt; do
		grep -qx "$symbol" "$HOME/offered" || echo "nobody has $symbol"
	done
	comm -12 "$HOME/undefined" "$HOME/offered" | sed "s/^/$1 needs /"
}

# The objects of folder $1 whose source is still there.
objects()
{
	for object in src/"$1"/*.o; do
		source=${object#src/"$1"/}
		source=${source#lib*_a-}
		[ ! -f "$top_srcdir/src/$1/${source%.o}.c" ] || echo "$object"
	done
}

# Each folder of the list links without those after it.
links_alone()
{
	: >"$HOME/left"
	for folder in "$@"; do
		objects "$folder" >>"$HOME/left"
		shift
		for right in "$@"; do
			objects "$right"
		done >"$HOME/right"
		[ -s "$HOME/right" ] || continue
		# the lists are of words
		# shellcheck disable=SC2046
		undefined $(cat "$HOME/left") >"$HOME/undefined"
		# shellcheck disable=SC2046
		"$NM" -P -g --defined-only $(cat "$HOME/right") |
			awk '$2 ~ /^[TDBRVW]$/ { print $1 }' | sort -u |
			comm -12 "$HOME/undefined" - |
			sed "s|^|src/$folder and those before it need |"
	done
}

# breaks NAME RULE FILE LINE [TEXT]: the rule must notice LINE at the end of
# FILE, and say so with TEXT.
breaks()
{
	rm -rf "$copy"
	mkdir -p "$copy"
	cp -R "$top_srcdir/src" "$copy/src"
	chmod -R u+w "$copy"
	printf '%s\n' "$4" >>"$copy/src/$3"
	noticed=$("$2" "$copy" | grep -F "${5:-src/$3 includes}" || :)
	passes "$1" "$([ -n "$noticed" ] || echo "$2 is silent: $3 with $4")"
}

layers='base text nn train task probe lang session cmd'

echo 1..22
passes 'no folder includes one right of it' "$(wrong_arrows "$top_srcdir")"
passes 'the screen sees no run and no net' "$(seen "$top_srcdir")"
passes 'includes are written folder/name' "$(short_names "$top_srcdir")"
passes 'curses only in ui/screen.c and ui/colour.c' "$(curses "$top_srcdir")"
passes 'readline only in ui/prompt*.c' "$(readline "$top_srcdir")"
passes 'cblas only in nn/kernels.c and nn/blas.c' "$(cblas "$top_srcdir")"
passes 'cairo only in ui/pen_cairo.c' "$(cairo "$top_srcdir")"
passes 'threads only in base and three that have one' \
	"$(threads "$top_srcdir")"
passes 'librnn.a and libcmd.a need neither curses nor readline' \
	"$(screen_symbols libcmd.a)"
passes 'libpanels.a needs neither curses nor readline' \
	"$(screen_symbols libpanels.a)"
# the folders are words
# shellcheck disable=SC2086
passes 'each folder links without those right of it' "$(links_alone $layers)"
passes 'rule: train links after nn' \
	"$([ -n "$(links_alone base text train nn)" ] || echo 'it is silent')"
breaks 'rule: base does not see text' wrong_arrows base/util.h \
	'#include "text/vocab.h"'
breaks 'rule: ui does not see train/run.h' wrong_arrows ui/panel.h \
	'  #  include "train/run.h"'
breaks 'rule: lang does not see cmd' wrong_arrows lang/options.h \
	'#include "cmd/command.h"'
breaks 'rule: nor through another header' seen train/series.h \
	'#include "train/run.h"' 'src/ui/panel_loss.c sees train/run.h'
breaks 'rule: folder/name' short_names text/vocab.h '#include "corpus.h"'
breaks 'rule: curses' curses app/main_loop.c '#include <ncursesw/curses.h>'
breaks 'rule: cblas' cblas nn/tape.c '#include <cblas.h>'
breaks 'rule: cairo' cairo ui/page.c '#include <cairo-pdf.h>'
breaks 'rule: readline' readline cmd/complete.h \
	'#include <readline/readline.h>'
breaks 'rule: threads' threads base/util.h '#include <pthread.h>'
