#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# systemd-boot 252 (Debian 12, 252.39-1~deb12u2) knows an entry with a boot
# counter by the whole name of its file: counted+3.conf. bootctl(1) of the same
# version calls it counted.conf, and writes that name to the EFI variables for
# the default and for one start; `default` of loader.conf has it, too.
# systemd-boot finds no such entry then, and starts the first one of its list.
# Of its own name the counter is a part, so that it is another one after each
# start. Those of Debian 13 and unstable, 257.13-1~deb13u1 and 262.1-1, find it
# without the counter (systemd issue 38813).
#
# Seen on 2026-11-30, with counted+3.conf and first.conf:
#   bootctl 252: counted.conf first.conf
#   252, default counted.conf: first
#   252, default counted+3.conf: counted
#   257, default counted.conf: counted
#   257, default counted+3.conf: first
#   262, default counted.conf: counted
#   262, default counted+3.conf: first
#
# Needs qemu-system-x86_64 (package qemu-system-x86), ovmf, and root, for a
# mount of its own.
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
	apt-get "${later[@]}" download systemd-boot-efi=257.13-1~deb13u1 \
		systemd-boot-efi=262.1-1
	apt-get "${here[@]}" download systemd-boot-efi=252.39-1~deb12u2 \
		systemd-boot=252.39-1~deb12u2 \
		libsystemd-shared=252.39-1~deb12u2 mtools libdevmapper1.02.1 \
		grub-common=2.06-13+deb12u2 grub-efi-amd64-bin=2.06-13+deb12u2
} >&2
for package in *.deb; do
	part=tools
	if [[ $package == systemd-boot-efi_* ]]; then
		part=${package#*_}
		part=${part%%.*}
	fi
	mkdir -p "$part"
	dpkg-deb -x "$package" "$part"
done
export LD_LIBRARY_PATH=$folder/tools/lib/x86_64-linux-gnu
LD_LIBRARY_PATH+=:$folder/tools/usr/lib/x86_64-linux-gnu
LD_LIBRARY_PATH+=:$folder/tools/lib/x86_64-linux-gnu/systemd

# Programs that say their name.
for name in counted first; do
	printf '%s\n' 'serial --unit=0' 'terminal_output serial' \
		"echo \"seen: $name\"" halt >config
	tools/usr/bin/grub-mkimage -d tools/usr/lib/grub/x86_64-efi \
		-O x86_64-efi -p / -c config -o $name.efi serial terminal \
		echo halt
done
mkdir -p esp/loader/entries esp/EFI/BOOT
cp ./*.efi esp/
printf '%s\n' 'title Counted' 'version 1' 'efi /counted.efi' \
	>esp/loader/entries/counted+3.conf
printf '%s\n' 'title First' 'version 2' 'efi /first.efi' \
	>esp/loader/entries/first.conf

list()
{
	SYSTEMD_ESP_PATH=$folder/esp SYSTEMD_RELAX_ESP_CHECKS=1 \
		unshare --mount bash -c 'mount --bind esp esp
			tools/usr/bin/bootctl --no-pager list' 2>/dev/null |
		awk '$1 == "id:" { print $2 }' | sort | xargs
}

# VERSION NAME: what systemd-boot of that version starts by default.
start()
{
	cp "$1/usr/lib/systemd/boot/efi/systemd-bootx64.efi" \
		esp/EFI/BOOT/BOOTX64.EFI
	echo "default $2" >esp/loader/loader.conf
	rm -f disk
	tools/usr/bin/mtools -c mformat -i disk -C -T $((64 << 11)) ::
	tools/usr/bin/mtools -c mcopy -s -i disk esp/* ::
	timeout 600 qemu-system-x86_64 -accel tcg -m 256 -nodefaults \
		-display none -serial file:log -no-reboot \
		-bios /usr/share/ovmf/OVMF.fd \
		-drive file=disk,format=raw,if=virtio || :
	sed -n 's/.*seen: \([a-z]*\).*/\1/p' log | head -n 1
}

seen=$(
	echo "bootctl 252: $(list)"
	for version in 252 257 262; do
		for name in counted.conf counted+3.conf; do
			echo "$version, default $name: $(start $version $name)"
		done
	done
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
