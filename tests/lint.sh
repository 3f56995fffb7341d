#!/bin/sh
# lint.sh: what a careful reader would notice ("make lint"; prints TAP).
# Files of the engine and headers compile alone, sources have one layout, scripts
# and the man page are clean, and Makefile.am lists every file.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu

: "${top_srcdir:?}" "${CC:=cc}" "${LINT_CPPFLAGS=}" "${LINT_CFLAGS=}"
count=0

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

# Where the tool $2 is missing the result of $1 is a skip.
skips()
{
	count=$((count + 1))
	echo "ok $count - $1 # SKIP no $2"
}

# Parses $1 alone, as an editor does.
alone()
{
	# the flags are lists
	# shellcheck disable=SC2086
	$CC $LINT_CPPFLAGS $LINT_CFLAGS -fsyntax-only -Werror \
		-include config.h "$@" 2>&1 || :
}

# Files of the engine, which are otherwise seen only in their unit.
engine_alone()
{
	for file in "$top_srcdir"/src/nn/*.c; do
		case $file in
		*/unit.c) ;;
		*) alone "$file" ;;
		esac
	done
}

headers_alone()
{
	for file in "$top_srcdir"/src/*/*.h; do
		echo "#include \"${file#"$top_srcdir"/src/}\"" >"$HOME/alone.c"
		alone "$HOME/alone.c"
	done
}

# SC3045: "ulimit -c" is not POSIX's, but every sh has it.
scripts()
(
	cd "$top_srcdir"
	"$SHELLCHECK" -x -S warning -e SC3045 bootstrap .ci/run data/*.sh \
		tests/*.sh 2>&1 || :
	for file in tests/*.sh; do
		case $file in
		*-lib.sh) ;;
		*) [ -x "$file" ] || echo "$file is not executable" ;;
		esac
	done
)

man_page()
{
	for file in "$top_srcdir"/man/*.[17]; do
		"$MANDOC" -T lint -W warning "$file" 2>&1 || :
	done
}

completion()
{
	for file in "$top_srcdir"/completions/*; do
		bash -n "$file" 2>&1 || :
		"$SHELLCHECK" -s bash "$file" 2>&1 || :
	done
}

# Files that "make dist" would forget.
unlisted()
{
	(cd "$top_srcdir" && find src tests data man completions -type f \
		! -name '.*' ! -name '*~' ! -name '*.o' ! -name '*.a' \
		! -name '*.log' ! -name '*.trs' ! -name '*.gc[dn][ao]' \
		! -name '*.py[co]' ! -name .dirstamp \
		! -path '*/.deps/*' ! -path '*.home/*' | sort) |
		while read -r file; do
			grep -qF "${file}" "$top_srcdir/Makefile.am" && continue
			case $file in
			tests/*.c)
				grep -qE "${file%.c}( |\$)" \
					"$top_srcdir/Makefile.am" && continue
				;;
			tests/*) [ ! -f "$top_srcdir/$file.c" ] || continue ;;
			esac
			echo "Makefile.am does not list $file"
		done
}

# 80 is the aim, 100 the wall.
long_lines()
{
	wc -L "$top_srcdir"/src/*.c "$top_srcdir"/src/*/*.[ch] |
		awk '$1 > 100 && $2 != "total" { print $2 ": " $1 " columns" }'
}

long_files()
{
	wc -l "$top_srcdir"/src/*.c "$top_srcdir"/src/*/*.[ch] |
		awk '$1 > 500 && $2 != "total" { print $2 ": " $1 " lines" }'
}

# "LINES FILE:LINE" of each function of src, from its head to its last brace.
functions()
{
	awk '
		FNR == 1 { first = head = 0 }
		/^[A-Za-z_].*\(/ { head = FNR }
		/^[A-Za-z_].*\) \{ .*\}$/ { print 1, FILENAME ":" FNR; next }
		/^\{$/ { first = head ? head : FNR }
		/^\}$/ {
			if (first)
				print FNR - first + 1, FILENAME ":" first
			first = head = 0
		}' "$top_srcdir"/src/*.c "$top_srcdir"/src/*/*.c | sort -n
}

# Half of the functions fit in 11 lines, nine in ten in 22, all in 60.
long_functions()
{
	functions | awk '
		{ lines[NR] = $1 }
		$1 > 60 { print $2 ": " $1 " lines" }
		END {
			half = lines[int((NR + 1) / 2)]
			most = lines[int(NR * 0.9)]
			if (NR < 1000 || half > 11 || most > 22)
				print NR " functions: half of them over " \
					half ", a tenth over " most " lines"
		}'
}

# Versions of clang-format break lines each in its own way; 14 decides.
formatter_decides()
{
	[ -n "${CLANG_FORMAT-}" ] &&
		"$CLANG_FORMAT" --version | grep -q 'version 14\.'
}

layout()
{
	"$CLANG_FORMAT" --style="file:$top_srcdir/.clang-format" --dry-run \
		-Werror "$top_srcdir"/src/*.c "$top_srcdir"/src/*/*.[ch] \
		"$top_srcdir"/tests/*.[ch] "$top_srcdir"/tests/bench/*.[ch] \
		2>&1 | grep error: || :
}

echo 1..10
passes 'each file of the engine compiles alone' "$(engine_alone)"
passes 'each header compiles alone' "$(headers_alone)"
passes 'Makefile.am lists every file' "$(unlisted)"
passes 'lines fit in 100 columns' "$(long_lines)"
passes 'files have at most 500 lines' "$(long_files)"
passes 'functions are short' "$(long_functions)"
if formatter_decides; then
	passes 'layout' "$(layout)"
else
	skips 'layout' 'clang-format 14'
fi
if [ -n "${SHELLCHECK-}" ]; then
	passes 'scripts' "$(scripts)"
	passes 'completion' "$(completion)"
else
	skips 'scripts' shellcheck
	skips 'completion' shellcheck
fi
if [ -n "${MANDOC-}" ]; then
	passes 'man page' "$(man_page)"
else
	skips 'man page' mandoc
fi
