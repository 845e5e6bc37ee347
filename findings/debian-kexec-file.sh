#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# Of Debian's 7.2.13-1 kernels, only amd64's have kexec_file_load. Linux can do
# it on arm64, loong64, ppc64el, riscv64 and s390x as well, and says so in each
# configuration, but CONFIG_KEXEC_FILE is not set there, so that kexec_load is
# the one way. On s390x CONFIG_KEXEC is not set either: it has no kexec at all,
# and no crash kernel.
#
# Seen on 2026-11-29:
#   amd64: could y, KEXEC y, KEXEC_FILE y, CRASH_DUMP y
#   arm64: could y, KEXEC y, KEXEC_FILE n, CRASH_DUMP y
#   loong64: could y, KEXEC y, KEXEC_FILE n, CRASH_DUMP y
#   powerpc64le: could y, KEXEC y, KEXEC_FILE n, CRASH_DUMP y
#   riscv64: could y, KEXEC y, KEXEC_FILE n, CRASH_DUMP y
#   s390x: could y, KEXEC n, KEXEC_FILE n, CRASH_DUMP n
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
# An option of a configuration: y or n.
option()
{
	grep -q "^CONFIG_$1=y$" "$2" && echo y || echo n
}

# The configuration of an architecture's ordinary kernel.
ask()
{
	local package=linux-base-7.2.13+deb14-$1
	local foreign=(-o "APT::Architecture=$2" -o "APT::Architectures=$2")

	{
		apt-get "${later[@]}" "${foreign[@]}" update
		apt-get "${later[@]}" "${foreign[@]}" download \
			"$package=7.2.13-1"
	} >&2
	dpkg-deb --fsys-tarfile "$package"_*.deb |
		tar -x -O --wildcards '*/config*' >config
	echo "$1: could $(option ARCH_SUPPORTS_KEXEC_FILE config)," \
		"KEXEC $(option KEXEC config)," \
		"KEXEC_FILE $(option KEXEC_FILE config)," \
		"CRASH_DUMP $(option CRASH_DUMP config)"
}

seen=$(
	for name in amd64 arm64 loong64 riscv64 s390x; do
		ask $name $name
	done
	ask powerpc64le ppc64el
)
seen=$(sort <<<"$seen")
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
