#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# QEMU 7.2 (Debian 12, 1:7.2+dfsg-7+deb12u18+b3) starts an x86-64 ELF file with
# a PVH note by -kernel. Twelve bytes more in its first 8 KiB, a multiboot
# header that asks for nothing, and QEMU refuses the same file: it wants a
# 32-bit one, and does not look for the note. With a header that says where to
# load, QEMU starts it by multiboot. So a kernel that offers both is started by
# PVH never, and what a loader takes it for depends on which it looks for
# first.
#
# Seen on 2026-11-30:
#   note alone: started by PVH
#   note, multiboot header: Cannot load x86-64 image, give a 32bit one.
#   note, multiboot header with addresses: started by multiboot
#
# The kernels say how they were entered by the exit status, and end. Needs what
# qemu-system-x86 depends on.
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download \
	qemu-system-x86=1:7.2+dfsg-7+deb12u18+b3 \
	qemu-system-common=1:7.2+dfsg-7+deb12u18+b3 >&2
for package in *.deb; do
	dpkg-deb -x "$package" .
done

# One part at 1 MiB: headers, multiboot header at 192, note at 256, code at 320.
python3 - <<'END'
import struct

MAGIC, BASE = 0x1BADB002, 0x100000
# Compares eax with multiboot's word, and writes 2 for it, else 1, to port 0xf4.
code = bytes.fromhex('3d02b0ad2b 7405 b001 e6f4 f4 b002 e6f4 f4')
note = struct.pack('<III4sI', 4, 4, 18, b'Xen\0', BASE + 320)

def kernel(name, multiboot):
	size = 320 + len(code)
	file = bytearray(size)
	file[0:16] = b'\x7fELF\2\1\1' + bytes(9)
	struct.pack_into('<HHIQQQIHHHHHH', file, 16, 2, 62, 1, BASE + 320, 64,
		0, 0, 64, 56, 2, 0, 0, 0)
	struct.pack_into('<IIQQQQQQ', file, 64, 1, 7, 0, BASE, BASE, size,
		size, 4096)
	struct.pack_into('<IIQQQQQQ', file, 120, 4, 4, 256, BASE + 256,
		BASE + 256, len(note), len(note), 4)
	file[192:192 + len(multiboot)] = multiboot
	file[256:256 + len(note)] = note
	file[320:] = code
	open(name, 'wb').write(file)

def header(flags, *addresses):
	words = MAGIC, flags, -(MAGIC + flags) & 0xffffffff, *addresses
	return struct.pack('<%dI' % len(words), *words)

end = BASE + 320 + len(code)
kernel('note', b'')
kernel('both', header(0))
kernel('addresses', header(1 << 16, BASE + 192, BASE, end, 0, BASE + 320))
END

# How QEMU starts a file: its exit status is twice what was written, and 1.
ask()
{
	local status=0

	QEMU_MODULE_DIR=$folder/usr/lib/x86_64-linux-gnu/qemu timeout 60 \
		usr/bin/qemu-system-x86_64 -L usr/share/qemu \
		-L /usr/share/seabios -L /usr/share/qemu -accel tcg -m 64 \
		-nodefaults -no-reboot -display none \
		-device isa-debug-exit,iobase=0xf4,iosize=1 \
		-kernel "$1" </dev/null >&2 2>said || status=$?
	case $status in
	3) echo "started by PVH" ;;
	5) echo "started by multiboot" ;;
	*) sed 's/^[^:]*: //' said ;;
	esac
}

seen=$(
	echo "note alone: $(ask note)"
	echo "note, multiboot header: $(ask both)"
	echo "note, multiboot header with addresses: $(ask addresses)"
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
