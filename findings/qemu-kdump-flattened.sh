#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# dump-guest-memory of QEMU 7.2 (Debian 12, 1:7.2+dfsg-7+deb12u18+b3) writes no
# kdump file when it is asked for one by "kdump-zlib" or -z, but one that is
# flattened, a stream of pieces with their places, as makedumpfile -F does. It
# starts with "makedumpfile", not with "KDUMP". makedumpfile 1.7.2 -R makes the
# kdump file of it.
#
# Seen on 2026-11-29:
#   starts with: makedumpfile
#   after makedumpfile -R: KDUMP
#
# The guest does not run. Needs what qemu-system-x86 depends on.
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download makedumpfile=1:1.7.2-1 \
	qemu-system-x86=1:7.2+dfsg-7+deb12u18+b3 \
	qemu-system-common=1:7.2+dfsg-7+deb12u18+b3 >&2
for package in *.deb; do
	dpkg-deb -x "$package" .
done

printf '%s\n' '{"execute":"qmp_capabilities"}' \
	'{"execute":"dump-guest-memory","arguments":{"paging":false,
	"protocol":"file:dump","format":"kdump-zlib"}}' '{"execute":"quit"}' |
	QEMU_MODULE_DIR=$folder/usr/lib/x86_64-linux-gnu/qemu \
		timeout 60 usr/bin/qemu-system-x86_64 -L /usr/share/seabios \
		-L /usr/share/qemu -accel tcg -S -m 16 -nodefaults \
		-display none -qmp stdio >&2
usr/bin/makedumpfile -R kdump <dump >&2
text()
{
	head -c 12 "$1" | tr -cd A-Za-z
}
seen=$(
	echo "starts with: $(text dump)"
	echo "after makedumpfile -R: $(text kdump)"
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
