#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# grub-file 2.06 (Debian 12, 2.06-13+deb12u2) calls one file three things, each
# of which needs another loader. Xen's xen-4.17-amd64.efi is an EFI program to
# it, and a multiboot kernel, and a multiboot 2 kernel, although the file is no
# ELF and its multiboot header has no load address, which such a file needs.
# xen-4.17-amd64.gz is both multiboot kernels as well: grub-file looks inside
# the gzip, at a 32-bit ELF file.
#
# Seen on 2026-11-29, with Xen 4.17.7:
#   xen.efi: x86-multiboot x86-multiboot2 x86_64-efi
#   xen.efi: starts with MZ, multiboot header at 776, load address False
#   xen.gz: x86-multiboot x86-multiboot2
#   xen.gz unpacked: ELF class 1, multiboot header at 136, load address False
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

xen=4.17.7+13-g2445b30a44-0+deb12u1
apt-get -q -o APT::Sandbox::User=root download libdevmapper1.02.1 \
	grub-common=2.06-13+deb12u2 xen-hypervisor-4.17-amd64=$xen >&2
for package in *.deb; do
	dpkg-deb -x "$package" .
done

# What grub-file takes a file for.
kinds()
{
	local kind found=

	for kind in x86-linux x86-multiboot x86-multiboot2 x86_64-efi; do
		! LD_LIBRARY_PATH=lib/x86_64-linux-gnu \
			usr/bin/grub-file "--is-$kind" "$1" || found+=" $kind"
	done
	echo "$found"
}

# Where the header of multiboot 1 is, and bit 16 of its flags.
header()
{
	python3 -c '
import struct, sys
image = open(sys.argv[1], "rb").read()
at = image.index(struct.pack("<I", 0x1badb002), 0, 8192)
_, flags, check = struct.unpack_from("<III", image, at)
assert at % 4 == 0 and 0x1badb002 + flags + check == 1 << 32
kind = "starts with MZ"
if image[:4] == b"\x7fELF":
	kind = "ELF class %d" % image[4]
print("%s, multiboot header at %d, load address %s" % (
	kind, at, bool(flags >> 16 & 1)))' "$1"
}

mv boot/xen-4.17-amd64.efi xen.efi
mv boot/xen-4.17-amd64.gz xen.gz
zcat xen.gz >xen
seen=$(
	echo "xen.efi:$(kinds xen.efi)"
	echo "xen.efi: $(header xen.efi)"
	echo "xen.gz:$(kinds xen.gz)"
	echo "xen.gz unpacked: $(header xen)"
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
