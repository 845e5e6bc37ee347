// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Plans for arm64: the header of the Image, memory, initrds and the device tree
 * come from the input; by an option the tree is that of the unit tests with
 * changes. A tree is refused, or becomes a sound one that differs in /chosen
 * alone. A plan keeps booting.rst's rules, and lies in memory that the tree
 * has and does not keep.
 */
#include <errno.h>
#include <libfdt.h>

#include "core/chosen.h"
#include "core/fdt.h"
#include "lib/image/tree.h"
#include "test/fuzz/fuzz.h"
#include "test/unit/core/make_arm64.h"
#include "test/unit/core/plan_oracle.h"
#include "test/unit/core/make_tree.h"
#include "test/unit/core/tree_oracle.h"

#define RANGES_MAX  8
#define INITRD_MAX  3
#define CHANGES_MAX 16
#define LINE_MAX    64
#define PAGE	    0x1000ULL

enum option {
	RAW_TREE = 1,
	GIVEN_TREE = 2, /* the user's, beside the running one */
	EFI_TREE = 4,
	LARGE_PAGES = 8,
	RAW_HEADER = 16,
	CRASH = 32,
	TIMELINE = 64,
};

struct scene {
	u64 options;
	struct arm64_machine arm64;
	struct tree_file made;
	struct tree_file running;
	struct kx_bytes source;
	struct kx_bytes initrds[INITRD_MAX];
	char line[LINE_MAX + 1];
	char name[8];
	struct kexec_image image;
	struct kxl_tree tree;
	struct kx_range note;
	struct kx_memory dumped[1];
	struct kx_memmap dump;
	struct kx_crash crash;
};

/* Allocated, because the tree's reserved memory is taken out of it. */
static void take_memory(struct input *input, struct kx_memmap *map)
{
	u64 count = take(input, 1) % RANGES_MAX;
	struct kx_range range;

	*map = (struct kx_memmap){
		.entries = calloc(2 * RANGES_MAX + 2, sizeof(*map->entries)),
		.capacity = 2 * RANGES_MAX + 2,
	};
	must(map->entries, "memory");
	for (; count; count--) {
		u64 start = take(input, 5);
		u64 size = take(input, 4) << take(input, 1) % 8;

		if (kx_range_make(start, size, &range) &&
		    kx_memmap_set(map, range, KX_MEM_RAM))
			return;
	}
	if (!map->count)
		must(!kx_memmap_set(
			     map,
			     (struct kx_range){ TREE_MEMORY, TREE_MEMORY_END },
			     KX_MEM_RAM),
		     "a map has room");
}

/* As /proc/iomem: usable memory is in whole pages. */
static void take_machine(struct input *input, struct scene *scene)
{
	struct kx_machine *machine = &scene->arm64.machine;

	machine->arm64.granules = (u32)take(input, 1) % 8;
	machine->limits.page_size =
		scene->options & LARGE_PAGES ? 0x10000 : PAGE;
	take_memory(input, &machine->usable);
}

static struct kx_range take_range(struct input *input)
{
	struct kx_range range = { 0, 0 };
	u64 start = take(input, 4) << take(input, 1) % 20;

	/* Empty if it wraps. */
	(void)kx_range_make(start, take(input, 4), &range);
	return range;
}

/* As lib/machine/reserved.c: whole pages of the region alone are usable. */
static void take_crash(struct input *input, struct scene *scene)
{
	struct kx_machine *machine = &scene->arm64.machine;
	struct kx_range region, pages;
	u64 count, i;

	if (!(scene->options & CRASH))
		return;
	region = take_range(input);
	pages = kx_range_inside(region, machine->limits.page_size);
	if (kx_range_is_empty(pages))
		return;
	machine->usable.entries[0] =
		(struct kx_memory){ .range = pages, .type = KX_MEM_RAM };
	machine->usable.count = 1;
	machine->limits.is_crash = true;
	machine->limits.crash = region;
	scene->note = (struct kx_range){ 0x1000, 0x1170 };
	scene->dumped[0] = (struct kx_memory){ take_range(input), KX_MEM_RAM };
	scene->dump = (struct kx_memmap){ scene->dumped, 1, 1 };
	scene->crash = (struct kx_crash){
		.low = take_range(input),
		.elfcore = { .notes = &scene->note,
			     .nr_notes = 1,
			     .memory = &scene->dump },
		.elfcorehdr_room = take(input, 2),
	};
	count = take(input, 1) % (KX_CRASH_CMA_MAX + 1U);
	for (i = 0; i < count; i++)
		scene->crash.cma[i] = take_range(input);
	scene->arm64.request.purpose = KX_PURPOSE_CRASH;
	scene->arm64.request.crash = &scene->crash;
}

static void take_image(struct input *input, struct scene *scene)
{
	static const struct {
		u64 offset;
		u32 width;
	} fields[] = {
		{ ARM64_TEXT_OFFSET, 8 }, { ARM64_SIZE, 8 },
		{ ARM64_FLAGS, 8 },	  { ARM64_CODE, 2 },
		{ ARM64_RAW_SIZE, 4 },	  { ARM64_HEADERS, 4 },
	};
	u64 count = take(input, 1) % CHANGES_MAX;

	for (; count; count--) {
		u64 field = take(input, 1) % ARRAY_SIZE(fields);
		u64 value = take(input, 4) << take(input, 1) % 40;

		arm64_image_put(&scene->arm64.image, fields[field].offset,
				fields[field].width, value);
	}
	if (scene->options & RAW_HEADER)
		scene->arm64.image.data[take(input, 2) % 0x200] =
			(u8)take(input, 1);
}

static void take_request(struct input *input, struct scene *scene)
{
	static const u8 bytes[3 * PAGE];
	struct kx_request *request = &scene->arm64.request;
	u32 length = (u32)take(input, 1) % LINE_MAX;
	u32 i;

	request->nr_initrds = (u32)take(input, 1) % (INITRD_MAX + 1);
	request->initrds = scene->initrds;
	for (i = 0; i < request->nr_initrds; i++)
		scene->initrds[i] =
			kx_bytes(bytes, take(input, 2) % sizeof(bytes));
	if (scene->options & TIMELINE)
		request->flags |= KX_TIMELINE;
	memset(scene->line, 'x', length);
}

static void take_tree(struct input *input, struct scene *scene)
{
	u64 count = take(input, 1) % CHANGES_MAX;

	if (scene->options & RAW_TREE) {
		scene->source = kx_bytes(input->at, input->left);
		return;
	}
	if (scene->options & EFI_TREE)
		tree_make_efi(&scene->made);
	else
		tree_make(&scene->made);
	scene->source = tree_bytes(&scene->made);
	for (; count; count--)
		scene->made.data[take(input, 2) % scene->source.size] =
			(u8)take(input, 1);
	scene->source.size = sizeof(scene->made.data);
}

static void give_image(struct scene *scene)
{
	struct kexec_image *image = &scene->image;
	struct kx_machine *machine = &scene->arm64.machine;

	memcpy(scene->name, "Image", 6);
	image->kernel.name = scene->name;
	image->cmdline = scene->line;
	image->nr_initrds = scene->arm64.request.nr_initrds;
	if (scene->options & GIVEN_TREE && scene->source.size) {
		tree_make_efi(&scene->running);
		image->dtb = scene->source;
		machine->arm64.fdt = tree_bytes(&scene->running);
	} else {
		machine->arm64.fdt = scene->source;
	}
	must(!kexec_ctx_new(&image->ctx), "a context");
}

static void plan(struct scene *scene)
{
	struct kx_request *request = &scene->arm64.request;
	struct kx_fault fault = { 0 };
	struct kx_plan made;
	const char *broken;
	u32 i;
	int err;

	request->dtb = scene->tree.bytes;
	request->slots = scene->tree.slots;
	err = kx_plan_make(request, NULL, &made, &fault);
	broken =
		err ? failure_oracle(err, &fault) : plan_oracle(request, &made);
	must(!broken, broken);
	for (i = 0; !err && i < made.count; i++) {
		const struct kx_segment *segment = &made.segments[i];

		broken = tree_memory_oracle(
			request->dtb,
			(struct kx_range){ segment->mem,
					   segment->mem + segment->memsz });
		must(!broken, broken);
	}
}

/*
 * The module's way, without libfdt. What libfdt takes for damaged, this may
 * take, and the other way round: of a tree that both take, the promises hold.
 */
static void change(const struct scene *scene)
{
	struct kx_bytes source = scene->source;
	const struct kx_chosen chosen = {
		.cmdline = kx_bytes(scene->line, strlen(scene->line)),
		.has_initrd = scene->image.nr_initrds,
		.page_size = scene->arm64.machine.limits.page_size,
	};
	struct kx_tree_slots slots;
	const char *broken;
	struct kx_bytes to;
	struct kx_fdt fdt;
	u8 *room;

	if (kx_fdt_open(source, &fdt, NULL))
		return;
	room = malloc((size_t)kx_chosen_size(&fdt, &chosen));
	must(room, "memory");
	to = kx_bytes(room, kx_chosen_write(&fdt, &chosen, room, &slots));
	must(!kx_fdt_open(to, &fdt, NULL), "what is written can be read");
	must(!slots.initrd_end == !chosen.has_initrd, "an initrd has slots");
	must(!slots.elfcorehdr, "only a crash kernel has headers");
	broken = fdt_check_full(source.data, source.size)
			 ? NULL
			 : tree_oracle(source, to, scene->line,
				       chosen.has_initrd);
	must(!broken, broken);
	free(room);
}

static const char *judge_tree(const struct scene *scene)
{
	const struct kx_machine *machine = &scene->arm64.machine;
	struct tree_crash crash = {
		.ranges = { machine->limits.crash, scene->crash.low },
		.page = machine->limits.page_size,
	};

	if (!scene->arm64.request.crash)
		return tree_oracle(scene->source, scene->tree.bytes,
				   scene->line, scene->image.nr_initrds);
	memcpy(&crash.ranges[2], scene->crash.cma, sizeof(scene->crash.cma));
	return tree_crash_oracle(scene->source, scene->tree.bytes, scene->line,
				 scene->image.nr_initrds, &crash);
}

static void run(struct scene *scene)
{
	const char *broken;
	int err;

	err = kxl_tree_build(&scene->image, &scene->arm64.machine,
			     scene->arm64.request.crash, &scene->tree);
	if (err) {
		must(err == -ENOEXEC, "a tree is sound, or no tree");
		must(!scene->tree.bytes.data, "nothing is left of it");
		return;
	}
	if (scene->tree.bytes.size) {
		broken = judge_tree(scene);
		must(!broken, broken);
	}
	plan(scene);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct scene scene;
	struct input input = { data, size };

	scene = (struct scene){ .options = take(&input, 1) };
	arm64_machine_make(&scene.arm64);
	take_machine(&input, &scene);
	take_image(&input, &scene);
	take_request(&input, &scene);
	take_crash(&input, &scene);
	take_tree(&input, &scene);
	give_image(&scene);
	change(&scene);
	run(&scene);
	kxl_tree_free(&scene.tree);
	kexec_ctx_free(scene.image.ctx);
	free(scene.arm64.machine.usable.entries);
	free(scene.arm64.machine.firmware.entries);
	return 0;
}
