// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Multiboot: the kernel, then its modules, each at the beginning of a page,
 * then one segment with the information structure, the purgatory, and the code
 * that enters 32-bit kernels. Modules lie next to each other, as low as
 * possible: a small kernel may not map much memory before it reads them.
 */
#include "core/protocol/multiboot.h"

#include "core/arch/x86_64_purgatory.h"
#include "core/protocol/multiboot_info.h"

/* The first MiB is the firmware's, and the entry's addresses have 32 bits. */
static const struct kx_range within = { 0x100000, 0x100000000ULL };

/* What differs between the versions. */
struct version {
	u32 loaded; /* in eax */
	void (*write)(const struct kx_multiboot_facts *facts, u8 *to, u64 at);
};

static const struct version version_1 = {
	.loaded = KX_MULTIBOOT_LOADED,
	.write = kx_multiboot_info_write,
};

static const struct version version_2 = {
	.loaded = KX_MULTIBOOT2_LOADED,
	.write = kx_multiboot2_info_write,
};

struct load {
	const struct kx_request *request;
	const struct version *version;
	const struct kx_kernel *kernel;
	struct kx_kernel *aligned; /* whose pieces are whole pages */
	struct kx_plan *plan;
	struct kx_fault *fault;
	struct kx_range *modules; /* in memory */
	u64 start;		  /* of the kernel in memory */
};

static u64 page_of(const struct load *load)
{
	return load->request->machine->limits.page_size;
}

static u64 whole_pages(const struct load *load, u64 size)
{
	return kx_align_down(size + page_of(load) - 1, page_of(load));
}

static void *take(const struct load *load, u64 size)
{
	void *taken = kx_arena_take(load->request->arena, size, 16);

	if (!taken)
		(void)kx_fault_set(load->fault, KX_E_FULL, "arena", size,
				   load->request->arena->size);
	return taken;
}

static u64 end_of(const struct kx_piece *piece)
{
	return piece->offset + piece->bytes.size;
}

/*
 * Pieces [@first, @end) share pages, or their first one begins inside of a
 * page. Their bytes are copied to where they are in memory.
 */
static int join_pieces(const struct load *load, u32 first, u32 end,
		       struct kx_piece *joined)
{
	const struct kx_piece *pieces = load->kernel->pieces;
	u64 start = kx_align_down(pieces[first].offset, page_of(load));
	u64 size = end_of(&pieces[end - 1]) - start;
	u8 *copy = take(load, size);
	u32 i;

	if (!copy)
		return -KX_E_FULL;
	for (i = first; i < end; i++)
		if (pieces[i].bytes.size)
			memcpy(copy + (pieces[i].offset - start),
			       pieces[i].bytes.data, pieces[i].bytes.size);
	*joined = (struct kx_piece){ kx_bytes(copy, size), start };
	return 0;
}

/* The first piece after @first that begins in a page of its own. */
static u32 find_next(const struct load *load, u32 first)
{
	const struct kx_piece *pieces = load->kernel->pieces;
	u64 page = page_of(load);
	u32 i;

	for (i = first + 1; i < load->kernel->nr_pieces; i++) {
		u64 start = kx_align_down(pieces[i].offset, page);

		if (start >= end_of(&pieces[i - 1]) &&
		    start > kx_align_down(pieces[i - 1].offset, page))
			break;
	}
	return i;
}

static int align_pieces(struct load *load)
{
	const struct kx_kernel *kernel = load->kernel;
	u32 count = 0;
	u32 first;
	u32 next;
	int err = 0;

	load->aligned = take(load, sizeof(*load->aligned));
	if (!load->aligned)
		return -KX_E_FULL;
	*load->aligned = *kernel;
	for (first = 0; first < kernel->nr_pieces && !err; first = next) {
		struct kx_piece *piece = &load->aligned->pieces[count++];

		next = find_next(load, first);
		*piece = kernel->pieces[first];
		if (next != first + 1 || piece->offset % page_of(load))
			err = join_pieces(load, first, next, piece);
	}
	load->aligned->nr_pieces = count;
	return err;
}

static int place_kernel(struct load *load)
{
	return kx_kernel_place(load->request, load->aligned, load->plan,
			       &load->start, load->fault);
}

static bool has_nul(struct kx_bytes string)
{
	u64 i;

	for (i = 0; i < string.size; i++)
		if (!string.data[i])
			return true;
	return false;
}

static int check_modules(struct load *load)
{
	const struct kx_request *request = load->request;
	const struct kx_module *module;
	u32 i;

	for (i = 0; i < request->nr_modules; i++) {
		module = &request->modules[i];
		if (has_nul(module->string))
			return kx_fault_set(load->fault, KX_E_CMDLINE_NUL,
					    "module", i, request->nr_modules);
		if (module->bytes.size >= within.end)
			return kx_fault_set(load->fault, KX_E_MODULES, "module",
					    module->bytes.size, within.end);
	}
	return 0;
}

/* Their places, from 0 on; returns the end. */
static u64 lay_out_modules(struct load *load)
{
	const struct kx_request *request = load->request;
	u64 end = 0;
	u32 i;

	for (i = 0; i < request->nr_modules; i++) {
		load->modules[i].start = end;
		load->modules[i].end = end + request->modules[i].bytes.size;
		end += whole_pages(load, request->modules[i].bytes.size);
	}
	return end;
}

/* From @first on: a copy of them all, as they lie in memory. */
static int add_packed(struct load *load, u32 first)
{
	const struct kx_request *request = load->request;
	struct kx_range at = { load->modules[first].start,
			       load->modules[request->nr_modules - 1].end };
	u8 *copy;
	u32 i;

	if (kx_range_is_empty(at))
		return 0;
	copy = take(load, kx_range_size(at));
	if (!copy)
		return -KX_E_FULL;
	for (i = first; i < request->nr_modules; i++)
		if (request->modules[i].bytes.size)
			memcpy(copy + (load->modules[i].start - at.start),
			       request->modules[i].bytes.data,
			       request->modules[i].bytes.size);
	at.end = at.start + whole_pages(load, kx_range_size(at));
	return kx_plan_add(load->plan, KX_PART_MODULE,
			   kx_bytes(copy, load->modules[i - 1].end - at.start),
			   at, load->fault);
}

static int add_module(struct load *load, u32 number)
{
	struct kx_bytes bytes = load->request->modules[number].bytes;
	struct kx_range at = load->modules[number];

	if (!bytes.size)
		return 0;
	at.end = at.start + whole_pages(load, bytes.size);
	return kx_plan_add(load->plan, KX_PART_MODULE, bytes, at, load->fault);
}

static int add_modules(struct load *load)
{
	u32 count = load->request->nr_modules;
	u32 alone = count > KX_MODULE_SEGMENTS ? KX_MODULE_SEGMENTS - 1 : count;
	int err = 0;
	u32 i;

	for (i = 0; i < alone && !err; i++)
		err = add_module(load, i);
	if (!err && alone < count)
		err = add_packed(load, alone);
	return err;
}

static int place_modules(struct load *load)
{
	u32 count = load->request->nr_modules;
	struct kx_want want = {
		.part = KX_PART_MODULE,
		.align = page_of(load),
		.within = within,
		.order = KX_PLACE_LOWEST,
	};
	struct kx_range all = { within.start, 0 };
	int err;
	u32 i;

	if (!count)
		return 0;
	load->modules = take(load, count * sizeof(*load->modules));
	if (!load->modules)
		return -KX_E_FULL;
	want.size = lay_out_modules(load);
	if (want.size) {
		err = kx_plan_find(load->request, load->plan, want, &all,
				   load->fault);
		if (err)
			return err;
	}
	for (i = 0; i < count; i++) {
		load->modules[i].start += all.start;
		load->modules[i].end += all.start;
	}
	return add_modules(load);
}

/* Offsets in the last segment, and the entries that lead to the kernel. */
static void write_entries(struct load *load, u8 *base, u64 at, u64 info)
{
	const u64 enter_32 = info - whole_pages(load, kx_enter_32_size());
	struct kx_purgatory_job job = {
		.kernel = { .mode = &kx_entry_x86_64,
			    .address = at + enter_32 },
		.console = load->request->console,
	};

	load->plan->kernel = (struct kx_entry){
		.mode = &kx_entry_multiboot,
		.address = load->start + load->kernel->ways[0].offset,
		.arguments = { load->version->loaded, at + info },
	};
	kx_enter_32_write(base + enter_32, &load->plan->kernel);
	kx_purgatory_write(base, &job);
	load->plan->entry = kx_purgatory_entry(at);
}

static int add_info(struct load *load)
{
	const struct kx_crash_parts none = { 0 };
	struct kx_memmap memory = { 0 };
	const struct kx_multiboot_facts facts = {
		.request = load->request,
		.memory = &memory,
		.modules = load->modules,
		.load_base = load->start,
		.is_relocatable = load->kernel->is_relocatable,
	};
	struct kx_want want = {
		.part = KX_PART_BOOT_DATA,
		.align = page_of(load),
		.within = within,
		.order = KX_PLACE_LOWEST,
	};
	u64 info = whole_pages(load, kx_purgatory_size()) +
		   whole_pages(load, kx_enter_32_size());
	struct kx_range hole;
	u8 *base;
	int err;

	err = kx_request_purpose(load->request)
		      ->memory(load->request, &none, &memory, load->fault);
	if (err)
		return err;
	want.size = info + kx_multiboot_info_room(&facts);
	err = kx_plan_find(load->request, load->plan, want, &hole, load->fault);
	if (err)
		return err;
	base = take(load, want.size);
	if (!base)
		return -KX_E_FULL;
	load->version->write(&facts, base + info, hole.start + info);
	write_entries(load, base, hole.start, info);
	return kx_plan_add(load->plan, KX_PART_BOOT_DATA,
			   kx_bytes(base, want.size), hole, load->fault);
}

static int plan(const struct kx_request *request,
		const struct kx_kernel *kernel, const struct version *version,
		struct kx_plan *plan, struct kx_fault *fault)
{
	static int (*const steps[])(struct load * load) = {
		check_modules, align_pieces, place_kernel,
		place_modules, add_info,
	};
	struct load load = {
		.request = request,
		.version = version,
		.kernel = kernel,
		.plan = plan,
		.fault = fault,
	};
	int err = 0;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(steps) && !err; i++)
		err = steps[i](&load);
	return err;
}

static int plan_1(const struct kx_request *request,
		  const struct kx_kernel *kernel, struct kx_plan *to,
		  struct kx_fault *fault)
{
	return plan(request, kernel, &version_1, to, fault);
}

static int plan_2(const struct kx_request *request,
		  const struct kx_kernel *kernel, struct kx_plan *to,
		  struct kx_fault *fault)
{
	return plan(request, kernel, &version_2, to, fault);
}

const struct kx_protocol kx_protocol_multiboot = {
	.name = "Multiboot",
	.plan = plan_1,
};

const struct kx_protocol kx_protocol_multiboot2 = {
	.name = "Multiboot 2",
	.plan = plan_2,
};
