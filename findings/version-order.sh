#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# Which of two kernels is the newer one, and so starts, has several answers in
# one Debian 12. Linux calls a release candidate 6.1.0-rc1 and the release
# 6.1.0. For grub-mkconfig (grub-common 2.06-13+deb12u2) and linux-version
# (linux-base 4.12.1~deb12u1) the candidate is older. For systemd
# (252.39-1~deb12u2), whose rules systemd-boot and kernel-install have, it is
# newer, but older again where a build number follows. 6.1.0+, a tree with
# changes, equals 6.1.0 for systemd alone. grub-mkconfig takes what ends in
# -test, -git or -pre for older, and no other does.
#
# Seen on 2026-12-01, the newer one for grub-mkconfig, linux-version, systemd:
#   6.1.0-rc1 6.1.0: second, second, first
#   6.1.0-rc1-1 6.1.0-1: second, second, second
#   6.1.0-rc2 6.1.0-custom: second, second, first
#   6.1.0+ 6.1.0: first, first, neither
#   6.1.0-test 6.1.0: second, first, first
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download grub-common=2.06-13+deb12u2 \
	linux-base=4.12.1~deb12u1 systemd=252.39-1~deb12u2 \
	libsystemd-shared=252.39-1~deb12u2 >&2
for package in *.deb; do
	dpkg-deb -x "$package" .
done

by_grub()
{
	bash -c '. usr/share/grub/grub-mkconfig_lib
		version_find_latest vmlinuz-"$1" vmlinuz-"$2"' - "$@" |
		sed 's/^vmlinuz-//'
}

by_debian()
{
	PERL5LIB=usr/share/perl5 perl usr/bin/linux-version sort \
		"$@" | tail -n 1
}

by_systemd()
{
	LD_LIBRARY_PATH=usr/lib/x86_64-linux-gnu/systemd \
		usr/bin/systemd-analyze compare-versions "$@" |
		awk '$2 == "<" { print $3 } $2 == ">" { print $1 }'
}

compare()
{
	local by newer words=()

	for by in grub debian systemd; do
		newer=$("by_$by" "$@")
		case $newer in
		"$1") words+=(first) ;;
		"$2") words+=(second) ;;
		*) words+=(neither) ;;
		esac
	done
	echo "$*: ${words[0]}, ${words[1]}, ${words[2]}"
}

seen=$(
	compare 6.1.0-rc1 6.1.0
	compare 6.1.0-rc1-1 6.1.0-1
	compare 6.1.0-rc2 6.1.0-custom
	compare 6.1.0+ 6.1.0
	compare 6.1.0-test 6.1.0
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
