#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# systemd 262 (Debian 262.1-1) knows a unified kernel image's addons when it
# lists entries, and forgets them when it loads one: `bootctl list` gives a
# command line with the addon's in it, `systemctl kexec` of the same version
# passes the image's own. A machine that is started anew by kexec comes up with
# another command line than by its boot loader.
#
# Seen on 2026-11-29:
#   image: root=/dev/vda1, addon: console=ttyS0
#   bootctl list: root=/dev/vda1 console=ttyS0
#   systemctl kexec: root=/dev/vda1
#
# Needs strace, cpio and root, for mounts of its own. Loads and starts nothing:
# strace answers those calls in the kernel's place, with ENOEXEC.
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
	"$mirror sid main" >apt/sources.list
here=(-q -o APT::Sandbox::User=root)
later=("${here[@]}" -o "Dir::State=$folder/apt/state"
	-o Dir::State::status=/dev/null -o "Dir::Cache=$folder/apt/cache"
	-o "Dir::Etc::SourceList=$folder/apt/sources.list"
	-o Dir::Etc::SourceParts=/dev/null)
{
	apt-get "${later[@]}" update
	apt-get "${later[@]}" download systemd=262.1-1 libsystemd0=262.1-1 \
		libsystemd-shared=262.1-1 systemd-boot-tools=262.1-1 \
		systemd-boot-efi=262.1-1 systemd-ukify=262.1-1 \
		python3-pefile=2024.8.26-2.1
	apt-get "${here[@]}" download \
		linux-image-6.1.0-56-cloud-amd64=6.1.192-2
} >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done
images=$folder/esp/EFI/Linux
mkdir -p "$images/kernel.efi.extra.d" esp/loader run
: | cpio --quiet -o -H newc >initrd
ukify()
{
	PYTHONPATH=usr/lib/python3/dist-packages \
		/usr/bin/python3 usr/bin/ukify build "$@" >&2
}
stubs=usr/lib/systemd/boot/efi
own=root=/dev/vda1
addon=console=ttyS0
ukify --stub=$stubs/linuxx64.efi.stub --linux="$(echo boot/vmlinuz-*)" \
	--initrd=initrd --uname=6.1.0-56-cloud-amd64 --cmdline=$own \
	--output="$images/kernel.efi"
ukify --stub=$stubs/addonx64.efi.stub --cmdline=$addon \
	--output="$images/kernel.efi.extra.d/serial.addon.efi"

library=$folder/usr/lib/x86_64-linux-gnu
export LD_LIBRARY_PATH=$library:$library/systemd
export SYSTEMD_ESP_PATH=$folder/esp SYSTEMD_RELAX_ESP_CHECKS=1
# The partition has to be a mount; there is no bus.
cat >inside <<'END'
mount --bind "$SYSTEMD_ESP_PATH" "$SYSTEMD_ESP_PATH"
mount -t tmpfs none /run
usr/bin/bootctl --no-pager list 2>/dev/null |
	sed -n 's/^ *cmdline: /bootctl list: /p'
strace -f -qq -o calls -e trace=kexec_load,kexec_file_load,reboot \
	-e inject=kexec_load,kexec_file_load,reboot:error=ENOEXEC \
	usr/bin/systemctl kexec >&2
sed -n 's/.*kexec_file_load(.*, "\([^"]*\)\\0", .*/\1/p' calls |
	sort -u | sed 's/^/systemctl kexec: /'
END
seen=$(
	echo "image: $own, addon: $addon"
	unshare --mount --pid --fork --mount-proc bash inside
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
