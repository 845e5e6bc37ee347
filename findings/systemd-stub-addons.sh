#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# systemd-stub 257 (Debian 13, 257.13-1~deb13u1) takes the addons of a unified
# kernel image in the order of their names, but puts what is in their .ucode
# sections before the kernel in the opposite order. The microcode of the last
# addon comes first, and the image's own last. Initrds keep the order. Debian's
# cloud kernel 6.1.192-2, which unpacks both into one tree, shows it: the last
# archive that has a file has the last word.
#
# Seen on 2026-11-29, with a file in the image and in addons 1 and 2:
#   .initrd: the file of addon 2 stays
#   .ucode: the file of the image stays
#   .ucode of the addons alone: the file of addon 1 stays
#
# Needs qemu-system-x86_64 (package qemu-system-x86), ovmf and cpio.
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
	apt-get "${here[@]}" download busybox-static=1:1.35.0-4+deb12u1+b1 \
		linux-image-6.1.0-56-cloud-amd64=6.1.192-2
} >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done
export PYTHONPATH=$folder/usr/lib/python3/dist-packages
stubs=usr/lib/systemd/boot/efi

mkdir -p root/bin
cp bin/busybox root/bin/
cat >root/init <<'END'
#!/bin/busybox sh
for name in initrd ucode addon; do
	/bin/busybox echo "seen: $name: the file of $(/bin/busybox cat /$name)"
done
/bin/busybox poweroff -f
END
chmod +x root/init
(cd root && find . | cpio --quiet -o -H newc) >base

# An archive with these files, which say whose they are.
pack()
{
	local whose=$1 name
	shift

	for name; do
		echo "$whose stays" >"$name"
	done
	printf '%s\n' "$@" | cpio --quiet -o -H newc
}

efi=disk/EFI/BOOT
mkdir -p $efi/BOOTX64.EFI.extra.d
{
	for number in 1 2; do
		pack "addon $number" initrd >initrd.cpio
		pack "addon $number" ucode addon >ucode.cpio
		/usr/bin/python3 usr/bin/ukify build --initrd=initrd.cpio \
			--microcode=ucode.cpio --stub=$stubs/addonx64.efi.stub \
			--output=$efi/BOOTX64.EFI.extra.d/$number.addon.efi
	done
	pack 'the image' initrd >initrd.cpio
	pack 'the image' ucode >ucode.cpio
	/usr/bin/python3 usr/bin/ukify build --stub=$stubs/linuxx64.efi.stub \
		--linux="$(echo boot/vmlinuz-*)" --initrd=base \
		--initrd=initrd.cpio --microcode=ucode.cpio \
		--cmdline='console=ttyS0 quiet panic=-1 no_timer_check' \
		--os-release=ID=debian --uname=6.1.0-56-cloud-amd64 \
		--output=$efi/BOOTX64.EFI
} >&2

seen=$(timeout 500 qemu-system-x86_64 -accel tcg -m 1024 -nodefaults \
	-no-reboot -display none -serial stdio -bios /usr/share/ovmf/OVMF.fd \
	-drive file=fat:rw:disk,format=raw,if=virtio </dev/null |
	tr -d '\r' | sed -n 's/^.*seen: addon/.ucode of the addons alone/p
		s/^.*seen: /./p')
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
