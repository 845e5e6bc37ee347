#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# Linux 7.3 (Debian's cloud kernel 7.3.4-1~bpo13+1) no longer lets anybody stop
# the function tracer: writing 0 to the sysctl kernel.ftrace_enabled fails with
# EOPNOTSUPP, the log calls it deprecated, and it stays 1. In 6.1 (Debian's
# cloud kernel 6.1.192-3) the same write succeeds, and every probe that uses
# ftrace stops.
#
# Seen on 2026-11-29:
#   6.1: write: ok, then reads 0
#   7.3: write: Operation not supported, then reads 1
#
# Needs qemu-system-x86_64 (package qemu-system-x86) and cpio.
set -eu -o pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Another suite of the same mirror, in a private apt root.
codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
# shellcheck disable=SC2016
mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
	'Created-By: Packages' | awk -v r="$codename" '$2 == r && $3 == "main" {
		print $1; exit }')
mkdir -p apt/state/lists/partial apt/cache/archives/partial
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
	"$mirror trixie-backports main" >apt/sources.list
here=(-q -o APT::Sandbox::User=root)
later=("${here[@]}" -o "Dir::State=$folder/apt/state"
	-o Dir::State::status=/dev/null -o "Dir::Cache=$folder/apt/cache"
	-o "Dir::Etc::SourceList=$folder/apt/sources.list"
	-o Dir::Etc::SourceParts=/dev/null)
{
	apt-get "${later[@]}" update
	apt-get "${later[@]}" download \
		linux-binary-7.3.4+deb13-cloud-amd64=7.3.4-1~bpo13+1
	apt-get "${here[@]}" download busybox-static=1:1.35.0-4+deb12u1+b1 \
		linux-image-6.1.0-56-cloud-amd64=6.1.192-2
} >&2
for package in *.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x
done

mkdir -p root/bin root/proc
cp bin/busybox root/bin/
cat >root/init <<'END'
#!/bin/busybox sh
/bin/busybox mount -t proc none /proc
file=/proc/sys/kernel/ftrace_enabled
answer=$(/bin/busybox sh -c "echo 0 >$file" 2>&1) && answer=ok
/bin/busybox echo "seen: write: ${answer##*: }," \
	"then reads $(/bin/busybox cat $file)"
/bin/busybox poweroff -f
END
chmod +x root/init
(cd root && find . | cpio --quiet -o -H newc) >initrd

# What a kernel's guest has seen.
ask()
{
	timeout 120 qemu-system-x86_64 -accel tcg -m 512 -nodefaults -no-reboot \
		-display none -serial stdio -kernel "$1" -initrd initrd \
		-append 'console=ttyS0 quiet panic=-1' </dev/null |
		tr -d '\r' | sed -n 's/^.*seen: //p'
}

old=$(ask "$(echo boot/vmlinuz-6.1*)")
new=$(ask "$(find . -path ./root -prune -o -path '*7.3.4*' -name 'vmlinuz*' -type f \
	-print -quit)")
echo "6.1: $old"
echo "7.3: $new"
[[ $old == 'write: ok, then reads 0' &&
	$new == 'write: Operation not supported, then reads 1' ]]
