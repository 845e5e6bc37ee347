#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# grub-editenv 2.06 (Debian 12, 2.06-13+deb12u2) takes a value with a newline in
# it. It writes a backslash before the newline, and each backslash twice, so
# that one variable has two lines in the file, and the second line may look like
# another variable. `grub-editenv list` prints values as they are, without the
# backslashes: what it says and what a reader of lines finds is a variable that
# is not there.
#
# Seen on 2026-11-29, after set saved_entry=1 and note='a\b NEWLINE
# next_entry=2':
#   file: saved_entry=1
#   file: note=a\\b\
#   file: next_entry=2
#   list: saved_entry=1
#   list: note=a\b
#   list: next_entry=2
#   without note: saved_entry=1
set -eu -o pipefail

script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -q -o APT::Sandbox::User=root download libdevmapper1.02.1 \
	grub-common=2.06-13+deb12u2 >&2
for package in *.deb; do
	dpkg-deb -x "$package" .
done
edit()
{
	LD_LIBRARY_PATH=lib/x86_64-linux-gnu usr/bin/grub-editenv grubenv "$@"
}

edit create
edit set saved_entry=1 $'note=a\\b\nnext_entry=2'
seen=$(
	sed -n '/=/s/^/file: /p' grubenv
	edit list | sed 's/^/list: /'
	edit unset note
	edit list | sed 's/^/without note: /'
)
echo "$seen"
[[ $seen == "$(sed -n 's/^#   //p' "$script")" ]]
