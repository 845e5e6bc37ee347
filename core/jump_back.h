/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What a plan for a kernel that returns (KX_PURPOSE_RETURNING) has on top of a
 * normal one's. What lies in a segment is swapped aside when the image is
 * called, and comes back when it returns: so all memory that such a kernel
 * knows must lie in one.
 */
#ifndef CORE_JUMP_BACK_H
#define CORE_JUMP_BACK_H

/*
 *  - Its RAM is what is RAM in the firmware's map and usable to us, whole
 *    pages, in the request's window and below 640 KiB, which a PC needs to
 *    start its other CPUs. All other RAM of the firmware's map, and what is
 *    soft-reserved, which a driver may use as RAM, is "ACPI data" to it: it
 *    puts nothing there, and Linux maps it for a jump, which goes there
 *    (machine_kexec_prepare() on x86 maps the RAM that the kernel knows, and
 *    what is ACPI's, but nothing that is reserved).
 *  - "kept": segments without bytes, for all of that RAM that "kernel",
 *    "initrd" and "boot data" leave.
 *  - The command line begins with "kexec_jump_back_entry=0x", 16 digits, and a
 *    space (kexec-tools has it at the end, where a "--" makes it an argument
 *    of init's). The purgatory writes the digits: the address that the image
 *    returns to, or zeroes if it was not called. Its 41 bytes count against
 *    the kernel's limit.
 *
 * Errors: -KX_E_SEGMENT_COUNT about "kept"
 * when there are too many pieces; -KX_E_SEGMENT_TOO_LARGE, -KX_E_SUM_TOO_LARGE
 * for a window with more than half of memory; and a normal plan's.
 */

#endif
