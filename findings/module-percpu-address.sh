#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# A variable of each CPU (DEFINE_PER_CPU) in a module begins with the numbers of
# its initialiser, but an address there is NULL. Linux 6.1 (Debian's cloud
# kernel 6.1.192-2) takes the section of these variables out of those that it
# relocates before it copies them for each CPU, and says nothing. The same
# initialiser of a plain variable, and of both kinds built into the kernel,
# works. A module that prepares calls to other CPUs this way
# (call_single_data_t with its function) has them jump to NULL: it has to set
# the function when it is loaded.
#
# Seen on 2026-12-01:
#   plain variable: number 7, address set
#   per-CPU variable: number 7, address NULL
#
# Needs qemu-system-x86_64 (package qemu-system-x86), cpio, make and gcc-12.
set -eu -o pipefail

version=6.1.192-2
release=6.1.0-56-cloud-amd64
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q -o APT::Sandbox::User=root download \
	"linux-image-$release-unsigned=$version" \
	busybox-static=1:1.35.0-4+deb12u1+b1 \
	"linux-headers-$release=$version" \
	"linux-headers-6.1.0-56-common=$version" linux-kbuild-6.1=6.1.192-3 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x
done
build=$folder/usr/src/linux-headers-$release
# As packaged it includes the common part by an absolute path.
sed "s|/usr/src/|$folder/usr/src/|" -i "$build/Makefile"
ln -sfn "$folder/usr/lib/linux-kbuild-6.1/scripts" "$build/scripts"
ln -sfn "$folder/usr/lib/linux-kbuild-6.1/tools" "$build/tools"

mkdir module root root/bin
echo 'obj-m := told.o' >module/Kbuild
cat >module/told.c <<'EOF'
#include <linux/module.h>
#include <linux/percpu.h>
struct told {
	int number;
	const void *address;
};
static int somewhere;
static struct told plain = { 7, &somewhere };
static DEFINE_PER_CPU(struct told, percpu) = { 7, &somewhere };
static void tell(const char *kind, const struct told *told)
{
	pr_info("told says %s variable: number %d, address %s\n", kind,
		told->number, told->address == &somewhere ? "set" :
		told->address ? "wrong" : "NULL");
}
static int __init begin(void)
{
	tell("plain", &plain);
	tell("per-CPU", per_cpu_ptr(&percpu, 0));
	return 0;
}
module_init(begin);
MODULE_LICENSE("GPL");
EOF
make -s -C "$build" M="$folder/module" modules >&2
cp module/told.ko root
cp bin/busybox root/bin
cat >root/init <<'EOF'
#!/bin/busybox sh
/bin/busybox insmod /told.ko
/bin/busybox poweroff -f
EOF
chmod +x root/init
(cd root && find . | cpio -o -H newc --quiet) >initrd
seen=$(timeout 120 qemu-system-x86_64 -accel tcg -m 256 -nodefaults \
	-display none -serial stdio -no-reboot \
	-kernel "boot/vmlinuz-$release" -initrd initrd \
	-append "console=ttyS0 panic=-1" </dev/null |
	sed -n 's/.*told says \(.*[A-Za-z]\).*/\1/p')
echo "$seen"
[[ $seen == "plain variable: number 7, address set
per-CPU variable: number 7, address NULL" ]]
