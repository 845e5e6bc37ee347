#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# file 5.44 (Debian 12, 1:5.44-3) says "swap_dev 0XD" of a kernel that names no
# device to swap on. It reads the word at 0x1f6, which was that long ago and is
# the upper half of syssize since protocol 2.04: the number is how often 1 MiB
# goes into the kernel, 0X7 for one of 8 MB. Debian's ordinary and cloud kernel
# 6.1.192-2, both of protocol 2.15.
#
# Seen on 2026-11-29:
#   ordinary: syssize 0x7d820, file says swap_dev 0X7
#   cloud: syssize 0xd8220, file says swap_dev 0XD
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download file=1:5.44-3 \
	libmagic1=1:5.44-3 libmagic-mgc=1:5.44-3 \
	linux-image-6.1.0-56-amd64=6.1.192-2 \
	linux-image-6.1.0-56-cloud-amd64=6.1.192-2 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done

ask()
{
	local size says

	size=$(od -An -tx4 -j $((0x1f4)) -N 4 "$1" | tr -d ' ')
	says=$(LD_LIBRARY_PATH=usr/lib/x86_64-linux-gnu usr/bin/file \
		-m usr/lib/file/magic.mgc -b "$1" | grep -o 'swap_dev [^,]*')
	printf 'syssize %#x, file says %s\n' "0x$size" "$says"
}

seen=$(
	echo "ordinary: $(ask boot/vmlinuz-6.1.0-56-amd64)"
	echo "cloud: $(ask boot/vmlinuz-6.1.0-56-cloud-amd64)"
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
