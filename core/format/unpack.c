// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A bzImage unpacks and relocates itself after the jump, while nothing else
 * runs. Here are the rules for doing the same before it, while the system still
 * works. What only the decompressor can do leaves the kernel packed.
 */
#include "core/format/unpack.h"

#include "core/entry.h"
#include "core/format/bzimage.h"

/* A size that Linux's build appends (scripts/Makefile.lib, size_append). */
#define SIZE_WORD 4
/* Plans that are made with another place for the kernel each. */
#define DRAWS 16

static bool stay(struct kx_packed *why, const char *text)
{
	*why = (struct kx_packed){ .text = text };
	return false;
}

bool kx_unpack_find(struct kx_unpack *unpack, struct kx_bytes file,
		    struct kx_packed *why)
{
	const struct kx_kernel *packed = unpack->packed;
	struct kx_uses uses = { 0 };

	if (packed->format != &kx_format_bzimage)
		return stay(why, "it is no bzImage");
	if (!packed->nr_ways || packed->ways[0].mode != &kx_entry_x86_64)
		return stay(why, "it is not entered in 64-bit mode");
	if (kx_plan_uses(packed->arch, file, &uses) ||
	    kx_bytes_slice(file, uses.payload.start,
			   kx_range_size(uses.payload), &unpack->payload))
		return stay(why, "its payload is not in it");
	return true;
}

/*
 * The depth of page tables is the decompressor's choice; here it stays. Without
 * CONFIG_X86_5LEVEL the decompressor can be entered with 5 levels, and what is
 * in it can't.
 */
static bool check_paging(const struct kx_unpack *unpack, struct kx_packed *why)
{
	bool is_5level = unpack->machine->x86.is_5level;
	bool is_4level = unpack->line.is_4level;

	if (is_5level && is_4level)
		return stay(why,
			    "no5lvl asks for another depth of page tables");
	if (is_5level && !unpack->packed->keeps_5level)
		return stay(why,
			    "it has no 5-level page tables, and they are on");
	if (!is_5level && !is_4level && unpack->packed->keeps_5level &&
	    unpack->can_5level)
		return stay(why, "it may want 5-level page tables");
	return true;
}

static bool check_random(const struct kx_random *random, struct kx_packed *why)
{
	u64 bits = 0;

	if (!random->draw(random->data, &bits))
		return stay(why, "there are no random numbers yet");
	return true;
}

bool kx_unpack_read_line(struct kx_unpack *unpack, struct kx_bytes line,
			 struct kx_packed *why)
{
	struct kx_kaslr_line *read = &unpack->line;

	kx_kaslr_read(line, read);
	if (read->kind == KX_KASLR_UNKNOWN) {
		*why = (struct kx_packed){
			.text = "only its decompressor obeys",
			.word = read->word,
		};
		return false;
	}
	if (!check_paging(unpack, why))
		return false;
	return read->kind != KX_KASLR_ON ||
	       check_random(&read->kaslr.random, why);
}

bool kx_unpack_measure(struct kx_unpack *unpack, u64 available,
		       struct kx_packed *why)
{
	struct kx_bytes payload = unpack->payload;
	u32 said = 0;

	if (payload.size <= SIZE_WORD ||
	    kx_read_le32(payload, payload.size - SIZE_WORD, &said) || !said ||
	    said > KX_KERNEL_IMAGE_SIZE)
		return stay(why, "it does not say how large it is");
	if (said > available / 4) {
		*why = (struct kx_packed){
			.what = "its size",
			.value = said,
			.text = "is more than a quarter of available memory",
		};
		return false;
	}
	unpack->size = said;
	return true;
}

struct kx_bytes kx_unpack_stream(struct kx_bytes payload, bool has_size)
{
	if (!has_size)
		payload.size -= SIZE_WORD;
	return payload;
}

/* Draws the virtual address; the plan draws the physical one. */
static bool relocate(struct kx_unpack *unpack, u8 *bytes, struct kx_packed *why)
{
	const struct kx_unpacked *unpacked = &unpack->unpacked;
	struct kx_kernel *kernel = &unpack->kernel;
	u64 distance = 0;

	if (!unpacked->has_relocs || !kernel->is_relocatable ||
	    unpack->line.kind == KX_KASLR_OFF)
		return true;
	if (!kx_kaslr_distance(&unpack->line.kaslr, kernel->preferred,
			       kernel->size, kernel->align, &distance))
		return stay(why, "there are no random numbers yet");
	if (kx_unpacked_mark(kernel->header, unpack->header))
		return stay(why, "its header is too long");
	kernel->header.data = unpack->header;
	kernel->kaslr = &unpack->line.kaslr;
	kx_unpacked_relocate(bytes, unpacked, distance);
	return true;
}

bool kx_unpack_relocate(struct kx_unpack *unpack, u8 *bytes,
			struct kx_packed *why)
{
	struct kx_bytes payload = kx_bytes(bytes, unpack->size);
	struct kx_fault fault = { 0 };
	int err = kx_unpacked_read(payload, &unpack->unpacked, &fault);

	if (!err)
		err = kx_unpacked_describe(unpack->packed, payload,
					   &unpack->unpacked, &unpack->kernel,
					   &fault);
	if (!err)
		return relocate(unpack, bytes, why);
	*why = (struct kx_packed){
		.what = fault.what ? fault.what : "what is in it",
		.value = fault.value,
		.text = "is not understood",
	};
	return false;
}

void kx_unpack_wipe(const struct kx_unpack *unpack, u8 *bytes)
{
	if (unpack->kernel.kaslr)
		kx_unpacked_wipe(bytes, &unpack->unpacked);
}

bool kx_unpack_plan(const struct kx_unpack *unpack, struct kx_request *request,
		    const char *type, struct kx_plan *plan)
{
	u32 draws = unpack->kernel.kaslr ? DRAWS : 1;
	u32 i;

	request->unpacked = &unpack->kernel;
	for (i = 0; i < draws; i++) {
		request->arena->used = 0;
		if (!kx_plan_make(request, type, plan, NULL) &&
		    !plan->is_over_kept)
			return true;
	}
	request->arena->used = 0;
	request->unpacked = NULL;
	*plan = (struct kx_plan){ 0 };
	return false;
}
