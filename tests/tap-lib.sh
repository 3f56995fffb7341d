# tap-lib.sh: sourced by tests of the program in scripts: a folder that goes
# when they end, homes in it, and results as TAP.
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# shellcheck disable=SC2034 # those that source this use them

work=$(mktemp -d "${TMPDIR:-/tmp}/rnntui-test.XXXXXX") || exit 1
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
export XDG_STATE_HOME="$work/state" XDG_CONFIG_HOME="$work/config"
n=0

# ok STATUS NAME: after a failure what $work/out and $work/err hold is shown.
ok() {
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
		return
	fi
	echo "not ok $n - $2"
	for stream in out err; do
		[ ! -f "$work/$stream" ] ||
			sed "s/^/# $stream: /" "$work/$stream"
	done
}
