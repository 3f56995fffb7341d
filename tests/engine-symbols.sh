#!/bin/sh
# engine-symbols.sh: each engine object exports one symbol, its table, and
# needs nothing of the program but src/base: the numerical core cannot see
# what stands above it, and no two builds can take each other's functions.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu

nm=${NM:-nm}
count=0

# ok NAME TEXT: fine if TEXT is empty
ok()
{
	count=$((count + 1))
	if [ -z "$2" ]; then
		echo "ok $count - $1"
	else
		echo "not ok $count - $1"
		echo "$2" | sed 's/^/# /'
	fi
}

# Names that object $1 takes from elsewhere and that are neither the C
# library's, the mathematics library's, cblas's, gsl_rng's, src/base's nor the
# compiler's and its sanitizers'.
foreign()
{
	"$nm" -u "$1" | awk '{ print $NF }' | sed 's/@.*//' | grep -v -x \
		-e 'mem[a-z]*' -e 'str[a-z]*' -e 'free' -e 'calloc' \
		-e 'snprintf' -e '__assert_fail' \
		-e '\(exp\|log\|pow\|sqrt\|fmin\|fabs\)[fl]\{0,1\}' \
		-e 'cblas_[sd]gemm' -e 'gsl_rng_[a-z]*' \
		-e 'pool_[a-z]*' -e 'rng_[a-z]*' \
		-e 'err_[a-z]*' -e 'x[a-z]*alloc[a-z]*' -e 'cell_info' -e 'model_info' -e 'batch_[a-z_]*' \
		-e '_GLOBAL_OFFSET_TABLE_' -e '__stack_chk_fail' \
		-e '__[a-z]*san_.*' -e '__gcov_.*' -e '__.*_chk' || :
}

set -- src/nn/libengine_a-engine_*.o src/nn/libv3_a-engine_*.o
echo "1..$(( 2 * $(ls "$@" 2>/dev/null | wc -l) ))"
for object in "$@"; do
	[ -f "$object" ] || continue
	precision=${object##*engine_}
	precision=${precision%.o}
	case $object in
	*libv3*) isa=v3 ;;
	*) isa=base ;;
	esac
	exports=$("$nm" -g --defined-only "$object" | awk '{ print $NF }' \
		| grep -v -e '^__\(odr_\)\{0,1\}asan' -e '^__gcov' -e '^$')
	if [ "$exports" = "engine_${precision}_$isa" ]; then
		exports=
	fi
	ok "$isa, $precision: exports its table alone" "$exports"
	ok "$isa, $precision: needs nothing above src/base" \
		"$(foreign "$object")"
done
[ "$count" -gt 0 ] || echo "1..0 # SKIP no engine objects here"
