#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# Linux 6.1 (Debian's cloud kernel 6.1.192-2) does not find the end of an LZ4
# archive in an initrd. It reads on until the end of the file, or until four
# zero bytes, and takes an archive that follows directly for one more block,
# unless that is LZ4 as well. The files of the second archive are lost, and the
# boot goes on. After gzip, nothing is needed. The LZ4 data is what lz4 1.9.4-1
# -l makes, the only kind that the kernel reads.
#
# Seen on 2026-11-29, of the files in the second of two archives:
#   gzip, gzip: Linux has the file
#   lz4, gzip: Linux has not: Decoding failed
#   lz4, zeroes, gzip: Linux has the file
#   lz4, cpio: Linux has not: Decoding failed
#   lz4, zeroes, cpio: Linux has the file
#   lz4, lz4: Linux has the file
#
# Needs qemu-system-x86_64 (package qemu-system-x86), cpio and gzip.
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download lz4=1.9.4-1 \
	busybox-static=1:1.35.0-4+deb12u1+b1 \
	linux-image-6.1.0-56-cloud-amd64=6.1.192-2 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done

mkdir -p root/bin parts
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
echo content >file
echo file | cpio --quiet -o -H newc >second

# An archive of this kind, or what is between two.
make()
{
	case $1 in
	gzip) gzip -n -c "$2" ;;
	lz4) usr/bin/lz4 -q -l -c "$2" ;;
	cpio) cat "$2" ;;
	zeroes) head -c 4 /dev/zero ;;
	esac
}

# What becomes of the second archive. An uncompressed one has to begin at a
# multiple of four: the first one is made again, with a longer init, until it
# ends at one.
ask()
{
	local part text=$1
	shift

	while make "$1" first >initrd && (($(stat -c %s initrd) % 4)); do
		echo "#$RANDOM" >>root/init
		(cd root && find . | cpio --quiet -o -H newc) >first
	done
	shift
	for part; do
		make "$part" second >>initrd
	done
	timeout 300 qemu-system-x86_64 -accel tcg -m 512 -nodefaults \
		-no-reboot -display none -serial stdio -initrd initrd \
		-kernel "$(echo boot/vmlinuz-*)" \
		-append 'console=ttyS0 quiet panic=-1' </dev/null |
		tr -d '\r' | sed -n "s/^.*seen: /$text: /p"
}

seen=$(
	ask 'gzip, gzip' gzip gzip
	ask 'lz4, gzip' lz4 gzip
	ask 'lz4, zeroes, gzip' lz4 zeroes gzip
	ask 'lz4, cpio' lz4 cpio
	ask 'lz4, zeroes, cpio' lz4 zeroes cpio
	ask 'lz4, lz4' lz4 lz4
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
