#!/bin/sh
# instructions.sh: the baseline engine runs on every x86-64, the other one
# uses what it is for.  One 32-byte register in the wrong object kills the
# program on an old machine, and on no other.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu

case $("$CC" -dumpmachine) in
x86_64-*) ;;
*)
	echo '1..0 # SKIP not x86-64'
	exit 0
	;;
esac
case $USER_CFLAGS in
*-march=*)
	echo "1..0 # SKIP CFLAGS choose the processor: $USER_CFLAGS"
	exit 0
	;;
esac

# How many instructions of object $1 use a 32-byte register.
wide()
{
	"${OBJDUMP:-objdump}" -d "$1" | grep -c '%ymm' || :
}

count=0
# ok NAME TRUE WIDE
ok()
{
	count=$((count + 1))
	if [ "$2" = 1 ]; then
		echo "ok $count - $1"
	else
		echo "not ok $count - $1"
		echo "# $3 wide instructions"
	fi
}

echo 1..4
for precision in float double; do
	base=$(wide src/nn/libengine_a-engine_$precision.o)
	v3=$(wide src/nn/libv3_a-engine_$precision.o)
	ok "baseline engine, $precision: no AVX" $((base == 0)) "$base"
	ok "x86-64-v3 engine, $precision: AVX" $((v3 > 100)) "$v3"
done
