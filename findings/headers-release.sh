#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# Debian 12's kernel headers, linux-headers-6.1.0-56-cloud-amd64 6.1.192-2, know
# two releases of the same kernel. `make kernelrelease` in the folder that
# /lib/modules/RELEASE/build leads to, and include/config/kernel.release, say
# "6.1.192"; the kernel's own name, which modules are installed by and modprobe
# looks for, is UTS_RELEASE, "6.1.0-56-cloud-amd64". A build that installs into
# /lib/modules/$(make kernelrelease) puts a module where nothing finds it.
#
# Seen on 2026-11-29:
#   make kernelrelease:        6.1.192
#   config/kernel.release:     6.1.192
#   generated/utsrelease.h:    6.1.0-56-cloud-amd64
set -eu -o pipefail

version=6.1.192-2
name=linux-headers-6.1.0-56
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q -o APT::Sandbox::User=root download "$name-cloud-amd64=$version" \
	"$name-common=$version" "linux-kbuild-6.1=6.1.192-3" >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x ./usr
done
build=$folder/usr/src/$name-cloud-amd64
# As packaged it includes the common part by an absolute path.
echo "include ../$name-common/Makefile" >"$build/Makefile"

made=$(make -s -C "$build" kernelrelease)
config=$(cat "$build/include/config/kernel.release")
uts=$(sed -n 's/^#define UTS_RELEASE "\(.*\)"$/\1/p' \
	"$build/include/generated/utsrelease.h")
printf '%-27s%s\n' 'make kernelrelease:' "$made" \
	'config/kernel.release:' "$config" 'generated/utsrelease.h:' "$uts"
[[ $made == 6.1.192 && $config == 6.1.192 && $uts == 6.1.0-56-cloud-amd64 ]]
