// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unpacks the kernel of a bzImage for kexec_file_load(2), by the rules of
 * core/format/unpack.c. It is entered after the jump as if its decompressor had
 * run.
 *
 * Signatures hold as they do for a packed kernel. The file was read once, into
 * memory that nothing else writes to, and the signature was verified over that
 * memory before its first byte is decoded here (vet_kernel() in file_load.c).
 * The same memory is decoded: no file is opened again. The digest covers the
 * payload and the header (check_cover() in verify.c), and what is entered
 * follows from them by the running kernel's own code: its decoders, the
 * relocations that the signed payload lists, and an address, which the
 * decompressor would draw as well. The one thing that is signed and does not
 * run is the decompressor. So this is done under lockdown and with sig_enforce,
 * too, unlike in user space, which the running kernel has no reason to trust.
 *
 * Encrypted guests (SEV, TDX, SNP), where the decompressor has work to do, are
 * refused at insmod (refusal() in main.c). A kernel that hands memory over
 * (KHO) has kexec of its own, and is refused as well.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include "module/unpack.h"

#include "core/format/unpack.h"
#include "module/decoder.h"
#include "module/page.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>

struct kxm_unpacked {
	struct kx_unpack unpack;
	struct kx_kernel packed;
	void *bytes; /* the payload, unpacked */
	/* While it is made. */
	const struct kx_request *request;
	const struct kxm_decoder *decoder;
	u64 available;	      /* bytes of memory, before the unpacking */
	struct kx_packed why; /* it stays packed */
	int err;	      /* the load fails */
};

static bool stay(struct kxm_unpacked *unpacked, const char *text)
{
	unpacked->why = (struct kx_packed){ .text = text };
	return false;
}

/* As get_random_bytes(), but never before the generator is ready. */
static bool draw(void *data, u64 *bits)
{
	if (!rng_is_initialized())
		return false;
	*bits = get_random_u64();
	return true;
}

static bool find_decoder(struct kxm_unpacked *unpacked)
{
	const struct kxm_decoder *decoder;

	if (!kx_unpack_find(&unpacked->unpack, unpacked->request->kernel,
			    &unpacked->why))
		return false;
	decoder = kxm_decoder_find(unpacked->unpack.payload);
	if (!decoder)
		return stay(unpacked, "its compression is unknown");
	if (!decoder->is_there || !decoder->is_there()) {
		(void)stay(unpacked, "this kernel has no decoder for");
		unpacked->why.word =
			kx_bytes(decoder->name, strlen(decoder->name));
		return false;
	}
	unpacked->decoder = decoder;
	return true;
}

static bool vet(struct kxm_unpacked *unpacked)
{
	if (kx_plan_vet(unpacked->request, NULL, &unpacked->packed, NULL))
		return stay(unpacked, "it can't be loaded");
	return find_decoder(unpacked);
}

/*
 * A payload without a checksum of its own can be damaged and still be unpacked.
 * The file's checksum is compared then, if there is one. It may be wrong for
 * another reason, so that is no error.
 */
static bool check_sum(struct kxm_unpacked *unpacked)
{
	struct kx_request request = *unpacked->request;
	int err;

	if (unpacked->decoder->is_checked)
		return true;
	request.flags |= KX_CHECK_SUM;
	err = kx_plan_vet(&request, NULL, NULL, NULL);
	request.arena->used = 0;
	return !err || stay(unpacked, "its checksum is wrong");
}

static bool read_line(struct kxm_unpacked *unpacked)
{
	unpacked->unpack.can_5level =
		unpacked->request->machine->x86.can_5level;
	unpacked->unpack.line.kaslr.random = (struct kx_random){ draw, NULL };
	return kx_unpack_read_line(&unpacked->unpack,
				   unpacked->request->cmdline, &unpacked->why);
}

static bool allocate(struct kxm_unpacked *unpacked)
{
	long pages = si_mem_available();

	unpacked->available = pages > 0 ? (u64)pages << PAGE_SHIFT : 0;
	if (!kx_unpack_measure(&unpacked->unpack, unpacked->available,
			       &unpacked->why))
		return false;
	unpacked->bytes = kxm_image_array(unpacked->unpack.size, 1);
	return unpacked->bytes || stay(unpacked, "memory is too small");
}

static bool decode(struct kxm_unpacked *unpacked)
{
	const struct kx_unpack *unpack = &unpacked->unpack;
	const struct kxm_decoder *decoder = unpacked->decoder;
	const struct kxm_unpacking job = {
		.to = unpacked->bytes,
		.size = unpack->size,
		/* With the kernel itself, half of what is available. */
		.spare = unpacked->available / 4,
	};
	struct kx_bytes stream =
		kx_unpack_stream(unpack->payload, decoder->has_size);

	switch (decoder->decode(stream, &job)) {
	case 0:
		return true;
	case -EBADMSG:
		pr_info("kexec_file_load: the %s payload is damaged\n",
			decoder->name);
		unpacked->err = -ENOEXEC;
		return stay(unpacked, "its payload is damaged");
	case -EOPNOTSUPP:
		return stay(unpacked, "this kernel's decoder can't read it");
	default:
		return stay(unpacked, "there is no memory to unpack it");
	}
}

static bool relocate(struct kxm_unpacked *unpacked)
{
	return kx_unpack_relocate(&unpacked->unpack, unpacked->bytes,
				  &unpacked->why);
}

static bool make(struct kxm_unpacked *unpacked)
{
	static bool (*const steps[])(struct kxm_unpacked *) = {
		vet, check_sum, read_line, allocate, decode, relocate,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(steps); i++)
		if (!steps[i](unpacked))
			return false;
	return true;
}

static void tell_packed(enum kxm_tell tell, const struct kx_packed *why)
{
	char number[64] = "";

	if (why->what)
		scnprintf(number, sizeof(number), "%s %#llx ", why->what,
			  why->value);
	if (tell == KXM_TELL_LOG)
		pr_info("kernel: it unpacks itself: %s%s%s%.*s\n", number,
			why->text, why->word.size ? " " : "",
			(int)min_t(u64, why->word.size, 32), why->word.data);
	else
		pr_debug("kernel: it unpacks itself: %s%s\n", number,
			 why->text);
}

int kxm_unpack(const struct kx_request *request, enum kxm_tell tell,
	       struct kxm_unpacked **out)
{
	struct kxm_unpacked *unpacked = kzalloc(sizeof(*unpacked), KXM_GFP);
	int err;

	*out = NULL;
	if (!unpacked)
		return 0;
	unpacked->request = request;
	unpacked->unpack.packed = &unpacked->packed;
	unpacked->unpack.machine = request->machine;
	if (make(unpacked)) {
		*out = unpacked;
		return 0;
	}
	tell_packed(tell, &unpacked->why);
	err = unpacked->err;
	kxm_unpack_free(unpacked);
	return err;
}

bool kxm_unpack_plan(const struct kxm_unpacked *unpacked,
		     struct kx_request *request, enum kxm_tell tell,
		     struct kx_plan *plan)
{
	static const struct kx_packed no_place = {
		.text = "no place for all of it",
	};

	if (!kx_unpack_plan(&unpacked->unpack, request, NULL, plan)) {
		tell_packed(tell, &no_place);
		return false;
	}
	if (tell == KXM_TELL_LOG)
		pr_info("kernel: unpacked\n");
	return true;
}

bool kxm_unpack_is_drawn(const struct kxm_unpacked *unpacked)
{
	return unpacked && unpacked->unpack.kernel.kaslr;
}

/* Every relocation is as good as the kernel's address. */
void kxm_unpack_free(struct kxm_unpacked *unpacked)
{
	if (!unpacked)
		return;
	kvfree_sensitive(unpacked->bytes, unpacked->unpack.size);
	kfree_sensitive(unpacked);
}
