/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Whether a signed kernel's digest covers every byte that decides what runs. */
#ifndef CORE_SIGN_COVER_H
#define CORE_SIGN_COVER_H

#include "core/err.h"
#include "core/plan.h"
#include "core/sign/authenticode.h"

/* The fields in a file that signing changes. Zeroes, before it is signed. */
struct kx_cover_fields {
	u8 checksum[4];
	u8 directory[8];
};

/**
 * kx_cover_swap - exchange the fields that signing changes
 * @file: the file that @pe was read from; it gets @fields
 * @pe: still has the signature's place; borrows from @file
 * @fields: zeroes, before a file is judged; then what was in @file, to put it
 *	    back into a file that is loaded without a valid signature
 */
void kx_cover_swap(void *file, const struct kx_authenticode *pe,
		   struct kx_cover_fields *fields);

/**
 * kx_cover_check - check that no byte outside of the digest is used
 * @pe: filled by kx_authenticode_read()
 * @uses: filled by kx_plan_uses() from kx_authenticode_content()
 * @fault: may be NULL. Names the range without a digest, its start, and the end
 *	   of the used range that it overlaps; or a section, with its start and
 *	   end.
 *
 * Return: 0; -KX_E_NOT_COVERED if the certificate table begins before the end
 * of @uses or does not end the file, if its directory entry or the PE checksum
 * overlaps @uses (with @uses->loads_pe, if it overlaps the header), or if a
 * section is misplaced.
 */
KX_MUST_CHECK int kx_cover_check(const struct kx_authenticode *pe,
				 const struct kx_uses *uses,
				 struct kx_fault *fault);

#endif
