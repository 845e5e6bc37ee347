// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Multiboot kernels: the input is two bytes of options, modules and a file,
 * loaded on a PC with 6 GiB. Headers that were read hold what they promise;
 * whatever plan comes out is read as a Multiboot kernel reads it.
 */
#include "core/format/multiboot.h"
#include "core/format/multiboot_header.h"
#include "test/fuzz/fuzz.h"
#include "test/unit/core/multiboot_oracle.h"
#include "test/unit/core/plan_oracle.h"
#include "test/unit/core/test_machine.h"

#define MODULES_MAX 16
#define ARENA_MAX   (1024 * 1024)

enum option {
	VERSION_1 = 1, /* by its name; else by the probe */
	VERSION_2 = 2,
	NAMED = 4,
	SCREEN = 8,
	RSDP = 16,
};

struct scene {
	struct test_machine test;
	struct kx_module modules[MODULES_MAX];
	struct kx_request request;
	u8 arena[ARENA_MAX];
};

static struct scene scene;

static const struct {
	bool (*find)(struct kx_bytes file, u64 *offset);
	int (*read)(struct kx_bytes file, struct kx_multiboot *header,
		    struct kx_fault *fault);
	u64 within;
} versions[] = {
	{ kx_multiboot_find, kx_multiboot_read, KX_MULTIBOOT_WITHIN },
	{ kx_multiboot2_find, kx_multiboot2_read, KX_MULTIBOOT2_WITHIN },
};

static void check_header(struct kx_bytes file, u32 version)
{
	struct kx_multiboot header = { 0 };
	struct kx_fault fault = { 0 };
	u64 offset = ~0ULL;
	int err = versions[version].read(file, &header, &fault);

	if (!versions[version].find(file, &offset)) {
		must(err == -KX_E_FORMAT, "header: found by both or none");
		return;
	}
	must(offset < versions[version].within, "header: in its place");
	if (err) {
		must(!failure_oracle(err, &fault), "header: a fault");
		must(!header.at.end, "header: untouched on failure");
		return;
	}
	must(header.at.start == offset && header.at.end > offset &&
		     header.at.end <= file.size,
	     "header: inside the file");
	must(!header.is_relocatable ||
		     (kx_is_power_of_two(header.align) &&
		      header.within.start < header.within.end &&
		      header.preference <= KX_MULTIBOOT_HIGHEST),
	     "header: a place for a relocatable kernel");
}

static void check_uses(bool is_loaded)
{
	struct kx_uses uses;
	u64 size = scene.request.kernel.size;

	if (kx_plan_uses(&kx_arch_x86_64, scene.request.kernel, &uses)) {
		must(!is_loaded, "uses: known of all that is loaded");
		return;
	}
	must(uses.header.end <= size && uses.loaded.end <= size,
	     "uses: inside the file");
}

static void take_modules(struct input *input)
{
	u32 count = (u32)take(input, 1) % MODULES_MAX;
	u32 i;

	for (i = 0; i < count; i++) {
		u64 size = take(input, 1) * 16;

		scene.modules[i].string = take_bytes(input, take(input, 1) % 8);
		scene.modules[i].bytes = take_bytes(input, size);
	}
	scene.request.modules = scene.modules;
	scene.request.nr_modules = count;
}

static const char *set_scene(struct input *input)
{
	static u8 params[4096];
	static u8 rsdp[36];
	u64 options = take(input, 2);

	test_machine_make(&scene.test);
	if (options & SCREEN) {
		memset(params, (int)(options >> 8), sizeof(params));
		scene.test.machine.x86.boot_params = kx_bytes(params, 4096);
	}
	if (options & RSDP) {
		memset(rsdp, (int)(options >> 8), sizeof(rsdp));
		scene.test.machine.rsdp =
			kx_bytes(rsdp, options & SCREEN ? 20 : 36);
	}
	scene.request = test_machine_request(&scene.test, kx_bytes(NULL, 0));
	if (options & NAMED)
		scene.request.name = kx_bytes("/xen", 4);
	scene.request.cmdline = take_bytes(input, take(input, 1) % 32);
	take_modules(input);
	scene.request.kernel = kx_bytes(input->at, input->left);
	if (options & VERSION_1)
		return "multiboot-x86";
	return options & VERSION_2 ? "multiboot2-x86" : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	const char *type = set_scene(&input);
	struct kx_plan plan = { 0 };
	struct kx_fault fault = { 0 };
	const char *broken;
	int err;

	check_header(scene.request.kernel, 0);
	check_header(scene.request.kernel, 1);
	scene.test.arena =
		(struct kx_arena){ scene.arena,
				   kx_plan_arena_size(&scene.request), 0 };
	must(scene.test.arena.size <= ARENA_MAX, "an arena of bounded size");
	err = kx_plan_make(&scene.request, type, &plan, &fault);
	check_uses(!err && !type);
	must(err != -KX_E_FULL, "the arena is always enough");
	if (err) {
		broken = failure_oracle(err, &fault);
		must(!broken, broken);
		must(!plan.count, "a plan is untouched on failure");
		return 0;
	}
	broken = type ? multiboot_oracle(&scene.request, &plan)
		      : plan_oracle(&scene.request, &plan);
	must(!broken, broken);
	return 0;
}
