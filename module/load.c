// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec_load(2): the checks in Linux's order (kernel/kexec.c and
 * kernel/kexec_core.c), then an image. Only a complete image replaces the
 * loaded one.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/load.h"

#include "core/err.h"
#include "core/memmap.h"
#include "core/plan.h"
#include "core/range.h"
#include "core/segment.h"
#include "module/arch.h"
#include "module/dump.h"
#include "module/image.h"
#include "module/kind.h"
#include "module/kxm.h"
#include "module/machine.h"
#include "module/memory.h"
#include "module/oom.h"
#include "module/page.h"
#include "module/policy.h"
#include "module/region.h"

#include <linux/capability.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

/* The layout that user space passes: struct kexec_segment, 64-bit. */
static_assert(sizeof(struct kx_segment) == 32, "struct kexec_segment");
static_assert(offsetof(struct kx_segment, mem) == 16, "struct kexec_segment");

/* Take one load from the limit. False if none is left. */
static bool take_from_limit(atomic_t *limit)
{
	int left = atomic_read(limit);

	do {
		if (left < 0)
			return true;
		if (!left)
			return false;
	} while (!atomic_try_cmpxchg(limit, &left, left - 1));
	return true;
}

int kxm_may_load(enum kxm_kind kind)
{
	enum kxm_kind slot = kind == KXM_CRASH ? KXM_CRASH : KXM_REBOOT;

	if (!capable(CAP_SYS_BOOT) || READ_ONCE(kxm.load_disabled) ||
	    !take_from_limit(&kxm.load_limit[slot]))
		return -EPERM;
	return 0;
}

int kxm_fault(const char *call, int err, const struct kx_fault *fault)
{
	const char *what = fault->what ? fault->what : "";

	if (fault->segment == KX_NO_SEGMENT)
		pr_info("%s: %s (%s %#llx, limit %#llx)\n", call,
			kx_error(err)->text, what, fault->value, fault->limit);
	else
		pr_info("%s: %s (segment %u: %#llx, limit %#llx)\n", call,
			kx_error(err)->text, fault->segment, fault->value,
			fault->limit);
	return kx_errno(err);
}

static struct kxm_image **slot(enum kxm_kind kind)
{
	return kind == KXM_CRASH ? &kxm.crash : &kxm.image;
}

void kxm_unload(enum kxm_kind kind)
{
	struct kxm_image *image = *slot(kind);

	if (kind == KXM_CRASH)
		WRITE_ONCE(kxm.hotplug_updates, false);
	/* A panic may read the slot at any moment. */
	WRITE_ONCE(*slot(kind), NULL);
	kxm_image_free(image);
}

static void finish_crash_image(struct kxm_image *image)
{
	kxm_dump_warn();
	kxm_image_commit(image);
	if (kxm_image_protect(image, true))
		pr_warn("not all of the crash kernel is read-only\n");
}

/* A crash image's pages must be writable before they are freed. */
static int drop(enum kxm_kind kind)
{
	int err = 0;

	if (kind == KXM_CRASH && kxm.crash)
		err = kxm_image_protect(kxm.crash, false);
	if (!err)
		kxm_unload(kind);
	return err;
}

int kxm_load_plan(u64 entry, struct kx_segments segments,
		  enum kxm_source source, enum kxm_kind kind)
{
	struct kxm_image *image;
	int err = 0;

	/* No room for both: the old one is freed first, as in Linux. */
	if (kind == KXM_CRASH && kxm_region_is_full(segments))
		err = drop(kind);
	if (err)
		return err;
	err = kxm_image_create(entry, segments, source, kind, &image);
	if (err)
		return err;
	err = drop(kind);
	if (err) {
		kxm_image_free(image);
		return err;
	}
	if (kind == KXM_CRASH)
		finish_crash_image(image);
	/* Complete before a panic on another CPU can see it. */
	smp_store_release(slot(kind), image);
	kxm.loads[kind == KXM_CRASH ? KXM_CRASH : KXM_REBOOT]++;
	return 0;
}

/*
 * Linux does not check whether destinations are memory. Some boards load into
 * carve-outs on purpose; elsewhere such a destination is a mistake. So log it,
 * and refuse it if the administrator asked for that.
 */
static int check_memory(struct kx_segments segments)
{
	bool is_required = READ_ONCE(kxm.require_ram);
	struct kx_memmap memory;
	int err;
	u32 i;

	err = kxm_memory_get(KXM_MEMORY_FIRMWARE, &memory);
	if (err)
		return is_required ? err : 0;
	for (i = 0; i < segments.count; i++) {
		const struct kx_segment *segment = &segments.segments[i];
		struct kx_range range;

		if (!kx_range_make(segment->mem, segment->memsz, &range) ||
		    kx_memmap_covers(&memory, range, KX_MEM_RAM))
			continue;
		pr_warn("segment %u [%#llx, %#llx) is not all memory\n", i,
			range.start, range.end);
		if (is_required)
			err = -EADDRNOTAVAIL;
	}
	kxm_memory_put(&memory);
	return err;
}

static enum kxm_kind kind_of(u64 flags)
{
	if (flags & KX_ON_CRASH)
		return KXM_CRASH;
	return flags & KX_PRESERVE_CONTEXT ? KXM_RETURN : KXM_REBOOT;
}

/* Under the lock: L10 to L23 of doc/calls.md. */
static int load_locked(u64 entry, struct kx_segments segments,
		       enum kxm_kind kind)
{
	struct kx_segment_limits limits;
	struct kx_fault fault;
	int err = 0;

	if (!segments.count) {
		kxm_unload(kind);
		return 0;
	}
	kxm_segment_limits(&limits, kind);
	if (kind == KXM_CRASH)
		err = kx_entry_check(entry, &limits, &fault);
	if (!err)
		err = kx_segments_check(segments, &limits, &fault);
	if (err)
		return kxm_fault("kexec_load", err, &fault);
	err = check_memory(segments);
	if (err)
		return err;
	kxm_oom_hold();
	err = kxm_load_plan(entry, segments, KXM_FROM_USER, kind);
	kxm_oom_release();
	return err;
}

/* L1 to L7 of doc/calls.md: permissions and flags. */
static int check_call(u64 count, u64 flags, u64 arch)
{
	u64 known = KXM_LOAD_FLAGS;
	int err;

	if (kxm.can_return)
		known |= KX_PRESERVE_CONTEXT;

	err = kxm_may_load(kind_of(flags));
	if (err)
		return err;
	err = security_kernel_load_data(LOADING_KEXEC_IMAGE, false);
	if (err)
		return err;
	/* IMA is asked last. */
	if (IS_ENABLED(CONFIG_IMA))
		err = kxm_policy_load_data();
	if (err)
		return err;
	err = security_locked_down(LOCKDOWN_KEXEC);
	if (err)
		return err;
	err = kx_flags_check(flags, count, known, arch, NULL);
	return kx_errno(err);
}

/* As arch_crash_hotplug_support() in Linux arch/x86/kernel/crash.c. */
static void follow(u64 flags)
{
	const u64 flags_of_updates =
		KX_UPDATE_ELFCOREHDR | KX_CRASH_HOTPLUG_SUPPORT;

	if (flags & KX_ON_CRASH && kxm.crash)
		WRITE_ONCE(kxm.hotplug_updates, flags & flags_of_updates);
}

/* @segments was allocated here, or is an ERR_PTR. */
static int load(u64 entry, u64 count, struct kx_segment *segments, u64 flags)
{
	int err;

	if (IS_ERR(segments))
		return PTR_ERR(segments);
	if (!kxm_trylock()) {
		err = -EBUSY;
		goto free_segments;
	}
	err = load_locked(entry, (struct kx_segments){ segments, (u32)count },
			  kind_of(flags));
	if (!err)
		follow(flags);
	kxm_unlock();
free_segments:
	kfree(segments);
	return err;
}

int kxm_kexec_load(u64 entry, u64 count, const void __user *segments, u64 flags)
{
	size_t size = count * sizeof(struct kx_segment);
	int err = check_call(count, flags, kx_arch_flags(kxm_arch));

	if (err)
		return err;
	return load(entry, count, kxm_copy_of_user(segments, size), flags);
}

/* struct kexec_segment of a 32-bit process. */
struct compat_segment {
	u32 buf;
	u32 bufsz;
	u32 mem;
	u32 memsz;
};

static struct kx_segment *get_compat_segments(const void __user *from,
					      u64 count)
{
	struct kx_segment *segments;
	struct compat_segment *small;
	u64 i;

	small = kxm_copy_of_user(from, count * sizeof(*small));
	if (IS_ERR(small))
		return ERR_CAST(small);
	segments = kcalloc(count, sizeof(*segments), KXM_GFP);
	for (i = 0; segments && i < count; i++)
		segments[i] = (struct kx_segment){
			.buf = (const void *)(uintptr_t)small[i].buf,
			.bufsz = small[i].bufsz,
			.mem = small[i].mem,
			.memsz = small[i].memsz,
		};
	kfree(small);
	return segments ? segments : ERR_PTR(-ENOMEM);
}

/*
 * A 32-bit caller that passes KEXEC_ARCH_DEFAULT does not know that the kernel
 * is a 64-bit one. So Linux refuses that value, and accepts any other
 * (COMPAT_SYSCALL_DEFINE4()).
 */
int kxm_kexec_load_compat(u64 entry, u64 count, const void __user *segments,
			  u64 flags)
{
	u64 arch = flags & KX_ARCH_MASK;
	int err = check_call(count, flags, arch);

	if (err)
		return err;
	if (!arch)
		return -EINVAL;
	return load(entry, count, get_compat_segments(segments, count), flags);
}
