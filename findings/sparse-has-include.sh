#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# sparse 0.6.4 (Debian 12, 0.6.4-3) has no __has_include, which gcc has since
# version 5 and clang always had. A header for several kernels that asks for a
# file with it takes the other branch when the kernel's own `make C=2` checks
# it: sparse then judges code that no compiler sees.
#
# Seen on 2026-11-29:
#   gcc:    the file is there
#   sparse: __has_include is not defined
set -eu -o pipefail

version=0.6.4-3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q -o APT::Sandbox::User=root download "sparse=$version" >&2
dpkg-deb --fsys-tarfile sparse_*.deb | tar -x ./usr/bin/sparse
cat >ask.c <<'END'
#ifndef __has_include
"__has_include is not defined"
#elif __has_include(<stddef.h>)
"the file is there"
#else
"the file is not there"
#endif
END

# The answer is the one string that the preprocessor leaves.
answer()
{
	"$@" -E ask.c | sed -n 's/^"\(.*\)"$/\1/p'
}

gcc=$(answer gcc)
sparse=$(answer usr/bin/sparse)
echo "gcc:    $gcc"
echo "sparse: $sparse"
[[ $gcc == 'the file is there' && $sparse == '__has_include is not defined' ]]
