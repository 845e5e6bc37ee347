#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# Behind the ELF file in a relocatable x86-64 kernel are its relocations: lists
# of 32-bit words, each with a zero before it, walked from the end of the file.
# 6.1 has three: from the end, 32-bit addresses that grow with the kernel's
# move, 32-bit distances that shrink with it, and 64-bit addresses. 7.3 has two:
# no list shrinks any more, and nothing in the file says so, nor does the boot
# protocol's version, 2.15 in both. Where 6.1 has what is to be subtracted from,
# 7.3 has the 64-bit pointers. Debian's cloud kernels 6.1.192-2 and
# 7.3.4-1~bpo13+1.
#
# Seen on 2026-11-29:
#   6.1: 3 lists, from the end 70777, 8457, 123692 words
#   6.1: the second list names 0 64-bit pointers into the kernel
#   7.3: 2 lists, from the end 109653, 209159 words
#   7.3: the second list names 208484 64-bit pointers into the kernel
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

# The lists of a vmlinux, and how many words of the second one name a pointer.
ask()
{
	python3 - "$1" <<'END'
import struct, sys
name = sys.argv[1]
elf = open(name, 'rb').read()
assert elf[:6] == b'\x7fELF\x02\x01'
headers, sections = struct.unpack_from('<QQ', elf, 32)
size, count, section_size, section_count = struct.unpack_from('<HHHH', elf, 54)
loads = [struct.unpack_from('<IIQQQQQQ', elf, headers + size * number)
	for number in range(count)]

behind = elf[sections + section_size * section_count:]
lists = [[]]
for word, in reversed(list(struct.iter_unpack('<I', behind))):
	if word:
		lists[-1].append(word)
	else:
		lists.append([])
assert lists.pop() == []
sizes = ', '.join(str(len(part)) for part in lists)
print('%s: %d lists, from the end %s words' % (name, len(lists), sizes))

# The text is mapped at the top, 2 GiB below the end.
pointers = 0
for word in lists[1]:
	for kind, _, offset, _, start, length, _, _ in loads:
		at = word - 0x80000000 - start
		if kind == 1 and 0 <= at <= length - 8:
			value, = struct.unpack_from('<Q', elf, offset + at)
			pointers += value >> 29 == 0xffffffff80000000 >> 29
print('%s: the second list names %d 64-bit pointers into the kernel' %
	(name, pointers))
END
}

payload "$(echo boot/vmlinuz-6.1*)" | lz4 -dc >6.1
payload "$(find . -path '*7.3.4*' -name 'vmlinuz*' -type f -print -quit)" |
	zstd -dc >7.3
seen=$(ask 6.1 && ask 7.3)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
