// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Unified kernel images: the input is the number of a profile, and the file.
 * A second parser, which shares no code, agrees with each answer; a profile
 * that is found by its ID can be read by its number or not at all.
 */
#include "core/wrap/uki.h"
#include "test/fuzz/fuzz.h"
#include "test/unit/core/make_uki.h"

static void check_profile(struct kx_bytes file, struct kx_bytes word)
{
	struct kx_fault fault = { 0 };
	struct kx_uki uki;
	u32 profile = 0;
	int err = kx_uki_profile(file, word, &profile, &fault);

	if (err) {
		must(err == -KX_E_UKI || err == -KX_E_PROFILE,
		     "profile: an error of its own");
		must(fault.code == -err && fault.what,
		     "profile: the fault says why");
		return;
	}
	err = kx_uki_read(file, profile, &uki, NULL);
	must(err != -KX_E_PROFILE || word.data[0] <= '9',
	     "profile: one that has an ID is there");
}

/* What is a UKI is read as one. */
static void check_addon(struct kx_bytes file)
{
	struct kx_fault fault = { 0 };
	struct kx_uki addon = { 0 };
	struct kx_uki uki = { 0 };
	int err = kx_uki_read_addon(file, &addon, &fault);

	must(!err || (fault.code == -err && fault.what),
	     "addon: the fault says why");
	if (kx_uki_read(file, 0, &uki, NULL)) {
		must(err || !addon.parts[KX_UKI_LINUX].size,
		     "addon: no other error is forgiven");
		return;
	}
	must(!err, "addon: a UKI can be read");
	must(!memcmp(addon.parts, uki.parts, sizeof(uki.parts)),
	     "addon: with a UKI's parts");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	u32 profile = (u32)take(&input, 1);
	struct kx_bytes file = kx_bytes(input.at, input.left);
	struct kx_fault fault = { 0 };
	struct kx_uki uki = { 0 };
	const char *broken;
	int err = kx_uki_read(file, profile, &uki, &fault);

	must(!err || (fault.code == -err && fault.what), "the fault says why");
	must(err || kx_uki_is(file), "what can be read is one");
	broken = uki_twin(file, profile, err, &uki);
	must(!broken, broken);
	check_addon(file);
	check_profile(file, kx_bytes("main", 4));
	check_profile(file, kx_bytes("1", 1));
	return 0;
}
