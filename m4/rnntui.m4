# rnntui.m4: what configure.ac needs beyond autoconf and pkg.m4.
# SPDX-License-Identifier: GPL-3.0-or-later

# RNN_MISSING(WHAT, DEBIAN-PACKAGE)
# Notes that something is missing; RNN_REPORT_MISSING names it all at once.
AC_DEFUN([RNN_MISSING], [
  AS_VAR_APPEND([rnn_missing], ["
    $1"])
  AS_CASE([" $rnn_apt "], [*" $2 "*], [],
    [AS_VAR_APPEND([rnn_apt], [" $2"])])])

# RNN_REPORT_MISSING
# Stops when anything is missing, with one line that brings it all.
AC_DEFUN([RNN_REPORT_MISSING], [
  AS_IF([test -n "$rnn_missing"],
    [AC_MSG_ERROR([missing:
$rnn_missing

On Debian and its relatives this brings all of it:

    apt-get install --no-install-recommends$rnn_apt

(as root; or type ./bootstrap build, which does that and builds)])])])

# RNN_NEED(VARIABLE, PKG-CONFIG-MODULE, DEBIAN-PACKAGE)
# Sets VARIABLE_CFLAGS and VARIABLE_LIBS or notes the module as missing.
AC_DEFUN([RNN_NEED], [
  PKG_CHECK_MODULES([$1], [$2], [have_$1=yes],
    [have_$1=no
     RNN_MISSING([$2], [$3])])])

# RNN_TRY_LINK(WHAT, VARIABLE-PREFIX, PROLOGUE, BODY, WHAT-IS-MISSING, PACKAGE)
# Links a program with VARIABLE_CFLAGS and VARIABLE_LIBS where the module was
# found, and notes what is missing when that fails.
AC_DEFUN([RNN_TRY_LINK], [
  AS_IF([test "$have_$2" = yes], [
    AC_MSG_CHECKING([$1])
    rnn_save_CPPFLAGS=$CPPFLAGS
    rnn_save_LIBS=$LIBS
    CPPFLAGS="$CPPFLAGS $$2_CFLAGS"
    LIBS="$$2_LIBS $LIBS"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[$3]], [[$4]])],
      [AC_MSG_RESULT([yes])],
      [AC_MSG_RESULT([no])
       have_$2=no
       RNN_MISSING([$5], [$6])])
    CPPFLAGS=$rnn_save_CPPFLAGS
    LIBS=$rnn_save_LIBS])])

# RNN_WARNINGS(VARIABLE, FLAGS)
# Appends to VARIABLE each flag that the compiler takes without a word.
AC_DEFUN([RNN_WARNINGS], [
  for rnn_flag in m4_normalize([$2]); do
    AC_MSG_CHECKING([whether $CC takes $rnn_flag])
    rnn_save_CFLAGS=$CFLAGS
    CFLAGS="-Werror $rnn_flag $CFLAGS"
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM()],
      [AC_MSG_RESULT([yes])
       AS_VAR_APPEND([$1], [" $rnn_flag"])],
      [AC_MSG_RESULT([no])])
    CFLAGS=$rnn_save_CFLAGS
  done
  AC_SUBST([$1])])

# RNN_PYTHON(VARIABLE, MODULE)
# The first Python 3 that imports MODULE (empty: any), or empty.  The first
# python3 in PATH is often not the distribution's, which has the modules.
AC_DEFUN([RNN_PYTHON], [
  AC_MSG_CHECKING([for a Python 3 m4_ifval([$2], [that imports $2])])
  $1=
  for rnn_python in $rnn_pythons; do
    AS_IF([$rnn_python -c 'import sys; assert sys.version_info >= (3, 7)
m4_ifval([$2], [import $2])' >/dev/null 2>&1 </dev/null],
      [$1=$rnn_python
       break])
  done
  AC_MSG_RESULT([${$1:-none}])
  AC_SUBST([$1])])
