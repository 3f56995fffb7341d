#!/bin/sh
# picture.sh: makes a picture of the real screen of the real program.
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   tests/picture.sh [-c COLSxROWS] [-o FILE.png] [-w PATTERN] RNNTUI [OPTION]...
#
# Runs the program under tmux until it has trained for some thousand iterations,
# or until its screen has the pattern, types what RNNTUI_TYPE holds, and turns the
# capture into a PNG.  Needs tmux, python3-pil and fonts-dejavu-core.
# data/screen.png is
#   RNNTUI_TYPE=pause tests/picture.sh -o data/screen.png build/rnntui \
#       --background dark data/demo.txt
# and data/TASK.png of each other task (memory with --length 40)
#   RNNTUI_TYPE=pause tests/picture.sh -c 100x30 -w '12 of 12 right' \
#       -o data/TASK.png build/rnntui --task TASK
set -eu

cols=120 rows=36 out=screen.png wait='iteration 1[0-9],[0-9][0-9][0-9]'
while getopts c:o:w: option; do
	case $option in
	c) cols=${OPTARG%x*} rows=${OPTARG#*x} ;;
	o) out=$OPTARG ;;
	w) wait=$OPTARG ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
here=$(cd "$(dirname "$0")" && pwd)
RNNTUI=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
shift
# shellcheck source=tests/tmux-lib.sh
. "$here/tmux-lib.sh"

term_patience=120
term_open "$cols" "$rows"
term_run "$@"
term_wait "$wait"
if [ -n "${RNNTUI_TYPE:-}" ]; then
	term_type "$RNNTUI_TYPE"
	term_wait '─ output '
fi
tm capture-pane -e -p | /usr/bin/python3 "$here/picture.py" >"$out"
