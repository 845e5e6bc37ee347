// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Bounded views: any offset and size on any view. The answer must be that of
 * arithmetic which cannot wrap, and reads must stay inside the view (the
 * input is a heap block of exactly its size).
 */
#include "core/err.h"
#include "test/fuzz/fuzz.h"

static void check_slice(struct kx_bytes file, u64 offset, u64 size)
{
	unsigned __int128 end = (unsigned __int128)offset + size;
	struct kx_bytes slice = kx_bytes(NULL, 0);
	int err = kx_bytes_slice(file, offset, size, &slice);

	must(err == (end <= file.size ? 0 : -KX_E_SHORT), "slice: bounds");
	if (err)
		must(!slice.data && !slice.size, "slice: untouched on failure");
	else
		must(slice.data == file.data + offset && slice.size == size,
		     "slice: the part that was asked for");
}

static void check_read(struct kx_bytes file, u64 offset)
{
	u64 low = 0;
	u32 high = 0;
	u64 both = 0;
	int err = kx_read_le64(file, offset, &both);

	if (err)
		return;
	must((u64)offset + 8 <= file.size, "read: inside the view");
	must(!kx_read_le64(file, offset, &low), "read: the same again");
	must(!kx_read_le32(file, offset + 4, &high), "read: its upper half");
	must(low == both && both >> 32 == high, "read: one number");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	u64 offset = take(&input, 8);
	u64 length = take(&input, 8);
	struct kx_bytes file = kx_bytes(input.at, input.left);

	check_slice(file, offset, length);
	check_read(file, offset);
	if (file.size) {
		check_slice(file, offset % (2 * file.size), length % file.size);
		check_read(file, offset % file.size);
	}
	return 0;
}
