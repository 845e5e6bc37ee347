#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# A file of a second initrd that replaces one of the first replaces all hard
# links to it: Linux 6.1 (Debian's cloud kernel 6.1.192-2) writes into the file
# that is there, and does not remove it first, as GNU cpio 2.13+dfsg-7.1,
# bsdcpio 3.6.2-1+deb12u5 and busybox's cpio 1.35.0-4 do with -u. In an initrd
# of Debian 12's initramfs-tools all commands of busybox are hard links to one
# file (hooks/zz-busybox): who adds another mount behind it has that in the
# place of sh and of each other command.
#
# Seen on 2026-12-01, with mount, sh and cp in the first, and mount in the second:
#   cpio: mount new, sh old, cp old
#   bsdcpio: mount new, sh old, cp old
#   busybox: mount new, sh old, cp old
#   Linux: mount new, sh new, cp new
#   zz-busybox: ln "$DESTDIR/bin/busybox" "$DESTDIR/$alias"
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
	initramfs-tools-core=0.142+deb12u3 \
	linux-image-6.1.0-56-cloud-amd64=6.1.192-2 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done
export LD_LIBRARY_PATH=$folder/usr/lib/x86_64-linux-gnu

mkdir -p first second
cp bin/busybox first/
echo old >first/mount
ln first/mount first/sh
ln first/mount first/cp
echo new >second/mount
cat >first/init <<'END'
#!/busybox sh
/busybox echo "seen: $(/busybox cat /mount /sh /cp | /busybox xargs)"
/busybox poweroff -f
END
chmod +x first/init
for name in first second; do
	(cd $name && find . | ../bin/cpio --quiet -o -H newc) >$name.cpio
done

# @1: its name; @2: what the three files have
tell()
{
	echo "$1: mount ${2%% *}, sh $(echo "$2" | cut -d' ' -f2), cp ${2##* }"
}

# @1: its name; the rest: a program that unpacks.
unpack()
{
	local name=$1

	shift
	mkdir "$name"
	(cd "$name" && "$@" -idu <../first.cpio && "$@" -idu <../second.cpio) >&2
	tell "$name" "$(cd "$name" && cat mount sh cp | xargs)"
}

cat first.cpio second.cpio >initrd
timeout 300 qemu-system-x86_64 -accel tcg -m 512 -nodefaults -no-reboot \
	-display none -serial stdio -initrd initrd \
	-kernel "$(echo boot/vmlinuz-*)" \
	-append 'console=ttyS0 panic=-1' </dev/null | tr -d '\r' >log
hook=usr/share/initramfs-tools/hooks/zz-busybox
seen=$(
	unpack cpio ../bin/cpio --quiet
	unpack bsdcpio ../usr/bin/bsdcpio --quiet
	unpack busybox ../bin/busybox cpio
	tell Linux "$(sed -n 's/^.*seen: //p' log)"
	sed -n 's/^[[:space:]]*ln /zz-busybox: ln /p' $hook
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
