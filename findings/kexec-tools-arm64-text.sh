#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# On arm64 kexec-tools 2.0.25 (kexec -p -c) needs the address of _text, and
# takes it from /proc/kallsyms. That of Debian's kernel has none: without
# CONFIG_KALLSYMS_ALL it has what follows _stext, and _text is before.
# kexec-tools says "Can't get the symbol of _text to calculate page_offset", and
# goes on: the ELF core headers put the kernel's image at -1, with _stext taken
# away from its physical address and added to its size, and the page offset is
# 0. In /proc/vmcore everything behind such an image is at a file offset above
# 2^63, which nobody can read: of memory nothing is dumped. The load succeeds.
#
# Seen on 2026-11-30, with Debian's 6.1.176, and with a kernel that has
# CONFIG_KALLSYMS_ALL:
#   Debian's: image at -1, more than 2^48 bytes, no dump
#   with _text: image at an address of the kernel, less than 2^32 bytes, a dump
#
# Runs two guests, in QEMU's emulation, by this tree's test/boot/run.
set -eu -o pipefail

script=$(realpath "$0")
cd "$(dirname "$script")/.."

# Says what a row's crash kernel finds: "load PLACE of SIZE bytes at ADDRESS".
finds()
{
	local log=${KEXEC_BUILD:-build}/boot-logs/$1.console dump="a dump"
	local load size at

	test/boot/run -k --all --patience 4 --word client=stock "$1" >&2 ||
		dump="no dump"
	load=$(grep -ao 'kx: load 0x.*' "$log" | head -n 1)
	size=${load##* of }
	size=${size%% *}
	case ${#size} in
	1[5-8]) size="more than 2^48" ;;
	*) size="less than 2^32" ;;
	esac
	case ${load##* at } in
	0xffffffffffffffff) at=-1 ;;
	0xffff*) at="an address of the kernel" ;;
	*) at="no address of the kernel" ;;
	esac
	echo "image at $at, $size bytes, $dump"
}

seen=$(
	echo "Debian's: $(finds arm64-crash)"
	echo "with _text: $(finds arm64-crash-stock)"
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
