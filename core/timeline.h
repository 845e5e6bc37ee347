/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The timeline: what the time-stamp counter showed at moments of a start by
 * kexec, left in memory for the next system. A plan has one only if its request
 * asks for it (KX_TIMELINE): nothing else here happens without that.
 *
 * On x86 it is made in the image, behind an entry of setup_data. Linux keeps
 * the entry, whose type it does not know, and shows its data to everybody in
 * /sys/kernel/boot_params/setup_data. So that has the name and the version
 * alone: it says that there is a timeline of this start. The stamps follow
 * after its end, where Linux soon has something else. Before, the purgatory
 * copies it to the first page of memory, without the address of the next entry.
 * Linux never uses that page (trim_bios_range() in arch/x86/kernel/e820.c), and
 * root alone can read it, in /dev/mem. If the firmware's map does not say that
 * the page is RAM, it may be the firmware's, and there is no timeline.
 *
 * Linux 6.1 marks the page of an entry that it keeps as "kernel reserved" in
 * the map that its kexec_file_load(2) hands on (e820__reserve_setup_data()).
 * Linux 7.3 does not know that type: after a start by kexec of 6.1, and one
 * from there by Linux's own kexec -s, it does without that page.
 *
 * On arm64 it is made in the image, too, before the entry, and copied to the
 * end of the device tree, behind all that is in the tree: only the header's
 * totalsize has it. Linux keeps all of the tree, and shows it to root alone, in
 * /sys/firmware/fdt. Nothing of that place is in /proc/device-tree. Whoever
 * changes the tree for the next start packs it, and loses the timeline: no
 * system finds that of an earlier start.
 */
#ifndef CORE_TIMELINE_H
#define CORE_TIMELINE_H

#include "core/bytes.h"
#include "core/memmap.h"
#include "kx_port.h"

/*
 * In this order; 0 instead of a stamp: not known. New ones come last. Stamps
 * are of the time-stamp counter, on arm64 of the virtual counter, CNTVCT_EL0.
 */
enum kx_stamp {
	KX_STAMP_LOAD, /* a load begins */
	/* kexec.ko: its image is copied; otherwise: its system call is made */
	KX_STAMP_LOADED,
	KX_STAMP_CALL, /* reboot(2) */
	KX_STAMP_DOWN, /* devices are shut down; kexec.ko alone */
	KX_STAMP_JUMP, /* other CPUs are stopped; kexec.ko alone */
	KX_STAMP_PURGATORY,
	KX_STAMP_ENTRY, /* the next kernel is entered */
	KX_STAMPS,
};

/* Type of the entry: "KXTM". Linux numbers its own from 1 on. */
#define KX_TIMELINE_TYPE    0x4d54584bU
#define KX_TIMELINE_NAME    "kexec-tl"
#define KX_TIMELINE_VERSION 1

/*
 * The entry as it lies in memory; numbers are little-endian. On arm64 it is no
 * entry, and the same.
 */
struct kx_timeline {
	/* The header of setup_data (Linux asm/setup_data.h). */
	u8 next[8];
	u8 type[4];
	u8 len[4]; /* of what is seen of the data */
	/* What is seen. */
	u8 name[8];
	u8 version[4];
	u8 count[4]; /* of stamps; a reader takes those that it knows */
	/* What is not. */
	u8 stamps[KX_STAMPS][8];
};

/*
 * It lies at a multiple of this, so that it is in one page, to which kexec.ko
 * writes. The entry of a plan that has one is as many bytes behind it: there
 * kexec.ko finds it.
 */
#define KX_TIMELINE_ALIGN 128
#define KX_TIMELINE_SEEN  16

/* The copy. PC BIOSes do not use this part of the first page. */
#define KX_TIMELINE_COPY 0x600
/* The bytes of that page, from 0 on. */
#define KX_TIMELINE_PAGE 4096

/*
 * What kexec_execute() leaves for the purgatory of an image that is in a kernel
 * already: 8 bytes with the stamp KX_STAMP_CALL, and 8 with its complement. It
 * is in the BIOS's data area, where 16 bytes are the user's (IBM PC Technical
 * Reference, "intra-application communications area").
 */
#define KX_CALL_NOTE	  0x4f0
#define KX_CALL_NOTE_SIZE 16

/*
 * The same on arm64, where programs write to no memory that the purgatory
 * finds: TPIDR_EL0, a register of the calling thread that the kernel keeps. It
 * has the mark above the low bits of the stamp. An address, which other
 * programs have there, never has these bits.
 */
#define KX_CALL_MARK	   0x584bULL
#define KX_CALL_MARK_SHIFT 48

/** kx_timeline_begin - write one without stamps, and without a next entry */
static inline void kx_timeline_begin(struct kx_timeline *timeline)
{
	memset(timeline, 0, sizeof(*timeline));
	kx_write_le32(timeline->type, KX_TIMELINE_TYPE);
	kx_write_le32(timeline->len, KX_TIMELINE_SEEN);
	memcpy(timeline->name, KX_TIMELINE_NAME, sizeof(timeline->name));
	kx_write_le32(timeline->version, KX_TIMELINE_VERSION);
	kx_write_le32(timeline->count, KX_STAMPS);
}

/**
 * kx_timeline_has_page - whether the first page can have the copy and the note
 * @firmware: the firmware's map
 *
 * EFI and coreboot have pages of their own there; their maps say so.
 */
static inline bool kx_timeline_has_page(const struct kx_memmap *firmware)
{
	const struct kx_range first = { 0, KX_TIMELINE_PAGE };

	return kx_memmap_covers(firmware, first, KX_MEM_RAM);
}

#endif
