#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# The same three boot entries, by the same specification: GRUB 2.14 (Debian
# 2.14-4) and systemd 262 (262.1-1) list them in different orders, so that
# another one is first, which is what starts unless something else is chosen.
# GRUB's blscfg goes by the names of the files, downwards, and looks at neither
# version nor sort-key; systemd goes by sort-key, upwards, then by version,
# downwards.
#
# Seen on 2026-11-29:
#   files: middle.conf old.conf zeta.conf
#   middle: sort-key aaa, version 5.0
#   old: sort-key debian, version 7.3
#   zeta: sort-key debian, version 6.1
#   GRUB: zeta old middle
#   systemd: middle old zeta
#
# Needs gcc, for a library without a display, and root, for mounts of its own.
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Later suites of the same mirror, in a private apt root.
codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
# shellcheck disable=SC2016
mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
	'Created-By: Packages' | awk -v r="$codename" '$2 == r && $3 == "main" {
		print $1; exit }')
mkdir -p apt/state/lists/partial apt/cache/archives/partial
for suite in trixie sid; do
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
		"$mirror $suite main"
done >apt/sources.list
here=(-q -o APT::Sandbox::User=root)
later=("${here[@]}" -o "Dir::State=$folder/apt/state"
	-o Dir::State::status=/dev/null -o "Dir::Cache=$folder/apt/cache"
	-o "Dir::Etc::SourceList=$folder/apt/sources.list"
	-o Dir::Etc::SourceParts=/dev/null)
{
	apt-get "${later[@]}" update
	apt-get "${later[@]}" download grub-emu=2.14-4 systemd=262.1-1 \
		libsystemd0=262.1-1 libsystemd-shared=262.1-1 \
		systemd-boot-tools=262.1-1
	apt-get "${later[@]}" -t trixie download libc6 libgcc-s1 \
		libdevmapper1.02.1 libselinux1 libudev1 libcap2 libpcre2-8-0
} >&2
for package in *.deb; do
	part=grub
	[[ $package != *systemd* ]] || part=systemd
	mkdir -p $part
	dpkg-deb -x "$package" $part
done
library=usr/lib/x86_64-linux-gnu

mkdir -p esp/loader/entries config
entry()
{
	printf '%s\n' "title $1" "sort-key $2" "version $3" \
		"linux /vmlinuz-$3" >"esp/loader/entries/$1.conf"
	echo "$1: sort-key $2, version $3"
}

# GRUB in a terminal of its own, until it shows its menu; it boots nothing.
menu()
{
	local pid

	nm -D --undefined-only grub/usr/bin/grub-emu-lite |
		awk '$2 ~ /^SDL_/ { print "int " $2 "(void) { return 1; }" }' \
			>display.c
	gcc -shared -fPIC -Wl,-soname,libSDL2-2.0.so.0 \
		-o grub/$library/libSDL2-2.0.so.0 display.c
	ln -s "$folder/grub/usr/lib/grub/x86_64-emu" config/x86_64-emu
	echo "blscfg --path $folder/esp/loader/entries" >config/grub.cfg
	TERM=dumb script -qfec "exec grub/$library/ld-linux-x86-64.so.2 \
		--library-path grub/$library grub/usr/bin/grub-emu-lite \
		-r host -d $folder/config" log </dev/null >/dev/null 2>&1 &
	pid=$!
	for _ in {1..60}; do
		sleep 1
		! grep -qs highlighted log || break
	done
	sleep 1
	kill "$pid"
	wait "$pid" || :
	grep -aoE 'middle|old|zeta' log | awk '!seen[$0]++' | xargs
}

# The partition has to be a mount.
list()
{
	LD_LIBRARY_PATH=systemd/$library:systemd/$library/systemd \
	SYSTEMD_ESP_PATH=$folder/esp SYSTEMD_RELAX_ESP_CHECKS=1 \
		unshare --mount bash -c 'mount --bind esp esp
			systemd/usr/bin/bootctl --no-pager list' 2>/dev/null |
		awk '$1 == "title:" { print $2 }' | xargs
}

rows=$(entry middle aaa 5.0; entry old debian 7.3; entry zeta debian 6.1)
seen=$(
	echo "files: $(cd esp/loader/entries && echo *)"
	echo "$rows"
	echo "GRUB: $(menu)"
	echo "systemd: $(list)"
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
