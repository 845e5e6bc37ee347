/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The kernel in a bzImage, unpacked at load time: what libkexec and kexec.ko
 * ask before it and do after it. Each brings the decoders, the memory and the
 * random numbers.
 */
#ifndef CORE_FORMAT_UNPACK_H
#define CORE_FORMAT_UNPACK_H

#include "core/arch/x86_64_kaslr.h"
#include "core/bytes.h"
#include "core/format/bzimage_unpacked.h"
#include "core/kernel.h"
#include "core/plan.h"

/* Why a kernel stays packed, as words: [what value] text [word]. */
struct kx_packed {
	const char *what; /* NULL: neither it nor @value */
	u64 value;
	const char *text;
	struct kx_bytes word; /* of the command line; borrowed */
};

struct kx_unpack {
	/* Both are the caller's. */
	const struct kx_kernel *packed; /* the bzImage, vetted */
	const struct kx_machine *machine;
	bool can_5level; /* so can the processor, whether it is on or not */
	/* kx_unpack_find() */
	struct kx_bytes payload;
	/* kx_unpack_read_line(); its source of random numbers is the caller's
	 */
	struct kx_kaslr_line line;
	u64 size; /* kx_unpack_measure(): of the payload, unpacked */
	/* kx_unpack_relocate() */
	struct kx_unpacked unpacked;
	struct kx_kernel kernel;
	u8 header[KX_UNPACKED_HEADER_MAX];
};

/**
 * kx_unpack_find - find what is packed in a kernel file
 * @unpack: @packed is set
 * @file: the bzImage
 * @why: filled if the result is false, as for the next functions
 *
 * Return: whether it may be unpacked, as far as the file decides.
 */
KX_MUST_CHECK bool kx_unpack_find(struct kx_unpack *unpack,
				  struct kx_bytes file, struct kx_packed *why);

/**
 * kx_unpack_read_line - find what only the decompressor can do
 * @unpack: all of the caller's members are set
 * @line: the next kernel's command line, without the final NUL; borrowed
 *
 * Random numbers are drawn once, to see if there are any: unpacking takes long,
 * so it begins only if the kernel's place can be drawn after it.
 */
KX_MUST_CHECK bool kx_unpack_read_line(struct kx_unpack *unpack,
				       struct kx_bytes line,
				       struct kx_packed *why);

/**
 * kx_unpack_measure - find how much memory the payload takes
 * @unpack: kx_unpack_find() has returned true
 * @available: bytes that the running system can do without
 *
 * The file says it, and is not believed beyond what Linux can address or a
 * quarter of what is available: the unpacked kernel is in memory twice until
 * the load ends, here and in the running kernel's pages.
 */
KX_MUST_CHECK bool kx_unpack_measure(struct kx_unpack *unpack, u64 available,
				     struct kx_packed *why);

/**
 * kx_unpack_stream - the part of the payload that a decoder gets
 * @payload: kx_unpack_measure() has accepted it
 * @has_size: the size at its end belongs to the compression's own format
 */
struct kx_bytes kx_unpack_stream(struct kx_bytes payload, bool has_size);

/**
 * kx_unpack_relocate - describe the unpacked kernel, and draw its address
 * @unpack: the functions above have returned true
 * @bytes: @unpack->size bytes, unpacked; changed. @unpack->kernel borrows them
 */
KX_MUST_CHECK bool kx_unpack_relocate(struct kx_unpack *unpack, u8 *bytes,
				      struct kx_packed *why);

/**
 * kx_unpack_wipe - clear what tells where the kernel will lie
 * @bytes: as kx_unpack_relocate() left them; no kernel any more. Without KASLR,
 *	   or if that function returned false, nothing is secret or changed
 */
void kx_unpack_wipe(const struct kx_unpack *unpack, u8 *bytes);

/**
 * kx_unpack_plan - kx_plan_make() for the unpacked kernel
 * @unpack: relocated; borrowed by @request
 * @request, @type, @plan: as for kx_plan_make(); the arena is emptied
 *
 * A place for the kernel is drawn, so nothing else may fit any more: then
 * another one is drawn. Kept memory is avoided, as with a packed kernel that
 * has more room.
 *
 * Return: false if there is no place after some draws. Then @request is again
 * for the packed kernel, and @plan is empty.
 */
KX_MUST_CHECK bool kx_unpack_plan(const struct kx_unpack *unpack,
				  struct kx_request *request, const char *type,
				  struct kx_plan *plan);

#endif
