# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# A fresh Debian 12, made by debootstrap and kept in the cache. The scripts that
# source this define packages(), which installs what they need there.
set -u -o pipefail

cache=${XDG_CACHE_HOME:-$HOME/.cache}/kexec
root=$(mktemp -d)
chmod 755 "$root" # apt-get and man-db become other users
trap 'rm -rf --one-file-system "$root"' EXIT

# Run commands of a shell in the root, without the host's make around it. A
# folder in $visible is there, too.
within()
{
	# shellcheck disable=SC2016 # the inner shell expands
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
		DEBIAN_FRONTEND=noninteractive \
		unshare --mount --pid --fork --mount-proc="$root/proc" \
		/bin/sh -euc 'if [ "$2" ]; then
				mkdir -p "$1$2"
				mount --bind "$2" "$1$2"
			fi
			exec chroot "$1" /bin/bash -eu -c "cd /src; $3"' \
		sh "$root" "${visible-}" "$1" 2>&1
}

sources()
{
	mkdir -p "$root/src" &&
		git ls-files -co --exclude-standard -z |
		xargs -0 cp --parents -t "$root/src"
}

# Once: another root where what makes it is another.
make_base()
{
	local base

	base=$cache/$1-root-$(cat scripts/setup test/install/root.sh \
		<(declare -f packages) | sha256sum | cut -c 1-12)
	if [[ ! -d $base ]]; then
		debootstrap --variant=minbase --include=make bookworm "$root" \
			>"$root.log" 2>&1 && sources && packages >>"$root.log" ||
			{ tail -n 5 "$root.log"; return 1; }
		rm -rf "$root/src" "$root.log"
		cp -a "$root" "$base.new" && mv "$base.new" "$base"
		return
	fi
	cp -a "$base/." "$root"
}

ours()
{
	within "$1 --version" | grep -q 'a program of its own' ||
		{ echo "$1 is not ours"; return 1; }
}

stock()
{
	within "$1 --version" | grep -qx 'kexec-tools 2.0.25' ||
		{ echo "$1 is not Debian's"; return 1; }
}

# run_checks NAME FUNCTION...: the functions in a root with the sources.
run_checks()
{
	local name=$1 check output passed=0 failed=0
	shift

	((EUID == 0)) && make_base "$name" ||
		{ echo "needs root and debootstrap"; echo "$name: 0 passed, 1 failed"; return 1; }
	sources
	for check; do
		if output=$("$check"); then
			echo "ok $check"
			passed=$((passed + 1))
		else
			printf 'not ok %s\n%s\n' "$check" "$(tail -n 20 <<<"$output")"
			failed=$((failed + 1))
		fi
	done
	echo "$name: $passed passed, $failed failed"
	((failed == 0))
}
