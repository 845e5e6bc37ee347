#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# systemd-ukify 257.13-1~deb13u1 (Debian 13) orders and fills the sections of a
# unified kernel image in ways that one would not guess. A profile's sections
# stand behind its .profile, but the main profile's stand before its own: there
# is nothing between the first .profile and the second. .cmdline and .profile
# have no NUL and no newline, and a blank at the end is lost; VirtualSize is the
# only end they have, since zeroes fill the file up to SizeOfRawData. Several
# initrds become one .initrd, each of them filled up to a multiple of four, the
# last one as well, while one alone stays as it is.
#
# Seen on 2026-11-29:
#   .osrel .cmdline .uname .linux .initrd .profile .profile .cmdline .initrd
#   .cmdline, 14 of 512: root=/dev/vda1
#   .initrd, 128 of 512: files of 50 and 73
#   .profile, 7 of 512: ID=main
#   .profile, 8 of 512: ID=other
#   .cmdline, 6 of 512: single
#   .initrd, 50 of 512: a file of 50
#
# Needs cpio, gzip and bzip2.
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
	"$mirror trixie main" >apt/sources.list
here=(-q -o APT::Sandbox::User=root)
later=("${here[@]}" -o "Dir::State=$folder/apt/state"
	-o Dir::State::status=/dev/null -o "Dir::Cache=$folder/apt/cache"
	-o "Dir::Etc::SourceList=$folder/apt/sources.list"
	-o Dir::Etc::SourceParts=/dev/null)
{
	apt-get "${later[@]}" update
	apt-get "${later[@]}" download systemd-ukify=257.13-1~deb13u1 \
		systemd-boot-efi=257.13-1~deb13u1 python3-pefile=2024.8.26-2.1
	apt-get "${here[@]}" download \
		linux-image-6.1.0-56-cloud-amd64=6.1.192-2
} >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done
export PYTHONPATH=$folder/usr/lib/python3/dist-packages
stubs=usr/lib/systemd/boot/efi

# Empty archives, whose sizes are no multiples of four.
: | cpio --quiet -o -H newc | gzip -n >one
: | cpio --quiet -o -H newc | bzip2 >two
{
	/usr/bin/python3 usr/bin/ukify build --stub=$stubs/addonx64.efi.stub \
		--profile=ID=other --cmdline=single --initrd=one \
		--output=profile.efi
	/usr/bin/python3 usr/bin/ukify build --stub=$stubs/linuxx64.efi.stub \
		--linux="$(echo boot/vmlinuz-*)" --initrd=one --initrd=two \
		--cmdline='root=/dev/vda1 ' --os-release=ID=debian \
		--uname=6.1.0-56-cloud-amd64 --profile=ID=main \
		--join-profile=profile.efi --output=kernel.efi
} >&2

seen=$(
	/usr/bin/python3 - <<'END'
import pefile
one, two = (open(name, 'rb').read() for name in ('one', 'two'))
initrds = {
	one: 'a file of %d' % len(one),
	one + bytes(-len(one) % 4) + two + bytes(-len(two) % 4):
		'files of %d and %d' % (len(one), len(two)),
}
sections = [(part.Name.rstrip(b'\0').decode(), part)
	for part in pefile.PE('kernel.efi').sections]
names = [name for name, _ in sections]
sections = sections[names.index('.osrel'):]
print(*(name for name, _ in sections))
for name, part in sections:
	if name not in ('.cmdline', '.profile', '.initrd'):
		continue
	data = part.get_data()
	size = part.Misc_VirtualSize
	assert not any(data[size:])
	data = data[:size]
	print('%s, %d of %d: %s' % (name, size, part.SizeOfRawData,
		initrds[data] if name == '.initrd' else data.decode()))
END
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
