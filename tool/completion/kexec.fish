# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# Completion for fish: kexec.bash says how.

function __kexec_values --argument-names option
    switch $option
        case type
            printf '%s\n' bzImage64 bzImage uki elf-x86_64 elf-x86 pvh-x86 multiboot2-x86 multiboot-x86
        case prepare
            printf '%s\n' none
        case if-damaged
            printf '%s\n' reboot halt start
        case try-accel
            printf '%s\n' kvm tcg
        case serial
            printf '%s\n' ttyS0 ttyS1
        case serial-baud
            printf '%s\n' 9600 19200 38400 57600 115200
        case level
            printf '%s\n' emerg alert crit err warn notice info debug err+ warn+
    end
end

function __kexec_complete --argument-names command
    # Users may have no /usr/sbin in PATH: they type sudo before the command.
    set -lx PATH $PATH /usr/sbin /sbin
    for line in ($command --help 2>/dev/null)
        string match -rq '^ (-(?<letter>.), |    )--(?<long>[a-z0-9-]+)(?<value>\[?=[A-Z]+\]?)? +(?<text>.*)$' -- $line
        or continue
        set -l words -c $command -l $long -d $text
        test -n "$letter"; and set -a words -s $letter
        # "[=X]" need not have a value.
        if string match -q '=*' -- $value
            set -a words -r
            switch $long
                case initrd ramdisk dtb module sysroot try-qemu try-disks
                    set -a words -F
                case '*'
                    set -a words -f -a "(__kexec_values $long)"
            end
        end
        complete $words
    end
end

__kexec_complete kexec
__kexec_complete vmcore-dmesg
