#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# Xen 4.17 (Debian 12, 4.17.7+13-g2445b30a44-0+deb12u1) drops the first word of
# its command line, for Multiboot leaves open whether that is the name of the
# file. It keeps it if the loader's name begins as that of GRUB 2 does. So the
# string that is for people only decides: GRUB 2.06-13+deb12u2 with another name
# in its module loses Xen's first option. A loader has to put the name of the
# file, or any word, before the options, as QEMU 7.2 does, or call itself GRUB.
#
# Seen on 2026-12-01, with the options "first console=com1 com1=115200":
#   Bootloader: qemu, Command line: first console=com1 com1=115200
#   Bootloader: GRUB 2.06-13+deb12u2, Command line: first console=com1 com1=115200
#   Bootloader: LOAD 2.06-13+deb12u2, Command line: console=com1 com1=115200
#
# Needs qemu-system-x86_64 (package qemu-system-x86).
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download libdevmapper1.02.1 \
	grub-common=2.06-13+deb12u2 grub-pc-bin=2.06-13+deb12u2 \
	xen-hypervisor-4.17-amd64=4.17.7+13-g2445b30a44-0+deb12u1 >&2
for package in *.deb; do
	dpkg-deb -x "$package" .
done
mkdir -p disk/boot/grub
gzip -dc boot/xen-4.17-amd64.gz >disk/xen
options='first console=com1 com1=115200'
printf '%s\n' "multiboot /xen $options" boot >disk/boot/grub/grub.cfg

# Without another kernel Xen gives up, which ends QEMU.
run()
{
	timeout 120 qemu-system-x86_64 -accel tcg -m 512 -nodefaults \
		-no-reboot -display none -serial stdio "$@" </dev/null |
		tr -d '\r' | sed -n 's/^.*(XEN) Bootloader: /Bootloader: /p
			s/^(XEN) Command line: /Command line: /p' |
		paste -sd, | sed 's/,/, /'
}

# @1: a folder with GRUB's modules
grub()
{
	printf '%s\n' 'set root=hd0,msdos1' 'configfile /boot/grub/grub.cfg' \
		>early
	LD_LIBRARY_PATH=lib/x86_64-linux-gnu usr/bin/grub-mkimage -O i386-pc \
		-p /boot/grub -d "$1" -c early -o image biosdisk part_msdos \
		fat configfile normal multiboot boot
	run -kernel image -drive format=raw,snapshot=on,file=fat:disk
}

cp -r usr/lib/grub/i386-pc renamed
sed -i 's/GRUB 2\.06/LOAD 2.06/' renamed/multiboot.mod
seen=$(
	run -kernel disk/xen -append "$options"
	grub usr/lib/grub/i386-pc
	grub renamed
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
