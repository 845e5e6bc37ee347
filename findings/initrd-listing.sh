#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# lsinitramfs 0.142 (Debian 12, 0.142+deb12u3) finds less in an initrd than
# Linux does. A compressed archive behind another one is not listed, and nothing
# says so. With an uncompressed archive behind a compressed one, not even the
# first is listed. Debian's cloud kernel 6.1.192-2 has the files of all.
#
# Seen on 2026-11-29, of init in one archive and second in the next:
#   plain, gzip: Linux has both, listed: init second
#   gzip, gzip: Linux has both, listed: init
#   gzip, plain: Linux has both, listed: nothing
#
# Needs qemu-system-x86_64 (package qemu-system-x86), cpio and gzip.
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download \
	initramfs-tools-core=0.142+deb12u3 \
	busybox-static=1:1.35.0-4+deb12u1+b1 \
	linux-image-6.1.0-56-cloud-amd64=6.1.192-2 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done

mkdir -p root/bin
cp bin/busybox root/bin/
cat >root/init <<'END'
#!/bin/busybox sh
answer="has not both"
[ ! -e /second ] || answer="has both"
/bin/busybox echo "seen: $answer"
/bin/busybox poweroff -f
END
chmod +x root/init
(cd root && printf '%s\n' bin bin/busybox init |
	cpio --quiet -o -H newc) >plain1
echo content >second
echo second | cpio --quiet -o -H newc >plain2
gzip -n -c plain1 >gzip1
gzip -n -c plain2 >gzip2

# What Linux finds in an initrd of two archives, and what is listed.
ask()
{
	local has listed

	cat "${1}1" >initrd
	# An uncompressed archive has to begin at a multiple of four.
	[[ $2 != plain ]] || truncate -s %4 initrd
	cat "${2}2" >>initrd
	has=$(timeout 300 qemu-system-x86_64 -accel tcg -m 512 -nodefaults \
		-no-reboot -display none -serial stdio -initrd initrd \
		-kernel "$(echo boot/vmlinuz-*)" \
		-append 'console=ttyS0 quiet panic=-1' </dev/null |
		tr -d '\r' | sed -n 's/^.*seen: //p')
	listed=$(PATH=$folder/usr/bin:$PATH lsinitramfs initrd 2>/dev/null |
		grep -xE 'init|second' | xargs) || :
	echo "$1, $2: Linux $has, listed: ${listed:-nothing}"
}

seen=$(ask plain gzip && ask gzip gzip && ask gzip plain)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
