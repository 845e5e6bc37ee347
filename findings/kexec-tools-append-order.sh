#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# kexec-tools 2.0.25 (Debian 12, 1:2.0.25-3+deb12u3): three options that have
# nothing to do with the command line empty it when they stand behind --append:
# --noefi, --reuse-video-type and --pass-memmap-cmdline. The kernel is loaded
# with no root=, and the exit status is 0. Before --append they do no harm.
#
# Seen on 2026-11-29, bytes of command line in the call, and exit status:
#   --append=root=/dev/vda1: 14, 0
#   --noefi --append=root=/dev/vda1: 14, 0
#   --append=root=/dev/vda1 --noefi: 0, 0
#   --append=root=/dev/vda1 --reuse-video-type: 0, 0
#   --append=root=/dev/vda1 --pass-memmap-cmdline: 0, 0
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

# Size of the segment with the setup sectors and the command line, and status.
ask()
{
	local status=0

	strace -qq -o calls -E LD_LIBRARY_PATH=usr/lib/x86_64-linux-gnu \
		-e trace=kexec_load,kexec_file_load,reboot \
		-e inject=kexec_load,kexec_file_load,reboot:retval=0 \
		sbin/kexec -l -c "$@" "$kernel" >&2 || status=$?
	size=$(grep -o 'bufsz=[0-9]*' calls | sed -n '3s/.*=//p')
	echo "$((size - ${empty:-0})), $status"
}

empty=$(ask)
empty=${empty%,*}
line=--append=root=/dev/vda1
seen=$(
	for options in "$line" "--noefi $line" "$line --noefi" \
		"$line --reuse-video-type" "$line --pass-memmap-cmdline"; do
		# shellcheck disable=SC2086
		echo "$options: $(ask $options)"
	done
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
