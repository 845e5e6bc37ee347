#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# kexec-tools 2.0.25 (Debian 12, 1:2.0.25-3+deb12u3) says "unrecognized option"
# and loads the kernel all the same, with exit status 0, when another loader
# than the kernel's has the option: --module is multiboot's and --args-linux is
# ELF's. An option that no loader has is a usage error, status 1. A second file
# behind the kernel is not mentioned, and need not exist.
#
# Seen on 2026-11-29, with a bzImage:
#   --module=x: unrecognized option, kexec_load, 0
#   --args-linux: unrecognized option, kexec_load, 0
#   --no-such-option: unrecognized option, 1
#   none, and a second file: kexec_load, 0
#
# Needs strace, and root to read where memory is. Loads nothing: strace answers
# the call in the kernel's place.
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

# What kexec says and calls, and its exit status.
ask()
{
	local status=0

	strace -qq -o calls -E LD_LIBRARY_PATH=usr/lib/x86_64-linux-gnu \
		-e trace=kexec_load,kexec_file_load,reboot \
		-e inject=kexec_load,kexec_file_load,reboot:retval=0 \
		sbin/kexec -l -c "$@" >output 2>&1 || status=$?
	echo "$(grep -o 'unrecognized option' output | sed 's/$/, /')$(
		sed -n 's/(.*/, /p' calls)$status"
}

seen=$(
	for option in --module=x --args-linux --no-such-option; do
		echo "$option: $(ask $option "$kernel")"
	done
	echo "none, and a second file: $(ask "$kernel" "$folder/missing")"
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
