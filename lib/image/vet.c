// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Vetting: everything that can be said about a kernel file and its command line
 * before the machine is read.
 */
#include "lib/image/vet.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/errors/advice.h"
#include "lib/errors/cause.h"
#include "lib/image/kind.h"
#include "lib/image/payload.h"
#include "lib/image/request.h"
#include "lib/image/type.h"
#include "lib/machine/arch.h"
#include "lib/machine/installed.h"

/*
 * No loader accepts the file. A truncated bzImage has a message of its own.
 * With --type, a file without a whole header may be of any kind.
 */
static bool is_other_kind(const struct kexec_image *image, int err,
			  struct kxl_kind *kind)
{
	return (err == -KX_E_FORMAT || (err == -KX_E_SHORT && image->type)) &&
	       kxl_kind_find(kxl_image_kernel(image), kind);
}

/* Without its type the file would be loaded. */
static bool is_mistyped(const struct kexec_image *image)
{
	struct kx_uses uses;

	return image->type && !kx_plan_uses(kxl_arch(image->ctx),
					    kxl_image_kernel(image), &uses);
}

static int fail_kind(struct kexec_image *image, const struct kxl_kind *kind,
		     const struct kx_fault *fault)
{
	const struct kx_error *row = kx_error(-KX_E_FORMAT);
	const struct kxl_failure failure = {
		.errnum = row->errnum,
		.cause = KEXEC_CAUSE_FILE_FORMAT,
		.action = KEXEC_ACTION_PLAN,
		.object = image->kernel.name,
		.advice = is_mistyped(image)
				  ? "name its own type, or none"
				  : kxl_kind_advice(kind, kxl_arch(image->ctx)),
		.fault = fault,
	};

	kxl_fail(image->ctx, &failure, "it is %s%s%s", kind->name,
		 kxl_image_is_packed(image) ? ", inside " : "",
		 image->contents.layers);
	kxl_installed_advise(image->ctx);
	return -row->errnum;
}

/* @err: of kx_plan_vet(), but for a checksum */
static int fail_file(struct kexec_image *image, const struct kx_fault *fault,
		     int err)
{
	struct kxl_kind kind;

	if (is_other_kind(image, err, &kind))
		return fail_kind(image, &kind, fault);
	return kxl_request_fail(image, fault, err);
}

static int vet(struct kexec_image *image, struct kx_request *request)
{
	struct kx_fault fault = { .segment = KX_NO_SEGMENT,
				  .other = KX_NO_SEGMENT };
	struct kx_arena arena;
	int err = kxl_request_arena(image, request, &arena);

	if (err)
		return err;
	request->arena = &arena;
	err = kx_plan_vet(request, kxl_type_format(image->type), &image->facts,
			  &fault);
	request->arena = NULL;
	free(arena.base);
	if (err == -KX_E_CHECKSUM)
		return kxl_payload_judge(image, &fault);
	return err ? fail_file(image, &fault, err) : 0;
}

/* @flags: KX_CHECK_SUM, or none */
static int vet_once(struct kexec_image *image, unsigned int cmdline_reserve,
		    u32 flags)
{
	struct kx_request request;
	int err;

	if (image->is_vetted && (image->is_summed || !flags))
		return 0;
	err = kxl_image_unpack(image);
	if (!err)
		err = kxl_type_check(image);
	if (err)
		return err;
	request = kxl_request(image);
	request.cmdline = kx_bytes(image->cmdline, strlen(image->cmdline));
	request.cmdline_reserve = cmdline_reserve;
	request.flags |= flags;
	err = vet(image, &request);
	image->is_vetted = !err;
	image->is_summed = !err && flags;
	return err;
}

int kxl_vet(struct kexec_image *image, unsigned int cmdline_reserve)
{
	return vet_once(image, cmdline_reserve, KX_CHECK_SUM);
}

int kxl_vet_files(struct kexec_image *image, enum kexec_method method)
{
	bool is_header = method == KEXEC_METHOD_FILE_LOAD &&
			 image->slot == KEXEC_SLOT_NORMAL;

	return vet_once(image, kxl_arch(image->ctx)->file_line_reserve,
			is_header ? 0 : KX_CHECK_SUM);
}

int kxl_vet_look(struct kexec_image *image, struct kx_kernel *kernel)
{
	struct kx_fault fault = { .segment = KX_NO_SEGMENT,
				  .other = KX_NO_SEGMENT };
	struct kx_request request = { .arch = kxl_arch(image->ctx) };
	int err = kxl_image_unpack(image);

	if (err)
		return err;
	request.kernel = kxl_image_kernel(image);
	request.arguments = kxl_request(image).arguments;
	err = kxl_type_check(image);
	if (err)
		return err;
	err = kx_plan_vet(&request, kxl_type_format(image->type), kernel,
			  &fault);
	return err ? fail_file(image, &fault, err) : 0;
}

int kxl_vet_line(struct kexec_image *image, unsigned int cmdline_reserve)
{
	struct kx_fault fault = { .segment = KX_NO_SEGMENT,
				  .other = KX_NO_SEGMENT };
	struct kx_request request = kxl_request(image);
	int err;

	request.cmdline_reserve = cmdline_reserve;
	err = kx_plan_vet(&request, kxl_type_format(image->type), NULL, &fault);
	return err ? kxl_request_fail(image, &fault, err) : 0;
}
