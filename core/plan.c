// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * From request to plan: find the format, let its boot protocol make the plan,
 * and check the result against the rules that the running kernel applies. So an
 * error of a protocol is found here and not on a running machine.
 */
#include "core/plan.h"

/* Tables, ends of pages and alignment that a loader adds to its inputs. */
#define ARENA_SLACK (64ULL * 1024)
/* A segment of real mode. */
#define ARENA_REAL (64ULL * 1024)
/* The same for one piece or module that is copied: the end of its page. */
#define COPY_SLACK 4096ULL

static bool is_same(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

/* An ELF file is no Multiboot kernel if it is said what else it gets. */
static bool is_asked_for(const struct kx_format *format,
			 enum kx_arguments arguments)
{
	return arguments <= KX_ARGUMENTS_LINUX || !format->takes_modules;
}

static const struct kx_format *find_format(const struct kx_arch *arch,
					   struct kx_bytes file,
					   const char *type,
					   enum kx_arguments arguments)
{
	const struct kx_format *const *format;

	for (format = arch->formats; *format; format++) {
		if (type ? is_same((*format)->name, type)
			 : is_asked_for(*format, arguments) &&
				    (*format)->probe(file))
			return *format;
	}
	return NULL;
}

/*
 * What the plan of a Multiboot kernel copies: bytes of the kernel, modules, and
 * their strings. Rounded up, so that a sum of real sizes does not wrap.
 */
static u64 copies_size(const struct kx_request *request)
{
	const struct kx_format *const *format;
	u64 size = 0;
	u32 i;

	for (format = request->arch->formats; *format; format++)
		if ((*format)->takes_modules &&
		    (*format)->probe(request->kernel))
			size = request->kernel.size +
			       (KX_PIECES_MAX + 1) * COPY_SLACK;
	for (i = 0; size && i < request->nr_modules; i++) {
		size += request->modules[i].string.size + COPY_SLACK;
		if (i >= KX_MODULE_SEGMENTS - 1)
			size += request->modules[i].bytes.size + COPY_SLACK;
	}
	return size ? size + request->name.size : 0;
}

u64 kx_plan_arena_size(const struct kx_request *request)
{
	const struct kx_machine *machine = request->machine;
	u64 real = request->flags & KX_ENTER_REAL_MODE ? ARENA_REAL : 0;

	if (!machine)
		return ARENA_SLACK;
	return ARENA_SLACK + real + copies_size(request) +
	       kx_request_purpose(request)->arena_size(request) +
	       request->cmdline.size + request->dtb.size +
	       machine->efi.memmap.size + machine->rng_seed.size +
	       (u64)machine->firmware.count * sizeof(struct kx_memory);
}

int kx_plan_vet(const struct kx_request *request, const char *type,
		struct kx_kernel *kernel, struct kx_fault *fault)
{
	const struct kx_format *format = find_format(
		request->arch, request->kernel, type, request->arguments);
	int err = type ? KX_E_TYPE : KX_E_FORMAT;

	if (!format) {
		kx_fault_set(fault, err, NULL, 0, 0);
		return -err;
	}
	if (kx_request_purpose(request)->is_missing)
		return kx_fault_set(fault, KX_E_PURPOSE, NULL, 0, 0);
	if (request->flags & KX_ENTER_REAL_MODE && !format->has_real_mode)
		return kx_fault_set(fault, KX_E_NOT_REAL_MODE, format->name, 0,
				    0);
	if (request->nr_modules && !format->takes_modules)
		return kx_fault_set(fault, KX_E_NO_MODULES, NULL, 0, 0);
	err = format->vet(request, kernel, fault);
	if (kernel && (!err || err == -KX_E_CHECKSUM)) {
		kernel->arch = request->arch;
		kernel->format = format;
	}
	return err;
}

int kx_plan_uses(const struct kx_arch *arch, struct kx_bytes file,
		 struct kx_uses *uses)
{
	const struct kx_format *format =
		find_format(arch, file, NULL, KX_ARGUMENTS_AUTO);

	return format ? format->uses(file, uses) : -KX_E_FORMAT;
}

static void name_part(struct kx_fault *fault, enum kx_part part)
{
	fault->what = kx_part_name(part);
	fault->part = part;
}

static int fail_part(struct kx_fault *fault, int code, enum kx_part part,
		     u64 value, u64 limit)
{
	kx_fault_set(fault, code, NULL, value, limit);
	if (fault)
		name_part(fault, part);
	return -code;
}

/* The rules only know numbers; only the plan knows which part failed. */
static int check_segments(const struct kx_request *request,
			  const struct kx_plan *plan, struct kx_fault *fault)
{
	int err = kx_segments_check(kx_plan_segments(plan),
				    &request->machine->limits, fault);

	if (err && fault && fault->segment < plan->count)
		name_part(fault, plan->parts[fault->segment]);
	return err;
}

/*
 * Avoid kept memory, if there is enough other room. Most kept memory belongs
 * only to the running kernel, so a plan that uses it is better than none.
 */
static int plan_with(const struct kx_request *request,
		     const struct kx_kernel *kernel, struct kx_plan *draft,
		     struct kx_fault *fault)
{
	const struct kx_protocol *protocol = kernel->protocol;
	u64 used;

	if (!request->machine->keeper.find || request->machine->is_kept_firmly)
		return protocol->plan(request, kernel, draft, fault);
	used = request->arena->used;
	if (!protocol->plan(request, kernel, draft, NULL))
		return 0;
	request->arena->used = used;
	*draft = (struct kx_plan){ .is_over_kept = true };
	return protocol->plan(request, kernel, draft, fault);
}

/*
 * A kernel's stack, in the module, is too small for a plan and a kernel's
 * facts, so the draft is in the arena.
 */
int kx_plan_make(const struct kx_request *request, const char *type,
		 struct kx_plan *plan, struct kx_fault *fault)
{
	struct kx_kernel kernel = { 0 };
	struct kx_plan *draft;
	int err;

	err = kx_plan_vet(request, type, &kernel, fault);
	if (err)
		return err;
	if (request->arch->code_size && !request->arch->code_size())
		return kx_fault_set(fault, KX_E_NO_PURGATORY, NULL, 0, 0);
	if (request->unpacked)
		kernel = *request->unpacked;
	/* A format that names no boot protocol can't be placed. */
	if (!kernel.protocol)
		return kx_fault_set(fault, KX_E_FORMAT, "protocol", 0, 0);
	draft = kx_arena_take(request->arena, sizeof(*draft), 16);
	if (!draft)
		return kx_fault_set(fault, KX_E_FULL, "arena", sizeof(*draft),
				    request->arena->size);
	err = plan_with(request, &kernel, draft, fault);
	if (err)
		return err;
	err = check_segments(request, draft, fault);
	if (err)
		return err;
	*plan = *draft;
	return 0;
}

/*
 * Reports both limits, even if no memory is between them: the empty
 * intersection would have only one of them.
 */
static int fail_find(struct kx_range window, const struct kx_want *want,
		     int err, struct kx_fault *fault)
{
	struct kx_range b = want->within;

	(void)fail_part(fault, -err, want->part, want->size,
			window.end < b.end ? window.end : b.end);
	if (fault)
		fault->start = window.start > b.start ? window.start : b.start;
	return err;
}

/*
 * The common limits of the request's window and a crash kernel's region. As
 * above, start may be above end.
 */
static struct kx_range window_of(const struct kx_request *request)
{
	struct kx_range window = request->within;
	struct kx_range crash = request->machine->limits.crash;

	if (!kx_request_purpose(request)->is_in_region)
		return window;
	if (window.start < crash.start)
		window.start = crash.start;
	if (window.end > crash.end)
		window.end = crash.end;
	return window;
}

/*
 * Whether the next kernel gets the firmware's map as its memory map. The
 * running kernel may know of RAM from other sources, which the next kernel
 * would not find. Crash kernels may get a map of their own.
 */
static bool gets_firmware(const struct kx_request *request)
{
	return request->machine->firmware.count &&
	       !kx_request_purpose(request)->has_own_map;
}

/* Search the firmware's RAM range by range, in the wanted direction. */
static int find_in_firmware(const struct kx_machine *machine,
			    struct kx_taken taken, struct kx_want *want,
			    struct kx_range *hole)
{
	const struct kx_memmap *firmware = &machine->firmware;
	const struct kx_range within = want->within;
	int err = -KX_E_NO_HOLE;
	u32 i;

	for (i = 0; i < firmware->count && err == -KX_E_NO_HOLE; i++) {
		u32 at = want->order == KX_PLACE_LOWEST
				 ? i
				 : firmware->count - 1 - i;
		const struct kx_memory *memory = &firmware->entries[at];

		if (memory->type != KX_MEM_RAM)
			continue;
		want->within = kx_range_intersect(memory->range, within);
		err = kx_place_find(&machine->usable, taken, want, hole);
	}
	want->within = within;
	return err;
}

/* The same search for the largest hole; only a failed search needs it. */
static u64 find_largest(const struct kx_request *request, struct kx_taken taken,
			struct kx_range within)
{
	const struct kx_machine *machine = request->machine;
	const struct kx_memmap *firmware = &machine->firmware;
	u64 largest = 0;
	u64 size;
	u32 i;

	if (!gets_firmware(request))
		return kx_place_largest(&machine->usable, taken, within);
	for (i = 0; i < firmware->count; i++) {
		if (firmware->entries[i].type != KX_MEM_RAM)
			continue;
		size = kx_place_largest(
			&machine->usable, taken,
			kx_range_intersect(firmware->entries[i].range, within));
		if (size > largest)
			largest = size;
	}
	return largest;
}

static const struct kx_keeper *keeper_of(const struct kx_request *request,
					 const struct kx_plan *plan,
					 struct kx_range within)
{
	const struct kx_keeper *keeper = &request->machine->keeper;

	if (!keeper->find || plan->is_over_kept || within.end <= keeper->from)
		return NULL;
	return keeper;
}

int kx_plan_find(const struct kx_request *request, const struct kx_plan *plan,
		 struct kx_want want, struct kx_range *hole,
		 struct kx_fault *fault)
{
	const struct kx_machine *machine = request->machine;
	struct kx_range window = window_of(request);
	struct kx_range ranges[KX_SEGMENT_MAX];
	const struct kx_range within = want.within;
	struct kx_taken taken = {
		ranges,
		plan->count,
		keeper_of(request, plan, within),
	};
	u32 i;
	int err;

	if (!kx_align_up(want.size, machine->limits.page_size, &want.size))
		return fail_part(fault, KX_E_HEADER, want.part, want.size, 0);
	for (i = 0; i < plan->count; i++)
		ranges[i] = (struct kx_range){
			.start = plan->segments[i].mem,
			.end = plan->segments[i].mem + plan->segments[i].memsz,
		};
	want.within = kx_range_intersect(within, window);
	err = gets_firmware(request)
		      ? find_in_firmware(machine, taken, &want, hole)
		      : kx_place_find(&machine->usable, taken, &want, hole);
	if (!err)
		return 0;
	want.within = within;
	err = fail_find(window, &want, err, fault);
	if (fault)
		fault->largest = find_largest(
			request, taken, kx_range_intersect(within, window));
	return err;
}

int kx_plan_add(struct kx_plan *plan, enum kx_part part, struct kx_bytes bytes,
		struct kx_range at, struct kx_fault *fault)
{
	if (plan->count == KX_SEGMENT_MAX)
		return fail_part(fault, KX_E_SEGMENT_COUNT, part,
				 KX_SEGMENT_MAX + 1, KX_SEGMENT_MAX);
	plan->parts[plan->count] = part;
	plan->segments[plan->count] = (struct kx_segment){
		.buf = bytes.data,
		.bufsz = bytes.size,
		.mem = at.start,
		.memsz = kx_range_size(at),
	};
	plan->count++;
	return 0;
}
