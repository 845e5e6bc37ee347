#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# How long Linux's kexec_load(2) takes depends on where the segments shall lie,
# and by far more than on how large they are. While a load copies, the kernel
# may be given pages that lie in a segment's place. It keeps those in a list,
# and kimage_alloc_page() goes through the list, and through what is copied so
# far, for each further page. Over memory that the allocator does not hand out
# just then the same load has none of that. In a guest of 1 GiB with Debian's
# cloud kernel 6.1.192-2 kexec-tools 2.0.25 loads the same kernel and an initrd
# of 64 MiB in 4.4 s of system time at 128 MiB, in 0.33 s at 256 MiB, and in
# 0.11 s at 512 MiB, of a clock that counts instructions, one a nanosecond. Of
# the samples of a profile (profile=2) 97 of 100 are in that function at 128
# MiB, and of those at 512 MiB at most one of 32.
#
# Seen on 2026-11-30:
#   at 128 MiB: loaded, more than ten times the system time of 512 MiB
#   at 512 MiB: loaded
#
# Needs qemu-system-x86_64 (package qemu-system-x86) and cpio. Loads in a guest.
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download kexec-tools=1:2.0.25-3+deb12u3 \
	busybox-static=1:1.35.0-4+deb12u1+b1 \
	linux-image-6.1.0-56-cloud-amd64=6.1.192-2 \
	libxenmisc4.17 libxencall1 libxendevicemodel1 libxenevtchn1 \
	libxenforeignmemory1 libxengnttab1 libxenstore4 libxentoollog1 \
	libxentoolcore1 libxenhypfs1 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done

mkdir -p root/bin root/lib root/lib64 root/proc root/sys root/tmp
cp bin/busybox sbin/kexec root/bin/
cp usr/lib/x86_64-linux-gnu/lib*.so* /lib/x86_64-linux-gnu/libc.so.6 root/lib/
cp /lib64/ld-linux-x86-64.so.2 root/lib64/
cp boot/vmlinuz-* root/vmlinuz
cat >root/init <<'END'
#!/bin/busybox sh
export PATH=/bin LD_LIBRARY_PATH=/lib
busybox mount -t proc none /proc
busybox mount -t sysfs none /sys
busybox mount -t tmpfs none /tmp
busybox truncate -s 64M /tmp/initrd
for place in 128 512; do
	busybox time -f %S -o /tmp/time kexec -c -l --initrd=/tmp/initrd \
		--mem-min=$((place << 20)) --mem-max=$((place + 120 << 20)) \
		/vmlinuz && busybox echo "seen: $place $(busybox cat /tmp/time)"
	kexec -c -u
done
busybox poweroff -f
END
chmod +x root/init
(cd root && find . | cpio --quiet -o -H newc) >initrd

timeout 300 qemu-system-x86_64 -accel tcg -icount shift=0,sleep=off -smp 1 \
	-rtc base=2026-01-01 -m 1024 -nodefaults -no-reboot -display none \
	-serial stdio -kernel root/vmlinuz -initrd initrd \
	-append 'console=ttyS0 quiet panic=-1 nokaslr' </dev/null |
	tr -d '\r' | sed -n 's/^.*seen: //p' >seconds
cat seconds >&2
seen=$(awk '{ time[$1] = $2 } END {
	if (128 in time)
		print "at 128 MiB: loaded" (time[128] > 10 * time[512] ? \
			", more than ten times the system time of 512 MiB" : "")
	if (512 in time)
		print "at 512 MiB: loaded"
}' seconds)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
