#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# The size in the header of an EFI zboot image ends with the compressed stream,
# unlike a bzImage's payload_length, which counts the word behind it, too. The
# word is there in both: the unpacked size, which no field of a zboot header
# has. A reader that strips four bytes, as from a bzImage's payload, cuts off
# the end of the stream. Debian's 7.2.13-1 for loong64.
#
# Seen on 2026-11-29, with zstd 1.5.4:
#   zimg of zstd: 8666856 bytes at 89312 of 8765952
#   zstd: ok, 27262976 bytes; without the last four: fails
#   the word behind: 27262976
#
# Needs zstd.
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# A later suite of the same mirror, in a private apt root.
codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
# shellcheck disable=SC2016
mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
	'Created-By: Packages' | awk -v r="$codename" '$2 == r && $3 == "main" {
		print $1; exit }')
mkdir -p apt/state/lists/partial apt/cache/archives/partial
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
	"$mirror sid main" >apt/sources.list
here=(-q -o APT::Sandbox::User=root)
later=("${here[@]}" -o "Dir::State=$folder/apt/state"
	-o Dir::State::status=/dev/null -o "Dir::Cache=$folder/apt/cache"
	-o "Dir::Etc::SourceList=$folder/apt/sources.list"
	-o Dir::Etc::SourceParts=/dev/null)
later+=(-o APT::Architecture=loong64 -o APT::Architectures=loong64)
{
	apt-get "${later[@]}" update
	apt-get "${later[@]}" download \
		linux-binary-7.2.13+deb14-loong64=7.2.13-1
} >&2
dpkg-deb --fsys-tarfile ./*.deb | tar -x --exclude='*.ko'
kernel=$(find . -name 'vmlinuz*' -type f -print -quit)

# The fields: magic, compression, offset and size.
read -r magic kind start size < <(python3 -c '
import struct, sys
header = open(sys.argv[1], "rb").read(64)
magic, start, size, kind = struct.unpack_from("<4x4sII8x32s", header)
print(magic.decode(), kind.rstrip(b"\0").decode(), start, size)' "$kernel")

# Bytes of the kernel: how many, from where.
part()
{
	dd if="$kernel" iflag=skip_bytes,count_bytes bs=64K skip="$2" \
		count="$1" status=none
}

whole=ok
without=ok
part "$size" "$start" >stream
zstd -dc <stream >unpacked 2>/dev/null || whole=fails
head -c -4 stream | zstd -dc >/dev/null 2>&1 || without=fails
word=$(part 4 $((start + size)) | od -An -tu4)
seen=$(
	echo "$magic of $kind: $size bytes at $start of $(stat -c %s "$kernel")"
	echo "zstd: $whole, $(stat -c %s unpacked) bytes;" \
		"without the last four: $without"
	echo "the word behind: $((word))"
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
