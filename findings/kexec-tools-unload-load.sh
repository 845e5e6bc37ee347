#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# kexec-tools 2.0.25 (Debian 12, 1:2.0.25-3+deb12u3): `kexec -s -u -l KERNEL`
# unloads twice and loads nothing. The first call drops what is loaded, as
# asked. The second one names the kernel and its command line, but has the flag
# KEXEC_FILE_UNLOAD as well, and with it Linux unloads. The exit status is 0.
# With -c in place of -s the same words unload, then load.
#
# Seen on 2026-11-29:
#   -s: kexec_file_load UNLOAD
#   -s: kexec_file_load x UNLOAD NO_INITRAMFS
#   -s: exit status 0
#   -c: kexec_load 0 segments
#   -c: kexec_load 4 segments
#   -c: exit status 0
#
# Needs strace, and root to read where memory is. Loads nothing: strace answers
# the calls in the kernel's place.
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download kexec-tools=1:2.0.25-3+deb12u3 \
	linux-image-6.1.0-56-cloud-amd64=6.1.192-2 \
	libxenmisc4.17 libxencall1 libxendevicemodel1 libxenevtchn1 \
	libxenforeignmemory1 libxengnttab1 libxenstore4 libxentoollog1 \
	libxentoolcore1 libxenhypfs1 >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x --exclude='*.ko'
done
kernel=$(echo boot/vmlinuz-*)

# The calls that unload and load, by one of the two system calls.
ask()
{
	local status=0

	strace -qq -o calls -E LD_LIBRARY_PATH=usr/lib/x86_64-linux-gnu \
		-e trace=kexec_load,kexec_file_load,reboot \
		-e inject=kexec_load,kexec_file_load,reboot:retval=0 \
		sbin/kexec "$1" -u -l --append=x "$kernel" >&2 || status=$?
	sed -n -e 's/KEXEC_FILE_//g; s/|/ /g; s/\\0//' -e "s/^/$1: /" \
		-e 's/(-1, -1, 0, NULL, \([^)]*\)).*/ \1/p' \
		-e 's/([0-9]*, -1, [0-9]*, "\([^"]*\)", \([^)]*\)).*/ \1 \2/p' \
		-e 's/(NULL, \([0-9]*\), .*/ \1 segments/p' \
		-e 's/(0x[^,]*, \([0-9]*\), .*/ \1 segments/p' calls
	echo "$1: exit status $status"
}

seen=$(ask -s && ask -c)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
