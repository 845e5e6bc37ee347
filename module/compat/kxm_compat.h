/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between kernels, told from their own headers by the compiler,
 * not by version numbers: stable kernels get changes out of turn.
 */
#ifndef MODULE_COMPAT_KXM_COMPAT_H
#define MODULE_COMPAT_KXM_COMPAT_H

#include <linux/gfp.h>
#include <linux/ioport.h>
#include <linux/kmsg_dump.h>
#include <linux/mmzone.h>
#include <linux/sysctl.h>
#include <linux/version.h>

/* vmcoreinfo: since Linux 6.9 its header has another name, and its option. */
#ifdef CONFIG_VMCORE_INFO
/* It declares what a kernel without kexec does not have, and note.c has. */
#define crash_notes kxm_no_crash_notes
#include <linux/vmcore_info.h>
#undef crash_notes
#endif
#ifdef CONFIG_CRASH_CORE
#include <linux/crash_core.h>
#endif

/* The form of a .proc_handler since Linux 6.11: its table is const. */
int kxm_const_handler(const struct ctl_table *table, int write, void *buffer,
		      size_t *length, loff_t *position);

#define KXM_IS_TABLE_CONST \
	__builtin_types_compatible_p(proc_handler, typeof(kxm_const_handler))

/* What the table of a .proc_handler is in this kernel. */
#define kxm_ctl_table                                                 \
	typeof(*__builtin_choose_expr(KXM_IS_TABLE_CONST,             \
				      (const struct ctl_table *)NULL, \
				      (struct ctl_table *)NULL))

/*
 * A table of sysctls ended with an empty row. Kernels since 6.6 are told how
 * many rows there are, and since 6.11 refuse the empty one.
 */
#ifndef register_sysctl
#define register_sysctl_sz(path, table, rows) register_sysctl(path, table)
#endif

/*
 * What a dumper of the log is told: the reason, and since Linux 6.12 a struct
 * that begins with it. kxm_dump_reason() finds the reason in either.
 */
struct kmsg_dump_detail;

#define KXM_HAS_DUMP_DETAIL                                 \
	__builtin_types_compatible_p(                       \
		typeof(((struct kmsg_dumper *)NULL)->dump), \
		void (*)(struct kmsg_dumper *, struct kmsg_dump_detail *))

#define kxm_dump_told                                                 \
	typeof(__builtin_choose_expr(KXM_HAS_DUMP_DETAIL,             \
				     (struct kmsg_dump_detail *)NULL, \
				     (enum kmsg_dump_reason)0))

static inline enum kmsg_dump_reason kxm_reason_in(const void *detail)
{
	return *(const enum kmsg_dump_reason *)detail;
}

static inline enum kmsg_dump_reason kxm_reason_is(enum kmsg_dump_reason reason)
{
	return reason;
}

#define kxm_dump_reason \
	__builtin_choose_expr(KXM_HAS_DUMP_DETAIL, kxm_reason_in, kxm_reason_is)

/* The third argument of alloc_contig_range(), a migrate type once. */
#ifdef ACR_FLAGS_NONE
#define KXM_CONTIG_FLAGS ACR_FLAGS_NONE
#else
#define KXM_CONTIG_FLAGS MIGRATE_MOVABLE
#endif

/* RAM that a driver added; since Linux 5.8. */
#ifndef IORESOURCE_SYSRAM_DRIVER_MANAGED
#define IORESOURCE_SYSRAM_DRIVER_MANAGED 0
#endif

/*
 * Linux 6.19 moved the files of kexec from /sys/kernel to /sys/kernel/kexec,
 * and left links with the old names (kernel/kexec_core.c). No header shows it.
 */
#if KERNEL_VERSION(6, 19, 0) <= LINUX_VERSION_CODE
#define KXM_HAS_KEXEC_FOLDER 1
#else
#define KXM_HAS_KEXEC_FOLDER 0
#endif

/*
 * Walks the memory that waits for a driver (type Soft Reserved), which newer
 * kernels keep in a tree of its own; 7.3 does. NULL where there is none.
 */
int __weak walk_soft_reserve_res(u64 start, u64 end, void *data,
				 int (*walk)(struct resource *, void *));

#endif
