// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Kernels are changed after they were built: a root device, a video mode, or a
 * hash in bytes that neither loader nor kernel reads. Then the CRC of the file
 * is wrong, but the kernel is good. Nearly all of a bzImage is one compressed
 * payload, and most compression formats have a checksum of their own, so the
 * payload is unpacked to check it.
 */
#include "lib/image/payload.h"

#include <errno.h>
#include <stdio.h>

#include "core/plan.h"
#include "lib/machine/arch.h"
#include "lib/unpack/compression.h"

/*
 * The size of the kernel's own virtual memory on x86_64 (KERNEL_IMAGE_SIZE in
 * arch/x86/include/asm/page_64_types.h).
 */
#define UNPACKED_MAX (1ULL << 30)
/* A size that Linux's build appends (scripts/Makefile.lib, size_append). */
#define SIZE_WORD 4

static enum kxl_payload_verdict
unpack(const struct kxl_compression *compression, struct kx_bytes payload)
{
	static const enum kxl_payload_verdict verdicts[] = {
		[KXL_UNPACKED] = KXL_PAYLOAD_GOOD,
		[KXL_UNPACK_DAMAGED] = KXL_PAYLOAD_DAMAGED,
		[KXL_UNPACK_CUT] = KXL_PAYLOAD_DAMAGED,
		[KXL_UNPACK_LONG] = KXL_PAYLOAD_DAMAGED,
		[KXL_UNPACK_UNCHECKED] = KXL_PAYLOAD_UNCHECKED,
		[KXL_UNPACK_MEMORY_LOW] = KXL_PAYLOAD_LARGE,
	};
	struct kxl_sink sink = { .wants_check = true };
	enum kxl_unpacked unpacked;
	u32 said = 0;

	if (payload.size < SIZE_WORD ||
	    kx_read_le32(payload, payload.size - SIZE_WORD, &said))
		return KXL_PAYLOAD_DAMAGED;
	if (said > UNPACKED_MAX)
		return KXL_PAYLOAD_LARGE;
	if (!compression->has_size)
		payload.size -= SIZE_WORD;
	sink.limit = said;
	unpacked = compression->unpack(&payload, &sink);
	if (unpacked == KXL_UNPACKED && (payload.size || sink.size != said))
		return KXL_PAYLOAD_DAMAGED;
	return verdicts[unpacked];
}

enum kxl_payload_verdict kxl_payload_check(struct kx_bytes payload,
					   const char **name)
{
	const struct kxl_compression *compression =
		kxl_compression_of_payload(payload);

	*name = compression ? compression->name : "";
	if (!compression)
		return KXL_PAYLOAD_UNKNOWN;
	if (!compression->is_checked)
		return KXL_PAYLOAD_UNCHECKED;
	if (!compression->unpack)
		return KXL_PAYLOAD_NO_LIBRARY;
	return unpack(compression, payload);
}

/* The name of the compression goes between @before and @after. */
static const struct {
	const char *before;
	const char *after;
} words[] = {
	[KXL_PAYLOAD_GOOD] = { "the ", " payload passes its own check" },
	[KXL_PAYLOAD_DAMAGED] = { "the ", " payload is damaged" },
	[KXL_PAYLOAD_UNCHECKED] = { "the ", " payload carries no checksum "
					    "to see whether it is whole" },
	[KXL_PAYLOAD_NO_LIBRARY] = { "this libkexec was built without what "
				     "checks ",
				     " payloads" },
	[KXL_PAYLOAD_LARGE] = { "the ", " payload takes too much memory to be "
					"checked" },
	[KXL_PAYLOAD_UNKNOWN] = { "the payload is of no compression that "
				  "Linux uses",
				  "" },
};

static int refuse(struct kexec_image *image, const struct kx_fault *fault,
		  const char *detail, bool is_damaged)
{
	const struct kx_error *row = kx_error(-KX_E_CHECKSUM);
	const struct kxl_failure failure = {
		.errnum = row->errnum,
		.cause = is_damaged ? KEXEC_CAUSE_PAYLOAD_DAMAGED
				    : KEXEC_CAUSE_CHECKSUM,
		.action = KEXEC_ACTION_PLAN,
		.object = image->kernel.name,
		.fault = fault,
	};

	return kxl_fail(image->ctx, &failure, "%s; %s", row->text, detail);
}

/* A load that goes on with the other system call judges once more. */
static void warn_once(struct kexec_image *image, bool is_good,
		      const char *detail, u64 unchecked)
{
	const char *text = kx_error(-KX_E_CHECKSUM)->text;
	const char *object = image->kernel.name;

	if (image->is_sum_said)
		return;
	image->is_sum_said = true;
	if (is_good)
		kxl_log(image->ctx, KEXEC_LOG_WARNING,
			"%s: %s; %s, header, setup code and decompressor "
			"(%llu bytes) stay unchecked; get the file again, "
			"unless it is known who changed it",
			object, text, detail, (unsigned long long)unchecked);
	else
		kxl_log(image->ctx, KEXEC_LOG_WARNING,
			"%s: %s; %s; going on, as checks are to be skipped",
			object, text, detail);
}

int kxl_payload_judge(struct kexec_image *image, const struct kx_fault *fault)
{
	struct kx_bytes bytes = kxl_image_kernel(image);
	enum kxl_payload_verdict verdict;
	struct kx_bytes payload = { 0 };
	struct kx_uses uses = { 0 };
	const char *name;
	char detail[128];
	bool is_good;

	/* A file that has a CRC has a header and a payload. */
	if (!kx_plan_uses(kxl_arch(image->ctx), bytes, &uses))
		payload = kx_bytes(bytes.data + uses.payload.start,
				   kx_range_size(uses.payload));
	verdict = kxl_payload_check(payload, &name);
	snprintf(detail, sizeof(detail), "%s%s%s", words[verdict].before, name,
		 words[verdict].after);
	is_good = verdict == KXL_PAYLOAD_GOOD;
	if (!is_good && !(image->options & KEXEC_OPTION_SKIP_CHECKS))
		return refuse(image, fault, detail,
			      verdict == KXL_PAYLOAD_DAMAGED);
	warn_once(image, is_good, detail, bytes.size - payload.size);
	return 0;
}
