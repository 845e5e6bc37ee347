/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Promises of plans that start something else than Linux. */
#ifndef TEST_UNIT_CORE_PROGRAM_ORACLE_H
#define TEST_UNIT_CORE_PROGRAM_ORACLE_H

#include "core/plan.h"

/** is_program - whether the plan's kernel is entered as no Linux is */
bool is_program(const struct kx_request *request, const struct kx_plan *plan);

/** program_oracle - NULL, or the promise about its data that @plan breaks */
const char *program_oracle(const struct kx_request *request,
			   const struct kx_plan *plan);

#endif
