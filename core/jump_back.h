/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Parts of the plan for a kernel that returns (KX_PURPOSE_RETURNING) that a
 * normal plan doesn't have. Calling the image swaps the contents of its
 * segments with the running kernel's memory, and the return swaps them back. So
 * all memory that such a kernel uses must be in a segment.
 */
#ifndef CORE_JUMP_BACK_H
#define CORE_JUMP_BACK_H

/*
 *  - Its RAM is the memory that is RAM in the firmware's map and usable by
 *    the running kernel: whole pages, in the request's window and below
 *    640 KiB, which a PC needs to start its other CPUs. All other RAM of the
 *    firmware's map is "ACPI data" in its map, and so is soft-reserved memory,
 *    which a driver may use as RAM. The kernel allocates nothing in ACPI data,
 *    but Linux maps it for the jump back to an address in it
 *    (machine_kexec_prepare() on x86 maps the kernel's RAM and ACPI data, but
 *    no reserved memory).
 *  - "kept": segments without bytes, for all of its RAM that is not in
 *    "kernel", "initrd" or "boot data".
 *  - The command line begins with "kexec_jump_back_entry=0x", 16 digits, and a
 *    space. kexec-tools has it at the end, where after a "--" the kernel passes
 *    it to init. The purgatory writes the digits: the address that the image
 *    returns to, or zeroes if it was not called. Its 41 bytes count against
 *    the kernel's limit.
 *
 * Errors: -KX_E_SEGMENT_COUNT about "kept" if there are too many pieces;
 * -KX_E_SEGMENT_TOO_LARGE, -KX_E_SUM_TOO_LARGE for a window with more than half
 * of memory; and those of a normal plan.
 */

#endif
