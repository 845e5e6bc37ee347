#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# makedumpfile 1.7.2 (Debian 12, 1:1.7.2-1) was built without snappy and zstd.
# Asked for them (-p, -z) it says so, and goes on: it writes the dump without
# any compression and exits with 0. What has room for a dump of zlib (-c) or LZO
# (-l) may have none for that.
#
# Seen on 2026-12-01, of a guest with 128 MiB and Debian's cloud kernel 6.1.192-2,
# without the pages that -d 31 leaves out:
#   -c: exit status 0, compressed
#   -l: exit status 0, compressed
#   -p: exit status 0, not compressed, doesn't support snappy compression
#   -z: exit status 0, not compressed, doesn't support zstd compression
#
# Needs cpio, python3, and qemu-system-x86_64 (package qemu-system-x86).
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download makedumpfile=1:1.7.2-1 \
	libdw1=0.188-2.1 libelf1=0.188-2.1 liblzo2-2=2.10-2 \
	busybox-static=1:1.35.0-4+deb12u1+b1 \
	linux-image-6.1.0-56-cloud-amd64=6.1.192-2 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done
dpkg-deb --fsys-tarfile linux-image-*.deb |
	tar -x --wildcards '*/qemu_fw_cfg.ko'
export LD_LIBRARY_PATH=$folder/usr/lib/x86_64-linux-gnu

# The driver tells QEMU where the kernel's VMCOREINFO is.
mkdir root
cp bin/busybox root/
find lib -name qemu_fw_cfg.ko -exec cp {} root/ \;
cat >root/init <<'END'
#!/busybox sh
/busybox mkdir /sys
/busybox mount -t sysfs none /sys
/busybox insmod /qemu_fw_cfg.ko
echo "seen: up"
/busybox sleep 1000
END
chmod +x root/init
(cd root && find . | cpio --quiet -o -H newc) >initrd

# Waits for the guest, dumps, and ends QEMU.
control()
{
	local i

	for i in {1..60}; do
		! grep -qs '^seen: up' console || break
		sleep 1
	done
	echo "waited $i s" >&2
	printf '%s\n' '{"execute":"qmp_capabilities"}' \
		'{"execute":"dump-guest-memory","arguments":{"paging":false,
			"protocol":"file:dump"}}' '{"execute":"quit"}'
}
control | timeout 120 qemu-system-x86_64 -accel tcg -m 128 -nodefaults \
	-display none -serial file:console -qmp stdio -device vmcoreinfo \
	-kernel "$(echo boot/vmlinuz-*)" -initrd initrd \
	-append console=ttyS0 >&2

# As that makedumpfile reads: the program headers right behind the ELF header.
/usr/bin/python3 - <<'END'
import struct

dump = open("dump", "rb").read()
at, = struct.unpack_from("<Q", dump, 32)
count, = struct.unpack_from("<H", dump, 56)
moved = bytearray(dump)
moved[64:64 + 56 * count] = dump[at:at + 56 * count]
struct.pack_into("<QQ", moved, 32, 64, 0)
struct.pack_into("<HHH", moved, 58, 0, 0, 0)
open("moved", "wb").write(moved)
END

# @1: an option for the kind of compression
ask()
{
	local status=0 kind=compressed why

	usr/bin/makedumpfile "$1" -d 31 moved "small$1" >words 2>&1 ||
		status=$?
	(($(stat -c %s "small$1") * 10 < $(stat -c %s plain) * 9)) ||
		kind="not compressed"
	why=$(grep -o "doesn't support.*compression" words) || :
	echo "$1: exit status $status, $kind${why:+, $why}"
}
usr/bin/makedumpfile -d 31 moved plain >&2
seen=$(
	ask -c
	ask -l
	ask -p
	ask -z
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
