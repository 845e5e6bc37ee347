#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# Linux 6.1 (Debian's cloud kernel 6.1.192-2) unpacks an initrd that zstd made,
# and not the one that pzstd makes of the same files. pzstd (Debian 12,
# 1.5.4+dfsg2-5) puts a frame for decoders to skip before the data, which zstd
# reads over; the kernel does not. It says so and goes on without the files.
#
# Seen on 2026-11-29:
#   zstd: starts with 28b52ffd, zstd -t ok
#   zstd: Linux has the file
#   pzstd: starts with 502a4d18, zstd -t ok
#   pzstd: Linux has not: invalid magic at start of compressed archive
#
# Needs qemu-system-x86_64 (package qemu-system-x86) and cpio.
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download zstd=1.5.4+dfsg2-5 \
	busybox-static=1:1.35.0-4+deb12u1+b1 \
	linux-image-6.1.0-56-cloud-amd64=6.1.192-2 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done

mkdir -p root/bin more
cp bin/busybox root/bin/
cat >root/init <<'END'
#!/bin/busybox sh
answer="has the file"
[ -e /file ] || answer="has not: $(/bin/busybox dmesg |
	/bin/busybox sed -n 's/.*Initramfs unpacking failed: //p')"
/bin/busybox echo "seen: Linux $answer"
/bin/busybox poweroff -f
END
chmod +x root/init
(cd root && find . | cpio --quiet -o -H newc) >first
echo content >more/file
(cd more && echo file | cpio --quiet -o -H newc) >second

# What becomes of the second archive, compressed by a tool.
ask()
{
	local reads=ok start

	"usr/bin/$1" -q -c second >packed
	usr/bin/zstd -q -t packed || reads=fails
	start=$(od -An -tx1 -N4 packed | tr -d ' ')
	echo "$1: starts with $start, zstd -t $reads"
	cat first packed >initrd
	timeout 300 qemu-system-x86_64 -accel tcg -m 512 -nodefaults \
		-no-reboot -display none -serial stdio -initrd initrd \
		-kernel "$(echo boot/vmlinuz-*)" \
		-append 'console=ttyS0 quiet panic=-1' </dev/null |
		tr -d '\r' | sed -n "s/^.*seen: /$1: /p"
}

seen=$(ask zstd && ask pzstd)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
