#!/bin/sh
# blas-bound.sh: no symbol of this program is bound to gslcblas, the reference
# BLAS that libgsl brings along.  The dynamic linker says where each went.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu

bindings=$HOME/bindings
echo 1..2
LD_DEBUG=bindings LD_BIND_NOW=1 LD_DEBUG_OUTPUT=$bindings \
	tests/test_blas >/dev/null 2>&1 || :
cat "$bindings".* >"$bindings"

# "binding file A [0] to B [0]: normal symbol `cblas_sgemm'"
where=$(sed -n "s/.*binding file .* to \(.*\) \[.*symbol .cblas_sgemm'.*/\1/p" \
	"$bindings" | sort -u)
case $where in
*openblas*) echo "ok 1 - cblas_sgemm is bound to OpenBLAS" ;;
*) echo "not ok 1 - cblas_sgemm is bound to ${where:-nothing}" ;;
esac

wrong=$(grep -c ' to [^ ]*gslcblas[^ ]* \[' "$bindings" || :)
if [ "$wrong" = 0 ]; then
	echo "ok 2 - nothing is bound to gslcblas"
else
	echo "not ok 2 - $wrong symbols are bound to gslcblas"
	grep ' to [^ ]*gslcblas[^ ]* \[' "$bindings" | head -n 5 | sed 's/^/# /'
fi
