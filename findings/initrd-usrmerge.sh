#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# Where one initrd has /bin as a symbolic link to usr/bin, and the next one a
# folder bin with a file in it, Linux 6.1 (Debian's cloud kernel 6.1.192-2) does
# not put the file into usr/bin. It removes the link and makes a folder, so that
# /bin has this one file, and all else is gone from there, /bin/sh as well. The
# log does not mention it. GNU cpio 2.13+dfsg-7.1 and bsdcpio 3.6.2-1+deb12u5 do
# the same; the cpio of busybox 1.35.0-4 and tar 1.34 with
# --keep-directory-symlink follow the link, as dpkg does. The initrds of today's
# distributions have such links.
#
# Seen on 2026-12-01, after both archives:
#   Linux: bin is a folder, bin/first: no, bin/second: yes
#   cpio: bin is a folder, bin/first: no, bin/second: yes
#   bsdcpio: bin is a folder, bin/first: no, bin/second: yes
#   busybox cpio: bin is a link, bin/first: yes, bin/second: yes
#   tar: bin is a link, bin/first: yes, bin/second: yes
#   lines of the log about it: 0
#
# Needs qemu-system-x86_64 (package qemu-system-x86).
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download \
	libarchive-tools=3.6.2-1+deb12u5 libarchive13=3.6.2-1+deb12u5 \
	busybox-static=1:1.35.0-4+deb12u1+b1 cpio=2.13+dfsg-7.1 \
	tar=1.34+dfsg-1.2+deb12u1 \
	linux-image-6.1.0-56-cloud-amd64=6.1.192-2 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done
library=$folder/usr/lib/x86_64-linux-gnu

mkdir -p one/usr/bin two/bin
cp bin/busybox one/usr/bin/
ln -s usr/bin one/bin
touch one/usr/bin/first two/bin/second
cat >one/init <<'END'
#!/usr/bin/busybox sh
cd "${1:-/}"
kind=folder
[ ! -L bin ] || kind=link
text="bin is a $kind"
for name in first second; do
	is=no
	[ ! -e bin/$name ] || is=yes
	text="$text, bin/$name: $is"
done
echo "seen: $text"
[ $$ != 1 ] || /usr/bin/busybox poweroff -f
END
chmod +x one/init
for name in one two; do
	(cd $name && find . | ../bin/cpio --quiet -o -H newc) >$name.cpio
	tar -cf $name.tar -C $name .
done

# @1: its name; @2: the suffix of what it unpacks; the rest: the program.
unpack()
{
	local name=$1 suffix=$2 archive

	shift 2
	mkdir "$name"
	for archive in one two; do
		(cd "$name" && LD_LIBRARY_PATH=$library "$@" \
			<"../$archive.$suffix") >&2
	done
	bin/busybox sh one/init "$name" | sed "s/seen/$name/"
}

cat one.cpio two.cpio >initrd
timeout 300 qemu-system-x86_64 -accel tcg -m 512 -nodefaults -no-reboot \
	-display none -serial stdio -initrd initrd \
	-kernel "$(echo boot/vmlinuz-*)" \
	-append 'console=ttyS0 panic=-1' </dev/null | tr -d '\r' >log
seen=$(
	sed -n 's/^.*seen/Linux/p' log
	unpack cpio cpio ../bin/cpio --quiet -idu
	unpack bsdcpio cpio ../usr/bin/bsdcpio --quiet -idu
	unpack 'busybox cpio' cpio ../bin/busybox cpio -idu
	unpack tar tar ../bin/tar -x --keep-directory-symlink
	echo "lines of the log about it: $(grep -v seen: log |
		grep -ciwE 'bin|symlink|initramfs.*(fail|err).*')"
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
