#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# GRUB 2.06 (Debian 12, 2.06-13+deb12u2) fills each initrd of an entry up to a
# multiple of four bytes before the next one follows. Linux itself, where its
# EFI stub reads initrds (Debian's cloud kernel 6.1.192-2), does not, and finds
# an uncompressed archive at a multiple of four alone. systemd-boot
# 252.39-1~deb12u2 leaves initrds to the stub. So the same two files are both
# there by GRUB, and the second one is lost by systemd-boot, where the boot goes
# on. What joins initrds has to fill them up, and what makes them should.
#
# Seen on 2026-12-01, of an uncompressed archive behind one of gzip whose size is
# no multiple of four:
#   GRUB: the second archive is there
#   systemd-boot: the second archive is lost
#   systemd-boot: invalid magic at start of compressed archive
#
# Needs cpio and qemu-system-x86_64 (package qemu-system-x86).
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download libdevmapper1.02.1 \
	grub-common=2.06-13+deb12u2 grub-pc-bin=2.06-13+deb12u2 \
	systemd-boot-efi=252.39-1~deb12u2 ovmf=2022.11-6+deb12u2 \
	busybox-static=1:1.35.0-4+deb12u1+b1 \
	linux-image-6.1.0-56-cloud-amd64=6.1.192-2 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done

mkdir -p root disk/boot/grub disk/EFI/BOOT disk/loader/entries
cp bin/busybox root/
cat >root/init <<'END'
#!/busybox sh
state=lost
[ ! -e /second ] || state=there
echo "seen: the second archive is $state"
/busybox poweroff -f
END
chmod +x root/init
while (($(stat -c %s disk/one 2>/dev/null || echo 0) % 4 == 0)); do
	echo more >>root/filling
	(cd root && find . | cpio --quiet -o -H newc | gzip -n) >disk/one
done
touch second
echo second | cpio --quiet -o -H newc >disk/two
cp boot/vmlinuz-* disk/vmlinuz
options='console=ttyS0 panic=-1'

run()
{
	timeout 120 qemu-system-x86_64 -machine q35 -accel tcg -m 512 \
		-nodefaults -no-reboot -display none -serial stdio \
		-drive format=raw,snapshot=on,file=fat:disk "${@:2}" \
		</dev/null | tr -d '\r' |
		sed -n "s/^.*seen: /$1: /p
			s/^.*Initramfs unpacking failed: /$1: /p" | sort -r
}

printf '%s\n' "linux /vmlinuz $options" 'initrd /one /two' boot \
	>disk/boot/grub/grub.cfg
printf '%s\n' 'set root=hd0,msdos1' 'configfile /boot/grub/grub.cfg' >early
LD_LIBRARY_PATH=lib/x86_64-linux-gnu usr/bin/grub-mkimage -O i386-pc \
	-p /boot/grub -d usr/lib/grub/i386-pc -c early -o image \
	biosdisk part_msdos fat configfile normal linux boot
printf '%s\n' 'linux /vmlinuz' 'initrd /one' 'initrd /two' \
	"options $options" >disk/loader/entries/two.conf
cp usr/lib/systemd/boot/efi/systemd-bootx64.efi disk/EFI/BOOT/BOOTX64.EFI
cp usr/share/OVMF/OVMF_VARS_4M.fd variables
flash=if=pflash,format=raw
seen=$(
	run GRUB -kernel image
	run systemd-boot \
		-drive $flash,readonly=on,file=usr/share/OVMF/OVMF_CODE_4M.fd \
		-drive $flash,file=variables
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
