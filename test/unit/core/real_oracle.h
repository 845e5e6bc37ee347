/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What a plan promises whose kernel is entered in real mode. */
#ifndef TEST_UNIT_CORE_REAL_ORACLE_H
#define TEST_UNIT_CORE_REAL_ORACLE_H

#include "core/plan.h"

/** real_oracle - return NULL, or the promise that the plan breaks */
const char *real_oracle(const struct kx_request *request,
			const struct kx_plan *plan);

#endif
