#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# GRUB's own image for a PC's disk is a Multiboot 1 kernel, although it is no
# ELF file, and GRUB and QEMU start it as one. kexec-tools takes it for nothing:
# the header gives 0 as the end of what is to be loaded, which in Multiboot
# stands for the end of the file, and kexec-tools compares the 0 with the start.
# grub-mkimage 2.06-13+deb12u2, kexec-tools 1:2.0.25-3+deb12u3 (both Debian 12).
#
# Seen on 2026-11-29:
#   header at 2396: load address 0x100000, load end 0x0
#   grub-file --is-x86-multiboot: yes
#   qemu -kernel: GRUB is up
#   kexec -l -c: 255, multiboot load end address < load address
#
# Needs qemu-system-x86_64 (package qemu-system-x86), and strace, which answers
# the call in the kernel's place if there is one.
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download libdevmapper1.02.1 \
	grub-common=2.06-13+deb12u2 grub-pc-bin=2.06-13+deb12u2 \
	kexec-tools=1:2.0.25-3+deb12u3 libxenmisc4.17 libxencall1 \
	libxendevicemodel1 libxenevtchn1 libxenforeignmemory1 libxengnttab1 \
	libxenstore4 libxentoollog1 libxentoolcore1 libxenhypfs1 >&2
for package in *.deb; do
	dpkg-deb -x "$package" .
done
libraries=lib/x86_64-linux-gnu:usr/lib/x86_64-linux-gnu

printf '%s\n' serial 'terminal_output serial' 'echo GRUB is up' halt >config
LD_LIBRARY_PATH=$libraries usr/bin/grub-mkimage -O i386-pc -p /boot/grub \
	-d usr/lib/grub/i386-pc -c config -o image serial terminal echo halt

# The header that has a checksum, and a flag for addresses.
header()
{
	python3 - <<'END'
import struct
image = open('image', 'rb').read()
for at in range(0, 8192 - 32, 4):
	magic, flags, check, _, start, end = struct.unpack_from('<6I', image, at)
	if magic == 0x1badb002 and (magic + flags + check) % 2**32 == 0:
		assert flags & 1 << 16
		print('header at %d: load address %#x, load end %#x' %
			(at, start, end))
END
}

load()
{
	local status=0 words

	words=$(strace -qq -o calls -E LD_LIBRARY_PATH=$libraries \
		-e trace=kexec_load,kexec_file_load,reboot \
		-e inject=kexec_load,kexec_file_load,reboot:retval=0 \
		sbin/kexec -l -c image 2>&1) || status=$?
	echo "$status, $(sort -u <<<"$words" | grep multiboot)"
}

seen=$(
	header
	is=no
	! LD_LIBRARY_PATH=$libraries \
		usr/bin/grub-file --is-x86-multiboot image || is=yes
	echo "grub-file --is-x86-multiboot: $is"
	echo "qemu -kernel: $(timeout 60 qemu-system-x86_64 -accel tcg -m 64 \
		-nodefaults -no-reboot -display none -serial stdio \
		-kernel image </dev/null | grep -o 'GRUB is up')"
	echo "kexec -l -c: $(load)"
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
