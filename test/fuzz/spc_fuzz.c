// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Signed contents: DER has one way to say a thing, and lengths for all of it,
 * so a good content ends with its digest, and one byte more or less makes it
 * bad.
 */
#include "core/err.h"
#include "core/sign/spc.h"
#include "test/fuzz/fuzz.h"

static int read_copy(const u8 *data, u64 size, u64 copied)
{
	u8 *copy = calloc(1, size + 1);
	struct kx_spc spc;
	int err;

	must(copy, "memory");
	memcpy(copy, data, copied);
	err = kx_spc_read(kx_bytes(copy, size), &spc);
	free(copy);
	return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kx_spc spc;
	int err = kx_spc_read(kx_bytes(data, size), &spc);

	if (err) {
		must(err <= -KX_E_SPC && err >= -KX_E_DIGEST_SIZE,
		     "an error of its own");
		return 0;
	}
	must(spc.digest.size >= 20 && spc.digest.size <= 64 &&
		     spc.digest.size % 4 == 0,
	     "the digest has a digest's size");
	must(spc.digest.data + spc.digest.size == data + size,
	     "the digest comes last");
	must(!strncmp(spc.algorithm, "sha", 3), "the algorithm has a name");
	must(read_copy(data, size - 1, size - 1) == -KX_E_SPC,
	     "nothing may be missing");
	must(read_copy(data, size + 1, size) == -KX_E_SPC,
	     "nothing may be left over");
	return 0;
}
