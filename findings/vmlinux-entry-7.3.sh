#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# The entry point of the vmlinux inside Linux 7.3 lies in a segment that may not
# be executed: e_entry is in the second PT_LOAD, readable and writable. In 6.1
# it is the first byte of the first one, readable and executable, which is the
# address that the kernel is loaded at. Two PT_LOADs are left of four: none for
# the code of the init time any more, and none at address 0 for the data of each
# CPU. A loader that maps segments with their flags, refuses an entry outside of
# code, or jumps to where it loaded the kernel would fail with 7.3 alone.
# Debian's cloud kernels 6.1.192-2 and 7.3.4-1~bpo13+1.
#
# Seen on 2026-11-29:
#   6.1: PT_LOADs RX RW RW RWX, entry 0x1000000 in number 1, at 0x1000000
#   7.3: PT_LOADs RX RW, entry 0x38c0fa0 in number 2, at 0x3000000
#
# Needs lz4 and zstd.
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

# The compressed vmlinux of a kernel, without the word behind it.
payload()
{
	python3 - "$1" <<'END'
import struct, sys
image = open(sys.argv[1], 'rb').read()
assert image[0x202:0x206] == b'HdrS'
offset, length = struct.unpack_from('<II', image, 0x248)
start = (image[0x1f1] + 1) * 512 + offset
sys.stdout.buffer.write(image[start:start + length - 4])
END
}

# Where a vmlinux is entered, by physical addresses.
ask()
{
	python3 - "$1" <<'END'
import struct, sys
elf = open(sys.argv[1], 'rb').read()
assert elf[:6] == b'\x7fELF\x02\x01'
entry, headers = struct.unpack_from('<QQ', elf, 24)
size, count = struct.unpack_from('<HH', elf, 54)
rows = [struct.unpack_from('<IIQQQQQQ', elf, headers + size * number)
	for number in range(count)]
loads = [row for row in rows if row[0] == 1]
flags = [''.join(letter for letter, bit in (('R', 4), ('W', 2), ('X', 1))
	if row[1] & bit) for row in loads]
for number, (_, _, _, _, start, _, memory, _) in enumerate(loads, 1):
	if start <= entry < start + memory:
		print('PT_LOADs', *flags, end=', ')
		print('entry %#x in number %d, at %#x' % (entry, number, start))
END
}

payload "$(echo boot/vmlinuz-6.1*)" | lz4 -dc >6.1
payload "$(find . -path '*7.3.4*' -name 'vmlinuz*' -type f -print -quit)" |
	zstd -dc >7.3
seen=$(
	echo "6.1: $(ask 6.1)"
	echo "7.3: $(ask 7.3)"
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
