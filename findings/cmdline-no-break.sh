#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# Linux 6.1 (Debian's cloud kernel 6.1.192-2) splits its command line at the
# byte 0xa0, and removes it: isspace() of lib/ctype.c takes it for Latin-1's
# space that does not break. In UTF-8 it is the second byte of "à", so a word
# with that letter becomes two, neither of which is UTF-8. "é" (0xc3 0xa9) stays
# whole. A loader that reads a command line has to split it at the same bytes.
#
# Seen on 2026-11-30:
#   /proc/cmdline: as given
#   init's arguments: 3: 63 c3 a9 64 | 61 c3 | 62
#
# Needs qemu-system-x86_64 (package qemu-system-x86) and cpio.
set -eu -o pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download \
	busybox-static=1:1.35.0-4+deb12u1+b1 \
	linux-image-6.1.0-56-cloud-amd64=6.1.192-2 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x
done

mkdir -p root/bin root/proc
cp bin/busybox root/bin/
cat >root/init <<'END'
#!/bin/busybox sh
bytes()
{
	/bin/busybox hexdump -v -e '/1 "%02x "' | /bin/busybox sed 's/ $//'
}

/bin/busybox mount -t proc none /proc
case $(/bin/busybox cat /proc/cmdline | bytes) in
*'63 c3 a9 64 20 61 c3 a0 62'*) line='as given' ;;
*) line='changed' ;;
esac
words=$#:
bar=
for word in "$@"; do
	words="$words$bar $(/bin/busybox printf %s "$word" | bytes)"
	bar=' |'
done
/bin/busybox echo "seen: /proc/cmdline: $line"
/bin/busybox echo "seen: init's arguments: $words"
/bin/busybox poweroff -f
END
chmod +x root/init
(cd root && find . | cpio --quiet -o -H newc) >initrd

seen=$(timeout 240 qemu-system-x86_64 -accel tcg -m 512 -nodefaults -no-reboot \
	-display none -serial stdio -kernel boot/vmlinuz-6.1* -initrd initrd \
	-append $'console=ttyS0 quiet panic=-1 -- c\xc3\xa9d a\xc3\xa0b' \
	</dev/null | tr -d '\r' | sed -n 's/^.*seen: //p')
echo "$seen"
[[ $seen == "/proc/cmdline: as given
init's arguments: 3: 63 c3 a9 64 | 61 c3 | 62" ]]
