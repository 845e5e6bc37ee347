/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Causes of failures: their names, and the errors of core/ they stand for. */
#ifndef LIB_ERRORS_CAUSE_H
#define LIB_ERRORS_CAUSE_H

#include "include/libkexec.h"

#include "core/err.h"

/** kxl_cause_name - get the stable name of a cause, a static string */
const char *kxl_cause_name(enum kexec_cause cause);

/** kxl_action_name - get the words for an action, a static string */
const char *kxl_action_name(enum kexec_action action);

/**
 * kxl_cause - get the cause for an error of core/
 * @err: result of a function of core/: -KX_E_* or 0
 *
 * Return: the cause; KEXEC_CAUSE_UNKNOWN for an @err that core/ does not have.
 */
enum kexec_cause kxl_cause(int err);

#endif
