#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# Xen 4.17 (Debian 12, 4.17.7+13), a hypervisor for x86-64, is an ELF file of 32
# bits for the 80386: neither class nor machine says what it runs on. Its
# multiboot 2 header has an entry tag for EFI in 64-bit mode (9) and none for
# the ordinary start in 32-bit mode (3), so that the entry of the ELF file
# counts there. It asks for a map of memory (6) and not for the ACPI tables (14,
# 15).
#
# Seen on 2026-11-29:
#   ELF class 1, machine 3, entry 0x200000
#   tags of the header at 152: 1 6 10 4 5 7 9 0
#   information wanted: 4 6
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

xen=4.17.7+13-g2445b30a44-0+deb12u1
apt-get -q -o APT::Sandbox::User=root download \
	xen-hypervisor-4.17-amd64=$xen >&2
dpkg-deb -x ./*.deb .
zcat boot/xen-4.17-amd64.gz >xen

seen=$(
	python3 - xen <<'END'
import struct, sys
image = open(sys.argv[1], 'rb').read()
assert image[:4] == b'\x7fELF'
machine, _, entry = struct.unpack_from('<HII', image, 18)
print('ELF class %d, machine %d, entry %#x' % (image[4], machine, entry))
start = image.index(struct.pack('<I', 0xe85250d6), 0, 32768)
size, = struct.unpack_from('<I', image, start + 8)
tags = []
at = start + 16
while at < start + size:
	kind, _, length = struct.unpack_from('<HHI', image, at)
	tags.append(kind)
	if kind == 1:
		count = length // 4 - 2
		wanted = struct.unpack_from('<%dI' % count, image, at + 8)
	at += (length + 7) & ~7
print('tags of the header at %d:' % start, *tags)
print('information wanted:', *wanted)
END
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
