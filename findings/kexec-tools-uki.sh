#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# kexec-tools 2.0.32 (Debian's 1:2.0.32-3) loads a unified kernel image without
# the command line that it holds: Linux gets an empty one, and the exit status
# is 0. On the way it copies kernel and initrd to two files in /tmp, which stay
# there; every load leaves two more.
#
# Seen on 2026-11-29, for an image with .cmdline root=/dev/vda1, loaded twice:
#   command line in the call: ""
#   in /tmp: 2 of 14186496 bytes, 2 of 512 bytes
#
# Needs cpio, strace, and root for a /tmp of its own. Loads nothing: strace
# answers the call in the kernel's place.
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Later suites of the same mirror, in a private apt root.
codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
# shellcheck disable=SC2016
mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
	'Created-By: Packages' | awk -v r="$codename" '$2 == r && $3 == "main" {
		print $1; exit }')
mkdir -p apt/state/lists/partial apt/cache/archives/partial
for suite in trixie sid; do
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
		"$mirror $suite main"
done >apt/sources.list
here=(-q -o APT::Sandbox::User=root)
later=("${here[@]}" -o "Dir::State=$folder/apt/state"
	-o Dir::State::status=/dev/null -o "Dir::Cache=$folder/apt/cache"
	-o "Dir::Etc::SourceList=$folder/apt/sources.list"
	-o Dir::Etc::SourceParts=/dev/null)
{
	apt-get "${later[@]}" update
	apt-get "${later[@]}" download kexec-tools=1:2.0.32-3 \
		systemd-ukify=257.13-1~deb13u1 python3-pefile=2024.8.26-2.1 \
		systemd-boot-efi=257.13-1~deb13u1
	apt-get "${later[@]}" -t trixie download libc6 libxenmisc4.20 \
		libxencall1 libxendevicemodel1 libxenevtchn1 \
		libxenforeignmemory1 libxengnttab1 libxenstore4 \
		libxentoollog1 libxentoolcore1 libxenhypfs1
	apt-get "${here[@]}" download \
		linux-image-6.1.0-56-cloud-amd64=6.1.192-2
} >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done

: | cpio --quiet -o -H newc >initrd
PYTHONPATH=usr/lib/python3/dist-packages /usr/bin/python3 usr/bin/ukify \
	build --stub=usr/lib/systemd/boot/efi/linuxx64.efi.stub \
	--linux="$(echo boot/vmlinuz-*)" --initrd=initrd \
	--uname=6.1.0-56-cloud-amd64 --cmdline=root=/dev/vda1 \
	--output=kernel.efi >&2

# The folder may lie in /tmp itself.
cat >inside <<'INSIDE'
set -eu
mount --rbind "$PWD" /mnt
mount -t tmpfs none /tmp
cd /mnt
library=usr/lib/x86_64-linux-gnu
for _ in first second; do
	strace -qq -o calls -e trace=kexec_load,kexec_file_load,reboot \
		-e inject=kexec_load,kexec_file_load,reboot:retval=0 \
		$library/ld-linux-x86-64.so.2 --library-path $library \
		usr/sbin/kexec -l -s kernel.efi >&2
done
sed -n 's/^kexec_file_load(.*, \("[^"]*"\), 0) .*/\1/p' calls |
	sed 's/\\0"/"/; s/^/command line in the call: /'
stat -c %s /tmp/* | sort -rn | uniq -c | awk '{
	printf "%s%d of %d bytes", NR == 1 ? "in /tmp: " : ", ", $1, $2 }
	END { print "" }'
INSIDE
seen=$(unshare --mount bash inside)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
