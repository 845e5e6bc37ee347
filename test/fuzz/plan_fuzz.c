// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Whole plans: the memory map, the limits, the window, initrds, the command
 * line, the old kernel's data and the kernel all come from the input. The
 * kernel is the standard image of the unit tests with changes, or, by an
 * option, raw bytes; another option is the other architecture of the tests.
 * Whatever comes out keeps every promise of a plan.
 */
#include "core/crash.h"
#include "core/plan.h"

#include "test/fuzz/fuzz.h"
#include "test/unit/core/make_bzimage.h"
#include "test/unit/core/other_arch.h"
#include "test/unit/core/plan_oracle.h"

#define PAGE	     0x1000ULL
#define USABLE_MAX   16
#define FIRMWARE_MAX 300
#define ARENA_MAX    (256 * 1024)
#define INITRD_MAX   20
#define CHANGE_MAX   8
#define IMAGE_FIELDS 0x268
#define DUMP_MAX     16
#define NOTE_MAX     64
/* Every byte of a region is summed: it has to be done in no time. */
#define REGION_MAX (32ULL * 1024 * 1024)

enum option {
	RAW_KERNEL = 1,
	CHECK_SUM = 2,
	FIVE_LEVEL = 4,
	ANY_WINDOW = 8,
	CRASH = 16,
	BOOT_PARAMS = 32,
	SMALL_ARENA = 64,
	NO_RAM_LIMIT = 128,
	RETURNS = 256,
	TOLD_RAM = 512,
	KEPT = 1024,
	OTHER_ARCH = 2048,
	REAL_MODE = 4096,
	NO_BIOS = 8192,
	TIMELINE = 16384,
};

/* With CRASH, a byte of its own. */
enum crash_option {
	CRASH_KERNEL = 1, /* else only the rules are those for one */
	ALL_USABLE = 2,	  /* else the region alone is */
	ELF_32BIT = 4,
	LOW_REGION = 8,
	HEADER_ROOM = 16,
};

struct scene {
	u64 options;
	struct bzimage image;
	struct other_kernel other;
	struct kx_memory usable[USABLE_MAX];
	struct kx_memory firmware[FIRMWARE_MAX];
	struct kx_bytes initrds[INITRD_MAX];
	struct kx_memory dumped[DUMP_MAX];
	struct kx_memmap dump;
	struct kx_range notes[NOTE_MAX];
	struct kx_crash crash;
	u8 boot_params[4096];
	u8 arena_bytes[ARENA_MAX];
	struct kx_arena arena;
	struct kx_machine machine;
	struct kx_request request;
	struct kx_range kept;
};

static bool find_kept(void *data, struct kx_range range, struct kx_range *kept)
{
	const struct scene *scene = data;

	*kept = scene->kept;
	return kx_range_overlaps(scene->kept, range);
}

static void take_map(struct input *input, struct kx_memmap *map, u64 count)
{
	u64 i;

	for (i = 0; i < count; i++) {
		u64 start = take(input, 5) << (take(input, 1) % 16);
		u64 size = take(input, 4) << (take(input, 1) % 16);
		u32 type = take(input, 1) % 4 ? KX_MEM_RAM : KX_MEM_RESERVED;
		struct kx_range range;

		if (kx_range_make(start, size, &range) &&
		    kx_memmap_set(map, range, type))
			return;
	}
}

/* As on most machines: what is usable the firmware calls RAM. */
static void tell_ram(const struct kx_memmap *usable, struct kx_memmap *firmware)
{
	u32 i;

	for (i = 0; i < usable->count; i++)
		if (usable->entries[i].type == KX_MEM_RAM &&
		    kx_memmap_set(firmware, usable->entries[i].range,
				  KX_MEM_RAM))
			return;
}

static void take_firmware(struct input *input, struct scene *scene)
{
	struct kx_memmap *firmware = &scene->machine.firmware;
	u64 count = take(input, 2) % FIRMWARE_MAX;
	u64 step = take(input, 4) + 1;
	u64 i;

	for (i = 0; i < count; i++)
		scene->firmware[i] = (struct kx_memory){
			.range = { i * step, (i + 1) * step },
			.type = (u32)(step + i) % 7,
		};
	*firmware =
		(struct kx_memmap){ scene->firmware, (u32)count, FIRMWARE_MAX };
	if (scene->options & TOLD_RAM)
		tell_ram(&scene->machine.usable, firmware);
}

static void take_old_kernel(struct input *input, struct scene *scene)
{
	struct kx_machine *machine = &scene->machine;
	struct kx_bytes params = take_bytes(input, take(input, 2) % 4097);

	machine->efi.memmap = take_bytes(input, take(input, 1));
	machine->rng_seed = take_bytes(input, take(input, 1));
	machine->efi.desc_size = (u32)take(input, 4);
	machine->acpi_rsdp = take(input, 8);
	memcpy(scene->boot_params, params.data, params.size);
	machine->x86.boot_params =
		kx_bytes(scene->boot_params, params.size ? 4096 : params.size);
}

static void take_notes(struct input *input, struct scene *scene)
{
	u32 count = (u32)take(input, 1) % NOTE_MAX;
	u32 i;

	for (i = 0; i < count; i++) {
		u64 start = take(input, 4);

		scene->notes[i] = (struct kx_range){ start, start + 0x164 };
	}
	scene->crash.elfcore.notes = scene->notes;
	scene->crash.elfcore.nr_notes = count;
}

static void take_crash_kernel(struct input *input, struct scene *scene,
			      u64 options)
{
	struct kx_crash *crash = &scene->crash;
	struct kx_range *region = &scene->machine.limits.crash;
	u64 low = take(input, 2);

	if (kx_range_size(*region) > REGION_MAX)
		region->end = region->start + REGION_MAX;
	if (!(options & ALL_USABLE)) {
		scene->usable[0] = (struct kx_memory){ *region, KX_MEM_RAM };
		scene->machine.usable.count = 1;
	}
	if (options & LOW_REGION)
		crash->low = (struct kx_range){ low << 12, (low + 7) << 12 };
	if (options & HEADER_ROOM)
		crash->elfcorehdr_room = take(input, 3);
	crash->on_damage = take(input, 1) % 3;
	crash->elfcore.is_32bit = options & ELF_32BIT;
	scene->dump = (struct kx_memmap){ scene->dumped, 0, DUMP_MAX };
	take_map(input, &scene->dump, take(input, 1) % DUMP_MAX);
	crash->elfcore.memory = &scene->dump;
	take_notes(input, scene);
	scene->request.purpose = KX_PURPOSE_CRASH;
	scene->request.crash = crash;
}

static void take_crash(struct input *input, struct scene *scene)
{
	struct kx_segment_limits *limits = &scene->machine.limits;
	u64 options;

	limits->is_crash = scene->options & CRASH;
	if (!limits->is_crash)
		return;
	limits->crash.start = take(input, 4) * limits->page_size;
	limits->crash.end =
		limits->crash.start + take(input, 3) * limits->page_size;
	options = take(input, 1);
	if (options & CRASH_KERNEL)
		take_crash_kernel(input, scene, options);
}

static void take_kept(struct input *input, struct scene *scene)
{
	u64 start = take(input, 4);

	scene->kept = (struct kx_range){ start * PAGE,
					 (start + 1 + take(input, 3)) * PAGE };
	scene->machine.keeper = (struct kx_keeper){ find_kept, scene, 0 };
}

static void take_machine(struct input *input, struct scene *scene)
{
	struct kx_segment_limits *limits = &scene->machine.limits;

	scene->machine.usable =
		(struct kx_memmap){ scene->usable, 0, USABLE_MAX };
	take_map(input, &scene->machine.usable, take(input, 1) % USABLE_MAX);
	take_firmware(input, scene);
	scene->machine.x86.is_5level = scene->options & FIVE_LEVEL;
	scene->machine.x86.lacks_bios = scene->options & NO_BIOS;
	limits->page_size = scene->options & OTHER_ARCH ? OTHER_PAGE : PAGE;
	limits->address_limit = (1ULL << 46) - 1;
	limits->ram_pages =
		scene->options & NO_RAM_LIMIT ? 1ULL << 40 : take(input, 4);
	take_crash(input, scene);
	if (scene->options & BOOT_PARAMS)
		take_old_kernel(input, scene);
	if (scene->options & KEPT)
		take_kept(input, scene);
}

/* Sizes alone: only a crash kernel's plan looks at the bytes of an initrd. */
static void take_initrds(struct input *input, struct scene *scene)
{
	static const u8 somewhere[64 * 1024];
	u64 limit = scene->request.crash ? sizeof(somewhere) : ~0ULL;
	u32 count = (u32)take(input, 1) % INITRD_MAX;
	u32 i;

	for (i = 0; i < count; i++) {
		u64 size = take(input, 4) >> (take(input, 1) % 32);

		scene->initrds[i] =
			kx_bytes(somewhere, size < limit ? size : limit);
	}
	scene->request.initrds = scene->initrds;
	scene->request.nr_initrds = count;
}

static const struct bzimage *standard_image(void)
{
	static struct bzimage image;

	if (!image.data[BZ_MAGIC])
		bzimage_make(&image);
	return &image;
}

static void take_other_kernel(struct input *input, struct scene *scene,
			      u64 changes)
{
	other_kernel_make(&scene->other);
	while (changes--)
		scene->other.data[take(input, 1) % OTHER_HEADER_SIZE] =
			(u8)take(input, 1);
	scene->request.kernel = other_bytes(&scene->other);
}

static void take_kernel(struct input *input, struct scene *scene)
{
	u64 count = take(input, 1) % CHANGE_MAX;
	u64 i;

	if (scene->options & RAW_KERNEL) {
		scene->request.kernel = kx_bytes(input->at, input->left);
		return;
	}
	if (scene->options & OTHER_ARCH) {
		take_other_kernel(input, scene, count);
		return;
	}
	scene->image = *standard_image();
	for (i = 0; i < count; i++) {
		u64 offset = take(input, 2) % IMAGE_FIELDS;
		u32 width = 1 + (u32)take(input, 1) % 8;

		bzimage_put(&scene->image, offset, width, take(input, width));
	}
	if (scene->options & CHECK_SUM)
		bzimage_seal(&scene->image);
	scene->request.kernel = bzimage_bytes(&scene->image);
}

static void take_scene(struct input *input, struct scene *scene)
{
	struct kx_request *request = &scene->request;

	memset(scene, 0, offsetof(struct scene, arena_bytes));
	scene->machine = (struct kx_machine){ 0 };
	*request = (struct kx_request){ .arch = &kx_arch_x86_64,
					.machine = &scene->machine,
					.arena = &scene->arena,
					.within = { 0, ~0ULL } };
	scene->options = take(input, 2);
	if (scene->options & OTHER_ARCH)
		request->arch = &other_arch;
	take_machine(input, scene);
	scene->arena = (struct kx_arena){ scene->arena_bytes, ARENA_MAX, 0 };
	if (scene->options & SMALL_ARENA)
		scene->arena.size = take(input, 2);
	if (scene->options & ANY_WINDOW) {
		request->within.start = take(input, 5);
		request->within.end = request->within.start + take(input, 5);
	}
	if (scene->options & CHECK_SUM)
		request->flags |= KX_CHECK_SUM;
	if (scene->options & REAL_MODE)
		request->flags |= KX_ENTER_REAL_MODE;
	if (scene->options & TIMELINE)
		request->flags |= KX_TIMELINE;
	if (scene->options & RETURNS && !request->crash)
		request->purpose = KX_PURPOSE_RETURNING;
	take_initrds(input, scene);
	request->cmdline_reserve = (u32)take(input, 1);
	request->cmdline = take_bytes(input, take(input, 1));
	take_kernel(input, scene);
}

static bool is_inside(struct kx_bytes part, struct kx_bytes file)
{
	return !part.size || (part.data >= file.data &&
			      part.data - file.data + part.size <= file.size);
}

/* What is known of a kernel borrows from its file, and holds together. */
static void check_kernel(const struct kx_request *request,
			 const struct kx_kernel *kernel)
{
	u64 end = 0;
	u32 i;

	must(kernel->arch == request->arch, "a kernel is of its machine");
	must(is_inside(kernel->version, request->kernel) &&
		     is_inside(kernel->header, request->kernel) &&
		     is_inside(kernel->setup, request->kernel),
	     "its texts are in the file");
	must(kernel->nr_pieces && kernel->nr_pieces <= KX_PIECES_MAX &&
		     kernel->nr_ways && kernel->nr_ways <= KX_WAYS_MAX,
	     "a kernel has pieces, and is entered");
	for (i = 0; i < kernel->nr_pieces; i++) {
		const struct kx_piece *piece = &kernel->pieces[i];

		must(i ? piece->offset >= end : !piece->offset,
		     "a piece comes after the one before it");
		must(is_inside(piece->bytes, request->kernel),
		     "a piece is a part of the file");
		end = piece->offset + piece->bytes.size;
	}
	must(end <= kernel->size && kx_is_power_of_two(kernel->align),
	     "all pieces lie in its size");
	for (i = 0; i < kernel->nr_ways; i++)
		must(kernel->ways[i].offset < kernel->size,
		     "it is entered inside");
}

/* Without the machine; what it says, the plan must say too. */
static int vet(struct scene *scene)
{
	struct kx_request request = scene->request;
	struct kx_kernel kernel = { .nr_pieces = 77 };
	int err;

	request.machine = NULL;
	err = kx_plan_vet(&request, NULL, &kernel, NULL);
	scene->arena.used = 0;
	if (err && err != -KX_E_CHECKSUM)
		must(kernel.nr_pieces == 77, "untouched on failure");
	else
		check_kernel(&request, &kernel);
	return err;
}

/*
 * A keeper makes no plan impossible, and is heard if the plan says so. What a
 * kernel that returns has of memory besides comes back when it does. Where two
 * rules make a plan impossible, the keeper may change which is met first.
 */
static void check_kept(struct scene *scene, const struct kx_plan *plan, int err)
{
	struct kx_plan other;
	u32 i;

	for (i = 0; i < plan->count && !plan->is_over_kept; i++)
		must(plan->parts[i] == KX_PART_KEPT ||
			     !kx_range_overlaps(
				     scene->kept,
				     (struct kx_range){
					     plan->segments[i].mem,
					     plan->segments[i].mem +
						     plan->segments[i].memsz }),
		     "no segment lies over what is kept");
	scene->machine.keeper.find = NULL;
	scene->arena.used = 0;
	must(!err || kx_plan_make(&scene->request, NULL, &other, NULL),
	     "without a keeper it fails as well");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct scene scene;
	struct input input = { data, size };
	struct kx_plan plan = { .entry.address = 7 };
	struct kx_fault fault = { 0 };
	const char *broken;
	int verdict;
	int err;

	take_scene(&input, &scene);
	verdict = vet(&scene);
	err = kx_plan_make(&scene.request, NULL, &plan, &fault);
	must(!verdict || err == verdict, "a plan begins with vetting");
	if (err)
		must(!plan.count && plan.entry.address == 7,
		     "untouched on failure");
	broken = err ? failure_oracle(err, &fault)
		     : plan_oracle(&scene.request, &plan);
	must(!broken, broken);
	if (scene.options & KEPT)
		check_kept(&scene, &plan, err);
	return 0;
}
