# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# Completion for bash, of kexec and vmcore-dmesg. The options are those that
# --help prints. kexec.zsh and kexec.fish offer the same values.

# Users may have no /usr/sbin in PATH: they type sudo before the command.
_kexec_help()
{
	PATH=$PATH:/usr/sbin:/sbin "$1" --help 2>/dev/null
}

# The option whose value is being completed, or nothing. bash takes "=" for a
# word of its own.
_kexec_option()
{
	local last=${COMP_WORDS[COMP_CWORD - 1]}

	if [[ $last == = ]]; then
		echo "${COMP_WORDS[COMP_CWORD - 2]}"
	elif [[ $last == -* && ${COMP_WORDS[COMP_CWORD]} == = ]]; then
		echo "$last"
	elif _kexec_help "$1" |
		grep -qE -- "^ .*($last=|${last:--}, --[a-z-]+=)"; then
		echo "$last"
	fi
}

_kexec_words()
{
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word")
}

# Files; those in /boot of that name at first.
_kexec_files()
{
	compopt -o filenames
	if [[ -z $word && -n ${1-} ]]; then
		mapfile -t COMPREPLY < <(compgen -G "$1")
	else
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
	fi
}

_kexec()
{
	local option word=${COMP_WORDS[COMP_CWORD]}

	option=$(_kexec_option "$1")
	[[ $word != = ]] || word=
	case $option in
	'') ;;
	-t | --type)
		_kexec_words 'bzImage64 bzImage uki elf-x86_64 elf-x86 pvh-x86
			multiboot2-x86 multiboot-x86'
		return ;;
	--prepare) _kexec_words none; return ;;
	--if-damaged) _kexec_words 'reboot halt start'; return ;;
	--try-accel) _kexec_words 'kvm tcg'; return ;;
	--serial) _kexec_words 'ttyS0 ttyS1'; return ;;
	--serial-baud)
		_kexec_words '9600 19200 38400 57600 115200'
		return ;;
	--initrd | --ramdisk) _kexec_files '/boot/init*'; return ;;
	--dtb | --module | --sysroot | --try-disks | --try-qemu) _kexec_files; return ;;
	-l | --level)
		_kexec_words 'emerg alert crit err warn notice info debug err+
			warn+'
		return ;;
	*) return ;;
	esac
	case $word in
	-*)
		_kexec_words "$(_kexec_help "$1" |
			sed -nE 's/^ (-., |    )(--[a-z0-9-]+=?).*/\2/p')"
		[[ ${COMPREPLY[*]} != *= ]] || compopt -o nospace ;;
	*) _kexec_files '/boot/vmlinu*' ;;
	esac
}

complete -F _kexec kexec vmcore-dmesg
