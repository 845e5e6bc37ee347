/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Whether a signed kernel's digest covers every byte that decides what runs. */
#ifndef CORE_SIGN_COVER_H
#define CORE_SIGN_COVER_H

#include "core/err.h"
#include "core/plan.h"
#include "core/sign/authenticode.h"

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
 * overlaps @uses, or if a section is misplaced. If @uses->may_clear, the caller
 * zeroes entry and checksum before the load, and they may be in what is loaded.
 */
KX_MUST_CHECK int kx_cover_check(const struct kx_authenticode *pe,
				 const struct kx_uses *uses,
				 struct kx_fault *fault);

#endif
