#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# Linux 6.1 (Debian's cloud kernel 6.1.192-2) does not unpack every initrd that
# xz and gzip do. xz 5.4.1 (Debian 12, 5.4.1-1+deb12u2) adds a CRC64 by default;
# the kernel knows CRC32 only. In a gzip header, the kernel skips a file name,
# but neither a comment (pigz 2.6-1 -C) nor an extra field (dictzip
# 1.13.0+dfsg-1): it takes them for compressed data. The files are lost, and the
# boot goes on.
#
# Seen on 2026-11-29:
#   xz: xz -t ok, Linux has not: settings that are not supported
#   xz --check=crc32: xz -t ok, Linux has the file
#   gzip: gzip -t ok, Linux has the file
#   pigz -C: gzip -t ok, Linux has not: uncompression error
#   dictzip: gzip -t ok, Linux has not: junk within compressed archive
#
# Needs qemu-system-x86_64 (package qemu-system-x86) and cpio.
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download xz-utils=5.4.1-1+deb12u2 \
	liblzma5=5.4.1-1+deb12u2 gzip=1.12-1 pigz=2.6-1 dictzip=1.13.0+dfsg-1 libmaa4 \
	busybox-static=1:1.35.0-4+deb12u1+b1 \
	linux-image-6.1.0-56-cloud-amd64=6.1.192-2 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done

mkdir -p root/bin
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
# Long enough to be compressed.
seq 10000 >file
echo file | cpio --quiet -o -H newc >second

# What becomes of the second archive, packed like this and unpacked by a tool.
ask()
{
	local text=$1 tool=$2 reads=ok
	shift 2

	rm -f second.dz
	LD_LIBRARY_PATH=usr/lib/x86_64-linux-gnu "$@" >packed
	[[ ! -e second.dz ]] || mv second.dz packed
	$tool -t <packed || reads=fails
	cat first packed >initrd
	timeout 300 qemu-system-x86_64 -accel tcg -m 512 -nodefaults \
		-no-reboot -display none -serial stdio -initrd initrd \
		-kernel "$(echo boot/vmlinuz-*)" \
		-append 'console=ttyS0 quiet panic=-1' </dev/null |
		tr -d '\r' | sed -n "s/Input .*with settings/settings/
			s/ by this.*//
			s/^.*seen: /$text: ${tool##*/} -t $reads, /p"
}

seen=$(
	ask xz usr/bin/xz usr/bin/xz -c second
	ask 'xz --check=crc32' usr/bin/xz usr/bin/xz -c --check=crc32 second
	ask gzip bin/gzip bin/gzip -c second
	ask 'pigz -C' bin/gzip usr/bin/pigz -c -C note second
	ask dictzip bin/gzip usr/bin/dictzip -k second
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
