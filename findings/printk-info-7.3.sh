#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# struct printk_info, which says of a message in the kernel's log when it came
# and where it lies, grew in the middle before Linux 7.3: the thread's name and
# a second number of the caller stand before what is known of the device, which
# moved from 24 to 44, and the whole has 112 bytes after 88. Who reads the log
# of a dump with the layout of 6.1 finds the first message and misses the second
# one. As the BTF of Debian's cloud kernels 6.1.192-2 and 7.3.4-1~bpo13+1 has
# it.
#
# Seen on 2026-11-29, with bpftool 7.1.0:
#   6.1: size 88, caller_id 20, dev_info 24
#   7.3: size 112, caller_id 20, caller_id2 24, comm 28, dev_info 44
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
	apt-get "${here[@]}" download bpftool=7.1.0+6.1.192-3 \
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

# The size of the structure and where the fields behind the level are.
ask()
{
	usr/sbin/bpftool --json btf dump file "$1" >types
	python3 - <<'END'
import json
for kind in json.load(open('types'))['types']:
	if kind['kind'] == 'STRUCT' and kind['name'] == 'printk_info':
		print(', '.join(['size %d' % kind['size']] + [
			'%s %d' % (part['name'], part['bits_offset'] // 8)
			for part in kind['members']
			if part['bits_offset'] // 8 >= 20]))
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
