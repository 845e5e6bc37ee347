#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# test/try/debian.sh
#
# Prints the folder with what a Debian 12 is started from: vmlinuz; an initrd of
# initramfs-tools, one of dracut, and one of initramfs-tools without drivers for
# disks; and system, an ext4 file system with the rest. Needs root and Debian's
# packages. All is kept in the cache.
cd "$(dirname "$0")/../.." || exit 1
. test/install/root.sh
uuid=6b657865-6374-7279-6465-6269616e3132

# What dracut needs is not what dracut's package, which removes the other,
# depends on.
packages()
{
	within 'apt-get -q -y --no-install-recommends install \
		linux-image-amd64 initramfs-tools dracut-core systemd-sysv \
		udev kmod e2fsprogs zstd
		apt-get clean
		rm -rf /usr/share/doc /usr/share/locale /usr/share/man'
}

make_initrds()
{
	# shellcheck disable=SC2016 # the shell in the root expands
	within 'version=$(cd /lib/modules; echo *)
		mkinitramfs -o /boot/initrd-tools "$version"
		echo MODULES=list >/etc/initramfs-tools/conf.d/none
		: >/etc/initramfs-tools/modules
		mkinitramfs -o /boot/initrd-bare "$version"
		rm /etc/initramfs-tools/conf.d/none
		dracut --quiet --force --no-hostonly --kver "$version" \
			/boot/initrd-dracut
		mv /boot/vmlinuz-* /boot/vmlinuz'
}

# The system starts what it has; nobody logs in.
make_system()
{
	rm -rf "${root:?}"/{src,boot/*,var/lib/apt/lists/*,var/cache/apt/*}
	# The drivers are in the initrds.
	rm -rf "$root"/lib/modules/*/kernel/{drivers/{gpu,net,media},sound}
	mke2fs -q -t ext4 -U "$uuid" -d "$root" "$1" 2G >"$1.log"
	rm "$1.log"
}

make_all()
{
	make_base try && sources && make_initrds >"$1/log" &&
		cp "$root"/boot/{vmlinuz,initrd-*} "$1" &&
		make_system "$1/system"
}

((EUID == 0)) || { echo "needs root" >&2; exit 1; }
folder=$cache/debian-trials-$(cat "${BASH_SOURCE[0]}" test/install/root.sh |
	sha256sum | cut -c 1-12)
if [[ ! -d $folder ]]; then
	rm -rf "$folder.new"
	mkdir -p "$folder.new"
	make_all "$folder.new" >&2 ||
		{ tail -n 5 "$folder.new/log" >&2; exit 1; }
	rm "$folder.new/log"
	mv "$folder.new" "$folder"
fi
echo "$folder"
