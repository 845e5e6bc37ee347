#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# The boot protocol of x86 promises since 2.08 that the last word of a bzImage
# (where syssize ends) is a CRC-32 of what is before it. Linux 7.3 still calls
# itself 2.15, as 6.1 does, but the sum is gone: the word is zero. A loader that
# checks it would refuse every such kernel. Signing changes a file behind the
# sum's back: the PE checksum and the entry for the certificates were zero in
# the file that was summed. Debian's cloud kernels 6.1.192-2 and
# 7.3.4-1~bpo13+1.
#
# Seen on 2026-11-29:
#   6.1: protocol 2.15, last word 363cf364, computed 363cf364
#   7.3: protocol 2.15, last word 00000000, computed 8a6c891f
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
	apt-get "${here[@]}" download \
		linux-image-6.1.0-56-cloud-amd64=6.1.192-2
} >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done

# The last word of a kernel, and what it would be as a sum.
ask()
{
	python3 - "$1" <<'END'
import struct, sys, zlib
image = bytearray(open(sys.argv[1], 'rb').read())
assert image[0x202:0x206] == b'HdrS'
end = (image[0x1f1] + 1) * 512 + 16 * struct.unpack_from('<I', image, 0x1f4)[0]
# What a signer writes: the PE checksum, and where the certificates are.
optional = struct.unpack_from('<I', image, 0x3c)[0] + 24
assert struct.unpack_from('<H', image, optional)[0] == 0x20b
image[optional + 64:optional + 68] = bytes(4)
image[optional + 144:optional + 152] = bytes(8)
print('protocol %d.%d, last word %08x, computed %08x' % (
	image[0x207], image[0x206], struct.unpack_from('<I', image, end - 4)[0],
	zlib.crc32(image[:end - 4]) ^ 0xffffffff))
END
}

seen=$(
	echo "6.1: $(ask "$(echo boot/vmlinuz-6.1*)")"
	echo "7.3: $(ask "$(find . -path '*7.3.4*' -name 'vmlinuz*' -type f \
		-print -quit)")"
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
