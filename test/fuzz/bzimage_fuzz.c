// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Kernel files: the input is one option byte and a bzImage, loaded on a PC
 * with 6 GiB. Whatever comes out keeps every promise of a plan.
 */
#include "core/format/bzimage.h"
#include "test/fuzz/fuzz.h"
#include "test/unit/core/plan_oracle.h"
#include "test/unit/core/test_machine.h"

enum option {
	CHECK_SUM = 1,
	FIVE_LEVEL = 2,
	REAL_MODE = 4,
	NO_BIOS = 8,
};

static struct test_machine test;

/* What a signature has to cover, of files that are refused as well. */
static void check_uses(struct kx_bytes file, bool is_loaded)
{
	struct kx_uses uses;

	if (kx_plan_uses(&kx_arch_x86_64, file, &uses)) {
		must(!is_loaded, "uses: known of all that is loaded");
		return;
	}
	must(uses.loaded.start <= uses.loaded.end &&
		     uses.header.end <= uses.loaded.start,
	     "uses: what is loaded follows the header");
	must(kx_range_is_empty(uses.payload) ||
		     kx_range_contains(uses.loaded, uses.payload),
	     "uses: a payload is a part of what is loaded");
	must(!is_loaded || uses.loaded.end == file.size,
	     "uses: all that follows the setup code is loaded");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	u64 options = take(&input, 1);
	struct kx_request request;
	struct kx_plan plan = { 0 };
	struct kx_fault fault = { 0 };
	const char *broken;
	int err;

	test_machine_make(&test);
	test.machine.x86.is_5level = options & FIVE_LEVEL;
	test.machine.x86.lacks_bios = options & NO_BIOS;
	request = test_machine_request(&test, kx_bytes(input.at, input.left));
	if (options & CHECK_SUM)
		request.flags |= KX_CHECK_SUM;
	if (options & REAL_MODE)
		request.flags |= KX_ENTER_REAL_MODE;
	err = kx_plan_make(&request, "bzImage64", &plan, &fault);
	check_uses(request.kernel, !err);
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
