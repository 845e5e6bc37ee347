// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The states of unpack_to_rootfs() in Linux's init/initramfs.c, with a digest
 * in place of files. Where Linux would go on in a state that depends on how its
 * input was cut, the model has an error. Early code's search is that of
 * lib/earlycpio.c.
 */
#include "test/unit/lib/initramfs_model.h"

#include <stdlib.h>
#include <string.h>

#include <lz4.h>

#include "lib/unpack/archives.h"
#include "lib/unpack/compression.h"
#include "lib/unpack/stream.h"

#define HEADER	  110
#define PATH_SIZE 4096
#define PAGE	  4096
#define ROOM	  (2U << 20)

enum state { START, MIDDLE, RESET };

struct model {
	struct initramfs_model *out;
	enum state state;
	u64 header; /* this_header */
};

static u64 hash(u64 digest, const void *data, u64 size)
{
	const u8 *at = data;
	u64 i;

	for (i = 0; i < size; i++)
		digest = (digest ^ at[i]) * 0x100000001b3ULL;
	return (digest ^ size) * 0x100000001b3ULL;
}

static void act(struct model *model, const void *data, u64 size)
{
	model->out->actions = hash(model->out->actions, data, size);
}

static void error(struct model *model, const char *text)
{
	if (!model->out->error)
		model->out->error = text;
}

/* The numbers of a header. */
struct file {
	u64 mode;
	u64 body;
	u64 name;
	u64 sum;
	u64 content; /* offset */
	u64 next;    /* likewise */
};

static bool number(const u8 *at, u64 *value)
{
	char text[9] = "";
	char *end;

	memcpy(text, at, 8);
	if (strspn(text, "0123456789abcdefABCDEF") != 8)
		return false;
	*value = strtoull(text, &end, 16);
	return true;
}

static bool read_header(const u8 *at, struct file *file)
{
	u64 other;
	int i;

	for (i = 0; i < 13; i++)
		if (!number(at + 6 + 8 * i, &other))
			return false;
	number(at + 14, &file->mode);
	number(at + 54, &file->body);
	number(at + 94, &file->name);
	number(at + 102, &file->sum);
	/* N_ALIGN(len), after a header of 110 bytes */
	file->content = HEADER + ((file->name + 1) & ~3ULL) + 2;
	file->next = (file->content + file->body + 3) & ~3ULL;
	return true;
}

static bool is_odd(const struct file *file)
{
	u64 kind = file->mode & 0170000;

	if (!file->name || file->name > PATH_SIZE)
		return true;
	if (kind == 0120000)
		return file->body > PATH_SIZE;
	return kind != 0100000 && file->body;
}

static void check_sum(struct model *model, const u8 *at,
		      const struct file *file)
{
	u32 sum = 0;
	u64 i;

	for (i = 0; i < file->body; i++)
		sum += at[file->content + i];
	if (at[5] == '2' && (file->mode & 0170000) == 0100000 &&
	    sum != file->sum)
		error(model, "bad data checksum");
}

/* One file; returns the bytes that are used, all if it is cut. */
static u64 do_file(struct model *model, struct kx_bytes rest)
{
	struct file file;
	u64 end;

	model->state = MIDDLE;
	if (rest.size < HEADER)
		return rest.size;
	if (memcmp(rest.data, "070701", 6) != 0 &&
	    memcmp(rest.data, "070702", 6) != 0) {
		error(model, "no cpio magic");
		return 0;
	}
	if (!read_header(rest.data, &file) || is_odd(&file)) {
		error(model, "damaged header");
		return 0;
	}
	end = file.content + file.body;
	if (end > rest.size) {
		act(model, rest.data, rest.size);
		act(model, "cut", 3);
		return rest.size;
	}
	if (rest.data[HEADER + file.name - 1]) {
		error(model, "malformed archive");
		return 0;
	}
	act(model, rest.data, HEADER + file.name);
	act(model, rest.data + file.content, file.body);
	model->out->nr_files++;
	check_sum(model, rest.data, &file);
	if (file.next > rest.size)
		return rest.size;
	model->state = RESET;
	return file.next;
}

/* write_buffer(): files and zeroes, up to something else. */
static u64 write_buffer(struct model *model, struct kx_bytes bytes)
{
	u64 used = 0;
	u64 count;

	if (model->state == START) {
		used = do_file(model, bytes);
		model->header += used;
	}
	if (model->state != RESET)
		return used;
	for (count = 0; used < bytes.size && !bytes.data[used]; count++)
		used++;
	model->header += count;
	if (used < bytes.size && model->header & 3)
		error(model, "broken padding");
	return used;
}

/* flush_buffer(), for all of a compressed archive at once. */
static void flush(struct model *model, struct kx_bytes bytes)
{
	u64 used;

	while (!model->out->error) {
		used = write_buffer(model, bytes);
		bytes = kx_bytes(bytes.data + used, bytes.size - used);
		if (!bytes.size || model->out->error)
			break;
		if (bytes.data[0] == '0')
			model->state = START;
		else
			error(model, "junk within compressed archive");
	}
}

struct target {
	struct kxl_sink sink;
	u8 *at;
	u64 size;
};

static int put(struct kxl_sink *sink, struct kx_bytes piece)
{
	struct target *target = (struct target *)sink;

	if (piece.size)
		memcpy(target->at + target->size, piece.data, piece.size);
	target->size += piece.size;
	return 0;
}

/* unlz4(): reads on to a size of 0, or to the end. */
static bool unlz4(struct kx_bytes bytes, struct target *target, u64 *used)
{
	u64 at = 4;
	u32 size = 0;
	int got;

	if (kx_read_le32(bytes, 0, &size) || size != 0x184c2102)
		return false;
	for (;;) {
		*used = at;
		if (kx_read_le32(bytes, at, &size) || !size)
			return true;
		at += 4;
		if (size == 0x184c2102)
			continue;
		if (size > bytes.size - at || target->size > ROOM / 2)
			return false;
		got = LZ4_decompress_safe((const char *)bytes.data + at,
					  (char *)target->at + target->size,
					  (int)size,
					  (int)(ROOM - target->size) < 8 << 20
						  ? (int)(ROOM - target->size)
						  : 8 << 20);
		if (got < 0)
			return false;
		target->size += (u64)got;
		at += size;
	}
}

static bool decompress(struct kx_bytes bytes, struct target *target, u64 *used)
{
	const struct kxl_stream_format *format = kxl_stream_find(bytes);
	const struct kxl_compression *row = kxl_compression_find(bytes);
	struct kxl_stream stream = { 0 };
	struct kx_bytes after = bytes;

	if (!strcmp(format->name, "lz4"))
		return unlz4(bytes, target, used);
	if (!row || !row->unpack ||
	    format->measure(bytes, &stream) == KXL_STREAM_REFUSED)
		return false;
	if (row->unpack(&after, &target->sink) != KXL_UNPACKED)
		return false;
	*used = bytes.size - after.size;
	return true;
}

static u64 do_packed(struct model *model, struct kx_bytes bytes)
{
	struct target target = { .sink = { .limit = ROOM / 2, .put = put } };
	u64 saved = model->header;
	u64 used = 0;

	model->header = 0;
	if (!kxl_stream_find(bytes)) {
		error(model, "invalid magic at start of compressed archive");
		return 0;
	}
	target.at = malloc(ROOM);
	if (!decompress(bytes, &target, &used))
		error(model, "decompressor failed");
	flush(model, kx_bytes(target.at, target.size));
	free(target.at);
	if (model->state != RESET)
		error(model, "junk at the end of compressed archive");
	model->header = saved + used;
	return used;
}

static void unpack_to_rootfs(struct model *model, struct kx_bytes bytes)
{
	u64 used;

	while (!model->out->error && bytes.size) {
		if (bytes.data[0] == '0' && !(model->header & 3)) {
			model->state = START;
			used = write_buffer(model, bytes);
		} else if (!bytes.data[0]) {
			used = 1;
			model->header++;
		} else {
			used = do_packed(model, bytes);
		}
		bytes = kx_bytes(bytes.data + used, bytes.size - used);
	}
}

/* All that a search for a folder's files finds, and where each begins. */
static void find_early(struct initramfs_model *out, struct kx_bytes bytes,
		       const char *folder)
{
	const u8 *start = bytes.data;
	struct file file;
	u8 place;

	while (bytes.size > HEADER) {
		if (!bytes.data[0]) {
			u64 step = bytes.size < 4 ? bytes.size : 4;

			bytes = kx_bytes(bytes.data + step, bytes.size - step);
			continue;
		}
		if ((memcmp(bytes.data, "070701", 6) != 0 &&
		     memcmp(bytes.data, "070702", 6) != 0) ||
		    !read_header(bytes.data, &file) || file.next > bytes.size)
			return;
		if ((file.mode & 0170000) == 0100000 &&
		    file.name >= strlen(folder) &&
		    !memcmp(bytes.data + HEADER, folder, strlen(folder))) {
			/* A CPU takes microcode at a multiple of 16. */
			place = (u8)((bytes.data - start) % 16);
			out->early = hash(out->early, &place, 1);
			out->early = hash(out->early, bytes.data, file.next);
			out->nr_early++;
		}
		bytes = kx_bytes(bytes.data + file.next,
				 bytes.size - file.next);
	}
}

struct initramfs_model initramfs_model(struct kx_bytes initrd)
{
	struct initramfs_model out = { 0 };
	struct model model = { .out = &out };
	struct kx_bytes archives = kxl_archives_without_config(initrd);

	out.actions = hash(out.actions, initrd.data + archives.size,
			   initrd.size - archives.size);
	find_early(&out, initrd, "kernel/x86/microcode/");
	find_early(&out, initrd, "kernel/firmware/acpi/");
	unpack_to_rootfs(&model, archives);
	/* populate_initrd_image() */
	if (out.error)
		act(&model, initrd.data, initrd.size);
	return out;
}

struct kx_bytes initramfs_place(const struct kx_bytes *initrds, u32 count,
				u8 *to)
{
	u64 start = 0;
	u64 end = 0;
	u32 i;

	for (i = 0; i < count; i++) {
		if (initrds[i].size)
			memcpy(to + start, initrds[i].data, initrds[i].size);
		end = start + initrds[i].size;
		start = (end + 4 + PAGE - 1) / PAGE * PAGE;
	}
	return kx_bytes(to, end);
}
