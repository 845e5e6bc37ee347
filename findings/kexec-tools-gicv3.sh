#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# On arm64 with GICv3 and an ITS, and without UEFI, kexec-tools 2.0.25 loads the
# next kernel over tables that the interrupt controller goes on using. The next
# Linux finds them in its registers and fills the table of priorities, 64 KiB,
# with 0xa2: its own code is gone. It dies in a function whose turn it is. With
# UEFI Linux lists the tables as reserved, and with its=off there are none.
#
# Seen on 2026-11-30, with Debian's 6.1.176 and QEMU's virt machine:
#   without UEFI, ITS off: the next kernel runs
#   without UEFI, ITS on: the next kernel dies, code a2a2a2a2
#   with UEFI, ITS on: the next kernel runs
#
# Runs three guests, in QEMU's emulation, by this tree's test/boot/run.
set -eu -o pipefail

script=$(realpath "$0")
cd "$(dirname "$script")/.."

# Says how the row arm64-stock ends with these words.
ends()
{
	local log=${KEXEC_BUILD:-build}/boot-logs/arm64-stock.console
	local words=() word

	for word in "$@" gic=3 extra=earlycon,keep_bootcon; do
		words+=(--word "$word")
	done
	if test/boot/run -k --patience 4 "${words[@]}" arm64-stock >&2; then
		echo "the next kernel runs"
	else
		echo "the next kernel dies, code" \
			"$(grep -o '(a2a2a2a2)' "$log" | head -n 1 | tr -d '()')"
	fi
}

seen=$(
	echo "without UEFI, ITS off: $(ends its=off)"
	echo "without UEFI, ITS on: $(ends)"
	echo "with UEFI, ITS on: $(ends efi=kept)"
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
