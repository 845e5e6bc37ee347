// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A kernel's payload: the input is one, or says how to make and change one. A
 * payload that is found to be good is one stream with a check of its own, of
 * the size that it says, and unpacks to what was packed.
 */
#include "lib/unpack/compression.h"
#include "test/fuzz/fuzz.h"
#include "test/unit/lib/pack_payload.h"

#include <string.h>

/* What was packed, and what comes out of an unpacker that we ask as well. */
#define CONTENTS_MAX (96 * 1024)
#define PAYLOAD_MAX  (2 * (CONTENTS_MAX + PACK_ROOM))
#define UNPACKED_MAX (1U << 30) /* as in lib/image/payload.c */
/* Asked of unpackers for whatever the input is; more is not compared. */
#define COMPARED_MAX (16U << 20)

/* Room for what is unpacked to a place. */
#define PLACE_SIZE (4 * CONTENTS_MAX)

/* Numbers that say how to change a payload; contents follow. */
#define CHANGES_SIZE 16

/* How a payload differs from what a build makes. */
enum shape {
	WHOLE,
	OTHER_SIZE_WORD,
	CUT,
	PADDED,
	TWO_STREAMS,
	SHAPES,
};

struct scene {
	const struct packing *packing;
	struct kx_bytes contents;
	enum shape shape;
	u8 payload[PAYLOAD_MAX];
	u64 size;
};

static struct kx_bytes bytes_of(const struct scene *scene)
{
	return kx_bytes(scene->payload, scene->size);
}

/* A copy that ends where it ends: a sanitizer sees a byte too many. */
static enum kxl_payload_verdict judge(struct kx_bytes payload,
				      const char **name)
{
	u8 *copy = malloc(payload.size ? payload.size : 1);
	enum kxl_payload_verdict verdict;

	must(copy, "memory");
	if (payload.size)
		memcpy(copy, payload.data, payload.size);
	verdict = kxl_payload_check(kx_bytes(copy, payload.size), name);
	free(copy);
	return verdict;
}

static bool is_good(struct kx_bytes payload)
{
	const char *name;

	return judge(payload, &name) == KXL_PAYLOAD_GOOD;
}

/* The size word says how much comes out, and no other length is good. */
static void check_good(struct kx_bytes payload, const char *name)
{
	const struct packing *packing = pack_find(name);
	u8 *longer = malloc(payload.size + 1);
	u32 said = 0;
	u8 *room;

	must(packing && packing->has_library, "good: a library has seen it");
	must(!kx_read_le32(payload, payload.size - 4, &said) &&
		     said <= UNPACKED_MAX,
	     "good: no more than all of a kernel's memory");
	must(longer, "memory");
	memcpy(longer, payload.data, payload.size);
	longer[payload.size] = 0;
	must(!is_good(kx_bytes(longer, payload.size + 1)),
	     "good: not with a byte more");
	must(!is_good(kx_bytes(longer, payload.size - 1)),
	     "good: not with a byte less");
	free(longer);
	if (said > COMPARED_MAX)
		return;
	room = malloc(said + 1);
	must(room, "memory");
	must(pack_unpack(packing, payload, room, said + 1) == said,
	     "good: it unpacks to the size that it says");
	free(room);
}

struct pieces {
	struct kxl_sink sink;
	u8 *at;
};

static int keep(struct kxl_sink *sink, struct kx_bytes piece)
{
	struct pieces *pieces = (struct pieces *)sink;

	memcpy(pieces->at + sink->size - piece.size, piece.data, piece.size);
	return 0;
}

/*
 * To a place, and in pieces. A limit of less than all of it is tried, too:
 * nothing may be written beyond it.
 */
static void check_place(struct kx_bytes payload, u64 limit)
{
	const struct kxl_compression *kind =
		kxl_compression_of_payload(payload);
	struct kx_bytes left[2] = { payload, payload };
	struct kxl_sink placed = { .limit = limit };
	struct pieces pieces = { .sink = { .limit = limit, .put = keep } };
	bool is_unpacked;

	if (!kind || !kind->unpack)
		return;
	placed.to = malloc(limit + 1);
	pieces.at = malloc(limit + 1);
	must(placed.to && pieces.at, "memory");
	is_unpacked = kind->unpack(&left[0], &placed) == KXL_UNPACKED;
	if (is_unpacked && kind->unpack(&left[1], &pieces.sink) == KXL_UNPACKED)
		must(placed.size == pieces.sink.size &&
			     left[0].size == left[1].size &&
			     !memcmp(placed.to, pieces.at, placed.size),
		     "place: what comes in pieces");
	free(placed.to);
	free(pieces.at);
	if (is_unpacked && placed.size)
		check_place(payload, placed.size - 1);
}

static enum kxl_payload_verdict check(struct kx_bytes payload)
{
	const char *name = NULL;
	enum kxl_payload_verdict verdict = judge(payload, &name);

	check_place(payload, PLACE_SIZE);
	must(verdict <= KXL_PAYLOAD_UNKNOWN, "verdict: it is one of them");
	must(name && (verdict == KXL_PAYLOAD_UNKNOWN) == !*name,
	     "name: all but unknown ones have one");
	if (verdict == KXL_PAYLOAD_GOOD)
		check_good(payload, name);
	return verdict;
}

static void drop_size_word(struct scene *scene)
{
	if (!scene->packing->has_size)
		scene->size -= 4;
}

static void put_size_word(struct scene *scene, u64 size)
{
	kx_write_le32(scene->payload + scene->size, (u32)size);
	scene->size += 4;
}

/* After the stream, and before a size word that is as good as can be. */
static void add_stream(struct scene *scene)
{
	drop_size_word(scene);
	scene->size += pack_payload(scene->packing, scene->contents,
				    (u32)scene->contents.size,
				    scene->payload + scene->size);
}

static void add_padding(struct scene *scene, u32 count)
{
	drop_size_word(scene);
	memset(scene->payload + scene->size, 0, count);
	scene->size += count;
	put_size_word(scene, scene->contents.size);
}

static void make(struct scene *scene, struct input *input)
{
	u32 count = 1 + (u32)take(input, 1);

	scene->size = pack_payload(scene->packing, scene->contents,
				   (u32)scene->contents.size, scene->payload);
	switch (scene->shape) {
	case OTHER_SIZE_WORD:
		scene->size -= 4;
		put_size_word(scene, scene->contents.size + count);
		break;
	case CUT:
		drop_size_word(scene);
		scene->size -= count < scene->size ? count : scene->size;
		if (!scene->packing->has_size)
			put_size_word(scene, scene->contents.size);
		break;
	case PADDED:
		add_padding(scene, count);
		break;
	case TWO_STREAMS:
		add_stream(scene);
		break;
	case WHOLE:
	case SHAPES:
	default:
		break;
	}
}

/* Is anything else there then? */
static bool edit(struct scene *scene, struct input *input)
{
	u32 count = (u32)take(input, 1) % 4;
	u8 *before = malloc(scene->size + 1);
	bool is_other;

	must(before, "memory");
	memcpy(before, scene->payload, scene->size);
	while (count--)
		scene->payload[take(input, 3) % scene->size] ^=
			(u8)take(input, 1);
	is_other = memcmp(before, scene->payload, scene->size) != 0;
	free(before);
	return is_other;
}

/* What the input has left, over and over. */
static struct kx_bytes take_contents(struct input *input, u8 *to)
{
	u64 size = take(input, 3) % (CONTENTS_MAX + 1);
	u64 i;

	for (i = 0; i < size; i++)
		to[i] = input->left ? input->at[i % input->left] : 0;
	return kx_bytes(to, size);
}

/* Spare bits of a format may change, and what comes out may not. */
static void check_edited(const struct scene *scene)
{
	static u8 out[CONTENTS_MAX + 1];
	u64 size;

	if (check(bytes_of(scene)) != KXL_PAYLOAD_GOOD)
		return;
	size = pack_unpack(scene->packing, bytes_of(scene), out, sizeof(out));
	must(size == scene->contents.size &&
		     !memcmp(out, scene->contents.data, size),
	     "changed and good: what comes out did not change");
}

static enum kxl_payload_verdict verdict_of_whole(const struct packing *packing)
{
	if (!packing->has_library)
		return KXL_PAYLOAD_NO_LIBRARY;
	return packing->is_checked ? KXL_PAYLOAD_GOOD : KXL_PAYLOAD_UNCHECKED;
}

static void check_made(struct input *input)
{
	static u8 contents[CONTENTS_MAX];
	static struct scene scene;
	struct input rest;

	scene.packing = &packings[take(input, 1) % PACKINGS];
	scene.shape = (enum shape)(take(input, 1) % SHAPES);
	rest = *input;
	take_bytes(&rest, CHANGES_SIZE);
	scene.contents = take_contents(&rest, contents);
	make(&scene, input);
	if (scene.size && edit(&scene, input))
		check_edited(&scene);
	else if (scene.shape == WHOLE)
		must(check(bytes_of(&scene)) == verdict_of_whole(scene.packing),
		     "whole: good if there is a check");
	else
		must(check(bytes_of(&scene)) != KXL_PAYLOAD_GOOD,
		     "cut, longer, of two streams, of another size: not good");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };

	if (take(&input, 1) % 2)
		check_made(&input);
	else
		check(kx_bytes(input.at, input.left));
	return 0;
}
