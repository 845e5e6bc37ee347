#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# Compressed files can be joined: the tools read the result as one file. Linux
# 6.1 (Debian's cloud kernel 6.1.192-2) does so with LZ4 in an initrd, and with
# no other format. It takes each part for an archive of its own, and loses an
# archive that goes on in the next part. An initrd need not be joined by hand
# for that: pbzip2 (Debian 12, 1.1.13-1) writes such parts, one for 900 kB of
# input, where bzip2 1.0.8-5+b1 writes one for all. The boot goes on.
#
# Seen on 2026-11-29, of an archive in two parts, each compressed by itself:
#   gzip: tool reads ok, Linux has not: junk at the end of compressed archive
#   bzip2: tool reads ok, Linux has not: junk at the end of compressed archive
#   xz: tool reads ok, Linux has not: junk at the end of compressed archive
#   zstd: tool reads ok, Linux has not: junk at the end of compressed archive
#   lz4: tool reads ok, Linux has the file
# And of one that was compressed as a whole:
#   bzip2: tool reads ok, Linux has the file
#   pbzip2: tool reads ok, Linux has not: junk at the end of compressed archive
#
# Needs qemu-system-x86_64 (package qemu-system-x86) and cpio.
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download gzip=1.12-1 bzip2=1.0.8-5+b1 \
	xz-utils=5.4.1-1+deb12u2 zstd=1.5.4+dfsg2-5 lz4=1.9.4-1 \
	pbzip2=1.1.13-1 busybox-static=1:1.35.0-4+deb12u1+b1 \
	linux-image-6.1.0-56-cloud-amd64=6.1.192-2 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done
PATH=$folder/bin:$folder/usr/bin:$PATH

mkdir -p root/bin
cp bin/busybox root/bin/
cat >root/init <<'END'
#!/bin/busybox sh
answer="has the file"
[ -e /last ] || answer="has not: $(/bin/busybox dmesg |
	/bin/busybox sed -n 's/.*Initramfs unpacking failed: //p')"
/bin/busybox echo "seen: Linux $answer"
/bin/busybox poweroff -f
END
chmod +x root/init
(cd root && find . | cpio --quiet -o -H newc) >first
seq 400000 >file
echo content >last
printf '%s\n' file last | cpio --quiet -o -H newc >second
split -n 2 second part.

# What becomes of files that this command compresses, one after the other.
ask()
{
	local command=$1 tool=${1%% *} reads=fails part
	shift

	for part; do
		# shellcheck disable=SC2086
		$command <"$part"
	done >packed
	! "$tool" -dc <packed | cmp -s - second || reads=ok
	cat first packed >initrd
	timeout 300 qemu-system-x86_64 -accel tcg -m 512 -nodefaults \
		-no-reboot -display none -serial stdio -initrd initrd \
		-kernel "$(echo boot/vmlinuz-*)" \
		-append 'console=ttyS0 quiet panic=-1' </dev/null |
		tr -d '\r' | sed -n "s/^.*seen: /$tool: tool reads $reads, /p"
}

seen=$(
	for command in 'gzip -nc' 'bzip2 -c' 'xz --check=crc32 -c' 'zstd -qc' \
		'lz4 -qlc'; do
		ask "$command" part.aa part.ab
	done
	ask 'bzip2 -c' second
	ask 'pbzip2 -c' second
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
