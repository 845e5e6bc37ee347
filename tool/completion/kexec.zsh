#compdef kexec vmcore-dmesg
# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# Completion for zsh: kexec.bash says how.

local line letter long value text
local -a specs
local -A values=(
	--type '(bzImage64 bzImage uki elf-x86_64 elf-x86 pvh-x86 multiboot2-x86 multiboot-x86)'
	--prepare '(none)'
	--if-damaged '(reboot halt start)'
	--try-accel '(kvm tcg)'
	--serial '(ttyS0 ttyS1)'
	--serial-baud '(9600 19200 38400 57600 115200)'
	--initrd _files
	--ramdisk _files
	--dtb _files
	--module _files
	--sysroot _files
	--try-disks _files
	--try-qemu _files
	--level '(emerg alert crit err warn notice info debug err+ warn+)'
)

# Users may have no /usr/sbin in PATH: they type sudo before the command.
local -x PATH=$PATH:/usr/sbin:/sbin
for line in ${(f)"$(_call_program options $words[1] --help)"}; do
	[[ $line =~ '^ (-., |    )(--[a-z0-9-]+)(\[?=[A-Z]+\]?)? +(.*)$' ]] || continue
	letter=${match[1][1,2]} long=$match[2] value= text=$match[4]
	# What follows a colon would be an action.
	text=${${text//:/ -}//[\[\]]/}
	[[ -z $match[3] ]] || value=":value:${values[$long]- }"
	if [[ $letter == -* ]]; then
		specs+=("($letter $long)"{$letter${value:++},$long${value:+=}}"[$text]$value")
	else
		specs+=("*$long${value:+=}[$text]$value")
	fi
done
_arguments -s -S $specs '*:file:_files'
