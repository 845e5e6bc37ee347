#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# setup_type_max in the kernel_info of a bzImage is no plain number: its top bit
# is set, which is the bit that marks an indirect setup_data, and the highest
# type is in the rest. Who compares types with it as it stands finds every
# ordinary type allowed. Debian's cloud kernels 6.1.192-2 and 7.3.4-1~bpo13+1,
# whose boot protocols are both 2.15 and whose highest types differ.
#
# Seen on 2026-11-29:
#   6.1: LToP, size 16, setup_type_max 0x80000009
#   7.3: LToP, size 16, setup_type_max 0x8000000a
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

# The kernel_info of a kernel.
ask()
{
	python3 - "$1" <<'END'
import struct, sys
image = open(sys.argv[1], 'rb').read()
assert image[0x202:0x208] == b'HdrS\x0f\x02'
offset, = struct.unpack_from('<I', image, 0x268)
start = (image[0x1f1] + 1) * 512 + offset
magic, size, _, highest = struct.unpack_from('<4sIII', image, start)
print('%s, size %d, setup_type_max %#x' % (magic.decode(), size, highest))
END
}

seen=$(
	echo "6.1: $(ask "$(echo boot/vmlinuz-6.1*)")"
	echo "7.3: $(ask "$(find . -path '*7.3.4*' -name 'vmlinuz*' -type f \
		-print -quit)")"
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
