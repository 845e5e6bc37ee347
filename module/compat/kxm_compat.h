/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Differences between kernels. The compiler detects them in the kernel's
 * headers. Version numbers don't show them: stable kernels get backports.
 */
#ifndef MODULE_COMPAT_KXM_COMPAT_H
#define MODULE_COMPAT_KXM_COMPAT_H

#include <linux/gfp.h>
#include <linux/ioport.h>
#include <linux/kmsg_dump.h>
#include <linux/mmzone.h>
#include <linux/sysctl.h>
#include <linux/version.h>

/* vmcoreinfo: Linux 6.9 renamed its header and its option. */
#ifdef CONFIG_VMCORE_INFO
/* The header declares crash_notes, which note.c defines. */
#define crash_notes kxm_no_crash_notes
#include <linux/vmcore_info.h>
#undef crash_notes
#endif
#ifdef CONFIG_CRASH_CORE
#include <linux/crash_core.h>
#endif

/* The type of a .proc_handler since Linux 6.11: its table is const. */
int kxm_const_handler(const struct ctl_table *table, int write, void *buffer,
		      size_t *length, loff_t *position);

#define KXM_IS_TABLE_CONST \
	__builtin_types_compatible_p(proc_handler, typeof(kxm_const_handler))

/* The table's type in a .proc_handler of this kernel. */
#define kxm_ctl_table                                                 \
	typeof(*__builtin_choose_expr(KXM_IS_TABLE_CONST,             \
				      (const struct ctl_table *)NULL, \
				      (struct ctl_table *)NULL))

/*
 * Tables of sysctls ended with an empty row. Since Linux 6.6 the number of rows
 * is passed, and since 6.11 an empty row is refused.
 */
#ifndef register_sysctl
#define register_sysctl_sz(path, table, rows) register_sysctl(path, table)
#endif

/*
 * The argument of a kmsg dumper is the reason, or since Linux 6.12 a struct
 * that begins with the reason. kxm_dump_reason() returns the reason of either.
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

/*
 * The third argument of alloc_contig_range(), a migrate type in older kernels.
 */
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
 * Linux 6.19 moved kexec's files from /sys/kernel to /sys/kernel/kexec, and
 * left links with the old names (kernel/kexec_core.c). No header shows the
 * change.
 */
#if KERNEL_VERSION(6, 19, 0) <= LINUX_VERSION_CODE
#define KXM_HAS_KEXEC_FOLDER 1
#else
#define KXM_HAS_KEXEC_FOLDER 0
#endif

/*
 * Walks memory that is set aside for a driver (type Soft Reserved). Newer
 * kernels, such as 7.3, keep it in a resource tree of its own. NULL in other
 * kernels.
 */
int __weak walk_soft_reserve_res(u64 start, u64 end, void *data,
				 int (*walk)(struct resource *, void *));

#endif
