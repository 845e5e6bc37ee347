#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# makedumpfile 1.7.2 (Debian 12, 1:1.7.2-1) cannot read a dump that QEMU 7.2 of
# the same Debian writes (1:7.2+dfsg-7+deb12u18+b3, dump-guest-memory without a
# format). It takes the program headers of an ELF file to follow the ELF header,
# and does not look at e_phoff. QEMU puts section headers first. The same dump
# with its program headers at 64 is read. readelf of binutils reads both. QEMU
# also says in e_ehsize that the ELF header has 8 bytes; it has 64.
#
# Seen on 2026-12-01, of a guest with Debian's cloud kernel 6.1.192-2:
#   QEMU: e_phoff 192, e_shoff 64, e_ehsize 8, 3 program headers
#   readelf: CORE QEMU VMCOREINFO
#   makedumpfile: get_elf_info: Can't get the number of PT_LOAD.
#   moved: e_phoff 64, e_shoff 0, e_ehsize 8, 3 program headers
#   readelf: CORE QEMU VMCOREINFO
#   makedumpfile: makedumpfile Completed.
#
# Needs cpio, python3, qemu-system-x86_64 (package qemu-system-x86) of this
# version, and binutils.
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download makedumpfile=1:1.7.2-1 \
	libdw1=0.188-2.1 libelf1=0.188-2.1 \
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

# The program headers right behind the ELF header, and no section headers.
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

# @1: its name; @2: the file
ask()
{
	od -An -tu8 -j 32 -N 16 "$2" | awk -v name="$1" \
		-v size="$(od -An -tu2 -j 52 -N 2 "$2")" \
		-v count="$(od -An -tu2 -j 56 -N 2 "$2")" '{
		printf "%s: e_phoff %d, e_shoff %d, e_ehsize %d, %d program %s\n",
			name, $1, $2, size, count, "headers" }'
	echo "readelf: $(readelf -n "$2" 2>/dev/null |
		awk '/^  [A-Z]/ && $1 != "Owner" { print $1 }' | xargs)"
	echo "makedumpfile: $(usr/bin/makedumpfile -c -d 31 "$2" "$2.small" \
		2>&1 | tr '\r' '\n' |
		grep -xE 'get_elf_info.*|.*Completed\.')"
}
seen=$(
	ask QEMU dump
	ask moved moved
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
