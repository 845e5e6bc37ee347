#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# kexec-tools 2.0.25 (Debian 12, 1:2.0.25-3+deb12u3): an option of a load beside
# --status is a usage error, and its exit status is 1. With --status, 1 is also
# the answer "a crash kernel is loaded". A script that asks with its usual
# options reads "loaded", whatever is loaded. Here nothing is: --status alone
# exits with 0 or, on a kernel without kexec, with 255.
#
# Seen on 2026-11-29, on a kernel without kexec:
#   -S: 255
#   -S --append=x: 1, Usage: kexec [OPTION]... [kernel]
#   -S --reuse-cmdline: 1, Usage: kexec [OPTION]... [kernel]
#
# Only asks: no option here loads or starts anything.
set -eu -o pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download kexec-tools=1:2.0.25-3+deb12u3 \
	libxenmisc4.17 libxencall1 libxendevicemodel1 libxenevtchn1 \
	libxenforeignmemory1 libxengnttab1 libxenstore4 libxentoollog1 \
	libxentoolcore1 libxenhypfs1 >&2
for package in *.deb; do
	dpkg-deb -x "$package" .
done

# The exit status, and the usage line where there is one.
ask()
{
	local status=0

	LD_LIBRARY_PATH=usr/lib/x86_64-linux-gnu sbin/kexec "$@" \
		>out 2>&1 || status=$?
	echo "$status$(sed -n 's/^Usage:/, &/p' out)"
}

alone=$(ask -S)
append=$(ask -S --append=x)
reuse=$(ask -S --reuse-cmdline)
echo "-S: $alone"
echo "-S --append=x: $append"
echo "-S --reuse-cmdline: $reuse"
usage='1, Usage: kexec [OPTION]... [kernel]'
[[ $alone == 0 || $alone == 255 ]] && [[ $append == "$usage" ]] &&
	[[ $reuse == "$usage" ]]
