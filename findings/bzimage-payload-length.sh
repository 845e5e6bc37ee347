#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# The setup header of an x86 kernel says where its compressed payload starts and
# how long it is. That length does not end with the stream of the compressor:
# one word behind the stream, the unpacked size, is counted in. lz4, xz and zstd
# take it for the start of another block or stream: they write the whole kernel
# and fail. Without the last four bytes all three succeed. Debian's 6.1.192-2
# (cloud: LZ4, ordinary: xz) and cloud 7.3.4-1~bpo13+1 (zstd).
#
# Seen on 2026-11-29, with lz4 1.9.4, xz 5.4.1 and zstd 1.5.4:
#   lz4: payload fails, without a word ok, 53243444 bytes, word 53243444
#   xz: payload fails, without a word ok, 65906612 bytes, word 65906612
#   zstd: payload fails, without a word ok, 62096432 bytes, word 62096432
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
	"$mirror trixie-backports main" >apt/sources.list
here=(-q -o APT::Sandbox::User=root)
later=("${here[@]}" -o "Dir::State=$folder/apt/state"
	-o Dir::State::status=/dev/null -o "Dir::Cache=$folder/apt/cache"
	-o "Dir::Etc::SourceList=$folder/apt/sources.list"
	-o Dir::Etc::SourceParts=/dev/null)
{
	apt-get "${later[@]}" update
	apt-get "${later[@]}" download \
		linux-binary-7.3.4+deb13-cloud-amd64=7.3.4-1~bpo13+1
	apt-get "${here[@]}" download lz4=1.9.4-1 \
		xz-utils=5.4.1-1+deb12u2 zstd=1.5.4+dfsg2-5 \
		linux-image-6.1.0-56-amd64=6.1.192-2 \
		linux-image-6.1.0-56-cloud-amd64=6.1.192-2
} >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done

# A kernel's payload.
payload()
{
	python3 - "$1" <<'END'
import struct, sys
image = open(sys.argv[1], 'rb').read()
assert image[0x202:0x206] == b'HdrS'
offset, length = struct.unpack_from('<II', image, 0x248)
start = (image[0x1f1] + 1) * 512 + offset
sys.stdout.buffer.write(image[start:start + length])
END
}

# How a tool likes a kernel's payload, with and without its last word.
ask()
{
	local tool=usr/bin/$1 whole=ok without=ok word

	payload "$2" >bytes
	"$tool" -dc <bytes >/dev/null 2>&1 || whole=fails
	head -c -4 bytes | "$tool" -dc >unpacked 2>/dev/null || without=fails
	word=$(tail -c 4 bytes | od -An -tu4)
	echo "$1: payload $whole, without a word $without," \
		"$(stat -c %s unpacked) bytes, word $((word))"
}

newest=$(find . -path '*7.3.4*' -name 'vmlinuz*' -type f -print -quit)
seen=$(
	ask lz4 "$(echo boot/vmlinuz-*-cloud-amd64)"
	ask xz boot/vmlinuz-6.1.0-56-amd64
	ask zstd "$newest"
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
