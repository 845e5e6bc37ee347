// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Initrds, unpacked: whatever they are, a model of Linux does the same with
 * both forms and has no error, or they are left as they are. The input is an
 * initrd, or what is compressed in one, or the letters of parts, of which some
 * bytes are changed then.
 */
#include "lib/unpack/initramfs.h"

#include <string.h>

#include "lib/unpack/archives.h"
#include "test/fuzz/fuzz.h"
#include "test/unit/lib/initramfs_model.h"
#include "test/unit/lib/make_initrds.h"
#include "test/unit/lib/pack_file.h"

#define ROOM_MAX (1U << 20)
#define LETTERS	 10

static struct made_initrd initrds[MADE_INITRDS];

static struct kx_bytes bytes_of(u32 i)
{
	return kx_bytes(initrds[i].data, initrds[i].size);
}

/* A copy that ends where it ends: a sanitizer sees a byte too many. */
static const char *add(struct kxl_initramfs *to, struct kx_bytes archives)
{
	u8 *copy = malloc(archives.size ? archives.size : 1);
	const char *reason;

	must(copy, "memory");
	if (archives.size)
		memcpy(copy, archives.data, archives.size);
	reason = kxl_initramfs_add(to, kx_bytes(copy, archives.size));
	free(copy);
	return reason;
}

static const char *unpack(u32 count, struct kxl_initramfs *to)
{
	struct kx_bytes last = bytes_of(count - 1);
	struct kx_bytes archives = kxl_archives_without_config(last);
	const char *reason = NULL;
	u32 i;

	for (i = 0; i + 1 < count && !reason; i++)
		reason = add(to, bytes_of(i));
	if (!reason)
		reason = add(to, archives);
	if (reason)
		return reason;
	return kxl_initramfs_add_config(
		to,
		kx_bytes(last.data + archives.size, last.size - archives.size));
}

static void check_same(u32 count, const struct kxl_initramfs *to)
{
	static u8 memory[MADE_INITRDS * (sizeof(initrds[0].data) + 8192)];
	struct kx_bytes list[MADE_INITRDS];
	struct initramfs_model before;
	struct initramfs_model after;
	u64 size = 0;
	u32 i;

	for (i = 0; i < count; i++) {
		list[i] = bytes_of(i);
		size += list[i].size + 8192;
	}
	memset(memory, 0, size);
	before = initramfs_model(initramfs_place(list, count, memory));
	after = initramfs_model(kx_bytes(to->at, to->size));
	must(!before.error, "what Linux has an error with stays as it is");
	must(!memcmp(&before, &after, sizeof(after)),
	     "Linux does the same with both");
}

static void check(u32 count, u64 room)
{
	struct kxl_initramfs to = { .room = room };

	to.at = calloc(1, room ? room : 1);
	must(to.at, "memory");
	if (!unpack(count, &to)) {
		must(to.size <= room, "it is within its room");
		check_same(count, &to);
	}
	free(to.at);
}

static u32 fill(struct kx_bytes bytes)
{
	initrds[0].size = bytes.size < sizeof(initrds[0].data)
				  ? bytes.size
				  : sizeof(initrds[0].data);
	if (bytes.size)
		memcpy(initrds[0].data, bytes.data, initrds[0].size);
	return 1;
}

static u32 fill_packed(struct input *input)
{
	const struct file_packing *packing =
		&file_packings[take(input, 1) % FILE_PACKINGS];
	struct kx_bytes file;

	if (!packing->has_library || !input->left)
		return fill(kx_bytes(input->at, input->left));
	file = pack_file(packing, kx_bytes(input->at, input->left));
	fill(file);
	pack_free(file);
	return 1;
}

static u32 fill_row(struct input *input)
{
	char row[LETTERS * MADE_INITRDS + MADE_INITRDS] = "";
	u32 letters = 0;
	u32 count = 1;
	u32 at = 0;
	u64 byte;

	while (input->left && (byte = take(input, 1)) && letters < LETTERS) {
		if (byte % 8 == 7 && count < MADE_INITRDS) {
			row[at++] = '|';
			count++;
			continue;
		}
		row[at++] = made_letters[byte % (sizeof(made_letters) - 1)];
		letters++;
	}
	count = make_initrds(row, initrds);
	while (input->left >= 4) {
		struct made_initrd *one = &initrds[take(input, 1) % count];

		at = (u32)take(input, 2);
		byte = take(input, 1);
		if (at < one->size)
			one->data[at] = (u8)byte;
	}
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	u64 how = take(&input, 1);
	u64 room = ROOM_MAX;
	u32 count;

	if (how & 4)
		room = take(&input, 1) * KXL_INITRAMFS_PAGE;
	if (how % 4 == 0)
		count = fill(kx_bytes(input.at, input.left));
	else if (how % 4 == 1)
		count = fill_packed(&input);
	else
		count = fill_row(&input);
	check(count, room);
	return 0;
}
