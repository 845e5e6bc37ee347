/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The kernel in a bzImage, unpacked and relocated at load time. */
#ifndef LIB_IMAGE_VMLINUX_H
#define LIB_IMAGE_VMLINUX_H

#include "lib/image/image.h"

#include "core/plan.h"

struct kxl_vmlinux;

/**
 * kxl_vmlinux_open - unpack and relocate an image's kernel
 * @image: vetted; its command line is complete. Gets @image->vmlinux, or none
 *	   if the next kernel must unpack itself, with a debug message that says
 *	   why.
 * @machine: on which it will run
 *
 * Return: 0, or -ENOEXEC with the error set if the payload is damaged.
 */
KX_MUST_CHECK int kxl_vmlinux_open(struct kexec_image *image,
				   const struct kx_machine *machine);

/**
 * kxl_vmlinux_prepare - keep an image's kernel unpacked, for later loads
 * @image: vetted
 * @why: filled on success: NULL, or why it can't be unpacked; static
 *
 * Return: 0; -ENOEXEC if the payload is damaged; or as kxl_prepared_check() and
 * kxl_prepared_store().
 */
KX_MUST_CHECK int kxl_vmlinux_prepare(struct kexec_image *image,
				      const char **why);

/**
 * kxl_vmlinux_is_likely - whether kxl_vmlinux_open() is worth a try
 * @image: vetted
 */
bool kxl_vmlinux_is_likely(struct kexec_image *image);

/**
 * kxl_vmlinux_plan - kx_plan_make(), of the unpacked kernel if it can be had
 * @request: its member for the unpacked kernel and its arena are changed
 *
 * A place for the kernel is drawn, so nothing else may fit any more: then
 * another one is drawn, and after some draws the kernel stays packed.
 */
KX_MUST_CHECK int kxl_vmlinux_plan(struct kexec_image *image,
				   struct kx_request *request,
				   struct kx_plan *plan,
				   struct kx_fault *fault);

/** kxl_vmlinux_extra - how many segments an unpacked kernel has beyond one */
unsigned int kxl_vmlinux_extra(const struct kexec_image *image);

/** kxl_vmlinux_is_drawn - whether its place is random, and so a secret */
bool kxl_vmlinux_is_drawn(const struct kexec_image *image);

/** kxl_vmlinux_bytes - an open kernel, unpacked; borrowed */
struct kx_bytes kxl_vmlinux_bytes(const struct kexec_image *image);

/** kxl_vmlinux_close - free it; does nothing if there is none */
void kxl_vmlinux_close(struct kexec_image *image);

#endif
