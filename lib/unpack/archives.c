// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Follows the archives of initrds by the rules of unpack_to_rootfs() in Linux's
 * init/initramfs.c. Linux unpacks one archive after another, skips zeroes
 * between them, and gives up at the first one that it can't read. Before that,
 * other code looks for files of uncompressed archives, and goes no further than
 * the first compressed one (lib/earlycpio.c).
 */
#include "lib/unpack/archives.h"

#include <string.h>
#include <unistd.h>

#include "lib/unpack/compression.h"
#include "lib/unpack/cpio.h"

/* The end of a stream that unpacks to more is not searched for. */
#define UNPACK_MAX (1ULL << 30)

#define BOOT_CONFIG "#BOOTCONFIG\n"
/* A size and a checksum, before the magic. */
#define BOOT_CONFIG_HEADER 8
/* Linux looks for the magic before so many bytes, for GRUB's sake. */
#define BOOT_CONFIG_SLACK 3

/* Where one initrd is being read. */
struct place {
	struct kx_bytes initrd;
	int fd; /* its file; -1: none */
	u64 at;
	u64 hole; /* of the file; the first one, while @at is before it */
	bool is_after_plain; /* an uncompressed archive came before */
	/* Of a cpio header at @at or later, or the end; once is_searched. */
	u64 header;
	bool is_searched;
	u64 unpacked; /* bytes so far, of all streams */
};

static struct kx_bytes rest_of(const struct place *place)
{
	return kx_bytes(place->initrd.data + place->at,
			place->initrd.size - place->at);
}

static void lose(struct kxl_archives *archives, const struct place *place,
		 enum kxl_loss_kind kind, const char *name)
{
	archives->loss.kind = kind;
	archives->loss.at = place->at;
	archives->loss.name = name;
}

/* SEEK_HOLE or SEEK_DATA from @at on; the end if there is none. */
static u64 seek(const struct place *place, u64 at, int whence)
{
	off_t found = -1;

	if (place->fd >= 0)
		found = lseek(place->fd, (off_t)at, whence);
	return found >= (off_t)at && (u64)found < place->initrd.size
		       ? (u64)found
		       : place->initrd.size;
}

/* A gap may be large, so it is compared by blocks first. */
static void skip_zeroes_before(struct place *place, u64 end)
{
	static const u8 zeroes[512];
	const u8 *data = place->initrd.data;

	while (end - place->at >= sizeof(zeroes) &&
	       !memcmp(data + place->at, zeroes, sizeof(zeroes)))
		place->at += sizeof(zeroes);
	while (place->at < end && !data[place->at])
		place->at++;
}

/*
 * A hole of a file has zeroes that are stored nowhere; in tmpfs it would get
 * memory if it were read through a mapping. Each hole is searched for once:
 * tmpfs goes through all pages before it, and there may be a file in each.
 */
static void skip_zeroes(struct place *place)
{
	for (;;) {
		if (place->at >= place->hole)
			place->hole = seek(place, place->at, SEEK_HOLE);
		skip_zeroes_before(place, place->hole);
		if (place->at < place->hole ||
		    place->hole == place->initrd.size)
			return;
		place->at = seek(place, place->hole, SEEK_DATA);
		/* A file system that says both would keep this going. */
		if (place->at == place->hole)
			place->fd = -1;
	}
}

static void note_misnamed(struct kxl_archives *archives,
			  const struct place *place,
			  const struct kxl_cpio *file)
{
	if (archives->has_misnamed ||
	    !kxl_cpio_is_misnamed(rest_of(place), file))
		return;
	archives->has_misnamed = true;
	archives->misnamed_at = place->at;
}

static void note_early(struct kxl_archives *archives, const struct place *place,
		       const struct kxl_cpio *file)
{
	if (!archives->is_packed || archives->has_early ||
	    !kxl_cpio_is_early(rest_of(place), file))
		return;
	archives->has_early = true;
	archives->early_at = place->at;
}

static bool is_unaligned(const struct place *place)
{
	return place->at % KXL_CPIO_ALIGN;
}

static enum kxl_loss_kind read_file(const struct place *place,
				    struct kxl_cpio *file)
{
	struct kx_bytes rest = rest_of(place);

	if (is_unaligned(place))
		return KXL_LOSS_UNALIGNED;
	if (rest.size < KXL_CPIO_HEADER)
		return KXL_LOSS_CUT;
	if (!kxl_cpio_read(rest, file))
		return KXL_LOSS_DAMAGED;
	return file->end > rest.size ? KXL_LOSS_CUT : KXL_LOSS_NONE;
}

/* One file of an uncompressed archive. */
static void walk_plain(struct kxl_archives *archives, struct place *place)
{
	u64 left = rest_of(place).size;
	struct kxl_cpio file = { 0 };
	enum kxl_loss_kind kind = read_file(place, &file);

	if (kind) {
		lose(archives, place, kind, "uncompressed");
		return;
	}
	note_early(archives, place, &file);
	note_misnamed(archives, place, &file);
	/* The padding of the last file may be missing. */
	place->at += file.next < left ? file.next : left;
	place->is_after_plain = true;
}

/*
 * NULL: no more. glibc's memmem() takes twenty times as long with random bytes,
 * which compressed ones look like: of these, memchr() stops at one in 256.
 */
static const u8 *find_magic(struct kx_bytes bytes)
{
	static const char magic[] = "07070";
	const size_t size = strlen(magic);
	const u8 *end = bytes.data + bytes.size;
	const u8 *at = bytes.data;

	while (at && (size_t)(end - at) >= size) {
		if (!memcmp(at, magic, size))
			return at;
		at = memchr(at + 1, magic[0], (size_t)(end - at) - 1);
	}
	return NULL;
}

/* The offset of what seems to be a whole header, or the end. */
static u64 find_header(const struct place *place)
{
	struct kx_bytes bytes = rest_of(place);
	struct kxl_cpio file;
	const u8 *at;

	while (bytes.size) {
		at = find_magic(bytes);
		if (!at)
			break;
		bytes = kxl_unpack_rest(bytes, (u64)(at - bytes.data));
		if (kxl_cpio_read(bytes, &file))
			return place->initrd.size - bytes.size;
		bytes = kxl_unpack_rest(bytes, 1);
	}
	return place->initrd.size;
}

/* No byte is searched twice, however many streams there are. */
static bool has_header(struct place *place)
{
	if (!place->is_searched || place->header < place->at)
		place->header = find_header(place);
	place->is_searched = true;
	return place->header < place->initrd.size;
}

/*
 * Unpacks a stream for its end. An answer that depends on this build, on memory
 * or on a library's opinion is no answer.
 */
static enum kxl_stream_end find_end(const struct kxl_archives *archives,
				    struct place *place, u64 *size)
{
	struct kx_bytes rest = rest_of(place);
	const struct kxl_compression *row = kxl_compression_find(rest);
	struct kxl_sink sink = { .limit = UNPACK_MAX, .size = place->unpacked };
	struct kx_bytes after = rest;
	enum kxl_unpacked result;

	*size = rest.size;
	if (!row || !row->unpack ||
	    !(archives->is_thorough || has_header(place)))
		return KXL_STREAM_ENDS;
	result = row->unpack(&after, &sink);
	place->unpacked = sink.size;
	switch (result) {
	case KXL_UNPACKED:
		*size = rest.size - after.size;
		return KXL_STREAM_ENDS;
	case KXL_UNPACK_CUT:
		return KXL_STREAM_CUT;
	case KXL_UNPACK_DAMAGED:
	case KXL_UNPACK_LONG:
	case KXL_UNPACK_UNCHECKED:
	case KXL_UNPACK_MEMORY_LOW:
	case KXL_UNPACK_UNWRITTEN:
	case KXL_UNPACK_FOLLOWED:
	default:
		return KXL_STREAM_ENDS;
	}
}

static void walk_packed(struct kxl_archives *archives, struct place *place,
			const struct kxl_stream_format *format)
{
	static const enum kxl_loss_kind kinds[] = {
		[KXL_STREAM_CUT] = KXL_LOSS_CUT,
		[KXL_STREAM_DAMAGED] = KXL_LOSS_DAMAGED,
		[KXL_STREAM_REFUSED] = KXL_LOSS_REFUSED,
		[KXL_STREAM_RUNS_ON] = KXL_LOSS_RUNS_ON,
	};
	struct kxl_stream stream = { 0 };
	enum kxl_stream_end end = format->measure(rest_of(place), &stream);

	if (end == KXL_STREAM_OPEN)
		end = find_end(archives, place, &stream.size);
	if (end != KXL_STREAM_ENDS) {
		lose(archives, place, kinds[end], format->name);
		memcpy(archives->loss.setting, stream.setting,
		       sizeof(stream.setting));
		archives->loss.advice = stream.advice;
		return;
	}
	archives->is_packed = true;
	place->at += stream.size;
	place->is_after_plain = false;
}

static void walk(struct kxl_archives *archives, struct kx_bytes initrd, int fd)
{
	const struct kxl_stream_format *format;
	struct place place = { .initrd = initrd, .fd = fd };

	while (!archives->loss.kind) {
		skip_zeroes(&place);
		if (place.at == initrd.size)
			return;
		format = kxl_stream_find(rest_of(&place));
		if (kxl_cpio_begins(rest_of(&place)))
			walk_plain(archives, &place);
		else if (!format)
			lose(archives, &place, KXL_LOSS_FOREIGN, NULL);
		else if (place.is_after_plain && is_unaligned(&place))
			lose(archives, &place, KXL_LOSS_UNALIGNED,
			     format->name);
		else
			walk_packed(archives, &place, format);
	}
}

void kxl_archives_walk(struct kxl_archives *archives, struct kx_bytes initrd,
		       int fd)
{
	off_t before = lseek(fd, 0, SEEK_CUR);

	walk(archives, initrd, before < 0 ? -1 : fd);
	/* A caller may share the descriptor. */
	if (before >= 0)
		(void)lseek(fd, before, SEEK_SET);
}

struct kx_bytes kxl_archives_without_config(struct kx_bytes initrd)
{
	static const u64 length = sizeof(BOOT_CONFIG) - 1;
	u32 size = 0;
	u64 slack;
	u64 at;

	for (slack = 0; slack <= BOOT_CONFIG_SLACK; slack++) {
		if (initrd.size < BOOT_CONFIG_HEADER + length + slack)
			return initrd;
		at = initrd.size - length - slack;
		if (memcmp(initrd.data + at, BOOT_CONFIG, length) != 0)
			continue;
		at -= BOOT_CONFIG_HEADER;
		return kx_read_le32(initrd, at, &size) || size > at
			       ? initrd
			       : kx_bytes(initrd.data, at - size);
	}
	return initrd;
}
