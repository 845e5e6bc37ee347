// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * ELF executables of both classes: the input is one option byte and a file,
 * loaded on a PC with 6 GiB, by each boot protocol. Whatever comes out keeps
 * every promise of a plan (program_oracle() reads what other systems than Linux
 * get), and the file's bytes are those that its loader says it uses.
 */
#include "core/format/elf.h"
#include "core/format/elf_loads.h"
#include "test/fuzz/fuzz.h"
#include "test/unit/core/plan_oracle.h"
#include "test/unit/core/test_machine.h"

enum option {
	FIVE_LEVEL = 1,
	ENTER_32BIT = 2,
	BY_PVH = 4,
	CMDLINE = 8,
	INITRD = 16,
	ARGUMENTS_AT = 5, /* a shift: enum kx_arguments */
	IS_32BIT = 128,
};

static struct test_machine test;

static void check_loads(struct kx_bytes file, bool is_32bit)
{
	struct kx_elf elf = { 0 };
	u32 i;

	if (kx_elf_read(file, &kx_elf_classes[is_32bit ? 1 : 2],
			is_32bit ? KX_ELF_386 : KX_ELF_X86_64, &elf, NULL)) {
		must(!elf.nr_loads, "loads: untouched on failure");
		return;
	}
	must(elf.nr_loads && elf.nr_loads <= KX_PIECES_MAX,
	     "loads: as many as pieces");
	must(elf.headers_end <= file.size && elf.bytes.start < elf.bytes.end &&
		     elf.bytes.end <= file.size,
	     "loads: inside the file");
	for (i = 0; i < elf.nr_loads; i++) {
		const struct kx_elf_load *load = &elf.loads[i];

		must(load->at.start < load->at.end &&
			     load->size <= kx_range_size(load->at),
		     "loads: memory for all bytes");
		must(!i || load->at.start >= load[-1].at.end,
		     "loads: sorted, and without overlap");
		must(!load->size || kx_elf_find(&elf, load->at.start, false),
		     "loads: found again");
	}
}

static const struct kx_format *format_of(u64 options)
{
	if (options & BY_PVH)
		return &kx_format_pvh_x86;
	return options & IS_32BIT ? &kx_format_elf_x86 : &kx_format_elf_x86_64;
}

static void check_uses(struct kx_bytes file, const struct kx_format *format,
		       bool is_loaded)
{
	struct kx_uses uses;

	if (format->uses(file, &uses)) {
		must(!is_loaded, "uses: known of all that is loaded");
		return;
	}
	must(uses.header.end <= file.size && uses.loaded.end <= file.size,
	     "uses: inside the file");
	must(kx_range_is_empty(uses.payload), "uses: nothing is packed");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct kx_bytes initrd = kx_bytes("initrd", 6);
	struct input input = { data, size };
	u64 options = take(&input, 1);
	struct kx_request request;
	struct kx_plan plan = { 0 };
	struct kx_fault fault = { 0 };
	const char *broken;
	int err;

	test_machine_make(&test);
	test.machine.x86.is_5level = options & FIVE_LEVEL;
	request = test_machine_request(&test, kx_bytes(input.at, input.left));
	request.flags = options & ENTER_32BIT ? KX_ENTER_32BIT : 0;
	request.arguments = options >> ARGUMENTS_AT & 3;
	if (options & CMDLINE)
		request.cmdline = kx_bytes("console=x", 9);
	request.initrds = &initrd;
	request.nr_initrds = !!(options & INITRD);
	check_loads(request.kernel, options & IS_32BIT);
	err = kx_plan_make(&request, format_of(options)->name, &plan, &fault);
	check_uses(request.kernel, format_of(options), !err);
	if (err) {
		broken = failure_oracle(err, &fault);
		must(!broken, broken);
		must(!plan.count, "a plan is untouched on failure");
		return 0;
	}
	broken = plan_oracle(&request, &plan);
	must(!broken, broken);
	return 0;
}
