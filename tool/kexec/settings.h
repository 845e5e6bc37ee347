/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* /etc/kexec.conf: what the owner of a machine wants of each load. */
#ifndef TOOL_KEXEC_SETTINGS_H
#define TOOL_KEXEC_SETTINGS_H

#include <stdbool.h>

#include "tool/kexec/options.h"

#define SETTINGS_PATH "/etc/kexec.conf"

/**
 * settings_skip_crypto_tests - whether a line of the file stands for
 * --no-crypto-tests
 *
 * The file is that of --sysroot. It does not count for --check, nor if an
 * option says that the kernel is not Linux: --module, --args-elf, --args-none,
 * or a --type of Multiboot or PVH. Warns of a file that can't be read or that
 * others may write to, and of each line that is not understood.
 */
bool settings_skip_crypto_tests(const struct options *options);

#endif
