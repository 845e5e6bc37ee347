/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Promises of every plan of a kernel that returns, besides those of any plan.
 */
#ifndef TEST_UNIT_CORE_JUMP_BACK_ORACLE_H
#define TEST_UNIT_CORE_JUMP_BACK_ORACLE_H

#include "core/plan.h"

/** jump_back_oracle - NULL, or the promise that @plan breaks */
const char *jump_back_oracle(const struct kx_request *request,
			     const struct kx_plan *plan);

#endif
