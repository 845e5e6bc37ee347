#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# /proc/sys/kernel/bootloader_type of Linux 6.1 (Debian's cloud kernel
# 6.1.192-2) is no number from the table of boot loaders, where kexec is 0xd: it
# is that times 16, with the lower half of the version, so kexec is 208, by
# either system call, and GRUB 2 is 114. It tells kexec from others, but not who
# the others are: a kernel that PVH starts reads 176, QEMU's number, though PVH
# has no place for one. Linux puts it in for whoever is not Xen.
#
# Seen on 2026-11-30, with GRUB 2.06-13+deb12u2, QEMU 7.2 and kexec-tools 2.0.25:
#   GRUB: bootloader_type 114, bootloader_version 2
#   QEMU: bootloader_type 176, bootloader_version 0
#   kexec-tools -s: bootloader_type 208, bootloader_version 0
#   kexec-tools -c: bootloader_type 208, bootloader_version 0
#   PVH: bootloader_type 176, bootloader_version 0
#
# Needs qemu-system-x86_64 (package qemu-system-x86), cpio and lz4. Everything
# is loaded in guests.
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download kexec-tools=1:2.0.25-3+deb12u3 \
	busybox-static=1:1.35.0-4+deb12u1+b1 grub-common=2.06-13+deb12u2 \
	grub-pc-bin=2.06-13+deb12u2 linux-image-6.1.0-56-cloud-amd64=6.1.192-2 \
	libxenmisc4.17 libxencall1 libxendevicemodel1 libxenevtchn1 \
	libxenforeignmemory1 libxengnttab1 libxenstore4 libxentoollog1 \
	libxentoolcore1 libxenhypfs1 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done
libraries=/lib/x86_64-linux-gnu

mkdir -p root/bin root/lib root/lib64 root/proc root/sys root/tmp
cp bin/busybox sbin/kexec root/bin/
cp usr/lib/x86_64-linux-gnu/lib*.so* $libraries/libc.so.6 root/lib/
cp /lib64/ld-linux-x86-64.so.2 root/lib64/
cp boot/vmlinuz-* root/vmlinuz
cat >root/init <<'END'
#!/bin/busybox sh
export PATH=/bin LD_LIBRARY_PATH=/lib
busybox mount -t proc none /proc
busybox mount -t sysfs none /sys
busybox mount -t tmpfs none /tmp
line=$(busybox cat /proc/cmdline)
by=${line##* by=}
name=$by
case $by in
-*) name="kexec-tools $by" ;;
esac
cd /proc/sys/kernel
busybox echo "seen: $name: bootloader_type $(busybox cat bootloader_type)," \
	"bootloader_version $(busybox cat bootloader_version)"
case $by in
QEMU) next=-s ;;
-s) next=-c ;;
*) busybox poweroff -f ;;
esac
cd /
busybox find . -xdev | busybox cpio -o -H newc >/tmp/initrd 2>/tmp/said
kexec $next -l --initrd=/tmp/initrd \
	--command-line="${line% by=*} by=$next" /vmlinuz
kexec -e
END
chmod +x root/init
(cd root && find . | cpio --quiet -o -H newc) >initrd

# The compressed vmlinux of the kernel, without the word behind it.
python3 - root/vmlinuz <<'END' | lz4 -dc >vmlinux
import struct, sys
image = open(sys.argv[1], 'rb').read()
offset, length = struct.unpack_from('<II', image, 0x248)
start = (image[0x1f1] + 1) * 512 + offset
sys.stdout.buffer.write(image[start:start + length - 4])
END

# A disk with GRUB, which starts what is in the archive on another disk.
line='console=ttyS0 quiet panic=-1 by='
printf '%s\n' "linux (hd1)/root/vmlinuz ${line}GRUB" 'initrd (hd1)/initrd' \
	boot >grub.cfg
usr/bin/grub-mkimage -d usr/lib/grub/i386-pc -O i386-pc -p / -c grub.cfg \
	-o core.img biosdisk tar linux boot
cat usr/lib/grub/i386-pc/boot.img core.img >grub.raw
tar -cf files.raw root/vmlinuz initrd
truncate -s %1M grub.raw files.raw

# What the kernels of one guest have seen.
ask()
{
	timeout 200 qemu-system-x86_64 -accel tcg -m 1024 -nodefaults \
		-no-reboot -display none -serial stdio "$@" </dev/null |
		tr -d '\r' | sed -n 's/^.*seen: //p'
}

seen=$(
	ask -drive file=grub.raw,format=raw -drive file=files.raw,format=raw
	ask -kernel root/vmlinuz -initrd initrd -append "${line}QEMU"
	ask -kernel vmlinux -initrd initrd -append "${line}PVH"
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
