// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Signed images: the input is the file. What is signed and what is not add up
 * to the file, and none of it depends on bytes that are not signed, except
 * where the table is. Of a signed kernel whose digest covers what its loader
 * uses, all of that can be made again out of the digested bytes, and another
 * file with the same digest is loaded like it. That holds for PCs and arm64.
 */
#include "core/err.h"
#include "core/sign/cover.h"
#include "test/fuzz/fuzz.h"
#include "test/unit/core/make_pe.h"
#include "test/unit/core/make_signed.h"

static bool same_range(struct kx_range a, struct kx_range b)
{
	return a.start == b.start && a.end == b.end;
}

/* Whatever the checksum says, the answer is the same. */
static void check_without_checksum(struct kx_bytes file,
				   const struct kx_authenticode *pe)
{
	u8 *copy = malloc(file.size);
	struct kx_authenticode other;
	u32 i;

	must(copy, "memory");
	memcpy(copy, file.data, file.size);
	for (i = 0; i < 4; i++)
		copy[pe->checksum.start + i] ^= 0xff;
	must(!kx_authenticode_read(kx_bytes(copy, file.size), &other, NULL),
	     "checksum: it makes no difference");
	must(same_range(pe->certificates, other.certificates) &&
		     same_range(pe->directory, other.directory) &&
		     pe->message.size == other.message.size,
	     "checksum: it moves nothing");
	free(copy);
}

static void check_cover(const struct kx_arch *arch, struct kx_bytes file,
			const struct kx_authenticode *pe)
{
	struct kx_bytes cleared = signed_clear(file, pe);
	struct kx_fault fault = { 0 };
	struct kx_uses uses;
	const char *broken;
	int err = signed_judge(arch, cleared, pe, &uses, &fault);

	free((void *)(uintptr_t)cleared.data);
	must(err != -KX_E_NOT_COVERED || fault.code == -err,
	     "cover: the fault says so");
	if (err)
		return;
	broken = cover_oracle(file, pe, &uses);
	if (!broken)
		broken = twin_oracle(arch, file, pe);
	must(!broken, broken);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kx_bytes file = kx_bytes(data, size);
	struct kx_fault fault = { 0 };
	struct kx_authenticode pe;
	const char *broken;
	int err = kx_authenticode_read(file, &pe, &fault);

	if (err) {
		must(err >= -KX_E_CERTIFICATE_EMPTY && err <= -KX_E_PE,
		     "an error of its own");
		must(fault.code == -err && fault.what, "the fault says why");
		return 0;
	}
	broken = pe_oracle(file, &pe);
	must(!broken, broken);
	check_without_checksum(file, &pe);
	check_cover(&kx_arch_x86_64, file, &pe);
	check_cover(&kx_arch_arm64, file, &pe);
	return 0;
}
