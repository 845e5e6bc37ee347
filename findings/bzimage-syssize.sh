#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# The syssize of a bzImage, in units of 16 bytes, says neither where the file
# ends nor how much there is to load. memdisk has 0, with 24744 bytes of code
# behind its setup sectors. That of ipxe.lkrn and memtest86+ ends up to 15 bytes
# behind the file. That of a signed Linux ends before it: the certificates are
# not counted. A loader that refuses a file which is shorter than syssize says,
# or copies what it says, breaks one of them. Debian 12's syslinux-common 6.04,
# ipxe 20190125, memtest86+ 6.10 and cloud kernel 6.1.192-2.
#
# Seen on 2026-11-29:
#   memdisk: setup 2048, syssize 0, file 26792: 24744 bytes beyond
#   ipxe.lkrn: setup 3072, syssize 18966, file 306521: 7 bytes missing
#   memtest86+x64.bin: setup 1536, syssize 8924, file 144312: 8 bytes missing
#   vmlinuz: setup 20480, syssize 885280, file 14186432: 1472 bytes beyond
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download memtest86+=6.10-4 \
	syslinux-common=3:6.04~git20190206.bf6db5b4+dfsg1-3 \
	ipxe=1.0.0+git-20190125.36a4c85-5.1 \
	linux-image-6.1.0-56-cloud-amd64=6.1.192-2 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done
mv boot/vmlinuz-* boot/vmlinuz

seen=$(
	python3 - usr/lib/syslinux/memdisk boot/ipxe.lkrn \
		boot/memtest86+x64.bin boot/vmlinuz <<'END'
import struct, sys
for path in sys.argv[1:]:
	image = open(path, 'rb').read()
	assert image[0x202:0x206] == b'HdrS'
	setup = ((image[0x1f1] or 4) + 1) * 512
	size, = struct.unpack_from('<I', image, 0x1f4)
	beyond = len(image) - setup - size * 16
	print('%s: setup %d, syssize %d, file %d: %d bytes %s' % (
		path.split('/')[-1], setup, size, len(image), abs(beyond),
		'beyond' if beyond >= 0 else 'missing'))
END
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
