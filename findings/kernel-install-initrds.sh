#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# kernel-install of systemd 252 (Debian 12, 252.39-1~deb12u2) copies each initrd
# under the last part of its name, into one folder. Two initrds of one name from
# two folders become one file: the second overwrites the first, the boot entry
# names it twice, and the exit status is 0.
#
# Seen on 2026-11-29, for early/initrd.img and main/initrd.img:
#   exit status 0
#   entry: initrd ID/6.1.192/initrd.img
#   entry: initrd ID/6.1.192/initrd.img
#   ID/6.1.192: initrd.img linux
#   initrd.img: main
#
# Needs cpio.
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download systemd=252.39-1~deb12u2 \
	linux-image-6.1.0-56-cloud-amd64=6.1.192-2 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done

mkdir -p esp/loader/entries conf early main
echo type1 >esp/loader/entries.srel
echo root=/dev/vda1 >conf/cmdline
for name in early main; do
	touch $name/$name
	(cd $name && echo $name | cpio --quiet -o -H newc) >archive
	mv archive $name/initrd.img
done
export KERNEL_INSTALL_CONF_ROOT=$folder/conf BOOT_ROOT=$folder/esp
plugins=$folder/usr/lib/kernel/install.d
export KERNEL_INSTALL_PLUGINS=$plugins/90-loaderentry.install
export MACHINE_ID=0123456789abcdef0123456789abcdef
status=0
sh usr/bin/kernel-install add 6.1.192 "$(echo boot/vmlinuz-*)" \
	early/initrd.img main/initrd.img >&2 || status=$?
cd "esp/$MACHINE_ID/6.1.192"
seen=$(
	echo "exit status $status"
	sed -n "s,^initrd .*$MACHINE_ID,entry: initrd ID,p" \
		"$folder"/esp/loader/entries/*.conf
	echo ID/6.1.192: *
	echo "initrd.img: $(cpio --quiet -t <initrd.img)"
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
