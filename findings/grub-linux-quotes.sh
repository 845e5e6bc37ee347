#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# GRUB's linux command (2.06, Debian 12, 2.06-13+deb12u2) does not pass the
# words of its line as they are. It puts a backslash before each quote and
# backslash that is left in a word, and Linux, which quotes with " alone, takes
# that for one more letter: with \" and '"', as a shell wants a quote that shall
# arrive, the value has a backslash or is torn apart. A word with a blank gets
# quotes around it, name and all. So a="b c" is the one way to a value with a
# blank, and there is none to one with a quote. Who takes a command line from
# grub.cfg has to write the same. Debian's cloud kernel 6.1.192-2.
#
# Seen on 2026-12-01, in grub.cfg, in /proc/cmdline, and from there:
#   grub.cfg: a="b c" b=\"c d\" c=d\\e d=it\'s e='"f g"'
#   Linux: "a=b c" b=\"c d\" c=d\\e d=it\'s "e=\"f g\""
#   a is b c
#   b is \"c d\"
#   c is d\\e
#   d is it\'s
#   e is \"f
#   init has the word: g\""
#
# Needs cpio and qemu-system-x86_64 (package qemu-system-x86).
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download libdevmapper1.02.1 \
	grub-common=2.06-13+deb12u2 grub-pc-bin=2.06-13+deb12u2 \
	busybox-static=1:1.35.0-4+deb12u1+b1 \
	linux-image-6.1.0-56-cloud-amd64=6.1.192-2 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done

mkdir -p root disk/boot/grub
cp bin/busybox root/
cat >root/init <<'END'
#!/busybox sh
/busybox mkdir /proc
/busybox mount -t proc none /proc
read -r line </proc/cmdline
echo "seen: ${line#*panic=-1 }"
for word; do
	echo "seen: init has the word: $word"
done
/busybox env | /busybox sed -n 's/^\([a-e]\)=/seen: \1 is /p'
/busybox poweroff -f
END
chmod +x root/init
(cd root && find . | cpio --quiet -o -H newc) >disk/initrd
cp boot/vmlinuz-* disk/vmlinuz

# GRUB as a multiboot kernel, with its files on a disk.
printf '%s\n' serial 'terminal_output serial' 'set root=hd0,msdos1' \
	'configfile /boot/grub/grub.cfg' >early
LD_LIBRARY_PATH=lib/x86_64-linux-gnu usr/bin/grub-mkimage -O i386-pc \
	-p /boot/grub -d usr/lib/grub/i386-pc -c early -o image serial \
	terminal biosdisk part_msdos fat configfile normal linux boot
words=('a="b c"' 'b=\"c d\"' 'c=d\\e' "d=it\\'s" "e='\"f g\"'")
printf '%s\n' "linux /vmlinuz console=ttyS0 quiet panic=-1 ${words[*]}" \
	'initrd /initrd' boot >disk/boot/grub/grub.cfg
timeout 300 qemu-system-x86_64 -accel tcg -m 512 -nodefaults -no-reboot \
	-display none -serial stdio -kernel image \
	-drive format=raw,snapshot=on,file=fat:disk </dev/null |
	tr -d '\r' | sed -n 's/^.*seen: //p' >log
seen=$(
	echo "grub.cfg: ${words[*]}"
	sed -n '1s/^/Linux: /p' log
	sed 1d log | LC_ALL=C sort
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
