#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# liblz4 1.9.4 (Debian 12, 1.9.4-1) cannot read an LZ4 kernel. Linux packs its
# kernels and initrds in the older kind of frame, `lz4 -l`, which the tool of
# the same version reads as any other, and for which the library has no
# function: LZ4F_decompress knows no such type of frame. Who uses the library
# has to cut the blocks out and call LZ4_decompress_safe. Debian's cloud kernel
# 6.1.192-2.
#
# Seen on 2026-11-29:
#   lz4 -d: ok, 53243444 bytes
#   LZ4F_decompress: ERROR_frameType_unknown
#   LZ4_decompress_safe, block by block: 53243444 bytes in 7 blocks
#
# Needs gcc.
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download lz4=1.9.4-1 \
	liblz4-1=1.9.4-1 liblz4-dev=1.9.4-1 \
	linux-image-6.1.0-56-cloud-amd64=6.1.192-2 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done

# The payload without the word behind it.
python3 - "$(echo boot/vmlinuz-*)" >payload <<'END'
import struct, sys
image = open(sys.argv[1], 'rb').read()
assert image[0x202:0x206] == b'HdrS'
offset, length = struct.unpack_from('<II', image, 0x248)
start = (image[0x1f1] + 1) * 512 + offset
sys.stdout.buffer.write(image[start:start + length - 4])
END
cat >ask.c <<'END'
#include <lz4.h>
#include <lz4frame.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static char in[32 << 20], out[8 << 20];

int main(void)
{
	size_t size = fread(in, 1, sizeof(in), stdin), used = size;
	size_t room = sizeof(out), at = 4, total = 0, result;
	LZ4F_dctx *context;
	unsigned int blocks = 0;
	uint32_t length;

	result = LZ4F_createDecompressionContext(&context, LZ4F_VERSION);
	if (LZ4F_isError(result))
		return 1;
	result = LZ4F_decompress(context, out, &room, in, &used, NULL);
	printf("LZ4F_decompress: %s\n",
	       LZ4F_isError(result) ? LZ4F_getErrorName(result) : "ok");
	LZ4F_freeDecompressionContext(context);

	for (; at + sizeof(length) < size; at += length) {
		int got;

		memcpy(&length, in + at, sizeof(length));
		at += sizeof(length);
		if (length > size - at)
			return 1;
		got = LZ4_decompress_safe(in + at, out, length, sizeof(out));
		if (got < 0)
			return 1;
		total += got;
		blocks++;
	}
	printf("LZ4_decompress_safe, block by block: %zu bytes in %u blocks\n",
	       total, blocks);
	return 0;
}
END
library=usr/lib/x86_64-linux-gnu
gcc -Wall -Werror -Iusr/include -o ask ask.c "$library/liblz4.so"
tool=ok
usr/bin/lz4 -dc <payload >unpacked || tool=fails
seen=$(
	echo "lz4 -d: $tool, $(stat -c %s unpacked) bytes"
	LD_LIBRARY_PATH=$library ./ask <payload
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
