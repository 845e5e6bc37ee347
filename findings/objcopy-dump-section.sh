#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# objcopy --dump-section NAME=FILE KERNEL, which is in many recipes for taking a
# section out of a PE file, writes KERNEL anew as well, unless a second file
# name follows (binutils 2.40, Debian 12, 2.40-2). The exit status is 0. The
# signature is gone then, and what was a bzImage is none: the setup header,
# which lies between the PE headers, is overwritten, so that no loader but the
# firmware can take the file. The section is the same either way. Debian's cloud
# kernel 6.1.192-2, and sbsigntool 0.9.4-3.1.
#
# Seen on 2026-12-01:
#   as installed: 14186432 bytes, signature, setup header
#   --dump-section .text=FILE KERNEL COPY: exit status 0
#   kernel: 14186432 bytes, signature, setup header
#   --dump-section .text=FILE KERNEL: exit status 0
#   kernel: 14181888 bytes, no signature, no setup header
#   both sections: 14159872 bytes, the same
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download \
	binutils-x86-64-linux-gnu=2.40-2 libbinutils=2.40-2 \
	sbsigntool=0.9.4-3.1 libjansson4=2.14-2 \
	linux-image-6.1.0-56-cloud-amd64=6.1.192-2 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done
export LD_LIBRARY_PATH=$folder/usr/lib/x86_64-linux-gnu

# @1: what the line is about
tell()
{
	local signature="no signature" header="no setup header"

	# It says "No signature table present" and succeeds, too.
	! usr/bin/sbverify --list kernel 2>/dev/null |
		grep -q '^signature 1' || signature=signature
	# HdrS, at a place that the boot protocol fixes.
	[[ $(od -An -tx1 -j 0x202 -N 4 kernel) != ' 48 64 72 53' ]] ||
		header="setup header"
	echo "$1: $(stat -c %s kernel) bytes, $signature, $header"
}

# The arguments: of objcopy.
dump()
{
	local status=0

	usr/bin/x86_64-linux-gnu-objcopy "$@" >&2 || status=$?
	echo "${*/=[0-9]/=FILE}: exit status $status"
}

cp boot/vmlinuz-* kernel
seen=$(
	tell 'as installed'
	dump --dump-section .text=1 kernel copy
	tell kernel
	dump --dump-section .text=2 kernel
	tell kernel
	! cmp 1 2 >&2 || is="the same"
	echo "both sections: $(stat -c %s 1) bytes, ${is:-not the same}"
)
seen=${seen//FILE kernel copy/FILE KERNEL COPY}
seen=${seen//FILE kernel/FILE KERNEL}
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
