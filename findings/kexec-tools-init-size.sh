#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# kexec-tools 2.0.25 (Debian 12, 1:2.0.25-3+deb12u3) heeds init_size, the memory
# that a kernel says it will use from where it is loaded, for kernels with a
# 64-bit entry alone. One that it loads by the 32-bit entry gets the memory of
# its file, and another segment is put right behind that, into what the kernel
# takes for its own. memtest86+ 6.10-4 (both of its files, though one is 64-bit,
# go by the 32-bit entry) beside the cloud kernel 6.1.192-2.
#
# Seen on 2026-11-29:
#   memtest86+ia32.bin: init_size 428024, reserved 139264, next at 139264
#   memtest86+x64.bin: init_size 437496, reserved 143360, next at 143360
#   vmlinuz: init_size 53968896, reserved 53968896
#
# Needs strace, and root to read where memory is. Loads nothing: strace answers
# the call in the kernel's place.
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download kexec-tools=1:2.0.25-3+deb12u3 \
	memtest86+=6.10-4 linux-image-6.1.0-56-cloud-amd64=6.1.192-2 \
	libxenmisc4.17 libxencall1 libxendevicemodel1 libxenevtchn1 \
	libxenforeignmemory1 libxengnttab1 libxenstore4 libxentoollog1 \
	libxentoolcore1 libxenhypfs1 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done
mv boot/vmlinuz-* boot/vmlinuz

# The segment of the kernel, the largest, and the first one behind its start.
ask()
{
	strace -qq -o calls -E LD_LIBRARY_PATH=usr/lib/x86_64-linux-gnu \
		-e trace=kexec_load,kexec_file_load,reboot \
		-e inject=kexec_load,kexec_file_load,reboot:retval=0 \
		sbin/kexec -l -c "boot/$1" >&2
	python3 - "$1" <<'END'
import re, struct, sys
image = open("boot/" + sys.argv[1], "rb").read()
need, = struct.unpack_from("<I", image, 0x260)
segments = [(int(start, 16), int(size)) for start, size in
	re.findall(r'mem=(0x[0-9a-f]+), memsz=(\d+)', open('calls').read())]
start, size = max(segments, key=lambda segment: segment[1])
text = '%s: init_size %d, reserved %d' % (sys.argv[1], need, size)
for other, _ in sorted(segments):
	if start < other < start + need:
		text += ', next at %d' % (other - start)
print(text)
END
}

seen=$(ask memtest86+ia32.bin && ask memtest86+x64.bin && ask vmlinuz)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
