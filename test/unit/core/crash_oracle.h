/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Promises of every plan of a crash kernel, besides those of any plan. */
#ifndef TEST_UNIT_CORE_CRASH_ORACLE_H
#define TEST_UNIT_CORE_CRASH_ORACLE_H

#include "core/plan.h"

/** crash_oracle - NULL, or the promise that @plan breaks */
const char *crash_oracle(const struct kx_request *request,
			 const struct kx_plan *plan);

#endif
