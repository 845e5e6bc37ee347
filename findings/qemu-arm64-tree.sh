#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# QEMU 7.2 (Debian 12, 1:7.2+dfsg-7+deb12u18+b3) tells an arm64 kernel where its
# initrd is in four bytes, although the root of the same device tree has two
# cells for an address: who reads linux,initrd-start as the cells say reads past
# it. The tree's total size is 1 MiB, of which the strings, its last part, end
# at a few kilobytes; who copies a tree by its size copies the whole.
#
# Seen on 2026-11-29, with 8 GiB of memory:
#   cells of an address: 2
#   linux,initrd-start: 48 0 0 0
#   linux,initrd-end: 48 0 2 0
#   total size 1048576, used 7578
#
# Runs no guest: QEMU writes the tree and ends. Needs cpio, and what
# qemu-system-arm depends on.
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# The suite for another architecture, in a private apt root.
codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
# shellcheck disable=SC2016
mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
	'Created-By: Packages' | awk -v r="$codename" '$2 == r && $3 == "main" {
		print $1; exit }')
mkdir -p apt/state/lists/partial apt/cache/archives/partial
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
	"$mirror $codename main" >apt/sources.list
here=(-q -o APT::Sandbox::User=root)
later=("${here[@]}" -o "Dir::State=$folder/apt/state"
	-o Dir::State::status=/dev/null -o "Dir::Cache=$folder/apt/cache"
	-o "Dir::Etc::SourceList=$folder/apt/sources.list"
	-o Dir::Etc::SourceParts=/dev/null)
foreign=(-o APT::Architecture=arm64 -o APT::Architectures=arm64)
{
	apt-get "${later[@]}" "${foreign[@]}" update
	apt-get "${later[@]}" "${foreign[@]}" download \
		linux-image-6.1.0-50-cloud-arm64=6.1.176-1
	apt-get "${here[@]}" download libfdt1=1.6.1-4+b1 libyaml-0-2 \
		qemu-system-arm=1:7.2+dfsg-7+deb12u18+b3 \
		device-tree-compiler=1.6.1-4+b1
} >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done

: | cpio --quiet -o -H newc >initrd
usr/bin/qemu-system-aarch64 -machine virt,dumpdtb=tree -cpu cortex-a57 -m 8192 \
	-nodefaults -display none -kernel "$(echo boot/vmlinuz-*)" \
	-initrd initrd </dev/null >&2

property()
{
	LD_LIBRARY_PATH=usr/lib/x86_64-linux-gnu usr/bin/fdtget "$@"
}

seen=$(
	echo "cells of an address: $(property tree / '#address-cells')"
	for name in linux,initrd-start linux,initrd-end; do
		echo "$name: $(property -t bx tree /chosen $name)"
	done
	python3 -c '
import struct
_, total, _, strings, _, _, _, _, size = struct.unpack(
	">9I", open("tree", "rb").read(36))
print("total size %d, used %d" % (total, strings + size))'
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
