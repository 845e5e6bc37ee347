/* SPDX-License-Identifier: GPL-2.0-only */
/* Destination pages that become an image's own. */
#ifndef MODULE_CLAIM_H
#define MODULE_CLAIM_H

#include "core/copylist.h"
#include "core/range.h"
#include "kx_port.h"

/*
 * Allocate those of the destination pages @pfns that nobody uses, as their own
 * source pages: the jump has nothing to copy there. @index: of the first of
 * them in @list. What can't be had cheaply is left out. Sleeps.
 */
void kxm_claim(struct kx_copylist *list, struct kx_range pfns, u64 index);

#endif
