// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Planning: an image and the machine become a request to core/, core's plan
 * becomes the public one, core's fault becomes a sentence (fault.c). The file
 * is checked before the machine is read. No function here loads anything, so it
 * is the dry run as well.
 */
#include "lib/image/planner.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/plan.h"
#include "lib/errors/advice.h"
#include "lib/errors/cause.h"
#include "lib/image/acpi.h"
#include "lib/image/fault.h"
#include "lib/image/kind.h"
#include "lib/image/payload.h"
#include "lib/image/room.h"
#include "lib/machine/dump.h"
#include "lib/machine/machine.h"
#include "lib/machine/pages.h"
#include "lib/machine/reserved.h"
#include "lib/machine/tables.h"

/* The machine and purpose of a plan; borrowed. */
struct target {
	const struct kx_machine *machine;
	const struct kx_crash *crash; /* NULL: a normal kernel */
};

static bool has_window(const struct kexec_image *image)
{
	return image->within.start || image->within.end != UINT64_MAX;
}

static bool returns(const struct kexec_image *image)
{
	return image->options & KEXEC_OPTION_PRESERVE_CONTEXT;
}

static unsigned int facts_of(const struct kexec_image *image,
			     const struct kx_fault *fault)
{
	unsigned int facts = 0;

	if (has_window(image))
		facts |= KXL_IN_WINDOW;
	if (returns(image))
		facts |= KXL_RETURNS;
	if (image->told)
		facts |= KXL_ADDS_RSDP;
	if (fault->part == KX_PART_INITRD)
		facts |= KXL_OF_INITRD;
	if (fault->part == KX_PART_KEPT)
		facts |= KXL_OF_KEPT;
	if (fault->part == KX_PART_KERNEL)
		facts |= KXL_OF_LINUX;
	return facts;
}

static int fail_plan(struct kexec_image *image, const struct kx_fault *fault,
		     int err)
{
	const struct kx_error *row = kx_error(err);
	struct kxl_failure failure = {
		.errnum = row->errnum,
		.cause = kxl_cause(err),
		.action = KEXEC_ACTION_PLAN,
		.object = err == -KX_E_TYPE ? image->type : image->kernel.name,
		.facts = facts_of(image, fault),
		.fault = fault,
	};
	char reason[KXL_REASON_SIZE];

	if (err == -KX_E_NO_HOLE && image->slot == KEXEC_SLOT_CRASH &&
	    !has_window(image))
		failure.cause = KEXEC_CAUSE_CRASH_REGION_SMALL;
	kxl_fault_print(fault, reason, sizeof(reason));
	return kxl_fail(image->ctx, &failure, "%s", reason);
}

/*
 * No loader accepts the file. A truncated bzImage has a message of its own.
 * With --type, a file without a whole header may be of any kind.
 */
static bool is_other_kind(const struct kexec_image *image, int err,
			  struct kxl_kind *kind)
{
	return (err == -KX_E_FORMAT || (err == -KX_E_SHORT && image->type)) &&
	       kxl_kind_find(kxl_image_kernel(image), kind);
}

static int fail_kind(struct kexec_image *image, const struct kxl_kind *kind)
{
	const struct kx_error *row = kx_error(-KX_E_FORMAT);
	const struct kxl_failure failure = {
		.errnum = row->errnum,
		.cause = KEXEC_CAUSE_FILE_FORMAT,
		.action = KEXEC_ACTION_PLAN,
		.object = image->kernel.name,
		.advice = kind->advice,
	};

	return kxl_fail(image->ctx, &failure, "it is %s%s%s", kind->name,
			kxl_image_is_packed(image) ? ", inside " : "",
			image->contents.layers);
}

/* All of a crash kernel's memory is outside of the limits for one part. */
static bool is_elsewhere(const struct kexec_image *image,
			 const struct kx_fault *fault)
{
	return image->slot == KEXEC_SLOT_CRASH && !has_window(image) &&
	       fault->code == KX_E_NO_HOLE && fault->start >= fault->limit;
}

/* More reserved memory would not help. */
static int fail_elsewhere(struct kexec_image *image,
			  const struct kx_fault *fault, struct kx_range region)
{
	const struct kxl_failure failure = {
		.errnum = EADDRNOTAVAIL,
		.cause = KEXEC_CAUSE_CRASH_REGION_ADDRESS,
		.action = KEXEC_ACTION_PLAN,
		.object = image->kernel.name,
		.fault = fault,
	};
	bool is_low = region.end <= fault->start;
	u64 bound = is_low ? fault->start : fault->limit;

	return kxl_fail(image->ctx, &failure,
			"%s has to lie %s %#llx, and the crash kernel's memory "
			"is [%#llx, %#llx)",
			fault->what, is_low ? "at or above" : "below",
			(unsigned long long)bound,
			(unsigned long long)region.start,
			(unsigned long long)region.end);
}

static unsigned long find_flags(const struct kexec_image *image,
				const struct kx_crash *crash)
{
	unsigned long flags = KXL_ARCH_FLAGS;

	if (returns(image))
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
	if (returns(image))
		return 1;
	return image->slot == KEXEC_SLOT_CRASH ? KX_SEGMENT_MAX - 5
					       : KX_INITRD_MAX;
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

static int give_initrds(struct kexec_image *image, struct kx_bytes *initrds,
			u32 *count)
{
	unsigned int i;
	int err;

	if (image->nr_initrds > max_initrds(image)) {
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

static enum kx_purpose purpose_of(const struct kexec_image *image)
{
	return returns(image) ? KX_PURPOSE_RETURNING : KX_PURPOSE_NORMAL;
}

static struct kx_bytes line_of(const struct kexec_image *image)
{
	const char *line = kxl_image_line(image);

	return kx_bytes(line, strlen(line));
}

static int make_arena(struct kexec_image *image,
		      const struct kx_request *request, struct kx_arena *arena)
{
	u64 size = kx_plan_arena_size(request);
	u8 *base = malloc(size);

	if (!base)
		return kxl_fail_memory(image->ctx, KEXEC_ACTION_PLAN);
	*arena = (struct kx_arena){ .base = base, .size = size };
	return 0;
}

int kxl_plan_vet(struct kexec_image *image, unsigned int cmdline_reserve)
{
	struct kx_fault fault = { .segment = KX_NO_SEGMENT,
				  .other = KX_NO_SEGMENT };
	struct kxl_kind kind;
	struct kx_arena arena;
	struct kx_request request = {
		.arch = KXL_ARCH,
		.purpose = purpose_of(image),
		.cmdline = kx_bytes(image->cmdline, strlen(image->cmdline)),
		.cmdline_reserve = cmdline_reserve,
		.flags = KX_CHECK_SUM,
		.arena = &arena,
	};
	int err;

	if (image->is_vetted)
		return 0;
	err = kxl_image_unpack(image);
	request.kernel = kxl_image_kernel(image);
	if (!err)
		err = make_arena(image, &request, &arena);
	if (err)
		return err;
	err = kx_plan_vet(&request, image->type, &image->facts, &fault);
	free(arena.base);
	if (err && is_other_kind(image, err, &kind))
		return fail_kind(image, &kind);
	if (err == -KX_E_CHECKSUM)
		err = kxl_payload_judge(image, &fault);
	else if (err)
		err = fail_plan(image, &fault, err);
	image->is_vetted = !err;
	return err;
}

int kxl_plan_vet_line(struct kexec_image *image, unsigned int cmdline_reserve)
{
	struct kx_fault fault = { .segment = KX_NO_SEGMENT,
				  .other = KX_NO_SEGMENT };
	struct kx_arena arena;
	struct kx_request request = {
		.arch = KXL_ARCH,
		.purpose = purpose_of(image),
		.kernel = kxl_image_kernel(image),
		.cmdline = line_of(image),
		.cmdline_reserve = cmdline_reserve,
		.arena = &arena,
	};
	int err = make_arena(image, &request, &arena);

	if (err)
		return err;
	err = kx_plan_vet(&request, image->type, NULL, &fault);
	free(arena.base);
	return err ? fail_plan(image, &fault, err) : 0;
}

static int plan_on(struct kexec_image *image, struct target target)
{
	struct kx_bytes initrds[KX_INITRD_MAX] = { { 0 } };
	struct kx_fault fault = { .segment = KX_NO_SEGMENT,
				  .other = KX_NO_SEGMENT };
	struct kx_plan plan = { 0 };
	struct kx_arena arena;
	struct kx_request request = {
		.arch = KXL_ARCH,
		.purpose = target.crash ? KX_PURPOSE_CRASH : purpose_of(image),
		.kernel = kxl_image_kernel(image),
		.initrds = initrds,
		.cmdline = line_of(image),
		.within = image->within,
		.machine = target.machine,
		.crash = target.crash,
		.arena = &arena,
	};
	int err;

	err = give_initrds(image, initrds, &request.nr_initrds);
	if (err)
		return err;
	err = make_arena(image, &request, &arena);
	if (err)
		return err;
	err = kx_plan_make(&request, image->type, &plan, &fault);
	if (err) {
		free(arena.base);
		return is_elsewhere(image, &fault)
			       ? fail_elsewhere(image, &fault,
						target.machine->limits.crash)
			       : fail_plan(image, &fault, err);
	}
	image->arena = arena.base;
	publish(&plan, target.crash, image);
	return 0;
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

/*
 * Only when the headers are made are all their addresses known: the copy of low
 * memory has one, too. kexec-tools ignores the option on x86-64.
 */
static int plan_crash_on(struct kexec_image *image,
			 const struct kxl_machine *machine,
			 struct kxl_dump *dump)
{
	const struct target target = { &machine->facts, &dump->facts };
	struct kxl_last before = image->ctx->last;
	int err = plan_on(image, target);

	if (!err || image->ctx->last.error.cause != KEXEC_CAUSE_ELF32)
		return err;
	image->ctx->last = before;
	kxl_log(image->ctx, KEXEC_LOG_WARNING,
		"32-bit core headers can't name memory above 4 GiB, and this "
		"machine has some: they are made in the 64-bit class");
	dump->facts.elfcore.is_32bit = false;
	return plan_on(image, target);
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
	err = plan_crash_on(image, machine, &dump);
	kxl_dump_free(&dump);
	return err;
}

static int plan_normal(struct kexec_image *image, struct kx_machine *facts)
{
	int err = kxl_tables_keep(image->ctx, facts);
	int pages = -1;

	if (err)
		return err;
	kxl_pages_open(image->ctx, &pages);
	if (pages >= 0)
		facts->keeper = (struct kx_keeper){ kxl_pages_kept, &pages };
	err = plan_on(image, (struct target){ facts, NULL });
	facts->keeper = (struct kx_keeper){ 0 };
	if (pages >= 0)
		close(pages);
	return err;
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

	if (!returns(image))
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
	struct kxl_machine machine;
	int err;

	if (image->is_planned)
		goto done;
	err = check_returning(image);
	if (!err)
		err = kxl_plan_vet(image, 0);
	if (err)
		return err;
	err = kxl_machine_read(image->ctx, &machine);
	if (err)
		return err;
	if (image->options & KEXEC_OPTION_NO_EFI)
		machine.facts.efi.memmap.size = 0;
	err = kxl_acpi_say(image, &machine.facts);
	if (!err && image->slot == KEXEC_SLOT_CRASH)
		err = plan_crash(image, &machine);
	else if (!err)
		err = plan_normal(image, &machine.facts);
	kxl_machine_free(&machine);
	if (err)
		return err;
	log_plan(image);
done:
	*plan = &image->plan;
	return 0;
}
