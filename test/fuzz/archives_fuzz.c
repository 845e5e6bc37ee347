// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The archives of an initrd: the input is one, or says how to make one. Of any
 * bytes a second walk, byte by byte as Linux goes, agrees up to the first
 * compressed archive, and zstd's library with the end of a frame. Of what was
 * made, the first loss is known.
 */
#include "lib/unpack/archives.h"

#include <string.h>

#include <zstd.h>

#include "test/fuzz/fuzz.h"
#include "test/unit/lib/make_cpio.h"
#include "test/unit/lib/pack_file.h"

#define HEADER 110
#define ITEMS  12

/* A copy that ends where it ends: a sanitizer sees a byte too many. */
static struct kxl_archives walk(const u8 *bytes, u64 size, bool is_thorough)
{
	struct kxl_archives archives = { .is_thorough = is_thorough };
	u8 *copy = malloc(size ? size : 1);

	must(copy, "memory");
	if (size)
		memcpy(copy, bytes, size);
	kxl_archives_walk(&archives, kx_bytes(copy, size), -1);
	free(copy);
	return archives;
}

/* The states of init/initramfs.c, for one byte after another. */
enum state { START, IN_HEADER, IN_BODY, AFTER };

struct twin {
	enum state state;
	u64 header; /* where it began */
	u64 end;    /* of the content */
	u64 next;   /* header */
};

static u64 hex(const u8 *at)
{
	char text[9];

	memcpy(text, at, 8);
	text[8] = '\0';
	return strtoull(text, NULL, 16);
}

static bool is_header(const u8 *bytes)
{
	return !memcmp(bytes, "07070", 5) &&
	       (bytes[5] == '1' || bytes[5] == '2') &&
	       strspn((const char *)bytes, "0123456789abcdefABCDEF") >= HEADER;
}

static void end_header(struct twin *twin, const u8 *bytes)
{
	const u8 *header = bytes + twin->header;
	u64 body = twin->header + (HEADER + hex(header + 94) + 3) / 4 * 4;

	twin->end = body + hex(header + 54);
	twin->next = (twin->end + 3) / 4 * 4;
	twin->state = IN_BODY;
}

/* At the byte after a header: false if that is none. */
static bool leave_header(struct twin *twin, const u8 *bytes,
			 struct kxl_loss *loss)
{
	if (is_header(bytes + twin->header)) {
		end_header(twin, bytes);
		return true;
	}
	loss->kind = KXL_LOSS_DAMAGED;
	loss->at = twin->header;
	return false;
}

static bool is_at_body(const struct twin *twin, u64 at)
{
	return twin->state == IN_HEADER && at == twin->header + HEADER;
}

static enum kxl_loss_kind judge_byte(struct twin *twin, struct kx_bytes rest,
				     u64 at)
{
	bool is_plain =
		kx_bytes_have(rest, 0, 6) && (!memcmp(rest.data, "070701", 6) ||
					      !memcmp(rest.data, "070702", 6));

	if (is_plain && at % 4)
		return KXL_LOSS_UNALIGNED;
	if (!is_plain)
		return KXL_LOSS_FOREIGN;
	twin->state = IN_HEADER;
	twin->header = at;
	return KXL_LOSS_NONE;
}

/*
 * False if it goes no further: a compressed archive begins, or less than a
 * magic is left.
 */
static bool twin_walk(struct kx_bytes file, struct kxl_loss *loss)
{
	struct twin twin = { .state = START };
	u64 at;

	/* A zero ends the last header for strspn(). */
	for (at = 0; at < file.size && !loss->kind; at++) {
		struct kx_bytes rest = { file.data + at, file.size - at };

		if (is_at_body(&twin, at) &&
		    !leave_header(&twin, file.data, loss))
			return true;
		if (twin.state == IN_BODY && at == twin.next)
			twin.state = AFTER;
		if (twin.state == IN_HEADER || twin.state == IN_BODY ||
		    !*rest.data)
			continue;
		if (rest.size < 6 || kxl_stream_find(rest))
			return false;
		loss->at = at;
		loss->kind = judge_byte(&twin, rest, at);
	}
	if (is_at_body(&twin, at) && !leave_header(&twin, file.data, loss))
		return true;
	if (loss->kind)
		return true;
	if (twin.state == IN_HEADER ||
	    (twin.state == IN_BODY && file.size < twin.end)) {
		loss->kind = KXL_LOSS_CUT;
		loss->at = twin.header;
	}
	return true;
}

static void check_twin(const u8 *bytes, u64 size, const struct kxl_loss *loss)
{
	struct kxl_loss other = { .kind = KXL_LOSS_NONE };
	u8 *copy = calloc(1, size + 1);

	must(copy, "memory");
	if (size)
		memcpy(copy, bytes, size);
	if (twin_walk(kx_bytes(copy, size), &other)) {
		must(other.kind == loss->kind, "twin: the same loss");
		must(!loss->kind || other.at == loss->at,
		     "twin: at the same byte");
	}
	free(copy);
}

static void check_zstd(const u8 *bytes, u64 size)
{
	const struct kxl_stream_format *format =
		kxl_stream_find(kx_bytes(bytes, size));
	struct kxl_stream stream = { 0 };
	enum kxl_stream_end end;
	size_t found;

	if (!format || strcmp(format->name, "zstd") != 0)
		return;
	end = format->measure(kx_bytes(bytes, size), &stream);
	found = ZSTD_findFrameCompressedSize(bytes, size);
	must(end != KXL_STREAM_ENDS ||
		     (!ZSTD_isError(found) && found == stream.size),
	     "zstd: its library finds the same end");
	must(ZSTD_isError(found) || end != KXL_STREAM_CUT,
	     "zstd: what is whole is not cut");
}

static void check_any(const u8 *bytes, u64 size)
{
	struct kxl_archives archives = walk(bytes, size, false);
	struct kxl_loss *loss = &archives.loss;

	must(kxl_archives_without_config(kx_bytes(bytes, size)).size <= size,
	     "config: it is within");
	must(!archives.has_early ||
		     (archives.early_at + HEADER <= size &&
		      archives.early_at % 4 == 0 &&
		      !memcmp(bytes + archives.early_at, "07070", 5)),
	     "early: a header is there");
	must(!archives.has_misnamed ||
		     (archives.misnamed_at + HEADER <= size &&
		      !memcmp(bytes + archives.misnamed_at, "07070", 5)),
	     "misnamed: a header is there");
	check_twin(bytes, size, loss);
	check_zstd(bytes, size);
	if (!loss->kind)
		return;
	must(loss->at < size && bytes[loss->at], "loss: at a byte");
	must(loss->kind == KXL_LOSS_FOREIGN || loss->name, "loss: it is named");
	must(loss->kind != KXL_LOSS_REFUSED ||
		     (loss->setting[0] && loss->advice &&
		      memchr(loss->setting, 0, sizeof(loss->setting))),
	     "loss: it is said what is refused");
	must(!walk(bytes, loss->at, false).loss.kind,
	     "loss: all before it is whole");
}

/* What is being made, and the loss that must be found. */
struct made {
	u8 data[64 * 1024];
	u64 size;
	bool is_after_plain;
	bool is_after_lz4;
	u64 gap; /* zeroes at the end */
	struct kxl_loss loss;
	bool is_any_loss; /* which one depends on chance */
};

static void expect(struct made *made, enum kxl_loss_kind kind)
{
	made->loss.kind = kind;
	made->loss.at = made->size;
}

/* Whether the next item runs into LZ4's data. */
static bool runs_on(struct made *made)
{
	if (!made->is_after_lz4 || made->gap >= 4)
		return false;
	expect(made, KXL_LOSS_RUNS_ON);
	made->is_any_loss = true;
	return true;
}

static void add_plain(struct made *made, struct input *input)
{
	static const char *const names[] = { "a", "dir/file", CPIO_MICROCODE };

	if (runs_on(made))
		return;
	if (made->size % 4)
		expect(made, KXL_LOSS_UNALIGNED);
	made->size += cpio_put(made->data + made->size,
			       names[take(input, 1) % ARRAY_SIZE(names)],
			       (u32)take(input, 1));
	made->is_after_plain = true;
	made->is_after_lz4 = false;
	made->gap = 0;
}

static void add_packed(struct made *made, struct input *input)
{
	const struct file_packing *packing =
		&file_packings[take(input, 1) % FILE_PACKINGS];
	struct kx_bytes contents = take_bytes(input, 1 + take(input, 1));
	bool is_lz4 = !strcmp(packing->name, "LZ4, legacy");
	struct kx_bytes file;

	if (!packing->has_library || !contents.size)
		return;
	if (!(is_lz4 && !made->gap) && runs_on(made))
		return;
	if (!strcmp(packing->name, "pzstd") || !strcmp(packing->name, "LZ4"))
		expect(made, KXL_LOSS_FOREIGN);
	else if (made->is_after_plain && made->size % 4)
		expect(made, KXL_LOSS_UNALIGNED);
	else if (!strcmp(packing->name, "xz"))
		expect(made, KXL_LOSS_REFUSED);
	file = pack_file(packing, contents);
	memcpy(made->data + made->size, file.data, file.size);
	made->size += file.size;
	pack_free(file);
	made->is_after_plain = false;
	made->is_after_lz4 = is_lz4;
	made->gap = 0;
}

static void add_zeroes(struct made *made, struct input *input)
{
	u64 count = take(input, 1) % 20;

	memset(made->data + made->size, 0, count);
	made->size += count;
	made->gap += count;
}

static void add_garbage(struct made *made, struct input *input)
{
	(void)input;
	if (runs_on(made))
		return;
	expect(made, KXL_LOSS_FOREIGN);
	memcpy(made->data + made->size, "garbage", 7);
	made->size += 7;
}

static void check_made(struct input *input)
{
	static void (*const adds[])(struct made * made,
				    struct input * input) = {
		add_plain,  add_plain,	add_packed, add_packed,
		add_zeroes, add_zeroes, add_zeroes, add_garbage,
	};
	static struct made made;
	struct kxl_archives archives;
	int i;

	made.size = 0;
	made.gap = 0;
	made.is_after_plain = false;
	made.is_after_lz4 = false;
	made.is_any_loss = false;
	made.loss = (struct kxl_loss){ .kind = KXL_LOSS_NONE };
	for (i = 0; i < ITEMS && input->left && !made.loss.kind; i++)
		adds[take(input, 1) % ARRAY_SIZE(adds)](&made, input);
	if (made.is_any_loss)
		return;
	archives = walk(made.data, made.size, true);
	must(archives.loss.kind == made.loss.kind, "made: the loss is found");
	must(!made.loss.kind || archives.loss.at == made.loss.at,
	     "made: at its byte");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };

	if (take(&input, 1) % 2)
		check_made(&input);
	else
		check_any(input.at, input.left);
	return 0;
}
