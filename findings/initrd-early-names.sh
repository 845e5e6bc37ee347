#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# `find . | cpio -o` makes an archive whose early files Linux finds, or does
# not, depending on whose cpio it is. Linux 6.1 (Debian's cloud kernel
# 6.1.192-2) looks for microcode and for ACPI tables by names that it compares
# byte by byte: ./kernel/firmware/acpi/x.aml is another name than
# kernel/firmware/acpi/x.aml. GNU cpio 2.13+dfsg-7.1 and busybox's 1.35.0-4
# remove the "./" when they write, bsdcpio 3.6.2-1+deb12u5 and toybox's 0.8.9
# keep it. All files are there once Linux unpacks the archive, and it says
# nothing of those that it passed by.
#
# Seen on 2026-12-01, of an ACPI table in an uncompressed archive:
#   cpio: kernel/firmware/acpi/x.aml, Linux uses the table
#   busybox: kernel/firmware/acpi/x.aml, Linux uses the table
#   bsdcpio: ./kernel/firmware/acpi/x.aml, Linux has no table
#   toybox: ./kernel/firmware/acpi/x.aml, Linux has no table
#
# Needs python3 and qemu-system-x86_64 (package qemu-system-x86).
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download \
	libarchive-tools=3.6.2-1+deb12u5 libarchive13=3.6.2-1+deb12u5 \
	busybox-static=1:1.35.0-4+deb12u1+b1 cpio=2.13+dfsg-7.1 \
	toybox=0.8.9+dfsg-1 linux-image-6.1.0-56-cloud-amd64=6.1.192-2 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done
export LD_LIBRARY_PATH=$folder/usr/lib/x86_64-linux-gnu

mkdir -p early/kernel/firmware/acpi
# An SSDT with nothing behind its header.
/usr/bin/python3 - <<'END'
import struct

table = bytearray(struct.pack("<4sIBB6s8sI4sI", b"SSDT", 36, 2, 0, b"OURS  ",
                              b"EARLY   ", 1, b"NONE", 1))
table[9] = -sum(table) & 255
open("early/kernel/firmware/acpi/x.aml", "wb").write(table)
END
mkdir root
cp bin/busybox root/
printf '%s\n' '#!/busybox sh' '/busybox poweroff -f' >root/init
chmod +x root/init
(cd root && find . | ../bin/cpio --quiet -o -H newc) >main.cpio

# @1: its name; the rest: a program that makes an archive.
ask()
{
	local name=$1 uses="has no table"

	shift
	(cd early && find . | "$@" -o -H newc) >early.cpio
	cat early.cpio main.cpio >initrd
	timeout 300 qemu-system-x86_64 -accel tcg -m 512 -nodefaults \
		-no-reboot -display none -serial stdio -initrd initrd \
		-kernel "$(echo boot/vmlinuz-*)" \
		-append 'console=ttyS0 panic=-1' </dev/null | tr -d '\r' >log
	grep -q 'Run /init' log
	! grep -q 'ACPI: SSDT .*OURS *EARLY' log || uses="uses the table"
	echo "$name: $(tr '\0' '\n' <early.cpio | grep -ao '[./]*kernel/.*aml$')," \
		"Linux $uses"
}

seen=$(
	ask cpio ../bin/cpio --quiet
	ask busybox ../bin/busybox cpio
	ask bsdcpio ../usr/bin/bsdcpio --quiet
	ask toybox ../bin/toybox cpio
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
