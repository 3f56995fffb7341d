#!/bin/sh
# background.sh: the terminal is asked for its background, and its answer, late,
# in pieces or never, is no key.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u

[ -n "${PYTHON:-}" ] || { echo "1..0 # SKIP no python"; exit 0; }
exec "$PYTHON" "${top_srcdir:?}/tests/background.py" "${RNNTUI:?}" \
	"$top_srcdir/data/demo.txt"
