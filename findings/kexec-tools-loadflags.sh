#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# kexec-tools 2.0.25 (Debian 12, 1:2.0.25-3+deb12u3) changes the header that it
# passes to a kernel. A bzImage has LOADED_HIGH in loadflags: its code belongs
# at 1 MiB or higher, and kexec-tools loads it there. But the header that goes
# with it says 0 or, with --real-mode, only that there is a heap (0x80). By that
# header the code lies below 640 KiB, as a zImage's. Debian's cloud kernel
# 6.1.192-2, and ipxe.lkrn of ipxe 1.0.0+git-20190125.36a4c85-5.1.
#
# Seen on 2026-11-29, loadflags in the file, and in the call:
#   vmlinuz: 0x01, 0x00, code above 1 MiB: True
#   vmlinuz -t bzImage: 0x01, 0x00, code above 1 MiB: True
#   vmlinuz --real-mode: 0x01, 0x80, code above 1 MiB: True
#   ipxe.lkrn --real-mode: 0x01, 0x80, code above 1 MiB: True
#
# Needs gcc, and root to read where memory is. Loads nothing: a library that is
# loaded before the others answers the call.
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download kexec-tools=1:2.0.25-3+deb12u3 \
	ipxe=1.0.0+git-20190125.36a4c85-5.1 \
	linux-image-6.1.0-56-cloud-amd64=6.1.192-2 \
	libxenmisc4.17 libxencall1 libxendevicemodel1 libxenevtchn1 \
	libxenforeignmemory1 libxengnttab1 libxenstore4 libxentoollog1 \
	libxentoolcore1 libxenhypfs1 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done
mv boot/vmlinuz-* boot/vmlinuz

cat >answer.c <<'END'
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

struct segment {
	const unsigned char *bytes;
	size_t size;
	unsigned long start;
	unsigned long room;
};

/* kexec-tools makes no other call by this function. */
long syscall(long number, ...)
{
	const struct segment *segments, *largest;
	unsigned long count, i;
	int flags = -1;
	va_list words;

	if (number != SYS_kexec_load)
		abort();
	va_start(words, number);
	va_arg(words, unsigned long);
	count = va_arg(words, unsigned long);
	largest = segments = va_arg(words, const struct segment *);
	va_end(words);
	for (i = 0; i < count; i++) {
		if (segments[i].size > largest->size)
			largest = &segments[i];
		if (segments[i].size > 0x212 &&
		    !memcmp(segments[i].bytes + 0x202, "HdrS", 4))
			flags = segments[i].bytes[0x211];
	}
	printf("0x%02x, code above 1 MiB: %s\n", flags,
	       largest->start >= 0x100000 ? "True" : "False");
	return 0;
}
END
gcc -Wall -Werror -shared -fPIC -o answer.so answer.c

ask()
{
	local kernel=$1 flags
	shift

	flags=$(od -An -tx1 -j 0x211 -N1 "boot/$kernel" | tr -d ' ')
	LD_LIBRARY_PATH=usr/lib/x86_64-linux-gnu LD_PRELOAD=$folder/answer.so \
		sbin/kexec -l -c "$@" --append=quiet "boot/$kernel" |
		sed -n "s/^0x/$kernel${*:+ $*}: 0x$flags, &/p"
}

seen=$(
	ask vmlinuz
	ask vmlinuz -t bzImage
	ask vmlinuz --real-mode
	ask ipxe.lkrn --real-mode
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
