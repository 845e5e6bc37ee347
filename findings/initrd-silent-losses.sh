#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# Linux 6.1 (Debian's cloud kernel 6.1.192-2) makes no folder that an initrd
# does not have: a file is lost if its folder is missing, as in what `find -type
# f | cpio -o` writes, or only follows. Lost is a file, too, that shall take the
# place of a folder with something in it, though it can take that of an empty
# one, and one below a link whose folder follows. The log has no line about any
# of them, and the boot goes on. GNU cpio 2.13+dfsg-7.1 -d makes folders, and
# says what it could not do.
#
# Seen on 2026-12-01:
#   folder is missing: Linux lost, cpio ok
#   folder follows: Linux lost, cpio ok
#   instead of an empty folder: Linux ok, cpio ok
#   instead of a full folder: Linux lost, cpio lost
#   below a link whose folder follows: Linux lost, cpio lost
#   lines about them: Linux 0, cpio 3
#
# Needs qemu-system-x86_64 (package qemu-system-x86).
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download \
	busybox-static=1:1.35.0-4+deb12u1+b1 cpio=2.13+dfsg-7.1 \
	linux-image-6.1.0-56-cloud-amd64=6.1.192-2 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done

mkdir -p one/{empty,full} two/{missing,later,target}
cp bin/busybox one/
cat >one/init <<'END'
#!/busybox sh
cd "${1:-/}"
state=
for file in missing/file later/file empty full link/file; do
	is=lost
	[ ! -f $file ] || is=ok
	state="$state $is"
done
echo "seen:$state"
[ $$ != 1 ] || /busybox poweroff -f
END
chmod +x one/init
touch one/full/file two/{missing/file,later/file,empty,full,target/file}
ln -s target two/link
(cd one && find . | ../bin/cpio --quiet -o -H newc) >one.cpio
(cd two && printf '%s\n' missing/file later/file later empty full link \
	link/file target | ../bin/cpio --quiet -o -H newc) >two.cpio

cat one.cpio two.cpio >initrd
timeout 300 qemu-system-x86_64 -accel tcg -m 512 -nodefaults -no-reboot \
	-display none -serial stdio -initrd initrd \
	-kernel "$(echo boot/vmlinuz-*)" \
	-append 'console=ttyS0 panic=-1' </dev/null | tr -d '\r' >log
mkdir unpacked
(cd unpacked && ../bin/cpio --quiet -idu <../one.cpio &&
	! ../bin/cpio --quiet -idu <../two.cpio 2>../said)
cat said >&2

read -ra linux <<<"$(sed -n 's/^.*seen: //p' log)"
read -ra cpio <<<"$(bin/busybox sh one/init unpacked | sed 's/seen: //')"
rows=('folder is missing' 'folder follows' 'instead of an empty folder'
	'instead of a full folder' 'below a link whose folder follows')
about='cpio|(initramfs|initrd|rootfs).*(err|fail|lost|not|unable)'
seen=$(
	for i in "${!rows[@]}"; do
		echo "${rows[i]}: Linux ${linux[i]}, cpio ${cpio[i]}"
	done
	echo "lines about them: Linux $(grep -ciE "$about" log)," \
		"cpio $(grep -c . said)"
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
