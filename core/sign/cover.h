/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Does the digest of a signed kernel cover every byte that decides what runs?
 */
#ifndef CORE_SIGN_COVER_H
#define CORE_SIGN_COVER_H

#include "core/err.h"
#include "core/plan.h"
#include "core/sign/authenticode.h"

/**
 * kx_cover_check - hold what the digest leaves out against what is used
 * @pe: what kx_authenticode_read() found in the file
 * @uses: what kx_plan_uses() says of kx_authenticode_content()
 * @fault: may be NULL; which range the digest leaves out, where it begins and
 *	   where the used range ends that it meets; or begin and end of a
 *	   section
 *
 * Return: 0; -KX_E_NOT_COVERED if the certificate table begins before the end
 * of what @uses has or does not end the file, if its directory entry or the
 * PE checksum overlaps @uses, or if a section is misplaced.
 */
KX_MUST_CHECK int kx_cover_check(const struct kx_authenticode *pe,
				 const struct kx_uses *uses,
				 struct kx_fault *fault);

#endif
