// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Unpacks the archives of initrds. Linux reads a cpio archive by the same code
 * whether it was compressed or not (init/initramfs.c), but what it does after
 * an error depends on that, and early code looks for files in uncompressed
 * archives only (lib/earlycpio.c). So an archive is unpacked only if Linux
 * reads all of it without an error, and if early code finds nothing new in it.
 */
#include "lib/unpack/initramfs.h"

#include <string.h>

#include "core/range.h"
#include "lib/unpack/archives.h"
#include "lib/unpack/compression.h"
#include "lib/unpack/cpio.h"
#include "lib/unpack/stream.h"

/* Linux's PATH_MAX: longer names and links are skipped, in a way of its own. */
#define NAME_MAX_SIZE 4096
/* A longer gap may be a hole of a file, which gets memory if it is read. */
#define GAP_MAX (1ULL << 20)

/* After the properties and the dictionary's size. */
#define LZMA_SIZE 5

static const char no_room[] = "it is larger than the memory allows";

/* What is left of an initrd. */
struct place {
	struct kx_bytes rest;
	u64 at; /* bytes before @rest */
};

/* No more than the room, which is whole pages. */
static u64 up_to(u64 size, u64 align)
{
	return kx_align_down(size + align - 1, align);
}

/*
 * What is between archives is zero, whatever was there: libdeflate copies by
 * words, and may leave bytes beyond the end of its output.
 */
static void pad(struct kxl_initramfs *to, u64 align)
{
	u64 size = up_to(to->size, align);

	memset(to->at + to->size, 0, size - to->size);
	to->size = size;
}

static void move_on(struct place *place, u64 count)
{
	place->rest = kxl_unpack_rest(place->rest, count);
	place->at += count;
}

/* The checksum of the second kind is left to Linux. */
static bool has_checksum(struct kx_bytes archive)
{
	return archive.data[KXL_CPIO_MAGIC - 1] != '1';
}

/*
 * Whether Linux reads the file without an error and without a state that the
 * next file depends on (do_header() and do_name()).
 */
static bool is_sound(struct kx_bytes archive, const struct kxl_cpio *file)
{
	u32 kind = file->mode & KXL_CPIO_KIND;

	if (has_checksum(archive) || file->end > archive.size ||
	    !file->name_size || file->name_size > NAME_MAX_SIZE ||
	    archive.data[KXL_CPIO_HEADER + file->name_size - 1])
		return false;
	if (kind == KXL_CPIO_LINK)
		return file->content_size <= NAME_MAX_SIZE;
	return kind == KXL_CPIO_REGULAR || !file->content_size;
}

static u64 count_zeroes(struct kx_bytes bytes, u64 max)
{
	u64 count = 0;

	while (count < bytes.size && count < max && !bytes.data[count])
		count++;
	return count;
}

bool kxl_initramfs_is_packed(struct kx_bytes initrd)
{
	struct place place = { initrd, 0 };
	struct kxl_cpio file;

	for (;;) {
		move_on(&place, count_zeroes(place.rest, GAP_MAX));
		if (!kxl_cpio_read(place.rest, &file) ||
		    file.next > place.rest.size)
			return kxl_stream_find(place.rest);
		move_on(&place, file.next);
	}
}

/* Of an archive that was compressed; padding ends it, too. */
static const char *judge(struct kx_bytes archive)
{
	struct place place = { archive, 0 };
	struct kxl_cpio file;

	if (!kxl_cpio_begins(archive))
		return "a compressed part is no cpio archive";
	while (place.rest.size) {
		if (place.at % KXL_CPIO_ALIGN ||
		    !kxl_cpio_read(place.rest, &file) ||
		    !is_sound(place.rest, &file) || file.next > place.rest.size)
			return "Linux might not read all of a compressed "
			       "archive";
		if (kxl_cpio_is_early(place.rest, &file))
			return "early code would find what is compressed now";
		move_on(&place, file.next);
		move_on(&place, count_zeroes(place.rest, place.rest.size));
	}
	return NULL;
}

/* One file of an uncompressed archive. The last padding may be missing. */
static const char *add_plain(struct kxl_initramfs *to, struct place *place)
{
	struct kxl_cpio file;
	u64 size;

	if (place->at % KXL_CPIO_ALIGN || !kxl_cpio_read(place->rest, &file) ||
	    !is_sound(place->rest, &file))
		return "Linux might not read all of an archive";
	if (to->is_packed && kxl_cpio_is_early(place->rest, &file))
		return "early code would find what it does not reach now";
	if (file.next > to->room - to->size)
		return no_room;
	size = file.next < place->rest.size ? file.next : place->rest.size;
	memcpy(to->at + to->size, place->rest.data, size);
	to->size += size;
	pad(to, KXL_CPIO_ALIGN);
	move_on(place, size);
	return NULL;
}

struct target {
	struct kxl_sink sink;
	u8 *at;
};

static int put(struct kxl_sink *sink, struct kx_bytes piece)
{
	struct target *target = (struct target *)sink;

	memcpy(target->at, piece.data, piece.size);
	target->at += piece.size;
	return 0;
}

/* @packed: from the stream on; LZ4's frames may be several */
static enum kxl_unpacked unpack(const struct kxl_compression *row,
				struct kx_bytes *packed, bool is_measured,
				struct target *target)
{
	enum kxl_unpacked verdict;

	/*
	 * 104.5 MB, 40.4 MB with gzip -6, on Debian 12: zlib 1.2.13 0.39 s,
	 * libdeflate 1.14 0.19 s. zstd -9: libzstd 1.5.4 0.14 s in pieces, and
	 * 0.15 s all at once. The others, too, have their formats' own library.
	 */
	if (HAVE_DEFLATE && HAVE_ZLIB && row->unpack == kxl_unpack_zlib)
		return kxl_unpack_deflate(packed, target->at, &target->sink);
	do {
		verdict = row->unpack(packed, &target->sink);
	} while (verdict == KXL_UNPACKED && is_measured && packed->size);
	return verdict;
}

/*
 * Linux stops at the size in a header of lzma, even if a mark of the end
 * follows. Without one it ends at the mark, and may leave a last byte, which is
 * zero then: else liblzma would call the data damaged.
 */
static bool is_lzma_with_size(struct kx_bytes bytes)
{
	u64 size = 0;

	return kx_read_le64(bytes, LZMA_SIZE, &size) || size != UINT64_MAX;
}

/* The unpacker that gives what Linux's gives, or NULL. */
static const struct kxl_compression *
find_row(struct kx_bytes bytes, const struct kxl_stream_format *format)
{
	const struct kxl_compression *row = kxl_compression_find(bytes);

	if (!row || !row->is_initrd || !row->unpack ||
	    (!strcmp(format->name, "lzma") && is_lzma_with_size(bytes)))
		return NULL;
	return row;
}

static const char *add_packed(struct kxl_initramfs *to, struct place *place,
			      const struct kxl_stream_format *format)
{
	const struct kxl_compression *row = find_row(place->rest, format);
	u64 start = up_to(to->size, KXL_CPIO_ALIGN);
	struct target target = { .sink = { .limit = to->room - start,
					   .put = put },
				 .at = to->at + start };
	struct kx_bytes packed = place->rest;
	struct kxl_stream stream = { 0 };
	enum kxl_stream_end end;
	enum kxl_unpacked verdict;
	const char *reason;

	if (!row)
		return "an archive has a format that is not unpacked here";
	end = format->measure(packed, &stream);
	if (end != KXL_STREAM_ENDS && end != KXL_STREAM_OPEN)
		return "Linux would not unpack all of it";
	if (end == KXL_STREAM_ENDS)
		packed.size = stream.size;
	verdict = unpack(row, &packed, end == KXL_STREAM_ENDS, &target);
	if (verdict != KXL_UNPACKED)
		return verdict == KXL_UNPACK_LONG
			       ? no_room
			       : "an archive is damaged, or needs much memory";
	reason = judge(kx_bytes(to->at + start, target.sink.size));
	if (reason)
		return reason;
	to->size = start + target.sink.size;
	pad(to, KXL_CPIO_ALIGN);
	to->is_packed = true;
	move_on(place, end == KXL_STREAM_ENDS ? stream.size
					      : place->rest.size - packed.size);
	return NULL;
}

/* Before the first compressed archive, all keeps its place. */
static const char *add_gap(struct kxl_initramfs *to, struct place *place)
{
	u64 gap = count_zeroes(place->rest, GAP_MAX);

	if (gap == GAP_MAX)
		return "it has a large gap";
	move_on(place, gap);
	if (to->is_packed)
		return NULL;
	if (gap > to->room - to->size)
		return no_room;
	to->size += gap;
	return NULL;
}

/* Linux goes on after an uncompressed archive, even in the next initrd. */
static const char *add_next(struct kxl_initramfs *to, struct place *place)
{
	const struct kxl_stream_format *format = kxl_stream_find(place->rest);
	bool is_plain = kxl_cpio_begins(place->rest);

	if (!is_plain && !format)
		return "there is something else in it than archives";
	if (!is_plain && to->is_after_plain && place->at % KXL_CPIO_ALIGN)
		return "Linux drops an archive that is not at a multiple of 4";
	to->is_after_plain = is_plain;
	return is_plain ? add_plain(to, place) : add_packed(to, place, format);
}

const char *kxl_initramfs_add(struct kxl_initramfs *to, struct kx_bytes initrd)
{
	struct place place = { initrd, 0 };
	const char *reason;

	pad(to, KXL_INITRAMFS_PAGE);
	for (;;) {
		reason = add_gap(to, &place);
		if (!reason && !place.rest.size)
			return NULL;
		if (!reason)
			reason = add_next(to, &place);
		if (reason)
			return reason;
	}
}

/* Linux takes what looks like one for one. */
const char *kxl_initramfs_add_config(struct kxl_initramfs *to,
				     struct kx_bytes config)
{
	u64 before = to->size;

	if (config.size > to->room - to->size)
		return no_room;
	if (config.size)
		memcpy(to->at + to->size, config.data, config.size);
	to->size += config.size;
	return kxl_archives_without_config(kx_bytes(to->at, to->size)).size ==
			       before
		       ? NULL
		       : "its end would be taken for a boot config";
}
