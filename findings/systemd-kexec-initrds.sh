#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# systemd 262 (Debian 262.1-1) refuses what it has written itself. Given two
# initrds, kernel-install writes an entry with two initrd lines, as the Boot
# Loader Specification has it; `systemctl kexec` of the same version fails on
# it. With one initrd it loads the entry.
#
# Seen on 2026-11-29:
#   one: initrd /ID/6.1.192/one.img
#   one: kexec_file_load 0
#   two: initrd /ID/6.1.192/one.img
#   two: initrd /ID/6.1.192/two.img
#   two: Boot entry specifies multiple initrds, which is not supported
#
# Needs strace, cpio and root, for mounts of its own. Loads and starts nothing:
# strace answers those calls in the kernel's place, and there is no bus.
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# A later suite of the same mirror, in a private apt root.
codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
# shellcheck disable=SC2016
mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
	'Created-By: Packages' | awk -v r="$codename" '$2 == r && $3 == "main" {
		print $1; exit }')
mkdir -p apt/state/lists/partial apt/cache/archives/partial
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
	"$mirror sid main" >apt/sources.list
here=(-q -o APT::Sandbox::User=root)
later=("${here[@]}" -o "Dir::State=$folder/apt/state"
	-o Dir::State::status=/dev/null -o "Dir::Cache=$folder/apt/cache"
	-o "Dir::Etc::SourceList=$folder/apt/sources.list"
	-o Dir::Etc::SourceParts=/dev/null)
{
	apt-get "${later[@]}" update
	apt-get "${later[@]}" download systemd=262.1-1 libsystemd0=262.1-1 \
		libsystemd-shared=262.1-1 systemd-boot-tools=262.1-1
	apt-get "${here[@]}" download \
		linux-image-6.1.0-56-cloud-amd64=6.1.192-2
} >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done
library=$folder/usr/lib/x86_64-linux-gnu
export LD_LIBRARY_PATH=$library:$library/systemd
mkdir esp conf
echo root=/dev/vda1 >conf/cmdline
for name in one two; do
	touch $name
	echo $name | cpio --quiet -o -H newc >$name.img
done

# Installs a kernel on a file system of its own, then loads the default entry.
cat >inside <<'END'
set -eu
mount -t tmpfs none /run
mount -t tmpfs none esp
mkdir -p esp/loader/entries
echo type1 >esp/loader/entries.srel
export KERNEL_INSTALL_CONF_ROOT=$PWD/conf BOOT_ROOT=$PWD/esp
plugins=$PWD/usr/lib/kernel/install.d
export KERNEL_INSTALL_PLUGINS=$plugins/90-loaderentry.install
export MACHINE_ID=0123456789abcdef0123456789abcdef
export SYSTEMD_ESP_PATH=$PWD/esp SYSTEMD_RELAX_ESP_CHECKS=1
usr/bin/kernel-install --entry-token=machine-id add 6.1.192 boot/vmlinuz-* "$@"
sed -n "s/^initrd  */initrd /; s/$MACHINE_ID/ID/; /^initrd/p" \
	esp/loader/entries/*.conf
strace -f -qq -o calls -e trace=kexec_load,kexec_file_load,reboot \
	-e inject=kexec_load,kexec_file_load,reboot:retval=0 \
	usr/bin/systemctl kexec 2>&1 | sed -n '/initrds/s/ currently\.//p'
sed -n 's/^[0-9 ]*\(kexec[a-z_]*\)(.*, \([0-9]*\)) .*/\1 \2/p' calls
END

ask()
{
	local name=$1

	shift
	unshare --mount --pid --fork --mount-proc bash inside "$@" |
		sed "s/^/$name: /"
}

seen=$(ask one one.img && ask two one.img two.img)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
