// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A packed kernel file: the input is one, or says how to make and change one.
 * What was packed comes out, layer by layer; of a file that is cut or changed
 * comes an error that has a name, or what was packed, where a checksum guards
 * all of it.
 */
#include "lib/image/contents.h"
#include "test/fuzz/fuzz.h"
#include "test/unit/lib/pack_file.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CONTENTS_MAX 4096
#define LAYERS_MAX   3

static struct kexec_ctx *ctx;

static void check_error(int err)
{
	static const char *const names[] = {
		"unpack-damaged", "unpack-truncated", "unpack-trailing",
		"unpack-large",	  "unpack-memory",    "unpack-depth",
		"memory-short",	  "file-empty",	      "uki",
		"uki-twice",	  "cmdline-nul",
	};
	const struct kexec_error *error = kexec_ctx_error(ctx);
	size_t i;

	must(error->errnum == -err, "error: it is the one that was returned");
	must(!strcmp(error->action, "unpack"), "error: of unpacking");
	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(error->name, names[i]))
			return;
	must(false, "error: it has one of the names");
}

/* A file in memory with these bytes; what is in it, or an error. */
static int open_bytes(struct kx_bytes bytes, struct kxl_contents *contents)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	struct kxl_file file = { .fd = fd, .name = (char[]){ "fuzz" } };
	int err;

	must(fd >= 0 &&
		     write(fd, bytes.data, bytes.size) == (ssize_t)bytes.size,
	     "a file in memory");
	file.bytes = bytes;
	*contents = (struct kxl_contents){ 0 };
	err = kxl_contents_open(ctx, &file, NULL, contents);
	if (err)
		check_error(err);
	must(!err || !contents->file.name, "error: no contents");
	must(!contents->file.name ||
		     (contents->file.bytes.size <= KXL_CONTENTS_MAX &&
		      contents->layers[0]),
	     "contents: not too many, and it is said what they were in");
	close(fd);
	return err;
}

/* A copy that ends where it ends: a sanitizer sees a byte too many. */
static struct kx_bytes copy_of(struct kx_bytes bytes)
{
	u8 *copy = malloc(bytes.size ? bytes.size : 1);

	must(copy, "memory");
	if (bytes.size)
		memcpy(copy, bytes.data, bytes.size);
	return kx_bytes(copy, bytes.size);
}

static void check_any(struct kx_bytes bytes)
{
	struct kx_bytes copy = copy_of(bytes);
	struct kxl_contents contents;

	if (!open_bytes(copy, &contents))
		kxl_contents_close(&contents);
	pack_free(copy);
}

/* What the input has left, over and over; no magic of a container. */
static struct kx_bytes take_contents(struct input *input, u8 *to)
{
	u64 size = 1 + take(input, 2) % CONTENTS_MAX;
	u64 i;

	for (i = 0; i < size; i++)
		to[i] = input->left ? input->at[i % input->left] : 0;
	to[0] = '#';
	return kx_bytes(to, size);
}

/* @is_guarded: each of its bytes is under a checksum */
static struct kx_bytes make(struct kx_bytes contents, struct input *input,
			    bool *is_guarded)
{
	struct kx_bytes file = copy_of(contents);
	u64 count = 1 + take(input, 1) % LAYERS_MAX;
	struct kx_bytes outer;

	while (count--) {
		u64 choice = take(input, 1);
		const struct file_packing *packing =
			&file_packings[choice % FILE_PACKINGS];

		outer = pack_file(packing, file);
		pack_free(file);
		file = outer;
		*is_guarded = packing->is_checked;
		if (choice & 0x80) {
			outer = pack_zboot(file, packing->name);
			pack_free(file);
			file = outer;
			*is_guarded = false;
		}
	}
	return file;
}

static void check_whole(struct kx_bytes file, struct kx_bytes contents)
{
	struct kxl_contents got;

	must(!open_bytes(file, &got), "whole: it unpacks");
	must(got.file.bytes.size == contents.size &&
		     !memcmp(got.file.bytes.data, contents.data, contents.size),
	     "whole: what was packed comes out");
	kxl_contents_close(&got);
}

/*
 * The outermost layer is known still, or nothing is unpacked; a checksum holds
 * for what comes out of it, so nothing else can.
 */
static void check_changed(struct kx_bytes file, struct kx_bytes contents,
			  bool is_guarded)
{
	struct kxl_contents got;

	if (open_bytes(file, &got))
		return;
	must(!is_guarded || !got.file.name ||
		     (got.file.bytes.size == contents.size &&
		      !memcmp(got.file.bytes.data, contents.data,
			      contents.size)),
	     "changed: what was packed comes out, or an error");
	kxl_contents_close(&got);
}

static void check_made(struct input *input)
{
	static u8 room[CONTENTS_MAX + 1];
	u64 cut = take(input, 2);
	u64 edits = take(input, 1) % 4;
	struct input recipe = *input;
	bool is_guarded = false;
	struct kx_bytes contents;
	struct kx_bytes file;

	take_bytes(input, 16);
	contents = take_contents(input, room);
	file = make(contents, &recipe, &is_guarded);
	if (cut && cut < file.size) {
		struct kx_bytes part =
			copy_of(kx_bytes(file.data, file.size - cut));

		check_changed(part, contents, false);
		pack_free(part);
	}
	check_whole(file, contents);
	if (edits == 1) {
		/* One bit: two could make up for each other in a CRC. */
		((u8 *)(uintptr_t)file.data)[take(&recipe, 3) % file.size] ^=
			(u8)(1 << take(&recipe, 1) % 8);
		check_changed(file, contents, is_guarded);
	}
	pack_free(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };

	/* Without /proc: what memory is left takes long to read. */
	if (!ctx)
		must(!kexec_ctx_new(&ctx) &&
			     !kexec_ctx_set_root(ctx, "/nowhere"),
		     "a context");
	if (take(&input, 1) % 2)
		check_made(&input);
	else
		check_any(kx_bytes(input.at, input.left));
	return 0;
}
