// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Planning: an image and the machine become a request to core/, core's plan
 * becomes the public one, core's fault becomes a sentence (fault.c). The file
 * is checked before the machine is read (vet.c). No function here loads
 * anything, so it is the dry run as well.
 */
#include "lib/image/planner.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/errors/cause.h"
#include "lib/guest/machine.h"
#include "lib/image/acpi.h"
#include "lib/image/dtb.h"
#include "lib/image/crash_place.h"
#include "lib/image/guest.h"
#include "lib/image/initrds.h"
#include "lib/image/modules.h"
#include "lib/image/request.h"
#include "lib/image/room.h"
#include "lib/image/tree.h"
#include "lib/image/unheeded.h"
#include "lib/image/type.h"
#include "lib/image/vet.h"
#include "lib/image/vmlinux.h"
#include "lib/machine/arch.h"
#include "lib/machine/bios.h"
#include "lib/machine/due.h"
#include "lib/machine/quiet.h"
#include "lib/machine/dump.h"
#include "lib/machine/machine.h"
#include "lib/machine/pages.h"
#include "lib/machine/reserved.h"
#include "lib/machine/rsdp.h"
#include "lib/machine/tables.h"

/* Linux reserves all of the first MiB (since 5.13), so pages say nothing. */
#define LOW_MEMORY 0x100000ULL

/* The machine and purpose of a plan; borrowed. */
struct target {
	const struct kx_machine *machine;
	const struct kx_crash *crash; /* NULL: a normal kernel */
	const struct kxl_tree *tree;  /* NULL: the image's, if it has one */
};

static unsigned long find_flags(const struct kexec_image *image,
				const struct kx_crash *crash)
{
	unsigned long flags = kxl_arch_flags(image->ctx);

	if (kxl_image_returns(image))
		flags |= KEXEC_PRESERVE_CONTEXT;
	if (crash)
		flags |= KEXEC_ON_CRASH;
	/* Linux 6.10 has a flag for all architectures; x86 keeps this one. */
	if (crash && crash->elfcorehdr_room)
		flags |= KEXEC_UPDATE_ELFCOREHDR;
	return flags;
}

static void publish(const struct kx_plan *from, const struct kx_crash *crash,
		    struct kexec_image *image)
{
	u32 i;

	image->plan = (struct kexec_plan){
		.entry = from->entry.address,
		.flags = find_flags(image, crash),
		.nr_segments = from->count,
		.segments = image->segments,
		.names = image->names,
	};
	for (i = 0; i < from->count; i++) {
		image->segments[i] = (struct kexec_segment){
			.buf = from->segments[i].buf,
			.bufsz = from->segments[i].bufsz,
			.mem = (void *)(uintptr_t)from->segments[i].mem,
			.memsz = from->segments[i].memsz,
		};
		image->names[i] = kx_part_name(from->parts[i]);
	}
	image->is_planned = true;
}

/*
 * A crash kernel has five other segments (crash.h). A returning one needs all
 * it can get: each hole in its memory costs one (jump_back.h).
 */
static unsigned int max_initrds(const struct kexec_image *image)
{
	if (kxl_image_returns(image))
		return 1;
	if (image->slot == KEXEC_SLOT_CRASH)
		return KX_SEGMENT_MAX - 5 - kxl_vmlinux_extra(image);
	return KX_INITRD_MAX - kxl_vmlinux_extra(image);
}

/* One initrd per file, or all in one if core/ does not take so many. */
int kxl_image_join(struct kexec_image *image)
{
	int err;

	if (image->joined.name)
		return 0;
	err = kxl_room_for_join(image);
	if (err)
		return err;
	return kxl_file_join(image->ctx, image->initrds, image->nr_initrds,
			     &image->joined);
}

/* @max: how many the plan can have; more become one */
static int give_initrds(struct kexec_image *image, unsigned int max,
			struct kx_bytes *initrds, u32 *count)
{
	unsigned int i;
	int err;

	if (image->unpacked.size) {
		initrds[0] = image->unpacked;
		*count = 1;
		return 0;
	}
	if (image->nr_initrds > max) {
		err = kxl_image_join(image);
		if (err)
			return err;
		initrds[0] = image->joined.bytes;
		*count = 1;
		return 0;
	}
	for (i = 0; i < image->nr_initrds; i++)
		initrds[i] = image->initrds[i].bytes;
	*count = image->nr_initrds;
	return 0;
}

/* As core/ sees it; a crash kernel's place may have a reason of its own. */
static int fail_made(struct kexec_image *image, const struct target *target,
		     const struct kx_fault *fault, int err)
{
	int place_err = kxl_crash_place_judge(image, fault,
					      target->machine->limits.crash);

	return place_err ? place_err : kxl_request_fail(image, fault, err);
}

/* @max: how many segments initrds may have */
static int plan_with(struct kexec_image *image, struct target target,
		     unsigned int max)
{
	struct kx_bytes initrds[KX_INITRD_MAX] = { { 0 } };
	struct kx_fault fault = { .segment = KX_NO_SEGMENT,
				  .other = KX_NO_SEGMENT };
	struct kx_plan plan = { 0 };
	struct kx_arena arena = { 0 };
	struct kx_request request = kxl_request(image);
	struct kx_module *modules = NULL;
	int err;

	if (target.crash)
		request.purpose = KX_PURPOSE_CRASH;
	request.initrds = initrds;
	if (target.tree) {
		request.dtb = target.tree->bytes;
		request.slots = target.tree->slots;
	}
	request.machine = target.machine;
	request.crash = target.crash;
	request.arena = &arena;
	err = give_initrds(image, max, initrds, &request.nr_initrds);
	if (!err)
		err = kxl_modules_give(image, &request, &modules);
	if (!err)
		err = kxl_request_arena(image, &request, &arena);
	if (!err) {
		err = kxl_vmlinux_plan(image, &request, &plan, &fault);
		err = err ? fail_made(image, &target, &fault, err) : 0;
	}
	free(modules);
	if (err) {
		/* A seed of the next kernel may be in it. */
		if (arena.base)
			explicit_bzero(arena.base, arena.size);
		free(arena.base);
		return err;
	}
	image->arena = arena.base;
	image->arena_size = arena.size;
	image->timeline = plan.timeline;
	publish(&plan, target.crash, image);
	return 0;
}

/* A kernel of several pieces leaves fewer segments for initrds: one will do. */
static int plan_joined(struct kexec_image *image, struct target target)
{
	struct kxl_last before = image->ctx->last;
	unsigned int max = max_initrds(image);
	int err = plan_with(image, target, max);

	if (!err || image->nr_initrds < 2 || image->nr_initrds > max ||
	    image->ctx->last.error.cause != KEXEC_CAUSE_SEGMENT_COUNT)
		return err;
	image->ctx->last = before;
	return plan_with(image, target, 1);
}

/* Unpacked initrds are larger, and may have no place. */
static int plan_on(struct kexec_image *image, struct target target)
{
	struct kxl_last before = image->ctx->last;
	int err = plan_joined(image, target);

	if (!err || !kxl_initrds_repack(image))
		return err;
	image->ctx->last = before;
	return plan_joined(image, target);
}

/* Messages reach logs that others than root read. */
static bool is_secret(const struct kexec_image *image, unsigned int segment)
{
	return kxl_vmlinux_is_drawn(image) &&
	       image->names[segment] == kx_part_name(KX_PART_KERNEL);
}

static void log_plan(struct kexec_image *image)
{
	const struct kexec_plan *plan = &image->plan;
	const struct kexec_segment *segment;
	unsigned int i;

	kxl_log(image->ctx, KEXEC_LOG_DEBUG, "plan: entry %#llx, %u segments",
		(unsigned long long)plan->entry, plan->nr_segments);
	for (i = 0; i < plan->nr_segments; i++) {
		segment = &plan->segments[i];
		if (is_secret(image, i)) {
			kxl_log(image->ctx, KEXEC_LOG_DEBUG,
				"  segment %u at a random place: %s, %#llx "
				"bytes",
				i, plan->names[i],
				(unsigned long long)segment->bufsz);
			continue;
		}
		kxl_log(image->ctx, KEXEC_LOG_DEBUG,
			"  segment %u [%#llx, %#llx) %s, %#llx bytes", i,
			(unsigned long long)(uintptr_t)segment->mem,
			(unsigned long long)(uintptr_t)segment->mem +
				segment->memsz,
			plan->names[i], (unsigned long long)segment->bufsz);
	}
}

static enum kx_on_damage on_damage(enum kexec_on_damage wanted)
{
	switch (wanted) {
	case KEXEC_DAMAGE_HALT:
		return KX_DAMAGE_HALT;
	case KEXEC_DAMAGE_START:
		return KX_DAMAGE_START;
	case KEXEC_DAMAGE_REBOOT:
	default:
		return KX_DAMAGE_REBOOT;
	}
}

/* With the tree that tells the kernel everything, if it needs one. */
static int plan_told(struct kexec_image *image, struct target target,
		     struct kx_machine *facts)
{
	struct kxl_tree tree = { 0 };
	int err = 0;

	if (kxl_arch(image->ctx)->needs_tree) {
		target.tree = &tree;
		err = kxl_tree_build(image, facts, target.crash, &tree);
	}
	if (!err)
		err = plan_on(image, target);
	kxl_tree_free(&tree);
	return err;
}

/*
 * Only when the headers are made are all their addresses known: the copy of low
 * memory has one, too. kexec-tools ignores the option on x86-64.
 */
static int plan_crash_on(struct kexec_image *image, struct kxl_machine *machine,
			 struct kxl_dump *dump)
{
	const struct target target = { .machine = &machine->facts,
				       .crash = &dump->facts };
	struct kxl_last before = image->ctx->last;
	int err = plan_told(image, target, &machine->facts);

	if (!err || image->ctx->last.error.cause != KEXEC_CAUSE_ELF32)
		return err;
	image->ctx->last = before;
	kxl_log(image->ctx, KEXEC_LOG_WARNING,
		"32-bit core headers can't name memory above 4 GiB, and this "
		"machine has some: they are made in the 64-bit class");
	dump->facts.elfcore.is_32bit = false;
	return plan_told(image, target, &machine->facts);
}

static int plan_crash(struct kexec_image *image, struct kxl_machine *machine)
{
	const struct kxl_dump_wish wish = {
		.is_32bit = image->options & KEXEC_OPTION_ELF32_HEADERS,
		.is_hotplug = image->options & KEXEC_OPTION_HOTPLUG,
		.on_damage = on_damage(image->on_damage),
	};
	struct kxl_reserved reserved = { 0 };
	struct kxl_dump dump;
	int err;

	err = kxl_reserved_find(image->ctx, machine->iomem, &reserved);
	if (!err)
		err = kxl_reserved_apply(image->ctx, &reserved, machine);
	if (!err)
		err = kxl_machine_add_known(image->ctx, machine);
	if (!err)
		err = kxl_dump_read(image->ctx, &wish, machine, &reserved,
				    &dump);
	if (err)
		return err;
	err = kxl_vmlinux_open(image, &machine->facts);
	if (!err)
		err = plan_crash_on(image, machine, &dump);
	kxl_dump_free(&dump);
	return err;
}

static int plan_unpacked(struct kexec_image *image, int page_flags,
			 struct kx_machine *facts)
{
	const struct target target = { .machine = facts };
	u64 room = kxl_initrds_room(image);
	int err = kxl_vmlinux_open(image, facts);

	if (err)
		return err;
	/* With all that is unpacked in memory; 4 KiB pages. */
	if (!kxl_arch(image->ctx)->needs_tree) {
		if (kxl_vmlinux_is_drawn(image))
			kxl_due_find(image->ctx, kxl_vmlinux_bytes(image),
				     image->facts.size + room, facts);
		kxl_quiet_find(page_flags, room, facts);
	}
	return plan_told(image, target, facts);
}

static int plan_normal(struct kexec_image *image, struct kxl_machine *machine)
{
	struct kx_machine *facts = &machine->facts;
	u8 rsdp[KXL_RSDP_SIZE];
	int err = kxl_tables_keep(image->ctx, facts);
	struct kxl_pages pages;

	if (err)
		return err;
	kxl_gic_warn(image->ctx, &machine->gic);
	kxl_rsdp_read(image->ctx, image->facts.format, facts, rsdp);
	kxl_pages_open(image->ctx, &pages);
	if (pages.fd >= 0)
		facts->keeper = (struct kx_keeper){ kxl_pages_kept, &pages,
						    LOW_MEMORY };
	err = plan_unpacked(image, pages.fd, facts);
	facts->keeper = (struct kx_keeper){ 0 };
	facts->rsdp = kx_bytes(NULL, 0);
	kxl_pages_close(&pages);
	return err;
}

/* A guest's memory holds nothing yet. */
static int plan_guest(struct kexec_image *image)
{
	struct kxl_machine machine;
	int err = kxl_guest_machine(image->guest, &machine);

	if (err)
		return kxl_fail_memory(image->ctx, KEXEC_ACTION_PLAN);
	kxl_initrds_unpack(image);
	err = kxl_vmlinux_open(image, &machine.facts);
	if (!err)
		err = plan_on(image,
			      (struct target){ .machine = &machine.facts });
	kxl_machine_free(&machine);
	return err;
}

static int plan_machine(struct kexec_image *image)
{
	struct kxl_machine machine;
	int err = kxl_machine_read(image->ctx, &machine);

	if (err)
		return err;
	kxl_initrds_unpack(image);
	if (image->options & KEXEC_OPTION_NO_EFI)
		machine.facts.efi.memmap.size = 0;
	if (kxl_image_is_real(image))
		machine.facts.x86.lacks_bios =
			kxl_lacks_bios(image->ctx, &machine.facts);
	err = kxl_acpi_say(image, &machine.facts);
	if (!err && image->slot == KEXEC_SLOT_CRASH)
		err = plan_crash(image, &machine);
	else if (!err)
		err = plan_normal(image, &machine);
	kxl_machine_free(&machine);
	return err;
}

/* Neither crash kernels nor kernels that return have a guest to be in. */
static int check_guest(const struct kexec_image *image)
{
	if (image->slot == KEXEC_SLOT_NORMAL && !kxl_image_returns(image) &&
	    !kxl_image_is_real(image))
		return 0;
	return kxl_guest_refuse(image, KEXEC_ACTION_PLAN);
}

/* All checks of a returning image that do not need its files. */
static int check_returning(struct kexec_image *image)
{
	struct kxl_failure failure = {
		.errnum = EINVAL,
		.cause = KEXEC_CAUSE_NO_WINDOW_END,
		.action = KEXEC_ACTION_PLAN,
		.object = image->kernel.name,
	};

	if (!kxl_image_returns(image))
		return 0;
	if (image->slot == KEXEC_SLOT_CRASH) {
		failure.cause = KEXEC_CAUSE_CRASH_RETURNS;
		return kxl_fail(image->ctx, &failure,
				"a crash kernel preserves no context: there is "
				"nothing to return to");
	}
	if (image->within.end != UINT64_MAX)
		return 0;
	return kxl_fail(image->ctx, &failure,
			"a kernel that returns gets a part of memory, and it "
			"is not said which");
}

int kexec_image_plan(struct kexec_image *image, const struct kexec_plan **plan)
{
	int err;

	if (image->is_planned)
		goto done;
	err = check_returning(image);
	if (!err)
		err = check_guest(image);
	if (!err)
		err = kxl_vet(image, 0);
	if (!err)
		err = kxl_dtb_prepare(image);
	if (!err)
		err = kxl_unheeded_check(image);
	if (err)
		return err;
	err = image->guest ? plan_guest(image) : plan_machine(image);
	if (err)
		return err;
	log_plan(image);
done:
	*plan = &image->plan;
	return 0;
}

int kxl_plan_to_load(struct kexec_image *image, const struct kexec_plan **plan)
{
	struct kxl_last before = image->ctx->last;
	int err = kexec_image_plan(image, plan);

	if (err || !(image->vmlinux || image->unpacked.size) ||
	    !kxl_room_for_unpacked(image))
		return err;
	kxl_log(image->ctx, KEXEC_LOG_DEBUG,
		"nothing is unpacked at load time: %s",
		image->ctx->last.error.reason);
	image->ctx->last = before;
	kxl_image_drop_plan(image);
	image->stays_packed = true;
	return kexec_image_plan(image, plan);
}
